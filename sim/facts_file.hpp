// The tables of facts, scenarios/reference/facts_*.csv, for validation and calibration.
#pragma once

#include <filesystem>
#include <vector>

#include "analysis/facts.hpp"
#include "sim/messages.hpp"

namespace sme::sim {

/// The last year whose facts may be fitted; later ones test the forecast.
inline constexpr int last_year_to_fit = 2022;

/// Reads all tables of a folder, in the order of their names. Mistakes go to `messages`: an unknown
/// column or word, a number that is none, a range upside down, an id given twice, a measure that
/// cannot be read, a fact without measure and without reason, a fact to fit from after
/// last_year_to_fit. Throws Failure (io) when the folder has no such table.
std::vector<analysis::Fact> read_facts(const std::filesystem::path &folder, Messages &messages);

} // namespace sme::sim
