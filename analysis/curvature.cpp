#include "analysis/curvature.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

namespace sme::analysis {

namespace {

constexpr std::size_t least_pairs = 10;

struct Pairs {
  std::vector<double> x, y;
  [[nodiscard]] Eigen::Index rows() const { return static_cast<Eigen::Index>(x.size()); }
};

Pairs known_pairs(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size())
    throw std::invalid_argument("slope: x and y must have the same length");
  Pairs out;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (std::isfinite(x[i]) && std::isfinite(y[i])) {
      out.x.push_back(x[i]);
      out.y.push_back(y[i]);
    }
  return out;
}

// Columns 1, z, ..., z^power of z = (x - centre) / scale.
std::optional<Regression> polynomial(const Pairs &pairs, double centre, double scale, int power) {
  Eigen::MatrixXd design(pairs.rows(), power + 1);
  for (Eigen::Index r = 0; r < design.rows(); ++r) {
    double term = 1;
    for (int p = 0; p <= power; ++p) {
      design(r, p) = term;
      term *= (pairs.x[static_cast<std::size_t>(r)] - centre) / scale;
    }
  }
  return regress(design, Eigen::Map<const Eigen::VectorXd>(pairs.y.data(), pairs.rows()));
}

} // namespace

std::optional<Estimate> slope(std::span<const double> x, std::span<const double> y) {
  const auto pairs = known_pairs(x, y);
  const auto spread = moments(pairs.x);
  if (pairs.x.size() < least_pairs || !(spread.deviation > 0))
    return std::nullopt;
  const auto fit = polynomial(pairs, spread.mean, spread.deviation, 1);
  if (!fit)
    return std::nullopt;
  auto found = fit->at(1);
  found.value /= spread.deviation;
  found.error /= spread.deviation;
  return found;
}

std::optional<Curvature> curvature(std::span<const double> x, std::span<const double> y) {
  const auto pairs = known_pairs(x, y);
  const auto spread = moments(pairs.x);
  if (pairs.x.size() < least_pairs || !(spread.deviation > 0))
    return std::nullopt;
  const auto fit = polynomial(pairs, spread.mean, spread.deviation, 2);
  if (!fit)
    return std::nullopt;
  const double scale = spread.deviation;
  Curvature out;
  out.count = pairs.x.size();
  out.curvature = fit->at(2);
  out.curvature.value /= scale * scale;
  out.curvature.error /= scale * scale;
  const auto slope_at = [&](double where) {
    Eigen::Vector3d gradient{0, 1, 2 * (where - spread.mean) / scale};
    return Estimate{gradient.dot(fit->coefficients) / scale,
                    std::sqrt(gradient.dot(fit->covariance * gradient)) / scale,
                    out.curvature.freedom};
  };
  const auto [least, most] = std::minmax_element(pairs.x.begin(), pairs.x.end());
  out.slope_low = slope_at(*least);
  out.slope_high = slope_at(*most);
  out.turning_point = spread.mean - scale * fit->coefficients(1) / (2 * fit->coefficients(2));
  return out;
}

int Curvature::bend(double alpha) const {
  const int low = slope_low.sign(2 * alpha); // one-sided
  const int high = slope_high.sign(2 * alpha);
  return low * high < 0 ? high : 0;
}

} // namespace sme::analysis
