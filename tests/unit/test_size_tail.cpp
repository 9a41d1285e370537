// Tails whose exponent is known.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "analysis/size_tail.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

// Quantiles of P(S > s) = s^-exponent: no chance at all.
std::vector<double> exact(double exponent, std::size_t count) {
  std::vector<double> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(
        std::pow((static_cast<double>(i) + 0.5) / static_cast<double>(count), -1 / exponent));
  return out;
}

} // namespace

TEST_CASE("Hill's exponent by hand: ten firms over the sum of their logs") {
  std::vector<double> sizes(9, std::exp(1.0));
  sizes.push_back(std::exp(3.0));
  sizes.push_back(0.5); // below the threshold
  sizes.push_back(-3);
  sizes.push_back(unknown);
  const auto tail = hill(sizes, 1);
  REQUIRE(tail);
  CHECK(tail->count == 10);
  CHECK(tail->exponent.value == Approx(10.0 / 12));
  CHECK(tail->exponent.error == Approx(10.0 / 12 / std::sqrt(10.0)));
  // persons: the threshold is half a unit lower
  CHECK(hill(sizes, 2, Sizes::whole)->exponent.value == Approx(10 / (12 - 10 * std::log(1.5))));
  CHECK(hill_of_largest(sizes, 10)->value == Approx(10 / (12 - 10 * std::log(0.5))));
}

TEST_CASE("exact quantiles of a power law give its exponent back") {
  const auto sizes = exact(1.06, 4000);
  CHECK(hill(sizes, 1)->exponent.value == Approx(1.06).epsilon(0.001));
  CHECK(hill(sizes, 1)->distance < 0.001);
  CHECK(rank_size(sizes, 400)->value == Approx(1.06).epsilon(0.001));
  CHECK(rank_size(sizes, 400)->error == Approx(1.06 * std::sqrt(2.0 / 400)).epsilon(0.001));
  CHECK(tail_exponent(sizes)->exponent.value == Approx(1.06).epsilon(0.02));
}

TEST_CASE("the threshold is where the power law begins") {
  auto sizes = exact(1.5, 1000); // from 1 up
  for (int i = 0; i < 2000; ++i)
    sizes.push_back((i + 0.5) / 2000); // uniform below
  const auto tail = tail_exponent(sizes);
  REQUIRE(tail);
  CHECK(tail->threshold == Approx(1).epsilon(0.1));
  CHECK(tail->exponent.value == Approx(1.5).epsilon(0.03));
}

TEST_CASE("too few firms, or firms of one size, have no tail") {
  CHECK_FALSE(hill(exact(1, 9), 1));
  CHECK_FALSE(hill(exact(1, 100), 0));
  CHECK_FALSE(hill(exact(1, 100), 0.5, Sizes::whole));
  CHECK_FALSE(hill(std::vector<double>(50, 3.0), 1));
  CHECK_FALSE(tail_exponent(exact(1, 49)));
  CHECK_FALSE(tail_exponent(std::vector<double>(200, 3.0)));
  CHECK_FALSE(tail_exponent({}));
  CHECK_FALSE(rank_size(exact(1, 99), 100));
  CHECK_FALSE(rank_size(exact(1, 99), 9));
  CHECK_FALSE(rank_size(std::vector<double>(200, 3.0), 100));
  CHECK_FALSE(hill_of_largest(exact(1, 20), 20));
}
