// The kernels of credit.hpp: who is lent to at which rate.
#include <doctest/doctest.h>

#include <array>
#include <numeric>

#include "models/credit.hpp"
#include "models/passing.hpp"

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

TEST_CASE("banks of the whole nation move capital to where applications ask for it, to the yuan") {
  Scenario scenario;
  const auto capital_after = [&](double nationwide) {
    scenario.parameters.credit.nationwide = nationwide;
    Economy economy;
    for (Bank &bank : economy.banks) {
      bank.capital = 1'000'003;
    }
    economy.credit_queue[7][2] = 500'000'000; // needs 50 million of capital
    economy.credit_queue[8][0] = 5'000'000;   // has what it needs
    meet_banks(economy, scenario);
    std::array<Money, provinces> capital{};
    for (int i = 0; i < provinces; ++i) {
      capital[static_cast<std::size_t>(i)] = economy.banks[i].capital;
    }
    return capital;
  };
  const auto none = capital_after(0);
  const auto some = capital_after(0.6);
  const auto sum = [](const auto &capital) {
    return std::accumulate(capital.begin(), capital.end(), Money{0});
  };
  CHECK(sum(some) == sum(none));
  CHECK(none[7] == 1'000'003);
  CHECK(some[7] > 15'000'000);
  CHECK(some[8] == 1'000'003 - 300'002); // three fifths of the half it does not need
  CHECK(some[9] == 1'000'003 - 600'002);
}
