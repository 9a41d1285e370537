// Study files of `sme sensitivity`: which scenario and policies, which assumptions, between what.
//
//   scenario = "baseline.toml"
//   policies = ["equal-budget/special-fund.toml", "equal-budget/package.toml"]
//   without = ["ladder", "special_fund"]   # sections, instruments or keys; `only` likewise
//   [sensitivity]
//   scale = 0.005
//   [range."market.replicator_speed"]
//   low = 0.05
//   high = 0.3
//   scale = "log"
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/sensitivity.hpp"
#include "sim/assumptions.hpp"
#include "sim/compare_worlds.hpp"
#include "sim/sensitivity_settings.hpp"

namespace sme::sim {

/// The kind of a LeftOrder (number_jobs.hpp) that is a study of sensitivity.
inline constexpr const char *sensitivity_kind = "sensitivity";

/// All texts of a study: enough to read it again without the disk.
struct SensitivityText {
  std::string path; ///< of the study file, relative to its root
  std::string text;
  std::vector<std::string> overrides;   ///< sensitivity.KEY=VALUE of --set
  std::vector<NamedScenario> scenarios; ///< the baseline first; empty when one cannot be read
};

struct SensitivityStudy {
  SensitivityText text;
  SensitivitySettings settings;
  Comparison comparison; ///< at the scale and up to the quarter of the study
  analysis::SensitivityFrame frame;
  std::vector<std::vector<std::string>> targets; ///< of each assumption: the keys that move
  std::vector<std::pair<std::string, std::string>> left_out; ///< key and why
};

/// Reads the texts that a study file names; nothing outside root_of(file) is opened. `overrides`
/// are those of --set: sensitivity.* for the study, the others for all scenarios. What is wrong
/// goes to `messages`. Throws Failure (io) for a study file that cannot be read.
SensitivityText gather_sensitivity(const std::filesystem::path &file,
                                   std::span<const std::string> overrides, Messages &messages);

/// Reads a study. All mistakes go to `messages`; with any mistake there is no study. Throws Failure
/// (scenario) when the scenarios are no worlds of one comparison.
std::optional<SensitivityStudy> read_sensitivity_study(const SensitivityText &text,
                                                       Messages &messages);

/// As JSON: all texts of the study, the program and the kind of processor.
std::string sensitivity_order(const SensitivityText &text);
/// The texts again. Throws Failure (corrupt) when they cannot be read.
SensitivityText sensitivity_in(const std::string &order);

} // namespace sme::sim
