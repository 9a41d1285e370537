// Pages of text for standard output. Kept apart from the command line, so that the large headers of
// CLI11 are compiled once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/messages.hpp"
#include "sim/scenario_file.hpp"

namespace sme::sim {

/// What a scenario says and what a run of it needs, for `sme check`.
std::string summary_of(const ReadScenario &read, std::size_t threads);

/// analysis/SCHEMA.md: what result files contain.
std::string schema_page();

} // namespace sme::sim
