#include "analysis/surrogate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "analysis/design.hpp"
#include "analysis/search.hpp"

namespace sme::analysis {
namespace {

// Bounds of the search: lengths in units of the cube, variances in units of that of the values.
constexpr double shortest = 0.05, longest = 20, least_variance = 1e-3, most_variance = 1e3,
                 least_nugget = 1e-8, most_nugget = 2;

double matern(double squared) { // r^2, with its five
  const double r = std::sqrt(squared);
  return (1 + r + squared / 3) * std::exp(-r);
}

// Products are sums in a fixed order: vectors only, so that no block depends on a cache's size.
void divide_by_lower(const Eigen::MatrixXd &lower, Eigen::MatrixXd &columns) {
  for (Eigen::Index c = 0; c < columns.cols(); ++c) {
    Eigen::VectorXd one = columns.col(c);
    lower.triangularView<Eigen::Lower>().solveInPlace(one);
    columns.col(c) = one;
  }
}

Eigen::MatrixXd crossed(const Eigen::MatrixXd &columns) {
  Eigen::MatrixXd out(columns.cols(), columns.cols());
  for (Eigen::Index i = 0; i < out.rows(); ++i)
    for (Eigen::Index j = 0; j <= i; ++j)
      out(i, j) = out(j, i) = columns.col(i).dot(columns.col(j));
  return out;
}

Eigen::MatrixXd trend_terms(const Eigen::MatrixXd &points, Trend trend) {
  Eigen::MatrixXd out(points.cols(), trend == Trend::linear ? points.rows() + 1 : 1);
  out.col(0).setOnes();
  if (trend == Trend::linear)
    out.rightCols(points.rows()) = points.transpose();
  return out;
}

// What the likelihood needs of the points it is fitted on: squared differences, once.
struct Fitted {
  Eigen::MatrixXd squares; ///< a row for each pair, a column for each parameter
  Eigen::MatrixXd terms;
  Eigen::VectorXd values, noise;

