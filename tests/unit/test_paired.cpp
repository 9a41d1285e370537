// Paired differences against closed forms, and what may not change them (CMP-03, CMP-05).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/paired.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;
using Values = std::vector<double>;

namespace {

Values plus(Values values, double shift, double scale = 1) {
  for (auto &one : values)
    one = scale * (one + shift);
  return values;
}
// Two worlds with shared chance; `skewed` ones need the bootstrap.
std::pair<Values, Values> worlds(bool skewed) {
  synthetic::Numbers numbers(skewed ? 2 : 1);
  Values a, b;
  for (int r = 0; r < 24; ++r) {
    a.push_back(100 + 10 * numbers.normal());
    b.push_back(a.back() + 2 + (skewed ? 3 * numbers.skewed() : numbers.normal()));
  }
  return {a, b};
}

} // namespace

TEST_CASE("Student's sleep data: mean, deviation, interval and p-value of the paired difference") {
  // Student (1908), Biometrika 6: additional hours of sleep under two drugs, ten patients.
  const Values first{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const Values second{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  const auto effect = paired_effect(first, second);
  CHECK(effect.count == 10);
  CHECK(effect.mean == Approx(1.58));
  CHECK(effect.deviation == Approx(1.229995).epsilon(1e-6));
  CHECK(effect.p == Approx(0.00283289).epsilon(1e-5));
  const auto student = student_interval(moments(differences(first, second)), 0.05);
  CHECK(student.low == Approx(0.7001142).epsilon(1e-6));
  CHECK(student.high == Approx(2.4598858).epsilon(1e-6));
  // skewness 1.3 or so: the reported interval is the bootstrap's, longer on the side of the tail
  CHECK(effect.skewness > 1);
  CHECK(effect.method == Method::bootstrap_t);
  CHECK(effect.interval.high - effect.mean > effect.mean - effect.interval.low);
}

TEST_CASE("pairing is worth the variance it removes") {
  const Values baseline{10, 20, 30, 40};
  const auto effect = paired_effect(baseline, Values{12, 21, 32, 43});
  // s_B^2 = 166.667, s_P^2 = 180.667, s_D^2 = 2/3
  CHECK(effect.variance_reduction == Approx((500.0 / 3 + 542.0 / 3) / (2.0 / 3)));
  CHECK_FALSE(effect.weakly_paired());
  const auto unrelated = paired_effect(baseline, Values{21, 43, 12, 32});
  CHECK(unrelated.weakly_paired());
  CHECK(std::isinf(paired_effect(baseline, plus(baseline, 5)).variance_reduction));
}

TEST_CASE("worlds that are the same in every replicate have a difference of exactly zero") {
  const Values baseline{0.1, 0.7, 1e9, -3};
  const auto effect = paired_effect(baseline, baseline);
  CHECK(effect.zero());
  CHECK(effect.interval == Interval{0, 0});
  CHECK(effect.p == 1);
  CHECK(effect.minimum_detectable == 0);
  const auto shifted = paired_effect(Values{1, 2, 3}, Values{2, 3, 4});
  CHECK(shifted.method == Method::same);
  CHECK_FALSE(shifted.zero());
  CHECK(shifted.interval == Interval{1, 1});
}

TEST_CASE("one replicate, none, and missing values are said, not hidden") {
  const auto one = paired_effect(Values{1}, Values{3});
  CHECK(one.method == Method::none);
  CHECK(one.mean == 2);
  CHECK(std::isnan(one.interval.low));
  CHECK(std::isnan(one.p));
  CHECK(paired_effect(Values{}, Values{}).count == 0);
  CHECK(std::isnan(paired_effect(Values{}, Values{}).mean));
  const auto holes = paired_effect(Values{1, unknown, 5, 7}, Values{2, 4, unknown, 10});
  CHECK(holes.count == 2);
  CHECK(holes.mean == 2);
  CHECK(holes.variance_reduction == Approx((18.0 + 32) / 2)); // of the complete pairs only
  CHECK_THROWS_AS((void)paired_effect(Values{1, 2}, Values{1}), std::invalid_argument);
}

TEST_CASE("comparing B with A is minus comparing A with B, to the last bit") {
  for (const bool skewed : {false, true}) {
    const auto [a, b] = worlds(skewed);
    const auto there = paired_effect(a, b), back = paired_effect(b, a);
    CHECK(there.method == (skewed ? Method::bootstrap_t : Method::student));
    CHECK(back.method == there.method);
    CHECK(back.mean == -there.mean);
    CHECK(back.interval == Interval{-there.interval.high, -there.interval.low});
    CHECK(back.deviation == there.deviation);
    CHECK(back.p == there.p);
    CHECK(back.variance_reduction == there.variance_reduction);
    CHECK(back.minimum_detectable == there.minimum_detectable);
  }
}

TEST_CASE("another unit or another origin changes the figures and nothing else") {
  for (const bool skewed : {false, true}) {
    const auto [a, b] = worlds(skewed);
    const auto plain = paired_effect(a, b);
    const auto scaled = paired_effect(plus(a, 0, 1024), plus(b, 0, 1024)); // exact in binary
    CHECK(scaled.mean == 1024 * plain.mean);
    CHECK(scaled.interval == Interval{1024 * plain.interval.low, 1024 * plain.interval.high});
    CHECK(scaled.p == plain.p);
    CHECK(scaled.variance_reduction == plain.variance_reduction);
    const auto moved = paired_effect(plus(a, 1000), plus(b, 1000));
    CHECK(moved.mean == Approx(plain.mean).epsilon(1e-10));
    CHECK(moved.interval.low == Approx(plain.interval.low).epsilon(1e-10));
    CHECK(moved.interval.high == Approx(plain.interval.high).epsilon(1e-10));
    const auto better = paired_effect(a, plus(b, 7)); // shift of one world shifts the effect
    CHECK(better.interval.low == Approx(plain.interval.low + 7).epsilon(1e-10));
  }
}

TEST_CASE("the minimum detectable effect and the replicates needed invert each other") {
  // G*Power's textbook case: effect of half a deviation, alpha 5 %, power 80 %: 34 pairs (the
  // formula with two central t quantiles agrees).
  CHECK(replicates_needed(2, 1, 0.05, 0.8, 1) == 34);
  CHECK(minimum_detectable_effect(2, 34, 0.05, 0.8) <= 1);
  CHECK(minimum_detectable_effect(2, 33, 0.05, 0.8) > 1);
  CHECK(replicates_needed(2, 1, 0.05, 0.8, 5) > 34);
  CHECK(replicates_needed(0, 1, 0.05, 0.8, 1) == 2);
  CHECK(std::isinf(replicates_needed(1e9, 1, 0.05, 0.8, 1)));
  CHECK_THROWS_AS((void)replicates_needed(1, 0, 0.05, 0.8, 1), std::invalid_argument);
  CHECK(std::isnan(minimum_detectable_effect(1, 1, 0.05, 0.8)));
}

TEST_CASE("differences that are nearly all zero keep Student's interval and say so") {
  Values baseline(20, 5), policy(20, 5);
  policy[3] = 6;
  const auto effect = paired_effect(baseline, policy);
  CHECK(effect.method == Method::coarse);
  CHECK(effect.mean == Approx(0.05));
  CHECK(std::isfinite(effect.interval.low));
}
