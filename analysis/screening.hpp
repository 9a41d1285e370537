// Which of many parameters matter at all, with few runs: Morris's elementary effects (Morris 1991,
// Technometrics 33; Campolongo, Cariboni & Saltelli 2007). Tests: tests/unit/test_screening.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstdint>
#include <vector>

#include "analysis/paired.hpp"

namespace sme::analysis {

/// Trajectories one after another, dimension + 1 rows each: from a row to the next one parameter
/// moves by a step of levels / (2 (levels - 1)), up or down, each once, in random order.
struct MorrisDesign {
  Eigen::MatrixXd points; ///< in the unit cube with its faces
  Eigen::Index trajectories = 0;
  double step = 0;
};
/// Starts and directions are shared out evenly: each parameter starts from every level about as
/// often, and as often up as down (as a Latin hypercube), since trajectories chosen for being far
/// apart (Campolongo et al. 2007, 2.2) prefer corners and bias mu* by a fifth and more. Throws
/// std::invalid_argument for fewer than two trajectories, no parameter, or levels that are odd or
/// below two.
[[nodiscard]] MorrisDesign morris_design(Eigen::Index trajectories, Eigen::Index dimension,
                                         int levels, std::uint32_t seed);

/// One parameter; effects are in units of the outcome for a move across the whole range.
struct ElementaryEffect {
  double mean_size = 0; ///< mu*: mean of the sizes of effects; what a parameter does at all
  double mean = 0;      ///< mu: mean of effects; smaller than mu* in size if the sign changes
  double deviation = 0; ///< sigma: bends, or acts together with others
  Interval interval;    ///< of mu*: whole trajectories drawn again, percentiles
  double of_chance = 0; ///< the mu* that chance alone would give: sqrt(2 / pi) times deviation
};
/// Effects of each parameter on `outcomes`, a number for each row of the design. `chance` is the
/// variance of an outcome at a point between replicates, or of a mean over them; zero if worlds
/// share their chance or there is none. Throws std::invalid_argument for lengths that differ.
[[nodiscard]] std::vector<ElementaryEffect> elementary_effects(const MorrisDesign &design,
                                                               const Eigen::VectorXd &outcomes,
                                                               double chance, double alpha,
                                                               std::uint32_t seed);

} // namespace sme::analysis
