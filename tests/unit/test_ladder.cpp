// Labels in a small world made by hand: their seasons, review and certificates, and how they lapse.
#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "tests/unit/ladder_world.hpp"

using namespace sme;
using namespace sme::test;

TEST_CASE("labels are conserved: stock before + in - out = stock, for every tier and quarter") {
  World world;
  world.parameters.update_neglect = 0.05;
  std::int64_t certified = 0, renewed = 0, left = 0, applied = 0, refused = 0;
  int hidden = 0, empty = 0; // valid labels above the one shown; labels shown that are not valid
  for (Quarter now = quarter_of(2014, 1); now <= quarter_of(2030, 4); now = now + 1) {
    const auto before = world.stock();
    if (now.of_year() == 1) { // fortunes change
      for (Block &block : world.economy.blocks) {
        for (std::size_t i = 0; i < firms_a_block; ++i) {
          const bool good = (i * 7 + static_cast<std::size_t>(now.year()) * 3) % 5 != 0;
          block.firms.profit_last[i] = block.firms.revenue_last[i] * (good ? 0.1F : -0.1F);
          block.firms.loan[i] = good ? 15'000'000 : 80'000'000;
          block.firms.staff[i] = i % 50 == 0 && now.year() > 2020 ? 1200 : 150;
          block.firms.revenue_last[i] *= i % 50 == 0 && now.year() == 2021 ? 5 : 1;
        }
      }
    }
    world.quarter(now);
    const auto after = world.stock();
    for (std::size_t t = 0; t < tiers; ++t) {
      const Indicators &c = world.counted[t];
      CHECK(before[t] + c.certified + c.fell_in - c.left_promoted - c.left_failed -
                c.left_unrenewed - c.left_outgrown ==
            after[t]);
      certified += c.certified;
      renewed += c.renewed;
      left += c.left_failed + c.left_unrenewed + c.left_outgrown;
      applied += c.applied;
      refused += c.refused;
    }
    CHECK(std::accumulate(after.begin(), after.end(), std::int64_t{0}) == blocks * firms_a_block);
    for (const Block &block : world.economy.blocks) {
      for (std::size_t i = 0; i < firms_a_block; ++i) { // the label shown is the highest valid one
        for (int t = 1; t < tiers; ++t) {
          const bool valid =
              block.researchers.expires[i][static_cast<std::size_t>(t) - 1] >= now.index;
          hidden += valid && t > block.firms.tier[i] ? 1 : 0;
          empty += !valid && t == block.firms.tier[i] ? 1 : 0;
        }
      }
    }
  }
  CHECK(hidden == 0);
  CHECK(empty == 0);
  CHECK(certified > 100);
  CHECK(renewed > 100);
  CHECK(left > 50);
  CHECK(applied == certified + renewed + refused);
}

TEST_CASE("no label exists before its first quarter, each is decided in its season") {
  World world;
  for (Quarter now = quarter_of(2014, 1); now <= quarter_of(2024, 4); now = now + 1) {
    world.quarter(now);
    const auto &c = world.counted;
    CHECK((c[1].certified == 0 ||
           (now >= quarter_of(2022, 3) &&
            (now.of_year() == 4 || (now >= quarter_of(2023, 1) && now.of_year() == 2)))));
    CHECK((c[2].certified == 0 || now >= quarter_of(2014, 4)));
    const RuleSet &rules = *rules_at(world.rules, now);
    const auto srdi = std::ranges::find(rules.tiers, Tier::srdi, &TierRules::tier);
    for (int p = 0; p < provinces; ++p) {
      const bool round = now < quarter_of(2023, 1) ? now.of_year() == 4 : srdi->decides(p, now);
      CHECK((round || world.certified_in(p, Tier::srdi) == 0));
    }
    CHECK((c[3].certified == 0 || (now >= quarter_of(2019, 3) && now.of_year() == 3)));
    CHECK((c[4].certified == 0 || (now >= quarter_of(2017, 4) && now.of_year() == 4)));
  }
  CHECK(world.stock()[2] > 0);
  CHECK(world.stock()[3] > 0);
}

TEST_CASE("certificates name the labels granted, first or renewed, in the order of blocks") {
  World world;
  for (Quarter now = quarter_of(2014, 1); now <= quarter_of(2017, 4); now = now + 1) {
    world.quarter(now);
    std::int64_t fresh = 0, renewals = 0;
    for (const Certificate &c : world.economy.certificates) {
      (c.renewal != 0 ? renewals : fresh) += 1;
    }
    std::int64_t certified = 0, renewed = 0;
    for (const Indicators &c : world.counted) {
      certified += c.certified;
      renewed += c.renewed;
    }
    CHECK(fresh == certified);
    CHECK(renewals == renewed);
    CHECK(std::is_sorted(world.economy.certificates.begin(), world.economy.certificates.end(),
                         [](const Certificate &a, const Certificate &b) {
                           return std::pair{a.tier, a.handle} < std::pair{b.tier, b.handle};
                         }));
  }
}

