// How good a forecast was, beside forecasts that know nothing of the model: for a backtest.
// Tests: tests/unit/test_forecast_score.cpp.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/paired.hpp"

namespace sme::analysis {

/// The last value grown on at the last growth rate: y_T (y_T / y_{T-1})^h. NaN if either of the two
/// is not above zero. Throws std::invalid_argument for fewer than two values or steps below one.
[[nodiscard]] double last_growth(std::span<const double> history, int steps);
/// The line of least squares through all values, `steps` on. Throws as `last_growth`.
[[nodiscard]] double linear_trend(std::span<const double> history, int steps);

/// |forecast - observed| / |observed|; NaN if what was observed is zero.
[[nodiscard]] double absolute_percentage_error(double forecast, double observed);

/// Width of a central 1 - alpha interval and 2 / alpha times by how much it was missed (Gneiting &
/// Raftery 2007, 6.2): in units of the outcome, less is better, least on average for the true
/// quantiles.
[[nodiscard]] double interval_score(const Interval &interval, double observed, double alpha);

/// Continuous ranked probability score of a sample of forecasts: E|X - z| - E|X - X'| / 2, the
/// second mean over pairs of different draws, so that few draws are not punished (fair score: Ferro
/// 2014). In units of the outcome; of one draw it is the absolute error. May come out below zero.
/// Throws std::invalid_argument without draws.
[[nodiscard]] double ranked_probability_score(std::span<const double> sample, double observed);

/// The middle 1 - alpha of a sample, between draws in proportion. Throws the same.
[[nodiscard]] Interval central_interval(std::span<const double> sample, double alpha);

/// One observed number and what was forecast of it.
struct Forecast {
  double observed = 0;
  std::vector<double> sample;  ///< of the simulator, one from each run
  std::vector<double> history; ///< what was known, at equal steps, the last value last
  int steps = 1;               ///< how far ahead
};
/// Means over forecasts. Percentages leave out what has none (NaN).
struct ForecastScore {
  std::size_t count = 0;
  double percentage_error = unknown;  ///< of the median of the sample
  double last_growth_error = unknown; ///< of the naive forecasts
  double linear_trend_error = unknown;
  std::size_t covered = 0; ///< how many observed numbers are in the central interval
  Interval coverage;       ///< share that is compatible with it, 95 % (Clopper & Pearson 1934)
  double interval_score = unknown; ///< over the size of what was observed, so that outcomes compare
  double ranked_score = unknown;   ///< the same, of the sample
  /// Better than both naive forecasts in ranked score, which of a single draw is its relative
  /// error.
  [[nodiscard]] bool beats_naive() const {
    return ranked_score < last_growth_error && ranked_score < linear_trend_error;
  }
};
/// Throws std::invalid_argument for a forecast without draws, with fewer than two values of
/// history, or of zero.
[[nodiscard]] ForecastScore score_forecasts(std::span<const Forecast> forecasts, double alpha);

} // namespace sme::analysis
