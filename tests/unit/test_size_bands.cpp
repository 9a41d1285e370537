// The bands of 2011: both tests must hold, otherwise one band down.
#include <doctest/doctest.h>

#include "models/size_bands.hpp"

using namespace sme;

TEST_CASE("a firm is as large as the smaller of its staff and its revenue allows") {
  const SizeBandParameters bands;
  CHECK(size_of(1000, 400e6, bands) == Size::large);
  CHECK(size_of(1000, 399e6, bands) == Size::medium);
  CHECK(size_of(999, 400e6, bands) == Size::medium);
  CHECK(size_of(300, 20e6, bands) == Size::medium);
  CHECK(size_of(299, 500e6, bands) == Size::small);
  CHECK(size_of(20, 3e6, bands) == Size::small);
  CHECK(size_of(19, 1e9, bands) == Size::micro);
  CHECK(size_of(5000, 2.9e6, bands) == Size::micro);
}
