// Designs in the unit cube and their way to parameters.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "analysis/design.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

// how many slices of a coordinate hold exactly one point
int single_slices(const Eigen::MatrixXd &points, Eigen::Index column) {
  std::vector<int> held(static_cast<std::size_t>(points.rows()));
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    ++held[static_cast<std::size_t>(points(i, column) * static_cast<double>(points.rows()))];
  return static_cast<int>(std::count(held.begin(), held.end(), 1));
}

Eigen::MatrixXd scattered(std::uint32_t which, Eigen::Index rows, Eigen::Index columns) {
  synthetic::Numbers numbers(500000 + which);
  Eigen::MatrixXd out(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i)
    for (Eigen::Index k = 0; k < columns; ++k)
      out(i, k) = numbers.uniform();
  return out;
}

double closest(const Eigen::MatrixXd &points) {
  double least = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 1; i < points.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j)
      least = std::min(least, (points.row(i) - points.row(j)).norm());
  return least;
}

} // namespace

TEST_CASE("two to the k points of Sobol have one in each slice of every coordinate") {
  const auto points = sobol_points(256, 20, 7);
  for (Eigen::Index k = 0; k < 20; ++k)
    CHECK(single_slices(points, k) == 256);
  // and one in each of 16 x 16 boxes of the first two coordinates
  std::array<int, 256> held{};
  for (Eigen::Index i = 0; i < 256; ++i)
    ++held[static_cast<std::size_t>(points(i, 0) * 16) * 16 +
           static_cast<std::size_t>(points(i, 1) * 16)];
  CHECK(std::count(held.begin(), held.end(), 1) == 256);
  CHECK(points.minCoeff() > 0);
  CHECK(points.maxCoeff() < 1);
  CHECK_FALSE(single_slices(scattered(1, 256, 1), 0) > 200); // the wrong twin: independent points
}

TEST_CASE("Sobol's points depend on their seed, and more of them leave the first as they are") {
  const auto few = sobol_points(10, 3, 1);
  const auto more = sobol_points(100, 3, 1), other = sobol_points(10, 3, 2);
  CHECK(few == more.topRows(10));
  CHECK_FALSE(few == other);
  CHECK_THROWS_AS(sobol_points(0, 3, 1).rows(), std::invalid_argument);
  CHECK_THROWS_AS(sobol_points(10, 2000, 1).rows(), std::invalid_argument);
}

TEST_CASE("Sobol's points integrate far better than independent ones, and without bias") {
  // the product of 1 + (x - 1/2) over six parameters has mean one and variance (1 + 1/12)^6 - 1
  const auto mean = [](const Eigen::MatrixXd &points) {
    return (points.array() + 0.5).rowwise().prod().mean();
  };
  double sobol = 0, independent = 0, sum = 0;
  constexpr int trials = 200;
  for (std::uint32_t k = 0; k < trials; ++k) {
    const double one = mean(sobol_points(256, 6, k)) - 1;
    sobol += one * one / trials;
    sum += one / trials;
    const double other = mean(scattered(10 + k, 256, 6)) - 1;
    independent += other * other / trials;
  }
  CHECK(sobol < independent / 50);
  CHECK(std::abs(sum) < 3.3 * std::sqrt(sobol / trials));
}

TEST_CASE("a Latin hypercube has one point in each slice and keeps its points apart") {
  const auto points = latin_hypercube(40, 5, 3);
  for (Eigen::Index k = 0; k < 5; ++k)
    CHECK(single_slices(points, k) == 40);
  const auto again = latin_hypercube(40, 5, 3), other = latin_hypercube(40, 5, 4);
  CHECK(points == again);
  CHECK_FALSE(points == other);
  double best = 0, twin = 0;
  for (std::uint32_t k = 0; k < 10; ++k) {
    best += closest(latin_hypercube(40, 5, k));
    twin += closest(scattered(300 + k, 40, 5));
  }
  CHECK(best > 1.3 * twin);
}

TEST_CASE("points are spread out: the furthest from those taken comes first, and none twice") {
  Eigen::MatrixXd line(5, 1), taken(1, 1), nothing(0, 1);
  line << 0, 0.1, 0.5, 0.9, 0.5;
  taken << 0;
  const auto chosen = spread_out(line, 9, taken);
  REQUIRE(chosen.rows() == 3);
  CHECK(chosen(0) == 0.9);
  CHECK(chosen(1) == 0.5);
  CHECK(chosen(2) == 0.1);
  const auto first = spread_out(line, 1, nothing);
  CHECK(first(0) == 0.5); // nearest to the mean, 0.4
}

TEST_CASE("bounds make parameters on a linear or a logarithmic scale, and back") {
  const std::vector<Bounds> bounds = {{-1, 3, Scale::linear}, {0.01, 100, Scale::logarithmic}};
  const Eigen::MatrixXd unit = (Eigen::MatrixXd(3, 2) << 0, 0, 0.5, 0.5, 1, 1).finished();
  const auto parameters = to_bounds(unit, bounds);
  CHECK(parameters(1, 0) == Approx(1));
  CHECK(parameters(1, 1) == Approx(1)); // the geometric middle
  CHECK(parameters(2, 1) == Approx(100));
  CHECK((to_unit(parameters, bounds) - unit).cwiseAbs().maxCoeff() < 1e-12);
  const std::vector<Bounds> wrong = {{-1, 3, Scale::linear}, {0, 100, Scale::logarithmic}};
  CHECK_THROWS_WITH_AS(to_bounds(unit, wrong).rows(), doctest::Contains("parameter 2"),
                       std::invalid_argument);
  CHECK_THROWS_AS(to_bounds(unit, {bounds.data(), 1}).rows(), std::invalid_argument);
}