TEST_CASE("without reviewers nobody is certified, with few only the best files are heard") {
  World none;
  none.parameters.capacity_srdi = none.parameters.capacity_innovative = 0;
  none.parameters.capacity_little_giant = none.parameters.capacity_champion = 0;
  World few;
  few.parameters.capacity_srdi = 5;
  std::int64_t aside = 0;
  for (Quarter now = quarter_of(2014, 1); now <= quarter_of(2016, 4); now = now + 1) {
    none.quarter(now);
    few.quarter(now);
    aside += none.counted[2].unreviewed;
    CHECK(few.counted[2].applied <= (now.of_year() == 4 ? 6 : 0));
  }
  CHECK(aside > 100);
  CHECK(none.stock()[0] == blocks * firms_a_block);
  CHECK(few.stock()[2] > 0);
}

TEST_CASE("without noise reviewers grant the label to all who expect it") {
  World world;
  world.parameters.perception_noise = 0;
  world.parameters.reviewer_noise = 0;
  std::int64_t refused = 0, applied = 0;
  for (Quarter now = quarter_of(2014, 1); now <= quarter_of(2021, 4); now = now + 1) {
    world.quarter(now);
    for (const Indicators &c : world.counted) {
      refused += c.refused;
      applied += c.applied;
    }
  }
  CHECK(applied > 100);
  CHECK(refused == 0); // nothing changes in this world, so holders pass again
}

TEST_CASE("noise of reviewers turns some applicants away") {
  World world;
  world.parameters.reviewer_noise = 15;
  std::int64_t refused = 0;
  for (Quarter now = quarter_of(2014, 1); now <= quarter_of(2021, 4); now = now + 1) {
    world.quarter(now);
    refused += world.counted[2].refused;
  }
  CHECK(refused > 20);
}

TEST_CASE("a firm's label does not depend on how firms are cut into blocks") {
  World world;
  World turned;
  std::swap(turned.economy.blocks[0], turned.economy.blocks[2]);
  turned.parameters.capacity_srdi = world.parameters.capacity_srdi = 40;
  for (Quarter now = quarter_of(2014, 1); now <= quarter_of(2020, 4); now = now + 1) {
    world.quarter(now);
    turned.quarter(now);
  }
  CHECK(world.stock()[2] > 40);
  CHECK(world.economy.blocks[0].firms.tier == turned.economy.blocks[2].firms.tier);
  CHECK(world.economy.blocks[1].firms.tier == turned.economy.blocks[1].firms.tier);
  CHECK(world.economy.blocks[2].firms.cash == turned.economy.blocks[0].firms.cash);
}

TEST_CASE("a label that goes leaves the next lower one that is still valid") {
  World world;
  Block &block = world.economy.blocks[0];
  const Quarter now = quarter_of(2023, 3);
  block.firms.tier[5] = static_cast<std::uint8_t>(Tier::little_giant);
  const auto at = static_cast<std::int16_t>(now.index);
  block.researchers.expires[5] = {-1, static_cast<std::int16_t>(at + 5), at, -1};
  block.firms.loan[5] = 900'000'000; // ruinous debt: fails the debt gate
  block.firms.tier[6] = static_cast<std::uint8_t>(Tier::little_giant);
  block.researchers.expires[6] = {-1, -1, at, -1};
  block.firms.staff[6] = 2000;
  block.firms.revenue_last[6] = 900e6F; // no SME any more
  block.firms.size[6] = static_cast<std::uint8_t>(Size::large);
  world.parameters.neglect = world.parameters.despair = 0;
  world.quarter(now);
  CHECK(block.firms.tier[5] == static_cast<std::uint8_t>(Tier::srdi));
  CHECK(block.firms.tier[6] == static_cast<std::uint8_t>(Tier::none));
  CHECK(world.counted[3].left_failed == 1);
  CHECK(world.counted[3].left_outgrown == 1);
  CHECK(world.counted[2].fell_in == 1);
  CHECK(world.counted[0].fell_in == 1);
}

TEST_CASE("reviewers' capacity grows from the label's first year and shrinks with the scale") {
  World world;
  world.parameters.first_little_giant = quarter_of(2019, 3);
  world.economy.scale = 0.1;
  const LadderView view =
      ladder_view(world.economy, world.parameters, world.rules, quarter_of(2021, 3));
  CHECK(review_capacity(view, Tier::little_giant) == doctest::Approx(1200 * 1.21));
}

TEST_CASE("a world without rules has no ladder") {
  World world;
  world.rules.clear();
  for (Quarter now = quarter_of(2019, 1); now <= quarter_of(2023, 4); now = now + 1) {
    world.quarter(now);
  }
  CHECK(world.stock()[0] == blocks * firms_a_block);
  CHECK(world.counted[0].aware == 0);
}
