// Running a scenario: all replicates, one after the other in fixed order, into one result file that
// is there completely or not at all.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "analysis/result.hpp"
#include "sim/scenario_file.hpp"
#include "sim/uncertainty.hpp"

namespace sme::sim {

/// What is to be run and where the result goes.
struct RunOrder {
  std::filesystem::path scenario; ///< for messages only; the texts are read already
  std::filesystem::path output;
  std::size_t threads = 0; ///< 0: all
  analysis::Existing existing = analysis::Existing::refuse;
  std::string command;     ///< as typed, for the log
  Uncertainty uncertainty; ///< replicate r takes draw r of these parameters
};

/// Runs and publishes. Returns the SHA-256 of the result. Throws Failure with the exit code, or
/// analysis::ResultError.
std::string run(const ReadScenario &read, const RunOrder &order);

} // namespace sme::sim
