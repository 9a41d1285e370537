// What the variance of an outcome comes from: each parameter alone, with others, and pure chance
// (Sobol 1993; Saltelli et al. 2010, Comput. Phys. Commun. 181). Tests:
// tests/unit/test_sobol_indices.cpp, tests/statistical/test_sobol_indices_cover.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/paired.hpp"
#include "analysis/surrogate.hpp"

namespace sme::analysis {

/// Points to run: `count` rows A, `count` rows B, then for each parameter i `count` rows A_B^i, A
/// with its column i from B; A and B are the halves of Sobol points of twice the dimension. In the
/// unit cube; count (dimension + 2) rows. A power of two serves best. Throws std::invalid_argument
/// for a count below two or no parameter.
[[nodiscard]] Eigen::MatrixXd saltelli_design(Eigen::Index count, Eigen::Index dimension,
                                              std::uint32_t seed);

/// Shares of the variance of one run, chance included.
struct SobolIndex {
  double first = 0; ///< the parameter alone: what knowing it would take away on average
  double total = 0; ///< and with others: what would be left if all others were known
  Interval first_interval, total_interval;
};
struct SobolIndices {
  std::vector<SobolIndex> inputs;
  double variance = 0;     ///< of one run
  double chance = unknown; ///< share of chance: variance between runs at a point; needs replicates
  Interval chance_interval;
  /// Indices of the expected outcome, without chance, are these over (1 - chance).
  [[nodiscard]] double of_expected(double share) const { return share / (1 - chance); }
};
/// From `outcomes` of the design, a row each and a column for each replicate (whose chance is its
/// own at each point). With y the mean of R replicates less the mean of all, V_c the variance
/// between them and V = var(y) - V_c / R + V_c: first V_i = mean of y(B) (y(A_B^i) - y(A))
/// (Saltelli et al. 2010), total T_i = mean of (y(A) - y(A_B^i))^2 / 2 - V_c / R (Jansen 1999),
/// over V. With one replicate V_c is not known: chance is in every total. Estimates may be a little
/// below zero. Intervals: base points drawn again, percentiles. An outcome that does not vary has
/// indices zero. Throws std::invalid_argument for a number of rows that is no count (dimension +
/// 2), or NaN.
[[nodiscard]] SobolIndices sobol_indices(const Eigen::MatrixXd &outcomes, Eigen::Index dimension,
                                         double alpha, std::uint32_t seed);

/// From one sample of runs: the emulator's mean on a design of `count`, and `chance`, the variance
/// of one run around its expectation (nugget and noise). Intervals are of the design only: how well
/// the emulator explains runs left out says what more is unknown.
[[nodiscard]] SobolIndices sobol_indices(const Surrogate &emulator, double chance,
                                         Eigen::Index count, double alpha, std::uint32_t seed);

/// For rankings: 1 where a policy has the greatest outcome of all in the same run, shared among
/// equals, else 0. A matrix for each policy, all of one shape; throws std::invalid_argument
/// otherwise.
[[nodiscard]] std::vector<Eigen::MatrixXd> being_best(std::span<const Eigen::MatrixXd> policies);
/// Rank of each policy in the same run, 1 for the greatest, means among equals. Throws the same.
[[nodiscard]] std::vector<Eigen::MatrixXd> ranks(std::span<const Eigen::MatrixXd> policies);

} // namespace sme::analysis