  // Restricted log likelihood; theta is log lengths, log s^2, log nugget.
  [[nodiscard]] double log_likelihood(const Eigen::VectorXd &theta) const {
    const auto count = values.size(), dimension = squares.cols();
    const Eigen::VectorXd scale = 5 * (-2 * theta.head(dimension)).array().exp();
    const double variance = std::exp(theta(dimension)), nugget = std::exp(theta(dimension + 1));
    Eigen::VectorXd distance = Eigen::VectorXd::Zero(squares.rows());
    for (Eigen::Index k = 0; k < dimension; ++k)
      distance += scale(k) * squares.col(k);
    Eigen::MatrixXd covariance(count, count);
    for (Eigen::Index j = 0, pair = 0; j < count; ++j) {
      covariance(j, j) = variance + nugget + noise(j);
      for (Eigen::Index i = j + 1; i < count; ++i)
        covariance(i, j) = variance * matern(distance(pair++));
    }
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> root(covariance);
    if (root.info() != Eigen::Success)
      return -std::numeric_limits<double>::infinity();
    Eigen::MatrixXd both(count, terms.cols() + 1);
    both << terms, values;
    divide_by_lower(covariance, both);
    const Eigen::MatrixXd products = crossed(both);
    const auto size = terms.cols();
    const Eigen::LLT<Eigen::MatrixXd> inner(products.topLeftCorner(size, size));
    if (inner.info() != Eigen::Success)
      return -std::numeric_limits<double>::infinity();
    const Eigen::VectorXd along = inner.matrixL().solve(products.col(size).head(size));
    const Eigen::MatrixXd inner_root = inner.matrixL();
    return -covariance.diagonal().array().log().sum() - inner_root.diagonal().array().log().sum() -
           (products(size, size) - along.squaredNorm()) / 2;
  }
};

} // namespace

Surrogate::Surrogate(const Eigen::MatrixXd &points, const Eigen::VectorXd &values,
                     const Eigen::VectorXd &noise, const SurrogateOptions &options)
    : trend_(options.trend), points_(points.transpose()), values_(values), noise_(noise) {
  const auto terms = options.trend == Trend::linear ? points.cols() + 1 : 1;
  if (points.cols() < 1 || values.size() != points.rows() || noise.size() != points.rows() ||
      points.rows() < terms + 3)
    throw std::invalid_argument("surrogate: needs a value and a noise for each point, and three "
                                "points more than its trend has terms");
  if (!points.allFinite() || !values.allFinite() || !noise.allFinite() || noise.minCoeff() < 0)
    throw std::invalid_argument("surrogate: points, values and noise are finite numbers, and "
                                "noise is not negative");
  level_ = values_.mean();
  const double squares = (values_.array() - level_).square().mean();
  unit_ = squares > 0 ? std::sqrt(squares) : 1;
  values_ = (values_.array() - level_) / unit_;
  noise_ /= unit_ * unit_;
  fit(options);
  solve();
}

void Surrogate::fit(const SurrogateOptions &options) {
  const auto dimension = points_.rows(), all = points_.cols();
  const auto count = std::min(all, std::max(options.fit_on, dimension + 4));
  Fitted fitted{
      {count * (count - 1) / 2, dimension}, {}, Eigen::VectorXd(count), Eigen::VectorXd(count)};
  Eigen::MatrixXd chosen(dimension, count);
  for (Eigen::Index i = 0; i < count; ++i) {
    chosen.col(i) = points_.col(i * all / count);
    fitted.values(i) = values_(i * all / count);
    fitted.noise(i) = noise_(i * all / count);
  }
  fitted.terms = trend_terms(chosen, trend_);
  for (Eigen::Index j = 0, pair = 0; j < count; ++j)
    for (Eigen::Index i = j + 1; i < count; ++i)
      fitted.squares.row(pair++) = (chosen.col(i) - chosen.col(j)).array().square();

  Eigen::VectorXd lower(dimension + 2), upper(dimension + 2), first(dimension + 2);
  lower << Eigen::VectorXd::Constant(dimension, std::log(shortest)), std::log(least_variance),
      std::log(least_nugget);
  upper << Eigen::VectorXd::Constant(dimension, std::log(longest)), std::log(most_variance),
      std::log(most_nugget);
  first << Eigen::VectorXd::Constant(dimension,
                                     std::log(0.5 * std::sqrt(static_cast<double>(dimension)))),
      0, std::log(1e-3);
  const auto starts = sobol_points(std::max(options.starts, 1), dimension + 2, options.seed);
  Found best{first, std::numeric_limits<double>::infinity(), 0};
  for (Eigen::Index s = 0; s < std::max(options.starts, 1); ++s) {
    Eigen::VectorXd start = first;
    if (s > 0) // the middle half of each range
      start = lower.array() +
              (upper - lower).array() * (0.25 + 0.5 * starts.row(s).transpose().array());
    const auto found =
        minimise([&](const auto &theta) { return -fitted.log_likelihood(theta); }, start, lower,
                 upper, {.evaluations = options.evaluations, .tolerance = 1e-3});
    if (found.value < best.value)
      best = found;
  }
  lengths_ = best.at.head(dimension).array().exp();
  variance_ = std::exp(best.at(dimension));
  nugget_ = std::exp(best.at(dimension + 1));
  log_likelihood_ = -best.value;
}

void Surrogate::solve() {
  const auto count = points_.cols();
  const Eigen::VectorXd scale = 5 * lengths_.array().square().inverse();
  lower_.setZero(count, count);
  for (Eigen::Index j = 0; j < count; ++j) {
    lower_(j, j) = variance_ + nugget_ + noise_(j);
    for (Eigen::Index i = j + 1; i < count; ++i) {
      double squared = 0;
      for (Eigen::Index k = 0; k < scale.size(); ++k)
        squared += scale(k) * (points_(k, i) - points_(k, j)) * (points_(k, i) - points_(k, j));
      lower_(i, j) = variance_ * matern(squared);
    }
  }
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> root(lower_);
  trends_ = trend_terms(points_, trend_);
  Eigen::MatrixXd values = values_;
  divide_by_lower(lower_, trends_);
  divide_by_lower(lower_, values);
  const Eigen::LLT<Eigen::MatrixXd> inner(crossed(trends_));
  if (root.info() != Eigen::Success || inner.info() != Eigen::Success)
    throw std::invalid_argument("surrogate: the points are too alike for their trend; more points "
                                "or a constant trend are needed");
  inner_ = inner.matrixL();
  Eigen::VectorXd right(trends_.cols());
  for (Eigen::Index c = 0; c < right.size(); ++c)
    right(c) = trends_.col(c).dot(values.col(0));
  beta_ = inner.solve(right);
  weights_ = values.col(0);
  for (Eigen::Index c = 0; c < right.size(); ++c)
    weights_ -= beta_(c) * trends_.col(c);
  lower_.triangularView<Eigen::Lower>().transpose().solveInPlace(weights_);
  coefficients_ = unit_ * beta_;
  coefficients_(0) += level_;
  variance_ *= unit_ * unit_;
  nugget_ *= unit_ * unit_;
}

Prediction Surrogate::predict(const Eigen::VectorXd &point) const {
  if (point.size() != points_.rows())
    throw std::invalid_argument("surrogate: a point has another number of parameters");
  const double variance = variance_ / (unit_ * unit_);
  const Eigen::VectorXd scale = 5 * lengths_.array().square().inverse();
  Eigen::VectorXd along(points_.cols());
  for (Eigen::Index i = 0; i < along.size(); ++i) {
    double squared = 0;
    for (Eigen::Index k = 0; k < scale.size(); ++k)
      squared += scale(k) * (point(k) - points_(k, i)) * (point(k) - points_(k, i));
    along(i) = variance * matern(squared);
  }
  Eigen::VectorXd terms = trend_terms(point, trend_).row(0);
  const double mean = terms.dot(beta_) + along.dot(weights_);
  lower_.triangularView<Eigen::Lower>().solveInPlace(along);
  for (Eigen::Index c = 0; c < terms.size(); ++c)
    terms(c) -= trends_.col(c).dot(along);
  inner_.triangularView<Eigen::Lower>().solveInPlace(terms);
  const double left = variance - along.squaredNorm() + terms.squaredNorm();
  return {level_ + unit_ * mean, unit_ * unit_ * std::max(left, 0.0)};
}

LeaveOneOut Surrogate::leave_one_out() const {
  const auto count = points_.cols();
  // A column of L'^-1 (L^-1 e_i - trends part) has Q_ii as its i-th number; Q y is the weights.
  LeaveOneOut out{Eigen::VectorXd(count), Eigen::VectorXd(count)};
  double squares = 0, inside = 0;
  for (Eigen::Index i = 0; i < count; ++i) {
    Eigen::VectorXd column = Eigen::VectorXd::Unit(count, i);
    lower_.triangularView<Eigen::Lower>().solveInPlace(column);
    Eigen::VectorXd terms(trends_.cols());
    for (Eigen::Index c = 0; c < terms.size(); ++c)
      terms(c) = trends_.col(c).dot(column);
    inner_.triangularView<Eigen::Lower>().solveInPlace(terms);
    const double precision = column.squaredNorm() - terms.squaredNorm();
    out.error(i) = unit_ * weights_(i) / precision;
    out.standardised(i) = weights_(i) / std::sqrt(precision);
    squares += out.error(i) * out.error(i);
    inside += std::abs(out.standardised(i)) <= 1.96 ? 1 : 0;
  }
  const double total = unit_ * unit_ * (values_.array() - values_.mean()).square().sum();
  if (total > 0)
    out.explained = 1 - squares / total;
  out.inside = inside / static_cast<double>(count);
  return out;
}

} // namespace sme::analysis
