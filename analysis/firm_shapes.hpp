// Distributions that a run should reproduce without being told: sizes, growth, exits by age, R&D
// at the thresholds, alliances. Names as in firm_statistics.hpp.
#pragma once

#include <string_view>

#include "analysis/firm_statistics.hpp"

namespace sme::analysis {

/// The statistic of sizes, growth or exits of a name; null for none.
FirmStatistic shape_statistic(std::string_view name);
/// The same for thresholds of R&D and for alliances.
FirmStatistic notch_statistic(std::string_view name);

} // namespace sme::analysis
