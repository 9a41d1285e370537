// An evaluator in a world where help goes to firms that would have grown anyway (CMP-17): the sign
// of each design's bias is known. True effect: 2.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/evaluator.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

struct Panel {
  std::vector<double> before, after;
  std::vector<std::uint8_t> treated;
  std::vector<std::int64_t> stratum;
  Eigen::MatrixXd ability;
  [[nodiscard]] TwoPeriods firms() const { return {before, after, treated}; }
};

// `on_ability`: able firms are chosen, and able firms grow faster by 3 per unit of ability.
Panel panel(std::uint32_t which, bool on_ability, double trend) {
  synthetic::Numbers numbers(600000 + which);
  Panel out;
  constexpr int firms = 1500;
  out.ability.resize(firms, 1);
  for (int i = 0; i < firms; ++i) {
    const double ability = numbers.normal();
    const double pull = on_ability ? ability : 0;
    const bool helped = pull + numbers.normal() > 1;
    out.ability(i, 0) = ability;
    out.before.push_back(50 + 10 * ability + 2 * numbers.normal());
    out.after.push_back(out.before.back() + trend + 3 * ability + 2 * numbers.normal() +
                        (helped ? 2 : 0));
    out.treated.push_back(helped ? 1 : 0);
    out.stratum.push_back(i % 2);
  }
  return out;
}

} // namespace

TEST_CASE("where help is given by lot and there is no trend, all designs find the truth") {
  int hit_before = 0, hit_did = 0, hit_matched = 0;
  constexpr int worlds = 60;
  for (std::uint32_t k = 0; k < worlds; ++k) {
    const auto p = panel(k, false, 0);
    hit_before += before_after(p.firms(), 0.05).interval.contains(2);
    hit_did += difference_in_differences(p.firms(), 0.05).interval.contains(2);
    hit_matched += matched(p.firms(), p.ability, p.stratum, 0.05).interval.contains(2);
  }
  // 95 % of 60 is 57; 3.3 standard errors are 5.6. Matching reuses controls: a little below.
  CHECK(hit_before >= 51);
  CHECK(hit_did >= 51);
  CHECK(hit_matched >= 48);
}

TEST_CASE("where able firms are chosen, the naive designs find too much and matching the truth") {
  double naive = 0, did = 0, paired = 0;
  constexpr int worlds = 30;
  for (std::uint32_t k = 0; k < worlds; ++k) {
    const auto p = panel(100 + k, true, 1);
    naive += before_after(p.firms(), 0.05).value / worlds;
    did += difference_in_differences(p.firms(), 0.05).value / worlds;
    paired += matched(p.firms(), p.ability, p.stratum, 0.05).value / worlds;
  }
  // Chosen firms have ability phi(1/sqrt2)/Q(1/sqrt2)/sqrt2 = 0.9176 above the mean of all, others
  // 0.2896 below: the naive design finds 2 + 1 + 3 * 0.918, differences 2 + 3 * 1.207.
  MESSAGE("before-after ", naive, ", differences ", did, ", matched ", paired, ", truth 2");
  CHECK(naive == doctest::Approx(5.75).epsilon(0.03));
  CHECK(did == doctest::Approx(5.62).epsilon(0.03));
  CHECK(std::abs(paired - 2) < 0.1);
  CHECK_FALSE(std::abs(did - 2) < 0.1); // the wrong twin
}

TEST_CASE("a common trend fools the comparison before and after, not differences") {
  const auto p = panel(7, false, 10);
  CHECK(before_after(p.firms(), 0.05).interval.low > 8);
  CHECK(difference_in_differences(p.firms(), 0.05).interval.contains(2));
}

TEST_CASE("the jump at a threshold is found by lines on both sides, not by means") {
  int covered = 0, by_means = 0;
  constexpr int worlds = 300;
  for (std::uint32_t k = 0; k < worlds; ++k) {
    synthetic::Numbers numbers(700000 + k);
    std::vector<double> running, outcome, above, below;
    for (int i = 0; i < 400; ++i) {
      running.push_back(2 * numbers.uniform() - 1);
      const double x = running.back();
      outcome.push_back(5 + 4 * x + (x >= 0 ? 2 + x : 0) + numbers.normal());
      (x >= 0 ? above : below).push_back(outcome.back());
    }
    covered += regression_discontinuity(running, outcome, 0, 0.6, 0.05).interval.contains(2);
    by_means += std::abs(moments(above).mean - moments(below).mean - 2) < 0.4;
  }
  MESSAGE("lines ", covered, " of ", worlds);
  CHECK(covered >= 0.95 * worlds - 3.3 * std::sqrt(0.95 * 0.05 * worlds));
  CHECK_FALSE(by_means > 30); // the wrong twin takes the slope for an effect
  const std::vector<double> few{0.1, -0.1};
  CHECK(std::isnan(regression_discontinuity(few, few, 0, 1, 0.05).value));
}

