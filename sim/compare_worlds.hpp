// The worlds of a comparison: read, checked to be paired, and described.
#pragma once

#include <string>
#include <vector>

#include "models/branch.hpp"
#include "sim/compare_layout.hpp"
#include "sim/scenario_file.hpp"
#include "sim/uncertainty.hpp"

namespace sme::sim {

/// One scenario of a comparison.
struct CompareWorld {
  std::string file; ///< as typed, for messages
  ReadScenario read;
  Parting parting;                    ///< from the baseline
  std::vector<std::size_t> differing; ///< places on the axis `programme` of what differs
};

/// All that is fixed about a comparison before it runs. The baseline comes first.
struct Comparison {
  std::vector<CompareWorld> worlds;
  CompareShape shape;
  Layout layout;
  Quarter parting = never; ///< first quarter in which any two worlds may differ
  Uncertainty uncertainty; ///< of the parameters, the same in all worlds of a replicate

  const Scenario &scenario(std::size_t world) const { return worlds[world].read.scenario; }
  /// Shared quarters are simulated once: their share of the quarters of all worlds.
  double shared_share() const;
};

/// The comparison with the parameters of one replicate.
Comparison of_replicate(const Comparison &comparison, std::size_t replicate);

/// A scenario and the name of its file.
struct NamedScenario {
  std::string file;
  ReadScenario read;
};

/// Throws Failure (scenario) naming every key in which a world differs from the baseline outside
/// `[policy.*]` and `rules`, for names used twice, and when no whole year is recorded.
Comparison comparison_of(std::vector<NamedScenario> scenarios, std::size_t replicates);

/// The texts `compare/settings` and `compare/worlds` of the result (JSON).
std::string compare_settings(const Comparison &comparison);
std::string compare_worlds(const Comparison &comparison);
/// 1 where a programme that differs is open: [world][province].
std::vector<std::int64_t> target_provinces(const Comparison &comparison);

} // namespace sme::sim
