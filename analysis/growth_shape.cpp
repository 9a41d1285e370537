#include "analysis/growth_shape.hpp"

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

#include "analysis/size_tail.hpp"

namespace sme::analysis {

namespace {

constexpr std::size_t least_growth = 50;
constexpr std::size_t least_in_bin = 10;
constexpr std::size_t least_bins = 4;
constexpr double least_shape = 0.1, most_shape = 20;

std::vector<double> known(std::span<const double> values) {
  std::vector<double> out;
  for (const double value : values)
    if (std::isfinite(value))
      out.push_back(value);
  return out;
}

double median(std::vector<double> x) { // by value: sorts a part
  const auto middle = x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2);
  std::nth_element(x.begin(), middle, x.end());
  if (x.size() % 2 == 1)
    return *middle;
  return (*middle + *std::max_element(x.begin(), middle)) / 2;
}

// a of the greatest likelihood, given m and b.
double scale_of(const std::vector<double> &x, double m, double b) {
  double sum = 0;
  for (const double each : x)
    sum += std::pow(std::abs(each - m), b);
  return std::pow(sum / static_cast<double>(x.size()), 1 / b);
}

// Minus the log likelihood of an observation, a at its best.
double loss(const std::vector<double> &x, double m, double b) {
  return std::log(2 * scale_of(x, m, b)) + std::log(b) / b + boost::math::lgamma(1 + 1 / b) + 1 / b;
}

// b of the greatest likelihood between two bounds, by golden section in its log.
double best_shape(const std::vector<double> &x, double m, double low, double high) {
  constexpr double golden = 0.6180339887498949;
  double from = std::log(low), to = std::log(high);
  double left = to - golden * (to - from), right = from + golden * (to - from);
  double at_left = loss(x, m, std::exp(left)), at_right = loss(x, m, std::exp(right));
  while (to - from > 1e-6) {
    if (at_left < at_right) {
      to = right;
      right = left;
      at_right = at_left;
      left = to - golden * (to - from);
      at_left = loss(x, m, std::exp(left));
    } else {
      from = left;
      left = right;
      at_left = at_right;
      right = from + golden * (to - from);
      at_right = loss(x, m, std::exp(right));
    }
  }
  return std::exp((from + to) / 2);
}

// m of the greatest likelihood for b > 1: where the sum of sign |x - m|^(b - 1), falling in m, is
// 0.
double location_of(const std::vector<double> &x, double b, double middle, double scale) {
  const auto pull = [&](double m) {
    double sum = 0;
    for (const double each : x)
      sum += std::copysign(std::pow(std::abs(each - m), b - 1), each - m);
    return sum;
  };
  double step = scale / std::sqrt(static_cast<double>(x.size()));
  double low = middle - step, high = middle + step;
  while (pull(low) < 0) {
    low -= step;
    step *= 2;
  }
  while (pull(high) > 0) {
    high += step;
    step *= 2;
  }
  while (high - low > 1e-9 * scale) {
    const double m = (low + high) / 2;
    (pull(m) > 0 ? low : high) = m;
  }
  return (low + high) / 2;
}

// Errors from the information of one observation: |x - m|^b / (b a^b) is Gamma(k = 1 / b).
void set_errors(Subbotin &fit) {
  using boost::math::digamma;
  using boost::math::trigamma;
  const double a = fit.scale.value, b = fit.shape.value, k = 1 / b;
  const auto n = static_cast<double>(fit.count);
  const double l = 1 - std::log(b);
  const double first = k * digamma(k + 1); // mean of G log G
  const double square =
      k * (k + 1) * (trigamma(k + 2) + digamma(k + 2) * digamma(k + 2)) - first * first;
  const double shape = (l * l * k - 2 * l * (first + k) + square) / (b * b);
  const double scale = b / (a * a);
  const double both = -(std::log(b) + digamma(1 + k)) / (a * b);
  const double determinant = shape * scale - both * both;
  fit.shape.error = std::sqrt(scale / determinant / n);
  fit.scale.error = std::sqrt(shape / determinant / n);
  if (b > 1) {
    const double location =
        std::pow(b, 2 - 2 * k) * boost::math::tgamma(2 - k) / boost::math::tgamma(k) / (a * a);
    fit.location.error = 1 / std::sqrt(location * n);
  } else { // of the median: 1 / (2 f(m) sqrt(n))
    fit.location.error = a * std::pow(b, k) * boost::math::tgamma(1 + k) / std::sqrt(n);
  }
}

} // namespace

