#include "analysis/backtest.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "analysis/forecast_score.hpp"
#include "analysis/validation.hpp"

namespace sme::analysis {

namespace {

double quarter_of(const Fact &fact) {
  const auto period = period_of(fact.period);
  return period ? 4.0 * period->year + period->quarter : 0;
}

/// What was known of a series, in time.
struct Known {
  std::vector<double> quarter, value;
};

double grown(const Known &known, double quarter) {
  const std::size_t n = known.value.size();
  const double step = known.quarter[n - 1] - known.quarter[n - 2];
  return known.value[n - 1] *
         std::pow(known.value[n - 1] / known.value[n - 2], (quarter - known.quarter[n - 1]) / step);
}
double on_trend(const Known &known, double quarter) {
  const auto n = static_cast<double>(known.value.size());
  double at = 0, level = 0, above = 0, below = 0;
  for (std::size_t i = 0; i < known.value.size(); ++i) {
    at += known.quarter[i] / n;
    level += known.value[i] / n;
  }
  for (std::size_t i = 0; i < known.value.size(); ++i) {
    above += (known.quarter[i] - at) * (known.value[i] - level);
    below += (known.quarter[i] - at) * (known.quarter[i] - at);
  }
  return level + above / below * (quarter - at);
}

Foreseen predicted(const Verdict &v, const Known &known) {
  const double when = quarter_of(v.fact);
  const Interval middle = central_interval(v.model.replicates, 0.10);
  Foreseen p{v.fact,
             v.model.mean,
             middle.low,
             middle.high,
             grown(known, when),
             on_trend(known, when),
             0,
             0,
             0,
             false};
  p.model_error = absolute_percentage_error(p.model, v.fact.value);
  p.growth_error = absolute_percentage_error(p.last_growth, v.fact.value);
  p.trend_error = absolute_percentage_error(p.linear_trend, v.fact.value);
  p.covered = p.low <= v.fact.high && p.high >= v.fact.low;
  return p;
}

/// Pairs of provinces of one year in the order that was observed.
Order order_of(const std::vector<const Verdict *> &provinces) {
  Order order;
  for (std::size_t i = 0; i < provinces.size(); ++i) {
    for (std::size_t k = i + 1; k < provinces.size(); ++k) {
      const double seen = provinces[i]->fact.value - provinces[k]->fact.value;
      const double said = provinces[i]->model.mean - provinces[k]->model.mean;
      order.pairs += seen != 0 ? 1 : 0;
      order.right += seen * said > 0 ? 1 : 0;
    }
  }
  return order;
}

} // namespace

Backtest backtest_of(const std::vector<Verdict> &verdicts) {
  std::map<std::string, Known> known; // by measure, which names the scope too
  std::map<std::string, std::vector<const Verdict *>> by_year;
  for (const Verdict &v : verdicts) {
    if (v.fact.use == Use::fit && !v.fact.measure.empty()) {
      known[v.fact.measure].quarter.push_back(quarter_of(v.fact));
      known[v.fact.measure].value.push_back(v.fact.value);
    }
    if (v.measured && v.fact.use == Use::test && v.fact.measure.starts_with("certified[") &&
        v.fact.measure.find('|') != std::string::npos) {
      by_year[v.fact.period.substr(0, 4)].push_back(&v);
    }
  }
  Backtest test;
  for (const Verdict &v : verdicts) {
    const auto series = known.find(v.fact.measure);
    if (v.measured && v.fact.use == Use::test && series != known.end() &&
        series->second.value.size() >= 2) {
      test.predictions.push_back(predicted(v, series->second));
    }
  }
  for (const auto &[year, provinces] : by_year) {
    const Order order = order_of(provinces);
    test.provinces.pairs += order.pairs;
    test.provinces.right += order.right;
  }
  const auto count = static_cast<double>(std::max<std::size_t>(1, test.predictions.size()));
  for (const Foreseen &p : test.predictions) {
    test.model_error += p.model_error / count;
    test.growth_error += p.growth_error / count;
    test.trend_error += p.trend_error / count;
    test.covered += p.covered ? 1 : 0;
  }
  return test;
}

std::string backtest_markdown(const Backtest &test) {
  std::string page =
      "\n## Backtest\n\nFacts from after 2022 whose values until 2022 may be fitted. Interval: the "
      "middle 90 % of the replicates. Naive forecasts: the growth between the last two known "
      "values goes on; the line of least squares through all known values.\n\n| fact | when | "
      "observed | model (interval) | growth goes on | line | error of the model | of growth | of "
      "the line | covered |\n|---|---|---|---|---|---|---|---|---|---|\n";
  for (const Foreseen &p : test.predictions) {
    page +=
        fmt::format("| {} | {} | {} | {} ({} – {}) | {} | {} | {:.0f} % | {:.0f} % | {:.0f} % "
                    "| {} |\n",
                    p.fact.fact, p.fact.period, short_number(p.fact.value), short_number(p.model),
                    short_number(p.low), short_number(p.high), short_number(p.last_growth),
                    short_number(p.linear_trend), 100 * p.model_error, 100 * p.growth_error,
                    100 * p.trend_error, p.covered ? "yes" : "NO");
  }
  page += fmt::format("\nMean error: model {:.0f} %, growth goes on {:.0f} %, line {:.0f} %. "
                      "Covered: {} of {}. Order of provinces by little giants certified in 2023 "
                      "and 2024: {} of {} pairs as observed.\n",
                      100 * test.model_error, 100 * test.growth_error, 100 * test.trend_error,
                      test.covered, test.predictions.size(), test.provinces.right,
                      test.provinces.pairs);
  return page;
}

} // namespace sme::analysis
