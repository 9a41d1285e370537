// Quantiles of numbers that were drawn: of a sample, and of a bootstrap.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "analysis/paired.hpp"

namespace sme::analysis {

/// The quantile of numbers in ascending order, at least one, between neighbours in proportion
/// (Hyndman & Fan 1996, type 7).
inline double quantile_of_sorted(std::span<const double> sorted, double probability) {
  const double place = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// The middle 1 - alpha of what a bootstrap gave (percentiles: Efron & Tibshirani 1993, 13.3); of
/// n numbers those at alpha/2 (n + 1) from either end.
inline Interval percentile_interval(std::vector<double> drawn, double alpha) {
  std::sort(drawn.begin(), drawn.end());
  const double place = alpha / 2 * static_cast<double>(drawn.size() + 1) - 1;
  const auto low = static_cast<std::size_t>(std::max(place + 1e-9, 0.0));
  return {drawn[low], drawn[drawn.size() - 1 - low]};
}

} // namespace sme::analysis
