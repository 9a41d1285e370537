// The tables of facts, scenarios/reference/facts_*.csv, for validation and calibration.
#pragma once

#include <filesystem>
#include <vector>

#include "analysis/facts.hpp"
#include "sim/scenario_file.hpp"

namespace sme::sim {

/// The last year whose facts may be fitted; later ones test the forecast.
inline constexpr int last_year_to_fit = 2022;

/// The tables of a folder, in the order of their names. Throws Failure (io) when it has none or one
/// cannot be read.
std::vector<FileText> fact_tables(const std::filesystem::path &folder);

/// Reads tables. Mistakes go to `messages`: an unknown
/// column or word, a number that is none, a range upside down, an id given twice, a measure that
/// cannot be read, a fact without measure and without reason, a fact to fit from after
/// last_year_to_fit.
std::vector<analysis::Fact> read_facts(const std::vector<FileText> &tables, Messages &messages);
/// Those of a folder. Throws as `fact_tables`.
std::vector<analysis::Fact> read_facts(const std::filesystem::path &folder, Messages &messages);

} // namespace sme::sim
