// Statements beside the effects of policies: costs, the firms behind them, ranks (CMP-09, 10).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "analysis/paired.hpp"
#include "tests/unit/small_comparison.hpp"

using namespace sme::analysis;
using namespace sme::analysis::test;
using doctest::Approx;

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
  CHECK(value(all, "expected_rank", 1) == Approx(4.5)); // a tie with business as usual
  CHECK(value(all, "expected_rank", 0) == Approx(4.5));
  CHECK(value(all, "best", 0) == 0);
  CHECK(value(all, "best_tied", 0) == 0);
  CHECK(value(all, "against_best_mean", 4) == Approx(25).epsilon(0.1));
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
  CHECK(best.starts_with(
      "Package has the most little giants in 2026 of all options, business as usual "
      "among them; it leads the next by at least "));
  CHECK(findings["tie"].size() == 1);
  CHECK(findings["tie"][0]["en"] == "As usual and Nothing are a tie: in little giants in 2026 they "
                                    "are the same in every replicate, and share their ranks.");
  CHECK(findings["tie"][0]["zh"] ==
        "照旧和空政策并列：每次重复中2026年小巨人企业数都相同，名次均分。");
  // the wrong twin: two policies with the same effect have no best one
  auto data = small();
  auto &values = data.real.at("outcomes").values;
  const auto world = static_cast<std::ptrdiff_t>(replicates * 2 * 8);
  std::copy(values.begin() + 2 * world, values.begin() + 3 * world, values.begin() + 4 * world);
  const auto tie = nlohmann::json::parse(statements_of(data).texts.at(0).second);
  CHECK(tie["choice"][0]["case"] == "tie");
  CHECK(tie["choice"][0]["en"] ==
        "No option is the best for little giants in 2026 alone: Grants and Package come first "
        "together in every draw, because they are the same in every replicate.");
  // and where policies do harm, business as usual is the best option
  for (std::size_t w = 2; w < 5; ++w)
    for (std::size_t r = 0; r < replicates; ++r)
      values[((w * replicates + r) * 2 + 1) * 8] -= 100;
  const auto harm = nlohmann::json::parse(statements_of(data).texts.at(0).second);
  CHECK(harm["choice"][0]["case"] == "tie"); // with the null policy
  CHECK(harm["choice"][0]["world"] == 0);
}
