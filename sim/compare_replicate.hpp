// One replicate of a comparison: the baseline from its founding, every other world from the quarter
// in which it parts from the baseline.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/measures.hpp"
#include "sim/compare_worlds.hpp"
#include "sim/slices.hpp"

namespace sme::sim {

/// Who hears of the course of a replicate. `done` gets the slices of a finished world; `passed` is
/// told of each quarter; `go_on` may throw to end it.
struct ReplicateWatch {
  std::function<void(std::size_t world, const Slices &)> done;
  std::function<void(std::uint64_t firms, std::size_t world, Quarter)> passed;
  std::function<void()> go_on;
};

/// Computes the worlds that are `wanted` (by place). The baseline is computed along in any case.
void run_replicate(const Comparison &comparison, std::size_t replicate,
                   const std::vector<bool> &wanted, const Executor &executor,
                   const ReplicateWatch &watch);

/// Quarters that run_replicate simulates.
std::uint64_t quarters_of(const Comparison &comparison, const std::vector<bool> &wanted);

} // namespace sme::sim
