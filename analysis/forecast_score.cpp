#include "analysis/forecast_score.hpp"

#include <boost/math/distributions/beta.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "analysis/quantiles.hpp"

namespace sme::analysis {
namespace {

void check_history(std::span<const double> history, int steps) {
  if (history.size() < 2 || steps < 1)
    throw std::invalid_argument("forecast: needs two values of history, and a step ahead");
}

std::vector<double> sorted(std::span<const double> sample) {
  if (sample.empty())
    throw std::invalid_argument("forecast: there are no draws");
  std::vector<double> out(sample.begin(), sample.end());
  std::sort(out.begin(), out.end());
  return out;
}

// A mean of the numbers that are there.
class Mean {
public:
  void add(double value) {
    if (std::isnan(value))
      return;
    sum_ += value;
    ++count_;
  }
  [[nodiscard]] double value() const { return count_ > 0 ? sum_ / count_ : unknown; }

private:
  double sum_ = 0;
  double count_ = 0;
};

// Shares that would not make `hits` of `count` a surprise (exact).
Interval exact_share(double hits, double count) {
  using Beta = boost::math::beta_distribution<double>;
  return {hits > 0 ? boost::math::quantile(Beta(hits, count - hits + 1), 0.025) : 0,
          hits < count ? boost::math::quantile(Beta(hits + 1, count - hits), 0.975) : 1};
}

} // namespace

double last_growth(std::span<const double> history, int steps) {
  check_history(history, steps);
  const double last = history.back(), before = history[history.size() - 2];
  if (!(last > 0) || !(before > 0))
    return unknown;
  double out = last;
  for (int step = 0; step < steps; ++step)
    out *= last / before;
  return out;
}

double linear_trend(std::span<const double> history, int steps) {
  check_history(history, steps);
  const auto count = static_cast<double>(history.size());
  const double middle = (count - 1) / 2;
  double level = 0, along = 0, squares = 0;
  for (const double one : history)
    level += one / count;
  for (std::size_t t = 0; t < history.size(); ++t) {
    const double off = static_cast<double>(t) - middle;
    along += off * (history[t] - level);
    squares += off * off;
  }
  return level + along / squares * (middle + steps);
}

double absolute_percentage_error(double forecast, double observed) {
  return observed == 0 ? unknown : std::abs(forecast - observed) / std::abs(observed);
}

double interval_score(const Interval &interval, double observed, double alpha) {
  return interval.high - interval.low +
         2 / alpha *
             (std::max(interval.low - observed, 0.0) + std::max(observed - interval.high, 0.0));
}

double ranked_probability_score(std::span<const double> sample, double observed) {
  const auto values = sorted(sample);
  const auto count = static_cast<double>(values.size());
  double off = 0, spread = 0; // the sum of |X - X'| over pairs, from the order
  for (std::size_t i = 0; i < values.size(); ++i) {
    off += std::abs(values[i] - observed) / count;
    spread += (2 * static_cast<double>(i) + 1 - count) * values[i];
  }
  return values.size() < 2 ? off : off - spread / (count * (count - 1));
}

Interval central_interval(std::span<const double> sample, double alpha) {
  const auto values = sorted(sample);
  return {quantile_of_sorted(values, alpha / 2), quantile_of_sorted(values, 1 - alpha / 2)};
}

ForecastScore score_forecasts(std::span<const Forecast> forecasts, double alpha) {
  ForecastScore out;
  Mean error, growth_error, trend_error, interval, ranked;
  for (const auto &one : forecasts) {
    if (one.observed == 0)
      throw std::invalid_argument("forecast: a number of zero has no relative score");
    const double size = std::abs(one.observed);
    const double grown = last_growth(one.history, one.steps),
                 along = linear_trend(one.history, one.steps);
    error.add(absolute_percentage_error(quantile_of_sorted(sorted(one.sample), 0.5), one.observed));
    growth_error.add(absolute_percentage_error(grown, one.observed));
    trend_error.add(absolute_percentage_error(along, one.observed));
    const auto middle = central_interval(one.sample, alpha);
    out.covered += middle.contains(one.observed) ? 1 : 0;
    interval.add(interval_score(middle, one.observed, alpha) / size);
    ranked.add(ranked_probability_score(one.sample, one.observed) / size);
    ++out.count;
  }
  out.percentage_error = error.value();
  out.last_growth_error = growth_error.value();
  out.linear_trend_error = trend_error.value();
  out.interval_score = interval.value();
  out.ranked_score = ranked.value();
  if (out.count > 0)
    out.coverage = exact_share(static_cast<double>(out.covered), static_cast<double>(out.count));
  return out;
}

} // namespace sme::analysis
