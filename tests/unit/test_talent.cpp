// The matching function of talent.hpp.
#include <doctest/doctest.h>

#include "models/passing.hpp"
#include "models/talent.hpp"

using namespace sme;

TEST_CASE("hires never exceed vacancies or seekers") {
  const TalentParameters p;
  for (const double vacancies : {1.0, 10.0, 1000.0}) {
    for (const double seekers : {1.0, 50.0, 5000.0}) {
      const double hires = vacancies * fill_chance(vacancies, seekers, p);
      CHECK(hires <= vacancies);
      CHECK(hires <= seekers);
      CHECK(hires > 0);
    }
  }
  CHECK(fill_chance(5, 0, p) == 0);
  CHECK(fill_chance(0, 5, p) == 1);
}

TEST_CASE("more competition for the same seekers fills fewer vacancies") {
  const TalentParameters p;
  CHECK(fill_chance(200, 100, p) < fill_chance(100, 100, p));
}

TEST_CASE("seekers move to where the vacancies are, and none is lost on the way") {
  Scenario scenario;
  scenario.parameters.talent.supply_growth = 0;
  Economy economy;
  for (TalentMarket &market : economy.talent) {
    market.force = 100;
    market.employed = 80;
  }
  economy.talent[4].vacancies = 300;
  economy.talent[5].vacancies = 100;
  meet_talent(economy, scenario);
  double all = 0;
  for (const TalentMarket &market : economy.talent) {
    all += market.force;
  }
  CHECK(all == doctest::Approx(100.0 * provinces));
  CHECK(economy.talent[4].force > economy.talent[5].force);
  CHECK(economy.talent[5].force > 100);
  CHECK(economy.talent[6].force < 100);
  CHECK(economy.talent[6].force > 80); // only those without work move

  scenario.parameters.talent.mobility = 0;
  const double before = economy.talent[4].force;
  meet_talent(economy, scenario);
  CHECK(economy.talent[4].force == before);
}
