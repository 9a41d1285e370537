// Scenario files as texts in memory, and the files of the project.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/scenario_file.hpp"
#include "tests/unit/rules_files.hpp"

namespace sme::test {

inline const std::filesystem::path source_dir = SME_SOURCE_DIR;

/// Reads one text in memory; extra files by path.
inline std::optional<sim::ReadScenario> read(const std::string &text, sim::Messages &messages,
                                             std::vector<std::string> overrides = {},
                                             std::map<std::string, std::string> others = {}) {
  others["s.toml"] = text;
  return sim::read_scenario_with_text(sim::MemoryFiles(others), "s.toml", overrides, messages);
}

inline std::string replaced(std::string text, const std::string &from, const std::string &to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

inline std::map<std::string, std::string> real_files() {
  std::map<std::string, std::string> files;
  for (const char *name : {"reference/provinces.csv", "reference/chains.csv",
                           "reference/input_output.csv", "rules/R2022.toml", "rules/R2026.toml"}) {
    files[name] = text_of(source_dir / "scenarios" / name);
  }
  return files;
}

} // namespace sme::test
