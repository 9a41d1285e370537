// Statistics of single firms and of the network, by the names that measures of facts use: growth,
// size, hazard, credit by kind of firm, R&D at the thresholds, alliances. They read the panel of
// year ends and the recorded networks of a run.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "analysis/history.hpp"

namespace sme::analysis {

/// A statistic of the firms of some tiers (places on the axis) in a year. Nothing when the history
/// has no panel of that year, or too few firms. Counts and money are those of the nation.
using FirmStatistic = std::optional<double> (*)(const History &history,
                                                const std::vector<std::size_t> &tiers, int year);

/// The statistic of a name; null for none.
FirmStatistic firm_statistic(std::string_view name);

} // namespace sme::analysis
