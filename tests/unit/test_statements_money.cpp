// What a yuan buys, costs without an upper limit, and packages of other doses (CMP-10, 15).
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <sstream>

#include <nlohmann/json.hpp>

#include "analysis/tidy_csv.hpp"
#include "tests/unit/small_comparison.hpp"

using namespace sme::analysis;
using namespace sme::analysis::test;
using doctest::Approx;

namespace {

nlohmann::json findings(const Statements &all) {
  return nlohmann::json::parse(all.texts.at(0).second);
}
/// The outcome of a world in the second year, by replicate.
double &outcome(ComparisonData &d, std::size_t w, std::size_t r, std::size_t o) {
  return d.real.at("outcomes").values[((w * replicates + r) * 2 + 1) * 8 + o];
}
constexpr std::size_t public_spent = 3;

} // namespace

TEST_CASE("most per public yuan is the policy with most units per yuan, not the largest one") {
  const auto all = statements_of(small());
  CHECK(value(all, "per_billion_mean", 2) == Approx(40 / 0.8 * 1.1).epsilon(0.05));
  CHECK(value(all, "per_billion_mean", 3) == Approx(10 / 0.1 * 1.1).epsilon(0.1));
  CHECK(value(all, "per_billion_mean", 2) == Approx(1e9 / value(all, "cost_per_mean", 2 * 9)));
  CHECK(value(all, "per_billion_low", 2) == Approx(1e9 / value(all, "cost_per_high", 2 * 9)));
  CHECK(std::isnan(value(all, "per_billion_mean", 1))); // costs nothing
  CHECK(value(all, "per_billion_best", 3) == Approx(1));
  CHECK(value(all, "per_billion_lead_low", 3) > 0);
  CHECK(value(all, "per_billion_lead_high", 4) < 0);
  const auto yuan = findings(all)["yuan"];
  CHECK(yuan[0]["case"] == "most");
  CHECK(yuan[0]["world"] == 3);
  const std::string en = yuan[0]["en"], zh = yuan[0]["zh"];
  CHECK(en.starts_with("Most per public yuan: Advice, more little giants, 1"));
  CHECK(en.find(" above the next. Not ranked, as the cost is not clearly above zero: Nothing.") !=
        std::string::npos);
  CHECK(zh.starts_with("每元公共资金效果最大：咨询，每十亿元增加小巨人企业数1"));
}

TEST_CASE("policies that cannot be told apart per yuan are not named best") {
  auto data = small();
  for (std::size_t r = 0; r < replicates; ++r)
    outcome(data, 3, r, public_spent) += 0.39e8; // 10 for 1.39e8, the package 65 for 9e8
  const auto yuan = findings(statements_of(data))["yuan"];
  CHECK(yuan[0]["case"] == "apart");
  const std::string en = yuan[0]["en"];
  CHECK(en.starts_with("Which policy gives most per public yuan cannot be told with 24 replicates: "
                       "the differences between "));
  CHECK(en.find("Package (first in ") != std::string::npos);
  CHECK(en.find("Grants (first") == std::string::npos); // clearly behind both
}

TEST_CASE("a policy whose cost of one more has no limit is ranked per yuan all the same") {
  auto data = small();
  synthetic::Numbers numbers(5);
  for (std::size_t r = 0; r < replicates; ++r)
    outcome(data, 2, r, 0) += -35 + 30 * numbers.normal(); // the grant's effect may be zero
  const auto all = statements_of(data);
  const std::size_t grant = 2 * 9;
  REQUIRE(value(all, "cost_per_bounded", grant) == 0);
  CHECK(value(all, "cost_per_low", grant) > 0);
  CHECK(value(all, "cost_per_high", grant) == std::numeric_limits<double>::infinity());
  CHECK(value(all, "cost_per_other", grant) < 0);
  CHECK(value(all, "cost_per_biased_low", grant) ==
        Approx(1.2 / 0.9 * value(all, "cost_per_low", grant)));
  CHECK(std::isnan(value(all, "cost_per_other", 4 * 9)));
  CHECK(std::isfinite(value(all, "per_billion_low", 2)));
  CHECK(std::isfinite(value(all, "per_billion_high", 2)));
  CHECK(value(all, "per_billion_low", 2) < 0);
  const auto csv = tidy_csv(all, data.axes); // the limits are in the table as they are
  std::istringstream lines(csv);
  bool told = false;
  for (std::string line; std::getline(lines, line);)
    told = told || (line.starts_with("grant,,,unit=primary,cost_per,") && line.ends_with(",inf"));
  CHECK(told);
}

TEST_CASE(
    "without a policy that costs anything nothing is ranked per yuan; one alone is not best") {
  auto data = small();
  for (std::size_t w = 3; w < 5; ++w)
    for (std::size_t r = 0; r < replicates; ++r)
      outcome(data, w, r, public_spent) = outcome(data, 0, r, public_spent);
  CHECK(findings(statements_of(data))["yuan"][0]["case"] == "alone");
  for (std::size_t r = 0; r < replicates; ++r)
    outcome(data, 2, r, public_spent) = outcome(data, 0, r, public_spent);
  const auto yuan = findings(statements_of(data))["yuan"];
  CHECK(yuan[0]["case"] == "no_cost");
  CHECK(yuan[0]["zh"] == "无从比较每元公共资金的效果：没有一项政策的成本明确大于零。");
}

TEST_CASE("a package of other doses is held against the same money in its single programmes") {
  auto data = small();
  const auto with = [&](double in_grant, double in_advice, const std::string &second) {
    auto worlds = nlohmann::json::parse(data.worlds);
    const auto programme = [](const std::string &name, const std::string &instrument,
                              double budget) {
      return nlohmann::json{
          {"name", name}, {"new", true}, {"instrument", instrument}, {"yearly_budget", budget}};
    };
    worlds[2]["programmes"] = {programme("grant", "fund", 8e8)};
    worlds[3]["programmes"] = {programme("advice", "service", 1e8)};
    worlds[4]["programmes"] = {
        programme("grant", "fund", in_grant),
        programme(second == "service" ? "advice" : "credit", second, in_advice)};
    data.worlds = worlds.dump();
    return statements_of(data);
  };
  const auto all = with(4e8, 0.5e8, "service"); // half of each: 25 of 40 and 10, jobs 1250
  CHECK(value(all, "mixture_mean", 4 * 8) == Approx(65 - 25).epsilon(0.05));
  CHECK(value(all, "mixture_low", 4 * 8) > 30);
  CHECK(std::isnan(value(all, "interaction_mean", 4 * 8)));
  CHECK(std::isnan(value(all, "mixture_mean", 2 * 8)));
  const auto said = findings(all)["mixture"];
  REQUIRE(said.size() == 1);
  CHECK(said[0]["case"] == "more");
  const std::string en = said[0]["en"];
  CHECK(en.starts_with("Package does "));
  CHECK(en.ends_with(
      " That takes effects as proportional to money; it is no interaction. Whether its programmes "
      "help each other takes worlds with each of them alone at the package's own budget."));
  // of the same doses it is a sum, and that is said instead
  CHECK(findings(with(8e8, 1e8, "service"))["mixture"].empty());
  // without a world with the second programme there is nothing to hold it against
  const auto other = findings(with(4e8, 0.5e8, "srdi_loan"))["mixture"];
  CHECK(other[0]["case"] == "not_told");
  CHECK(other[0]["en"] ==
        "Package is not compared with its parts: no world here has SRDI loan alone at any budget. "
        "Whether its programmes help each other takes worlds with each of them alone at the "
        "package's own budget.");
}
