#include "analysis/evaluator.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <stdexcept>

#include "analysis/distributions.hpp"

namespace sme::analysis {

namespace {

using Index = Eigen::Index;

struct Changes {
  std::vector<double> treated, controls;
};

Changes changes_of(const TwoPeriods &firms) {
  if (firms.before.size() != firms.after.size() || firms.before.size() != firms.treated.size())
    throw std::invalid_argument("evaluator: columns of the panel have different lengths");
  Changes out;
  for (std::size_t i = 0; i < firms.before.size(); ++i)
    (firms.treated[i] != 0 ? out.treated : out.controls)
        .push_back(firms.after[i] - firms.before[i]);
  return out;
}

EffectEstimate of_mean(std::span<const double> values, double alpha) {
  const auto sample = moments(values);
  EffectEstimate out;
  out.treated = sample.count;
  out.value = sample.mean;
  if (sample.count < 2)
    return out;
  out.error = sample.deviation / std::sqrt(static_cast<double>(sample.count));
  out.interval = student_interval(sample, alpha);
  return out;
}

/// Weighted least squares with HC3 errors (MacKinnon & White 1985), which hold at the edge of data.
struct Line {
  Eigen::VectorXd coefficients;
  Eigen::MatrixXd covariance;
};
Line fit(const Eigen::MatrixXd &x, const Eigen::VectorXd &y, const Eigen::VectorXd &weight) {
  const Eigen::MatrixXd weighted = weight.asDiagonal() * x;
  const Eigen::MatrixXd bread = (x.transpose() * weighted).inverse();
  Line out;
  out.coefficients = bread * (weighted.transpose() * y);
  const Eigen::ArrayXd leverage = ((weighted * bread).array() * x.array()).rowwise().sum();
  const Eigen::VectorXd residual = (y - x * out.coefficients).array() / (1 - leverage);
  const Eigen::MatrixXd scores = residual.asDiagonal() * weighted;
  out.covariance = bread * (scores.transpose() * scores) * bread;
  return out;
}

} // namespace

EffectEstimate before_after(const TwoPeriods &firms, double alpha) {
  return of_mean(changes_of(firms).treated, alpha);
}

EffectEstimate difference_in_differences(const TwoPeriods &firms, double alpha) {
  const auto changes = changes_of(firms);
  const auto helped = moments(changes.treated), others = moments(changes.controls);
  EffectEstimate out;
  out.treated = helped.count;
  out.controls = others.count;
  out.value = helped.mean - others.mean;
  if (helped.count < 2 || others.count < 2)
    return out;
  const auto n = static_cast<double>(helped.count), m = static_cast<double>(others.count);
  const double a = helped.deviation * helped.deviation / n;
  const double b = others.deviation * others.deviation / m;
  out.error = std::sqrt(a + b);
  if (out.error == 0) {
    out.interval = {out.value, out.value};
    return out;
  }
  const double freedom = (a + b) * (a + b) / (a * a / (n - 1) + b * b / (m - 1)); // Welch
  const double half = student_quantile(1 - alpha / 2, freedom) * out.error;
  out.interval = {out.value - half, out.value + half};
  return out;
}

EffectEstimate matched(const TwoPeriods &firms, const Eigen::MatrixXd &covariates,
                       std::span<const std::int64_t> stratum, double alpha) {
  const auto rows = firms.before.size();
  if (static_cast<std::size_t>(covariates.rows()) != rows || stratum.size() != rows ||
      firms.after.size() != rows || firms.treated.size() != rows)
    throw std::invalid_argument("evaluator: columns of the panel have different lengths");
  Eigen::MatrixXd scaled = covariates;
  for (Index c = 0; c < scaled.cols(); ++c) {
    const std::vector<double> column(scaled.col(c).begin(), scaled.col(c).end());
    const double deviation = moments(column).deviation;
    scaled.col(c) *= deviation > 0 ? 1 / deviation : 0;
  }
  std::map<std::int64_t, std::vector<std::size_t>> controls;
  for (std::size_t i = 0; i < rows; ++i)
    if (firms.treated[i] == 0)
      controls[stratum[i]].push_back(i);
  std::vector<double> pairs;
  std::vector<bool> used(rows, false);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto pool = controls.find(stratum[i]);
    if (firms.treated[i] == 0 || pool == controls.end())
      continue;
    double least = std::numeric_limits<double>::infinity();
    std::size_t nearest = rows;
    for (const auto j : pool->second) {
      double distance = 0;
      for (Index c = 0; c < scaled.cols(); ++c) {
        const double away = scaled(static_cast<Index>(i), c) - scaled(static_cast<Index>(j), c);
        distance += away * away;
      }
      if (distance < least) {
        least = distance;
        nearest = j;
      }
    }
    if (nearest == rows) // every distance is missing
      continue;
    used[nearest] = true;
    pairs.push_back(firms.after[i] - firms.before[i] -
                    (firms.after[nearest] - firms.before[nearest]));
  }
  auto out = of_mean(pairs, alpha);
  out.controls = static_cast<std::size_t>(std::count(used.begin(), used.end(), true));
  return out;
}

