// What a key of a scenario file means, in words; the manual of parameters; a scenario to start
// from.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/messages.hpp"

namespace sme::sim {

/// Explains "market.replicator_speed", "market", "policy.credit_guarantee.fee", "policy.from",
/// "credit_guarantee", "instruments", "sections" or a key alone. For other words a message names
/// the nearest.
std::optional<std::string> explain_key(std::string_view key, Messages &messages);

/// The manual page of parameters (scenarios/PARAMETERS.md): one table for each section, for what
/// all programmes have in common and for each instrument.
std::string parameters_markdown();

/// A commented scenario file with every default. It passes `read_scenario` as it is; programmes,
/// rules and reference tables are lines to be taken up by deleting their `#`.
std::string scenario_template();

} // namespace sme::sim
