// Stopping on precision keeps what the interval promises; stopping on significance does not
// (CMP-08).
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "analysis/paired.hpp"
#include "analysis/simultaneous.hpp"
#include "analysis/stopping.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

Eigen::MatrixXd worlds(std::uint32_t which, Eigen::Index rows) {
  synthetic::Numbers numbers(90000 + which);
  Eigen::MatrixXd out(rows, 2);
  for (Eigen::Index r = 0; r < rows; ++r) {
    out(r, 0) = numbers.normal();
    out(r, 1) = 0.6 * out(r, 0) + 0.8 * numbers.normal();
  }
  return out;
}

} // namespace

TEST_CASE("intervals after stopping on precision cover at least 93 times in a hundred") {
  constexpr int trials = 400;
  const StoppingRule rule{.precision = 0.45, .first = 20, .batch = 10, .most = 60};
  int covered = 0, peeked = 0;
  std::size_t made = 0;
  for (std::uint32_t k = 0; k < trials; ++k) {
    const auto all = worlds(k, 60);
    std::vector<Look> looks;
    while (looks.empty() || looks.back().verdict == Look::Verdict::more) {
      const auto n = static_cast<Eigen::Index>(next_replicates(looks, rule));
      looks.push_back(look_at(all.topRows(n), rule));
    }
    const auto last = static_cast<Eigen::Index>(looks.back().replicates);
    const auto found = simultaneous_intervals(all.topRows(last), 0.05, 1);
    covered += found.intervals[0].contains(0) && found.intervals[1].contains(0);
    made += looks.back().replicates;
    // the wrong twin: look after every five replicates until one policy is significant
    bool significant = false;
    for (Eigen::Index n = 20; n <= 60 && !significant; n += 5)
      for (Eigen::Index c = 0; c < 2; ++c) {
        const std::vector<double> column(all.col(c).begin(), all.col(c).begin() + n);
        significant |= !student_interval(moments(column), 0.05).contains(0);
      }
    peeked += !significant;
  }
  MESSAGE("covered ", covered, ", on significance ", peeked, " of ", trials, "; mean replicates ",
          double(made) / trials);
  CHECK(covered >= 0.93 * trials);
  CHECK_FALSE(peeked >= 0.93 * trials);
  CHECK(made > 22 * trials); // the rule did ask for more than its first replicates
  CHECK(made < 55 * trials); // and did stop before its last
}

TEST_CASE(
    "the precision wanted is the one asked for, else half of an effect, else 1 % of what is") {
  using By = Precision::By;
  const auto check = [](const Precision &found, double half_width, By by) {
    CHECK(found.half_width == doctest::Approx(half_width));
    CHECK(found.by == by);
  };
  check(wanted_precision(3, 50, 1000), 3, By::asked);
  check(wanted_precision(0, 50, 1000), 25, By::effect);
  check(wanted_precision(0, 0, -1000), 10, By::baseline);
  check(wanted_precision(0, 0, unknown), 0, By::baseline); // no number of replicates is enough
}

TEST_CASE("a look depends on the width only, not on where the differences are") {
  const auto data = worlds(7, 40);
  const StoppingRule rule{.precision = 0.3, .most = 80};
  const auto here = look_at(data, rule), there = look_at(data.array() + 1000, rule);
  CHECK(here.half_width == doctest::Approx(there.half_width));
  CHECK(here.verdict == there.verdict);
}

TEST_CASE("looks are made at the first replicates, then by batches, to the limit and not beyond") {
  const StoppingRule rule{.precision = 1e-9, .first = 20, .batch = 15, .most = 40};
  std::vector<Look> looks;
  CHECK(next_replicates(looks, rule) == 20);
  looks.push_back(look_at(worlds(1, 20), rule));
  CHECK(looks.back().verdict == Look::Verdict::more);
  CHECK(next_replicates(looks, rule) == 35);
  looks.push_back(look_at(worlds(1, 35), rule));
  CHECK(next_replicates(looks, rule) == 40);
  looks.push_back(look_at(worlds(1, 40), rule));
  CHECK(looks.back().verdict == Look::Verdict::spent);
  CHECK(next_replicates(looks, rule) == 40);
  // worlds that do not differ are precise at once
  CHECK(look_at(Eigen::MatrixXd::Zero(20, 2), rule).verdict == Look::Verdict::precise);
  CHECK_THROWS_AS((void)look_at(worlds(1, 20), {.precision = -1}), std::invalid_argument);
  // no precision at all: to the limit
  CHECK(look_at(worlds(1, 20), {.most = 40}).verdict == Look::Verdict::more);
  CHECK(look_at(worlds(1, 40), {.most = 40}).verdict == Look::Verdict::spent);
  CHECK_THROWS_AS((void)next_replicates({}, {.precision = 1, .first = 20, .most = 10}),
                  std::invalid_argument);
}
