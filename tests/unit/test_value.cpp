// Money: textbook cases of discounting, ratios and switching values (CMP-10, CMP-11).
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/distributions.hpp"
#include "analysis/value.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;
using Shape = RatioSet::Shape;
using Verdict = SwitchingValue::Verdict;

TEST_CASE("the Green Book's long-run factors") {
  const auto schedule = green_book();
  CHECK(schedule.factor(0) == 1);
  CHECK(schedule.factor(1) == Approx(0.9662).epsilon(1e-4));
  CHECK(schedule.factor(10) == Approx(0.7089).epsilon(1e-4));
  CHECK(schedule.factor(30) == Approx(0.3563).epsilon(1e-4));
  CHECK(schedule.factor(31) == Approx(0.3563 / 1.03).epsilon(1e-4));
  CHECK(schedule.factor(125) ==
        Approx(std::pow(1.035, -30) * std::pow(1.03, -45) * std::pow(1.025, -50)));
  CHECK(schedule.factor(-2) == Approx(1.035 * 1.035));
  CHECK(DiscountSchedule{}.factor(40) == 1);
  const std::vector<double> series{100, 110, 121};
  CHECK(present_value(series, 0, {{{100, 0.1}}}) == Approx(300));
  CHECK(present_value(series, 1, {{{100, 0.1}}}) == Approx(300 / 1.1));
}

TEST_CASE("net cost is gross cost less what comes back, each discounted in its year") {
  const std::vector<PublicMoney> years{{100, 20, 0, 0}, {100, 0, 10, 23}};
  const auto cost = public_cost(years, 0, {{{100, 0.1}}});
  CHECK(cost.gross == Approx(120 + 100 / 1.1));
  CHECK(cost.net == Approx(120 + 67 / 1.1));
}

TEST_CASE("Fieller's set on its textbook case") {
  // Ratio of independent means 10 and 5 with variances 1 and 0.25 and t = 2:
  // x^2 (25 - 1) - 100 x + (100 - 4) = 0 has the roots (50 -+ 14) / 24.
  const auto set = fieller(10, 5, 1, 0, 0.25, 2);
  CHECK(set.shape == Shape::interval);
  CHECK(set.ratio == 2);
  CHECK(set.bounds.low == Approx(1.5));
  CHECK(set.bounds.high == Approx(64.0 / 24));
}

TEST_CASE("a cost per unit has no upper limit when the effect may be zero") {
  // effect 1 with standard error 1, t = 2: zero is not excluded
  const auto outside = fieller(10, 1, 1, 0, 1, 2);
  CHECK(outside.shape == Shape::outside);
  // -3 x^2 - 20 x + 96 <= 0: x <= -9.9 or x >= 3.2
  CHECK(outside.bounds.low == Approx((-20 - std::sqrt(400 + 1152.0)) / 6));
  CHECK(outside.bounds.high == Approx((-20 + std::sqrt(400 + 1152.0)) / 6));
  // neither cost nor effect is told from zero: no value is excluded
  CHECK(fieller(1, 1, 1, 0, 1, 2).shape == Shape::everything);
  CHECK(std::isnan(fieller(1, 0, 1, 0, 1, 2).ratio));
  // the limits as they are: from the upper root without end, and where the other branch ends
  CHECK(limits_of(outside).low == outside.bounds.high);
  CHECK(limits_of(outside).high == std::numeric_limits<double>::infinity());
  CHECK(end_of_other_branch(outside) == outside.bounds.low);
  CHECK(limits_of(fieller(1, 1, 1, 0, 1, 2)).low == -std::numeric_limits<double>::infinity());
  const auto bounded = fieller(10, 9, 1, 0, 1, 2);
  CHECK(limits_of(bounded) == bounded.bounds);
  CHECK(std::isnan(end_of_other_branch(bounded)));
  CHECK(std::isnan(limits_of(RatioSet{}).low));
  const auto one_sided = fieller(10, 2, 1, 0, 1, 2); // the effect is exactly at the edge
  CHECK(one_sided.shape == Shape::outside);
  CHECK(one_sided.bounds.high == Approx(2.4));
}

