// Leontief demand.
#include <doctest/doctest.h>

#include <cmath>

#include "models/demand.hpp"

using namespace sme;

TEST_CASE("gross output serves final demand and all inputs, exactly") {
  ChainMatrix a{};
  ChainVector f{};
  for (int i = 0; i < chains; ++i) {
    f[i] = 1 + i;
    for (int j = 0; j < chains; ++j) {
      a[i][j] = 0.6 / chains * ((i * 7 + j * 3) % 5) / 2.0;
    }
  }
  const ChainVector x = leontief(a, f);
  for (int i = 0; i < chains; ++i) {
    double used = f[i];
    for (int j = 0; j < chains; ++j) {
      used += a[i][j] * x[j];
    }
    CHECK(x[i] == doctest::Approx(used));
    CHECK(x[i] >= f[i]);
  }
}

TEST_CASE("without inputs output is final demand") {
  ChainVector f{};
  f.fill(3);
  CHECK(leontief({}, f)[5] == doctest::Approx(3));
}

TEST_CASE("demand grows as recorded from mid-year to mid-year, and by its trend from there") {
  const DemandParameters p;
  const double trend = 0.05;
  const auto level = [&](Quarter now) { // the trend included, from 2018
    const double years = (now.index - quarter_of(2018, 1).index) / 4.0;
    return std::pow(1 + trend, years) * beyond_trend(now, trend, p);
  };
  const auto year_on_year = [&](int year, int quarter) {
    return level(quarter_of(year, quarter)) / level(quarter_of(year - 1, quarter)) - 1;
  };
  CHECK(year_on_year(2018, 2) == doctest::Approx(trend));
  // Between the second and the third quarter of a year the path bends: half an eighth off.
  CHECK(year_on_year(2020, 3) > p.growth_2020);
  const double two = level(quarter_of(2021, 3)) / level(quarter_of(2019, 3));
  const double bend = std::pow((1 + p.growth_2022) / (1 + p.growth_2020), 0.125);
  CHECK(two == doctest::Approx((1 + p.growth_2020) * (1 + p.growth_2021) * bend));
  CHECK(year_on_year(2026, 1) == doctest::Approx(trend));
  CHECK(beyond_trend(quarter_of(2030, 1), trend, p) ==
        doctest::Approx(1.038 * 1.008 * 1.194 * 1.059 * 1.011 * 1.021 / std::pow(1.05, 6)));
}
