#include "analysis/design.hpp"

#include <boost/random/sobol.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "analysis/stream.hpp"

namespace sme::analysis {
namespace {

constexpr int hypercubes = 50;

void check_size(Eigen::Index count, Eigen::Index dimension) {
  if (count < 1 || dimension < 1 || dimension > 1000)
    throw std::invalid_argument("design: needs at least one point, and 1 to 1000 parameters");
}

void check(const Eigen::MatrixXd &points, std::span<const Bounds> bounds) {
  if (static_cast<std::size_t>(points.cols()) != bounds.size())
    throw std::invalid_argument("design: " + std::to_string(bounds.size()) + " bounds for " +
                                std::to_string(points.cols()) + " parameters");
  for (std::size_t k = 0; k < bounds.size(); ++k) {
    const auto &one = bounds[k];
    if (!std::isfinite(one.low) || !std::isfinite(one.high) || !(one.low < one.high) ||
        (one.scale == Scale::logarithmic && !(one.low > 0)))
      throw std::invalid_argument("design: the bounds of parameter " + std::to_string(k + 1) +
                                  " are not finite numbers in order, or not above zero on a "
                                  "logarithmic scale");
  }
}

double closest_two(const Eigen::MatrixXd &transposed) {
  double least = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 1; i < transposed.cols(); ++i)
    for (Eigen::Index j = 0; j < i; ++j)
      least = std::min(least, (transposed.col(i) - transposed.col(j)).squaredNorm());
  return least;
}

} // namespace

Eigen::MatrixXd sobol_points(Eigen::Index count, Eigen::Index dimension, std::uint32_t seed) {
  check_size(count, dimension);
  const auto columns = static_cast<std::size_t>(dimension);
  std::vector<std::uint32_t> shift(columns);
  Chance(seed, Resampling::shift).fill(0, shift);
  boost::random::sobol_engine<std::uint32_t, 32> engine(columns);
  Eigen::MatrixXd out(count, dimension);
  for (Eigen::Index i = 0; i < count; ++i)
    for (std::size_t k = 0; k < columns; ++k) { // the library leaves out the zero point
      const std::uint32_t word = (i == 0 ? 0U : engine()) ^ shift[k];
      out(i, static_cast<Eigen::Index>(k)) = (word + 0.5) * 0x1p-32;
    }
  return out;
}

Eigen::MatrixXd latin_hypercube(Eigen::Index count, Eigen::Index dimension, std::uint32_t seed) {
  check_size(count, dimension);
  Eigen::MatrixXd best, one(dimension, count); // a column for each point
  double furthest = -1;
  for (std::uint32_t which = 0; which < hypercubes; ++which) {
    Stream stream(seed, Resampling::hypercube, which);
    for (Eigen::Index k = 0; k < dimension; ++k) {
      const auto slices = stream.permutation(static_cast<std::size_t>(count));
      for (Eigen::Index i = 0; i < count; ++i)
        one(k, i) = (static_cast<double>(slices[static_cast<std::size_t>(i)]) + stream.uniform()) /
                    static_cast<double>(count);
    }
    const double apart = closest_two(one);
    if (apart > furthest) {
      furthest = apart;
      best = one;
    }
  }
  return best.transpose();
}

Eigen::MatrixXd spread_out(const Eigen::MatrixXd &candidates, Eigen::Index count,
                           const Eigen::MatrixXd &taken) {
  if (taken.rows() > 0 && taken.cols() != candidates.cols())
    throw std::invalid_argument("design: candidates and points taken have not as many parameters");
  Eigen::VectorXd distance(candidates.rows()); // squared, to the nearest point taken
  const auto nearer = [&](const Eigen::RowVectorXd &point) {
    for (Eigen::Index i = 0; i < candidates.rows(); ++i)
      distance(i) = std::min(distance(i), (candidates.row(i) - point).squaredNorm());
  };
  distance.setConstant(std::numeric_limits<double>::infinity());
  for (Eigen::Index i = 0; i < taken.rows(); ++i)
    nearer(taken.row(i));
  std::vector<Eigen::Index> chosen;
  if (candidates.rows() > 0 && taken.rows() == 0 && count > 0) {
    const Eigen::RowVectorXd middle = candidates.colwise().mean();
    Eigen::Index first = 0;
    for (Eigen::Index i = 1; i < candidates.rows(); ++i)
      if ((candidates.row(i) - middle).squaredNorm() <
          (candidates.row(first) - middle).squaredNorm())
        first = i;
    chosen.push_back(first);
    nearer(candidates.row(first));
  }
  while (static_cast<Eigen::Index>(chosen.size()) < std::min(count, candidates.rows())) {
    Eigen::Index furthest = 0;
    for (Eigen::Index i = 1; i < candidates.rows(); ++i)
      if (distance(i) > distance(furthest))
        furthest = i;
    if (!(distance(furthest) > 0))
      break; // nothing left but points that are there
    chosen.push_back(furthest);
    nearer(candidates.row(furthest));
  }
  Eigen::MatrixXd out(static_cast<Eigen::Index>(chosen.size()), candidates.cols());
  for (std::size_t i = 0; i < chosen.size(); ++i)
    out.row(static_cast<Eigen::Index>(i)) = candidates.row(chosen[i]);
  return out;
}

Eigen::MatrixXd to_bounds(const Eigen::MatrixXd &unit, std::span<const Bounds> bounds) {
  check(unit, bounds);
  Eigen::MatrixXd out(unit.rows(), unit.cols());
  for (Eigen::Index k = 0; k < unit.cols(); ++k) {
    const auto &one = bounds[static_cast<std::size_t>(k)];
    for (Eigen::Index i = 0; i < unit.rows(); ++i)
      out(i, k) = one.scale == Scale::linear
                      ? one.low + unit(i, k) * (one.high - one.low)
                      : one.low * std::exp(unit(i, k) * std::log(one.high / one.low));
  }
  return out;
}

Eigen::MatrixXd to_unit(const Eigen::MatrixXd &parameters, std::span<const Bounds> bounds) {
  check(parameters, bounds);
  Eigen::MatrixXd out(parameters.rows(), parameters.cols());
  for (Eigen::Index k = 0; k < parameters.cols(); ++k) {
    const auto &one = bounds[static_cast<std::size_t>(k)];
    for (Eigen::Index i = 0; i < parameters.rows(); ++i)
      out(i, k) = one.scale == Scale::linear
                      ? (parameters(i, k) - one.low) / (one.high - one.low)
                      : std::log(parameters(i, k) / one.low) / std::log(one.high / one.low);
  }
  return out;
}

} // namespace sme::analysis
