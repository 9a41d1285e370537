// One condition of a rules file: `indicator op number[ unit]{ & ...}`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "models/rules.hpp"
#include "sim/toml_text.hpp"

namespace sme::sim {

/// The indicator of a word; says what is wrong at `where` otherwise.
std::optional<Indicator> read_indicator(std::string_view word, const Span &where,
                                        const std::string &path, Messages &messages);

/// Factor from a number in `unit` to the indicator's own unit; nothing (and a message at `where`)
/// for a unit that is not the indicator's.
std::optional<double> read_unit(std::string_view unit, Indicator indicator, const Span &where,
                                const std::string &path, Messages &messages);

/// The clause a text stands for; on mistakes says so and returns what could be read.
Clause read_clause(const TomlNode &node, const std::string &path, Messages &messages);

} // namespace sme::sim
