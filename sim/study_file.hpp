// What study files (of `sme calibrate` and `sme sensitivity`) have in common: paths relative to
// them, a table of settings read by its codebook, and --set for both it and the scenarios.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "analysis/design.hpp"
#include "sim/files.hpp"
#include "sim/knobs.hpp"
#include "sim/rules_section.hpp"
#include "sim/scenario_values.hpp"

namespace sme::sim {

/// A study file as it is on the disk.
struct StudyFile {
  std::string path; ///< relative to its root
  std::string text;
  std::vector<std::string> overrides; ///< TABLE.KEY=VALUE of --set, for the study
  std::vector<std::string> others;    ///< the others, for the scenarios
};
/// What the study itself decides (run.scale, run.until, run.replicates) is no override: that goes
/// to `messages`. Throws Failure (io) for a file that cannot be read.
StudyFile open_study(const std::filesystem::path &file, std::span<const std::string> overrides,
                     std::string_view table, Messages &messages);

/// The path that a key names, relative to the root.
std::optional<std::string> path_in(const TomlNode &root, std::string_view key,
                                   const std::string &file, std::string &reason);
/// Says what is wrong with a key that names a path, or that it is missing.
void check_path(const Section &section, std::string_view key, const std::string &file,
                std::string_view example);

/// `calibrate.until=2021Q4`: words may lack their quotes, as on the shell.
std::optional<TomlNode> override_of(const std::string &given, Messages &messages);

/// The table `path` of a number with low, high and scale; mistakes go to the messages.
std::optional<analysis::Bounds> read_bounds(const TomlItem &item, const std::string &path,
                                            const Knob &knob, Messages &messages);

/// The keys of one table of settings.
template <class Settings>
void read_settings_table(const TomlNode &table, std::string_view name, Settings &settings,
                         Messages &messages) {
  for (const TomlItem &given : table.entries) {
    bool found = false;
    walk<Settings>([&](const auto &e) {
      if (e.key == given.key) {
        found = true;
        read_entry(given.value, e, asked_by(e, Settings{}, fmt::format("{}.{}", name, given.key)),
                   settings, messages);
      }
    });
    if (!found) {
      const auto keys = keys_of<Settings>();
      const std::string near = nearest(given.key, keys);
      messages.add(fmt::format("unknown key `{}.{}`", name, given.key), given.key_span,
                   near.empty() ? fmt::format("keys of [{}]: {}", name, list(keys))
                                : fmt::format("did you mean `{}`?", near));
    }
  }
}

/// The table `name` of a study and then its overrides. Mistakes go to the section's messages.
template <class Settings>
void read_settings(const Section &section, std::string_view name,
                   std::span<const std::string> overrides, Settings &settings) {
  Messages &messages = section.messages();
  if (const TomlNode *table = section.of_kind(name, TomlNode::Kind::table, "a table")) {
    read_settings_table(*table, name, settings, messages);
  }
  for (const std::string &given : overrides) {
    if (const auto node = override_of(given, messages)) {
      read_settings_table(node->entries.front().value, name, settings, messages);
    }
  }
}

} // namespace sme::sim
