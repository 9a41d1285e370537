// Which policy, when the future is not agreed: metrics of worst case, regret and threshold, which
// disagree by design (McPhail et al. 2018, Earth's Future 6), and how sure a ranking is.
// Utilities are means over replicates, made first: the greatest of noisy values is biased upward.
// A matrix has a row for each policy and a column for each state of the world; more is better.
// Tests: tests/unit/test_decision.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/paired.hpp"

namespace sme::analysis {

/// What is lost by not having chosen the best policy of each state: max_q U(q, w) - U(p, w).
[[nodiscard]] Eigen::MatrixXd regret(const Eigen::MatrixXd &utility);

/// One figure for each policy. States weigh the same: a choice the report must state.
[[nodiscard]] std::vector<double> greatest_regret(const Eigen::MatrixXd &utility);
/// The regret that a share `level` of states does not exceed (linear between order statistics).
[[nodiscard]] std::vector<double> regret_quantile(const Eigen::MatrixXd &utility, double level);
[[nodiscard]] std::vector<double> worst(const Eigen::MatrixXd &utility);
[[nodiscard]] std::vector<double> best(const Eigen::MatrixXd &utility);
/// optimism * best + (1 - optimism) * worst.
[[nodiscard]] std::vector<double> hurwicz(const Eigen::MatrixXd &utility, double optimism);
/// Mean over states.
[[nodiscard]] std::vector<double> laplace(const Eigen::MatrixXd &utility);
/// Share of states in which all outcomes reach their thresholds: a matrix for each outcome.
/// Throws std::invalid_argument when shapes or counts differ.
[[nodiscard]] std::vector<double> domain(const std::vector<Eigen::MatrixXd> &outcomes,
                                         std::span<const double> thresholds);

/// Policies that no other policy beats: at least as good on all objectives and better on one.
/// A row for each policy, a column for each objective; more is better.
[[nodiscard]] std::vector<bool> efficient(const Eigen::MatrixXd &objectives);
/// How often each policy is efficient when whole replicates are drawn again: one matrix (policies x
/// objectives) for each replicate.
[[nodiscard]] std::vector<double>
efficient_frequency(const std::vector<Eigen::MatrixXd> &replicates, std::uint32_t seed);

/// Expected loss of each policy at each worth of a unit of effect: ELC_p(lambda) = E[max_q NMB_q -
/// NMB_p], and what perfect information is worth, EVPI = min over policies. The expectation is over
/// columns (parameter draws; replicates when parameters are not drawn).
struct ExpectedLoss {
  std::vector<double> lambda;
  Eigen::MatrixXd loss;          ///< policies x lambda
  std::vector<double> evpi;      ///< for each lambda
  std::vector<std::size_t> best; ///< policy of least loss, the first of equals
  Eigen::MatrixXd acceptable;    ///< share of columns in which the policy is best (ties shared)
};
/// cost and effect: policies x columns. Throws std::invalid_argument when the shapes differ.
[[nodiscard]] ExpectedLoss expected_loss(const Eigen::MatrixXd &cost, const Eigen::MatrixXd &effect,
                                         std::span<const double> lambda);

/// How sure the order of policies is, by drawing whole replicates again.
struct Ranking {
  std::vector<double> mean;
  std::vector<double> best;          ///< chance of rank 1 (ties shared)
  std::vector<double> first_of_many; ///< chance of rank 1 together with others
  std::vector<double> best_two;      ///< chance of rank 1 or 2
  std::vector<double> expected_rank; ///< 1 is best; ties take the middle
  /// Multiple comparison with the best (Hsu 1984) from simultaneous paired intervals: the policy's
  /// mean less the best of the others. Above zero: it is the best; below: it is not.
  std::vector<double> lead;
  std::vector<Interval> against_best;
};
/// `replicates`: a row for each replicate, a column for each policy; more is better.
[[nodiscard]] Ranking rank_policies(const Eigen::MatrixXd &replicates, double alpha,
                                    std::uint32_t seed);

/// For ranking by ratios of means, such as effect over cost: a matrix whose columns have the ratios
/// R = mean N / mean C as means and vary as these do from one set of replicates to another,
/// R + (N_r - R C_r) / mean C (Taylor linearisation; Cochran 1977, chapter 6). The mean of C must
/// be clearly apart from zero. A row for each replicate; throws std::invalid_argument when the
/// shapes differ.
[[nodiscard]] Eigen::MatrixXd linear_ratios(const Eigen::MatrixXd &numerator,
                                            const Eigen::MatrixXd &denominator);

/// Kendall's (1938) tau-b between two orders of the same policies; NaN when one is all ties.
[[nodiscard]] double kendall_tau(std::span<const double> a, std::span<const double> b);

/// Shares replicates out to two halves at random: whether each is in the first, which is the
/// smaller one when they are uneven.
[[nodiscard]] std::vector<bool> first_half(std::size_t replicates, std::uint32_t seed);

/// The same statement from either half of the replicates (drawn at random), side by side; and the
/// winner's curse: what the policy that wins in the first half is worth in the second.
struct SplitHalf {
  std::vector<double> first; ///< mean of each policy
  std::vector<double> second;
  std::size_t winner = 0;     ///< of the first half
  double promised = unknown;  ///< winner's mean in the first half
  double delivered = unknown; ///< and in the second
  double agreement = unknown; ///< Kendall's tau between the halves
};
/// `replicates` as above, at least four rows; throws std::invalid_argument.
[[nodiscard]] SplitHalf split_half(const Eigen::MatrixXd &replicates, std::uint32_t seed);

} // namespace sme::analysis
