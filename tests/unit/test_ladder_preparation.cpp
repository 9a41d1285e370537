// Before firms apply for labels: the facts of a firm, who learns the rules and who prepares.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tests/unit/ladder_world.hpp"

using namespace sme;
using namespace sme::test;

TEST_CASE("the facts of a firm are those of its books and its niche") {
  World world;
  world.parameters.foreign_leader = 0.3;
  const LadderView view =
      ladder_view(world.economy, world.parameters, world.rules, quarter_of(2023, 3));
  const Block &block = world.economy.blocks[0];
  const FirmFacts facts = facts_of(block, 12, view); // third of its niche, grade 5/6
  CHECK(facts[Indicator::niche_rank] == 3);
  CHECK(facts[Indicator::niche_share] == doctest::Approx(0.15));
  CHECK(facts[Indicator::global_rank] == 5); // two foreign rivals are larger
  CHECK(facts[Indicator::growth_1y] == doctest::Approx(0.1));
  CHECK(facts[Indicator::growth_2y] == doctest::Approx((0.1 + 0.5 / 6) / 2));
  CHECK(facts[Indicator::debt_ratio] == doctest::Approx(15.0 / 70));
  CHECK(facts[Indicator::rnd_staff_share] == doctest::Approx(0.2));
  CHECK(facts[Indicator::years_in_niche] == doctest::Approx(23.5));
  CHECK(facts[Indicator::is_sme] == 1);
}

TEST_CASE("a firm too young for two years' growth shows the growth it has, or none") {
  World world;
  Firms &firms = world.economy.blocks[0].firms;
  firms.revenue_third[3] = 0;
  firms.revenue_third[4] = firms.revenue_before[4] = 0;
  const LadderView view =
      ladder_view(world.economy, world.parameters, world.rules, quarter_of(2023, 3));
  CHECK(facts_of(world.economy.blocks[0], 3, view)[Indicator::growth_2y] == doctest::Approx(0.1));
  CHECK(facts_of(world.economy.blocks[0], 4, view)[Indicator::growth_2y] == 0);
}

TEST_CASE("preparing costs exactly what leaves for the world outside") {
  World world;
  for (Quarter now = quarter_of(2014, 1); now <= quarter_of(2016, 4); now = now + 1) {
    const Money before = world.cash();
    world.quarter(now);
    const Ledger &ledger = world.tallies[0].ledger;
    CHECK(world.cash() - before == ledger.net(Account::firms));
    CHECK(ledger.net(Account::firms) == -ledger.net(Account::world));
  }
  std::int64_t systems = 0;
  for (const Block &block : world.economy.blocks) {
    for (const std::uint8_t assets : block.researchers.assets) {
      systems += assets & management_system;
    }
  }
  CHECK(systems > 0);
}

TEST_CASE("a firm without cash prepares for nothing") {
  World world;
  for (Block &block : world.economy.blocks) {
    std::fill(block.firms.cash.begin(), block.firms.cash.end(), Money{100});
  }
  for (Quarter now = quarter_of(2014, 1); now <= quarter_of(2016, 4); now = now + 1) {
    world.quarter(now);
    CHECK(world.counted[0].preparing == 0);
  }
  CHECK(world.counted[0].aware > 0);
  CHECK(world.cash() == Money{100} * blocks * firms_a_block);
}

TEST_CASE("nobody learns when no one tells, services and offices that know the firm tell more") {
  World silent;
  silent.parameters.awareness_srdi = 0;
  silent.parameters.imitation = 0;
  World served;
  served.parameters.awareness_srdi = 0.01;
  served.parameters.imitation = 0;
  World plain = served;
  World small = served; // all firms of the village are above scale
  small.parameters.above_scale = 1e12;
  const std::vector<float> access(blocks * firms_a_block, 1.0F);
  for (Quarter now = quarter_of(2014, 4); now <= quarter_of(2016, 4); now = now + 1) {
    silent.quarter(now);
    plain.quarter(now);
    small.quarter(now);
    const LadderView view =
        ladder_view(served.economy, served.parameters, served.rules, now, access);
    Tally tally(0);
    for (Block &block : served.economy.blocks) {
      prepare_for_labels(block, view, tally);
    }
  }
  CHECK(silent.counted[0].aware == 0);
  const auto knowing = [](const World &world) {
    std::int64_t sum = 0;
    for (const Block &block : world.economy.blocks) {
      for (const std::uint8_t known : block.researchers.known) {
        sum += known != 0 ? 1 : 0;
      }
    }
    return sum;
  };
  CHECK(knowing(served) > knowing(plain));
  CHECK(knowing(plain) > knowing(small));
}

