#include "analysis/interaction.hpp"

#include <array>
#include <bit>
#include <stdexcept>

namespace sme::analysis {

PairedEffect interaction(std::span<const double> baseline,
                         const std::vector<std::span<const double>> &single,
                         std::span<const double> joint, const PairedOptions &options) {
  std::vector<double> expected(baseline.begin(), baseline.end());
  for (const auto &one : single) {
    const auto effect = differences(baseline, one);
    for (std::size_t r = 0; r < expected.size(); ++r)
      expected[r] += effect[r];
  }
  return paired_effect(expected, joint, options);
}

Eigen::MatrixXd shapley(const Eigen::MatrixXd &worlds) {
  const auto count = static_cast<unsigned>(worlds.cols());
  const int programmes = std::countr_zero(count);
  if (!std::has_single_bit(count) || programmes < 1 || programmes > 4)
    throw std::invalid_argument("Shapley: needs the 2, 4, 8 or 16 worlds of 1 to 4 programmes");
  constexpr std::array<double, 5> factorial{1, 1, 2, 6, 24};
  const auto k = static_cast<std::size_t>(programmes);
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(worlds.rows(), programmes);
  for (unsigned set = 0; set < count; ++set)
    for (int p = 0; p < programmes; ++p) {
      const unsigned with = set | 1U << static_cast<unsigned>(p);
      if (with == set)
        continue;
      const auto before = static_cast<std::size_t>(std::popcount(set));
      const double weight = factorial.at(before) * factorial.at(k - before - 1) / factorial.at(k);
      out.col(p) += weight * (worlds.col(with) - worlds.col(set));
    }
  return out;
}

FirstAndLast first_and_last(std::span<const double> baseline, std::span<const double> alone,
                            std::span<const double> all_others, std::span<const double> all,
                            const PairedOptions &options) {
  return {paired_effect(baseline, alone, options), paired_effect(all_others, all, options)};
}

} // namespace sme::analysis
