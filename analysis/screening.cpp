#include "analysis/screening.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "analysis/quantiles.hpp"
#include "analysis/resampling.hpp"
#include "analysis/stream.hpp"

namespace sme::analysis {

MorrisDesign morris_design(Eigen::Index trajectories, Eigen::Index dimension, int levels,
                           std::uint32_t seed) {
  if (trajectories < 2 || dimension < 1 || levels < 2 || levels % 2 != 0)
    throw std::invalid_argument("screening: needs two trajectories, a parameter and an even number "
                                "of levels");
  MorrisDesign out{Eigen::MatrixXd(trajectories * (dimension + 1), dimension), trajectories,
                   levels / (2.0 * (levels - 1))};
  const auto count = static_cast<std::size_t>(trajectories), half = std::size_t(levels) / 2;
  // In level steps, so that no rounding adds up. Of each parameter as many starts as levels: from
  // the lower half up, from the upper half down.
  Eigen::MatrixXi start(trajectories, dimension), end = start;
  for (Eigen::Index k = 0; k < dimension; ++k) {
    Stream stream(seed, Resampling::trajectories, static_cast<std::uint32_t>(k));
    const auto places = stream.permutation(count);
    for (std::size_t t = 0; t < count; ++t) {
      const std::size_t one = places[t] * 2 * half / count;
      const auto row = static_cast<Eigen::Index>(t);
      start(row, k) = static_cast<int>(one);
      end(row, k) = static_cast<int>(one < half ? one + half : one - half);
    }
  }
  Stream stream(seed, Resampling::trajectories, static_cast<std::uint32_t>(dimension));
  Eigen::Index row = 0;
  for (Eigen::Index t = 0; t < trajectories; ++t) {
    Eigen::RowVectorXi at = start.row(t);
    const auto put = [&] { out.points.row(row++) = at.cast<double>() / (levels - 1); };
    put();
    for (const auto moved : stream.permutation(static_cast<std::size_t>(dimension))) {
      at(static_cast<Eigen::Index>(moved)) = end(t, static_cast<Eigen::Index>(moved));
      put();
    }
  }
  return out;
}

std::vector<ElementaryEffect> elementary_effects(const MorrisDesign &design,
                                                 const Eigen::VectorXd &outcomes, double chance,
                                                 double alpha, std::uint32_t seed) {
  const auto &points = design.points;
  const auto dimension = points.cols(), length = dimension + 1;
  if (outcomes.size() != points.rows() || points.rows() != design.trajectories * length)
    throw std::invalid_argument("screening: needs an outcome for each point of the design");
  Eigen::MatrixXd effects(design.trajectories, dimension);
  for (Eigen::Index t = 0; t < design.trajectories; ++t)
    for (Eigen::Index i = t * length; i + 1 < (t + 1) * length; ++i) {
      Eigen::Index moved = 0;
      (points.row(i + 1) - points.row(i)).cwiseAbs().maxCoeff(&moved);
      effects(t, moved) =
          (outcomes(i + 1) - outcomes(i)) / (points(i + 1, moved) - points(i, moved));
    }
  const auto count = static_cast<double>(design.trajectories);
  Eigen::MatrixXd again(resamples, dimension); // mu* of trajectories drawn again
  std::vector<std::uint32_t> times(static_cast<std::size_t>(design.trajectories));
  const Chance drawn(seed, Resampling::screening);
  for (std::uint32_t which = 0; which < resamples; ++which) {
    drawn.multiplicities(which, times);
    for (Eigen::Index k = 0; k < dimension; ++k) {
      double sum = 0;
      for (Eigen::Index t = 0; t < design.trajectories; ++t)
        sum += times[static_cast<std::size_t>(t)] * std::abs(effects(t, k));
      again(which, k) = sum / count;
    }
  }
  std::vector<ElementaryEffect> out;
  for (Eigen::Index k = 0; k < dimension; ++k) {
    ElementaryEffect one;
    one.mean_size = effects.col(k).cwiseAbs().mean();
    one.mean = effects.col(k).mean();
    one.deviation = std::sqrt((effects.col(k).array() - one.mean).square().sum() / (count - 1));
    one.interval = percentile_interval({again.col(k).begin(), again.col(k).end()}, alpha);
    one.of_chance = std::sqrt(2 / std::numbers::pi * 2 * chance) / design.step;
    out.push_back(one);
  }
  return out;
}

} // namespace sme::analysis
