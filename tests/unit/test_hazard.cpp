// Leaving by age in stocks small enough to count by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/hazard.hpp"

using namespace sme::analysis;
using doctest::Approx;
using Fate = YearAtRisk::Fate;

TEST_CASE("stocks a year apart give a firm-year for every firm of the earlier one") {
  const std::vector<Stock> stocks{
      {8, {5, 3, 9}, {0, 7, 8}}, {12, {9, 3}, {8, 7}}, {20, {9}, {8}}, {24, {}, {}}};
  const auto years = firm_years(stocks);
  REQUIRE(years.size() == 4); // 12 to 20 is no year
  CHECK(years[0].age == 8);
  CHECK(years[0].fate == Fate::leaves);
  CHECK(years[1].age == 1);
  CHECK(years[1].fate == Fate::stays);
  CHECK(years[2].age == 0);
  CHECK(years[2].fate == Fate::stays);
  CHECK(years[3].age == 12);
  CHECK(years[3].fate == Fate::leaves);
}

TEST_CASE("stocks that cannot be are refused") {
  const auto years = [](Stock stock) { return firm_years(std::vector<Stock>{std::move(stock)}); };
  CHECK_THROWS_AS((void)years({8, {1, 1}, {0, 0}}), std::invalid_argument);
  CHECK_THROWS_AS((void)years({8, {1, 2}, {0}}), std::invalid_argument);
  CHECK_THROWS_AS((void)years({8, {1}, {9}}), std::invalid_argument);
  CHECK_THROWS_AS((void)exit_facts(std::vector<YearAtRisk>{{-1, Fate::leaves}}),
                  std::invalid_argument);
}

TEST_CASE("Wilson's interval of 10 in 50 is 11.2 to 33.0 %, of none begins at zero") {
  CHECK(wilson(10, 50).low == Approx(0.1124).epsilon(0.001));
  CHECK(wilson(10, 50).high == Approx(0.3304).epsilon(0.001));
  CHECK(wilson(0, 20).low == 0);
  CHECK(wilson(0, 20).high == Approx(0.1611).epsilon(0.001));
  CHECK(wilson(20, 20).high == 1);
  CHECK(std::isnan(wilson(0, 0).low));
}

TEST_CASE("hazard, survival, peak and age at exit by hand") {
  std::vector<YearAtRisk> years;
  const auto add = [&](std::int32_t age, int at_risk, int gone) {
    for (int i = 0; i < at_risk; ++i)
      years.push_back({age, i < gone ? Fate::leaves : Fate::stays});
  };
  add(0, 100, 2); // first year
  add(2, 50, 5);  // second: of 2 to 5 quarters
  add(5, 50, 5);
  add(8, 40, 8);   // third
  add(12, 4, 3);   // fourth: too few for a peak
  add(100, 10, 1); // beyond the table
  const auto facts = exit_facts(years, 5);
  REQUIRE(facts);
  REQUIRE(facts->hazard.size() == 5);
  CHECK(facts->hazard[0].value == Approx(0.02));
  CHECK(facts->hazard[1].value == Approx(0.10));
  CHECK(facts->hazard[1].trials == 100);
  CHECK(facts->hazard[2].value == Approx(0.20));
  CHECK(facts->hazard[2].interval == wilson(8, 40));
  CHECK(std::isnan(facts->hazard[4].value));
  CHECK(facts->peak == 3);
  REQUIRE(facts->survival.size() == 4);
  CHECK(facts->survival[2] == Approx(0.98 * 0.9 * 0.8));
  CHECK(facts->of_stock.value == Approx(24.0 / 254));
  CHECK(facts->within_five.value == Approx(23.0 / 24));
  // ages at exit: 0.5 (2), 1 (5), 1.75 (5), 2.5 (8), 3.5 (3), 25.5 (1)
  CHECK(facts->age_at_exit.value == Approx((1 + 5 + 8.75 + 20 + 10.5 + 25.5) / 24));
  CHECK(facts->age_at_exit.error > 0);
}

TEST_CASE("without an exit there is nothing to say; without enough at risk no peak") {
  CHECK_FALSE(exit_facts({}));
  CHECK_FALSE(exit_facts(std::vector<YearAtRisk>(50, YearAtRisk{4, Fate::stays})));
  const auto one = exit_facts(std::vector<YearAtRisk>{{4, Fate::leaves}});
  REQUIRE(one);
  CHECK_FALSE(one->peak);
  CHECK(one->survival.empty()); // nobody was seen in the first year
  CHECK(std::isnan(one->age_at_exit.interval().low));
}

TEST_CASE("an age on an edge is in the upper band") {
  const std::vector<std::int32_t> ages{0, 19, 20, 39, 40, 400}, edges{5, 10};
  const auto bands = age_bands(ages, edges);
  REQUIRE(bands);
  REQUIRE(bands->size() == 3);
  for (const auto &band : *bands)
    CHECK(band.hits == 2);
  CHECK_FALSE(age_bands({}, edges));
}
