#include "analysis/decision.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "analysis/resampling.hpp"

namespace sme::analysis {

namespace {

using Index = Eigen::Index;

template <class Row> std::vector<double> each_policy(const Eigen::MatrixXd &matrix, Row row) {
  std::vector<double> out;
  for (Index p = 0; p < matrix.rows(); ++p)
    out.push_back(row(matrix.row(p)));
  return out;
}

/// Linear between order statistics (type 7 of Hyndman & Fan 1996).
double quantile(std::vector<double> values, double level) {
  std::sort(values.begin(), values.end());
  const double at = level * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const auto high = std::min(low + 1, values.size() - 1);
  return values[low] + (at - static_cast<double>(low)) * (values[high] - values[low]);
}

} // namespace

Eigen::MatrixXd regret(const Eigen::MatrixXd &utility) {
  return (-utility).rowwise() + utility.colwise().maxCoeff();
}

std::vector<double> greatest_regret(const Eigen::MatrixXd &utility) {
  return each_policy(regret(utility), [](const auto &row) { return row.maxCoeff(); });
}

std::vector<double> regret_quantile(const Eigen::MatrixXd &utility, double level) {
  return each_policy(regret(utility), [&](const auto &row) {
    return quantile(std::vector<double>(row.begin(), row.end()), level);
  });
}

std::vector<double> worst(const Eigen::MatrixXd &utility) {
  return each_policy(utility, [](const auto &row) { return row.minCoeff(); });
}

std::vector<double> best(const Eigen::MatrixXd &utility) {
  return each_policy(utility, [](const auto &row) { return row.maxCoeff(); });
}

std::vector<double> hurwicz(const Eigen::MatrixXd &utility, double optimism) {
  return each_policy(utility, [&](const auto &row) {
    return optimism * row.maxCoeff() + (1 - optimism) * row.minCoeff();
  });
}

std::vector<double> laplace(const Eigen::MatrixXd &utility) {
  return each_policy(utility, [](const auto &row) { return row.mean(); });
}

std::vector<double> domain(const std::vector<Eigen::MatrixXd> &outcomes,
                           std::span<const double> thresholds) {
  if (outcomes.empty() || outcomes.size() != thresholds.size())
    throw std::invalid_argument("domain: needs one threshold for each outcome");
  const auto &first = outcomes.front();
  Eigen::ArrayXXd met = Eigen::ArrayXXd::Ones(first.rows(), first.cols());
  for (std::size_t k = 0; k < outcomes.size(); ++k) {
    if (outcomes[k].rows() != first.rows() || outcomes[k].cols() != first.cols())
      throw std::invalid_argument("domain: outcomes have different policies or states");
    met *= (outcomes[k].array() >= thresholds[k]).cast<double>();
  }
  return laplace(met.matrix());
}

std::vector<bool> efficient(const Eigen::MatrixXd &objectives) {
  std::vector<bool> out(static_cast<std::size_t>(objectives.rows()), true);
  for (Index p = 0; p < objectives.rows(); ++p)
    for (Index q = 0; q < objectives.rows(); ++q) {
      const auto gain = (objectives.row(q) - objectives.row(p)).array();
      if ((gain >= 0).all() && (gain > 0).any())
        out[static_cast<std::size_t>(p)] = false;
    }
  return out;
}

std::vector<double> efficient_frequency(const std::vector<Eigen::MatrixXd> &replicates,
                                        std::uint32_t seed) {
  if (replicates.empty())
    return {};
  std::vector<double> often(static_cast<std::size_t>(replicates.front().rows()), 0);
  const Chance chance(seed, Resampling::ranking);
  std::vector<std::uint32_t> times(replicates.size());
  for (std::uint32_t b = 0; b < resamples; ++b) {
    chance.multiplicities(b, times);
    Eigen::MatrixXd sum =
        Eigen::MatrixXd::Zero(replicates.front().rows(), replicates.front().cols());
    for (std::size_t r = 0; r < times.size(); ++r)
      if (times[r] > 0)
        sum += times[r] * replicates[r];
    const auto among = efficient(sum);
    for (std::size_t p = 0; p < often.size(); ++p)
      often[p] += among[p] ? 1.0 / resamples : 0;
  }
  return often;
}

ExpectedLoss expected_loss(const Eigen::MatrixXd &cost, const Eigen::MatrixXd &effect,
                           std::span<const double> lambda) {
  if (cost.rows() != effect.rows() || cost.cols() != effect.cols() || cost.size() == 0)
    throw std::invalid_argument("expected loss: cost and effect have different shapes");
  ExpectedLoss out;
  out.lambda.assign(lambda.begin(), lambda.end());
  out.loss.resize(cost.rows(), static_cast<Index>(lambda.size()));
  out.acceptable = Eigen::MatrixXd::Zero(cost.rows(), static_cast<Index>(lambda.size()));
  for (Index l = 0; l < out.loss.cols(); ++l) {
    const Eigen::MatrixXd benefit = lambda[static_cast<std::size_t>(l)] * effect - cost;
    const Eigen::MatrixXd lost = regret(benefit);
    out.loss.col(l) = lost.rowwise().mean();
    Index least = 0;
    out.evpi.push_back(out.loss.col(l).minCoeff(&least));
    out.best.push_back(static_cast<std::size_t>(least));
    for (Index w = 0; w < lost.cols(); ++w) {
      const Eigen::ArrayXd first = (lost.col(w).array() == 0).cast<double>();
      out.acceptable.col(l) += (first / (first.sum() * static_cast<double>(lost.cols()))).matrix();
    }
  }
  return out;
}

} // namespace sme::analysis
