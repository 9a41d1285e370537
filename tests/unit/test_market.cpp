// The kernels of market.hpp: price, value for money, replicator, contracts.
#include <cmath>

#include <doctest/doctest.h>

#include "models/market.hpp"

using namespace sme;

TEST_CASE("a cheaper firm asks less and still earns more, a full pass-through leaves the markup") {
  const double mean = price(0.2, 0.6, 1.0, 1.0);
  CHECK(mean == doctest::Approx(1.2));
  const double cheap = price(0.2, 0.6, 0.8, 1.0);
  CHECK(cheap < mean);
  CHECK(cheap - 0.8 > mean - 1.0);
  CHECK(price(0.2, 1.0, 0.8, 1.0) == doctest::Approx(0.96));
}

TEST_CASE(
    "a leader's rivals are the others of its niche, the suppliers of its chain if it has all") {
  // Shares 0.8 and 0.2 at costs 0.7 and 1.2: each faces the other.
  const double costs = 0.8 * 0.7 + 0.2 * 1.2;
  CHECK(rivals_cost(0.8, 0.7, 1.0, costs, 9) == doctest::Approx(1.2));
  CHECK(rivals_cost(0.2, 1.2, 1.0, costs, 9) == doctest::Approx(0.7));
  CHECK(rivals_cost(1.0, 0.7, 1.0, 0.7, 0.9) == 0.9);
  // Held by its rivals and not by itself, it earns more than if it were part of the mean.
  const double markup = 0.2;
  CHECK(price(markup, 0.6, 0.7, rivals_cost(0.8, 0.7, 1.0, costs, 9)) >
        price(markup, 0.6, 0.7, costs));
}

TEST_CASE("quality, supply ties and a low price make a firm competitive") {
  const double plain = competitiveness(1, 1, 0, 0.12);
  CHECK(competitiveness(1.1, 1, 0, 0.12) > plain);
  CHECK(competitiveness(1, 1.1, 0, 0.12) < plain);
  CHECK(competitiveness(1, 1, 1, 0.12) == doctest::Approx(1.12));
}

TEST_CASE("the replicator moves shares towards the better firm, within its limit") {
  const MarketParameters p;
  CHECK(replicator(1, p) == 1);
  CHECK(replicator(1.5, p) == doctest::Approx(1 + 0.5 * p.replicator_speed));
  CHECK(replicator(100, p) == doctest::Approx(1 + p.share_change_limit));
  CHECK(replicator(0, p) == doctest::Approx(1 - p.replicator_speed));
}

TEST_CASE("contracts won and lost leave the median firm where it was and spare large firms") {
  const MarketParameters p;
  const auto spread = [&](double orders) {
    double sum = 0;
    double squares = 0;
    constexpr int firms = 20000;
    for (std::uint64_t i = 0; i < firms; ++i) {
      const Words w = words({7, 0}, {80}, Purpose::quarterly, i);
      const double g =
          std::log(contracts(orders, w[0], Draws({7, 0}, {80}, Purpose::opportunities, i), p));
      sum += g;
      squares += g * g;
    }
    CHECK(std::abs(sum / firms) < 4 * std::sqrt(squares) / firms);
    return std::sqrt(squares / firms);
  };
  const double small = spread(2e6);
  const double large = spread(2e9);
  CHECK(small > 1.5 * large);
  CHECK(large > 0);
}

TEST_CASE("customers come to know young firms, less so the older they are") {
  const MarketParameters p;
  CHECK(build_up(0, p) == p.build_up);
  CHECK(build_up(p.build_up_age, p) == doctest::Approx(p.build_up / 4));
  CHECK(build_up(400, p) < 0.001);
  CHECK(build_up(-1, p) == p.build_up); // founded in the quarter at hand
}
