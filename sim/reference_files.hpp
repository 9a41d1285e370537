// Reference tables of a scenario: provinces.csv, chains.csv and input_output.csv, by the codebooks.
#pragma once

#include <optional>
#include <string>

#include "models/reference.hpp"
#include "sim/scenario_file.hpp"

namespace sme::sim {

/// Reads the three tables of a folder (path relative to the root). Columns are found by name, rows
/// by the word of their province or chain; columns the codebook does not know are for people and
/// are skipped. All mistakes go to `messages`. `asked_at` is the place that names the folder.
std::optional<Reference> read_reference(const Files &files, const std::string &folder,
                                        const std::optional<Span> &asked_at, ScenarioText &text,
                                        Messages &messages);

} // namespace sme::sim
