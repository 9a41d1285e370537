// Firms at a threshold, counted by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/bunching.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

const Notch at_three{.notch = 0.03,
                     .bin = 0.001,
                     .lower = 0.01,
                     .upper = 0.05,
                     .excluded_low = 0.027,
                     .excluded_high = 0.032,
                     .power = 1};

// Falling in a line from 60 to 21 firms a bin; `moved` of each of the three bins below the notch go
// to it.
std::vector<double> firms(int moved) {
  std::vector<double> out;
  for (int bin = 0; bin < 40; ++bin)
    for (int i = 0; i < 60 - bin; ++i) {
      const bool goes = bin >= 17 && bin < 20 && i < moved;
      out.push_back(goes ? 0.03 : 0.0105 + 0.001 * bin);
    }
  return out;
}

} // namespace

TEST_CASE("firms moved up to a threshold are counted exactly") {
  const auto found = bunching(firms(10), at_three);
  REQUIRE(found);
  CHECK(found->excess.value == Approx(30));
  CHECK(found->missing.value == Approx(30));
  CHECK(found->mass.value == Approx(30.0 / 39.5)); // 40 and 39 firms in the two bins
  CHECK(found->mass.sign() == 1);
  REQUIRE(found->counts.size() == 40);
  CHECK(found->counts[20] == 70);
  CHECK(found->counterfactual[20] == Approx(40));
  CHECK(found->excess.error > 5); // about the square root of the firms there
  CHECK(found->excess.error < 20);
}

TEST_CASE("without a move there is no mass, and the same seed has the same error") {
  const auto found = bunching(firms(0), at_three);
  REQUIRE(found);
  CHECK(std::abs(found->excess.value) < 1e-9);
  CHECK(found->mass.sign() == 0);
  CHECK(bunching(firms(0), at_three)->mass.error == found->mass.error);
  CHECK(bunching(firms(0), at_three, 2)->mass.error != found->mass.error);
}

TEST_CASE("values outside or missing are left out, too few firms or bins have no answer") {
  auto values = firms(10);
  values.insert(values.end(), {unknown, 0.0099, 0.05, 1e300, -1e300});
  CHECK(bunching(values, at_three)->excess.value == Approx(30));
  CHECK_FALSE(bunching(std::vector<double>(99, 0.02), at_three));
  auto steep = at_three;
  steep.power = 33;
  CHECK_FALSE(bunching(firms(10), steep));
  CHECK_FALSE(bunching(std::vector<double>(500, 0.03), at_three)); // nobody elsewhere
}

TEST_CASE("a notch out of order or off its bins is refused") {
  for (auto change : {+[](Notch &n) { n.bin = 0; }, +[](Notch &n) { n.excluded_low = 0.031; },
                      +[](Notch &n) { n.upper = 0.0505; }, +[](Notch &n) { n.lower = unknown; }}) {
    auto wrong = at_three;
    change(wrong);
    CHECK_THROWS_AS((void)bunching(firms(0), wrong), std::invalid_argument);
  }
}

TEST_CASE("the relabelled share is that of money, among firms at the threshold only") {
  std::vector<double> real, reported, revenue;
  for (int i = 0; i < 10; ++i) { // at 3 %: half relabel 1 of 3, the others nothing
    revenue.push_back(100);
    reported.push_back(3);
    real.push_back(i % 2 == 0 ? 2 : 3);
  }
  revenue.insert(revenue.end(), {100, 0});
  reported.insert(reported.end(), {5, 3});
  real.insert(real.end(), {0, 0});
  const auto share = relabelled_share({real, reported, revenue}, 0.03, 0.005);
  REQUIRE(share);
  CHECK(share->value == Approx(1.0 / 6));
  // offs are -+ 1/2: sqrt(10 / 4 * 10 / 9) / 30
  CHECK(share->error == Approx(std::sqrt(2.5 * 10 / 9) / 30));
  CHECK_FALSE(relabelled_share({real, reported, revenue}, 0.05, 0.005));
  CHECK_THROWS_AS((void)relabelled_share({real, reported, {}}, 0.03, 0.005), std::invalid_argument);
}
