// `sme compare` and `sme resume`: jobs (world x replicate) over threads, each finished one a file,
// then one result that is there completely or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/result.hpp"
#include "sim/compare_worlds.hpp"
#include "sim/uncertainty.hpp"

namespace sme::sim {

/// How many replicates, or that precision decides ([compare] precision, first_replicates, batch,
/// most_replicates).
struct Replicates {
  std::size_t count = 0;
  bool by_precision = false;
};

struct CompareOrder {
  std::vector<NamedScenario> scenarios; ///< the baseline first
  Uncertainty uncertainty;              ///< of their parameters
  Replicates replicates;
  std::filesystem::path output;
  std::size_t threads = 0; ///< 0: all
  analysis::Existing existing = analysis::Existing::refuse;
  std::string command;    ///< as typed, for the log
  std::size_t former = 0; ///< replicates to take from the finished result of this name
};

/// Whether a result is a comparison.
bool is_comparison(const analysis::ResultReader &result);
/// What a finished comparison was computed from. Throws Failure (corrupt) when it cannot be read.
CompareOrder order_in(const analysis::ResultReader &result);

/// Compares and publishes. Goes on with the finished jobs of the same comparison if there are any.
/// Returns the SHA-256 of the result, nothing in other ranks than the first. Throws Failure with
/// the exit code, or analysis::ResultError.
std::string compare(CompareOrder order);

/// Goes on with a comparison that was stopped, with `extend` more replicates, or adds them to a
/// finished one. Throws Failure when there is nothing to do.
std::string resume(const std::filesystem::path &output, std::size_t extend, std::size_t threads,
                   const std::string &command);

} // namespace sme::sim
