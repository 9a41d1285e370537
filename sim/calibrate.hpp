// `sme calibrate`: parameters from facts by simulated moments. Designs, emulators and what they say
// are analysis/calibration.hpp; here are the runs.
#pragma once

#include <filesystem>
#include <string>

#include "analysis/result.hpp"
#include "sim/calibration_file.hpp"

namespace sme::sim {

struct CalibrateOrder {
  StudyText study;
  std::filesystem::path output;
  std::size_t threads = 0; ///< 0: all
  analysis::Existing existing = analysis::Existing::refuse;
  std::string command; ///< as typed, for the log
};

/// The scenario fragment beside a result: NAME.toml for NAME.h5, else OUT.toml.
std::filesystem::path fragment_beside(const std::filesystem::path &output);

/// Calibrates and publishes; goes on with the finished jobs of the same order if there are any.
/// Returns what is to be printed, nothing in other ranks than the first. Throws Failure with the
/// exit code, or analysis::ResultError.
std::string calibrate(const CalibrateOrder &order);

} // namespace sme::sim