TEST_CASE("firms that move up to a notch are counted as excess above and missing below") {
  int covered = 0, nothing = 0, naive = 0;
  constexpr int worlds = 300;
  for (std::uint32_t k = 0; k < worlds; ++k) {
    synthetic::Numbers numbers(800000 + k);
    std::vector<double> plain, bunched;
    double moved = 0;
    for (int i = 0; i < 8000; ++i) {
      const double u = numbers.uniform();
      const double x = 0.1 * std::sqrt(u) * 0.6; // rising density on 0 .. 6 %
      plain.push_back(x);
      const bool moves = x >= 0.027 && x < 0.03 && numbers.uniform() < 0.5;
      moved += moves;
      bunched.push_back(moves ? 0.03 + 0.0005 * numbers.uniform() : x);
    }
    const BunchingOptions at{.notch = 0.03, .width = 0.001, .reach = 20, .below = 4, .above = 2};
    const auto found = estimate_bunching(bunched, at);
    covered += found.interval.contains(moved);
    nothing += estimate_bunching(plain, at).interval.contains(0);
    // the wrong twin: all firms just above the notch are taken for movers
    double above = 0;
    for (const double x : bunched)
      above += x >= 0.03 && x < 0.032;
    naive += found.interval.contains(above);
  }
  MESSAGE("excess covered ", covered, ", nothing found ", nothing, " of ", worlds);
  const double least = 0.95 * worlds - 3.3 * std::sqrt(0.95 * 0.05 * worlds);
  CHECK(covered >= least);
  CHECK(nothing >= least);
  CHECK_FALSE(naive >= least);
  CHECK_THROWS_AS((void)estimate_bunching({}, {.reach = 3, .below = 2, .above = 2}),
                  std::invalid_argument);
}

TEST_CASE(
    "bunching that is there in both worlds is no policy's; what a policy adds is told apart") {
  int covered = 0, one_world = 0;
  double paired = 0, alone = 0;
  constexpr int worlds = 300;
  const BunchingOptions at{.notch = 0.03, .width = 0.001, .reach = 20, .below = 4, .above = 2};
  for (std::uint32_t k = 0; k < worlds; ++k) {
    synthetic::Numbers numbers(900000 + k);
    std::vector<double> before, after;
    double moved = 0;
    for (int i = 0; i < 8000; ++i) {
      const double x = 0.06 * std::sqrt(numbers.uniform());
      const bool near = x >= 0.027 && x < 0.03;
      const double chance = numbers.uniform(), place = 0.03 + 0.0005 * numbers.uniform();
      before.push_back(near && chance < 0.4 ? place : x); // without the policy, too
      after.push_back(near && chance < 0.5 ? place : x);
      moved += near && chance >= 0.4 && chance < 0.5;
    }
    const auto change = bunching_difference(before, after, at);
    const auto here = estimate_bunching(after, at), there = estimate_bunching(before, at);
    CHECK(change.excess == doctest::Approx(here.excess - there.excess));
    paired += change.error / worlds;
    alone += std::hypot(here.error, there.error) / worlds;
    covered += change.interval.contains(moved);
    one_world +=
        here.interval.contains(moved); // the wrong twin takes all bunching for the policy's
    const auto nothing = bunching_difference(before, before, at);
    CHECK(nothing.interval == Interval{0, 0});
  }
  MESSAGE("covered ", covered, " of ", worlds, "; error ", paired, " paired, ", alone, " unpaired");
  CHECK(covered >= 0.95 * worlds - 3.3 * std::sqrt(0.95 * 0.05 * worlds));
  CHECK_FALSE(one_world > 30);
  CHECK(paired < alone / 2);
  CHECK_THROWS_AS((void)bunching_difference(std::vector<double>{1}, {}, at), std::invalid_argument);
}
