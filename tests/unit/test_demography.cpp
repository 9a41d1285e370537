// Entry and closure.
#include <doctest/doctest.h>

#include "models/demography.hpp"

using namespace sme;

TEST_CASE("good margins draw founders, within a chance") {
  const DemographyParameters p;
  CHECK(entry_chance(0.04, 0.04, p) == doctest::Approx(p.entry_chance));
  CHECK(entry_chance(0.06, 0.04, p) > entry_chance(0.04, 0.04, p));
  CHECK(entry_chance(-9, 0.04, p) == doctest::Approx(0.3 * p.entry_chance));
  CHECK(entry_chance(9, 0.04, p) <= 1);
}

TEST_CASE("owners close more often after a row of losses") {
  const DemographyParameters p;
  CHECK(closure_chance(0, p) == p.closure_base);
  CHECK(closure_chance(static_cast<int>(p.losses_before_closure) + 1, p) ==
        doctest::Approx(p.closure_base + p.closure_loss));
}
