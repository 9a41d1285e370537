// Money: discounting, cost per additional unit, net benefit. Amounts are in yuan of the year the
// caller states; nothing is filled in that was not given.
// Tests: tests/unit/test_value.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "analysis/paired.hpp"

namespace sme::analysis {

/// Yearly rates by the number of years since the base year; a rate holds up to and including
/// `until` years, the last one for ever.
struct DiscountSchedule {
  struct Step {
    int until = 0;
    double rate = 0; ///< 1/year, above -1
  };
  std::vector<Step> steps; ///< none: no discounting

  /// DF_t = product over s = 1..t of 1 / (1 + r_s). Negative t: the inverse of -t.
  [[nodiscard]] double factor(int years) const;
};
/// HM Treasury, The Green Book: 3.5 % to year 30, 3.0 % to 75, 2.5 % to 125.
[[nodiscard]] DiscountSchedule green_book();

/// Present value of a series whose first entry is `first` years after the base year.
[[nodiscard]] double present_value(std::span<const double> yearly, int first,
                                   const DiscountSchedule &schedule);

/// Public money of one year: policy world less baseline.
struct PublicMoney {
  double spent = 0;    ///< grants, guarantees called, loan losses, delivery
  double forgone = 0;  ///< tax forgone by the programme
  double returned = 0; ///< claw-back, repayments, fees
  double tax = 0;      ///< extra tax of the economy, less tax lost through displacement
};
struct PublicCost {
  double gross = 0; ///< sum of DF (spent + forgone)
  double net = 0;   ///< gross less sum of DF (returned + tax)
};
[[nodiscard]] PublicCost public_cost(std::span<const PublicMoney> yearly, int first,
                                     const DiscountSchedule &schedule);

/// Assumed optimism of appraisals, each with a source of its own: costs are higher, take-up lower.
struct OptimismBias {
  double cost = 0;   ///< b_c: cost times (1 + b_c)
  double uptake = 0; ///< b_u: effect times (1 - b_u)
};

/// The values of a ratio that the data do not exclude.
struct RatioSet {
  enum class Shape : std::uint8_t {
    none,       ///< fewer than two replicates
    interval,   ///< from low to high
    outside,    ///< at most low, or at least high: the effect may be zero
    everything, ///< any value: the data say nothing
  };
  double ratio = unknown; ///< ratio of means; NaN when the mean effect is zero
  Shape shape = Shape::none;
  Interval bounds; ///< finite for `interval` and `outside`
};

/// The set from `low` up to `high` as it is: infinite where there is no limit. Of an `outside` set
/// this is the upper branch, from its root to infinity; `end_of_other_branch` ends the lower one,
/// at and below which nothing is excluded either (NaN for other shapes).
[[nodiscard]] Interval limits_of(const RatioSet &set);
[[nodiscard]] double end_of_other_branch(const RatioSet &set);

/// Fieller's (1954) set {x : (C - x N)^2 <= t^2 (v_C - 2 x v_CN + x^2 v_N)} for cost per additional
/// unit from replicates of both; v are variances of means. Unbounded if N^2 <= t^2 v_N. Pairs with
/// a missing value are left out. Throws std::invalid_argument for unequal lengths.
[[nodiscard]] RatioSet cost_per_unit(std::span<const double> cost, std::span<const double> effect,
                                     double alpha);
/// The same from means and variances of means.
[[nodiscard]] RatioSet fieller(double cost, double effect, double cost_variance, double covariance,
                               double effect_variance, double t);

/// NMB(lambda) = lambda N - C of every replicate.
[[nodiscard]] std::vector<double> net_benefit(std::span<const double> cost,
                                              std::span<const double> effect, double lambda);

/// What a unit of effect must be worth for the policy to pay, and present values with ranges.
struct Worth {
  PairedEffect net_present_value; ///< benefits less costs
  RatioSet benefit_cost;          ///< ratio of present values, Fieller's set
};
[[nodiscard]] Worth worth(std::span<const double> benefit, std::span<const double> cost,
                          const PairedOptions &options);

/// What paired runs with input x show: the mean of what is to change sign, and its half-width.
struct Measured {
  double mean = 0;
  double half_width = 0;
};
struct SwitchingOptions {
  double tolerance = 1e-3; ///< of x, relative to the bracket
  int most = 40;           ///< evaluations
};
struct SwitchingValue {
  enum class Verdict : std::uint8_t {
    found,     ///< the sign changes at `at`
    always,    ///< positive at both ends
    never,     ///< negative at both ends
    undecided, ///< zero everywhere that was looked
  };
  Verdict verdict = Verdict::undecided;
  double at = unknown;
  Interval interval; ///< where mean -+ half-width contains zero; an end of the bracket when it does
                     ///< not leave zero before
  int evaluations = 0;
};
/// The input at which the mean changes sign in [low, high], by halving the bracket, and the
/// interval of inputs that are not excluded, by halving for mean -+ half-width. `measure` is run
/// with the same replicates at every x, so that the difference between two x is the input's.
[[nodiscard]] SwitchingValue switching_value(const std::function<Measured(double)> &measure,
                                             double low, double high,
                                             const SwitchingOptions &options = {});

} // namespace sme::analysis
