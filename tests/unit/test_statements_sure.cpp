// Why there are so many replicates, what was checked, and what an evaluator would find (CMP-08,
// 17).
#include <doctest/doctest.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "tests/unit/small_comparison.hpp"

using namespace sme::analysis;
using namespace sme::analysis::test;
using doctest::Approx;

namespace {

nlohmann::json findings(const Statements &all) {
  return nlohmann::json::parse(all.texts.at(0).second);
}
bool has(const Statements &all, const std::string &name) {
  for (const auto &one : all.cubes)
    if (one.quantity.name == "comparison/" + name)
      return true;
  return false;
}

/// Two years of a panel: 300 firms around 3 % R&D, the same in the baseline (0) and in the null
/// policy (1). In the grant's world (2) every third firm is helped and has `gain` more employees,
/// and one in ten firms from just below the threshold is above it.
void follow(ComparisonData &d, double gain) {
  for (const char *name :
       {"world_index", "replicate_index", "observed_year", "firm", "employees", "revenue_of_year",
        "rnd_of_year", "label", "treated", "founded", "productivity_level"})
    d.panel[name] = {};
  synthetic::Numbers numbers(11);
  std::vector<double> share, size;
  for (int i = 0; i < 300; ++i) {
    share.push_back(0.01 + 0.04 * numbers.uniform());
    size.push_back(50 + 5 * numbers.normal());
  }
  for (const double world : {0.0, 1.0, 2.0})
    for (const double year : {2025.0, 2026.0})
      for (std::size_t i = 0; i < share.size(); ++i) {
        const bool helped = world == 2 && i % 3 == 0, later = year == 2026;
        const bool moves =
            world == 2 && later && i % 10 == 0 && share[i] > 0.026 && share[i] < 0.03;
        const auto add = [&](const char *name, double value) { d.panel[name].push_back(value); };
        add("world_index", world);
        add("replicate_index", 0);
        add("observed_year", year);
        add("firm", static_cast<double>(i));
        add("employees",
            size[i] + (later ? 2 + (share[i] >= 0.03 ? 3 : 0) : 0) + (helped && later ? gain : 0));
        add("revenue_of_year", 1e6);
        add("rnd_of_year", 1e6 * (moves ? 0.0305 : share[i]));
        add("label", 0);
        add("treated", helped ? 1 : 0);
        add("founded", 10);
        add("productivity_level", 1);
      }
}

} // namespace

TEST_CASE("the looks, what was wanted and why are stated, and that a number was given") {
  auto data = small();
  data.settings.smallest_effect = 5;
  const auto fixed = statements_of(data);
  CHECK_FALSE(has(fixed, "look_replicates"));
  const auto given = findings(fixed)["looks"];
  CHECK(given[0]["case"] == "fixed_precise");
  const std::string en = given[0]["en"];
  CHECK(en.starts_with("The number of replicates, 24, was given beforehand; no look at the figures "
                       "decided it."));
  CHECK(en.ends_with("narrower than the 2.5 at which `--replicates auto` would stop (half of "
                     "`compare.smallest_effect`)."));
  data.looks = {{20, 3.5, Look::Verdict::more}, {24, 1.5, Look::Verdict::precise}};
  const auto all = statements_of(data);
  CHECK(value(all, "look_replicates", 0) == 20);
  CHECK(value(all, "look_half_width", 1) == 1.5);
  CHECK(value(all, "look_verdict", 1) == 1);
  CHECK(value(all, "look_wanted", 0) == 2.5);
  CHECK(findings(all)["looks"][0]["case"] == "precise");
  data.settings.smallest_effect = 0;
  data.looks.back().verdict = Look::Verdict::spent;
  const auto spent = statements_of(data);
  std::vector<double> first; // of the first look alone, so that later ones do not move the aim
  for (std::size_t r = 0; r < 20; ++r)
    first.push_back(data.real.at("outcomes").values[(r * 2 + 1) * 8]);
  CHECK(value(spent, "look_wanted", 0) == Approx(0.01 * moments(first).mean));
  CHECK(findings(spent)["looks"][0]["case"] == "spent");
}

TEST_CASE("the mean after all pairs is the effect, and narrows on the way") {
  const auto data = small();
  const auto all = statements_of(data);
  const auto at = [](std::size_t w, std::size_t r) { return w * replicates + r; };
  CHECK(value(all, "convergence_mean", at(2, 23)) == value(all, "primary_mean", 2));
  CHECK(value(all, "convergence_mean", at(2, 0)) == changes(data, 2, 0).front());
  CHECK(std::isnan(value(all, "convergence_low", at(2, 0))));
  CHECK(value(all, "convergence_high", at(2, 23)) - value(all, "convergence_low", at(2, 23)) <
        value(all, "convergence_high", at(2, 4)) - value(all, "convergence_low", at(2, 4)));
}

