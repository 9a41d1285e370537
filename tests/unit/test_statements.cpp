// From raw cubes to statements: a small comparison whose answers are known (CMP-03, 04, 09, 10,
// 14).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "analysis/paired.hpp"
#include "analysis/statements.hpp"
#include "analysis/tidy_csv.hpp"
#include "analysis/value.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

constexpr std::size_t replicates = 24;

/// Baseline, a null policy, two programmes and their package, two years. In the first year all is
/// the same; in the second a grant adds 40 little giants and 2,000 jobs, advice 10 and 500, the
/// package 65 and 2,500. A grant costs 8e8, advice 1e8.
ComparisonData small() {
  ComparisonData d;
  const auto add = [&](Axis axis) { d.axes.emplace(axis.name, axis); };
  add({"world", "", "", {"baseline", "null", "grant", "advice, \"free\"", "package"}, {}});
  Axis replicate{"replicate", "", "1", {}, {}};
  for (std::size_t r = 0; r < replicates; ++r)
    replicate.values.push_back(static_cast<std::int32_t>(r));
  add(replicate);
  add({"year", "", "1", {}, {2025, 2026}});
  add({"province", "", "", {"Beijing", "Hebei"}, {}});
  add({"tier", "", "", {"none", "little_giant"}, {}});
  add({"outcome",
       "",
       "",
       {"little_giants", "staff", "tax", "public_spent", "public_forgone", "public_returned",
        "public_called", "survival"},
       {}});
  add({"measure", "", "", {"staff"}, {}});
  add({"term", "", "", {"gross", "deadweight", "direct", "displacement", "spillover", "net"}, {}});
  add({"part", "", "", {"held", "direct", "displaced"}, {}});
  add({"state_from", "", "", {"none", "absent"}, {}});
  add({"state_to", "", "", {"none", "absent"}, {}});
  add({"cohort", "", "1", {}, {2024, 2025}});
  d.settings.horizon = 2026;
  d.settings.smallest_effect = 5;
  d.settings.discount = 0.1;
  d.settings.discount_base = 2025;
  d.settings.willingness_low = 0;
  d.settings.willingness_high = 4e7;
  d.settings.least_gain = 20;
  d.settings.cost_bias = 0.2;
  d.settings.uptake_bias = 0.1;
  d.scale = 0.01;
  d.seed = 5;
  d.worlds = R"([{"name":"baseline","title":"As usual","title_zh":"照旧"},
    {"name":"null","title":"Nothing","title_zh":"空政策","programmes":[{"name":"nil","new":true}]},
    {"name":"grant","title":"Grants","title_zh":"补助","first_difference":"2026Q1",
     "programmes":[{"name":"grant","new":true},{"name":"old","new":false}]},
    {"name":"advice","title":"Advice","title_zh":"咨询","first_difference":"2026Q1",
     "programmes":[{"name":"advice","new":true}]},
    {"name":"package","title":"Package","title_zh":"组合拳","first_difference":"2026Q1",
     "programmes":[{"name":"grant","new":true},{"name":"advice","new":true}]}])";
  d.words = R"({"outcome":[{"key":"little_giants","unit":"1","title":"little giants",
    "title_zh":"小巨人企业数","better":1},{"key":"staff","unit":"person","title":"jobs",
    "title_zh":"就业人数","better":1}]})";

  const std::vector<double> giants{0, 0, 40, 10, 65}, jobs{0, 0, 2000, 500, 2500},
      money{0, 0, 8e8, 1e8, 9e8};
  synthetic::Numbers numbers(77);
  const std::size_t worlds = 5, years = 2, outcomes = 8, provinces = 2;
  Block<double> outcome{{worlds, replicates, years, outcomes}, {}};
  outcome.values.resize(worlds * replicates * years * outcomes);
  Block<double> by_province{{worlds, replicates, years, outcomes, provinces}, {}};
  by_province.values.resize(outcome.values.size() * provinces);
  Block<std::int64_t> split{{worlds, replicates, years, 2, 3}, {}},
      identity{{worlds, replicates, years, 1, 6}, {}},
      identity_by_province{{worlds, replicates, years, 1, 2, 6}, {}},
      target{{worlds, 2}, {0, 0, 1, 0, 1, 0, 1, 0, 1, 0}},
      moves{{worlds, replicates, years, 2, 2}, {}}, founded{{worlds, replicates, 2}, {}},
      alive{{worlds, replicates, 2, years}, {}};
  std::vector<double> noise;
  for (std::size_t r = 0; r < replicates; ++r)
    noise.push_back(numbers.normal());
  for (std::size_t w = 0; w < worlds; ++w)
    for (std::size_t r = 0; r < replicates; ++r) {
      const double own = w > 1 ? 2 * numbers.normal() : 0; // what pairing does not remove
      for (std::size_t y = 0; y < years; ++y) {
        const double on = y == 1 ? 1 : 0, level = 1000 + 100 * noise[r];
        const std::vector<double> values{level + on * (giants[w] + own),
                                         50 * level + on * (jobs[w] + 20 * own),
                                         1e9 + on * giants[w] * 1e5,
                                         1e9 + on * money[w],
                                         0,
                                         0,
                                         0,
                                         y == 0 ? unknown : 0.9};
        for (std::size_t o = 0; o < outcomes; ++o) {
          const auto at = ((w * replicates + r) * years + y) * outcomes + o;
          outcome.values[at] = values[o];
          by_province.values[2 * at] = values[o] * 0.75;
          by_province.values[2 * at + 1] = values[o] * 0.25;
        }
        for (std::int64_t t = 0; t < 2; ++t)
          for (std::int64_t count :
               {std::int64_t{10}, on * w > 1 ? std::int64_t(w) : 0, std::int64_t{0}})
            split.values.push_back(count + 0 * t);
        // gross 30, deadweight 10, direct 20 of which 5 leak to Hebei, displaced 4, spillover 1
        const auto k = w > 1 ? std::int64_t(on) : 0;
        for (std::int64_t term : {30, 10, 20, -4, 1, 17})
          identity.values.push_back(k * term);
        for (std::int64_t term : {24, 9, 15, -3, 1, 13})
          identity_by_province.values.push_back(k * term);
        for (std::int64_t term : {6, 1, 5, -1, 0, 4})
          identity_by_province.values.push_back(k * term);
        for (std::int64_t count :
             {std::int64_t(80 + 5 * k), std::int64_t(20 - 5 * k), std::int64_t(9), std::int64_t(0)})
          moves.values.push_back(count);
      }
      founded.values.insert(founded.values.end(), {100, 10});
      const std::int64_t helped = w > 1 ? 4 : 0;
      alive.values.insert(alive.values.end(), {90, 80 + helped, 10, 8});
    }
  d.real = {{"outcomes", outcome}, {"outcomes_by_province", by_province}};
  d.whole = {{"split", split},
             {"identity", identity},
             {"identity_by_province", identity_by_province},
             {"target_province", target},
             {"moves", moves},
             {"cohort_founded", founded},
             {"cohort_alive", alive}};
  return d;
}

