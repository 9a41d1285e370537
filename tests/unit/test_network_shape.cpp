// Networks small enough to count by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/network_shape.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

Network of(std::vector<Tie> ties) { return Network(ties); }

// A triangle 1-2-3 with a tail 3-4, and a pair 10-11 apart.
Network kite() { return of({{1, 2}, {2, 3}, {3, 1}, {3, 4}, {10, 11}}); }

Network star(int leaves) {
  std::vector<Tie> ties;
  for (int i = 1; i <= leaves; ++i)
    ties.emplace_back(0, i);
  return Network(ties);
}

} // namespace

TEST_CASE("ties count once in any direction and not with oneself") {
  const auto network = of({{7, 5}, {5, 7}, {7, 5}, {5, 5}, {-2, 7}});
  CHECK(network.nodes() == 3);
  CHECK(network.ties() == 2);
  CHECK(network.degree(2) == 2); // 7 is the last name
  const auto same = of({{7, -2}, {7, 5}});
  CHECK(mean_degree(network)->value == mean_degree(same)->value);
  CHECK(mean_degree(network)->value == Approx(4.0 / 3));
}

TEST_CASE("degree, clustering, distance and mixing of a kite by hand") {
  const auto network = kite();
  CHECK(mean_degree(network)->value == Approx(10.0 / 6));
  // nodes 1 and 2: 1 of 1 pair; node 3: 1 of 3 pairs; 4, 10 and 11 have no pair
  CHECK(clustering(network) == Approx((1 + 1 + 1.0 / 3) / 3));
  CHECK(giant(network) == std::vector<std::uint32_t>{0, 1, 2, 3});
  CHECK(mean_path(network) == Approx((4 * 1 + 2 * 2) / 6.0));
  // ends of the ten directed ties: 2 2 2 2 3 3 3 1 1 1; products 4 + 6 + 6 + 3 + 1
  const double mean = 2, variance = (4 * 4 + 3 * 9 + 3) / 10.0 - 4;
  CHECK(assortativity(network) ==
        Approx((2 * (4 + 6 + 6 + 3 + 1) / 10.0 - mean * mean) / variance));
}

TEST_CASE("a star is all core and periphery, a ring has none") {
  CHECK(core_periphery(star(20)).correlation == Approx(1));
  CHECK(assortativity(star(20)) == Approx(-1));
  CHECK(clustering(star(20)) == 0);
  CHECK(mean_path(star(20)) == Approx((20 + 190 * 2) / 210.0));
  std::vector<Tie> ring;
  for (int i = 0; i < 20; ++i)
    ring.emplace_back(i, (i + 1) % 20);
  CHECK(std::isnan(core_periphery(Network(ring)).correlation));
  CHECK(std::isnan(assortativity(Network(ring))));
  CHECK(mean_path(Network(ring)) == Approx((2 * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9) + 10) / 19.0));
}

TEST_CASE("the core of a kite by hand, that of a full core with its periphery is perfect") {
  // Node 3 alone: 3 of 5 ties, 5 of 15 pairs: (3 15 - 5 5) / sqrt(5 10 5 10). Nodes 1 to 3: 0.
  CHECK(core_periphery(kite()).correlation == Approx(0.4));
  CHECK(core_periphery(kite()).nodes == 1);
  std::vector<Tie> ties;
  for (int i = 0; i < 4; ++i)
    for (int j = i + 1; j < 30; ++j)
      ties.emplace_back(i, j);
  CHECK(core_periphery(Network(ties)).correlation == Approx(1));
  CHECK(core_periphery(Network(ties)).nodes == 4);
  for (auto &[a, b] : ties) // names do not matter
    a = 100 - a, b = 100 - b;
  ties.pop_back();
  CHECK(core_periphery(Network(ties)).nodes == 4);
  CHECK(core_periphery(Network(ties)).correlation < 1);
}

TEST_CASE("networks with nothing to measure say so") {
  const auto none = of({{4, 4}});
  CHECK(none.nodes() == 0);
  CHECK_FALSE(mean_degree(none));
  CHECK(std::isnan(clustering(none)));
  CHECK(std::isnan(assortativity(none)));
  CHECK(std::isnan(mean_path(none)));
  CHECK(std::isnan(core_periphery(none).correlation));
  CHECK(giant(none).empty());
  CHECK_FALSE(degree_law(none));
  CHECK_FALSE(degree_law_from(star(20), 2)); // one node there
  CHECK_FALSE(small_world(none));
  CHECK_FALSE(small_world(kite()));
  CHECK_FALSE(small_world(of({{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}}))); // pairs only
}

TEST_CASE("a random network has its ties and is the same for the same seed") {
  const auto one = random_network(50, 200, 0);
  CHECK(one.ties() == 200);
  CHECK(clustering(one) == clustering(random_network(50, 200, 0)));
  CHECK(clustering(one) != clustering(random_network(50, 200, 1)));
  CHECK(clustering(one) != clustering(random_network(50, 200, 0, 2)));
  CHECK_THROWS_AS((void)random_network(4, 4, 0), std::invalid_argument);
}

TEST_CASE("paths from a sample of nodes come near those from all") {
  const auto network = random_network(600, 1800, 3);
  const double all = mean_path(network, 600);
  CHECK(mean_path(network, 10000) == all);
  CHECK(mean_path(network, 60) != all);
  CHECK(mean_path(network, 60) == Approx(all).epsilon(0.03));
}

TEST_CASE("the discrete law of degrees by hand: the mean log decides") {
  // Stars of 2, 4 and 8 leaves: the exponent s solves mean log k = sum k^-s log k / sum k^-s over k
  // >= 2.
  std::vector<Tie> ties;
  std::int64_t name = 0;
  const auto add = [&](int stars, int leaves) {
    for (int s = 0; s < stars; ++s) {
      const auto hub = name++;
      for (int i = 0; i < leaves; ++i)
        ties.emplace_back(hub, name++);
    }
  };
  add(16, 2);
  add(6, 4);
  add(2, 8);
  const auto law = degree_law_from(Network(ties), 2);
  REQUIRE(law);
  CHECK(law->count == 24);
  CHECK(law->least == 2);
  double top = 0, bottom = 0;
  for (int k = 2; k < 2000000; ++k) {
    const double power = std::pow(k, -law->exponent.value);
    top += power * std::log(k);
    bottom += power;
  }
  CHECK(top / bottom == Approx((16 + 12 + 6) * std::log(2.0) / 24).epsilon(1e-4));
}
