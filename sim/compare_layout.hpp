// What a comparison contains beside its statements: axes, cubes and the panel. The same list
// declares the file and tells the jobs what to leave.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/scenario.hpp"
#include "sim/layout.hpp"

namespace sme::sim {

/// What the axes depend on.
struct CompareShape {
  std::vector<std::string> worlds;     ///< the baseline first
  std::vector<std::string> programmes; ///< of all worlds, by name; may be empty
  std::size_t replicates = 0;
  int first_year = 0, years = 0; ///< whole years recorded
  RunParameters run;
};

/// The shape of a comparison of these scenarios, the baseline first. Whole years only.
CompareShape shape_of(const std::vector<const Scenario *> &worlds, std::size_t replicates);

Layout compare_layout(const CompareShape &shape);

/// Numbers in one slice [world][replicate] of a cube.
std::size_t slice_size(const analysis::Quantity &cube, const Layout &layout);

/// Whether jobs leave a slice of the cube for each world and replicate.
bool has_slices(const analysis::Quantity &cube);

/// Positions of programmes of a scenario on the axis `programme`.
std::vector<std::size_t> programme_places(const Scenario &scenario, const CompareShape &shape);

} // namespace sme::sim
