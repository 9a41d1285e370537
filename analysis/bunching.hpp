// Firms that gather just above a threshold, such as reported R&D over revenue at 3 %, 4 % or 6 %.
// Tests: tests/unit/test_bunching.cpp, tests/statistical/test_bunching.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/estimate.hpp"

namespace sme::analysis {

/// Where to look. All in units of the value; lower < excluded_low <= notch < excluded_high < upper,
/// and each distance from the notch is a whole number of bins.
struct Notch {
  double notch = 0;         ///< the threshold; a value equal to it is above
  double bin = 0;           ///< width of a bin
  double lower = 0;         ///< values below are left out
  double upper = 0;         ///< values from here on are left out
  double excluded_low = 0;  ///< where firms begin to be missing
  double excluded_high = 0; ///< where gathered firms end
  int power = 3;            ///< of the polynomial
};

struct Bunching {
  Estimate excess;  ///< firms in [notch, excluded_high) more than the counterfactual
  Estimate missing; ///< firms in [excluded_low, notch) fewer than the counterfactual
  /// Kleven's b: excess over the counterfactual of one bin, averaged over the bins from the notch
  /// to excluded_high. Its sign is the finding; times the width of a bin it is the mean shift.
  Estimate mass;
  std::vector<double> counts;         ///< firms by bin from `lower`
  std::vector<double> counterfactual; ///< firms by bin without the notch
};

/// A polynomial of the bin's place fitted by least squares to the counts outside the excluded
/// window is the density without the notch (Kleven 2016, Ann. Rev. Econ. 8:435; Chen, Liu, Suarez
/// Serrato & Xu 2021, AER 111:2065). Errors: standard deviation over firms drawn again `draws`
/// times, keyed by `seed`. Values that are missing or outside are left out. Nothing below a hundred
/// firms, with fewer than power + 3 bins to fit, or when the counterfactual at the notch is not
/// above zero. Throws std::invalid_argument for a notch whose places do not rise or are no whole
/// bins.
[[nodiscard]] std::optional<Bunching> bunching(std::span<const double> values, const Notch &notch,
                                               std::uint32_t seed = 1, std::uint32_t draws = 399);

/// What firms did and what they said, one entry a firm, CNY a year.
struct Reports {
  std::span<const double> real;     ///< R&D
  std::span<const double> reported; ///< R&D
  std::span<const double> revenue;
};

/// Share of reported R&D that is not real among firms whose reported R&D over revenue is in [notch,
/// notch + width): (reported - real) / reported in sums, with the error of a ratio (Cochran 1977,
/// section 2.11). Firms without revenue are left out. Nothing below ten firms there. Throws
/// std::invalid_argument for unequal lengths.
[[nodiscard]] std::optional<Estimate> relabelled_share(const Reports &reports, double notch,
                                                       double width);

} // namespace sme::analysis
