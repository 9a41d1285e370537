#pragma once

#include <map>
#include <string>

#include "analysis/comparison_data.hpp"

namespace sme::analysis {

/// All statements as one table of plain text: world,outcome,year,group,statistic,value,low,high. A
/// row for each number that is not missing; what belongs together as <s>_mean, <s>_low and <s>_high
/// (or <s>, <s>_low, <s>_high) is one row. Whatever is neither world, outcome nor year is the
/// group, "tier=srdi;part=direct". Numbers read back to the same bits; commas and quotes in names
/// are quoted (RFC 4180). `root` are the axes of the comparison.
[[nodiscard]] std::string tidy_csv(const Statements &statements,
                                   const std::map<std::string, Axis> &root);

} // namespace sme::analysis
