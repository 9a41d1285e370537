// A Gaussian process in place of the simulator: what an outcome is expected to be at parameters
// that were never run, and how unsure that is (kriging: Sacks, Welch, Mitchell & Wynn 1989;
// Rasmussen & Williams 2006). Tests: tests/unit/test_surrogate.cpp,
// tests/statistical/test_surrogate_covers.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstdint>

#include "analysis/paired.hpp"

namespace sme::analysis {

/// What the outcome is apart from the process.
enum class Trend : std::uint8_t {
  constant,
  linear, ///< a slope for each parameter
};

struct SurrogateOptions {
  Trend trend = Trend::constant;
  int starts = 3;            ///< searches for lengths and variances
  int evaluations = 400;     ///< at most, of the likelihood in each search
  Eigen::Index fit_on = 200; ///< at most so many points (evenly chosen) decide the lengths
  std::uint32_t seed = 1;
};

struct Prediction {
  double mean = 0;
  double variance = 0; ///< of the expected outcome, without the chance of a run
};

/// Each point predicted from all others.
struct LeaveOneOut {
  Eigen::VectorXd error;        ///< observed less predicted
  Eigen::VectorXd standardised; ///< over its standard deviation, the point's noise included
  double explained = unknown;   ///< 1 - sum of squared errors / sum of squares around the mean
  double inside = unknown;      ///< share of points within 1.96 deviations: about 0.95 if well
};

/// y_i = h(x_i)' b + Z(x_i) + e_i. Z has mean zero and covariance s^2 (1 + r + r^2/3) exp(-r) with
/// r^2 = 5 sum_k ((x_k - x'_k) / l_k)^2 (Matern 5/2, a length for each parameter); e_i is
/// independent with variance nugget + noise_i. b has a flat prior (universal kriging); lengths, s^2
/// and the nugget have the greatest restricted likelihood (Patterson & Thompson 1971), found by
/// BOBYQA from keyed starts. Deterministic.
class Surrogate {
public:
  /// `points` in the unit cube, a row each; `noise` is the known variance of each value (of a mean
  /// of replicates: their variance over their number; zero: unknown, the nugget is all). Throws
  /// std::invalid_argument for lengths that differ, fewer points than the trend's terms and three,
  /// negative noise, or numbers that are not finite.
  Surrogate(const Eigen::MatrixXd &points, const Eigen::VectorXd &values,
            const Eigen::VectorXd &noise, const SurrogateOptions &options = {});

  [[nodiscard]] Prediction predict(const Eigen::VectorXd &point) const;
  /// Without running anything again (Dubrule 1983, Math. Geol. 15): with Q the inverse covariance
  /// less its part along the trend, the error is (Q y)_i / Q_ii with variance 1 / Q_ii.
  [[nodiscard]] LeaveOneOut leave_one_out() const;

  /// l_k in units of the cube: a long one says that the parameter hardly matters beyond the trend.
  [[nodiscard]] const Eigen::VectorXd &lengths() const { return lengths_; }
  [[nodiscard]] double variance() const { return variance_; } ///< s^2
  /// Variance that neither the process nor the known noise explains.
  [[nodiscard]] double nugget() const { return nugget_; }
  /// b: level, then slopes.
  [[nodiscard]] const Eigen::VectorXd &trend() const { return coefficients_; }
  [[nodiscard]] Eigen::Index dimension() const { return points_.rows(); }
  /// Logarithm of the restricted likelihood at the values found (of the points fitted on), for
  /// values scaled to mean 0 and variance 1.
  [[nodiscard]] double log_likelihood() const { return log_likelihood_; }

private:
  void fit(const SurrogateOptions &options);
  void solve();

  Trend trend_;
  Eigen::MatrixXd points_; ///< a column for each
  Eigen::VectorXd values_, noise_;
  double level_ = 0, unit_ = 1; ///< values are held as (value - level) / unit
  Eigen::VectorXd lengths_;
  double variance_ = 0, nugget_ = 0, log_likelihood_ = 0;
  Eigen::MatrixXd lower_;  ///< L of the covariance L L'
  Eigen::MatrixXd trends_; ///< L^-1 H
  Eigen::MatrixXd inner_;  ///< L of H' K^-1 H
  Eigen::VectorXd beta_;   ///< b in held units
  Eigen::VectorXd coefficients_, weights_;
};

} // namespace sme::analysis
