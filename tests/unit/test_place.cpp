// The kernels of place.hpp.
#include <cmath>

#include <doctest/doctest.h>

#include "models/place.hpp"

using namespace sme;

TEST_CASE("twice the employment gives the stated elasticity, within bounds") {
  const PlaceParameters p;
  CHECK(agglomeration(1, p) == doctest::Approx(1));
  CHECK(agglomeration(2, p) == doctest::Approx(std::pow(2.0, p.agglomeration)));
  CHECK(agglomeration(1e9, p) == doctest::Approx(1 + p.agglomeration_limit));
  CHECK(agglomeration(0, p) == doctest::Approx(1 - p.agglomeration_limit));
}

TEST_CASE("a station shares its capacity among the firms within reach, and only among them") {
  const std::vector<Station> stations{{0, 0, 6}, {10, 0, 4}};
  const std::vector<std::uint16_t> east{0, 2, 10, 100};
  const std::vector<std::uint16_t> north{0, 0, 0, 0};
  const auto access = floating_catchment(stations, east, north, 3);
  CHECK(access[0] == doctest::Approx(3));
  CHECK(access[1] == doctest::Approx(3));
  CHECK(access[2] == doctest::Approx(4));
  CHECK(access[3] == 0);
  double served = 0;
  for (const double each : access) {
    served += each;
  }
  CHECK(served == doctest::Approx(10));
}
