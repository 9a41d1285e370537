// Elementary effects.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "analysis/screening.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

Eigen::VectorXd none(const MorrisDesign &design) {
  return Eigen::VectorXd::Zero(design.points.rows());
}

} // namespace

TEST_CASE("on each trajectory every parameter moves once, by the step, on its levels") {
  const auto design = morris_design(12, 7, 4, 5);
  CHECK(design.points.rows() == 12 * 8);
  CHECK(design.step == Approx(2.0 / 3));
  for (Eigen::Index t = 0; t < 12; ++t) {
    Eigen::VectorXd moves = Eigen::VectorXd::Zero(7);
    for (Eigen::Index i = t * 8; i < t * 8 + 7; ++i) {
      const Eigen::VectorXd move = (design.points.row(i + 1) - design.points.row(i)).transpose();
      CHECK((move.array() != 0).count() == 1);
      CHECK(move.cwiseAbs().sum() == Approx(2.0 / 3));
      moves += move.cwiseAbs();
    }
    CHECK((moves.array() - 2.0 / 3).abs().maxCoeff() < 1e-12);
  }
  CHECK((3 * design.points.array() - (3 * design.points.array()).round()).abs().maxCoeff() < 1e-12);
  CHECK(design.points.minCoeff() >= 0);
  CHECK(design.points.maxCoeff() <= 1);
  const Eigen::MatrixXd again = morris_design(12, 7, 4, 5).points;
  CHECK(design.points == again);
  CHECK_THROWS_AS(morris_design(12, 7, 5, 1).step, std::invalid_argument);
  CHECK_THROWS_AS(morris_design(1, 7, 4, 1).step, std::invalid_argument);
}

TEST_CASE("every parameter starts from every level as often, whatever the others do") {
  const auto design = morris_design(40, 5, 4, 9);
  Eigen::MatrixXi starts = Eigen::MatrixXi::Zero(5, 4), pairs = Eigen::MatrixXi::Zero(4, 4);
  for (Eigen::Index t = 0; t < 40; ++t) {
    const auto level = [&](Eigen::Index k) { return std::lround(3 * design.points(t * 6, k)); };
    for (Eigen::Index k = 0; k < 5; ++k)
      ++starts(k, level(k));
    ++pairs(level(0), level(1));
  }
  CHECK((starts.array() == 10).all());
  CHECK((pairs.array() > 0).count() >= 12); // and not in step with each other
}

TEST_CASE("a straight line, a bend and a pair: sizes, means and deviations as worked out") {
  // y = 3 a - 2 b + 4 (c - 1/2)^2 + 6 (d - 1/2) e; f does nothing
  const auto design = morris_design(400, 6, 4, 2);
  Eigen::VectorXd outcomes = none(design);
  for (Eigen::Index i = 0; i < outcomes.size(); ++i) {
    const auto x = design.points.row(i);
    outcomes(i) = 3 * x(0) - 2 * x(1) + 4 * std::pow(x(2) - 0.5, 2) + 6 * (x(3) - 0.5) * x(4);
  }
  const auto effects = elementary_effects(design, outcomes, 0, 0.05, 1);
  CHECK(effects[0].mean_size == Approx(3));
  CHECK(effects[0].mean == Approx(3));
  CHECK(effects[0].deviation < 1e-9);
  CHECK(effects[0].of_chance == 0);
  CHECK(effects[1].mean == Approx(-2));
  CHECK(effects[1].mean_size == Approx(2));
  // the bend: from level 0 to 2/3 the effect is 4 (2/3 - 1) = -4/3, from 1/3 to 1 it is 4/3
  CHECK(effects[2].mean_size == Approx(4.0 / 3));
  CHECK(std::abs(effects[2].mean) < 3.3 * 4.0 / 3 / std::sqrt(400));
  CHECK(effects[2].deviation == Approx(4.0 / 3).epsilon(0.02));
  // d: 6 e, e on levels 0, 1/3, 2/3, 1: mean 3, deviation 6 sqrt(5/36) = 2.24
  CHECK(std::abs(effects[3].mean - 3) < 3.3 * 2.24 / std::sqrt(400));
  CHECK(effects[3].deviation == Approx(2.24).epsilon(0.1));
  CHECK(effects[3].mean_size == Approx(effects[3].mean));
  // e: 6 (d - 1/2): mean zero, sizes 3 and 1
  CHECK(std::abs(effects[4].mean) < 3.3 * 2.24 / std::sqrt(400));
  CHECK(std::abs(effects[4].mean_size - 2) < 3.3 * 1 / std::sqrt(400));
  CHECK(effects[5].mean_size == 0);
  const auto wide = elementary_effects(design, outcomes, 0, 0.001, 1);
  CHECK(wide[4].interval.contains(2));
  CHECK(wide[4].interval.half_width() > effects[4].interval.half_width());
  // the wrong twin: mu of the bend, without its size, would call it unimportant
  CHECK_FALSE(std::abs(effects[2].mean) > 0.5);
}

TEST_CASE("what chance alone gives is said, and mu* of an idle parameter is of that size") {
  const auto design = morris_design(300, 3, 6, 4);
  synthetic::Numbers numbers(540000);
  Eigen::VectorXd outcomes = none(design);
  for (auto &one : outcomes)
    one = 0.5 * numbers.normal();
  const auto effects = elementary_effects(design, outcomes, 0.25, 0.05, 1);
  for (const auto &one : effects) {
    // sizes of a normal number have deviation 0.756 times their mean
    CHECK(std::abs(one.mean_size / one.of_chance - 1) < 3.3 * 0.756 / std::sqrt(300));
    CHECK(one.interval.low > 0.5 * one.of_chance);
  }
  CHECK_THROWS_AS((void)elementary_effects(design, outcomes.head(9), 0, 0.05, 1).empty(),
                  std::invalid_argument);
}

TEST_CASE("intervals of mu* cover nineteen times in twenty") {
  constexpr int trials = 300;
  int covered = 0, narrow = 0;
  for (std::uint32_t t = 0; t < trials; ++t) {
    const auto design = morris_design(30, 2, 4, 1000 + t);
    synthetic::Numbers numbers(541000 + t);
    Eigen::VectorXd outcomes = none(design);
    for (Eigen::Index i = 0; i < outcomes.size(); ++i)
      outcomes(i) = design.points(i, 0) + 0.6 * numbers.normal();
    const auto one = elementary_effects(design, outcomes, 0.36, 0.05, t)[0];
    // size of a normal number with mean 1 and deviation 0.6 sqrt 2 / (2/3)
    constexpr double deviation = 1.2727922;
    const double u = 1 / deviation;
    const double truth = deviation * 0.7978846 * std::exp(-u * u / 2) + 1 - 2 * normal_below(-u);
    covered += one.interval.contains(truth);
    narrow += std::abs(one.mean_size - truth) < one.interval.half_width() / 2;
  }
  const double slack = 3.3 * std::sqrt(0.95 * 0.05 / trials);
  MESSAGE("covered ", covered / double{trials}, ", half as wide ", narrow / double{trials});
  // percentiles of thirty trajectories are a little short
  CHECK(std::abs(covered / double{trials} - 0.95) < slack + 0.02);
  CHECK_FALSE(std::abs(narrow / double{trials} - 0.95) < slack + 0.02);
}
