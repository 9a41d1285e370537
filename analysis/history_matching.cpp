#include "analysis/history_matching.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "analysis/design.hpp"
#include "analysis/distributions.hpp"
#include "analysis/hazard.hpp"
#include "analysis/search.hpp"

namespace sme::analysis {
namespace {

constexpr int rounds = 8;          // of looking closer
constexpr double kept_share = 0.1; // share of candidates that the next box is put around
constexpr double margin = 0.1;     // of the box's width, added on each side

void check(std::size_t emulators, std::size_t moments) {
  if (emulators != moments || emulators == 0)
    throw std::invalid_argument("history matching: needs an emulator for each moment, and one");
}

// Candidates by implausibility, and which of them are not ruled out.
struct Looked {
  Eigen::MatrixXd points;
  std::vector<double> greatest;
  std::vector<Eigen::Index> left;
};

Looked look(Eigen::MatrixXd points, std::span<const Surrogate> emulators,
            std::span<const Moment> moments, const Cutoff &cutoff) {
  Looked out{std::move(points), {}, {}};
  for (Eigen::Index i = 0; i < out.points.rows(); ++i) {
    const auto one = implausibility(out.points.row(i).transpose(), emulators, moments);
    out.greatest.push_back(one.greatest);
    if (!cutoff.rules_out(one))
      out.left.push_back(i);
  }
  return out;
}

Eigen::MatrixXd rows(const Eigen::MatrixXd &points, const std::vector<Eigen::Index> &which) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(which.size()), points.cols());
  for (std::size_t i = 0; i < which.size(); ++i)
    out.row(static_cast<Eigen::Index>(i)) = points.row(which[i]);
  return out;
}

Eigen::MatrixXd stacked(const Eigen::MatrixXd &first, const Eigen::MatrixXd &second) {
  Eigen::MatrixXd out(first.rows() + second.rows(), second.cols());
  out << first, second;
  return out;
}

} // namespace

double implausibility(const Prediction &predicted, const Moment &moment) {
  const double off = std::abs(moment.observed - predicted.mean);
  const double variance =
      predicted.variance + moment.observation + moment.discrepancy + moment.chance;
  return off == 0 ? 0 : off / std::sqrt(variance);
}

Implausibility implausibility(std::span<const Prediction> predicted,
                              std::span<const Moment> moments) {
  check(predicted.size(), moments.size());
  Implausibility out;
  for (std::size_t m = 0; m < moments.size(); ++m) {
    const double one = implausibility(predicted[m], moments[m]);
    if (one > out.greatest) {
      out.second = out.greatest;
      out.greatest = one;
      out.moment = static_cast<Eigen::Index>(m);
    } else {
      out.second = std::max(out.second, one);
    }
  }
  return out;
}

Implausibility implausibility(const Eigen::VectorXd &point, std::span<const Surrogate> emulators,
                              std::span<const Moment> moments) {
  std::vector<Prediction> predicted;
  for (const auto &one : emulators)
    predicted.push_back(one.predict(point));
  return implausibility(predicted, moments);
}

Remaining not_ruled_out(std::span<const Surrogate> emulators, std::span<const Moment> moments,
                        const Cutoff &cutoff, Eigen::Index candidates, std::uint32_t seed) {
  check(emulators.size(), moments.size());
  const auto looked =
      look(sobol_points(candidates, emulators[0].dimension(), seed), emulators, moments, cutoff);
  const auto hits = static_cast<double>(looked.left.size());
  const auto nearest = std::min_element(looked.greatest.begin(), looked.greatest.end());
  return {hits / static_cast<double>(candidates),
          wilson(looked.left.size(), static_cast<std::uint64_t>(candidates)),
          rows(looked.points, looked.left), looked.points.row(nearest - looked.greatest.begin()),
          *nearest};
}

Eigen::MatrixXd next_wave(std::span<const Surrogate> emulators, std::span<const Moment> moments,
                          const Cutoff &cutoff, Eigen::Index count, const Eigen::MatrixXd &run,
                          Eigen::Index candidates, std::uint32_t seed) {
  check(emulators.size(), moments.size());
  const auto dimension = emulators[0].dimension();
  Eigen::RowVectorXd low = Eigen::RowVectorXd::Zero(dimension),
                     high = Eigen::RowVectorXd::Ones(dimension);
  Eigen::MatrixXd left(0, dimension);
  for (int round = 0; round < rounds; ++round) {
    Eigen::MatrixXd points =
        sobol_points(candidates, dimension, seed + static_cast<std::uint32_t>(round));
    for (Eigen::Index k = 0; k < dimension; ++k)
      points.col(k) = low(k) + (high(k) - low(k)) * points.col(k).array();
    const auto looked = look(std::move(points), emulators, moments, cutoff);
    left = stacked(left, rows(looked.points, looked.left));
    if (left.rows() >= 5 * count) // enough to choose from
      break;
    // The next box is around what is left here, or around the least implausible.
    std::vector<Eigen::Index> order(looked.greatest.size());
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Eigen::Index i, Eigen::Index j) {
      return looked.greatest[static_cast<std::size_t>(i)] <
             looked.greatest[static_cast<std::size_t>(j)];
    });
    order.resize(std::max({looked.left.size(),
                           static_cast<std::size_t>(kept_share * static_cast<double>(candidates)),
                           std::size_t{1}}));
    const auto around = stacked(left, rows(looked.points, order));
    const Eigen::RowVectorXd least = around.colwise().minCoeff(),
                             most = around.colwise().maxCoeff();
    low = (least - margin * (most - least)).cwiseMax(0);
    high = (most + margin * (most - least)).cwiseMin(1);
  }
  return spread_out(left, count, run);
}

double expected_improvement(const Prediction &predicted, double best) {
  const double deviation = std::sqrt(predicted.variance), gain = best - predicted.mean;
  if (!(deviation > 0))
    return std::max(gain, 0.0);
  const double u = gain / deviation;
  const double density = std::exp(-u * u / 2) / std::sqrt(2 * std::numbers::pi);
  return std::max(gain * normal_below(u) + deviation * density, 0.0);
}

Eigen::VectorXd most_promising(const Surrogate &log_distance, double best,
                               const Eigen::MatrixXd &candidates) {
  if (candidates.rows() == 0)
    throw std::invalid_argument("history matching: no candidates");
  const auto worth = [&](const Eigen::VectorXd &point) {
    return expected_improvement(log_distance.predict(point), best);
  };
  Eigen::VectorXd chosen = candidates.row(0).transpose();
  double most = worth(chosen);
  for (Eigen::Index i = 1; i < candidates.rows(); ++i) {
    const double one = worth(candidates.row(i).transpose());
    if (one > most) {
      most = one;
      chosen = candidates.row(i).transpose();
    }
  }
  if (!(most > 0))
    return chosen;
  const auto size = chosen.size();
  // in units of the greatest, for the tolerance of the search
  const auto found = minimise([&](const Eigen::VectorXd &at) { return -worth(at) / most; }, chosen,
                              Eigen::VectorXd::Zero(size), Eigen::VectorXd::Ones(size),
                              {.evaluations = 300, .tolerance = 1e-4, .step = 0.05});
  return found.value < -1 ? found.at : chosen;
}

} // namespace sme::analysis