const Statement &cube(const Statements &all, const std::string &name) {
  for (const auto &one : all.cubes)
    if (one.quantity.name == "comparison/" + name)
      return one;
  FAIL("no cube " << name);
  return all.cubes.front();
}
double value(const Statements &all, const std::string &name, std::size_t at) {
  return cube(all, name).values.at(at);
}
std::size_t effect_at(std::size_t w, std::size_t o, std::size_t y) { return (w * 8 + o) * 2 + y; }
std::vector<double> changes(const ComparisonData &d, std::size_t w, std::size_t o) {
  std::vector<double> out;
  const auto &values = d.real.at("outcomes").values;
  for (std::size_t r = 0; r < replicates; ++r)
    out.push_back(values[((w * replicates + r) * 2 + 1) * 8 + o] - values[(r * 2 + 1) * 8 + o]);
  return out;
}

} // namespace

TEST_CASE(
    "effects of the file are those of the closed forms, and worlds that part later are equal") {
  const auto data = small();
  const auto all = statements_of(data);
  const auto sample = moments(changes(data, 2, 0));
  const auto at = effect_at(2, 0, 1);
  CHECK(value(all, "effect_mean", at) == sample.mean);
  CHECK(value(all, "effect_low", at) == student_interval(sample, 0.05).low);
  CHECK(value(all, "effect_n", at) == replicates);
  CHECK(value(all, "effect_vrr", at) > 1000);
  CHECK(value(all, "effect_policy", at) - value(all, "effect_baseline", at) == Approx(sample.mean));
  CHECK(value(all, "effect_low_all", at) < value(all, "effect_low", at));
  CHECK((value(all, "effect_half_a", at) + value(all, "effect_half_b", at)) / 2 ==
        Approx(sample.mean));
  CHECK(value(all, "effect_mean", effect_at(2, 0, 0)) == 0);
  CHECK(value(all, "effect_method", effect_at(2, 0, 0)) == 1);
  CHECK(std::isnan(value(all, "effect_mean", effect_at(0, 0, 1)))); // the baseline itself
  CHECK(std::isnan(value(all, "effect_mean", effect_at(2, 7, 0)))); // no survival in the first year
  CHECK(value(all, "effect_mean", effect_at(2, 7, 1)) == 0);
  CHECK(value(all, "effect_mean_by_province", 2 * at) == Approx(0.75 * sample.mean));
  CHECK(value(all, "effect_adjusted_by_province", 2 * at) < 1e-6);
}

