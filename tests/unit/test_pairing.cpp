// Hand-made worlds whose splits are known, and the identities that any two worlds obey.
#include <doctest/doctest.h>

#include "analysis/pairing.hpp"

#include <algorithm>

#include "models/chance.hpp"

using namespace sme::analysis;

namespace {

FirmYear firm(std::uint64_t id, int state, std::int64_t staff, int group = 0) {
  FirmYear one;
  one.id = id;
  one.state = static_cast<std::uint8_t>(state);
  one.group = static_cast<std::uint8_t>(group);
  one.measure[0] = 1;
  one.measure[3] = staff;
  one.print =
      id * 1000003U + static_cast<std::uint64_t>(state * 7919) + static_cast<std::uint64_t>(staff);
  return one;
}

std::int64_t count(const Pairing &p, int state, Part part) {
  std::int64_t sum = 0;
  for (const auto &group : p.split) {
    sum += group[static_cast<std::size_t>(state)][static_cast<std::size_t>(part)];
  }
  return sum;
}
std::int64_t term(const Pairing &p, int measure, Term which) {
  std::int64_t sum = 0;
  for (const auto &group : p.identity) {
    sum += group[static_cast<std::size_t>(measure)][static_cast<std::size_t>(which)];
  }
  return sum;
}
std::int64_t signed_sum(const Pairing &p, int state) {
  std::int64_t sum = 0;
  for (int part = 0; part < part_kinds; ++part) {
    sum += part_signs[static_cast<std::size_t>(part)] * count(p, state, static_cast<Part>(part));
  }
  return sum;
}
std::int64_t at_least(const FirmYears &firms, int state) {
  return std::count_if(firms.begin(), firms.end(),
                       [&](const FirmYear &one) { return one.state >= state; });
}

/// A world of firms drawn from a seed; about a tenth of the identities is missing.
FirmYears drawn(std::uint32_t seed) {
  FirmYears firms;
  for (std::uint64_t id = 0; id < 500; ++id) {
    const auto w = sme::words({seed, 0}, sme::Quarter{0}, sme::Purpose::panel, id);
    if (w[0] % 10 != 0) {
      firms.push_back(firm(id, static_cast<int>(w[1] % 5), w[2] % 100, static_cast<int>(id % 31)));
    }
  }
  return firms;
}

} // namespace

TEST_CASE("every firm of a small town falls into the cell the text says") {
  const FirmYears start{firm(1, 2, 10), firm(2, 1, 10), firm(3, 1, 10), firm(4, 1, 10),
                        firm(5, 1, 10), firm(6, 1, 10), firm(7, 1, 10)};
  const FirmYears baseline{firm(1, 2, 10), firm(2, 2, 20), firm(3, 1, 10), firm(4, 1, 10),
                           firm(5, 2, 30), firm(6, 2, 30), firm(7, 2, 10), firm(9, 2, 5)};
  const FirmYears policy{firm(1, 2, 10), firm(2, 2, 25), firm(3, 2, 40), firm(4, 3, 15),
                         firm(5, 1, 20), firm(6, 1, 25), firm(7, 2, 10), firm(8, 2, 7)};
  const Identities treated{1, 2, 3, 6, 8};
  const Pairing p = pair_worlds(start, baseline, policy, treated, 1);
  CHECK(count(p, 2, Part::held) == 1);           // 1
  CHECK(count(p, 2, Part::deadweight) == 1);     // 2
  CHECK(count(p, 2, Part::direct) == 1);         // 3
  CHECK(count(p, 2, Part::spillover) == 1);      // 4
  CHECK(count(p, 2, Part::displaced) == 1);      // 5
  CHECK(count(p, 2, Part::harmed) == 1);         // 6
  CHECK(count(p, 2, Part::both_untreated) == 1); // 7
  CHECK(count(p, 2, Part::policy_only_treated) == 1);
  CHECK(count(p, 2, Part::baseline_only_untreated) == 1);
  CHECK(count(p, 3, Part::spillover) == 1);
  CHECK(signed_sum(p, 2) == at_least(policy, 2) - at_least(baseline, 2));
  // Staff: treated 1, 2, 3, 6, 8 had 50 at the start, have 107 now, would have 90.
  CHECK(term(p, 3, Term::gross) == 107 - 40);
  CHECK(term(p, 3, Term::deadweight) == 90 - 20 - 40);
  CHECK(term(p, 3, Term::direct) == term(p, 3, Term::gross) - term(p, 3, Term::deadweight));
  CHECK(term(p, 3, Term::displacement) == -10 - 5);
  CHECK(term(p, 3, Term::spillover) == 5);
  CHECK(p.treated == 5);
  CHECK(p.untreated == 3);
  CHECK(p.identical == 1);
  const Moves moves = moves_between(start, policy);
  CHECK(moves[1][2] == 3);
  CHECK(moves[absent][2] == 1);
}

TEST_CASE("the split and the identity add up to the difference of the totals in any two worlds") {
  for (std::uint32_t seed = 1; seed < 20; ++seed) {
    const FirmYears start = drawn(3 * seed), baseline = drawn(3 * seed + 1),
                    policy = drawn(3 * seed + 2);
    Identities treated;
    for (std::uint64_t id = seed; id < 500; id += 3) {
      treated.push_back(id);
    }
    const Pairing there = pair_worlds(start, baseline, policy, treated, 31);
    const Pairing back = pair_worlds(start, policy, baseline, treated, 31);
    for (int state = 0; state < pairing_states; ++state) {
      CHECK(signed_sum(there, state) == at_least(policy, state) - at_least(baseline, state));
      CHECK(signed_sum(back, state) == -signed_sum(there, state));
      CHECK(count(back, state, Part::direct) == count(there, state, Part::harmed));
      CHECK(count(back, state, Part::spillover) == count(there, state, Part::displaced));
    }
    std::int64_t staff = 0;
    for (const FirmYear &one : policy) {
      staff += one.measure[3];
    }
    for (const FirmYear &one : baseline) {
      staff -= one.measure[3];
    }
    CHECK(term(there, 3, Term::net) == staff);
    CHECK(term(there, 3, Term::direct) + term(there, 3, Term::displacement) +
              term(there, 3, Term::spillover) ==
          staff);
    CHECK(term(back, 3, Term::net) == -staff);
    CHECK(term(back, 3, Term::direct) == -term(there, 3, Term::direct));
    CHECK(term(back, 3, Term::spillover) == -term(there, 3, Term::displacement));
  }
}

TEST_CASE("a world paired with itself differs in nothing") {
  const FirmYears world = drawn(5);
  const Pairing p = pair_worlds(world, world, world, {1, 2, 3}, 31);
  for (int measure = 0; measure < pairing_measures; ++measure) {
    CHECK(term(p, measure, Term::net) == 0);
    CHECK(term(p, measure, Term::spillover) == 0);
  }
  CHECK(p.identical == p.untreated);
  CHECK(count(p, 0, Part::held) == static_cast<std::int64_t>(world.size()));
}

TEST_CASE("a set of identities takes each once") {
  Identities set{2, 5};
  unite(set, {5, 1, 1, 9});
  CHECK(set == Identities{1, 2, 5, 9});
  const FirmYears start{firm(1, 3, 1), firm(5, 0, 1)};
  const auto states = by_state(start, set);
  CHECK(states[3] == 1);
  CHECK(states[0] == 1);
  CHECK(states[absent] == 2);
}
