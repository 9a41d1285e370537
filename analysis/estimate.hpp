// A number estimated from a sample with its standard error, and lines through points.
// Tests: tests/unit/test_curvature.cpp, tests/statistical/test_curvature.cpp.
#pragma once

#include <Eigen/Dense>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>

#include "analysis/paired.hpp"

namespace sme::analysis {

/// An estimate, the standard error of its sampling distribution, and the degrees of freedom of that
/// error (infinite: the estimate is taken as normal).
struct Estimate {
  double value = unknown;
  double error = unknown;
  double freedom = std::numeric_limits<double>::infinity();

  /// value -+ quantile of Student's t (normal for infinite freedom) times the error; NaN without an
  /// error.
  [[nodiscard]] Interval interval(double alpha = 0.05) const;
  /// -1 or +1 when the interval leaves out zero, 0 when the sign cannot be told.
  [[nodiscard]] int sign(double alpha = 0.05) const;
};

/// Least squares of `outcome` on the columns of `design` (rows are observations, the constant is a
/// column like any other) with the heteroskedasticity-robust covariance HC3 of MacKinnon & White
/// (1985). Nothing when there are not more rows than columns, when the columns are collinear, or
/// when a row alone decides a coefficient (leverage 1). Throws std::invalid_argument for unequal
/// lengths.
struct Regression {
  Eigen::VectorXd coefficients;
  Eigen::MatrixXd covariance;
  std::size_t count = 0;
  /// Coefficient of a column.
  [[nodiscard]] Estimate at(Eigen::Index column) const;
};
[[nodiscard]] std::optional<Regression> regress(const Eigen::MatrixXd &design,
                                                const Eigen::VectorXd &outcome);

} // namespace sme::analysis
