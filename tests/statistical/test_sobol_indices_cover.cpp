// Ishigami's function, whose indices are known, with chance added.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "analysis/sobol_indices.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

constexpr double seven = 7, tenth = 0.1, pi = std::numbers::pi;

double ishigami(const Eigen::MatrixXd &points, Eigen::Index row) {
  const double x = pi * (2 * points(row, 0) - 1), y = pi * (2 * points(row, 1) - 1),
               z = pi * (2 * points(row, 2) - 1);
  return std::sin(x) + seven * std::pow(std::sin(y), 2) + tenth * std::pow(z, 4) * std::sin(x);
}

} // namespace

TEST_CASE("Ishigami's indices are recovered, and intervals cover them nineteen times in twenty") {
  // variances: alone, and of the pair of the first and the third (Ishigami & Homma 1990)
  const double first = 0.5 * std::pow(1 + tenth * std::pow(pi, 4) / 5, 2);
  const double second = seven * seven / 8;
  const double pair = tenth * tenth * std::pow(pi, 8) * (1.0 / 18 - 1.0 / 50);
  const double chance = 3, all = first + second + pair + chance;
  const double alone[] = {first / all, second / all, 0};
  const double with_others[] = {(first + pair) / all, second / all, pair / all};
  constexpr int trials = 200;
  double mean_first[3] = {}, mean_total[3] = {}, twin_total[3] = {}, mean_chance = 0;
  int covered = 0, total_covered = 0, chance_covered = 0, narrow = 0;
  for (std::uint32_t t = 0; t < trials; ++t) {
    const auto design = saltelli_design(256, 3, t);
    synthetic::Numbers numbers(560000 + t);
    Eigen::MatrixXd outcomes(design.rows(), 2);
    for (Eigen::Index i = 0; i < design.rows(); ++i)
      for (Eigen::Index r = 0; r < 2; ++r)
        outcomes(i, r) = ishigami(design, i) + std::sqrt(chance) * numbers.normal();
    const auto found = sobol_indices(outcomes, 3, 0.05, t);
    const auto twin = sobol_indices(outcomes.rowwise().mean(), 3, 0.05, t); // chance forgotten
    for (std::size_t k = 0; k < 3; ++k) {
      mean_first[k] += found.inputs[k].first / trials;
      mean_total[k] += found.inputs[k].total / trials;
      twin_total[k] += twin.inputs[k].total / trials;
      covered += found.inputs[k].first_interval.contains(alone[k]);
      total_covered += found.inputs[k].total_interval.contains(with_others[k]);
      const auto &interval = found.inputs[k].total_interval;
      narrow += std::abs(with_others[k] - found.inputs[k].total) < interval.half_width() / 3;
    }
    mean_chance += found.chance / trials;
    chance_covered += found.chance_interval.contains(chance / all);
  }
  MESSAGE("first ", covered / (3.0 * trials), ", total ", total_covered / (3.0 * trials),
          ", chance ", chance_covered / double{trials}, ", a third as wide ",
          narrow / (3.0 * trials));
  for (std::size_t k = 0; k < 3; ++k) {
    CAPTURE(k);
    CHECK(std::abs(mean_first[k] - alone[k]) < 0.015);
    CHECK(std::abs(mean_total[k] - with_others[k]) < 0.015);
  }
  CHECK_FALSE(std::abs(twin_total[2] - with_others[2]) < 0.05);
  CHECK(std::abs(mean_chance - chance / all) < 0.01);
  // points of a net vary less than independent ones: intervals are wide rather than short
  const double slack = 3.3 * std::sqrt(0.95 * 0.05 / trials);
  CHECK(covered / (3.0 * trials) > 0.95 - slack);
  CHECK(total_covered / (3.0 * trials) > 0.95 - slack);
  CHECK(chance_covered / double{trials} > 0.95 - slack);
  CHECK_FALSE(narrow / (3.0 * trials) > 0.95 - slack);
}
