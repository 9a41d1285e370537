// Many statements at once: intervals that hold together, and p-values that count the others.
// Tests: tests/unit/test_simultaneous.cpp, tests/statistical/test_coverage.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/paired.hpp"

namespace sme::analysis {

/// Intervals of all columns that together cover with chance 1 - alpha.
struct Simultaneous {
  double critical = unknown; ///< in standard errors, of columns that are not skewed
  std::vector<Interval> intervals;
  std::size_t count = 0;  ///< replicates
  std::size_t family = 0; ///< columns that vary
};

/// Intervals by the greatest t of all columns (max-T; Westfall & Young 1993, 2.6). Whole replicates
/// are rotated at random (Langsrud 2005, Stat. Comput. 15), which keeps the correlation between
/// columns and is exact for normal differences at any number of replicates; with fewer than a
/// hundred, columns with |skewness| > 1 (and all, where these are more than a tenth) take the
/// critical value of a studentised bootstrap of whole replicates if that is greater. Never shorter
/// than a single interval. `differences` has a row for each replicate and a column for each
/// statement; a row with a missing value (NaN) is left out. Columns that do not vary get their
/// value as interval; with fewer than eight replicates Bonferroni's bound is used.
[[nodiscard]] Simultaneous simultaneous_intervals(const Eigen::MatrixXd &differences, double alpha,
                                                  std::uint32_t seed);

/// P-values adjusted by Holm (1979): below alpha with the chance of any error at most alpha.
/// In the order given; NaN stays NaN and is not counted.
[[nodiscard]] std::vector<double> holm(std::span<const double> p);
/// Adjusted by Benjamini & Hochberg (1995): the share of false findings. For exploratory cells
/// only.
[[nodiscard]] std::vector<double> benjamini_hochberg(std::span<const double> p);

} // namespace sme::analysis
