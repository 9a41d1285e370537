// First stage of a study of sensitivity: all assumptions.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "analysis/sensitivity_parts.hpp"

namespace sme::analysis {

namespace {

using Matrices = std::vector<Eigen::MatrixXd>;

/// The parameter that moves between two rows of a trajectory.
Eigen::Index moved(const Eigen::MatrixXd &points, Eigen::Index row) {
  Eigen::Index which = 0;
  (points.row(row + 1) - points.row(row)).cwiseAbs().maxCoeff(&which);
  return which;
}

/// mu* that chance alone gives to each parameter: half the variance between replicates of its
/// moves, over replicates, is the `chance` of elementary_effects.
std::vector<double> sizes_of_chance(const MorrisDesign &design, const Eigen::MatrixXd &outcomes) {
  const auto length = design.points.cols() + 1;
  const auto replicates = static_cast<double>(outcomes.cols());
  std::vector<double> sum(static_cast<std::size_t>(design.points.cols()), 0);
  for (Eigen::Index row = 0; row + 1 < design.points.rows(); ++row) {
    if ((row + 1) % length == 0)
      continue;
    const Eigen::RowVectorXd move = outcomes.row(row + 1) - outcomes.row(row);
    sum[static_cast<std::size_t>(moved(design.points, row))] +=
        (move.array() - move.mean()).square().sum() / (replicates - 1) / replicates;
  }
  for (double &one : sum)
    one = std::sqrt(2 / std::numbers::pi * one / static_cast<double>(design.trajectories)) /
          design.step;
  return sum;
}

/// Share of the moves of each parameter after which another option is the best on average.
std::vector<double> switches(const MorrisDesign &design, const Matrices &utility) {
  const auto length = design.points.cols() + 1;
  std::vector<double> changed(static_cast<std::size_t>(design.points.cols()), 0), all = changed;
  const auto mean = means_of(utility);
  const auto choice = [&](Eigen::Index row) {
    return greatest({mean.row(row).begin(), mean.row(row).end()});
  };
  for (Eigen::Index row = 0; row + 1 < design.points.rows(); ++row) {
    if ((row + 1) % length == 0 || mean.row(row).hasNaN() || mean.row(row + 1).hasNaN())
      continue;
    const auto k = static_cast<std::size_t>(moved(design.points, row));
    all[k] += 1;
    changed[k] += choice(row) == choice(row + 1) ? 0 : 1;
  }
  for (std::size_t k = 0; k < all.size(); ++k)
    changed[k] = all[k] > 0 ? changed[k] / all[k] : unknown;
  return changed;
}

/// Mean over groups of answers of the mean over their answers.
std::vector<double> influence_of(const std::vector<Question> &questions,
                                 const std::vector<std::vector<ElementaryEffect>> &effects,
                                 std::size_t assumptions) {
  std::array<std::vector<double>, 3> sums;
  std::array<double, 3> counts{};
  for (auto &one : sums)
    one.assign(assumptions, 0);
  for (std::size_t q = 0; q < questions.size(); ++q) {
    std::vector<double> beyond(assumptions);
    for (std::size_t k = 0; k < assumptions; ++k) {
      const auto &one = effects[q][k];
      const double more = one.mean_size - one.of_chance;
      beyond[k] = more > 0 ? more : 0; // NaN is none
    }
    const double most = *std::max_element(beyond.begin(), beyond.end());
    if (!(most > 0))
      continue;
    const auto kind = questions[q].kind;
    const std::size_t group = kind == Answer::level ? 0 : kind < Answer::rank ? 1 : 2;
    counts[group] += 1;
    for (std::size_t k = 0; k < assumptions; ++k)
      sums[group][k] += beyond[k] / most;
  }
  std::vector<double> out(assumptions, 0);
  double groups = 0;
  for (std::size_t g = 0; g < sums.size(); ++g) {
    groups += counts[g] > 0 ? 1 : 0;
    for (std::size_t k = 0; k < assumptions && counts[g] > 0; ++k)
      out[k] += sums[g][k] / counts[g];
  }
  for (double &one : out)
    one = groups > 0 ? one / groups : 0;
  return out;
}
} // namespace

Screened screen(const SensitivityFrame &frame, const MorrisDesign &design,
                const SensitivityRuns &runs) {
  if (static_cast<Eigen::Index>(runs.size()) != design.points.rows() || runs[0].rows() < 2)
    throw std::invalid_argument("screening: needs two replicates at each point of the design");
  const auto dimension = design.points.cols(), length = dimension + 1;
  Screened out;
  for (const auto &answers : answers_of(frame, runs)) {
    std::vector<Eigen::Index> rows;
    for (Eigen::Index t = 0; t < design.trajectories; ++t)
      if (!answers.middleRows(t * length, length).hasNaN())
        for (Eigen::Index i = 0; i < length; ++i)
          rows.push_back(t * length + i);
    const MorrisDesign left{some_rows(design.points, rows),
                            static_cast<Eigen::Index>(rows.size()) / length, design.step};
    out.trajectories.push_back(static_cast<std::size_t>(left.trajectories));
    if (left.trajectories < 2) {
      out.effects.emplace_back(static_cast<std::size_t>(dimension),
                               ElementaryEffect{unknown, unknown, unknown, {}, unknown});
      continue;
    }
    const auto values = some_rows(answers, rows);
    auto effects = elementary_effects(left, values.rowwise().mean(), 0, frame.level, frame.seed);
    const auto chance = sizes_of_chance(left, values);
    for (std::size_t k = 0; k < effects.size(); ++k)
      effects[k].of_chance = chance[k];
    out.effects.push_back(std::move(effects));
  }
  out.influence = influence_of(questions_of(frame), out.effects, frame.assumptions.size());
  if (frame.options.size() > 1)
    out.switched = switches(design, utilities(frame, runs));
  else
    out.switched.assign(frame.assumptions.size(), unknown);
  out.points = runs.size();
  out.failed = failures(runs);
  return out;
}

std::vector<std::size_t> most_influential(const Screened &screened, std::size_t count) {
  std::vector<std::size_t> order(screened.influence.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return screened.influence[a] > screened.influence[b];
  });
  order.resize(std::min(count, order.size()));
  std::sort(order.begin(), order.end());
  return order;
}
} // namespace sme::analysis