TEST_CASE("the primary outcome is adjusted for the number of policies") {
  const auto all = statements_of(small());
  for (std::size_t w = 2; w < 5; ++w) {
    CHECK(value(all, "primary_p_holm", w) > value(all, "primary_p", w));
    CHECK(value(all, "primary_low_all", w) <= value(all, "primary_low", w));
    CHECK(value(all, "primary_low_all", w) > 0);
    CHECK(value(all, "primary_needed", w) < replicates);
  }
  CHECK(value(all, "primary_p_holm", 1) == 1);
}

TEST_CASE("a null policy differs in nothing, and the text says by construction") {
  const auto all = statements_of(small());
  for (std::size_t o = 0; o < 8; ++o)
    for (std::size_t y = 0; y < 2; ++y) {
      const double mean = value(all, "effect_mean", effect_at(1, o, y));
      CHECK((mean == 0 || (o == 7 && y == 0)));
    }
  const auto findings = nlohmann::json::parse(all.texts.at(0).second);
  CHECK(findings["primary"][0]["case"] == "by_construction");
  CHECK(findings["primary"][0]["zh"] ==
        "空政策对2026年小巨人企业数没有影响，这由设定决定：两个世界逐个企业完全相同。");
  CHECK(findings["primary"][1]["case"] == "raises");
  const std::string grant = findings["primary"][1]["en"];
  CHECK(grant.starts_with("Grants raises little giants in 2026 by "));
  CHECK(findings["caveat"].size() >= 2);
}

TEST_CASE("exchanging baseline and policy turns every effect round (antisymmetry)") {
  const auto data = small();
  auto turned = data;
  auto &values = turned.real.at("outcomes").values;
  const auto world = static_cast<std::ptrdiff_t>(replicates * 2 * 8);
  std::swap_ranges(values.begin(), values.begin() + world, values.begin() + 2 * world);
  const auto there = statements_of(data), back = statements_of(turned);
  for (std::size_t o = 0; o < 7; ++o) {
    const auto at = effect_at(2, o, 1);
    CHECK(value(back, "effect_mean", at) == -value(there, "effect_mean", at));
    CHECK(value(back, "effect_low", at) == -value(there, "effect_high", at));
    CHECK(value(back, "effect_sd", at) == value(there, "effect_sd", at));
  }
}

