// Draws: uniform words, independent purposes, and contracts whose number is geometric. Each with a
// wrong twin that must fail. Limits are the 99.9 % points of chi-square (Wilson & Hilferty 1931).
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "models/market.hpp"

using namespace sme;

namespace {

double limit(double freedom) {
  const double part = 2 / (9 * freedom);
  return freedom * std::pow(1 - part + 3.0902 * std::sqrt(part), 3);
}
double chi_square(const std::vector<double> &seen, const std::vector<double> &expected) {
  double sum = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    sum += (seen[i] - expected[i]) * (seen[i] - expected[i]) / expected[i];
  }
  return sum;
}
constexpr int cells_of_uniform = 64;
constexpr int many = 200000;

// Chi-square of pairs of one word for purpose `a` and one for purpose `b` of the same firm.
double of_pairs(Purpose a, Purpose b) {
  std::vector<double> seen(256, 0), expected(256, many / 256.0);
  for (std::uint64_t firm = 0; firm < many; ++firm) {
    const auto x = words({7, 0}, quarter_of(2020, 1), a, firm)[0] >> 28U;
    const auto y = words({7, 0}, quarter_of(2020, 1), b, firm)[0] >> 28U;
    ++seen[x * 16 + y];
  }
  return chi_square(seen, expected);
}

} // namespace

TEST_CASE("every word of a firm is uniform over firms, quarters and replicates") {
  for (int what = 0; what < 3; ++what) {
    for (std::size_t word = 0; word < 4; ++word) {
      std::vector<double> seen(cells_of_uniform, 0),
          expected(cells_of_uniform, double{many} / cells_of_uniform);
      for (std::uint32_t i = 0; i < many; ++i) {
        const Fate fate{20190101, what == 2 ? i : 0};
        const Quarter quarter{what == 1 ? static_cast<std::int32_t>(i % 65536) : 76};
        const std::uint64_t firm = what == 0 ? i : what == 1 ? i / 65536 : 5;
        ++seen[words(fate, quarter, Purpose::quarterly, firm)[word] >> 26U];
      }
      CHECK(chi_square(seen, expected) < limit(cells_of_uniform - 1));
    }
  }
}

TEST_CASE("draws for different purposes tell nothing about each other") {
  CHECK(of_pairs(Purpose::quarterly, Purpose::opportunities) < limit(255));
  CHECK(of_pairs(Purpose::entry, Purpose::founding) < limit(255));
  CHECK(of_pairs(Purpose::innovation, Purpose::filing) < limit(255));
  CHECK(of_pairs(Purpose::quarterly, Purpose::quarterly) >
        limit(255)); // the wrong twin: one purpose twice
}

TEST_CASE("the number of contracts won or lost in a quarter is geometric") {
  // With a value limit that every contract meets, the factor tells wins less losses exactly.
  MarketParameters p;
  p.contract_limit = 0.01;
  const double orders =
      4 * p.contract_least * 8; // eight contracts held; each would be above the limit
  const double mean = p.contract_rate * (1 + 8);
  const double again = mean / (1 + mean);
  constexpr int most = 6; // net count -6 .. 6, the ends gather the rest
  const auto expected_under = [&](auto &&chance_of) {
    std::vector<double> expected(2 * most + 1, 0);
    for (int n = 0; n < 400; ++n) {
      double log_choose = 0; // of k wins out of n
      for (int wins = 0; wins <= n; ++wins) {
        const int net = std::clamp(2 * wins - n, -most, most);
        expected[static_cast<std::size_t>(net + most)] +=
            many * chance_of(n) * std::exp(log_choose - n * std::log(2.0));
        log_choose += std::log(static_cast<double>(n - wins)) - std::log(wins + 1.0);
      }
    }
    return expected;
  };
  const auto geometric = expected_under([&](int n) { return (1 - again) * std::pow(again, n); });
  const auto poisson = expected_under(
      [&](int n) { return std::exp(n * std::log(mean) - mean - std::lgamma(n + 1.0)); });
  std::vector<double> seen(2 * most + 1, 0);
  const Quarter now = quarter_of(2020, 1);
  for (std::uint64_t firm = 0; firm < many; ++firm) {
    const double factor = contracts(orders, words({7, 0}, now, Purpose::quarterly, firm)[0],
                                    Draws({7, 0}, now, Purpose::opportunities, firm), p);
    const long net = std::lround(std::log(factor) / std::log(1.01));
    ++seen[static_cast<std::size_t>(std::clamp<long>(net, -most, most) + most)];
  }
  CHECK(chi_square(seen, geometric) < limit(2 * most));
  CHECK(chi_square(seen, poisson) > limit(2 * most)); // the wrong twin
}