TEST_CASE("belief is certain when the rules are met and falls with every gate missed") {
  World world;
  const Quarter now = quarter_of(2023, 3);
  const LadderView view = ladder_view(world.economy, world.parameters, world.rules, now);
  const TierRules &giant = *view.tier[3];
  const auto chance = [&](const FirmFacts &facts) {
    return belief(giant, view.demands[3], facts, now, 0, world.parameters);
  };
  FirmFacts facts = facts_of(world.economy.blocks[0], 34, view); // splendid, class I 4
  facts[Indicator::niche_share] = 0.15;
  facts[Indicator::field_class] = facts[Indicator::key_chain_role] = 1;
  CHECK(chance(facts) == 1);
  facts[Indicator::niche_share] = 0.09;
  const double near = chance(facts);
  CHECK(near < world.parameters.hope);
  CHECK(near > 0);
  facts[Indicator::debt_ratio] = 0.8;
  CHECK(chance(facts) < near);
}

TEST_CASE("a firm ranks among those of its province and shows the growth of its profit") {
  World world;
  Block &block = world.economy.blocks[0];
  block.firms.province[10] = block.firms.province[12]; // the leader of the niche of firm 12
  block.firms.profit_last[12] = 1.21e6F;
  block.researchers.profit_before[12] = 1.1e6F;
  block.researchers.profit_third[12] = 1e6F;
  block.firms.profit_last[13] = 1e6F;
  block.researchers.profit_before[13] = -1e6F; // from a loss no growth can be told
  const LadderView view =
      ladder_view(world.economy, world.parameters, world.rules, quarter_of(2023, 3));
  const FirmFacts facts = facts_of(block, 12, view);
  CHECK(facts[Indicator::niche_rank] == 3);
  CHECK(facts[Indicator::province_rank] == 2);
  CHECK(facts[Indicator::profit_growth_2y] == doctest::Approx(0.1));
  CHECK(facts_of(block, 13, view)[Indicator::profit_growth_2y] == 0);
}

TEST_CASE("rights that the rules count are bought, and count from the next year") {
  World world;
  world.parameters.pace = 1;
  Block &block = world.economy.blocks[0];
  std::fill(block.researchers.class1.begin(), block.researchers.class1.end(), std::uint16_t{0});
  block.researchers.class1_bought[5] = 2;
  for (Quarter now = quarter_of(2023, 1); now <= quarter_of(2024, 4); now = now + 1) {
    world.quarter(now);
  }
  const LadderView view =
      ladder_view(world.economy, world.parameters, world.rules, quarter_of(2025, 1));
  const double asked = view.demands[static_cast<std::size_t>(Tier::little_giant)].rights; // of 2021
  CHECK(asked == 2);
  std::int64_t bought = 0;
  for (std::size_t r = 0; r < block.researchers.size_rows(); ++r) {
    const int all = class1_held(block.researchers, r) + block.researchers.class1_bought_year[r];
    bought += block.researchers.class1_bought_year[r];
    CHECK(all <= asked);
  }
  CHECK(bought > 0);
  CHECK(block.researchers.class1_bought_year[5] == 0); // it has two
  CHECK(facts_of(block, 5, view)[Indicator::class1_ip_held] == 2);
  CHECK(facts_of(block, 5, view)[Indicator::class1_ip] == 0);
  CHECK(facts_of(block, 6, view)[Indicator::class1_ip_held] == 0);
}

TEST_CASE("a high-tech enterprise registers the rights it lacks if they pay") {
  const auto certified = [](double cost, Money cash) {
    World world;
    world.parameters.high_tech_chance = 1;
    world.parameters.class2_cost = cost;
    Block &block = world.economy.blocks[0];
    Researchers &t = block.researchers;
    std::fill(t.class1.begin(), t.class1.end(), std::uint16_t{0});
    std::fill(t.class2.begin(), t.class2.end(), std::uint16_t{3});
    t.rnd_last[0] = 0.06F * block.firms.revenue_last[0]; // of 60m CNY: 4 % are asked
    block.firms.cash[0] = cash;
    world.quarter(quarter_of(2023, 3));
    const bool holds = (t.assets[0] & high_tech) != 0;
    CHECK(t.class2[0] == (holds ? 5 : 3));
    CHECK(cash - block.firms.cash[0] >= (holds ? 2 * yuan(cost) : 0));
    return holds;
  };
  CHECK(certified(6e3, 1'000'000));
  CHECK_FALSE(certified(6e3, 11'999)); // it cannot pay
  CHECK_FALSE(certified(1e6, 30'000'000));
}