TEST_CASE(
    "the order in which policies are named changes the order of statements and nothing else") {
  const auto data = small();
  auto swapped = data; // grant and package change places
  auto &values = swapped.real.at("outcomes").values;
  const auto world = static_cast<std::ptrdiff_t>(replicates * 2 * 8);
  std::swap_ranges(values.begin() + 2 * world, values.begin() + 3 * world,
                   values.begin() + 4 * world);
  const auto there = statements_of(data), here = statements_of(swapped);
  for (const std::string name : {"effect_mean", "effect_low", "effect_low_all", "effect_high_all",
                                 "effect_mde", "effect_p", "effect_half_a"})
    for (std::size_t o = 0; o < 7; ++o) {
      CHECK(value(here, name, effect_at(4, o, 1)) == value(there, name, effect_at(2, o, 1)));
      CHECK(value(here, name, effect_at(2, o, 1)) == value(there, name, effect_at(4, o, 1)));
      CHECK(value(here, name, effect_at(3, o, 1)) == value(there, name, effect_at(3, o, 1)));
    }
  for (const std::string name : {"primary_low_all", "primary_p_holm", "best", "regret_max"}) {
    CHECK(value(here, name, 4) == value(there, name, 2));
    CHECK(value(here, name, 2) == value(there, name, 4));
  }
}

TEST_CASE("costs, cost per additional unit and its value with optimism bias") {
  const auto data = small();
  const auto all = statements_of(data);
  const auto cost = [&](std::size_t k) { return value(all, "cost_mean", 2 * 11 + k); };
  CHECK(cost(0) == Approx(8e8));            // gross
  CHECK(cost(1) == Approx(8e8 - 40 * 1e5)); // net of tax gained
  CHECK(cost(2) == Approx(8e8 / 1.1));      // gross discounted
  CHECK(cost(9) == Approx(0.2 * 8e8 / 1.1));
  const auto gained = moments(changes(data, 2, 0)).mean;
  CHECK(value(all, "cost_per_mean", 2 * 9) == Approx(8e8 / 1.1 / gained));
  CHECK(value(all, "cost_per_bounded", 2 * 9) == 1);
  CHECK(value(all, "cost_per_biased_mean", 2 * 9) == Approx(1.2 / 0.9 * 8e8 / 1.1 / gained));
  CHECK(value(all, "cost_per_low", 2 * 9) < value(all, "cost_per_mean", 2 * 9));
  CHECK(value(all, "cost_per_mean", 2 * 9 + 8) == Approx(8e8 / 1.1 / 500)); // 5 of 0.01 survivors
  CHECK(value(all, "cost_per_bounded", 9) == 0); // the null policy has no effect to divide by
  CHECK(std::isnan(value(all, "cost_per_low", 9)));
  // At 4e7 a giant the grant is worth 40 * 4e7 - 7.3e8, the package 65 * 4e7 - 8.2e8: best.
  const auto at = [](std::size_t w) { return w * 21 + 20; };
  CHECK(value(all, "acceptable", at(4)) == Approx(1));
  CHECK(value(all, "expected_loss", at(4)) == 0);
  CHECK(value(all, "expected_loss", at(0)) == Approx(value(all, "nmb_mean", at(4))));
  CHECK(value(all, "expected_loss", 2 * 21) ==
        Approx(8e8 / 1.1)); // worthless: doing nothing is best
  CHECK(value(all, "evpi", 20) == 0);
}

TEST_CASE("the identity's rates are those of the target area and their product is the net effect") {
  const auto all = statements_of(small());
  const std::size_t at = 2 * 2 + 1;
  CHECK(value(all, "identity_mean", at * 6 + 2) == Approx(2000)); // 20 firms' jobs at 1 %
  CHECK(value(all, "identity_rate_deadweight", at) == Approx(1.0 / 3));
  CHECK(value(all, "identity_rate_leakage", at) == Approx(0.25));
  CHECK(value(all, "identity_rate_displacement", at) == Approx(0.2));
  CHECK(value(all, "identity_rate_multiplier", at) == Approx(1 + 1.0 / 12));
  CHECK(value(all, "identity_guides", at) == Approx(1300));
  CHECK(value(all, "identity_net_in_area", at) == Approx(1300));
  CHECK(value(all, "split_mean", (at * 2 + 1) * 3 + 1) == Approx(200));
}

