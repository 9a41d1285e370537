// The kernels of production.hpp.
#include <cmath>

#include <doctest/doctest.h>

#include "models/production.hpp"

using namespace sme;

TEST_CASE("the mean firm sells a unit at price one in 2019") {
  const ProductionParameters p;
  const Technique t = technique(0.8, 1.2e6, 0, p);
  CHECK((1 + t.markup) * t.cost == doctest::Approx(1));
  CHECK(t.labour == doctest::Approx(3e5));
  const Technique later = technique(0.8, 1.2e6, 10, p);
  CHECK(later.cost == doctest::Approx(t.cost * std::pow(1 + p.wage_growth, 10)));
}

TEST_CASE("sales are limited by the scarcer of staff and capital") {
  const ProductionParameters p;
  const double rich = capacity(1, 3e5, 1, 10, 1e12, p);
  CHECK(rich == doctest::Approx((1 + p.overtime) * 3e6));
  CHECK(capacity(1, 3e5, 1, 1e9, 1.2e6, p) ==
        doctest::Approx((1 + p.overtime) * 1.2e6 / (4 * p.capital_per_revenue)));
}

TEST_CASE("staff moves part of the way, on average exactly so, and never below one") {
  ProductionParameters p;
  double sum = 0;
  for (int k = 0; k < 1000; ++k) {
    sum += adjust_staff(3, 4, (k + 0.5) / 1000, p);
  }
  CHECK(sum / 1000 == doctest::Approx(3 + p.staff_adjustment).epsilon(0.01));
  CHECK(adjust_staff(1, 0, 0.99, p) == 1);
}

TEST_CASE("small firms, high-tech firms and others pay their own rate") {
  const ProductionParameters p;
  CHECK(tax_rate(1e6, Size::small, 0, p) == p.tax_rate_micro);
  CHECK(tax_rate(1e6, Size::medium, 0, p) == p.tax_rate);
  CHECK(tax_rate(1e8, Size::small, 0, p) == p.tax_rate);
  CHECK(tax_rate(1e8, Size::small, 1, p) == p.tax_rate_high_tech);
}

TEST_CASE("laggards catch up, leaders are imitated, nobody overshoots") {
  const ProductionParameters p;
  CHECK(catch_up(0.8, 1, 0, p) == doctest::Approx(0.8 + p.learning * 0.2));
  CHECK(catch_up(1.2, 1, 0, p) == doctest::Approx(1.2 - p.obsolescence * 0.2));
  CHECK(catch_up(1, 1, 0, p) == 1);
}

TEST_CASE("a firm replaces wear and closes part of the gap, never sells machines") {
  const ProductionParameters p;
  CHECK(planned_investment(30, 100, p) == doctest::Approx(p.depreciation * 30));
  CHECK(planned_investment(0, 100, p) == doctest::Approx(p.investment_speed * 30));
  CHECK(planned_investment(1e9, 0, p) == 0);
}

TEST_CASE("small firms need more labour for what large firms make, within bounds") {
  const ProductionParameters p;
  CHECK(labour_need(p.labour_reference, p) == doctest::Approx(1));
  CHECK(labour_need(20, p) == doctest::Approx(std::pow(10, p.labour_elasticity)));
  CHECK(labour_need(0, p) == labour_need(1, p));
  CHECK(labour_need(1e6, p) == p.labour_least);
  ProductionParameters steep = p;
  steep.labour_elasticity = 0.9;
  CHECK(labour_need(1, steep) == steep.labour_most);
}

TEST_CASE("more labour and fewer purchases leave the unit cost where it was") {
  const ProductionParameters p;
  const Technique t = technique(0.8, 1.2e6, 0, p);
  const double wages = t.cost - t.purchases;
  for (const double need : {0.7, 1.0, 2.0, 3.5}) {
    for (const double index : {0.7, 1.0, 1.6}) {
      CHECK(purchases_with(need, index, t) + need * wages * index ==
            doctest::Approx(t.purchases + wages * index));
    }
  }
  CHECK(purchases_with(100, 1, t) == doctest::Approx(0.1 * t.purchases));
}

TEST_CASE("the table of labour needs holds what the function gives, to where it is least") {
  ProductionParameters p;
  const LabourNeeds table(p);
  CHECK(!table.cut_off());
  for (std::int32_t makers = 0; makers <= table.last(); ++makers) {
    CHECK(table.data()[makers] == labour_need(makers, p));
  }
  for (const double makers : {table.last() + 1.0, 1e5}) {
    CHECK(labour_need(makers, p) == table.data()[table.last()]);
  }
  p.labour_reference = 1e6; // the least lies beyond any table
  CHECK(LabourNeeds(p).cut_off());
}

TEST_CASE("where wages are high, firms make up for it") {
  const ProductionParameters p;
  const Technique t = technique(0.8, 1.2e6, 0, p);
  const double index = 1.6;
  const double cost =
      (t.purchases + (t.cost - t.purchases) * index) / productivity_for_wage(index, t);
  CHECK(cost == doctest::Approx(t.cost));
  CHECK(productivity_for_wage(1, t) == doctest::Approx(1));
}
