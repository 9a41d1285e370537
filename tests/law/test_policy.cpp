// MODEL 4.2 - 4.4 for every alternative of `Instrument`: no outcome is written, nothing is done
// without a budget line, and a policy that is nothing does nothing.
#include "tests/law/worlds.hpp"

using namespace sme;
using namespace sme::test;

namespace {

constexpr Quarter start = quarter_of(2019, 1);

/// A world in which every instrument is at work; what tests add comes last, so that the numbers of
/// these programmes stay.
const Scenario &busy() {
  static const Scenario scenario = [] {
    Scenario s = small_world();
    s.policies = every_instrument(start);
    return s;
  }();
  return scenario;
}
constexpr Quarter busy_until = quarter_of(2020, 4);
struct Run {
  Economy economy;
  std::vector<Measures> measures;
};
Run run(const Scenario &scenario, Quarter until) {
  Run r{with_policies(settled(), scenario), {}};
  r.measures = pass(r.economy, scenario, until);
  return r;
}
const Run &busy_run() {
  static const Run r = run(busy(), busy_until);
  return r;
}

/// Adds a programme to the busy world and says what changed; empty for nothing.
std::string effect_of(const Policy &policy) {
  Scenario scenario = busy();
  scenario.policies.push_back(policy);
  scenario.policies.back().name = "added";
  const Run with = run(scenario, busy_until);
  const std::string firms = first_difference_of_worlds(busy_run().economy, with.economy);
  return firms.empty() ? first_difference_of_indicators(busy_run().measures, with.measures) : firms;
}

// An instrument sees a constant economy and writes its own book and the support, nothing else.
static_assert(std::is_same_v<decltype(PolicyView::economy), const Economy &>);
template <class I> constexpr bool only_offers() {
  return std::is_same_v<void, decltype(offer(
                                  std::declval<const I &>(), std::declval<const Programme &>(),
                                  ProgrammeIndex{}, std::declval<const PolicyView &>(),
                                  std::declval<ProgrammeBook &>(), std::declval<Support &>()))>;
}

Scenario only(const Policy &policy) {
  Scenario scenario = small_world();
  scenario.policies = {policy};
  return scenario;
}

/// Public money out and in, by the matrix of flows.
Money paid_out(const Measures &m, Account payer) {
  Money sum = 0;
  for (const Flow f : {Flow::grants, Flow::guarantee_calls, Flow::interest_subsidies,
                       Flow::programme_services, Flow::institutional_equity}) {
    sum -= flow(m, f, payer);
  }
  return sum;
}
Money paid_back(const Measures &m, Account payer) {
  return flow(m, Flow::returned_grants, payer) + flow(m, Flow::guarantee_fees, payer) +
         flow(m, Flow::asset_sales, payer);
}

/// The instrument's own programme, open to every label, since the highest are rare in a small
/// world.
template <class I> Policy wide(const I &instrument) {
  Policy policy = programme_of(made_visible(instrument), start);
  policy.programme.tiers = TierSet::all();
  return policy;
}

} // namespace

TEST_CASE("an instrument reads the economy and writes nothing but its support and its own book") {
  each_instrument([](auto instrument) { static_assert(only_offers<decltype(instrument)>()); });
}

TEST_CASE("an offer that never reaches the firms changes no firm") {
  const Scenario none = [] {
    Scenario s = small_world();
    s.policies.clear();
    return s;
  }();
  each_instrument([&](auto instrument) {
    using I = decltype(instrument);
    CAPTURE(I::name);
    Economy untouched = with_policies(settled(), none);
    Economy looked_at = untouched;
    const Policy policy = wide(instrument);
    for (ProgrammeBook book; untouched.now < quarter_of(2019, 4);) {
      const Executor alone = serial_executor();
      const PolicyView view{looked_at,       looked_at.now + 1, looked_at.fate, looked_at.scale,
                            none.parameters, none.reference,    alone};
      Support discarded;
      if constexpr (requires {
                      settle(instrument, policy.programme, ProgrammeIndex{}, view, book, discarded);
                    }) {
        settle(instrument, policy.programme, ProgrammeIndex{}, view, book, discarded);
      }
      offer(instrument, policy.programme, ProgrammeIndex{}, view, book, discarded);
      quarter(untouched, none, serial_executor());
      quarter(looked_at, none, serial_executor());
      REQUIRE(first_difference_of_worlds(untouched, looked_at) == "");
    }
  });
}