TEST_CASE("survival differences and the area between survival curves") {
  const auto all = statements_of(small());
  // firms of before the run: 84 % against 80 % in the second year
  CHECK(value(all, "survival_difference_mean", (2 * 2 + 0) * 2 + 1) == Approx(0.04));
  CHECK(value(all, "rmst_mean", 2 * 2) == Approx(0.02)); // half a year of it lies in the window
  CHECK(value(all, "survival", 1) == Approx(0.8));
  CHECK(std::isnan(value(all, "survival", 2)) == false); // founded in 2025: 10 of 10 at its end
}

TEST_CASE("moves between states are levels of each world and differences from the baseline") {
  const auto all = statements_of(small());
  const std::size_t stays = (2 * 2 + 1) * 4; // from none to none, grant, second year
  CHECK(value(all, "moves_mean", stays) == Approx(8500));
  CHECK(value(all, "moves_mean", 4) == Approx(8000)); // the baseline's own
  CHECK(value(all, "moves_difference_mean", stays) == Approx(500));
  CHECK(value(all, "moves_difference_mean", stays + 1) == Approx(-500));
}

TEST_CASE("gainers and losers are counted and shared out within their state") {
  auto data = small();
  data.axes.emplace("direction", Axis{"direction", "", "", {"gains", "same", "loses"}, {}});
  Block<std::int64_t> firms{{5, replicates, 2, 1, 2, 3}, {}}, change = firms, all_firms, identical;
  all_firms.shape = identical.shape = {5, replicates, 2};
  for (std::size_t i = 0; i < 5 * replicates * 2; ++i) {
    firms.values.insert(firms.values.end(), {20, 70, 10, 0, 0, 0});
    change.values.insert(change.values.end(), {100, 0, -30, 0, 0, 0});
    all_firms.values.push_back(50);
    identical.values.push_back(45);
  }
  data.whole.emplace("affected_firms", firms);
  data.whole.emplace("affected_change", change);
  data.whole.emplace("untreated_firms", all_firms);
  data.whole.emplace("untreated_identical", identical);
  const auto all = statements_of(data);
  const std::size_t at = (2 * 2 + 1) * 6;
  CHECK(value(all, "affected_firms_mean", at) == Approx(2000));
  CHECK(value(all, "affected_share_mean", at) == Approx(0.2));
  CHECK(value(all, "affected_share_mean", at + 2) == Approx(0.1));
  CHECK(value(all, "affected_change_mean", at + 2) == Approx(-3000));
  CHECK(std::isnan(value(all, "affected_share_mean", at + 3))); // nobody is in this state
  CHECK(value(all, "identical_share_mean", 5) == Approx(0.9));
}

TEST_CASE("the package does more than its programmes alone, ranks first and is efficient") {
  const auto all = statements_of(small());
  CHECK(value(all, "interaction_mean", 4 * 8) == Approx(15).epsilon(0.2));
  CHECK(std::isnan(value(all, "interaction_mean", 2 * 8)));
  CHECK(value(all, "best", 4) == Approx(1));
  CHECK(value(all, "top_two", 2) == Approx(1));
  CHECK(value(all, "expected_rank", 1) == Approx(4));
  CHECK(value(all, "against_best_low", 4) > 0);
  CHECK(value(all, "regret_max", 4) == 0);
  CHECK(value(all, "regret_of_means", 0) == Approx(65).epsilon(0.05)); // doing nothing
  CHECK(value(all, "domain", 2) == 1);
  CHECK(value(all, "domain", 3) < 0.1);
  CHECK(value(all, "pareto", 4) == Approx(1));
  CHECK(value(all, "pareto", 1) == Approx(1)); // costs nothing, does nothing: not beaten
  const auto findings = nlohmann::json::parse(all.texts.at(0).second);
  CHECK(findings["interaction"][0]["case"] == "more");
  CHECK(findings["choice"][0]["case"] == "best");
  const std::string best = findings["choice"][0]["en"];
  CHECK(best.starts_with("Package has the most little giants in 2026 of all policies compared; it "
                         "leads the next by at least "));
  // the wrong twin: two policies with the same effect have no best one
  auto data = small();
  auto &values = data.real.at("outcomes").values;
  const auto world = static_cast<std::ptrdiff_t>(replicates * 2 * 8);
  std::copy(values.begin() + 2 * world, values.begin() + 3 * world, values.begin() + 4 * world);
  const auto tie = nlohmann::json::parse(statements_of(data).texts.at(0).second);
  CHECK(tie["choice"][0]["case"] == "unclear");
}

