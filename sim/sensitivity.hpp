// `sme sensitivity`: how far outcomes, effects of policies and the choice between them rest on
// assumed parameters. Designs and what they say are analysis/sensitivity.hpp; here are the runs.
#pragma once

#include <filesystem>
#include <string>

#include "analysis/result.hpp"
#include "sim/sensitivity_file.hpp"

namespace sme::sim {

struct SensitivityOrder {
  SensitivityText study;
  std::filesystem::path output;
  std::size_t threads = 0; ///< 0: all
  analysis::Existing existing = analysis::Existing::refuse;
  std::string command; ///< as typed, for the log
};

/// Runs a study and publishes its result and, beside it, its page (NAME.html); goes on with the
/// finished jobs of the same order if there are any. Returns what is to be printed, nothing in
/// other ranks than the first. Throws Failure with the exit code, or analysis::ResultError.
std::string sensitivity(const SensitivityOrder &order);

} // namespace sme::sim
