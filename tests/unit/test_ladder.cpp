// The ladder in a small world made by hand: who learns, prepares, applies, is reviewed and falls.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>

#include "models/ladder.hpp"
#include "sim/rules_file.hpp"

using namespace sme;

namespace {

std::vector<RuleSet> shipped() {
  std::vector<RuleSet> rules;
  for (const std::string name : {"R2022", "R2026"}) {
    std::ifstream file(std::string(SME_SOURCE_DIR) + "/scenarios/rules/" + name + ".toml");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    sim::Messages messages;
    const auto read = sim::read_rules_file(text, name, messages);
    REQUIRE_MESSAGE(read.has_value(), messages.render_all());
    rules.push_back(*read);
  }
  return rules;
}

Executor one_thread() {
  return {1,
          [](std::size_t count, const std::function<void(std::size_t, std::size_t)> &work) {
            for (std::size_t i = 0; i < count; ++i) {
              work(i, 0);
            }
          },
          [](std::string_view) {}};
}

/// Firms by block; every firm does R&D, ten to a niche, shares from 19 % down.
constexpr std::size_t blocks = 3, firms_a_block = 400, firms_a_niche = 10;

void fill(Block &block, std::size_t b) {
  each_column(block.firms, [](auto &column) { column.resize(firms_a_block); });
  each_column(block.researchers, [](auto &column) { column.resize(firms_a_block); });
  block.chain = static_cast<int>(b);
  block.niches.resize(firms_a_block / firms_a_niche);
  for (std::size_t i = 0; i <= block.niches.size(); ++i) {
    block.first_row.push_back(static_cast<std::int32_t>(i * firms_a_niche));
  }
  Firms &f = block.firms;
  Researchers &r = block.researchers;
  for (std::size_t i = 0; i < firms_a_block; ++i) {
    const auto grade = static_cast<float>(i % 7) / 6; // 0 poor to 1 splendid
    f.id[i] = b * firms_a_block + i;
    f.cash[i] = 30'000'000;
    f.capital[i] = 40'000'000;
    f.loan[i] = 15'000'000;
    f.share[i] = 0.19 - 0.02 * static_cast<double>(i % firms_a_niche);
    f.revenue_last[i] = 60e6F + 140e6F * grade;
    f.revenue_before[i] = f.revenue_last[i] / 1.1F;
    f.revenue_third[i] = f.revenue_before[i] / (1.0F + 0.1F * grade);
    f.profit_last[i] = f.revenue_last[i] * (0.02F + 0.1F * grade);
    f.staff[i] = 150;
    f.researcher[i] = static_cast<std::int32_t>(i);
    f.founded[i] = 0;
    f.niche[i] = static_cast<std::uint16_t>(i / firms_a_niche);
    f.province[i] = static_cast<std::uint8_t>(i % provinces);
    f.size[i] = static_cast<std::uint8_t>(Size::small);
    f.digital[i] = static_cast<std::uint8_t>(i % 4);
    r.handle[i] = static_cast<std::uint32_t>(f.id[i]);
    r.firm[i] = static_cast<std::int32_t>(i);
    r.rnd_staff[i] = 30;
    r.rnd_last[i] = f.revenue_last[i] * (0.025F + 0.04F * grade);
    r.rnd_before[i] = f.revenue_before[i] * (0.03F + 0.04F * grade);
    r.class1[i] = static_cast<std::uint16_t>(i % 5);
    r.class2[i] = 8;
    r.main_business[i] = 0.8F + 0.15F * grade;
    r.niche_since[i] = 0;
    r.expires[i].fill(-1);
    r.field[i] = static_cast<std::uint8_t>(i % 3);
    r.feature[i] = static_cast<std::uint8_t>(6 + i % 10);
    r.guarantor[i] = no_guarantor;
  }
}

/// A world, its ladder, and what was counted.
struct World {
  Economy economy;
  std::vector<RuleSet> rules = shipped();
  LadderParameters parameters;
  std::vector<Tally> tallies = std::vector<Tally>(1, Tally(0));
  std::array<Indicators, tiers> counted{}; ///< of the last quarter, by tier

  World() {
    parameters.awareness_innovative = parameters.awareness_srdi = 0.3;
    parameters.awareness_listed = parameters.awareness_champion = 0.3;
    economy.blocks.resize(blocks);
    for (std::size_t b = 0; b < blocks; ++b) {
      fill(economy.blocks[b], b);
    }
  }
  void quarter(Quarter now) {
    const LadderView view = ladder_view(economy, parameters, rules, now);
    tallies.assign(1, Tally(0));
    economy.certificates.clear();
    for (Block &block : economy.blocks) {
      prepare_for_labels(block, view, tallies[0]);
    }
    ladder_season(economy, view, tallies, one_thread());
    economy.now = now;
    counted = {};
    for (int c = 0; c < chains; ++c) {
      for (int p = 0; p < provinces; ++p) {
        for (int s = 0; s < sizes; ++s) {
          for (int t = 0; t < tiers; ++t) {
            walk<Indicators>([&](const auto &column) {
              counted[static_cast<std::size_t>(t)].*(column.member) +=
                  tallies[0].at(c, p, s, t).*(column.member);
            });
          }
        }
      }
    }
  }
  /// Labels of `tier` granted in `province` in the last quarter.
  std::int64_t certified_in(int province, Tier tier) {
    std::int64_t sum = 0;
    for (int c = 0; c < chains; ++c) {
      for (int size = 0; size < sizes; ++size) {
        sum += tallies[0].at(c, province, size, static_cast<int>(tier)).certified;
      }
    }
    return sum;
  }
  std::array<std::int64_t, tiers> stock() const {
    std::array<std::int64_t, tiers> sum{};
    for (const Block &block : economy.blocks) {
      for (const std::uint8_t tier : block.firms.tier) {
        ++sum[tier];
      }
    }
    return sum;
  }
  Money cash() const {
    Money sum = 0;
    for (const Block &block : economy.blocks) {
      sum = std::accumulate(block.firms.cash.begin(), block.firms.cash.end(), sum);
    }
    return sum;
  }
};

} // namespace

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
    CHECK((c[1].certified == 0 || (now >= quarter_of(2022, 3) && now.of_year() == 4)));
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

TEST_CASE("belief is certain when the rules are met and falls with every gate missed") {
  World world;
  const Quarter now = quarter_of(2023, 3);
  const LadderView view = ladder_view(world.economy, world.parameters, world.rules, now);
  const TierRules &giant = *view.tier[3];
  const auto chance = [&](const FirmFacts &facts) {
    return belief(giant, view.used[3], facts, now, 0, world.parameters);
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
