// Which parameters the data rule out.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "analysis/design.hpp"
#include "analysis/history_matching.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

// Moments of a toy simulator without chance: distances from two corners.
std::vector<Surrogate> corners(Eigen::Index dimension, Eigen::Index count) {
  const auto points = sobol_points(count, dimension, 11);
  const Eigen::VectorXd none = Eigen::VectorXd::Zero(count);
  return {Surrogate(points, points.rowwise().norm(), none),
          Surrogate(points, (1 - points.array()).matrix().rowwise().norm(), none)};
}

} // namespace

TEST_CASE("implausibility is the miss in deviations, of all sources together") {
  CHECK(implausibility({5, 4}, {.observed = 11, .observation = 1, .discrepancy = 3, .chance = 1}) ==
        Approx(2));
  CHECK(implausibility({5, 0}, {.observed = 5}) == 0);
  CHECK(std::isinf(implausibility({5, 0}, {.observed = 6})));
  const std::vector<Prediction> predicted = {{0, 1}, {0, 1}, {0, 1}};
  const std::vector<Moment> moments = {{.observed = 1}, {.observed = -4}, {.observed = 2}};
  const auto all = implausibility(predicted, moments);
  CHECK(all.greatest == Approx(4));
  CHECK(all.second == Approx(2));
  CHECK(all.moment == 1);
  CHECK(Cutoff{}.rules_out(all));
  constexpr double never = std::numeric_limits<double>::infinity();
  CHECK_FALSE(Cutoff{never, 3}.rules_out(all)); // one moment missed may be its emulator's fault
  CHECK(Cutoff{never, 1.9}.rules_out(all));
  CHECK_THROWS_AS((void)implausibility(predicted, {moments.data(), 2}), std::invalid_argument);
}

TEST_CASE("the share not ruled out is that of the band the moment allows") {
  // one moment, the first parameter itself, known to 0.05: |x - 0.4| < 3 * 0.05
  const auto points = sobol_points(30, 2, 3);
  const std::vector<Surrogate> emulators = {
      Surrogate(points, points.col(0), Eigen::VectorXd::Zero(30), {.trend = Trend::linear})};
  const std::vector<Moment> moments = {{.observed = 0.4, .observation = 0.0025}};
  const auto remaining = not_ruled_out(emulators, moments, {}, 1024, 5);
  CHECK(remaining.share == Approx(0.3).epsilon(0.02));
  CHECK(remaining.interval.contains(0.3));
  CHECK(remaining.points.rows() == std::lround(remaining.share * 1024));
  CHECK(remaining.points.col(0).minCoeff() > 0.24);
  CHECK(remaining.points.col(0).maxCoeff() < 0.56);
  CHECK(remaining.nearest(0) == Approx(0.4).epsilon(0.01));
  // nothing is left where the data are out of reach, and the upper bound is not zero then
  const std::vector<Moment> far = {{.observed = 9, .observation = 0.0025}};
  const auto nothing = not_ruled_out(emulators, far, {}, 256, 5);
  CHECK(nothing.share == 0);
  CHECK(nothing.interval.high > 0.005);
  CHECK(nothing.least > 3);
  CHECK(next_wave(emulators, far, {}, 10, points, 256, 5).rows() == 0);
}

TEST_CASE("the next wave is not ruled out, fills what is left, and is the same each time") {
  const auto emulators = corners(2, 40);
  const std::vector<Moment> moments = {{.observed = 0.7, .observation = 0.0004},
                                       {.observed = 0.8, .observation = 0.0004}};
  const auto run = sobol_points(40, 2, 11);
  const auto wave = next_wave(emulators, moments, {}, 20, run, 2000, 1);
  REQUIRE(wave.rows() == 20);
  for (Eigen::Index i = 0; i < 20; ++i)
    CHECK(implausibility(wave.row(i).transpose(), emulators, moments).greatest <= 3);
  CHECK(wave == next_wave(emulators, moments, {}, 20, run, 2000, 1));
  // two places meet both moments, mirrored in the diagonal; both are visited
  CHECK((wave.col(0) - wave.col(1)).maxCoeff() > 0.1);
  CHECK((wave.col(0) - wave.col(1)).minCoeff() < -0.1);
}

TEST_CASE("a corner of one in a hundred thousand is still found") {
  const auto points = sobol_points(80, 6, 2);
  std::vector<Surrogate> emulators;
  std::vector<Moment> moments;
  for (Eigen::Index k = 0; k < 6; ++k) { // each parameter known to +-3 * 0.025: 0.15^6 = 1.1e-5
    emulators.emplace_back(points, points.col(k), Eigen::VectorXd::Zero(80),
                           SurrogateOptions{.trend = Trend::linear});
    moments.push_back({.observed = 0.3, .observation = 0.000625});
  }
  CHECK(not_ruled_out(emulators, moments, {}, 1000, 1).share == 0); // looking once does not do
  const auto wave = next_wave(emulators, moments, {}, 30, points, 1000, 1);
  REQUIRE(wave.rows() == 30);
  CHECK((wave.array() - 0.3).abs().maxCoeff() < 0.08);
}

TEST_CASE("expected improvement: by hand, at its limits, and against draws") {
  CHECK(expected_improvement({2, 0}, 3) == 1);
  CHECK(expected_improvement({4, 0}, 3) == 0);
  CHECK(expected_improvement({3, 4}, 3) == Approx(2 * 0.3989423)); // deviation times phi(0)
  synthetic::Numbers numbers(520000);
  double sum = 0;
  constexpr int draws = 40000;
  for (int i = 0; i < draws; ++i)
    sum += std::max(0.0, 1 - (1.5 + 0.8 * numbers.normal())) / draws;
  // the deviation of one improvement is about 0.28
  CHECK(std::abs(sum - expected_improvement({1.5, 0.64}, 1)) < 3.3 * 0.28 / std::sqrt(draws));
}

TEST_CASE("runs where improvement is expected come down to the least distance") {
  const auto distance = [](const Eigen::VectorXd &x) {
    return std::log(std::pow(x(0) - 0.62, 2) + std::pow(x(1) - 0.27, 2) + 1e-3);
  };
  Eigen::MatrixXd points = sobol_points(10, 2, 1);
  double best = 0, first = 0;
  for (int step = 0; step < 15; ++step) {
    Eigen::VectorXd values(points.rows());
    for (Eigen::Index i = 0; i < points.rows(); ++i)
      values(i) = distance(points.row(i).transpose());
    best = values.minCoeff();
    first = step == 0 ? best : first;
    const Surrogate surrogate(points, values, Eigen::VectorXd::Zero(points.rows()));
    const auto at = most_promising(surrogate, best, sobol_points(200, 2, 50));
    points.conservativeResize(points.rows() + 1, 2);
    points.row(points.rows() - 1) = at.transpose();
  }
  CHECK(best < -6); // the least is log 0.001 = -6.9
  CHECK(best < first - 1);
  CHECK_THROWS_AS(most_promising(corners(2, 20)[0], 0, Eigen::MatrixXd(0, 2)).size(),
                  std::invalid_argument);
}
