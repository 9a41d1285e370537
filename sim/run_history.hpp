// One replicate of a scenario in memory, as far as facts are read off indicators: no file.
#pragma once

#include <cstdint>
#include <functional>

#include "analysis/history.hpp"
#include "models/measures.hpp"
#include "models/scenario.hpp"

namespace sme::sim {

/// Who hears of the course of a run: `passed` of each quarter; `go_on` may throw to end it.
struct RunWatch {
  std::function<void(std::uint64_t firms, Quarter)> passed;
  std::function<void()> go_on;
};

/// Runs replicate `replicate` from run.spin_up to run.until. Throws Uncountable when the economy
/// outgrows the numbers, and what the watch throws.
analysis::History run_history(const Scenario &scenario, std::uint32_t replicate,
                              const Executor &executor, const RunWatch &watch);

/// Quarters that it simulates.
std::uint64_t quarters_of_run(const Scenario &scenario);

} // namespace sme::sim
