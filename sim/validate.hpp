// `sme validate`: a run of the baseline held to the tables of facts.
#pragma once

#include <filesystem>
#include <string>

#include "sim/run.hpp"

namespace sme::sim {

/// What is to be held to which facts, and the folder for what comes of it.
struct ValidateOrder {
  std::filesystem::path file;   ///< the scenario, or the result of a run of it
  std::filesystem::path facts;  ///< folder of facts_*.csv
  std::filesystem::path folder; ///< for run.h5, VALIDATION.md, facts.csv, validation.html
  std::string command;          ///< as typed
};

/// What --set would say for a run that has all that the facts need; what is typed goes after it.
std::vector<std::string> validation_settings();

/// Writes the documents of a run's result and returns the table for people. Throws Failure
/// (scenario for mistakes in the facts, io), or analysis::ResultError.
std::string validate(const std::filesystem::path &result, const ValidateOrder &order);

} // namespace sme::sim
