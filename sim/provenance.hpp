// Where a result came from, inside the result: all texts it was computed from, every value with who
// set it, and the versions of everything that computed. Nothing of it depends on when, where or by
// how many threads it was computed; that goes to NAME.log.json.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "analysis/result.hpp"
#include "sim/scenario_file.hpp"

namespace sme::sim {

/// Version of the keys of chance (models/chance.hpp): draws of another one are other draws.
inline constexpr const char *chance_version = "philox4x32-10 keys 1";

std::string program_version();
/// Compiler, its version, and as much of its flags as is known.
nlohmann::ordered_json compiler_words();

/// The manifest as JSON.
std::string manifest_of(const ReadScenario &read);

/// The root attributes that say what a result is and who made it.
void note_origin(analysis::ResultWriter &result, const std::string &title,
                 const std::string &summary);
/// The root attributes on which its chance depends.
void note_chance(analysis::ResultWriter &result, const RunParameters &run);

/// Writes texts and root attributes.
void write_provenance(analysis::ResultWriter &result, const ReadScenario &read);

/// Throws analysis::ResultError (corrupt) unless the root attribute `id` is that of the texts from
/// which the result would be computed again: a damaged letter must not start another world.
void require_true_texts(const analysis::ResultReader &result);
/// The texts a result was computed from. Throws analysis::ResultError when they are not there.
ScenarioText texts_in(const analysis::ResultReader &result);

} // namespace sme::sim
