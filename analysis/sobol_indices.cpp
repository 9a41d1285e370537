#include "analysis/sobol_indices.hpp"

#include <algorithm>
#include <stdexcept>

#include "analysis/design.hpp"
#include "analysis/quantiles.hpp"
#include "analysis/resampling.hpp"

namespace sme::analysis {
namespace {

// Of each base point what the estimates are means of; then the points may be drawn again.
struct SobolTerms {
  Eigen::Index dimension = 0;
  double replicates = 1;
  Eigen::VectorXd level, square, within; ///< of A and B; variance between replicates, of all rows
  Eigen::MatrixXd first, total;          ///< a column for each parameter
};

struct Estimates {
  double variance = 0, chance = 0;
  Eigen::VectorXd first, total;
};

Estimates estimates(const SobolTerms &terms, const Eigen::VectorXd &weight) { // weights sum to one
  const double level = weight.dot(terms.level), within = weight.dot(terms.within);
  const double known = within / terms.replicates;
  Estimates out;
  out.variance = weight.dot(terms.square) - level * level - known + within;
  out.first.setZero(terms.dimension);
  out.total.setZero(terms.dimension);
  if (!(out.variance > 0))
    return out;
  out.chance = within / out.variance;
  for (Eigen::Index k = 0; k < terms.dimension; ++k) {
    out.first(k) = weight.dot(terms.first.col(k)) / out.variance;
    out.total(k) = (weight.dot(terms.total.col(k)) - known) / out.variance;
  }
  return out;
}

void check_alike(std::span<const Eigen::MatrixXd> policies) {
  for (const auto &one : policies)
    if (one.rows() != policies[0].rows() || one.cols() != policies[0].cols())
      throw std::invalid_argument("Sobol indices: policies have outcomes of different shapes");
}

} // namespace

Eigen::MatrixXd saltelli_design(Eigen::Index count, Eigen::Index dimension, std::uint32_t seed) {
  if (count < 2 || dimension < 1)
    throw std::invalid_argument("Sobol indices: need two base points and a parameter");
  const auto both = sobol_points(count, 2 * dimension, seed);
  Eigen::MatrixXd out(count * (dimension + 2), dimension);
  out.topRows(count) = both.leftCols(dimension);
  out.middleRows(count, count) = both.rightCols(dimension);
  for (Eigen::Index k = 0; k < dimension; ++k) {
    out.middleRows((k + 2) * count, count) = both.leftCols(dimension);
    out.block((k + 2) * count, k, count, 1) = both.col(dimension + k);
  }
  return out;
}

SobolIndices sobol_indices(const Eigen::MatrixXd &outcomes, Eigen::Index dimension, double alpha,
                           std::uint32_t seed) {
  if (dimension < 1 || outcomes.cols() < 1 || outcomes.rows() % (dimension + 2) != 0 ||
      outcomes.rows() < 2 * (dimension + 2) || outcomes.hasNaN())
    throw std::invalid_argument("Sobol indices: need an outcome for each point of the design, and "
                                "none missing");
  const auto count = outcomes.rows() / (dimension + 2);
  SobolTerms terms{dimension, static_cast<double>(outcomes.cols()), {}, {}, {}, {}, {}};
  Eigen::VectorXd mean = outcomes.rowwise().mean(), within = Eigen::VectorXd::Zero(mean.size());
  if (outcomes.cols() > 1)
    within = (outcomes.colwise() - mean).rowwise().squaredNorm() / (terms.replicates - 1);
  mean.array() -= mean.head(2 * count).mean();
  const auto a = mean.head(count), b = mean.segment(count, count);
  terms.level = (a + b) / 2;
  terms.square = (a.array().square() + b.array().square()) / 2;
  terms.within = within.reshaped(count, dimension + 2).rowwise().mean();
  terms.first.resize(count, dimension);
  terms.total.resize(count, dimension);
  for (Eigen::Index k = 0; k < dimension; ++k) {
    const auto mixed = mean.segment((k + 2) * count, count);
    terms.first.col(k) = b.array() * (mixed - a).array();
    terms.total.col(k) = (a - mixed).array().square() / 2;
  }

  const auto points = static_cast<double>(count);
  const auto found = estimates(terms, Eigen::VectorXd::Constant(count, 1 / points));
  std::vector<std::vector<double>> first(static_cast<std::size_t>(dimension)), total = first;
  std::vector<double> chance;
  std::vector<std::uint32_t> times(static_cast<std::size_t>(count));
  const Chance drawn(seed, Resampling::indices);
  for (std::uint32_t which = 0; which < resamples; ++which) {
    drawn.multiplicities(which, times);
    Eigen::VectorXd weight(count);
    for (Eigen::Index i = 0; i < count; ++i)
      weight(i) = times[static_cast<std::size_t>(i)] / points;
    const auto again = estimates(terms, weight);
    chance.push_back(again.chance);
    for (Eigen::Index k = 0; k < dimension; ++k) {
      first[static_cast<std::size_t>(k)].push_back(again.first(k));
      total[static_cast<std::size_t>(k)].push_back(again.total(k));
    }
  }
  SobolIndices out;
  out.variance = found.variance;
  if (outcomes.cols() > 1) {
    out.chance = found.chance;
    out.chance_interval = percentile_interval(chance, alpha);
  }
  for (Eigen::Index k = 0; k < dimension; ++k)
    out.inputs.push_back({found.first(k), found.total(k),
                          percentile_interval(first[static_cast<std::size_t>(k)], alpha),
                          percentile_interval(total[static_cast<std::size_t>(k)], alpha)});
  return out;
}

SobolIndices sobol_indices(const Surrogate &emulator, double chance, Eigen::Index count,
                           double alpha, std::uint32_t seed) {
  if (!(chance >= 0))
    throw std::invalid_argument("Sobol indices: the variance of chance is below zero");
  const auto design = saltelli_design(count, emulator.dimension(), seed);
  Eigen::VectorXd mean(design.rows());
  for (Eigen::Index i = 0; i < design.rows(); ++i)
    mean(i) = emulator.predict(design.row(i).transpose()).mean;
  auto out = sobol_indices(mean, emulator.dimension(), alpha, seed);
  const double expected = out.variance;
  out.variance += chance;
  const double share = out.variance > 0 ? expected / out.variance : 0;
  out.chance = out.variance > 0 ? chance / out.variance : 0;
  out.chance_interval = {out.chance, out.chance};
  for (auto &one : out.inputs)
    one = {one.first * share,
           one.total * share,
           {one.first_interval.low * share, one.first_interval.high * share},
           {one.total_interval.low * share, one.total_interval.high * share}};
  return out;
}

std::vector<Eigen::MatrixXd> being_best(std::span<const Eigen::MatrixXd> policies) {
  check_alike(policies);
  std::vector<Eigen::MatrixXd> out(policies.begin(), policies.end());
  for (Eigen::Index cell = 0; cell < (policies.empty() ? 0 : policies[0].size()); ++cell) {
    double most = policies[0](cell), equal = 0;
    for (const auto &one : policies)
      most = std::max(most, one(cell));
    for (const auto &one : policies)
      equal += one(cell) == most ? 1 : 0;
    for (std::size_t p = 0; p < policies.size(); ++p)
      out[p](cell) = policies[p](cell) == most ? 1 / equal : 0;
  }
  return out;
}

std::vector<Eigen::MatrixXd> ranks(std::span<const Eigen::MatrixXd> policies) {
  check_alike(policies);
  std::vector<Eigen::MatrixXd> out(policies.begin(), policies.end());
  for (std::size_t p = 0; p < policies.size(); ++p)
    for (Eigen::Index cell = 0; cell < policies[p].size(); ++cell) {
      double above = 0, equal = 0;
      for (const auto &one : policies) {
        above += one(cell) > policies[p](cell) ? 1 : 0;
        equal += one(cell) == policies[p](cell) ? 1 : 0;
      }
      out[p](cell) = above + (equal + 1) / 2;
    }
  return out;
}

} // namespace sme::analysis
