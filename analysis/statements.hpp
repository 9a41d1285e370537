// From the raw cubes of a comparison to everything the report states, as cubes below /comparison.
// Beside those that the layout asks for: identity_rate_<r>_low, _high, identity_guides,
// identity_net_in_area, cost_per_biased_<s>, regret_of_means, against_best_low, _high, survival,
// emulator_count, metric_tau, affected_firms_<s>, affected_share_<s>, affected_change_<s>,
// moves_<s>, moves_difference_<s>, programme_<quantity>_<s>, identical_share_<s>. Tests:
// tests/unit/test_statements.cpp, test_statements_policies.cpp.
#pragma once

#include "analysis/comparison_data.hpp"

namespace sme::analysis {

/// All statements of a comparison. Money and firms are of the nation (divided by `scale`). World 0
/// is the baseline: NaN, but an option of effect zero wherever options are chosen between. Throws
/// ResultError (missing) when the cube `outcomes`, its axes or the primary outcome are not there;
/// whatever else is not there leaves out its own statements.
[[nodiscard]] Statements statements_of(const ComparisonData &data);

} // namespace sme::analysis
