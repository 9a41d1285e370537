// Scenario files: from TOML to a `Scenario`, by a walk over the codebooks.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/scenario.hpp"
#include "sim/files.hpp"
#include "sim/messages.hpp"

namespace sme::sim {

/// One file a scenario was read from: path relative to its root, and its whole text.
struct FileText {
  std::string path;
  std::string text;
};

/// One value of the scenario and who set it: "default", "file:line" or "--set".
struct Setting {
  std::string key;   ///< "market.replicator_speed", "policy.loan.fee"
  std::string value; ///< in TOML
  std::string by;
};

/// All that a result keeps about where a scenario came from.
struct ScenarioText {
  std::string main; ///< path of the outermost file, relative to the root
  std::string title, title_zh, summary;
  std::vector<FileText> files; ///< scenario files, rules and reference tables, as given
  std::vector<std::string> overrides;
  std::vector<Setting> settings;
  std::string resolved; ///< one TOML text with every value; its comments name who set it
};

/// A scenario with its texts.
struct ReadScenario {
  Scenario scenario;
  ScenarioText text;
};

/// Reads the scenario whose outermost file is `main` among `files`. `overrides` are the `key=value`
/// of --set, applied last. All mistakes of all files go to `messages`; with any, there is no
/// result.
std::optional<ReadScenario> read_scenario_with_text(const Files &files, const std::string &main,
                                                    std::span<const std::string> overrides,
                                                    Messages &messages);

/// The folder that no file of a scenario may leave: its own, or the one above when only that holds
/// reference data (scenarios/equal-budget/ belongs to scenarios/).
std::filesystem::path root_of(const std::filesystem::path &scenario);
/// The same from disk; root_of(path) is the root that no file may leave.
std::optional<ReadScenario> read_scenario_with_text(const std::filesystem::path &path,
                                                    std::span<const std::string> overrides,
                                                    Messages &messages);

/// The scenario alone.
std::optional<Scenario> read_scenario(const std::filesystem::path &path,
                                      std::span<const std::string> overrides, Messages &messages);

/// Reads again what a result keeps: same files, same overrides.
std::optional<ReadScenario> read_scenario_again(const ScenarioText &text, Messages &messages);

} // namespace sme::sim
