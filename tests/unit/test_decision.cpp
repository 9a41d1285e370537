// Decision metrics on small matrices worked by hand (CMP-12, CMP-19).
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/decision.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;
using Figures = std::vector<double>;

namespace {

// Three policies in four states: bold, steady, timid.
const Eigen::MatrixXd utility = (Eigen::MatrixXd(3, 4) << 10, 0, 8, 2, //
                                 6, 5, 6, 5,                           //
                                 3, 3, 3, 3)
                                    .finished();

} // namespace

TEST_CASE("regret is what was lost against the best of each state") {
  const Eigen::MatrixXd expected = (Eigen::MatrixXd(3, 4) << 0, 5, 0, 3, //
                                    4, 0, 2, 0,                          //
                                    7, 2, 5, 2)
                                       .finished();
  CHECK(regret(utility) == expected);
  CHECK(greatest_regret(utility) == Figures{5, 4, 7});
  const auto ninety = regret_quantile(utility, 0.9); // between the third and the fourth of four
  CHECK(ninety[0] == Approx(3 + 0.7 * 2));
  CHECK(ninety[1] == Approx(2 + 0.7 * 2));
  CHECK(ninety[2] == Approx(5 + 0.7 * 2));
}

TEST_CASE("metrics of worst case, optimism and mean disagree by design") {
  CHECK(worst(utility) == Figures{0, 5, 3});
  CHECK(best(utility) == Figures{10, 6, 3});
  CHECK(hurwicz(utility, 0) == worst(utility));
  CHECK(hurwicz(utility, 1) == best(utility));
  CHECK(hurwicz(utility, 0.75) == Figures{7.5, 5.75, 3});
  CHECK(laplace(utility) == Figures{5, 5.5, 3});
}

TEST_CASE("a policy works in the share of states in which it reaches all thresholds") {
  const Eigen::MatrixXd jobs =
      (Eigen::MatrixXd(3, 4) << 1, 2, 3, 4, 1, 1, 1, 1, 5, 5, 5, 5).finished();
  CHECK(domain({utility}, Figures{5}) == Figures{0.5, 1, 0});
  CHECK(domain({utility, jobs}, Figures{3, 2}) == Figures{0.25, 0, 1});
  CHECK_THROWS_AS((void)domain({utility}, Figures{}), std::invalid_argument);
}

TEST_CASE("a policy is efficient unless another is as good on all and better on one") {
  const Eigen::MatrixXd objectives = (Eigen::MatrixXd(5, 2) << 3, 1, //
                                      1, 3,                          //
                                      2, 2,                          //
                                      1, 1,                          // beaten by all
                                      3, 1)                          // as good as the first
                                         .finished();
  CHECK(efficient(objectives) == std::vector<bool>{true, true, true, false, true});
  // every replicate says the same: frequencies are 0 and 1
  const auto sure = efficient_frequency({objectives, objectives, objectives}, 1);
  CHECK(sure[0] == Approx(1));
  CHECK(sure[3] == 0);
  // two replicates that contradict each other: (2, 0) or (0, 2) or the mean (1, 1) against (1, 1)
  Eigen::MatrixXd one(2, 1), other(2, 1);
  one << 2, 1;
  other << 0, 1;
  const auto unsure = efficient_frequency({one, other}, 1);
  CHECK(unsure[0] == Approx(0.75).epsilon(0.05)); // loses only when the second is drawn twice
}

TEST_CASE("expected loss and the worth of perfect information, by hand") {
  // Two policies, two draws. Effects 4 0 / 1 1, costs 2 2 / 0 0; a unit is worth 1:
  // net benefit 2 -2 / 1 1, best 2 1, losses 0 3 / 1 0.
  const Eigen::MatrixXd effect = (Eigen::MatrixXd(2, 2) << 4, 0, 1, 1).finished();
  const Eigen::MatrixXd cost = (Eigen::MatrixXd(2, 2) << 2, 2, 0, 0).finished();
  const auto found = expected_loss(cost, effect, Figures{1, 10});
  CHECK(found.loss(0, 0) == 1.5);
  CHECK(found.loss(1, 0) == 0.5);
  CHECK(found.evpi[0] == 0.5);
  CHECK(found.best[0] == 1);
  CHECK(found.acceptable(0, 0) == 0.5);
  // worth 10: 38 -2 / 10 10: losses 0 12 / 28 0
  CHECK(found.loss(0, 1) == 6);
  CHECK(found.loss(1, 1) == 14);
  CHECK(found.evpi[1] == 6);
  CHECK(found.best[1] == 0);
  // equal policies share the acceptability
  CHECK(expected_loss(cost.bottomRows(1).replicate(2, 1), effect.bottomRows(1).replicate(2, 1),
                      Figures{1})
            .acceptable(0, 0) == 0.5);
}

TEST_CASE(
    "a clear order is sure, a tie is shared, and the best is named only when it is told apart") {
  synthetic::Numbers numbers(3);
  Eigen::MatrixXd data(20, 3);
  for (Eigen::Index r = 0; r < 20; ++r) {
    const double shared = numbers.normal();
    data.row(r) << 10 + shared + 0.1 * numbers.normal(), 8 + shared + 0.1 * numbers.normal(),
        8 + shared;
    data(r, 2) = data(r, 1); // a copy of the second
  }
  const auto order = rank_policies(data, 0.05, 1);
  CHECK(order.best[0] == Approx(1));
  CHECK(order.best[1] == Approx(0));
  CHECK(order.best_two[1] == Approx(0.5));
  CHECK(order.expected_rank[1] == Approx(2.5));
  CHECK(order.against_best[0].low > 1.5);
  CHECK(order.against_best[1].high < -1.5);
  Eigen::MatrixXd same(20, 2);
  same << data.col(1), data.col(2);
  const auto tie = rank_policies(same, 0.05, 1);
  CHECK(tie.best[0] == Approx(0.5));
  CHECK(tie.against_best[0] == Interval{0, 0});
  CHECK(tie.first_of_many[0] == Approx(1));
  CHECK(tie.lead[0] == 0);
  CHECK(order.first_of_many[0] == 0);
  CHECK(order.lead[0] == Approx(order.mean[0] - order.mean[1]));
  CHECK(order.lead[1] == Approx(order.mean[1] - order.mean[0]));
  CHECK(std::isnan(rank_policies(data.topRows(1), 0.05, 1).best[0]));
}

