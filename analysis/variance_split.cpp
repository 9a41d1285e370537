#include "analysis/variance_split.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "analysis/distributions.hpp"

namespace sme::analysis {

VarianceSplit split_variance(const Eigen::MatrixXd &differences, double alpha) {
  if (differences.rows() < 2 || differences.cols() < 2 || differences.hasNaN())
    throw std::invalid_argument("variance split: needs two parameter draws with two replicates "
                                "each, and no missing value");
  const auto draws = static_cast<double>(differences.rows());
  const auto replicates = static_cast<double>(differences.cols());
  const Eigen::VectorXd means = differences.rowwise().mean();
  VarianceSplit out;
  out.mean = means.mean();
  const double between = replicates * (means.array() - out.mean).square().sum() / (draws - 1);
  const double within =
      (differences.colwise() - means).array().square().sum() / (draws * (replicates - 1));
  const double raw = (between - within) / replicates;
  out.of_chance = within;
  out.negative = raw < 0;
  out.of_parameters = std::max(raw, 0.0);
  const double upper = draws - 1, lower = draws * (replicates - 1);
  if (within > 0) {
    const auto share = [&](double quantile) {
      const double ratio = std::max(0.0, (between / within / quantile - 1) / replicates);
      return ratio / (1 + ratio);
    };
    out.share = {share(fisher_quantile(1 - alpha / 2, upper, lower)),
                 share(fisher_quantile(alpha / 2, upper, lower))};
  } else if (between > 0) {
    out.share = {1, 1};
  }
  const double half =
      student_quantile(1 - alpha / 2, draws - 1) * std::sqrt(between / (draws * replicates));
  out.interval = {out.mean - half, out.mean + half};
  return out;
}

} // namespace sme::analysis
