// Study files of `sme calibrate`: which scenario, which facts, which parameters are free.
//
//   scenario = "baseline.toml"
//   facts = "reference"
//   only = ["counts", "rr_pass_b1"]        # families or facts; without it, all that may be fitted
//   [calibrate]
//   scale = 0.02
//   [free."ladder.awareness_srdi"]
//   low = 0.0001
//   high = 0.002
//   scale = "log"
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/design.hpp"
#include "analysis/facts.hpp"
#include "sim/calibration_settings.hpp"
#include "sim/knobs.hpp"
#include "sim/scenario_file.hpp"

namespace sme::sim {

/// All texts of a study: enough to read it again without the disk.
struct StudyText {
  std::string path; ///< of the study file, relative to its root
  std::string text;
  std::vector<std::string> overrides; ///< calibrate.KEY=VALUE of --set
  ScenarioText scenario;              ///< without files when it could not be read
  std::vector<FileText> tables;       ///< of facts
};

/// A parameter that is estimated.
struct FreeParameter {
  Knob knob;
  analysis::Bounds bounds;
};

struct CalibrationStudy {
  StudyText text;
  Scenario scenario; ///< at the scale and up to the quarter of the study
  CalibrationSettings settings;
  std::vector<FreeParameter> free;
  std::vector<analysis::Fact> facts; ///< all with use = fit
};

/// Reads the texts that a study file names; nothing outside root_of(file) is opened. `overrides`
/// are those of --set: calibrate.* for the study, the others for the scenario. What is wrong with
/// the scenario goes to `messages`. Throws Failure (io) for a study file that cannot be read and a
/// folder without facts.
StudyText gather_study(const std::filesystem::path &file, std::span<const std::string> overrides,
                       Messages &messages);

/// Reads a study. All mistakes of the study file and the tables go to `messages`; a fact to test is
/// one, since it never enters a fit. With any mistake there is no study.
std::optional<CalibrationStudy> read_study(const StudyText &text, Messages &messages);

/// The bounds of all free parameters.
std::vector<analysis::Bounds> bounds_of(const CalibrationStudy &study);

} // namespace sme::sim
