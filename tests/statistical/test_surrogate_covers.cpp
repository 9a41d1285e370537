// The surrogate's intervals hold what they promise.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "analysis/design.hpp"
#include "analysis/surrogate.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

// Branin's function on the unit square, from 0.4 to 308
double branin(double first, double second) {
  constexpr double pi = std::numbers::pi;
  const double x = 15 * first - 5, y = 15 * second;
  return std::pow(y - 5.1 / (4 * pi * pi) * x * x + 5 / pi * x - 6, 2) +
         10 * (1 - 1 / (8 * pi)) * std::cos(x) + 10;
}

} // namespace

TEST_CASE("intervals cover a draw of the process nineteen times in twenty") {
  // Curves that the model is true of: sums of many waves with the spectrum of Matern 5/2 (frequency
  // is Student's t with five degrees of freedom over the length; Rasmussen & Williams 2006, 4.2.1).
  constexpr int trials = 150, waves = 200, asked = 10;
  constexpr double length = 0.4, deviation = 0.2;
  int covered = 0, narrow = 0;
  double sum = 0, squares = 0; // of standardised errors left out
  for (std::uint32_t t = 0; t < trials; ++t) {
    synthetic::Numbers numbers(510000 + t);
    Eigen::VectorXd first(waves), second(waves), phase(waves);
    for (int w = 0; w < waves; ++w) {
      double square = 0;
      for (int k = 0; k < 5; ++k)
        square += std::pow(numbers.normal(), 2) / 5;
      first(w) = numbers.normal() / std::sqrt(square) / length;
      second(w) = numbers.normal() / std::sqrt(square) / length;
      phase(w) = 2 * std::numbers::pi * numbers.uniform();
    }
    const auto truth = [&](double x, double y) {
      return std::sqrt(2.0 / waves) *
             (first.array() * x + second.array() * y + phase.array()).cos().sum();
    };
    constexpr Eigen::Index count = 50;
    const auto points = sobol_points(count, 2, t);
    Eigen::VectorXd values(count), noise = Eigen::VectorXd::Constant(count, deviation * deviation);
    for (Eigen::Index i = 0; i < count; ++i)
      values(i) = truth(points(i, 0), points(i, 1)) + deviation * numbers.normal();
    const Surrogate surrogate(points, values, noise, {.starts = 2, .evaluations = 120});
    const auto left = surrogate.leave_one_out();
    sum += left.standardised.mean() / trials;
    squares += left.standardised.squaredNorm() / static_cast<double>(count) / trials;
    for (int a = 0; a < asked; ++a) {
      const Eigen::Vector2d at(numbers.uniform(), numbers.uniform());
      const auto there = surrogate.predict(at);
      const double error = std::abs(there.mean - truth(at(0), at(1)));
      covered += error < 1.96 * std::sqrt(there.variance);
      narrow += error < 1.96 * std::sqrt(there.variance) / 2; // the wrong twin: half as wide
    }
  }
  // points of one curve are not independent: as if each curve were two of them at least; lengths
  // that are estimated cost up to two hundredths
  constexpr double made = trials * asked;
  const double slack = 3.3 * std::sqrt(0.95 * 0.05 / (2 * trials));
  MESSAGE("covered ", covered / made, ", half as wide ", narrow / made);
  CHECK(std::abs(covered / made - 0.95) < slack + 0.01);
  CHECK_FALSE(std::abs(narrow / made - 0.95) < slack + 0.01);
  CHECK(std::abs(sum) < 0.05);
  CHECK(std::abs(squares - 1) < 0.15);
}

TEST_CASE("Branin's function with replicates of unequal noise is found within its interval") {
  constexpr int trials = 40, asked = 20;
  int covered = 0, narrow = 0;
  double error = 0, spread = 0, told_left = 0, untold_left = 0;
  for (std::uint32_t t = 0; t < trials; ++t) {
    synthetic::Numbers numbers(511000 + t);
    const auto points = latin_hypercube(60, 2, t);
    Eigen::VectorXd values(60), noise(60);
    for (Eigen::Index i = 0; i < 60; ++i) { // deviation of a mean: 1 on the left, 16 on the right
      noise(i) = std::pow(1 + 15 * points(i, 0), 2);
      values(i) = branin(points(i, 0), points(i, 1)) + std::sqrt(noise(i)) * numbers.normal();
    }
    const Surrogate surrogate(points, values, noise, {.starts = 2, .evaluations = 150});
    // told nothing of the noise: one nugget for all points
    const Surrogate untold(points, values, 0 * noise, {.starts = 2, .evaluations = 150});
    for (int a = 0; a < asked; ++a) {
      const Eigen::Vector2d at(numbers.uniform(), numbers.uniform());
      const double truth = branin(at(0), at(1));
      const auto there = surrogate.predict(at);
      covered += std::abs(there.mean - truth) < 1.96 * std::sqrt(there.variance);
      error += std::pow(there.mean - truth, 2) / (trials * asked);
      spread += std::pow(truth - 54.3, 2) / (trials * asked);
      narrow += std::abs(there.mean - truth) < 1.96 * std::sqrt(there.variance) / 2;
      const Eigen::Vector2d left(0.2 * at(0), at(1)); // where there is little noise
      told_left += std::pow(surrogate.predict(left).mean - branin(left(0), left(1)), 2);
      untold_left += std::pow(untold.predict(left).mean - branin(left(0), left(1)), 2);
    }
  }
  constexpr double made = trials * asked;
  MESSAGE("covered ", covered / made, ", explained ", 1 - error / spread, ", half as wide ",
          narrow / made, ", squared errors on the left ", told_left, " and ", untold_left);
  CHECK(covered / made > 0.90); // the function is no draw of the process
  CHECK_FALSE(narrow / made > 0.90);
  CHECK(told_left < untold_left / 1.5); // knowing where the noise is helps
  CHECK(error < 0.05 * spread);
}
