// How often intervals cover and how often nothing is taken for something (CMP-06, CMP-07). Fixed
// experiments; a rate of n trials may miss by 3.3 of its own standard errors. Each has a wrong
// twin.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/paired.hpp"
#include "analysis/simultaneous.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

double slack(double rate, int trials) { return 3.3 * std::sqrt(rate * (1 - rate) / trials); }

Interval percentile(const std::vector<double> &values) { // the twin that is too short
  const Chance chance(1, Resampling::one_difference);
  std::vector<std::uint32_t> times(values.size());
  std::vector<double> means;
  for (std::uint32_t b = 0; b < 399; ++b) {
    chance.multiplicities(b, times);
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
      sum += times[i] * values[i];
    means.push_back(sum / static_cast<double>(values.size()));
  }
  std::sort(means.begin(), means.end());
  return {means[9], means[389]};
}

// Null cubes: no policy does anything, 3 policies x 4 years, correlated as years of a world are.
Eigen::MatrixXd null_cube(std::uint32_t which) {
  synthetic::Numbers numbers(which);
  Eigen::MatrixXd out(20, 12);
  for (Eigen::Index r = 0; r < out.rows(); ++r)
    for (Eigen::Index p = 0; p < 3; ++p) {
      double state = numbers.normal();
      for (Eigen::Index y = 0; y < 4; ++y) {
        out(r, 4 * p + y) = state;
        state = 0.8 * state + 0.6 * numbers.normal();
      }
    }
  return out;
}

} // namespace

TEST_CASE("in 2,000 null cubes, a false finding comes in 3 to 7 of a hundred") {
  constexpr int cubes = 2000;
  int together = 0, single = 0, by_holm = 0, by_p = 0;
  for (std::uint32_t k = 0; k < cubes; ++k) {
    const auto cube = null_cube(k);
    const auto found = simultaneous_intervals(cube, 0.05, k);
    bool any = false, any_single = false;
    std::vector<double> p;
    for (Eigen::Index c = 0; c < cube.cols(); ++c) {
      const std::vector<double> column(cube.col(c).begin(), cube.col(c).end());
      const auto sample = moments(column);
      any |= !found.intervals[static_cast<std::size_t>(c)].contains(0);
      any_single |= !student_interval(sample, 0.05).contains(0);
      if (c % 4 == 3) // the primary family: the last year of each policy
        p.push_back(student_two_sided(sample.mean / sample.deviation * std::sqrt(20.0), 19));
    }
    together += any;
    single += any_single;
    const auto adjusted = holm(p);
    by_holm += std::any_of(adjusted.begin(), adjusted.end(), [](double x) { return x < 0.05; });
    by_p += std::any_of(p.begin(), p.end(), [](double x) { return x < 0.05; });
  }
  MESSAGE("max-T ", together, ", Holm ", by_holm, ", one by one ", single, " of ", cubes);
  CHECK(together > 0.03 * cubes);
  CHECK(together < 0.07 * cubes);
  CHECK(by_holm > 0.03 * cubes);
  CHECK(by_holm < 0.07 * cubes);
  CHECK_FALSE(single < 0.07 * cubes); // the wrong twins: intervals and p-values one by one
  CHECK_FALSE(by_p < 0.07 * cubes);
}

TEST_CASE("a 95 % interval of normal differences covers 95 times in a hundred") {
  constexpr int trials = 4000;
  for (const std::size_t n : {5U, 20U}) {
    int covered = 0, unpaired = 0;
    for (std::uint32_t k = 0; k < trials; ++k) {
      synthetic::Numbers numbers(10000 + k);
      std::vector<double> a, b;
      for (std::size_t r = 0; r < n; ++r) {
        a.push_back(10 * numbers.normal());
        b.push_back(a.back() + 1 + numbers.normal());
      }
      const auto sample = moments(differences(a, b));
      covered += student_interval(sample, 0.05).contains(1);
      // the wrong twin: worlds taken for unrelated, interval from the two variances
      const double va = moments(a).deviation, vb = moments(b).deviation;
      const double half = 2.1 * std::sqrt((va * va + vb * vb) / static_cast<double>(n));
      unpaired += std::abs(sample.mean - 1) <= half;
    }
    CHECK(std::abs(covered / double{trials} - 0.95) < slack(0.95, trials));
    CHECK_FALSE(std::abs(unpaired / double{trials} - 0.95) < slack(0.95, trials));
  }
}

TEST_CASE(
    "the reported interval covers skewed differences where the percentile bootstrap does not") {
  // Exponential differences, skewness 2, 10 pairs. The switch to bootstrap-t looks at the sample's
  // own skewness, so that part of the gain is lost: 90 % is the least that is accepted.
  constexpr int trials = 1000;
  int reported = 0, always = 0, short_ones = 0;
  for (std::uint32_t k = 0; k < trials; ++k) {
    synthetic::Numbers numbers(50000 + k);
    std::vector<double> values(10), zero(10, 0.0);
    for (auto &one : values)
      one = numbers.skewed();
    reported += paired_effect(zero, values, {.seed = k}).interval.contains(0);
    always += bootstrap_t_interval(values, 0.05, k).contains(0);
    short_ones += percentile(values).contains(0);
  }
  MESSAGE("reported ", reported, ", bootstrap-t ", always, ", percentile ", short_ones);
  CHECK(std::abs(always / double{trials} - 0.95) < slack(0.95, trials));
  CHECK(reported / double{trials} > 0.9);
  CHECK_FALSE(short_ones / double{trials} > 0.9); // the wrong twin
}