TEST_CASE("without policies the rows of policy in the matrix of flows are empty") {
  Scenario none = small_world();
  none.policies.clear();
  const Run r = run(none, quarter_of(2020, 4));
  for (const Measures &m : r.measures) {
    for (const Flow f : policy_flows) {
      for (int a = 0; a < accounts; ++a) {
        REQUIRE(flow(m, f, static_cast<Account>(a)) == 0);
      }
    }
  }
}

TEST_CASE("what a programme says it spent and got back is what its payer's account shows") {
  each_instrument([](auto instrument) {
    using I = decltype(instrument);
    for (const Payer payer : {Payer::centre, Payer::province}) {
      Policy policy = wide(instrument);
      policy.programme.payer = payer;
      const Account account = account_of(payer);
      const Account other = account_of(payer == Payer::centre ? Payer::province : Payer::centre);
      const Run r = run(only(policy), quarter_of(2021, 4));
      Activity sum;
      for (const Measures &m : r.measures) {
        const Activity activity = nation(m.tally.activity.front());
        CAPTURE(I::name);
        CAPTURE(m.quarter.index);
        REQUIRE(paid_out(m, account) == activity.spent);
        REQUIRE(paid_back(m, account) == activity.returned);
        REQUIRE(paid_out(m, other) == 0);
        REQUIRE(paid_back(m, other) == 0);
        const bool moved = flow(m, Flow::relending, Account::banks) > 0;
        REQUIRE((!moved || activity.forgone > 0)); // cheap money has a price too
        sum.add(activity);
      }
      INFO(I::name, ": spent ", sum.spent, ", forgone ", sum.forgone, ", returned ", sum.returned);
      CHECK(sum.applicants > 0);
      CHECK(sum.spent + sum.forgone + sum.returned > 0);
    }
  });
}

TEST_CASE("the tax a deduction forgoes is the tax that is missing, to the last yuan") {
  // In a quarter without plans for R&D, a new deduction changes nothing but the tax.
  each_instrument([](auto instrument) {
    using I = decltype(instrument);
    Scenario with = only(programme_of(instrument, quarter_of(2019, 2)));
    Scenario without = with;
    without.policies.clear();
    Economy a = settled();
    quarter(a, without, serial_executor());
    Economy b = with_policies(a, with);
    const Measures plain = quarter(a, without, serial_executor());
    const Measures cheap = quarter(b, with, serial_executor());
    const Activity activity = nation(cheap.tally.activity.front());
    if (activity.forgone > 0 &&
        flow(cheap, Flow::new_loans, Account::firms) ==
            flow(plain, Flow::new_loans, Account::firms) &&
        flow(cheap, Flow::relending, Account::banks) == 0) {
      CAPTURE(I::name);
      CHECK(flow(cheap, Flow::profit_tax, Account::firms) -
                flow(plain, Flow::profit_tax, Account::firms) ==
            activity.forgone);
    }
  });
}

