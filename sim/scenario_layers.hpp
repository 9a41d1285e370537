// The files of a scenario in order: the innermost base first, the outermost file, then --set.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/scenario_file.hpp"
#include "sim/toml_text.hpp"

namespace sme::sim {

/// One file (or all of --set): its settings override those of the layers before.
struct Layer {
  std::string path; ///< relative to the root
  bool from_set = false;
  TomlNode root;
};

/// Whether all files of a scenario could be read. What an unread file might have said is not
/// missed.
enum class Bases { complete, incomplete };

/// The text of a file, remembered in `text.files` and `messages`. When it cannot be read, says so
/// at `asked_at`, the place that names the file.
std::optional<std::string> fetch(const Files &files, const std::string &path,
                                 std::optional<Span> asked_at, ScenarioText &text,
                                 Messages &messages);

/// Parses the outermost file, the files it is based on and the overrides.
std::vector<Layer> load_layers(const Files &files, const std::string &main,
                               std::span<const std::string> overrides, ScenarioText &text,
                               Messages &messages);

} // namespace sme::sim