std::vector<double> without_group_means(std::span<const double> growth,
                                        std::span<const std::int32_t> groups, std::size_t least) {
  if (growth.size() != groups.size())
    throw std::invalid_argument("growth by group: growth and groups must have the same length");
  struct Members {
    double sum = 0;
    std::size_t count = 0;
  };
  std::map<std::int32_t, Members> all;
  for (std::size_t i = 0; i < growth.size(); ++i)
    if (std::isfinite(growth[i])) {
      auto &group = all[groups[i]];
      group.sum += growth[i];
      ++group.count;
    }
  std::vector<double> out;
  for (std::size_t i = 0; i < growth.size(); ++i)
    if (std::isfinite(growth[i])) {
      const auto &group = all[groups[i]];
      if (group.count >= least)
        out.push_back(growth[i] - group.sum / static_cast<double>(group.count));
    }
  return out;
}

std::optional<Subbotin> fit_subbotin(std::span<const double> growth) {
  const auto x = known(growth);
  if (x.size() < least_growth)
    return std::nullopt;
  const double middle = median(x);
  const auto same = static_cast<std::size_t>(std::count(x.begin(), x.end(), middle));
  if (2 * same > x.size())
    return std::nullopt;
  Subbotin fit;
  fit.count = x.size();
  double m = middle, b = best_shape(x, m, least_shape, most_shape);
  for (int round = 0; round < 10 && b > 1; ++round) { // m and b hardly depend on each other
    m = location_of(x, b, m, scale_of(x, m, b));
    const double before = b;
    b = best_shape(x, m, std::max(least_shape, b / 1.5), std::min(most_shape, b * 1.5));
    if (std::abs(b - before) < 1e-6)
      break;
  }
  if (b <= 1)
    m = middle;
  if (b < least_shape * 1.001 || b > most_shape * 0.999)
    return std::nullopt;
  fit.location.value = m;
  fit.scale.value = scale_of(x, m, b);
  fit.shape.value = b;
  fit.log_likelihood = -loss(x, m, b) * static_cast<double>(x.size());
  set_errors(fit);
  return fit;
}

std::optional<SpreadFall> spread_fall(std::span<const double> size, std::span<const double> growth,
                                      std::size_t bins) {
  if (size.size() != growth.size())
    throw std::invalid_argument("spread of growth: size and growth must have the same length");
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < size.size(); ++i)
    if (size[i] > 0 && std::isfinite(size[i]) && std::isfinite(growth[i]))
      order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return size[a] < size[b]; });
  std::vector<double> weight, x, y;
  std::size_t count = 0;
  for (std::size_t bin = 0, from = 0; bin < bins; ++bin) {
    auto to = std::max(from, (bin + 1) * order.size() / bins);
    while (to > from && to < order.size() && size[order[to]] == size[order[to - 1]])
      ++to;
    std::vector<double> rates;
    double logs = 0;
    for (std::size_t i = from; i < to; ++i) {
      rates.push_back(growth[order[i]]);
      logs += std::log(size[order[i]]);
    }
    from = to;
    const auto spread = moments(rates);
    if (spread.count < least_in_bin || !(spread.deviation > 0))
      continue;
    count += spread.count;
    weight.push_back(static_cast<double>(spread.count));
    x.push_back(logs / weight.back());
    y.push_back(std::log(spread.deviation));
  }
  if (x.size() < least_bins)
    return std::nullopt;
  const auto mean = [&](const std::vector<double> &values) {
    return std::inner_product(values.begin(), values.end(), weight.begin(), 0.0) /
           static_cast<double>(count);
  };
  const double x_mean = mean(x), y_mean = mean(y);
  double xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += weight[i] * (x[i] - x_mean) * (x[i] - x_mean);
    xy += weight[i] * (x[i] - x_mean) * (y[i] - y_mean);
    yy += weight[i] * (y[i] - y_mean) * (y[i] - y_mean);
  }
  const auto freedom = static_cast<double>(x.size() - 2);
  const double left = std::max(0.0, yy - xy * xy / xx);
  return SpreadFall{{-xy / xx, std::sqrt(left / freedom / xx), freedom}, x.size(), count};
}

std::optional<Estimate> growth_tail(std::span<const double> growth, std::size_t least) {
  auto x = known(growth);
  if (x.size() < least_growth)
    return std::nullopt;
  const double middle = median(x);
  for (auto &each : x)
    each = std::abs(each - middle);
  const auto tail = tail_exponent(x, Sizes::continuous, least);
  if (!tail)
    return std::nullopt;
  return Estimate{tail->exponent.value + 1, tail->exponent.error};
}

} // namespace sme::analysis