TEST_CASE("no programme spends more in a calendar year than its budget") {
  each_instrument([](auto instrument) {
    using I = decltype(instrument);
    Scenario scenario = only(wide(instrument));
    scenario.parameters.demography.rescue_chance = 0; // more defaults, more calls
    const auto by_year = [&](const Run &r) {
      std::map<int, Money> spent;
      for (const Measures &m : r.measures) {
        spent[m.quarter.year()] += nation(m.tally.activity.front()).spent;
      }
      return spent;
    };
    Money most = 0;
    for (const auto &[year, spent] : by_year(run(scenario, quarter_of(2022, 4)))) {
      most = std::max(most, spent);
    }
    // A budget of half of what it would like to spend binds.
    const Money budget = most / 2;
    scenario.policies.front().programme.yearly_budget =
        yuan(static_cast<double>(budget) / scenario.parameters.run.scale);
    for (const auto &[year, spent] : by_year(run(scenario, quarter_of(2022, 4)))) {
      INFO(I::name, " in ", year);
      CHECK(spent <= budget + 1);
    }
  });
}

TEST_CASE("a programme whose time never comes changes nothing") {
  each_instrument([](auto instrument) {
    Policy policy = wide(instrument);
    policy.programme.from = quarter_of(2040, 1);
    CAPTURE(policy.name);
    CHECK(effect_of(policy) == "");
  });
}

TEST_CASE("a programme for which nobody is eligible changes nothing") {
  each_instrument([](auto instrument) {
    const Policy policy = wide(instrument);
    CAPTURE(policy.name);
    Policy nowhere_open = policy;
    nowhere_open.programme.provinces = {};
    CHECK(effect_of(nowhere_open) == "");
    Policy no_chain = policy;
    no_chain.programme.chains = {};
    CHECK(effect_of(no_chain) == "");
    Policy no_tier = policy;
    no_tier.programme.tiers = {};
    CHECK(effect_of(no_tier) == "");
    Policy no_size = policy;
    no_size.programme.sizes = {};
    CHECK(effect_of(no_size) == "");
  });
}

TEST_CASE("a programme of zero generosity changes nothing") {
  // Every parameter of the instrument whose least value is zero is zero, and so is the budget. A
  // parameter that cannot be zero is a term in years or a threshold, no generosity.
  each_instrument([](auto instrument) {
    using I = decltype(instrument);
    walk<I>([&](const auto &e) {
      if constexpr (std::is_arithmetic_v<typename std::remove_cvref_t<decltype(e)>::type>) {
        if (e.low == 0) {
          instrument.*(e.member) = 0;
        }
      }
    });
    Policy policy = wide(instrument);
    policy.programme.yearly_budget = 0;
    CAPTURE(policy.name);
    CHECK(effect_of(policy) == "");
  });
}

TEST_CASE("an open and generous programme is noticed by the comparison that these laws rest on") {
  // The wrong twin of the three laws above: an open, generous programme is noticed.
  int noticed = 0;
  each_instrument([&](auto instrument) {
    using I = decltype(instrument);
    Scenario none = small_world();
    none.policies.clear();
    const Run without = run(none, busy_until);
    const Run with = run(only(wide(instrument)), busy_until);
    const bool differs = first_difference_of_firms(without.economy, with.economy) != "";
    INFO(I::name);
    CHECK(differs);
    noticed += differs ? 1 : 0;
  });
  CHECK(noticed == static_cast<int>(std::variant_size_v<Instrument>));
}

TEST_CASE("two worlds are the same to the last bit until the first quarter in which they differ") {
  Scenario none = small_world();
  none.policies.clear();
  int different = 0;
  each_instrument([&](auto instrument) {
    Policy policy = wide(instrument);
    policy.programme.from = quarter_of(2020, 1);
    const Scenario later = only(policy);
    CAPTURE(policy.name);
    Economy a = with_policies(settled(), none);
    Economy b = with_policies(settled(), later);
    const auto before_a = pass(a, none, quarter_of(2019, 4));
    const auto before_b = pass(b, later, quarter_of(2019, 4));
    CHECK(first_difference_of_worlds(a, b) == "");
    CHECK(first_difference_of_indicators(before_a, before_b) == "");
    pass(a, none, quarter_of(2020, 4));
    pass(b, later, quarter_of(2020, 4));
    different += first_difference_of_firms(a, b) != "" ? 1 : 0;
  });
  CHECK(different > 0);
}
