// A bundle of programmes against its parts. Tests: tests/unit/test_interaction.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/paired.hpp"

namespace sme::analysis {

/// Joint effect of several programmes less the sum of their single effects, replicate by replicate:
/// above zero they help each other, below zero they do the same twice or compete.
/// `single[k]` and `joint` are worlds, not differences; all with the replicates of `baseline`.
[[nodiscard]] PairedEffect interaction(std::span<const double> baseline,
                                       const std::vector<std::span<const double>> &single,
                                       std::span<const double> joint,
                                       const PairedOptions &options = {});

/// Order-free share of each of k <= 4 programmes in the joint effect (Shapley 1953), by replicate:
/// worlds has 2^k columns, the bits of whose number say which programmes are on, and a row for each
/// replicate; the result has k columns whose sum is the joint effect. Throws std::invalid_argument
/// for another number of columns.
[[nodiscard]] Eigen::MatrixXd shapley(const Eigen::MatrixXd &worlds);

/// First-in and last-in effect of each programme when the worlds in between are not run: the effect
/// alone, and the effect of adding it to all others. A range, not an attribution.
struct FirstAndLast {
  PairedEffect first;
  PairedEffect last;
};
[[nodiscard]] FirstAndLast first_and_last(std::span<const double> baseline,
                                          std::span<const double> alone,
                                          std::span<const double> all_others,
                                          std::span<const double> all,
                                          const PairedOptions &options = {});

} // namespace sme::analysis
