// The rules files that are shipped, texts of files, and the seasons in which firms are judged.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "models/rules.hpp"
#include "sim/rules_file.hpp"

namespace sme::test {

inline std::string text_of(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

inline RuleSet shipped(const std::string &name) {
  sim::Messages messages;
  const auto path = std::filesystem::path(SME_SOURCE_DIR) / "scenarios/rules" / (name + ".toml");
  const auto rules = sim::read_rules_file(text_of(path), name + ".toml", messages);
  REQUIRE_MESSAGE(rules.has_value(), messages.render_all());
  return *rules;
}

inline const TierRules &of(const RuleSet &rules, Tier tier) {
  const TierRules *found = tier_rules(rules, tier);
  REQUIRE(found != nullptr);
  return *found;
}

inline const Quarter y2023 = quarter_of(2023, 3);
inline const Quarter y2025 = quarter_of(2025, 3);
inline const Quarter y2026 = quarter_of(2026, 3);

} // namespace sme::test
