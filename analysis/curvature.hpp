// Whether an outcome rises, falls or bends with something: innovation with cognitive distance, the
// hazard of leaving or the growth of a firm with its size.
// Tests: tests/unit/test_curvature.cpp, tests/statistical/test_curvature.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "analysis/estimate.hpp"

namespace sme::analysis {

/// y = a + b x + e: the slope b, units of y per unit of x, with its robust error (see regress). An
/// outcome of 0 or 1, such as leaving within a year, makes b the change of its chance (linear
/// probability). Pairs with a missing value are left out. Nothing below ten pairs or when x does
/// not vary; throws std::invalid_argument for unequal lengths.
[[nodiscard]] std::optional<Estimate> slope(std::span<const double> x, std::span<const double> y);

/// y = a + b (x - mean) + c (x - mean)^2 + e, as in Nooteboom et al. (2007, Res. Policy 36:1016).
/// A bend inside the data also needs slopes of opposite sign at the ends of x (Lind & Mehlum 2010,
/// Oxford Bull. 72:109), which a curve that only flattens does not have.
struct Curvature {
  Estimate curvature;       ///< c, units of y per squared unit of x
  Estimate slope_low;       ///< dy/dx at the smallest x
  Estimate slope_high;      ///< dy/dx at the largest x
  double turning_point = 0; ///< x where the slope is zero; far outside when c is near zero
  std::size_t count = 0;    ///< pairs
  /// Rises and then falls: -1; falls and then rises: +1; 0 when neither can be told. One-sided
  /// tests of both slopes at `alpha`, the second-order test of Lind & Mehlum.
  [[nodiscard]] int bend(double alpha = 0.05) const;
};

/// Conditions as those of slope.
[[nodiscard]] std::optional<Curvature> curvature(std::span<const double> x,
                                                 std::span<const double> y);

} // namespace sme::analysis
