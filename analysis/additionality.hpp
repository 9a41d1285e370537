// Additionality measured, not assumed: the same firms in the policy world and in the baseline,
// matched by permanent identity (COMPARISON 1.2). Terms of English Partnerships (2008),
// Additionality Guide, and BIS Occasional Paper 1 (2009).
// Tests: tests/unit/test_additionality.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analysis/paired.hpp"

namespace sme::analysis {

/// One firm of either world; an outcome is zero where the firm does not exist.
struct MatchedFirm {
  std::int64_t identity = 0;
  double before = 0;   ///< outcome when the worlds part, the same in both
  double baseline = 0; ///< outcome at the horizon in the baseline
  double policy = 0;   ///< outcome at the horizon in the policy world
  bool treated = false;
  bool in_area = true;
  std::size_t group = 0; ///< tier, sector or region, for gainers and losers
};

/// Firms of one world: identities without repetition, with an outcome each.
struct WorldFirms {
  std::span<const std::int64_t> identity;
  std::span<const double> outcome;
};
/// All firms of three moments in order of identity; area, treatment and group are left to the
/// caller. Throws std::invalid_argument for unequal lengths or an identity that comes twice.
[[nodiscard]] std::vector<MatchedFirm>
match_firms(const WorldFirms &before, const WorldFirms &baseline, const WorldFirms &policy);

/// Sums over firms; of the area where the term says so.
struct Additionality {
  double gross = 0;        ///< G: treated, policy world, change since the worlds parted
  double deadweight = 0;   ///< W: the same firms' change in the baseline
  double inside = 0;       ///< A_in: direct additional in the area
  double outside = 0;      ///< A_out: leaked out of the area
  double displacement = 0; ///< S-: losses of untreated firms of the area, zero or less
  double spillover = 0;    ///< S+: gains of untreated firms of the area
  double net = 0;          ///< N: all firms of the area, policy less baseline, summed by itself

  [[nodiscard]] double direct() const { return gross - deadweight; }
  /// A_in + S- + S+, which equals `net`.
  [[nodiscard]] double sum_of_parts() const { return inside + displacement + spillover; }
};
[[nodiscard]] Additionality additionality(std::span<const MatchedFirm> firms);

/// The guides' rates, NaN where the sum below the line is zero. Substitution is not among them: it
/// is "not represented in this model", never zero.
struct AdditionalityRates {
  double deadweight = unknown;   ///< w = W / G
  double leakage = unknown;      ///< l = A_out / A
  double displacement = unknown; ///< d = -S- / A_in
  double multiplier = unknown;   ///< m = 1 + S+ / (A_in + S-)
  double guides = unknown;       ///< A (1 - l) (1 - d) m, equal to N where all rates exist
};
[[nodiscard]] AdditionalityRates rates(const Additionality &sums);

/// Who gains and who loses, by group.
struct GainersLosers {
  struct Side {
    double share = 0; ///< of the firms of the group
    double mean = 0;  ///< mean change of these firms
  };
  std::size_t firms = 0;
  Side gains, same, loses;
};
[[nodiscard]] std::vector<GainersLosers> gainers_losers(std::span<const MatchedFirm> firms,
                                                        std::size_t groups);

/// Change of mean productivity between worlds, weighted by size shares, in the parts of Melitz &
/// Polanec (2015): growth inside staying firms, size moving between them, firms of one world only.
struct ProductivityChange {
  double within = 0;
  double between = 0;
  double entry = 0; ///< firms only in the policy world
  double exit = 0;  ///< firms only in the baseline
  double total = 0; ///< equals the sum of the parts
};
/// A firm in both worlds, or with weight zero where it is not.
struct WeightedFirm {
  double weight_baseline = 0, weight_policy = 0; ///< staff or revenue
  double productivity_baseline = 0, productivity_policy = 0;
};
/// NaN when a world, or the firms in both, have no weight.
[[nodiscard]] ProductivityChange productivity_change(std::span<const WeightedFirm> firms);

/// A net effect by year: jobs at the end against job-years, and how much of the
/// greatest net effect is still there at each later year (NaN while it is not above zero).
struct Timing {
  double at_end = 0;
  double unit_years = 0;
  std::vector<double> persistence;
};
[[nodiscard]] Timing timing(std::span<const double> net_by_year);

} // namespace sme::analysis
