// What the data say about parameters: a sample of the posterior, intervals by profiles, and which
// parameters these moments do not identify. Points are in the unit cube, where the prior is
// uniform. Tests: tests/unit/test_posterior.cpp, tests/statistical/test_calibration.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "analysis/history_matching.hpp"
#include "analysis/paired.hpp"
#include "analysis/surrogate.hpp"

namespace sme::analysis {

/// Logarithm of a density of the cube, up to a constant.
using LogDensity = std::function<double(const Eigen::VectorXd &)>;

/// log L(x) = -1/2 sum_m ((z_m - E f_m(x))^2 / V_m(x) + log V_m(x)), V_m(x) = V_emulator(x) +
/// V_observation + V_discrepancy + V_chance; moments are taken as independent. With a uniform prior
/// it is the posterior. Refers to `emulators` and `moments`, which have to outlive it. Throws
/// std::invalid_argument for another number of emulators than moments, or none.
[[nodiscard]] LogDensity log_posterior(std::span<const Surrogate> emulators,
                                       std::span<const Moment> moments);

struct PosteriorOptions {
  int chains = 4;
  int warm_up = 0; ///< steps of each chain that set its proposals, then forgotten; 0: 600 for each
                   ///< parameter, 2000 at least
  int kept = 0;    ///< steps of each chain that are the sample; 0: four times as many
  std::uint32_t seed = 1;
};
struct Posterior {
  Eigen::MatrixXd sample;      ///< a row for each draw, chain after chain
  int chains = 0;              ///< of equal length
  double acceptance = 0;       ///< share of steps taken
  Eigen::VectorXd effective{}; ///< effective sample size for the mean of each parameter
  Eigen::VectorXd agreement{}; ///< split R-hat of each parameter: well below 1.05, or run longer
  Eigen::VectorXd best{};      ///< the point of the greatest density found
  double best_density = 0;     ///< its logarithm
};
/// Adaptive Metropolis (Haario, Saksman & Tamminen 2001): each chain starts at a maximum found by
/// BOBYQA from the best of its own Sobol points, learns covariance and scale of its steps in the
/// warm-up (to accept 0.25), and keeps them from then on, so that what is kept is plain Metropolis.
/// Chosen over importance resampling, since with many parameters hardly a point of the cube weighs
/// anything; a density of emulators costs microseconds, and R-hat over chains shows when it failed.
/// Effective size and R-hat: Gelman et al. 2013, 11.4-5, with Geyer's (1992) pairs. Throws
/// std::invalid_argument for a dimension below one, fewer than two chains or 20 steps (other than
/// 0).
[[nodiscard]] Posterior sample_posterior(const LogDensity &density, Eigen::Index dimension,
                                         const PosteriorOptions &options = {});

/// Where the density is greatest: BOBYQA from the best of the Sobol points of `starts` blocks.
[[nodiscard]] Eigen::VectorXd most_likely(const LogDensity &density, Eigen::Index dimension,
                                          int starts, std::uint32_t seed);

/// The values of a parameter that the likelihood does not reject when all others are free:
/// 2 (l_max - l_profile) <= chi^2_1(1 - alpha) (Venzon & Moolgavkar 1988), walking outwards from
/// `best` and halving; an end at 0 or 1 says that the bound was reached first.
[[nodiscard]] Interval profile_interval(const LogDensity &density, const Eigen::VectorXd &best,
                                        Eigen::Index parameter, double alpha);

/// One parameter in the sample, in units of the cube.
struct Marginal {
  double mean = unknown;
  double deviation = unknown;
  double median = unknown;
  Interval interval;       ///< the middle 1 - alpha
  double shrink = unknown; ///< posterior over prior standard deviation (1/sqrt(12))
};
/// Why a parameter's estimate must not be read on its own.
struct Warning {
  enum class Kind : std::uint8_t {
    not_identified, ///< deviation above 0.8 of the prior's
    only_jointly,   ///< correlation with `other` above 0.9 in size
    at_bound,       ///< the best point is within 0.01 of a bound
  };
  Kind kind = Kind::not_identified;
  Eigen::Index parameter = 0;
  Eigen::Index other = 0; ///< for `only_jointly`
  double figure = 0;      ///< ratio, correlation, or place of the best point
};
struct PosteriorSummary {
  std::vector<Marginal> marginals;
  Eigen::MatrixXd correlation;
  std::vector<Warning> warnings; ///< by kind, then by parameter
};
[[nodiscard]] PosteriorSummary summarise(const Posterior &posterior, double alpha);
/// A warning in words, such as "growth is not identified by these moments".
[[nodiscard]] std::string in_words(const Warning &warning, std::span<const std::string> names);

} // namespace sme::analysis
