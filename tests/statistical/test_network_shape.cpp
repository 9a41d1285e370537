// Networks made to have a shape show it, random ones do not.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/network_shape.hpp"
#include "analysis/size_tail.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

double slack(double rate, int trials) { return 3.3 * std::sqrt(rate * (1 - rate) / trials); }

// Watts & Strogatz: a ring of nodes tied to `reach` on each side, each tie moved with a chance.
Network ring(std::uint32_t which, int nodes, int reach, double moved) {
  synthetic::Numbers numbers(which);
  std::vector<Tie> ties;
  for (int i = 0; i < nodes; ++i)
    for (int step = 1; step <= reach; ++step) {
      int other = (i + step) % nodes;
      if (numbers.uniform() < moved)
        other = static_cast<int>(nodes * numbers.uniform());
      ties.emplace_back(i, other);
    }
  return Network(ties);
}

// A core all tied with each other, and others tied to some of it only.
Network core(std::uint32_t which, int inner, int outer, int each) {
  synthetic::Numbers numbers(which);
  std::vector<Tie> ties;
  for (int i = 0; i < inner; ++i)
    for (int j = 0; j < i; ++j)
      ties.emplace_back(i, j);
  for (int i = inner; i < inner + outer; ++i)
    for (int t = 0; t < each; ++t)
      ties.emplace_back(i, static_cast<int>(inner * numbers.uniform()));
  return Network(ties);
}

// Stars whose leaves have one tie: the degrees of the hubs follow k^-exponent from 2 on.
Network stars(std::uint32_t which, int hubs, double exponent) {
  synthetic::Numbers numbers(which);
  std::vector<double> below; // sum of k^-exponent up to each k
  double sum = 0;
  for (int k = 2; k < 20000; ++k)
    below.push_back(sum += std::pow(k, -exponent));
  std::vector<Tie> ties;
  std::int64_t name = 0;
  for (int h = 0; h < hubs; ++h) {
    const auto at = std::lower_bound(below.begin(), below.end(), sum * numbers.uniform());
    const auto hub = name++;
    for (auto i = 2 + (at - below.begin()); i > 0; --i)
      ties.emplace_back(hub, name++);
  }
  return Network(ties);
}

} // namespace

TEST_CASE("random networks are no small worlds, a ring with some ties moved is one") {
  constexpr int trials = 20;
  std::vector<double> random, small, cores, random_cores;
  for (std::uint32_t k = 0; k < trials; ++k) {
    const auto chance = *small_world(random_network(500, 2000, 1000 + k), 5, 100, k);
    random.push_back(chance.sigma);
    cores.push_back(chance.core - chance.random_core);
    small.push_back(small_world(ring(800000 + k, 500, 4, 0.1), 5, 100, k)->sigma);
  }
  const auto one = moments(random), many = moments(small), difference = moments(cores);
  MESSAGE("sigma of random networks ", one.mean, " +- ", one.deviation, ", of rings ", many.mean,
          " +- ", many.deviation);
  CHECK(std::abs(one.mean - 1) < 3.3 * one.deviation / std::sqrt(double{trials}));
  CHECK(one.deviation < 0.2);
  CHECK(std::abs(difference.mean) < 3.3 * difference.deviation / std::sqrt(double{trials}));
  CHECK(many.mean > 5);
  CHECK_FALSE(std::abs(many.mean - 1) < 3.3 * many.deviation / std::sqrt(double{trials})); // twin
}

TEST_CASE("a network of core and periphery shows it, a random one of its size does not") {
  for (std::uint32_t k = 0; k < 10; ++k) {
    const auto tight = *small_world(core(810000 + k, 8, 300, 10), 5, 100, k); // near the ideal
    const auto loose = *small_world(core(815000 + k, 15, 300, 2), 5, 100, k);
    INFO("tight ", tight.core, " loose ", loose.core, ", random ", tight.random_core, " and ",
         loose.random_core);
    CHECK(tight.core > 0.8);
    CHECK(loose.core > 0.3);
    CHECK(tight.core > loose.core);
    CHECK_FALSE(tight.random_core > 0.3); // the wrong twins: as many ties, placed by chance
    CHECK_FALSE(loose.random_core > 0.3);
  }
}

TEST_CASE("the exponent of degrees is recovered, its interval covers") {
  constexpr int trials = 400;
  int covered = 0, twin = 0;
  std::vector<double> found;
  for (std::uint32_t k = 0; k < trials; ++k) {
    const auto network = stars(820000 + k, 800, 2.5);
    covered += degree_law_from(network, 2)->exponent.interval().contains(2.5);
    if (k < 50)
      found.push_back(degree_law(network)->exponent.value);
    std::vector<double> degrees; // the wrong twin: whole degrees taken for continuous sizes
    for (std::size_t i = 0; i < network.nodes(); ++i)
      degrees.push_back(static_cast<double>(network.degree(i)));
    auto continuous = hill(degrees, 2)->exponent;
    continuous.value += 1; // of the density
    twin += continuous.interval().contains(2.5);
  }
  const auto mean = moments(found);
  MESSAGE("least degree chosen: ", mean.mean, " +- ", mean.deviation, "; given: covered ", covered,
          ", continuous ", twin, " of ", trials);
  CHECK(std::abs(covered / double{trials} - 0.95) < slack(0.95, trials));
  CHECK_FALSE(std::abs(twin / double{trials} - 0.95) < slack(0.95, trials));
  // Choosing the least degree by the sample costs bias: up to half the error of one estimate.
  CHECK(std::abs(mean.mean - 2.5) < mean.deviation / 2 + 3.3 * mean.deviation / std::sqrt(50.0));
  const auto bell = degree_law(random_network(2000, 8000, 7)); // the wrong twin: no heavy tail
  CHECK_FALSE((bell && std::abs(bell->exponent.value - 2.5) < 0.5));
}
