// Stylised facts of firms (MODEL 7) in a world of a hundredth, each measure with a wrong twin.
#include <boost/random/normal_distribution.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <unordered_map>

#include "tests/law/worlds.hpp"

using namespace sme;
using namespace sme::test;

namespace {

struct Growth {
  double size, rate; ///< revenue of the year before (CNY), log growth
};

struct Facts {
  std::vector<Growth> growth;
  std::vector<double> staff;
  std::array<std::int64_t, 12> at_risk{}, gone{}; ///< firms founded in the run, by age in years
};

const Facts &facts() {
  static const Facts all = [] {
    Facts f;
    Scenario scenario = small_world({"run.scale=0.008"});
    scenario.policies.clear();
    Economy economy = found(scenario, fate_of(scenario), serial_executor());
    std::unordered_map<std::uint64_t, std::int32_t> alive;
    while (economy.now < quarter_of(2023, 4)) {
      quarter(economy, scenario, serial_executor());
      if (economy.now.of_year() != 4) {
        continue;
      }
      std::unordered_map<std::uint64_t, std::int32_t> next;
      for (const Block &block : economy.blocks) {
        for (std::size_t i = 0; i < block.firms.size_rows(); ++i) {
          if (block.firms.founded[i] >= scenario.parameters.run.spin_up.index) {
            next[block.firms.id[i]] = block.firms.founded[i];
          }
        }
      }
      for (const auto &[id, founded] : alive) {
        const auto age = static_cast<std::size_t>((economy.now.index - founded) /
                                                  4); // began the year at this age less one
        if (age < f.at_risk.size()) {
          ++f.at_risk[age];
          f.gone[age] += next.contains(id) ? 0 : 1;
        }
      }
      alive = std::move(next);
    }
    for (const Block &block : economy.blocks) {
      const Firms &t = block.firms;
      for (std::size_t i = 0; i < t.size_rows(); ++i) {
        f.staff.push_back(t.staff[i]);
        // Whole years only: founded before the year that growth is measured from.
        if (t.staff[i] > 5 && t.revenue_before[i] > 0 && t.revenue_last[i] > 0 &&
            t.founded[i] < quarter_of(2022, 1).index) {
          f.growth.push_back(
              {t.revenue_before[i], std::log(t.revenue_last[i] / t.revenue_before[i])});
        }
      }
    }
    return f;
  }();
  return all;
}

// Shape of the Subbotin density exp(-|x - m|^b / (b a^b)) / (2 a b^(1/b) Gamma(1 + 1/b)) by maximum
// likelihood; m is the median, a its closed form given b (Bottazzi & Secchi 2006).
double subbotin_shape(std::vector<double> x) {
  std::nth_element(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2), x.end());
  const double median = x[x.size() / 2];
  double best = 0, least = 1e300;
  for (double b = 0.3; b < 3; b += 0.02) {
    double sum = 0;
    for (const double each : x) {
      sum += std::pow(std::abs(each - median), b);
    }
    const double a = std::pow(sum / static_cast<double>(x.size()), 1 / b);
    const double loss = std::log(2 * a * std::pow(b, 1 / b) * std::tgamma(1 + 1 / b)) + 1 / b;
    if (loss < least) {
      least = loss;
      best = b;
    }
  }
  return best;
}

// Hill's tail exponent of the largest `share`.
double hill(std::vector<double> x, double share) {
  std::sort(x.begin(), x.end(), std::greater<>());
  const auto k = static_cast<std::size_t>(share * static_cast<double>(x.size()));
  double sum = 0;
  for (std::size_t i = 0; i < k; ++i) {
    sum += std::log(x[i] / x[k]);
  }
  return static_cast<double>(k) / sum;
}