EffectEstimate regression_discontinuity(std::span<const double> running,
                                        std::span<const double> outcome, double cutoff,
                                        double bandwidth, double alpha) {
  if (running.size() != outcome.size() || !(bandwidth > 0))
    throw std::invalid_argument("regression discontinuity: needs equal columns and a bandwidth");
  std::vector<std::array<double, 3>> kept; // distance, outcome, weight
  EffectEstimate out;
  for (std::size_t i = 0; i < running.size(); ++i) {
    const double away = running[i] - cutoff;
    const double weight = 1 - std::abs(away) / bandwidth;
    if (!(weight > 0) || std::isnan(outcome[i]))
      continue;
    kept.push_back({away, outcome[i], weight});
    ++(away >= 0 ? out.treated : out.controls);
  }
  if (out.treated < 10 || out.controls < 10)
    return out;
  Eigen::MatrixXd x(static_cast<Index>(kept.size()), 4);
  Eigen::VectorXd y(x.rows()), w(x.rows());
  for (Index i = 0; i < x.rows(); ++i) {
    const auto &[away, value, weight] = kept[static_cast<std::size_t>(i)];
    const double above = away >= 0 ? 1 : 0;
    x.row(i) << 1, above, away / bandwidth, above * away / bandwidth;
    y[i] = value;
    w[i] = weight;
  }
  const auto line = fit(x, y, w);
  out.value = line.coefficients[1];
  out.error = std::sqrt(line.covariance(1, 1));
  const double half =
      student_quantile(1 - alpha / 2, static_cast<double>(kept.size()) - 4) * out.error;
  out.interval = {out.value - half, out.value + half};
  return out;
}

namespace {

/// The bins round a notch, and what a firm in each adds to the excess.
class Notched {
public:
  explicit Notched(const BunchingOptions &options) : bins(2 * options.reach), o_(options) {
    const int left = bins - o_.below - o_.above;
    if (left <= o_.degree + 1 || !(o_.width > 0) || o_.below < 1 || o_.above < 1 ||
        o_.below >= o_.reach || o_.above >= o_.reach)
      throw std::invalid_argument("bunching: too few bins outside the notch for the polynomial");
    powers_.resize(bins, o_.degree + 1);
    for (Index b = 0; b < bins; ++b) {
      const double at = (static_cast<double>(b) + 0.5 - o_.reach) / o_.reach;
      double power = 1;
      for (Index d = 0; d <= o_.degree; ++d, power *= at)
        powers_(b, d) = power;
      if (b < o_.reach - o_.below || b >= o_.reach + o_.above)
        outside_.push_back(b);
    }
    const Eigen::MatrixXd x = powers_(outside_, Eigen::all);
    solve_ = (x.transpose() * x).inverse() * x.transpose();
    const Eigen::RowVectorXd taken =
        powers_(Eigen::seqN(o_.reach, o_.above), Eigen::all).colwise().sum() * solve_;
    weight = Eigen::VectorXd::Zero(bins);
    weight(Eigen::seqN(o_.reach, o_.above)).setOnes();
    weight(outside_) -= taken.transpose();
  }
  /// Firms expected in each bin without the notch.
  [[nodiscard]] Eigen::VectorXd expected(const Eigen::VectorXd &counts) const {
    return powers_ * (solve_ * counts(outside_));
  }
  /// What a firm adds; nothing when it is missing or beyond the bins.
  [[nodiscard]] double of(double value) const {
    const auto bin = bin_of(value);
    return bin < 0 ? 0 : weight[bin];
  }
  [[nodiscard]] Index bin_of(double value) const {
    const double bin = std::floor((value - o_.notch) / o_.width) + o_.reach;
    return bin >= 0 && bin < bins ? static_cast<Index>(bin) : -1;
  }

  int bins;
  Eigen::VectorXd weight; ///< of each bin

private:
  const BunchingOptions &o_;
  Eigen::MatrixXd powers_, solve_;
  std::vector<Index> outside_;
};

Interval around(double value, double error, double alpha) {
  const double half = normal_quantile(1 - alpha / 2) * error;
  return {value - half, value + half};
}

} // namespace

BunchingEstimate estimate_bunching(std::span<const double> values, const BunchingOptions &options) {
  const Notched notched(options);
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(notched.bins);
  for (const double value : values)
    if (const auto bin = notched.bin_of(value); bin >= 0)
      ++counts[bin];
  const Eigen::VectorXd expected = notched.expected(counts);
  BunchingEstimate out;
  const auto up = Eigen::seqN(options.reach, options.above);
  const auto down = Eigen::seqN(options.reach - options.below, options.below);
  out.excess = counts(up).sum() - expected(up).sum();
  out.missing = expected(down).sum() - counts(down).sum();
  out.relative = expected[options.reach] > 0 ? out.excess / expected[options.reach] : unknown;
  // excess is linear in the counts: their own, less a weighted sum of those outside
  out.error = std::sqrt((notched.weight.array().square() * counts.array()).sum());
  out.interval = around(out.excess, out.error, options.alpha);
  return out;
}

BunchingEstimate bunching_difference(std::span<const double> before, std::span<const double> after,
                                     const BunchingOptions &options) {
  if (before.size() != after.size())
    throw std::invalid_argument("bunching: the two worlds have different firms");
  const Notched notched(options);
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double moved = notched.of(after[i]) - notched.of(before[i]);
    sum += moved;
    squares += moved * moved;
  }
  BunchingEstimate out;
  out.excess = sum;
  out.error = std::sqrt(squares);
  out.interval = around(sum, out.error, options.alpha);
  return out;
}

} // namespace sme::analysis
