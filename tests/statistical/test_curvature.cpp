// Slopes and bends are found as often as they should be when the spread depends on x. Each with a
// wrong twin.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "analysis/curvature.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

constexpr int trials = 2000;
double slack(double rate) { return 3.3 * std::sqrt(rate * (1 - rate) / trials); }

struct Sample {
  std::vector<double> x, y;
};

// y = bend x^2 + slope x + a spread that grows away from the middle, x uniform in (-1, 1).
Sample sample(std::uint32_t which, double slope, double bend, std::size_t count) {
  synthetic::Numbers numbers(which);
  Sample out;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = 2 * numbers.uniform() - 1;
    out.x.push_back(x);
    out.y.push_back(slope * x + bend * x * x + (0.1 + 2 * x * x) * numbers.normal());
  }
  return out;
}

// The wrong twin: the textbook's error, which takes the spread for the same everywhere.
Interval textbook(const Sample &s) {
  const auto fit = *slope(s.x, s.y);
  const auto x = moments(s.x), y = moments(s.y);
  const auto n = static_cast<double>(s.x.size());
  const double left =
      (n - 1) * (y.deviation * y.deviation - fit.value * fit.value * x.deviation * x.deviation);
  return Estimate{fit.value, std::sqrt(left / (n - 2) / (n - 1)) / x.deviation, n - 2}.interval();
}

} // namespace

TEST_CASE("the interval of a slope covers 95 times in a hundred where spread depends on x") {
  int covered = 0, twin = 0;
  for (std::uint32_t k = 0; k < trials; ++k) {
    const auto s = sample(300000 + k, 0.5, 0, 100);
    covered += slope(s.x, s.y)->interval().contains(0.5);
    twin += textbook(s).contains(0.5);
  }
  MESSAGE("robust ", covered, ", textbook ", twin, " of ", trials);
  CHECK(std::abs(covered / double{trials} - 0.95) < slack(0.95));
  CHECK_FALSE(std::abs(twin / double{trials} - 0.95) < slack(0.95));
}

TEST_CASE("an inverted U is found where there is one and not in a straight line") {
  int found = 0, in_line = 0, in_half = 0, by_curvature = 0;
  for (std::uint32_t k = 0; k < trials; ++k) {
    const auto arch = sample(310000 + k, 0, -1.5, 300);
    found += curvature(arch.x, arch.y)->bend() == -1;
    const auto line = sample(320000 + k, 0.5, 0, 300);
    in_line += curvature(line.x, line.y)->bend() != 0;
    // rises everywhere but bends: the coefficient alone, the wrong twin, calls it an inverted U
    const auto half = sample(330000 + k, 3, -1.5, 300);
    in_half += curvature(half.x, half.y)->bend() != 0;
    by_curvature += curvature(half.x, half.y)->curvature.sign() == -1;
  }
  MESSAGE("arch ", found, ", line ", in_line, ", rising ", in_half, ", by coefficient ",
          by_curvature, " of ", trials);
  CHECK(found > 0.9 * trials);
  CHECK(in_line / double{trials} < 0.05 + slack(0.05));
  CHECK(in_half / double{trials} < 0.05 + slack(0.05));
  CHECK_FALSE(by_curvature / double{trials} < 0.05 + slack(0.05));
}
