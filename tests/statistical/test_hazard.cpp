// The hazard of leaving by age is recovered from stocks a year apart. With a wrong twin.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "analysis/hazard.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

double slack(double rate, int trials) { return 3.3 * std::sqrt(rate * (1 - rate) / trials); }

// Hazard a year by completed years: low, peak in the third year, falling.
constexpr std::array<double, 8> hazard{0.02, 0.06, 0.12, 0.09, 0.08, 0.07, 0.06, 0.05};

// Firms founded in the quarter of the count, twelve cohorts, followed until all are over eight.
std::vector<Stock> history(std::uint32_t which, std::size_t cohort) {
  synthetic::Numbers numbers(which);
  std::vector<Stock> out(20);
  for (std::size_t s = 0; s < out.size(); ++s)
    out[s].quarter = static_cast<std::int32_t>(4 * s);
  std::uint64_t id = 0;
  for (std::size_t born = 0; born < 12; ++born)
    for (std::size_t i = 0; i < cohort; ++i, ++id)
      for (std::size_t s = born; s < out.size(); ++s) {
        out[s].firm.push_back(id);
        out[s].founded.push_back(static_cast<std::int32_t>(4 * born));
        if (numbers.uniform() < hazard[std::min(s - born, hazard.size() - 1)])
          break;
      }
  return out;
}

} // namespace

TEST_CASE("hazards by age and their peak are recovered, the intervals cover") {
  constexpr int trials = 300;
  std::array<int, hazard.size()> covered{}, by_wald{};
  int peaks = 0, survived = 0, twins = 0;
  double expected = 1;
  for (std::size_t k = 0; k < 5; ++k)
    expected *= 1 - hazard[k];
  for (std::uint32_t k = 0; k < trials; ++k) {
    const auto stocks = history(600000 + k, 100);
    const auto facts = *exit_facts(firm_years(stocks));
    for (std::size_t a = 0; a < hazard.size(); ++a) {
      covered[a] += facts.hazard[a].interval.contains(hazard[a]);
      const double share = facts.hazard[a].value;
      by_wald[a] += std::abs(share - hazard[a]) <=
                    0.98 * std::sqrt(share * (1 - share) / double(facts.hazard[a].trials));
    }
    peaks += facts.peak == 3;
    survived += std::abs(facts.survival[4] - expected) < 0.06;
    auto same = firm_years(stocks); // the wrong twin: exits given to other firms of any age
    for (std::size_t i = 0; i < same.size(); ++i)
      same[i].age = same[(i * 7919 + 13) % same.size()].age;
    twins += exit_facts(same)->peak == 3;
  }
  for (std::size_t a = 0; a < hazard.size(); ++a) {
    INFO("year ", a + 1, ": covered ", covered[a], " of ", trials);
    CHECK(std::abs(covered[a] / double{trials} - 0.95) < slack(0.95, trials));
    CHECK_FALSE(std::abs(by_wald[a] / double{trials} - 0.95) < slack(0.95, trials)); // half as wide
  }
  MESSAGE("peak in year three ", peaks, ", twins ", twins, ", survival ", survived, " of ", trials);
  CHECK(peaks > 0.9 * trials);
  CHECK(survived > 0.95 * trials);
  CHECK_FALSE(twins > 0.9 * trials);
}
