// Leontief demand.
#include <doctest/doctest.h>

#include "models/demand.hpp"

using namespace sme;

TEST_CASE("gross output serves final demand and all inputs, exactly") {
  ChainMatrix a{};
  ChainVector f{};
  for (int i = 0; i < chains; ++i) {
    f[i] = 1 + i;
    for (int j = 0; j < chains; ++j) {
      a[i][j] = 0.6 / chains * ((i * 7 + j * 3) % 5) / 2.0;
    }
  }
  const ChainVector x = leontief(a, f);
  for (int i = 0; i < chains; ++i) {
    double used = f[i];
    for (int j = 0; j < chains; ++j) {
      used += a[i][j] * x[j];
    }
    CHECK(x[i] == doctest::Approx(used));
    CHECK(x[i] >= f[i]);
  }
}

TEST_CASE("without inputs output is final demand") {
  ChainVector f{};
  f.fill(3);
  CHECK(leontief({}, f)[5] == doctest::Approx(3));
}
