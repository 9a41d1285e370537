// What an evaluator would conclude who sees one world only: the usual designs on the simulated
// panel, to be set beside the truth (CMP-17). Standard errors treat firms as the sample, as such
// studies do. Tests: tests/statistical/test_evaluator.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/paired.hpp"

namespace sme::analysis {

/// Firms seen before and after: one row each in all columns.
struct TwoPeriods {
  std::span<const double> before;
  std::span<const double> after;
  std::span<const std::uint8_t> treated; ///< 1 for firms that were helped in between
};

struct EffectEstimate {
  double value = unknown; ///< effect on a treated firm, in units of the outcome
  double error = unknown; ///< standard error
  Interval interval;      ///< Student or normal, 95 % or as asked
  std::size_t treated = 0, controls = 0;
};

/// Mean change of treated firms: takes the trend and regression to the mean for an effect.
[[nodiscard]] EffectEstimate before_after(const TwoPeriods &firms, double alpha);
/// Change of treated less change of other firms (Welch's interval): right when both would have
/// changed alike.
[[nodiscard]] EffectEstimate difference_in_differences(const TwoPeriods &firms, double alpha);
/// Each treated firm against its nearest untreated one: covariates (firms x variables, seen before)
/// are divided by their deviations; firms match only inside their `stratum`; ties go to the first;
/// controls may serve twice. The change since before is compared. Each pair counts as one
/// observation. Treated firms without a control in their stratum are left out.
[[nodiscard]] EffectEstimate matched(const TwoPeriods &firms, const Eigen::MatrixXd &covariates,
                                     std::span<const std::int64_t> stratum, double alpha);

/// Jump of the outcome at a threshold c of the running variable x,
///   tau = lim E[Y | x down to c] - lim E[Y | x up to c]:
/// local linear lines on both sides with a triangular kernel (Imbens & Lemieux 2008, J.
/// Econometrics 142), robust errors (HC3). It is the local effect of what the threshold decides (a
/// label, a relief) in that world, not of a policy; given the difference of a firm's outcomes in
/// two worlds as Y it is the change of that jump, tau_P - tau_B, firm by firm. NaN with fewer than
/// ten firms on either side.
[[nodiscard]] EffectEstimate regression_discontinuity(std::span<const double> running,
                                                      std::span<const double> outcome,
                                                      double cutoff, double bandwidth,
                                                      double alpha);

/// Firms that moved up to a notch: bins of `width` around it, a polynomial through the bins outside
/// the reach of the notch gives the density without it (Kleven & Waseem 2013). The error is that of
/// the counts and of the line through them, counts being Poisson.
struct BunchingEstimate {
  double excess = unknown;   ///< firms at and above the notch more than the polynomial expects
  double missing = unknown;  ///< firms below the notch fewer than it expects
  double relative = unknown; ///< excess over the expected firms of a bin at the notch
  double error = unknown;    ///< standard error of `excess`
  Interval interval;         ///< of `excess`
};
struct BunchingOptions {
  double notch = 0;
  double width = 1; ///< of a bin; the notch is the lower edge of one
  int reach = 20;   ///< bins on either side
  int below = 4;    ///< bins below the notch that firms may have left
  int above = 4;    ///< bins at and above the notch where they may have gone
  int degree = 3;   ///< of the polynomial
  double alpha = 0.05;
};
/// Throws std::invalid_argument when fewer bins are left than the polynomial has coefficients.
[[nodiscard]] BunchingEstimate estimate_bunching(std::span<const double> values,
                                                 const BunchingOptions &options);

/// Excess in one world less that in another, of the same firms: entry i of both is one firm, NaN
/// where it does not count. The excess is a sum over firms of a weight w of their bin (1 in the
/// window at the notch, less what the polynomial takes from a bin outside it), so that the
/// difference is sum_i d_i with d_i = w(after_i) - w(before_i) and error sqrt(sum_i d_i^2): firms
/// that stay in their bin add nothing to it. Only `excess`, `error` and `interval` are filled.
/// Throws std::invalid_argument as above and for unequal lengths.
[[nodiscard]] BunchingEstimate bunching_difference(std::span<const double> before,
                                                   std::span<const double> after,
                                                   const BunchingOptions &options);

} // namespace sme::analysis
