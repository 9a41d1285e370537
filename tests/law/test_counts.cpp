// MODEL 4.6: counts are whole and conserved; who leaves a tier has one reason.
#include <unordered_map>

#include "tests/law/worlds.hpp"

using namespace sme;
using namespace sme::test;

namespace {

std::int64_t left(const Indicators &i) {
  return i.left_promoted + i.left_failed + i.left_unrenewed + i.left_outgrown + i.left_exited;
}
Scenario busy() {
  Scenario scenario = small_world({"ladder.neglect=0.1", "run.scale=0.004"}); // more lapses
  scenario.policies = every_instrument(quarter_of(2019, 1));
  return scenario;
}

} // namespace

TEST_CASE("firms before, plus entrants, less insolvencies and closures, are firms after") {
  const Scenario scenario = busy();
  Economy economy = with_policies(settled(scenario), scenario);
  while (economy.now < quarter_of(2023, 4)) {
    const std::int64_t before = firms_in(economy);
    const Indicators n = nation(quarter(economy, scenario, serial_executor()));
    REQUIRE(before + n.entrants - n.insolvencies - n.closures == firms_in(economy));
    REQUIRE(n.firms == firms_in(economy));
  }
}

TEST_CASE(
    "the stock of a tier moves by those who came in and those who left, each with one reason") {
  const Scenario scenario = busy();
  Economy economy = with_policies(settled(scenario), scenario);
  Indicators all;
  while (economy.now < quarter_of(2025, 4)) {
    std::array<std::int64_t, tiers> before{};
    std::unordered_map<std::uint64_t, int> held;
    for (int t = 0; t < tiers; ++t) {
      before[static_cast<std::size_t>(t)] = firms_in(economy, t);
    }
    for (const Block &block : economy.blocks) {
      for (std::size_t i = 0; i < block.firms.size_rows(); ++i) {
        held[block.firms.id[i]] = block.firms.tier[i];
      }
    }
    const Measures m = quarter(economy, scenario, serial_executor());
    CAPTURE(m.quarter.index);
    std::array<std::int64_t, tiers> moved_out{};
    std::unordered_map<std::uint64_t, int> holds;
    for (const Block &block : economy.blocks) {
      for (std::size_t i = 0; i < block.firms.size_rows(); ++i) {
        holds[block.firms.id[i]] = block.firms.tier[i];
      }
    }
    for (const auto &[id, tier] : held) {
      const auto now = holds.find(id);
      moved_out[static_cast<std::size_t>(tier)] +=
          now == holds.end() || now->second != tier ? 1 : 0;
    }
    for (int t = 1; t < tiers; ++t) {
      CAPTURE(t);
      const Indicators n = nation(m, t);
      REQUIRE(before[static_cast<std::size_t>(t)] + n.certified + n.fell_in - left(n) ==
              firms_in(economy, t));
      REQUIRE(n.firms == firms_in(economy, t));
      // One reason each; a firm that comes and goes within a quarter counts on both sides.
      REQUIRE(left(n) >= moved_out[static_cast<std::size_t>(t)]);
      REQUIRE(left(n) - moved_out[static_cast<std::size_t>(t)] <= n.certified + n.fell_in);
      REQUIRE(n.applied == n.certified + n.renewed + n.refused);
    }
    const Indicators none = nation(m, 0);
    const Indicators n = nation(m);
    // Who falls from the ladder altogether stands below it; who is promoted from nowhere left it.
    REQUIRE(before[0] + n.entrants + none.fell_in - none.left_promoted -
                (n.insolvencies + n.closures - n.left_exited) ==
            firms_in(economy, 0));
    REQUIRE(n.certified == n.left_promoted);
    REQUIRE(n.fell_in == n.left_failed + n.left_unrenewed + n.left_outgrown);
    walk<Indicators>([&](const auto &i) { all.*(i.member) += n.*(i.member); });
  }
  // Every way out was used.
  CHECK(all.left_promoted > 0);
  CHECK(all.left_failed > 0);
  CHECK(all.left_unrenewed > 0);
  CHECK(all.left_exited > 0);
  MESSAGE("left: promoted " << all.left_promoted << ", failed " << all.left_failed << ", unrenewed "
                            << all.left_unrenewed << ", outgrown " << all.left_outgrown
                            << ", exited " << all.left_exited);
}
