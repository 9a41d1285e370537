// Two levels of uncertainty: K draws of the parameters, R replicates of each. The same draws serve
// all policies. Tests: tests/unit/test_variance_split.cpp.
#pragma once

#include <Eigen/Dense>

#include "analysis/paired.hpp"

namespace sme::analysis {

struct VarianceSplit {
  double mean = unknown;
  double of_parameters = unknown; ///< (MS_between - MS_within) / R, not below zero
  double of_chance = unknown;     ///< MS_within: variance between replicates of one parameter draw
  bool negative = false;          ///< the estimate came out below zero and is shown as zero
  Interval share;                 ///< of the parameters in the variance of one replicate (exact F)
  Interval interval;              ///< of the mean, over parameter draws (K - 1 degrees of freedom)
};

/// One-way random effects (Searle, Casella & McCulloch 1992, 3.6): a row for each parameter draw, a
/// column for each replicate. Needs two of each and no missing value; throws std::invalid_argument.
[[nodiscard]] VarianceSplit split_variance(const Eigen::MatrixXd &differences, double alpha);

} // namespace sme::analysis
