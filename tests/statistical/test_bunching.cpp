// The mass at a notch is recovered and its interval covers; none is found where there is none. Each
// with a wrong twin.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "analysis/bunching.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

constexpr int trials = 400;
double slack(double rate) { return 3.3 * std::sqrt(rate * (1 - rate) / trials); }

constexpr Notch at_three{.notch = 0.03,
                         .bin = 0.001,
                         .lower = 0.01,
                         .upper = 0.05,
                         .excluded_low = 0.026,
                         .excluded_high = 0.032,
                         .power = 3};

// Intensities of exponential density around 4 %; of those in [2.6 %, 3 %) a share goes just above.
std::vector<double> intensities(std::uint32_t which, double moving) {
  synthetic::Numbers numbers(which);
  std::vector<double> out;
  for (int i = 0; i < 4000; ++i) {
    double value = -0.04 * std::log(numbers.uniform());
    if (value >= 0.026 && value < 0.03 && numbers.uniform() < moving)
      value = 0.03 + 0.002 * numbers.uniform();
    out.push_back(value);
  }
  return out;
}

double below(double value) { return 1 - std::exp(-value / 0.04); }

} // namespace

TEST_CASE("a known mass at a notch is recovered, its interval covers") {
  const double truth = 4000 * 0.5 * (below(0.03) - below(0.026));
  const double height = 4000 * (below(0.032) - below(0.03)) / 2;
  int covered = 0, mass_covered = 0, signs = 0, twin = 0;
  std::vector<double> masses;
  for (std::uint32_t k = 0; k < trials; ++k) {
    const auto values = intensities(700000 + k, 0.5);
    const auto found = *bunching(values, at_three, k, 199);
    covered += found.excess.interval().contains(truth);
    mass_covered += found.mass.interval().contains(truth / height);
    masses.push_back(found.mass.value);
    signs += found.mass.sign() == 1;
    auto blind = at_three; // the wrong twin: the window left in the fit's reach, bunchers included
    blind.excluded_low = 0.03;
    blind.excluded_high = 0.031;
    twin += bunching(values, blind, k, 199)->excess.interval().contains(truth);
  }
  const auto mean = moments(masses);
  MESSAGE("mass ", mean.mean, " +- ", mean.deviation, " for ", truth / height, "; covered ",
          covered, ", ", mass_covered, ", sign ", signs, ", twin ", twin, " of ", trials);
  CHECK(std::abs(mean.mean - truth / height) <
        mean.deviation / 4 + 3.3 * mean.deviation / std::sqrt(double{trials}));
  CHECK(std::abs(covered / double{trials} - 0.95) < slack(0.95));
  CHECK(std::abs(mass_covered / double{trials} - 0.95) < slack(0.95));
  CHECK(signs > 0.95 * trials);
  CHECK_FALSE(std::abs(twin / double{trials} - 0.95) < slack(0.95));
}

TEST_CASE("nothing is found at a notch that nobody minds, nor where no notch is") {
  int smooth = 0, elsewhere = 0, at_notch = 0;
  for (std::uint32_t k = 0; k < trials; ++k) {
    smooth += bunching(intensities(710000 + k, 0), at_three, k, 199)->mass.sign() != 0;
    const auto values = intensities(720000 + k, 0.5);
    auto away = at_three; // 4.5 %, with the fit above the notch of 3 %
    away.notch = 0.045;
    away.lower = 0.033;
    away.excluded_low = 0.041;
    away.excluded_high = 0.047;
    away.upper = 0.065;
    elsewhere += bunching(values, away, k, 199)->mass.sign() != 0;
    at_notch += bunching(values, at_three, k, 199)->mass.sign() != 0; // the wrong twin
  }
  MESSAGE("found where smooth ", smooth, ", elsewhere ", elsewhere, ", at the notch ", at_notch,
          " of ", trials);
  CHECK(smooth / double{trials} < 0.05 + slack(0.05));
  CHECK(elsewhere / double{trials} < 0.05 + slack(0.05));
  CHECK_FALSE(at_notch / double{trials} < 0.05 + slack(0.05));
}

TEST_CASE("a quarter relabelled is recovered, its interval covers") {
  int covered = 0, twin = 0;
  for (std::uint32_t k = 0; k < trials; ++k) {
    synthetic::Numbers numbers(730000 + k);
    std::vector<double> real, reported, revenue;
    for (int i = 0; i < 300; ++i) {
      revenue.push_back(1e7 * std::exp(numbers.normal()));
      reported.push_back(revenue.back() * (0.03 + 0.005 * numbers.uniform()));
      real.push_back(reported.back() * (1 - 0.484 * numbers.uniform()));
      revenue.push_back(1e7 * std::exp(numbers.normal())); // honest firms away from the notch
      reported.push_back(revenue.back() * (0.04 + 0.02 * numbers.uniform()));
      real.push_back(reported.back());
    }
    covered += relabelled_share({real, reported, revenue}, 0.03, 0.005)->interval().contains(0.242);
    // the wrong twin: everybody taken for a buncher
    twin += relabelled_share({real, reported, revenue}, 0.03, 0.05)->interval().contains(0.242);
  }
  MESSAGE("covered ", covered, ", all firms ", twin, " of ", trials);
  CHECK(covered / double{trials} > 0.95 - slack(0.95));
  CHECK_FALSE(twin / double{trials} > 0.95 - slack(0.95));
}
