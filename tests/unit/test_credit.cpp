// The kernels of credit.hpp: who is lent to at which rate.
#include <doctest/doctest.h>

#include "models/credit.hpp"

using namespace sme;

TEST_CASE("at the break-even rate the lender gets back what the money costs") {
  const CreditParameters p;
  for (const double pd : {0.0, 0.02, 0.1, 0.4}) {
    for (const double recovered : {0.0, 0.5, 1.0}) {
      for (const double guarantee : {0.0, 0.4, 0.8}) {
        const double r = break_even_rate(pd, recovered, guarantee, 0.003, p);
        const double back = recovered + guarantee * (1 - recovered);
        CHECK((1 + r) * (1 - pd) + pd * back ==
              doctest::Approx(1 + p.funding_cost - 0.003 + p.handling_cost));
      }
    }
  }
}

TEST_CASE("a guarantee never raises the rate, so it never lowers what a bank lends") {
  const CreditParameters p;
  for (double pd = 0; pd < 0.5; pd += 0.05) {
    double before = break_even_rate(pd, 0.3, 0, 0, p);
    for (double share = 0.1; share <= 0.8; share += 0.1) {
      const double rate = break_even_rate(pd, 0.3, share, 0, p);
      CHECK(rate <= before);
      before = rate;
    }
  }
}

TEST_CASE("debt, losses and lack of record make a firm look riskier; labels help") {
  const CreditParameters p;
  CHECK(default_chance(0.6, 0.05, 0, p) > default_chance(0.2, 0.05, 0, p));
  CHECK(default_chance(0.2, -0.1, 0, p) > default_chance(0.2, 0.1, 0, p));
  CHECK(opacity(1, 5, Tier::none, p) > opacity(10, 5, Tier::none, p));
  CHECK(opacity(1, 5, Tier::none, p) > opacity(1, 200, Tier::none, p));
  CHECK(opacity(3, 50, Tier::srdi, p) < opacity(3, 50, Tier::none, p));
  CHECK(opacity(3, 50, Tier::champion, p) >= 0);
}

TEST_CASE("the cost of money falls with monetary policy down to its floor, and not before 2019") {
  const CreditParameters p;
  CHECK(credit_in(-3, p).funding_cost == p.funding_cost);
  CHECK(credit_in(2, p).funding_cost == doctest::Approx(p.funding_cost + 2 * p.funding_trend));
  CHECK(credit_in(100, p).funding_cost == p.funding_floor);
  CreditParameters cheap = p;
  cheap.funding_cost = p.funding_floor / 2; // a scenario below the floor stays where it is
  CHECK(credit_in(10, cheap).funding_cost == cheap.funding_cost);
}
