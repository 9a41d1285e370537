// How heavy the upper tail of the sizes of firms is. Tests: tests/unit/test_size_tail.cpp,
// tests/statistical/test_size_tail.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "analysis/estimate.hpp"

namespace sme::analysis {

/// What sizes are: money is continuous; persons are whole numbers, for which half a unit is taken
/// off the threshold (Clauset, Shalizi & Newman 2009, eq. 3.7).
enum class Sizes : std::uint8_t { continuous, whole };

/// P(S > s) = (s / threshold)^-exponent for s above the threshold.
struct Tail {
  Estimate exponent;     ///< error exponent/sqrt(count): that of Hill, the threshold taken as given
  double threshold = 0;  ///< smallest size in the tail, units of size
  std::size_t count = 0; ///< firms in the tail
  double distance = 0;   ///< Kolmogorov-Smirnov distance of the tail from the fitted law
};

/// Exponent by maximum likelihood (Hill 1975, Ann. Stat. 3:1163) of sizes not below `threshold`:
/// count / sum log(s / threshold). Nothing below ten firms in the tail, when they are all of one
/// size, or for a threshold not above zero.
[[nodiscard]] std::optional<Tail> hill(std::span<const double> sizes, double threshold,
                                       Sizes kind = Sizes::continuous);

/// The same for the `largest` firms; the next one is the threshold, as Hill has it.
[[nodiscard]] std::optional<Estimate> hill_of_largest(std::span<const double> sizes,
                                                      std::size_t largest);

/// The threshold is the one of the smallest Kolmogorov-Smirnov distance (Clauset, Shalizi & Newman
/// 2009, SIAM Review 51:661, section 3.3), among at most 200 sizes evenly spread over the log of
/// the rank, with at least `least` firms in the tail. Sizes that are not above zero are left out.
[[nodiscard]] std::optional<Tail> tail_exponent(std::span<const double> sizes,
                                                Sizes kind = Sizes::continuous,
                                                std::size_t least = 50);

/// log(rank - 1/2) = a - b log(size) by least squares over the `largest` firms: b, with the error
/// b sqrt(2 / largest) (Gabaix & Ibragimov 2011, J. Bus. Econ. Stat. 29:24). Nothing with fewer
/// firms, below ten, or when they are all of one size.
[[nodiscard]] std::optional<Estimate> rank_size(std::span<const double> sizes, std::size_t largest);

} // namespace sme::analysis
