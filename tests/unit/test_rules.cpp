// The written rules: files read and refused, bounds of scales and conditions, seasons, R&D asked.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario_file.hpp"
#include "tests/unit/rules_files.hpp"

using namespace sme;
using namespace sme::test;

namespace {

RuleSet read(const std::string &text) {
  sim::Messages messages;
  const auto rules = sim::read_rules_file(text, "test.toml", messages);
  REQUIRE_MESSAGE(rules.has_value(), messages.render_all());
  return *rules;
}

} // namespace

TEST_CASE("a value on an interval boundary gets the higher score") {
  const Scale growth{Indicator::growth_1y, Relation::at_least, {{0.15, 20}, {0.10, 15}, {0, 5}}};
  FirmFacts f;
  f[Indicator::growth_1y] = 0.15;
  CHECK(points(growth, f) == 20);
  f[Indicator::growth_1y] = 0.1499;
  CHECK(points(growth, f) == 15);
  f[Indicator::growth_1y] = 0;
  CHECK(points(growth, f) == 5);
  f[Indicator::growth_1y] = -0.001;
  CHECK(points(growth, f) == 0);
  const Scale debt{Indicator::debt_ratio, Relation::at_most, {{0.55, 10}, {0.75, 5}}};
  f[Indicator::debt_ratio] = 0.55;
  CHECK(points(debt, f) == 10);
  f[Indicator::debt_ratio] = 0.551;
  CHECK(points(debt, f) == 5);
  f[Indicator::debt_ratio] = 0.7501;
  CHECK(points(debt, f) == 0);
}

TEST_CASE("a ratio of two rounded sums lies on the boundary it aims at") {
  const Condition three{Indicator::rnd_intensity_last_year, Relation::at_least, 0.03};
  FirmFacts f;
  f[Indicator::rnd_intensity_last_year] =
      static_cast<double>(1'000'001.0F * 0.03F) / 1'000'001.0F; // just off by rounding
  CHECK(holds(three, f));
  f[Indicator::rnd_intensity_last_year] = 0.0299;
  CHECK_FALSE(holds(three, f));
}

TEST_CASE("below is the opposite of at least, also on the boundary") {
  FirmFacts f;
  for (const double revenue : {99.9e6, 100e6, 100.1e6}) {
    f[Indicator::revenue_last_year] = revenue;
    const Condition low{Indicator::revenue_last_year, Relation::below, 100e6};
    const Condition high{Indicator::revenue_last_year, Relation::at_least, 100e6};
    CHECK(holds(low, f) != holds(high, f));
  }
}

TEST_CASE("both shipped rules files are read, with all tiers") {
  for (const char *name : {"R2022", "R2026"}) {
    const RuleSet rules = shipped(name);
    CHECK(rules.name == name);
    CHECK(rules.tiers.size() == 4);
    CHECK(rules.update_quarter == 2);
    CHECK(rules.large.size() == 2);
    for (const TierRules &tier : rules.tiers) {
      CHECK(tier.validity == 12);
      CHECK(!tier.gates.empty());
    }
  }
  const RuleSet old = shipped("R2022");
  CHECK(of(old, Tier::innovative).floors.size() == 3);
  CHECK(of(old, Tier::srdi).blocks.size() == 4);
  CHECK(of(old, Tier::little_giant).changes.size() == 2);
  CHECK(of(old, Tier::srdi).direct.size() == 3);
  CHECK(of(shipped("R2026"), Tier::srdi).direct.empty());
}

TEST_CASE("the latest rules that have begun hold; before the first, the first") {
  const std::vector<RuleSet> rules{shipped("R2026"), shipped("R2022")};
  CHECK(rules_at(rules, quarter_of(2014, 4))->name == "R2022");
  CHECK(rules_at(rules, quarter_of(2026, 1))->name == "R2022");
  CHECK(rules_at(rules, quarter_of(2026, 2))->name == "R2026");
  CHECK(rules_at({}, y2023) == nullptr);
}

