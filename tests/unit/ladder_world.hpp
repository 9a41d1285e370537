// The ladder in a small world made by hand, under the rules files that are shipped.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <numeric>
#include <string>
#include <vector>

#include "models/ladder.hpp"
#include "sim/rules_file.hpp"

namespace sme::test {

inline std::vector<RuleSet> shipped() {
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

/// Firms by block; every firm does R&D, ten to a niche, shares from 19 % down.
inline constexpr std::size_t blocks = 3, firms_a_block = 400, firms_a_niche = 10;

inline void fill(Block &block, std::size_t b) {
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
    ladder_season(economy, view, tallies, serial_executor());
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

} // namespace sme::test