TEST_CASE("the cost per unit is the ratio of means, not the mean of ratios") {
  const std::vector<double> cost{10, 10, 10, 10}, effect{1, 2, 4, 5};
  const auto set = cost_per_unit(cost, effect, 0.05);
  CHECK(set.ratio == Approx(40.0 / 12));
  CHECK(cost_per_unit(std::vector<double>{6}, std::vector<double>{3}, 0.05).shape == Shape::none);
  CHECK(cost_per_unit(std::vector<double>{6}, std::vector<double>{3}, 0.05).ratio == 2);
  // a constant effect leaves Student's interval of the cost
  const std::vector<double> varied{8, 9, 11, 12}, constant{2, 2, 2, 2};
  const auto plain = student_interval(moments(varied), 0.05);
  CHECK(cost_per_unit(varied, constant, 0.05).bounds.low == Approx(plain.low / 2));
  CHECK(cost_per_unit(varied, constant, 0.05).bounds.high == Approx(plain.high / 2));
}

TEST_CASE("Fieller's set covers the true ratio 95 times in a hundred, the delta method does not") {
  constexpr int trials = 4000;
  int covered = 0, delta = 0;
  for (std::uint32_t k = 0; k < trials; ++k) {
    synthetic::Numbers numbers(200000 + k);
    std::vector<double> cost, effect;
    for (int r = 0; r < 10; ++r) {
      const double shared = numbers.normal();
      cost.push_back(30 + 3 * shared);
      effect.push_back(3 + 2.5 * shared + 2.5 * numbers.normal());
    }
    const auto set = cost_per_unit(cost, effect, 0.05);
    const bool inside = set.bounds.contains(10);
    covered += set.shape == Shape::interval  ? inside
               : set.shape == Shape::outside ? 10 <= set.bounds.low || set.bounds.high <= 10
                                             : set.shape == Shape::everything;
    // the wrong twin: first-order variance of the ratio
    std::vector<double> residual(cost.size());
    const double mean = moments(effect).mean;
    for (std::size_t r = 0; r < residual.size(); ++r)
      residual[r] = set.ratio + (cost[r] - set.ratio * effect[r]) / mean;
    delta += student_interval(moments(residual), 0.05).contains(10);
  }
  const double slack = 3.3 * std::sqrt(0.95 * 0.05 / trials);
  MESSAGE("Fieller ", covered, ", delta ", delta, " of ", trials);
  CHECK(std::abs(covered / double{trials} - 0.95) < slack);
  CHECK_FALSE(std::abs(delta / double{trials} - 0.95) < slack);
}

TEST_CASE("net benefit and benefit-cost ratio come with ranges") {
  const std::vector<double> cost{10, 12, 14, 16}, effect{2, 3, 3, 4};
  CHECK(net_benefit(cost, effect, 5) == std::vector<double>{0, 3, 1, 4});
  const std::vector<double> benefit{20, 25, 27, 33};
  const auto found = worth(benefit, cost, {});
  CHECK(found.net_present_value.mean == Approx(13.25));
  CHECK(found.benefit_cost.ratio == Approx(105.0 / 52));
  CHECK(found.benefit_cost.bounds.contains(105.0 / 52));
}

TEST_CASE(
    "the switching value of a linear model is its root, and so are the ends of its interval") {
  // mean = 3 - 2 x, half-width 0.5: root 1.5, interval 1.25 .. 1.75
  const auto falling = [](double x) { return Measured{3 - 2 * x, 0.5}; };
  const auto found = switching_value(falling, 0, 4, {.tolerance = 1e-6});
  CHECK(found.verdict == Verdict::found);
  CHECK(found.at == Approx(1.5).epsilon(1e-6));
  CHECK(found.interval.low == Approx(1.25).epsilon(1e-6));
  CHECK(found.interval.high == Approx(1.75).epsilon(1e-6));
  const auto rising = switching_value([](double x) { return Measured{x - 1, 0.25 * x}; }, 0, 3);
  CHECK(rising.at == Approx(1).epsilon(1e-3));
  CHECK(rising.interval.low == Approx(0.8).epsilon(2e-3));
  CHECK(rising.interval.high == Approx(4.0 / 3).epsilon(2e-3));
  CHECK(rising.evaluations <= 40);
  // zero never leaves the interval above: its end is the bracket's
  const auto wide = switching_value([](double x) { return Measured{x - 1, 2}; }, 0, 2);
  CHECK(wide.interval == Interval{0, 2});
}

TEST_CASE("an input that never changes the sign has no switching value") {
  const auto constant = [](double y) { return [y](double) { return Measured{y, 1}; }; };
  CHECK(switching_value(constant(2), 0, 1).verdict == Verdict::always);
  CHECK(switching_value(constant(-2), 0, 1).verdict == Verdict::never);
  CHECK(switching_value(constant(0), 0, 1).verdict == Verdict::undecided);
  CHECK(std::isnan(switching_value(constant(2), 0, 1).at));
  CHECK_THROWS_AS((void)switching_value(constant(2), 1, 0), std::invalid_argument);
}