TEST_CASE("one replicate gives means without intervals, and two worlds suffice") {
  auto data = small();
  for (auto &[name, block] : data.real)
    if (block.shape.size() > 1) {
      const auto slice = block.values.size() / 5 / replicates;
      std::vector<double> kept;
      for (std::size_t w = 0; w < 5; ++w)
        for (std::size_t k = 0; k < slice; ++k)
          kept.push_back(block.values[w * replicates * slice + k]);
      block.values = kept;
      block.shape[1] = 1;
    }
  data.whole.clear();
  data.axes.at("replicate").values = {0};
  const auto all = statements_of(data);
  CHECK(std::isfinite(value(all, "primary_mean", 2)));
  CHECK(std::isnan(value(all, "primary_low", 2)));
  const auto findings = nlohmann::json::parse(all.texts.at(0).second);
  CHECK(findings["primary"][1]["case"] == "one_replicate");
  CHECK(findings["cost"][0]["case"] == "none");
  data.settings.primary = "happiness";
  CHECK_THROWS_AS((void)statements_of(data), ResultError);
}

TEST_CASE(
    "what is written to the file is what the table of plain text says, low and high beside it") {
  const auto data = small();
  const auto all = statements_of(data);
  const auto path = std::filesystem::temp_directory_path() / "sme-test-statements.h5";
  {
    ResultWriter out(path, Existing::keep_as_old);
    for (const auto &[name, axis] : data.axes)
      out.add_axis(axis);
    write_statements(all, out);
    out.publish();
  }
  const ResultReader file(path);
  std::istringstream csv(tidy_csv(all, data.axes));
  std::string line;
  std::getline(csv, line);
  CHECK(line == "world,outcome,year,group,statistic,value,low,high");
  std::set<std::string> lines;
  std::size_t numbers = 0, in_file = 0;
  while (std::getline(csv, line))
    lines.insert(line);
  for (const auto &one : lines) { // value, low and high
    const auto comma = one.rfind(',', one.rfind(',', one.rfind(',') - 1) - 1);
    auto rest = one.substr(comma + 1);
    std::istringstream parts(rest);
    for (std::string part; std::getline(parts, part, ',');)
      numbers += !part.empty();
  }
  for (const auto &statement : all.cubes) {
    const auto block = file.read_real(statement.quantity.name);
    REQUIRE(block.values.size() == statement.values.size());
    for (std::size_t i = 0; i < block.values.size(); ++i) {
      in_file += !std::isnan(block.values[i]);
      const bool same = block.values[i] == statement.values[i] ||
                        (std::isnan(block.values[i]) && std::isnan(statement.values[i]));
      REQUIRE(same);
    }
  }
  CHECK(numbers == in_file);
  CHECK(lines.contains("grant,,2026,measure=staff,identity_guides,1300,,"));
  CHECK(std::any_of(lines.begin(), lines.end(), [](const std::string &one) {
    return one.starts_with("\"advice, \"\"free\"\"\",little_giants,2026,,effect,");
  }));
  std::filesystem::remove(path);
  std::filesystem::remove(path.string() + ".sha256");
}
