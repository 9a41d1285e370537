// Shares of variance: designs, by hand, rankings, and from an emulator.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/design.hpp"
#include "analysis/sobol_indices.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;

TEST_CASE("the mixed points take one column from the second matrix") {
  const auto design = saltelli_design(8, 3, 4);
  REQUIRE(design.rows() == 40);
  for (Eigen::Index k = 0; k < 3; ++k)
    for (Eigen::Index i = 0; i < 8; ++i)
      for (Eigen::Index c = 0; c < 3; ++c)
        CHECK(design((k + 2) * 8 + i, c) == design(c == k ? 8 + i : i, c));
  CHECK_THROWS_AS(saltelli_design(1, 3, 4).rows(), std::invalid_argument);
}

TEST_CASE("indices of a sum with chance: its weights' squares, and the rest is chance") {
  // y = a + 2 b + e, x uniform: variances 1/12, 4/12, and 5/12 of chance
  constexpr Eigen::Index count = 4096;
  const auto design = saltelli_design(count, 3, 1);
  synthetic::Numbers numbers(550000);
  Eigen::MatrixXd outcomes(design.rows(), 2);
  for (Eigen::Index i = 0; i < design.rows(); ++i)
    for (Eigen::Index r = 0; r < 2; ++r)
      outcomes(i, r) = design(i, 0) + 2 * design(i, 1) + std::sqrt(5.0 / 12) * numbers.normal();
  const auto found = sobol_indices(outcomes, 3, 0.01, 1);
  const double truth[] = {0.1, 0.4, 0};
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(std::abs(found.inputs[k].first - truth[k]) < 0.04);
    CHECK(std::abs(found.inputs[k].total - truth[k]) < 0.04);
    CHECK(found.inputs[k].first_interval.contains(truth[k]));
    CHECK(found.inputs[k].total_interval.contains(truth[k]));
  }
  CHECK(found.variance == Approx(10.0 / 12).epsilon(0.03));
  CHECK(found.chance == Approx(0.5).epsilon(0.05));
  CHECK(found.chance_interval.contains(0.5));
  CHECK(found.of_expected(found.inputs[1].first) == Approx(0.8).epsilon(0.08));
  // with one replicate chance is in every total, and not known
  const auto single = sobol_indices(outcomes.leftCols(1), 3, 0.05, 1);
  CHECK(std::isnan(single.chance));
  CHECK(single.inputs[2].total > 0.4);
  CHECK(std::abs(single.inputs[1].first - 0.4) < 0.05);
}

TEST_CASE("an outcome that does not vary has no shares, and wrong shapes are refused") {
  const auto flat = sobol_indices(Eigen::MatrixXd::Constant(20, 2, 3), 3, 0.05, 1);
  for (const auto &one : flat.inputs) {
    CHECK(one.first == 0);
    CHECK(one.total == 0);
  }
  CHECK(flat.variance == 0);
  CHECK_THROWS_AS((void)sobol_indices(Eigen::MatrixXd::Zero(21, 2), 3, 0.05, 1),
                  std::invalid_argument);
  CHECK_THROWS_AS((void)sobol_indices(Eigen::MatrixXd::Constant(20, 2, NAN), 3, 0.05, 1),
                  std::invalid_argument);
}

TEST_CASE("ranks and being best, with equals") {
  std::vector<Eigen::MatrixXd> policies(3, Eigen::MatrixXd(1, 3));
  policies[0] << 5, 1, 2;
  policies[1] << 3, 4, 2;
  policies[2] << 1, 4, 2;
  const auto best = being_best(policies), rank = ranks(policies);
  CHECK(best[0] == Eigen::RowVector3d(1, 0, 1.0 / 3));
  CHECK(best[1] == Eigen::RowVector3d(0, 0.5, 1.0 / 3));
  CHECK(rank[0] == Eigen::RowVector3d(1, 3, 2));
  CHECK(rank[2] == Eigen::RowVector3d(3, 1.5, 2));
  policies[2].setZero(2, 3);
  CHECK_THROWS_AS((void)ranks(policies), std::invalid_argument);
  CHECK(being_best({}).empty());
}

TEST_CASE("what decides which policy is best: an indicator with its own shares") {
  // the first policy is best if a > 1/2, whatever b is; chance decides nothing
  const auto design = saltelli_design(1024, 2, 3);
  const Eigen::MatrixXd first = design.col(0) + 10 * design.col(1),
                        second = (0.5 + 10 * design.col(1).array()).matrix();
  const std::vector<Eigen::MatrixXd> policies = {first, second};
  const auto of_rank = sobol_indices(being_best(policies)[0], 2, 0.05, 1);
  CHECK(of_rank.inputs[0].first == Approx(1).epsilon(0.05));
  CHECK(std::abs(of_rank.inputs[1].total) < 0.02);
  // of the outcome itself b is nearly all: another question has another answer
  CHECK(sobol_indices(first, 2, 0.05, 1).inputs[1].first > 0.9);
}

TEST_CASE("an emulator of sixty runs gives the shares, chance among them") {
  const auto points = sobol_points(120, 3, 6);
  synthetic::Numbers numbers(551000);
  Eigen::VectorXd values(120);
  const double noise = 0.05;
  for (Eigen::Index i = 0; i < 120; ++i)
    values(i) = points(i, 0) + 2 * points(i, 1) + std::sqrt(noise) * numbers.normal();
  const Surrogate emulator(points, values, Eigen::VectorXd::Zero(120), {.trend = Trend::linear});
  const auto found = sobol_indices(emulator, emulator.nugget(), 1024, 0.05, 1);
  const double total = 5.0 / 12 + noise;
  CHECK(std::abs(found.inputs[0].first - 1 / 12.0 / total) < 0.05);
  CHECK(std::abs(found.inputs[1].first - 4 / 12.0 / total) < 0.08);
  CHECK(std::abs(found.chance - noise / total) < 0.05);
  double sum = found.chance;
  for (const auto &one : found.inputs)
    sum += one.first;
  CHECK(sum == Approx(1).epsilon(0.03)); // nothing acts together here
}