TEST_CASE("ratios as columns have the ratio of means as mean and vary as it does") {
  Eigen::MatrixXd above(3, 1), below(3, 1);
  above << 1, 2, 6;
  below << 1, 3, 2;
  const auto column = linear_ratios(above, below); // 9 / 6; 1.5 + (1 - 1.5) / 2, ...
  CHECK(column(0, 0) == Approx(1.25));
  CHECK(column(1, 0) == Approx(0.25));
  CHECK(column(2, 0) == Approx(3));
  CHECK(column.mean() == Approx(1.5));
  CHECK_THROWS_AS((void)linear_ratios(above, Eigen::MatrixXd::Ones(3, 2)), std::invalid_argument);
}

TEST_CASE("of two policies with the same gain per yuan one is named best 5 times in a hundred") {
  constexpr int trials = 400;
  int named = 0, better = 0, by_means = 0;
  for (std::uint32_t k = 0; k < trials; ++k) {
    synthetic::Numbers numbers(4000 + k);
    Eigen::MatrixXd gain(20, 2), cost(20, 2);
    for (Eigen::Index r = 0; r < 20; ++r) {
      cost.row(r) << 100 + 10 * numbers.normal(), 50 + 5 * numbers.normal();
      gain.row(r) << 0.5 * cost(r, 0) + 8 * numbers.normal(),
          0.5 * cost(r, 1) + 8 * numbers.normal();
    }
    const auto told = [&] {
      const auto order = rank_policies(linear_ratios(gain, cost), 0.05, k);
      return order.against_best[0].low > 0 || order.against_best[1].low > 0;
    };
    named += told();
    by_means += std::abs(gain.col(0).sum() / cost.col(0).sum() -
                         gain.col(1).sum() / cost.col(1).sum()) > 0.02;
    gain.col(0) *= 1.4;
    better += told();
  }
  MESSAGE("named ", named, ", when better ", better, " of ", trials);
  CHECK(named <= 0.05 * trials + 3.3 * std::sqrt(0.05 * 0.95 * trials));
  CHECK(better > 0.9 * trials);
  CHECK_FALSE(by_means <= 0.05 * trials + 3.3 * std::sqrt(0.05 * 0.95 * trials)); // a league table
}

TEST_CASE("policies of equal merit are best equally often, whatever single samples say") {
  // The wrong twin is a league table: the policy with the greatest mean is called best for sure.
  double spread = 0, league = 0;
  for (std::uint32_t k = 0; k < 100; ++k) {
    synthetic::Numbers numbers(700 + k);
    Eigen::MatrixXd data(20, 2);
    for (Eigen::Index r = 0; r < 20; ++r)
      data.row(r) << numbers.normal(), numbers.normal();
    const double chance = rank_policies(data, 0.05, 1).best[0];
    spread += std::abs(chance - 0.5) / 100;
    league += std::abs((data.col(0).mean() > data.col(1).mean() ? 1 : 0) - 0.5) / 100;
  }
  // The chance is about uniform on (0, 1), mean distance 1/4; 3.3 of its standard error 0.0144
  CHECK(std::abs(spread - 0.25) < 0.048);
  CHECK_FALSE(std::abs(league - 0.25) < 0.048);
}

TEST_CASE("Kendall's tau between orders") {
  CHECK(kendall_tau(Figures{1, 2, 3, 4}, Figures{10, 20, 30, 40}) == 1);
  CHECK(kendall_tau(Figures{1, 2, 3, 4}, Figures{4, 3, 2, 1}) == -1);
  CHECK(kendall_tau(Figures{1, 2, 3, 4}, Figures{1, 3, 2, 4}) == Approx(4.0 / 6));
  // one tie in the first: (5 - 0) / sqrt(5 * 6)
  CHECK(kendall_tau(Figures{1, 1, 2, 3}, Figures{1, 2, 3, 4}) == Approx(5 / std::sqrt(30.0)));
  CHECK(std::isnan(kendall_tau(Figures{1, 1}, Figures{1, 2})));
}

TEST_CASE("the winner of one half promises more than it delivers in the other") {
  double promised = 0, delivered = 0;
  for (std::uint32_t k = 0; k < 300; ++k) {
    synthetic::Numbers numbers(3000 + k);
    Eigen::MatrixXd data(20, 5); // five policies that are worth nothing
    for (Eigen::Index r = 0; r < 20; ++r)
      for (Eigen::Index p = 0; p < 5; ++p)
        data(r, p) = numbers.normal();
    const auto halves = split_half(data, k);
    promised += halves.promised / 300;
    delivered += halves.delivered / 300;
  }
  // greatest of five normal means of ten: 1.163 / sqrt(10); standard errors 0.012 and 0.018
  CHECK(std::abs(promised - 0.3678) < 0.04);
  CHECK(std::abs(delivered) < 0.06);
  CHECK_THROWS_AS((void)split_half(Eigen::MatrixXd::Zero(3, 2), 1), std::invalid_argument);
}
