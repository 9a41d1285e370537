// Scores of forecasts.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/distributions.hpp"
#include "analysis/forecast_score.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;

TEST_CASE("naive forecasts, by hand") {
  const std::array<double, 3> doubling = {5, 10, 20};
  CHECK(last_growth(doubling, 2) == Approx(80));
  const std::array<double, 4> bent = {1, 2, 2, 5}; // slope 1.2, level 2.5
  CHECK(linear_trend(bent, 1) == Approx(5.5));
  CHECK(linear_trend(bent, 3) == Approx(7.9));
  const std::array<double, 2> gone = {3, 0};
  CHECK(std::isnan(last_growth(gone, 1)));
  CHECK(linear_trend(gone, 1) == Approx(-3));
  CHECK_THROWS_AS((void)last_growth({doubling.data(), 1}, 1), std::invalid_argument);
  CHECK_THROWS_AS((void)linear_trend(doubling, 0), std::invalid_argument);
  CHECK(absolute_percentage_error(90, -100) == Approx(1.9));
  CHECK(std::isnan(absolute_percentage_error(1, 0)));
}

TEST_CASE("interval score and ranked score, by hand") {
  CHECK(interval_score({2, 5}, 4, 0.1) == Approx(3));
  CHECK(interval_score({2, 5}, 6, 0.1) == Approx(3 + 20));
  CHECK(interval_score({2, 5}, 1.5, 0.1) == Approx(3 + 10));
  const std::array<double, 3> draws = {4, 1, 2};
  // mean distance to 2 is 1; pairs are 3, 2 and 1 apart: mean 2, half of it
  CHECK(ranked_probability_score(draws, 2) == Approx(0));
  CHECK(ranked_probability_score(draws, 7) == Approx(14.0 / 3 - 1));
  CHECK(ranked_probability_score({draws.data(), 1}, 7) == Approx(3));
  CHECK_THROWS_AS((void)ranked_probability_score({}, 7), std::invalid_argument);
  const auto middle = central_interval(draws, 0.5);
  CHECK(middle.low == Approx(1.5));
  CHECK(middle.high == Approx(3));
}

TEST_CASE("the ranked score of normal draws is the known one, however few they are") {
  // sigma (u (2 Phi(u) - 1) + 2 phi(u) - 1 / sqrt pi), u = (z - mu) / sigma
  const double u = 0.7, density = 0.3122539;
  const double truth = u * (2 * normal_below(u) - 1) + 2 * density - 0.5641896;
  synthetic::Numbers numbers(570000);
  constexpr int trials = 6000;
  double fair = 0, square = 0, twin = 0;
  for (int t = 0; t < trials; ++t) {
    const auto draws = numbers.normals(5);
    const double one = ranked_probability_score(draws, u);
    fair += one / trials;
    square += one * one / trials;
    double pairs = 0, off = 0; // the wrong twin counts each draw as a pair with itself
    for (const double i : draws) {
      off += std::abs(i - u) / 5;
      for (const double j : draws)
        pairs += std::abs(i - j) / 25;
    }
    twin += (off - pairs / 2) / trials;
  }
  const double slack = 3.3 * std::sqrt((square - fair * fair) / trials);
  CHECK(std::abs(fair - truth) < slack);
  CHECK_FALSE(std::abs(twin - truth) < slack);
}

TEST_CASE("both scores are least for the true spread of forecasts") {
  synthetic::Numbers numbers(571000);
  constexpr int trials = 2000;
  double ranked[3] = {}, interval[3] = {};
  const double spreads[] = {0.4, 1, 2.5};
  for (int t = 0; t < trials; ++t) {
    const double observed = numbers.normal();
    const auto draws = numbers.normals(100);
    for (std::size_t s = 0; s < 3; ++s) {
      auto wide = draws;
      for (auto &one : wide)
        one *= spreads[s];
      ranked[s] += ranked_probability_score(wide, observed) / trials;
      interval[s] += interval_score(central_interval(wide, 0.1), observed, 0.1) / trials;
    }
  }
  CHECK(ranked[1] < ranked[0]);
  CHECK(ranked[1] < ranked[2]);
  CHECK(interval[1] < interval[0]);
  CHECK(interval[1] < interval[2]);
}

TEST_CASE("a backtest: a forecast that knows beats naive ones, one that does not is found out") {
  synthetic::Numbers numbers(572000);
  std::vector<Forecast> knows, blind;
  for (int t = 0; t < 200; ++t) { // growth changes its rate where the history ends
    const double observed = 100 * std::exp(-0.2 + 0.05 * numbers.normal());
    Forecast one{observed, {}, {80, 90, 100}, 1};
    for (int r = 0; r < 50; ++r)
      one.sample.push_back(100 * std::exp(-0.2 + 0.05 * numbers.normal()));
    knows.push_back(one);
    for (auto &draw : one.sample) // twice as far up
      draw *= 1.6;
    blind.push_back(one);
  }
  const auto good = score_forecasts(knows, 0.1), bad = score_forecasts(blind, 0.1);
  CHECK(good.count == 200);
  CHECK(good.beats_naive());
  CHECK_FALSE(bad.beats_naive());
  // the median of fifty draws of spread 0.05 misses by about 0.04
  CHECK(good.percentage_error == Approx(0.04).epsilon(0.2));
  CHECK(good.last_growth_error > 0.3);
  CHECK(good.linear_trend_error > 0.3);
  CHECK(good.coverage.contains(0.88)); // the middle of fifty draws is a little short of 0.9
  CHECK_FALSE(bad.coverage.contains(0.9));
  CHECK(good.interval_score < bad.interval_score);
  CHECK(score_forecasts({}, 0.1).count == 0);
  CHECK(std::isnan(score_forecasts({}, 0.1).ranked_score));
  knows[0].observed = 0;
  CHECK_THROWS_AS((void)score_forecasts(knows, 0.1), std::invalid_argument);
}
