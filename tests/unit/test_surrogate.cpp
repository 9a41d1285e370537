// The Gaussian process that stands in for the simulator.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "analysis/design.hpp"
#include "analysis/surrogate.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

Eigen::VectorXd none(Eigen::Index count) { return Eigen::VectorXd::Zero(count); }

// bends along the first parameter, a slope along the second, the third does nothing
Eigen::VectorXd bend(const Eigen::MatrixXd &points) {
  return ((6 * points.col(0).array()).sin() + 2 * points.col(1).array()).matrix();
}

} // namespace

TEST_CASE("a surrogate goes through values without noise and says that it is sure there") {
  const auto points = sobol_points(40, 3, 1);
  const Surrogate surrogate(points, bend(points), none(40));
  for (Eigen::Index i = 0; i < 40; ++i) {
    const auto there = surrogate.predict(points.row(i).transpose());
    CHECK(there.mean == Approx(bend(points)(i)).epsilon(1e-3));
    CHECK(there.variance < 1e-4);
  }
  const auto elsewhere = sobol_points(200, 3, 2);
  double worst = 0;
  for (Eigen::Index i = 0; i < 200; ++i)
    worst = std::max(
        worst, std::abs(surrogate.predict(elsewhere.row(i).transpose()).mean - bend(elsewhere)(i)));
  CHECK(worst < 0.2);                                         // of a range of 4
  CHECK(surrogate.lengths()(2) > 5 * surrogate.lengths()(0)); // it sees what does not matter
}

TEST_CASE("errors left out in closed form are those of surrogates without the point") {
  // the lengths are held: a refit on the others would move them, so the other surrogate is worked
  // out here by the equations of kriging
  const auto points = sobol_points(25, 2, 3);
  synthetic::Numbers numbers(501000);
  Eigen::VectorXd values(25), noise(25);
  for (Eigen::Index i = 0; i < 25; ++i) {
    noise(i) = 0.01 + 0.05 * points(i, 0);
    values(i) = std::sin(5 * points(i, 0)) + points(i, 1) + std::sqrt(noise(i)) * numbers.normal();
  }
  for (const auto trend : {Trend::constant, Trend::linear}) {
    const Surrogate surrogate(points, values, noise, {.trend = trend});
    const auto left = surrogate.leave_one_out();
    const auto covariance = [&](Eigen::Index i, Eigen::Index j) {
      const Eigen::VectorXd apart = (points.row(i) - points.row(j)).transpose();
      const double r = std::sqrt(5.0) * apart.cwiseQuotient(surrogate.lengths()).norm();
      return surrogate.variance() * (1 + r + r * r / 3) * std::exp(-r);
    };
    for (const Eigen::Index out : {0, 7, 24}) {
      const auto size = trend == Trend::linear ? 3 : 1;
      Eigen::MatrixXd system = Eigen::MatrixXd::Zero(24 + size, 24 + size);
      Eigen::VectorXd right = Eigen::VectorXd::Zero(24 + size), ask = right;
      const auto row = [&](Eigen::Index i) { return i < out ? i : i + 1; };
      for (Eigen::Index i = 0; i < 24; ++i) {
        for (Eigen::Index j = 0; j < 24; ++j)
          system(i, j) =
              covariance(row(i), row(j)) + (i == j ? surrogate.nugget() + noise(row(i)) : 0);
        for (Eigen::Index k = 0; k < size; ++k)
          system(i, 24 + k) = system(24 + k, i) = k == 0 ? 1 : points(row(i), k - 1);
        right(i) = values(row(i));
        ask(i) = covariance(row(i), out);
      }
      for (Eigen::Index k = 0; k < size; ++k)
        ask(24 + k) = k == 0 ? 1 : points(out, k - 1);
      const Eigen::FullPivLU<Eigen::MatrixXd> solver(system);
      const double error = values(out) - ask.dot(solver.solve(right));
      const double variance =
          surrogate.variance() + surrogate.nugget() + noise(out) - ask.dot(solver.solve(ask));
      CHECK(left.error(out) == Approx(error).epsilon(1e-6));
      CHECK(left.standardised(out) == Approx(error / std::sqrt(variance)).epsilon(1e-6));
    }
    CHECK(left.explained > 0.8);
  }
}

TEST_CASE("known noise and the nugget share what replicates cannot explain") {
  const auto points = sobol_points(150, 2, 5);
  synthetic::Numbers numbers(501001);
  Eigen::VectorXd values = bend(points), noise(150);
  for (Eigen::Index i = 0; i < 150; ++i)
    values(i) += 0.3 * numbers.normal();
  noise.setConstant(0.09);
  const Surrogate told(points, values, noise);
  const Surrogate untold(points, values, none(150));
  // variance of a variance from about 140 free points: 0.09 sqrt(2 / 140) = 0.011
  CHECK(std::abs(untold.nugget() - 0.09) < 3.3 * 0.011 + 0.005);
  CHECK(told.nugget() < 0.04);
  const Eigen::VectorXd middle = Eigen::VectorXd::Constant(2, 0.5);
  CHECK(told.predict(middle).variance < 0.09 / 5); // a mean is surer than a run
  CHECK(told.predict(Eigen::VectorXd::Constant(2, 3)).variance > told.variance() / 2); // far off
}

TEST_CASE("a linear trend goes on where the points end, a constant one returns to the level") {
  const Eigen::MatrixXd points = 0.5 * sobol_points(30, 2, 8);
  const Eigen::VectorXd values = (3 + 4 * points.col(0).array() - points.col(1).array()).matrix();
  const Surrogate linear(points, values, none(30), {.trend = Trend::linear});
  const Eigen::Vector2d far(1, 1);
  CHECK(linear.predict(far).mean == Approx(6).epsilon(0.01));
  CHECK(linear.trend()(1) == Approx(4).epsilon(0.01));
}

TEST_CASE("values that are all the same, and sets of points larger than the fit, are fine") {
  const auto points = sobol_points(20, 2, 1);
  const Surrogate flat(points, Eigen::VectorXd::Constant(20, 7), none(20));
  CHECK(flat.predict(Eigen::Vector2d(0.4, 0.6)).mean == Approx(7));
  const auto many = sobol_points(120, 2, 1);
  Eigen::MatrixXd three(120, 3);
  three << many, Eigen::VectorXd::Zero(120);
  const Surrogate part(three, bend(three), none(120), {.fit_on = 40});
  CHECK(part.leave_one_out().explained > 0.98);
  CHECK(part.predict(three.row(119).transpose()).variance < 1e-3); // all points are in it
}

TEST_CASE("a surrogate comes out the same to the bit, and refuses what it cannot use") {
  const auto points = sobol_points(30, 2, 4);
  const Surrogate one(points, bend(points.replicate(1, 2)), none(30));
  const Surrogate two(points, bend(points.replicate(1, 2)), none(30));
  const Eigen::Vector2d at(0.3, 0.8);
  CHECK(one.predict(at).mean == two.predict(at).mean);
  CHECK(one.predict(at).variance == two.predict(at).variance);
  CHECK_THROWS_AS(Surrogate(points, none(29), none(30)), std::invalid_argument);
  CHECK_THROWS_AS(Surrogate(points, none(30), none(30).array() - 1), std::invalid_argument);
  CHECK_THROWS_AS(Surrogate(points.topRows(3), none(3), none(3)), std::invalid_argument);
  CHECK_THROWS_AS(one.predict(Eigen::VectorXd::Zero(3)).mean, std::invalid_argument);
}
