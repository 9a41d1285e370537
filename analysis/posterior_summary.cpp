// Profiles, marginals and warnings of a posterior.
#include "analysis/posterior.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/distributions.hpp"
#include "analysis/quantiles.hpp"
#include "analysis/search.hpp"

namespace sme::analysis {
namespace {

constexpr double unidentified = 0.8, joint = 0.9, near_bound = 0.01;

} // namespace

Interval profile_interval(const LogDensity &density, const Eigen::VectorXd &best,
                          Eigen::Index parameter, double alpha) {
  const double bar = density(best) - chi_square_quantile(1 - alpha, 1) / 2;
  const auto size = best.size();
  const auto end = [&](double bound) {
    Eigen::VectorXd nearest = best; // the best of the others at the last value inside
    const auto inside = [&](double value) {
      Eigen::VectorXd others(size - 1);
      const auto whole = [&](const Eigen::VectorXd &rest) {
        Eigen::VectorXd x(size);
        x << rest.head(parameter), value, rest.tail(size - 1 - parameter);
        return x;
      };
      others << nearest.head(parameter), nearest.tail(size - 1 - parameter);
      if (density(whole(others)) >= bar) { // already: no search needed to know
        nearest = whole(others);
        return true;
      }
      if (size == 1)
        return false;
      const auto found = minimise(
          [&](const auto &rest) { return -density(whole(rest)); }, others,
          Eigen::VectorXd::Zero(size - 1), Eigen::VectorXd::Ones(size - 1),
          {.evaluations = 40 * (static_cast<int>(size) + 3), .tolerance = 1e-4, .step = 0.05});
      if (-found.value >= bar)
        nearest = whole(found.at);
      return -found.value >= bar;
    };
    double in = best(parameter), step = (bound - in) / 16;
    for (int walk = 0; walk < 16; ++walk) {
      const double next = walk == 15 ? bound : in + step;
      if (!inside(next)) {
        double out = next;
        while (std::abs(out - in) > 1e-4) {
          const double middle = (in + out) / 2;
          (inside(middle) ? in : out) = middle;
        }
        return in;
      }
      in = next;
    }
    return bound;
  };
  return {end(0), end(1)};
}

PosteriorSummary summarise(const Posterior &posterior, double alpha) {
  const auto &sample = posterior.sample;
  const auto dimension = sample.cols();
  PosteriorSummary out;
  const Eigen::MatrixXd centred = sample.rowwise() - sample.colwise().mean();
  Eigen::VectorXd deviation(dimension);
  for (Eigen::Index k = 0; k < dimension; ++k) {
    deviation(k) = std::sqrt(centred.col(k).squaredNorm() / static_cast<double>(sample.rows() - 1));
    std::vector<double> sorted(sample.col(k).begin(), sample.col(k).end());
    std::sort(sorted.begin(), sorted.end());
    out.marginals.push_back(
        {sample.col(k).mean(),
         deviation(k),
         quantile_of_sorted(sorted, 0.5),
         {quantile_of_sorted(sorted, alpha / 2), quantile_of_sorted(sorted, 1 - alpha / 2)},
         deviation(k) * std::sqrt(12.0)});
  }
  out.correlation = Eigen::MatrixXd::Identity(dimension, dimension);
  for (Eigen::Index i = 0; i < dimension; ++i)
    for (Eigen::Index j = 0; j < i; ++j)
      if (deviation(i) > 0 && deviation(j) > 0)
        out.correlation(i, j) = out.correlation(j, i) =
            centred.col(i).dot(centred.col(j)) /
            (static_cast<double>(sample.rows() - 1) * deviation(i) * deviation(j));
  using Kind = Warning::Kind;
  for (Eigen::Index k = 0; k < dimension; ++k)
    if (const double shrink = out.marginals[static_cast<std::size_t>(k)].shrink;
        shrink > unidentified)
      out.warnings.push_back({Kind::not_identified, k, 0, shrink});
  for (Eigen::Index i = 0; i < dimension; ++i)
    for (Eigen::Index j = i + 1; j < dimension; ++j)
      if (std::abs(out.correlation(i, j)) > joint)
        out.warnings.push_back({Kind::only_jointly, i, j, out.correlation(i, j)});
  for (Eigen::Index k = 0; k < dimension; ++k)
    if (posterior.best(k) < near_bound || posterior.best(k) > 1 - near_bound)
      out.warnings.push_back({Kind::at_bound, k, 0, posterior.best(k)});
  return out;
}

std::string in_words(const Warning &warning, std::span<const std::string> names) {
  const auto &name = names[static_cast<std::size_t>(warning.parameter)];
  switch (warning.kind) {
  case Warning::Kind::not_identified:
    return name + " is not identified by these moments";
  case Warning::Kind::only_jointly:
    return name + " and " + names[static_cast<std::size_t>(warning.other)] +
           " are identified only jointly";
  case Warning::Kind::at_bound:
    return name + " is estimated at its " + (warning.figure < 0.5 ? "lower" : "upper") + " bound";
  }
  return name;
}

} // namespace sme::analysis