// Minus the slope of the log standard deviation of growth on log size, over ten bins of equal
// count.
double variance_slope(std::vector<Growth> all) {
  std::sort(all.begin(), all.end(),
            [](const Growth &a, const Growth &b) { return a.size < b.size; });
  constexpr std::size_t bins = 10;
  double sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (std::size_t b = 0; b < bins; ++b) {
    double size = 0, mean = 0, square = 0, n = 0;
    for (std::size_t i = b * all.size() / bins; i < (b + 1) * all.size() / bins; ++i) {
      size += std::log(all[i].size);
      mean += all[i].rate;
      square += all[i].rate * all[i].rate;
      ++n;
    }
    const double x = size / n;
    const double y = 0.5 * std::log(square / n - mean * mean / (n * n));
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  }
  return -(bins * sxy - sx * sy) / (bins * sxx - sx * sx);
}

std::vector<double> rates_of(const std::vector<Growth> &growth) {
  std::vector<double> rates;
  for (const Growth &g : growth) {
    rates.push_back(g.rate);
  }
  return rates;
}

std::vector<double> gaussian(std::size_t count) {
  Draws draws({1, 0}, {0}, Purpose::panel, 1);
  boost::random::normal_distribution<double> normal;
  std::vector<double> x(count);
  for (double &each : x) {
    each = 0.3 * normal(draws);
  }
  return x;
}

} // namespace

TEST_SUITE("slow") {

  TEST_CASE("growth rates of firms are shaped like a tent, not like a bell") {
    const double shape = subbotin_shape(rates_of(facts().growth));
    MESSAGE("Subbotin shape of yearly growth: " << shape << " from " << facts().growth.size()
                                                << " firms");
    CHECK(shape >= 0.6);
    WARN(shape <= 1.4);                                  // the aim; not reached at present (1.46)
    const double bell = subbotin_shape(gaussian(20000)); // the wrong twin
    CHECK(bell > 1.8);
    CHECK(shape < bell - 0.2);
  }

  TEST_CASE("the sizes of firms have a heavy tail") {
    const double tail = hill(facts().staff, 0.02);
    MESSAGE("Hill exponent of staff, largest 2 %: " << tail);
    CHECK(tail >= 0.6);
    CHECK(tail <= 1.5);
    std::vector<double> thin = gaussian(20000); // the wrong twin: lognormal with a thin tail
    for (double &each : thin) {
      each = std::exp(each);
    }
    CHECK(hill(thin, 0.02) > 1.5);
  }

  TEST_CASE("growth varies less among large firms, slowly") {
    const double slope = variance_slope(facts().growth);
    MESSAGE("slope of log standard deviation of growth on log size: " << -slope);
    WARN(slope >= 0.08); // the aim; not reached at present (0.069)
    CHECK(slope > 0.05);
    CHECK(slope <= 0.25);
    std::vector<Growth> twin = facts().growth; // the wrong twin: growth that knows no size
    const auto noise = gaussian(twin.size());
    for (std::size_t i = 0; i < twin.size(); ++i) {
      twin[i].rate = noise[i];
    }
    CHECK(variance_slope(twin) < 0.05);
  }

  TEST_CASE("the hazard of leaving by age") {
    std::printf("age (years)  firms at risk  hazard a year\n");
    std::array<double, 12> hazard{};
    for (std::size_t a = 1; a < 9; ++a) {
      hazard[a] = static_cast<double>(facts().gone[a]) /
                  static_cast<double>(std::max<std::int64_t>(1, facts().at_risk[a]));
      std::printf("%6zu-%-4zu %14lld %14.4f\n", a - 1, a + 1,
                  static_cast<long long>(facts().at_risk[a]), hazard[a]);
    }
    const auto peak = std::max_element(hazard.begin() + 1, hazard.begin() + 9) - hazard.begin();
    MESSAGE("the hazard is highest in the year that ends at age " << peak << " to " << peak + 1);
    for (std::size_t a = 1; a < 9; ++a) {
      CHECK(hazard[a] > 0.01);
      CHECK(hazard[a] < 0.4);
    }
  }

} // TEST_SUITE
