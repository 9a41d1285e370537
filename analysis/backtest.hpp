// The forecast of what was not known to the fit: facts from after 2022 whose earlier values are
// facts to fit, beside forecasts that know nothing of the model; and the order of provinces.
#pragma once

#include <string>
#include <vector>

#include "analysis/facts.hpp"

namespace sme::analysis {

/// One later fact of a series.
struct Foreseen {
  Fact fact;
  double model = 0;         ///< mean of the replicates
  double low = 0, high = 0; ///< the middle 90 % of the replicates
  double last_growth = 0;   ///< the last two known values, growing on
  double linear_trend = 0;  ///< least squares through all known values
  double model_error = 0;   ///< |forecast - observed| / observed
  double growth_error = 0, trend_error = 0;
  bool covered = false; ///< the interval meets the observed range
};

/// Two provinces of a year and measure, of which the model says who has more.
struct Order {
  std::size_t pairs = 0, right = 0; ///< pairs of provinces that differ, and in the observed order
};

struct Backtest {
  std::vector<Foreseen> predictions;
  Order provinces; ///< over little giants certified by province, 2023 and 2024
  double model_error = 0, growth_error = 0, trend_error = 0; ///< means
  std::size_t covered = 0;
};

/// A series is the facts of one measure and scope. It is forecast when at least two of its facts
/// may be fitted and a later one tests. Naive forecasts take time in quarters, so that known values
/// need not be equally far apart.
Backtest backtest_of(const std::vector<Verdict> &verdicts);

/// As a section of the document.
std::string backtest_markdown(const Backtest &backtest);

} // namespace sme::analysis