TEST_CASE("all joins conditions, any offers alternatives") {
  const RuleSet rules = read(R"(
name = "small"
from = "2020Q1"
[[tier]]
tier = "srdi"
season = 1
[[tier.gate]]
id = "both"
all = ["staff >= 10", "niche_share > 5 % & niche_share < 0.5"]
[[tier.gate]]
id = "either"
any = ["staff == 12", "tier_rank <= 1"]
)");
  const TierRules &srdi = of(rules, Tier::srdi);
  CHECK(srdi.gates[0].alternatives.size() == 1);
  CHECK(srdi.gates[0].alternatives[0].size() == 3);
  CHECK(srdi.gates[1].alternatives.size() == 2);
  FirmFacts f;
  f[Indicator::staff] = 12;
  f[Indicator::niche_share] = 0.05;
  CHECK_FALSE(holds(srdi.gates[0], f));
  f[Indicator::niche_share] = 0.06;
  CHECK(holds(srdi.gates[0], f));
  f[Indicator::tier_rank] = 4;
  CHECK(holds(srdi.gates[1], f));
  f[Indicator::staff] = 13;
  CHECK_FALSE(holds(srdi.gates[1], f));
  CHECK((indicators_used(srdi) >> static_cast<int>(Indicator::tier_rank) & 1) == 1);
  CHECK((indicators_used(srdi) >> static_cast<int>(Indicator::class1_ip) & 1) == 0);
}

TEST_CASE("provinces decide in their own quarters from a date on, before it all in the season") {
  const RuleSet rules = read(R"(
name = "rounds"
from = "2020Q1"
[[tier]]
tier = "srdi"
season = 4
season_of_since = "2023Q1"
season_of = { Guangdong = 1, Beijing = 2 }
)");
  const TierRules &srdi = of(rules, Tier::srdi);
  const int beijing = 0;
  const int guangdong = 18;
  const int jiangsu = 9;
  CHECK(srdi.decides(guangdong, quarter_of(2022, 4)));
  CHECK_FALSE(srdi.decides(guangdong, quarter_of(2022, 1)));
  CHECK(srdi.decides(guangdong, quarter_of(2023, 1)));
  CHECK_FALSE(srdi.decides(guangdong, quarter_of(2023, 4)));
  CHECK(srdi.decides(beijing, quarter_of(2023, 2)));
  CHECK(srdi.decides(jiangsu, quarter_of(2023, 4)));
  CHECK_FALSE(srdi.decides(jiangsu, quarter_of(2023, 1)));
  CHECK(srdi.until_next(jiangsu, quarter_of(2022, 4)) == 4);
  CHECK(srdi.until_next(guangdong, quarter_of(2022, 4)) == 1);
  TierRules twice = srdi;
  twice.rounds = 2;
  CHECK(twice.decides(guangdong, quarter_of(2023, 3)));
  CHECK(twice.decides(beijing, quarter_of(2023, 4)));
  CHECK_FALSE(twice.decides(beijing, quarter_of(2023, 3)));
  CHECK(twice.until_next(beijing, quarter_of(2023, 2)) == 2);
}

TEST_CASE("every wrong rules file is refused with its message") {
  const auto folder = std::filesystem::path(SME_SOURCE_DIR) / "tests/wrong/rules";
  int files = 0;
  for (const auto &entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") {
      continue;
    }
    ++files;
    sim::Messages messages;
    const std::string name = entry.path().filename().string();
    CHECK_FALSE(sim::read_rules_file(text_of(entry.path()), name, messages).has_value());
    std::filesystem::path expected = entry.path();
    CHECK(messages.render_all() == text_of(expected.replace_extension(".expected")));
  }
  CHECK(files >= 8);
}

TEST_CASE("firms bunch at the R&D that the rules in force ask at their size") {
  sim::Messages messages;
  const Scenario scenario = [&] {
    auto read =
        sim::read_scenario(std::string(SME_SOURCE_DIR) + "/scenarios/baseline.toml", {}, messages);
    REQUIRE(read.has_value());
    return std::move(*read);
  }();
  const auto asked = [&](Quarter when, Tier tier, double revenue) {
    return rnd_asked(*tier_rules(*rules_at(scenario.rules, when), tier), revenue);
  };
  const Quarter before = quarter_of(2024, 1), after = quarter_of(2027, 1);
  CHECK(asked(before, Tier::srdi, 100e6) == doctest::Approx(0.03));
  CHECK(asked(before, Tier::srdi, 20e6) == doctest::Approx(0.05)); // a million of twenty
  CHECK(asked(before, Tier::little_giant, 200e6) == doctest::Approx(0.03));
  CHECK(asked(before, Tier::little_giant, 80e6) == doctest::Approx(0.06));
  CHECK(asked(before, Tier::little_giant, 40e6) == 0);                     // only with equity
  CHECK(asked(after, Tier::little_giant, 80e6) == doctest::Approx(0.075)); // six of eighty million
  CHECK(asked(after, Tier::little_giant, 400e6) == doctest::Approx(0.03));
}
