// Rules files (scenarios/rules/*.toml) → RuleSet. Every mistake is a located message; none is fatal
// before all have been found. The grammar is described by the comments of R2022.toml; a condition
// is the text `indicator op number[ unit]`, several joined by `&`.
#pragma once

#include <optional>
#include <string>

#include "models/rules.hpp"
#include "sim/messages.hpp"

namespace sme::sim {

/// Reads the text of a rules file called `name` (as messages show it). Nothing when it has
/// mistakes.
std::optional<RuleSet> read_rules_file(const std::string &text, const std::string &name,
                                       Messages &messages);

} // namespace sme::sim
