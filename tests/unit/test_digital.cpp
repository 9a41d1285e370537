// The kernels of digital.hpp.
#include <doctest/doctest.h>

#include "models/digital.hpp"

using namespace sme;

TEST_CASE("peers and size speed adoption") {
  const DigitalParameters p;
  CHECK(adoption_chance(0.5, 100, p) > adoption_chance(0, 100, p));
  CHECK(adoption_chance(0, 100, p) > adoption_chance(0, 10, p));
  CHECK(adoption_chance(0, p.size_half, p) == doctest::Approx(p.innovation_hazard / 2));
}

TEST_CASE("an upgrade first costs productivity and then gives more than it took") {
  const DigitalParameters p;
  CHECK(digital_effect(0, 0, p) == 1);
  CHECK(digital_effect(1, 0, p) < 1);
  CHECK(digital_effect(1, 60, p) == doctest::Approx(1 + p.gain));
  CHECK(digital_effect(2, 0, p) < digital_effect(1, 60, p));
  CHECK(digital_effect(3, 60, p) == doctest::Approx(1 + 3 * p.gain));
}
