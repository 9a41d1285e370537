// Laws of comparisons: a null policy is nothing, the order of two worlds only turns the sign, and
// what firms sum to is what totals differ by.
#include <algorithm>
#include <cstdlib>

#include "analysis/pairing.hpp"
#include "sim/compare_replicate.hpp"
#include "sim/failure.hpp"
#include "tests/law/worlds.hpp"

using namespace sme;
using namespace sme::test;

namespace {

sim::NamedScenario world(std::string name, std::vector<Policy> policies) {
  sim::NamedScenario one{name + ".toml", {}};
  one.read.scenario = small_world({"run.scale=0.001", "run.spin_up=\"2016Q1\"",
                                   "run.until=\"2021Q4\"", "compare.panel_share=1"});
  one.read.scenario.name = name;
  for (Policy &policy : policies) {
    one.read.scenario.policies.push_back(std::move(policy));
  }
  std::sort(one.read.scenario.policies.begin(), one.read.scenario.policies.end(),
            [](const Policy &a, const Policy &b) { return a.name < b.name; });
  return one;
}

Policy award(Money amount) {
  Policy policy =
      programme_of(CertificationAward{amount, amount, amount, amount}, quarter_of(2019, 3));
  policy.name = "an_award";
  return policy;
}

/// The slices of all worlds of replicate 0.
std::vector<sim::Slices> slices_of(const sim::Comparison &comparison) {
  std::vector<sim::Slices> all(comparison.worlds.size());
  sim::ReplicateWatch watch;
  watch.done = [&](std::size_t w, const sim::Slices &slices) { all[w] = slices; };
  watch.passed = [](std::uint64_t, std::size_t, Quarter) {};
  watch.go_on = [] {};
  sim::run_replicate(comparison, 0, std::vector<bool>(all.size(), true), serial_executor(), watch);
  return all;
}

sim::Comparison award_against_nothing() {
  std::vector<sim::NamedScenario> worlds;
  worlds.push_back(world("baseline", {}));
  worlds.push_back(world("award", {award(5'000'000)}));
  return sim::comparison_of(std::move(worlds), 1);
}
sim::Comparison nothing_against_award() {
  std::vector<sim::NamedScenario> worlds;
  worlds.push_back(world("award", {award(5'000'000)}));
  worlds.push_back(world("baseline", {}));
  return sim::comparison_of(std::move(worlds), 1);
}

} // namespace

TEST_CASE("a programme that pays nothing leaves every number as it is") {
  std::vector<sim::NamedScenario> worlds;
  worlds.push_back(world("baseline", {}));
  worlds.push_back(world("nothing", {award(0)}));
  worlds.push_back(world("same", {}));
  const sim::Comparison comparison = sim::comparison_of(std::move(worlds), 1);
  CHECK(comparison.worlds[1].parting.first == quarter_of(2019, 3));
  CHECK(comparison.worlds[2].parting.first == never);
  const auto all = slices_of(comparison);
  CHECK(all[2].whole == all[0].whole); // real ones hold missing values
  for (const auto &[name, values] : all[0].whole) {
    CAPTURE(name);
    CHECK(all[1].whole.at(name) == values);
  }
  const auto &affected = all[1].whole.at("affected_change");
  CHECK(std::all_of(affected.begin(), affected.end(), [](std::int64_t x) { return x == 0; }));
}

TEST_CASE("turning a comparison round turns the sign of every difference") {
  const auto there = slices_of(award_against_nothing());
  const auto back = slices_of(nothing_against_award());
  for (const auto &[name, values] : there[0].whole) {
    CAPTURE(name);
    if (name.starts_with("panel/") || name == "split" || name == "split_by_province" ||
        name.starts_with("identity") || name.starts_with("affected") ||
        name.starts_with("untreated") || name == "treated_firms" || name == "helped_firms") {
      continue;
    }
    CHECK(values == back[1].whole.at(name));
    CHECK(there[1].whole.at(name) == back[0].whole.at(name));
  }
  const auto &identity = there[1].whole.at("identity"), &turned = back[1].whole.at("identity");
  std::int64_t moved = 0;
  for (std::size_t at = 0; at < identity.size(); at += analysis::term_kinds) {
    const auto term = [&](const auto &values, analysis::Term which) {
      return values[at + static_cast<std::size_t>(which)];
    };
    CHECK(term(identity, analysis::Term::net) == -term(turned, analysis::Term::net));
    CHECK(term(identity, analysis::Term::direct) == -term(turned, analysis::Term::direct));
    CHECK(term(identity, analysis::Term::spillover) == -term(turned, analysis::Term::displacement));
    moved += std::abs(term(identity, analysis::Term::net));
  }
  CHECK(moved > 0); // else it would say nothing
  CHECK(there[1].whole.at("treated_firms") == back[1].whole.at("treated_firms"));
  CHECK(there[1].whole.at("treated_firms").back() > 0);
}

TEST_CASE("what the firms gain and lose is the difference of the totals, in every year and tier") {
  const auto all = slices_of(award_against_nothing());
  const auto &here = all[0].whole.at("firms"), &there = all[1].whole.at("firms");
  const auto &split = all[1].whole.at("split");
  const std::size_t years = here.size() / tiers;
  std::int64_t moved = 0;
  for (std::size_t year = 0; year < years; ++year) {
    std::int64_t difference = 0;
    for (std::size_t tier = tiers; tier-- > 0;) {
      difference += there[year * tiers + tier] - here[year * tiers + tier];
      std::int64_t sum = 0;
      for (std::size_t part = 0; part < analysis::part_kinds; ++part) {
        sum +=
            analysis::part_signs[part] * split[(year * tiers + tier) * analysis::part_kinds + part];
      }
      CHECK(sum == difference);
      moved += std::abs(difference);
    }
  }
  INFO("sum of differences: ", moved);
  const auto &staff = all[1].whole.at("identity");
  CHECK(staff.size() == years * analysis::pairing_measures * analysis::term_kinds);
}

TEST_CASE("worlds that differ in the economy itself are no pair") {
  std::vector<sim::NamedScenario> worlds;
  worlds.push_back(world("baseline", {}));
  worlds.push_back(world("other", {}));
  worlds[0].read.text.settings = {{"credit.funding_cost", "0.03", "default"}};
  worlds[1].read.text.settings = {{"credit.funding_cost", "0.04", "other.toml:3"}};
  CHECK_THROWS_WITH_AS(
      sim::comparison_of(std::move(worlds), 1),
      doctest::Contains("`credit.funding_cost` is 0.03 (default) in baseline.toml and 0.04 "
                        "(other.toml:3) in other.toml"),
      sim::Failure);
}
