// Elementary functions against the C library's in wider numbers.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "models/chance.hpp"
#include "models/portable.hpp"

namespace sme {
namespace {

/// Largest relative error of `act(draws)` = {value, exact} over many draws.
template <class Act> double worst(Act &&act) {
  Draws draws({1, 0}, {0}, Purpose::founding, 7);
  double most = 0;
  for (int i = 0; i < 400000; ++i) {
    const auto [value, exact] = act(draws);
    most = std::max(most, static_cast<double>(std::fabs((value - exact) / exact)));
  }
  return most;
}
struct Pair {
  long double value, exact;
};

} // namespace

TEST_CASE("exp, log and pow lie within a few roundings of the exact values") {
  CHECK(worst([](Draws &draws) -> Pair {
          const double x = 1400 * (draws.next() - 0.5);
          return {portable_exp(x), std::exp(static_cast<long double>(x))};
        }) < 4e-16);
  CHECK(worst([](Draws &draws) -> Pair {
          const double x = draws.next() - 0.5;
          return {portable_exp(x), std::exp(static_cast<long double>(x))};
        }) < 4e-16);
  CHECK(worst([](Draws &draws) -> Pair {
          const double x = std::exp(1400 * (draws.next() - 0.5));
          return {portable_log(x), std::log(static_cast<long double>(x))};
        }) < 4e-16);
  CHECK(worst([](Draws &draws) -> Pair {
          const double x = 0.5 + draws.next();
          return {portable_log(x), std::log(static_cast<long double>(x))};
        }) < 4e-16);
  CHECK(worst([](Draws &draws) -> Pair {
          const double x = 0.01 + 2 * draws.next();
          const double y = 6 * (draws.next() - 0.5);
          return {portable_pow(x, y), std::pow(static_cast<long double>(x), y)};
        }) < 2e-14);
}

TEST_CASE("exp, log and pow are exact where the result is a whole number") {
  CHECK(portable_exp(0) == 1);
  CHECK(portable_log(1) == 0);
  CHECK(portable_pow(4, 0.5) == 2);
  CHECK(portable_pow(1, -3.7) == 1);
  CHECK(portable_pow(7, 0) == 1);
}

TEST_CASE("exp stays finite and positive beyond the numbers a double can hold") {
  CHECK(portable_exp(1e6) == portable_exp(709));
  CHECK(portable_exp(-1e6) == portable_exp(-708));
  CHECK(portable_exp(-708) > 0);
  CHECK(portable_exp(709) < std::numeric_limits<double>::infinity());
}

} // namespace sme
