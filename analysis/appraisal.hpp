// Optimism bias and switching values: how an appraisal by net benefit moves with what it takes for
// granted. Private to statements and report. Tests: tests/unit/test_appraisal.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/statement_parts.hpp"

namespace sme::analysis {

/// What one policy costs and does, year by year up to the horizon, by replicate: [year][replicate].
struct Appraised {
  std::vector<std::vector<double>> cost;   ///< programmes: spent + forgone - returned, CNY
  std::vector<std::vector<double>> effect; ///< primary outcome, better is more
};
[[nodiscard]] Appraised appraised(const Comparison &comparison, std::size_t world);

/// What is assumed beside the worlds.
struct Assumed {
  double worth = 0;                       ///< of one more of the primary, CNY
  double discount = 0;                    ///< a year
  double cost = 0, uptake = 0, delay = 0; ///< optimism bias: shares, years
};
/// As the scenario has it, without optimism; the worth is the middle of [compare] willingness.
/// None when that is not given.
[[nodiscard]] std::optional<Assumed> assumed(const Comparison &comparison);

/// Cost discounted, effect at the horizon, and worth * effect - cost, by replicate. With a delay
/// all comes that much later in a world that is otherwise the same, and what comes after the
/// horizon is not counted; parts of years in proportion; before the first year there is nothing.
struct Appraisal {
  std::vector<double> cost, effect, benefit;
};
[[nodiscard]] Appraisal appraise(const Comparison &comparison, const Appraised &policy,
                                 const Assumed &assumed);

/// What is moved until the answer turns, in the order of the axis comparison/input.
enum class Input : std::uint8_t {
  worth,        ///< CNY, of one more of the primary
  cost_bias,    ///< share by which cost is higher
  uptake_bias,  ///< share by which the effect is lower
  discount,     ///< a year
  delay_bias,   ///< years
  against_best, ///< CNY: worth at which net benefit equals that of the best policy
};
inline constexpr std::size_t input_kinds = 6;

/// The policy with the greatest mean net benefit at the worth assumed.
[[nodiscard]] std::size_t best_at_worth(const Comparison &comparison, const Assumed &assumed);
/// Where the sign of net benefit turns. None for the best policy against itself or without data.
struct Turning {
  SwitchingValue value;
  Interval bracket;    ///< where it was looked for
  bool rising = false; ///< net benefit is below zero before and above after
};
[[nodiscard]] std::optional<Turning> turning(const Comparison &comparison, std::size_t world,
                                             Input input, const Assumed &assumed, std::size_t best);

/// By fixed rules, for one input of one policy.
[[nodiscard]] Words turning_finding(const Comparison &comparison, std::size_t world, Input input,
                                    const Assumed &assumed, std::size_t best, const Turning &found);

} // namespace sme::analysis
