// Estimation by simulated moments (McFadden 1989, Econometrica 57) through emulators: from runs at
// designed points and observed numbers to the parameters that meet them and how sure that is.
// Points are in the unit cube; runs are made elsewhere. Tests:
// tests/unit/test_calibration_moments.cpp, tests/statistical/test_calibrate.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/facts.hpp"
#include "analysis/history_matching.hpp"
#include "analysis/posterior.hpp"
#include "analysis/surrogate.hpp"

namespace sme::analysis {

/// How a moment is held against its emulator: so that its noise is about equal everywhere.
enum class MomentScale : std::uint8_t {
  linear,      ///< shares, rates, signs
  root,        ///< counts: the square root of a Poisson number has variance 1/4
  logarithmic, ///< amounts
};
/// A number on the scale. Not finite where the scale does not reach.
[[nodiscard]] double on_scale(double value, MomentScale scale);

/// A fact as it is fitted.
struct Target {
  std::string name;
  double low = 0, value = 0, high = 0;
  double doubt = 0; ///< relative standard error of the measurement, by the grade of the source
  MomentScale scale = MomentScale::linear;
};
/// Grades H, M and L doubt the figure by 0, 5 and 20 % (standard errors; M-H and M-L half way);
/// other words count as L.
[[nodiscard]] double doubt_of(std::string_view grade);
/// The target of a fact: its unit decides the scale.
[[nodiscard]] Target target_of(const Fact &fact);

/// Numbers of runs at points.
struct Runs {
  Eigen::MatrixXd points;               ///< a row each
  std::vector<Eigen::MatrixXd> numbers; ///< of each point: replicate x target, NaN if not defined
};

struct CalibrationOptions {
  double discrepancy = 0.1; ///< of the best model from the world, relative to each fact
  double chance = 1;        ///< variance of the world's one history over that of one run
  double cutoff = 3;        ///< implausibility above which a point is ruled out
  Eigen::Index candidates = 4000;
  Eigen::Index draws = 1000; ///< of the posterior that are kept
  double level = 0.05;       ///< chance that an interval misses
  std::uint32_t seed = 1;
};

/// Does tasks 0 .. count-1, in any order and by any threads.
using InParallel =
    std::function<void(std::size_t count, const std::function<void(std::size_t)> &task)>;

/// The moments that runs can speak of, each with its emulator.
struct Emulation {
  std::vector<std::size_t> targets; ///< places of the moments among the targets
  std::vector<Moment> moments;      ///< on the scales
  std::vector<MomentScale> scales;  ///< linear instead where the runs do not fit the asked scale
  std::vector<double> within;       ///< variance of one run at a point, pooled over points
  Eigen::MatrixXd together;         ///< correlation of the moments' chance in single runs
  std::vector<Surrogate> emulators;
  std::vector<std::string> left_out; ///< why others are not there: "NAME is zero in every run"
};

/// V_observation = (t(high) - t(low))^2 / 12 + (doubt |v| t'(v))^2 and V_discrepancy =
/// (discrepancy |v| t'(v))^2 on the scale t of each moment; V_chance = chance x the pooled variance
/// of single runs, which is also the known noise of the means that are emulated. Left out are
/// moments that are zero or the same in every run, the same as another in every run, or not defined
/// at more than half of the points; points at which a moment is not defined do not inform it.
/// Throws std::invalid_argument for runs that do not fit together.
[[nodiscard]] Emulation emulate(const Runs &runs, const std::vector<Target> &targets,
                                const CalibrationOptions &options, const InParallel &in_parallel);

/// Where to run next.
struct NextWave {
  Remaining left;         ///< of the cube, before
  double cutoff = 0;      ///< above the one asked for when that rules out everything
  Eigen::MatrixXd points; ///< up to the number asked for
};
[[nodiscard]] NextWave next_points(const Emulation &emulation, const Eigen::MatrixXd &run,
                                   Eigen::Index count, const CalibrationOptions &options);

/// log L(x) = -1/2 (d' V^-1 d + log |V|), d_m = z_m - E f_m(x): as log_posterior (posterior.hpp),
/// but the chance of one history moves its moments together (a stock and the inflows it is made
/// of), and so does that of the runs behind the emulators: V_mn = R_mn (sqrt(c_m c_n) + sqrt(e_m
/// e_n)), c V_chance, e V_emulator, R the correlation in single runs (shrunk by 2 % to the
/// identity); on the diagonal also V_observation + V_discrepancy, which are taken as independent.
/// Refers to `emulation`. Throws std::invalid_argument when no moment is left.
[[nodiscard]] LogDensity joint_posterior(const Emulation &emulation);

/// What the moments say.
struct Estimation {
  Posterior posterior;
  PosteriorSummary summary;
  Eigen::VectorXd best;           ///< the greatest density found, by BOBYQA
  std::vector<Interval> profiles; ///< of each parameter
  Eigen::MatrixXd draws;          ///< of the posterior, taken from all chains in turn
};
/// Throws std::invalid_argument when no moment is left.
[[nodiscard]] Estimation estimate(const Emulation &emulation, const CalibrationOptions &options,
                                  const InParallel &in_parallel);

/// How far fresh runs at a point (replicate x target) are from each emulated moment, in standard
/// deviations of everything but the emulator, whose place the mean of the runs takes.
[[nodiscard]] std::vector<double> distance_of(const Eigen::MatrixXd &runs,
                                              const Emulation &emulation);

} // namespace sme::analysis