TEST_CASE("an effect that fades after its support is told as such, or as brought forward") {
  auto data = small();
  auto worlds = nlohmann::json::parse(data.worlds);
  worlds[2]["programmes"] = {{{"name", "grant"}, {"new", true}, {"until", "2025Q4"}}};
  data.worlds = worlds.dump();
  synthetic::Numbers numbers(8);
  auto &values = data.real.at("outcomes").values;
  for (std::size_t r = 0; r < replicates; ++r) // 80 in the last year of support, 40 a year later
    values[(2 * replicates + r) * 2 * 8] += 80 + numbers.normal();
  const auto all = statements_of(data);
  CHECK(value(all, "unit_years_mean", 2) == Approx(120).epsilon(0.02));
  CHECK(value(all, "lasting_mean", 2 * 2) == 1);
  CHECK(value(all, "lasting_mean", 2 * 2 + 1) == Approx(0.5).epsilon(0.03));
  CHECK(value(all, "lasting_low", 2 * 2 + 1) < value(all, "lasting_mean", 2 * 2 + 1));
  CHECK(std::isnan(value(all, "lasting_mean", 4 * 2 + 1))); // the package has no end
  const auto said = findings(all)["lasting"];
  REQUIRE(said.size() == 3); // the null policy has no effect that could last
  CHECK(said[0]["case"] == "ended");
  const std::string ended = said[0]["en"], open = said[1]["en"];
  CHECK(ended.find(" Of its effect in 2025, the last year of support, ") != std::string::npos);
  CHECK(ended.ends_with(" is there 1 year later."));
  CHECK(open.ends_with("Whether it lasts is not told: support does not end before 2026."));
  for (std::size_t r = 0; r < replicates; ++r) // nothing of it is left
    values[((2 * replicates + r) * 2 + 1) * 8] -= 40;
  const auto gone = findings(statements_of(data))["lasting"];
  CHECK(gone[0]["case"] == "brought_forward");
}

TEST_CASE("what the winner of one half of the replicates is worth in the other is stated") {
  const auto all = statements_of(small());
  CHECK(value(all, "half_promised", 4) == Approx(65).epsilon(0.05));
  CHECK(value(all, "half_delivered", 4) == Approx(65).epsilon(0.05));
  CHECK(value(all, "half_agreement", 4) == Approx(1));
  CHECK(std::isnan(value(all, "half_promised", 2)));
  const std::string en = findings(all)["halves"][0]["en"];
  CHECK(en.starts_with("Split in two halves at random, Package comes first in one half, with a "
                       "gain of 6"));
}

TEST_CASE("the program counts what it checked, and a wrong figure shows") {
  auto data = small();
  data.quarters_closed = 68;
  data.whole["flow_matrix"] = {{5, replicates, 2, 2, 3}, {}};
  for (std::size_t row = 0; row < 5 * replicates * 2 * 2; ++row)
    data.whole["flow_matrix"].values.insert(
        data.whole["flow_matrix"].values.end(),
        {std::int64_t{1} << 60, -(std::int64_t{1} << 60) - 7, 7});
  const auto all = statements_of(data);
  // books, flows, additionality, shared_past, no_difference
  CHECK(value(all, "check_count", 0) == 68);
  CHECK(value(all, "check_count", 1) == 5 * replicates * 4);
  CHECK(value(all, "check_count", 2) == 5 * replicates * 2);
  CHECK(value(all, "check_count", 3) == 3 * replicates * 8);     // three worlds part in 2026
  CHECK(value(all, "check_count", 4) == 1 * replicates * 2 * 8); // one never does
  for (std::size_t k = 0; k < 5; ++k)
    CHECK(value(all, "check_failed", k) == 0);
  data.whole["flow_matrix"].values[3] += 1;
  data.whole["identity"].values[5] += 1;
  data.real["outcomes"].values[(2 * replicates) * 2 * 8] += 1; // before the grant begins
  data.real["outcomes"].values[(1 * replicates) * 2 * 8] += 1; // of the policy that is none
  const auto wrong = statements_of(data);
  for (std::size_t k = 1; k < 5; ++k)
    CHECK(value(wrong, "check_failed", k) == 1);
}

TEST_CASE("what is found at a threshold without a policy is not the policy's") {
  auto data = small();
  follow(data, 6);
  const auto all = statements_of(data);
  enum { did = 2, truth, rdd, rdd_baseline, rdd_change, rdd_truth, bunching, bunching_baseline };
  const auto at = [&](const std::string &end, std::size_t world, std::size_t design) {
    return value(all, "emulator" + end, world * 12 + design);
  };
  CHECK(at("_mean", 1, rdd) == Approx(3).epsilon(0.01)); // the label's, in every world
  CHECK(at("_mean", 1, rdd_baseline) == at("_mean", 1, rdd));
  for (const char *end : {"_mean", "_low", "_high"}) {
    CHECK(at(end, 1, rdd_change) == 0);
    CHECK(at(end, 1, bunching_baseline + 1) == 0);
    CHECK(at(end, 1, bunching_baseline + 2) == 0);
  }
  // The grant gives a third of the firms 6 more on either side of the threshold: no jump of it.
  CHECK(at("_mean", 2, did) == Approx(6).epsilon(0.1));
  CHECK(at("_mean", 2, rdd_truth) == Approx(2).epsilon(0.25));
  CHECK(at("_low", 2, rdd_change) < 0);
  CHECK(at("_high", 2, rdd_change) > 0);
  CHECK(at("_mean", 2, bunching_baseline + 2) > 0); // counted there, and so found
  CHECK(at("_mean", 2, bunching) - at("_mean", 2, bunching_baseline) ==
        Approx(at("_mean", 2, bunching_baseline + 1)));
  const auto said = findings(all)["evaluator"];
  REQUIRE(said.size() == 2); // the others are not in the panel
  CHECK(said[0]["case"] == "same");
  const std::string null = said[0]["en"];
  CHECK(null.starts_with("Nothing: its world is the baseline's, so that whatever a design finds is "
                         "there without it, too. At the threshold of 3 % R&D a jump of 3 ("));
  CHECK(null.find(
            "; the policy's part is 0 (0 to 0). Firms near the threshold truly gain 0 (0 to 0).") !=
        std::string::npos);
  const std::string zh = said[0]["zh"];
  CHECK(zh.starts_with("空政策：其世界与基准相同，任何方法得到的结果在没有该政策时同样存在。"));
}
