// Stylised facts of firms (MODEL 7) in a world of a hundredth, each measure with a wrong twin.
#include <boost/random/normal_distribution.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <unordered_map>

#include "analysis/growth_shape.hpp"
#include "analysis/size_tail.hpp"
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

double subbotin_shape(const std::vector<double> &rates) {
  return analysis::fit_subbotin(rates).value().shape.value;
}

// Hill's tail exponent of the largest `share`.
double hill(const std::vector<double> &sizes, double share) {
  const auto largest = static_cast<std::size_t>(share * static_cast<double>(sizes.size()));
  return analysis::hill_of_largest(sizes, largest).value().value;
}

// Minus the slope of the log standard deviation of growth on log size, over ten bins of equal
// count.
double variance_slope(const std::vector<Growth> &all) {
  std::vector<double> size, rate;
  for (const Growth &g : all) {
    size.push_back(g.size);
    rate.push_back(g.rate);
  }
  return analysis::spread_fall(size, rate, 10).value().beta.value;
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
