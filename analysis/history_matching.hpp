// History matching: which parameters the data rule out, wave by wave (Vernon, Goldstein & Bower
// 2010, Bayesian Analysis 5). Points are in the unit cube. Tests:
// tests/unit/test_history_matching.cpp, tests/statistical/test_calibration.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstdint>
#include <limits>
#include <span>

#include "analysis/paired.hpp"
#include "analysis/surrogate.hpp"

namespace sme::analysis {

/// One observed number that the simulator has to meet, and why it may miss it. Variances, in the
/// square of the moment's unit.
struct Moment {
  double observed = 0;
  double observation = 0; ///< of the measurement
  double discrepancy = 0; ///< of the best simulator from the world: what a model cannot know
  double chance = 0;      ///< of one history: the world ran once
};

/// I = |z - E f(x)| / sqrt(V_emulator + V_observation + V_discrepancy + V_chance); infinite where
/// all variances are zero and the prediction is not the observed number.
[[nodiscard]] double implausibility(const Prediction &predicted, const Moment &moment);

/// Over all moments.
struct Implausibility {
  double greatest = 0;
  double second = 0; ///< second greatest: one moment that its emulator misses rules out nothing
  Eigen::Index moment = 0; ///< that of the greatest
};
[[nodiscard]] Implausibility implausibility(std::span<const Prediction> predicted,
                                            std::span<const Moment> moments);
/// At a point, with an emulator for each moment. Throws std::invalid_argument for another number of
/// emulators than moments, or none.
[[nodiscard]] Implausibility implausibility(const Eigen::VectorXd &point,
                                            std::span<const Surrogate> emulators,
                                            std::span<const Moment> moments);

/// A point with more is ruled out. Three: at least 95 % of any distribution with one peak is within
/// three deviations (Pukelsheim 1994).
struct Cutoff {
  double greatest = 3;
  double second = std::numeric_limits<double>::infinity();
  [[nodiscard]] bool rules_out(const Implausibility &one) const {
    return one.greatest > greatest || one.second > second;
  }
};

/// What is left of the cube.
struct Remaining {
  double share = unknown;     ///< of all parameters not ruled out
  Interval interval;          ///< of the share, 95 % (Wilson 1927, as if points were independent)
  Eigen::MatrixXd points;     ///< those not ruled out, a row each
  Eigen::RowVectorXd nearest; ///< the least implausible of all points looked at
  double least = unknown;     ///< its greatest implausibility
};
/// Looks at `candidates` Sobol points.
[[nodiscard]] Remaining not_ruled_out(std::span<const Surrogate> emulators,
                                      std::span<const Moment> moments, const Cutoff &cutoff,
                                      Eigen::Index candidates, std::uint32_t seed);

/// Up to `count` points for the next runs: not ruled out, and filling what is left next to the
/// points `run` before. Where hardly any candidate is left, more are drawn in the box around the
/// least implausible ones, up to eight times, so that a small share of many dimensions is found.
/// Fewer rows than `count`: no more was found; none: everything seen is ruled out.
[[nodiscard]] Eigen::MatrixXd next_wave(std::span<const Surrogate> emulators,
                                        std::span<const Moment> moments, const Cutoff &cutoff,
                                        Eigen::Index count, const Eigen::MatrixXd &run,
                                        Eigen::Index candidates, std::uint32_t seed);

/// By how much a run there can be expected to come below `best` (Jones, Schonlau & Welch 1998): for
/// an emulator of the logarithm of the distance between simulated and observed moments.
[[nodiscard]] double expected_improvement(const Prediction &predicted, double best);
/// The candidate with the greatest expected improvement (the first of equals), refined by a search
/// from it. Throws std::invalid_argument without candidates.
[[nodiscard]] Eigen::VectorXd most_promising(const Surrogate &log_distance, double best,
                                             const Eigen::MatrixXd &candidates);

} // namespace sme::analysis
