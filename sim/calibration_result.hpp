// What a calibration leaves: the result file, a fragment of a scenario, and the tables people read.
#pragma once

#include <string>
#include <vector>

#include "analysis/calibration.hpp"
#include "analysis/result.hpp"
#include "sim/calibration_file.hpp"

namespace sme::sim {

/// One wave of runs and what was left before it.
struct CalibrationWave {
  std::size_t points = 0;
  double share = 1;  ///< of the cube not ruled out before
  double cutoff = 0; ///< 0 for the first wave, which knows nothing
};

/// All that came of a calibration.
struct CalibrationFindings {
  std::vector<CalibrationWave> waves;
  analysis::Runs runs;
  std::vector<std::int64_t> wave_of; ///< of each point
  std::vector<analysis::Target> targets;
  analysis::Emulation emulation;
  analysis::Estimation estimation;
  Eigen::MatrixXd check;        ///< fresh runs at the estimate: replicate x target
  std::vector<double> distance; ///< of these from each emulated moment
};

/// One parameter, in its own unit.
struct ParameterEstimate {
  FreeParameter free;
  double best = 0, mean = 0, median = 0;
  double low = 0, high = 0;                 ///< the middle 1 - level of the posterior
  double profile_low = 0, profile_high = 0; ///< not rejected when all others are free
  double shrink = 1;                        ///< posterior over prior deviation
  bool identified = true;
};
std::vector<ParameterEstimate> estimates_of(const CalibrationStudy &study,
                                            const CalibrationFindings &findings);

/// One fact, as observed and in fresh runs at the estimate.
struct MomentFit {
  analysis::Target target;
  double mean = 0, low = 0, high = 0; ///< of the fresh runs
  bool used = false;                  ///< has an emulator
  bool inside = false;                ///< the mean is in the observed range and a tenth beside it
  double distance = 0;                ///< of the mean in standard deviations; NaN if not used
  double explained = 0; ///< of what the parameters do to it, by its emulator without the point
};
std::vector<MomentFit> fits_of(const CalibrationStudy &study, const CalibrationFindings &findings);

/// What must not be trusted, in words.
std::vector<std::string> warnings_of(const CalibrationStudy &study,
                                     const CalibrationFindings &findings);
/// The command that computes the same, without paths of this machine.
std::string calibration_command(const CalibrationStudy &study);
/// A table of the parameters and one of the facts, with the warnings.
std::string calibration_tables(const CalibrationStudy &study, const CalibrationFindings &findings);
/// Tables of a scenario file with the estimates; intervals and the command are its comments.
std::string calibrated_scenario(const CalibrationStudy &study, const CalibrationFindings &findings);
/// Writes everything. `order` is what it was computed from.
void write_calibration(analysis::ResultWriter &result, const CalibrationStudy &study,
                       const CalibrationFindings &findings, const std::string &order);

} // namespace sme::sim
