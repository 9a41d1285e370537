// MODEL 4.4 for `sme compare`: worlds are the same until the first quarter in which they differ, so
// that a world that branches there from the baseline is the world computed from its founding.
#include "models/branch.hpp"
#include "tests/law/worlds.hpp"

using namespace sme;
using namespace sme::test;

namespace {

constexpr Quarter start = quarter_of(2019, 1);
constexpr Quarter until = quarter_of(2021, 4);

/// The small world with every instrument from `start`.
const Scenario &baseline() {
  static const Scenario scenario = [] {
    Scenario s = small_world();
    s.policies = every_instrument(start);
    return s;
  }();
  return scenario;
}

Economy from_scratch(const Scenario &scenario) {
  Economy economy = with_policies(settled(), scenario);
  pass(economy, scenario, until);
  return economy;
}

/// Lives in the baseline until the scenarios part, then in `policy`.
Economy branched(const Scenario &policy) {
  const Quarter first = parting_of(baseline(), policy).first;
  REQUIRE(first > start);
  REQUIRE(first <= until);
  Economy economy = with_policies(settled(), baseline());
  while (economy.now + 1 < first) {
    quarter(economy, baseline(), serial_executor());
  }
  economy = branch(std::move(economy), baseline(), policy);
  pass(economy, policy, until);
  return economy;
}

/// A programme of the baseline by name.
Policy &programme(Scenario &scenario, std::string_view name) {
  for (Policy &policy : scenario.policies) {
    if (policy.name == name) {
      return policy;
    }
  }
  FAIL("no programme ", std::string(name));
  return scenario.policies.front();
}

void sort_by_name(Scenario &scenario) {
  std::sort(scenario.policies.begin(), scenario.policies.end(),
            [](const Policy &a, const Policy &b) { return a.name < b.name; });
}

} // namespace

TEST_CASE("a world that branches when a programme is added is the world from its founding") {
  each_instrument([](auto instrument) {
    using I = decltype(instrument);
    CAPTURE(I::name);
    Scenario policy = baseline();
    Policy added = programme_of(instrument, quarter_of(2020, 2));
    added.name = "aaa_first_by_name"; // all others move on by one
    added.programme.tiers = TierSet::all();
    policy.policies.push_back(added);
    sort_by_name(policy);
    CHECK(parting_of(baseline(), policy).first == quarter_of(2020, 2));
    CHECK(first_difference_of_worlds(branched(policy), from_scratch(policy)) == "");
  });
}

TEST_CASE("a world that branches when a programme ends is the world from its founding") {
  each_instrument([](auto instrument) {
    using I = decltype(instrument);
    CAPTURE(I::name);
    Scenario policy = baseline();
    programme(policy, I::name).programme.until = quarter_of(2020, 3);
    CHECK(parting_of(baseline(), policy).first == quarter_of(2020, 4));
    CHECK(first_difference_of_worlds(branched(policy), from_scratch(policy)) == "");
  });
}

TEST_CASE("a world that branches when a programme is gone is the world from its founding") {
  Scenario with = baseline();
  Policy later = programme_of(CertificationAward{}, quarter_of(2020, 2));
  later.name = "aaa_first_by_name";
  with.policies.push_back(later);
  sort_by_name(with);
  const Quarter first = parting_of(with, baseline()).first;
  CHECK(first == quarter_of(2020, 2));
  Economy economy = with_policies(settled(), with);
  while (economy.now + 1 < first) {
    quarter(economy, with, serial_executor());
  }
  economy = branch(std::move(economy), with, baseline());
  pass(economy, baseline(), until);
  CHECK(first_difference_of_worlds(economy, from_scratch(baseline())) == "");
}

TEST_CASE("other rules part the worlds when they come into force") {
  Scenario policy = baseline();
  REQUIRE(policy.rules.size() > 1);
  CHECK(parting_of(baseline(), policy).first == never);
  policy.rules.back().tiers.front().pass_mark += 1;
  CHECK(parting_of(baseline(), policy).first == policy.rules.back().from);
  CHECK(parting_of(baseline(), policy).rules);
  policy.rules.front().tiers.front().pass_mark += 1;
  CHECK(parting_of(baseline(), policy).first == policy.parameters.run.spin_up);
}

TEST_CASE("programmes in force before the first recorded quarter part the worlds there") {
  Scenario policy = baseline();
  policy.policies.push_back(programme_of(CertificationAward{}, quarter_of(2012, 1)));
  policy.policies.back().name = "zzz";
  CHECK(parting_of(baseline(), policy).first == policy.parameters.run.from);
}

TEST_CASE("a branch that comes a quarter late is another world") { // the wrong twin
  Scenario policy = baseline();
  Policy &award = programme(policy, CertificationAward::name);
  std::get<CertificationAward>(award.instrument).innovative = 5'000'000;
  std::get<CertificationAward>(award.instrument).srdi = 5'000'000;
  Economy late = with_policies(settled(), baseline());
  pass(late, baseline(), quarter_of(2021, 1));
  late = branch(std::move(late), baseline(), policy);
  pass(late, policy, until);
  CHECK(first_difference_of_worlds(late, from_scratch(policy)) != "");
}

TEST_CASE("who was helped is a firm of the world, and a world without programmes helps nobody") {
  Economy economy = with_policies(settled(), baseline());
  bool any = false;
  for (const Measures &m : pass(economy, baseline(), quarter_of(2019, 4))) {
    for (const HelpedFirm &one : m.tally.helped) {
      any = true;
      REQUIRE(one.programme < baseline().policies.size());
    }
  }
  CHECK(any);
  Scenario none = small_world();
  none.policies.clear();
  Economy quiet = with_policies(settled(), none);
  for (const Measures &m : pass(quiet, none, quarter_of(2019, 4))) {
    CHECK(m.tally.helped.empty());
  }
}
