// Lines and bends through points whose answer is known.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/curvature.hpp"

using namespace sme::analysis;
using doctest::Approx;

TEST_CASE("an estimate has a sign only when its interval leaves out zero") {
  CHECK(Estimate{2, 1}.sign() == 1);
  CHECK(Estimate{-2, 1}.sign() == -1);
  CHECK(Estimate{1.9, 1}.sign() == 0);
  CHECK(Estimate{2, 1, 4}.sign() == 0); // Student's quantile for 4 is 2.78
  CHECK(Estimate{2, 1, 4}.interval().high == Approx(2 + 2.776445));
  CHECK(Estimate{}.sign() == 0);
  CHECK(std::isnan(Estimate{3, 0.1, 0}.interval().low));
}

TEST_CASE("the robust error of a mean is the HC3 one") {
  // A constant alone: leverage 1/4 each, residuals -3, -1, 1, 3; sum of (e 4/3)^2 over 16 is 20/9.
  const auto fit =
      regress(Eigen::MatrixXd::Ones(4, 1), (Eigen::VectorXd(4) << 1, 3, 5, 7).finished());
  REQUIRE(fit);
  CHECK(fit->at(0).value == Approx(4));
  CHECK(fit->at(0).error == Approx(std::sqrt(20.0 / 9)));
  CHECK(fit->at(0).freedom == 3);
}

TEST_CASE("a regression that cannot be told has no answer") {
  Eigen::MatrixXd twice(6, 2);
  twice << 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2;
  CHECK_FALSE(regress(twice, Eigen::VectorXd::Ones(6)));
  CHECK_FALSE(regress(Eigen::MatrixXd::Ones(1, 1), Eigen::VectorXd::Ones(1)));
  Eigen::MatrixXd alone = Eigen::MatrixXd::Ones(5, 2); // the last row alone decides the second
  alone.col(1) << 0, 0, 0, 0, 1;
  CHECK_FALSE(regress(alone, Eigen::VectorXd::Ones(5)));
  CHECK_THROWS_AS((void)regress(twice, Eigen::VectorXd::Ones(5)), std::invalid_argument);
}

TEST_CASE("points on a line have its slope, those on a parabola its bend and turning point") {
  std::vector<double> x, line, arch, flat;
  for (int i = 0; i < 12; ++i) {
    x.push_back(100 + i);
    line.push_back(7 - 0.5 * x.back());
    arch.push_back(3 - 2 * (x.back() - 104) * (x.back() - 104));
    flat.push_back(-(x.back() - 150) * (x.back() - 150)); // flattens, turns far outside
  }
  CHECK(slope(x, line)->value == Approx(-0.5));
  CHECK(slope(x, line)->sign() == -1);
  const auto bend = curvature(x, arch);
  REQUIRE(bend);
  CHECK(bend->curvature.value == Approx(-2));
  CHECK(bend->turning_point == Approx(104));
  CHECK(bend->slope_low.value == Approx(16));
  CHECK(bend->slope_high.value == Approx(-28));
  CHECK(bend->bend() == -1);
  CHECK(curvature(x, flat)->curvature.value == Approx(-1));
  CHECK(curvature(x, flat)->bend() == 0);
  for (auto &each : arch)
    each = -each;
  CHECK(curvature(x, arch)->bend() == 1);
}

TEST_CASE("missing pairs are left out and too few have no slope") {
  std::vector<double> x, y;
  for (int i = 0; i < 10; ++i) {
    x.push_back(i);
    y.push_back(2 * i);
  }
  x.push_back(unknown);
  y.push_back(5);
  CHECK(slope(x, y)->value == Approx(2));
  x[3] = unknown;
  CHECK_FALSE(slope(x, y));
  CHECK_FALSE(curvature(x, y));
  const std::vector<double> same(20, 4.0);
  CHECK_FALSE(slope(same, same));
  CHECK_THROWS_AS((void)slope(x, same), std::invalid_argument);
}
