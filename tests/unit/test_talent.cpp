// The matching function of talent.hpp.
#include <doctest/doctest.h>

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
