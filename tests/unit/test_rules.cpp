// The written rules: judgement at boundaries, and the two rules files that are shipped.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "models/rules.hpp"
#include "sim/rules_file.hpp"
#include "sim/scenario_file.hpp"

using namespace sme;

namespace {

std::string text_of(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

RuleSet shipped(const std::string &name) {
  sim::Messages messages;
  const auto path = std::filesystem::path(SME_SOURCE_DIR) / "scenarios/rules" / (name + ".toml");
  const auto rules = sim::read_rules_file(text_of(path), name + ".toml", messages);
  REQUIRE_MESSAGE(rules.has_value(), messages.render_all());
  return *rules;
}

RuleSet read(const std::string &text) {
  sim::Messages messages;
  const auto rules = sim::read_rules_file(text, "test.toml", messages);
  REQUIRE_MESSAGE(rules.has_value(), messages.render_all());
  return *rules;
}

/// A solid SRDI firm on its way to a little giant under R2022.
FirmFacts typical_firm() {
  using enum Indicator;
  FirmFacts f;
  f[is_sme] = 1;
  f[staff] = 200;
  f[revenue_last_year] = 150e6;
  f[revenue_3y_mean] = 140e6;
  f[growth_1y] = 0.07;
  f[growth_2y] = 0.07;
  f[net_margin] = 0.09;
  f[debt_ratio] = 0.45;
  f[main_business_share] = 0.85;
  f[years_in_niche] = 11;
  f[niche_share] = 0.12;
  f[niche_rank] = 2;
  f[global_rank] = 5;
  f[rnd_last_year] = 7.5e6;
  f[rnd_year_before] = 6e6;
  f[rnd_2y_mean] = 6.75e6;
  f[rnd_2y_sum] = 13.5e6;
  f[rnd_intensity_last_year] = 0.05;
  f[rnd_intensity_year_before] = 0.043;
  f[rnd_staff_share] = 0.2;
  f[rnd_institution] = 2;
  f[class1_ip] = 3;
  f[class2_ip] = 12;
  f[priority_field] = 1;
  f[field_class] = 1;
  f[key_chain_role] = 1;
  f[digital_level] = 2;
  f[core_process_digital] = 1;
  f[has_management_system] = 1;
  f[has_own_brand] = 1;
  f[provincial_feature] = 8;
  f[tier_rank] = 2;
  return f;
}

const TierRules &of(const RuleSet &rules, Tier tier) {
  const TierRules *found = tier_rules(rules, tier);
  REQUIRE(found != nullptr);
  return *found;
}

Verdict first(const RuleSet &rules, Tier tier, const FirmFacts &facts, Quarter now) {
  return judge(of(rules, tier), facts, now, Occasion::first, 0);
}
Verdict again(const RuleSet &rules, Tier tier, const FirmFacts &facts, Quarter now) {
  return judge(of(rules, tier), facts, now, Occasion::review, 0);
}

const Quarter y2023 = quarter_of(2023, 3);
const Quarter y2025 = quarter_of(2025, 3);
const Quarter y2026 = quarter_of(2026, 3);

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
  CHECK(of(old, Tier::little_giant).changes.size() == 1);
  CHECK(of(old, Tier::srdi).direct.size() == 3);
  CHECK(of(shipped("R2026"), Tier::srdi).direct.empty());
}

TEST_CASE("the sheets of the shipped rules add up to 100 points") {
  FirmFacts best = typical_firm();
  for (std::size_t i = 0; i < indicators; ++i) {
    best.value[i] = 1e9;
  }
  best[Indicator::debt_ratio] = 0;
  best[Indicator::provincial_feature] = 15;
  for (const Tier tier : {Tier::innovative, Tier::srdi}) {
    CHECK(sheet_points(of(shipped("R2022"), tier), best) == doctest::Approx(100).epsilon(1e-4));
  }
  for (const Tier tier : {Tier::srdi, Tier::little_giant}) {
    CHECK(sheet_points(of(shipped("R2026"), tier), best) == doctest::Approx(100).epsilon(1e-4));
  }
}

TEST_CASE("of an IP group only the best line counts, quality marks add up to their cap") {
  const RuleSet rules = shipped("R2022");
  FirmFacts f = typical_firm();
  const auto blocks = block_points(of(rules, Tier::srdi), f);
  REQUIRE(blocks.size() == 4);
  CHECK(blocks[0] == 5 + 6 + 5 + 3);  // main share, growth 7 %, years, field
  CHECK(blocks[1] == 3 + 5 + 8 + 5);  // digital, quality capped at 5, margin 9 %, debt
  CHECK(blocks[2] == 8);              // provincial feature
  CHECK(blocks[3] == 8 + 10 + 5 + 4); // class I, R&D above 5m, R&D staff, city institution
  f[Indicator::class1_ip] = 0;
  CHECK(block_points(of(rules, Tier::srdi), f)[3] == 2 + 10 + 5 + 4); // class II alone
}

TEST_CASE("a typical firm passes R2022 for SRDI and little giant") {
  const RuleSet rules = shipped("R2022");
  CHECK(first(rules, Tier::srdi, typical_firm(), y2023).ground == Ground::score_reached);
  CHECK(first(rules, Tier::little_giant, typical_firm(), y2023).ground == Ground::gates_passed);
}

TEST_CASE("the same firm is no little giant under R2026: main business 90 %, four class-I rights") {
  const RuleSet rules = shipped("R2026");
  FirmFacts f = typical_firm();
  Verdict verdict = first(rules, Tier::little_giant, f, y2026);
  CHECK_FALSE(verdict.passed);
  CHECK(verdict.which == "main_share");
  f[Indicator::main_business_share] = 0.9;
  verdict = first(rules, Tier::little_giant, f, y2026);
  CHECK(verdict.which == "ip");
  f[Indicator::class1_ip] = 4;
  CHECK(first(rules, Tier::little_giant, f, y2026).passed);
  CHECK(first(rules, Tier::srdi, typical_firm(), y2026).passed);
}

TEST_CASE("a high-tech enterprise is innovative without points, an SRDI firm takes no such route") {
  const RuleSet rules = shipped("R2022");
  FirmFacts f;
  f[Indicator::is_sme] = 1;
  f[Indicator::growth_1y] = -0.2;
  f[Indicator::debt_ratio] = 0.9;
  CHECK_FALSE(first(rules, Tier::innovative, f, y2023).passed);
  f[Indicator::high_tech_enterprise] = 1;
  const Verdict verdict = first(rules, Tier::innovative, f, y2023);
  CHECK(verdict.ground == Ground::direct_route);
  CHECK(verdict.which == "high_tech");
  f[Indicator::is_sme] = 0; // gates come before routes
  CHECK(first(rules, Tier::innovative, f, y2023).which == "sme");
}

TEST_CASE("a floor missed fails a firm whose total suffices") {
  const RuleSet rules = shipped("R2022");
  FirmFacts f = typical_firm();
  CHECK(first(rules, Tier::innovative, f, y2023).passed);
  f[Indicator::growth_1y] = -0.1;
  f[Indicator::rnd_intensity_last_year] = 0.06;
  const Verdict verdict = first(rules, Tier::innovative, f, y2023);
  CHECK(verdict.ground == Ground::floor_failed);
  CHECK(verdict.which == "growth");
  CHECK(verdict.score >= 60);
}

TEST_CASE("the R&D gate of little giants depends on the revenue band") {
  const RuleSet rules = shipped("R2022");
  FirmFacts f = typical_firm();
  f[Indicator::revenue_last_year] = 80e6; // 6 % asked here, 5 % given
  CHECK(first(rules, Tier::little_giant, f, y2023).which == "rnd");
  f[Indicator::rnd_intensity_last_year] = 0.06;
  f[Indicator::rnd_intensity_year_before] = 0.06;
  CHECK(first(rules, Tier::little_giant, f, y2023).passed);
  f[Indicator::revenue_last_year] = 40e6; // outside equity is asked here
  CHECK(first(rules, Tier::little_giant, f, y2023).which == "rnd");
  f[Indicator::science_award] = 2; // or the fast track
  CHECK(first(rules, Tier::little_giant, f, y2023).passed);
}

TEST_CASE("the round of 2025 asks 50m of revenue and spares holders the growth test") {
  const RuleSet rules = shipped("R2022");
  FirmFacts f = typical_firm();
  f[Indicator::growth_2y] = 0.01;
  CHECK(first(rules, Tier::little_giant, f, y2025).which == "growth_2y");
  CHECK(again(rules, Tier::little_giant, f, y2025).passed);
  CHECK_FALSE(again(rules, Tier::little_giant, f, y2023).passed);
  f = typical_firm();
  f[Indicator::revenue_last_year] = 40e6;
  f[Indicator::science_award] = 2;
  CHECK(first(rules, Tier::little_giant, f, y2023).passed);
  CHECK(first(rules, Tier::little_giant, f, y2025).which == "revenue_2025");
  CHECK(again(rules, Tier::little_giant, f, y2025).which == "revenue_2025");
  f = typical_firm();
  f[Indicator::tier_rank] = 4;
  CHECK(first(rules, Tier::little_giant, f, y2025).ground == Ground::excluded);
  CHECK(first(rules, Tier::little_giant, f, y2023).passed);
}

TEST_CASE("R2026 reviews by the better of two years and a mark of its own") {
  const RuleSet rules = shipped("R2026");
  FirmFacts f = typical_firm();
  f[Indicator::growth_1y] = 0.0;
  f[Indicator::growth_2y] = 0.06; // last year 0 %, the year before 12 %
  const double now = again(rules, Tier::srdi, f, y2026).score;
  CHECK(now > first(rules, Tier::srdi, f, y2026).score);
  CHECK(a_year_earlier(f)[Indicator::growth_1y] == doctest::Approx(0.12));
}

TEST_CASE("noise moves the score but never opens a gate") {
  const RuleSet rules = shipped("R2022");
  FirmFacts f = typical_firm();
  const TierRules &srdi = of(rules, Tier::srdi);
  const double score = judge(srdi, f, y2023, Occasion::first, 0).score;
  CHECK(judge(srdi, f, y2023, Occasion::first, 3).score == doctest::Approx(score + 3));
  CHECK_FALSE(judge(srdi, f, y2023, Occasion::first, 59.9 - score).passed);
  CHECK(judge(srdi, f, y2023, Occasion::first, 60 - score).passed);
  f[Indicator::rnd_intensity_last_year] = 0.029;
  CHECK_FALSE(judge(srdi, f, y2023, Occasion::first, 100).passed);
}

TEST_CASE("reviewers without a sheet doubt firms close to a bound, not firms clear of all") {
  const RuleSet rules = shipped("R2022");
  const TierRules &giant = of(rules, Tier::little_giant);
  FirmFacts f = typical_firm(); // niche share 12 % where 10 % is asked: margin 20 %
  CHECK(judge(giant, f, y2023, Occasion::first, 0).score == doctest::Approx(20));
  CHECK(judge(giant, f, y2023, Occasion::first, -10).passed);
  f[Indicator::niche_share] = 0.1;
  CHECK(judge(giant, f, y2023, Occasion::first, 0).passed);
  const Verdict doubted = judge(giant, f, y2023, Occasion::first, -10);
  CHECK_FALSE(doubted.passed);
  CHECK(doubted.which == "niche_share");
}

TEST_CASE(
    "who may apply: the label below, before its date anyone, under R2026 science-tech firms") {
  FirmFacts f = typical_firm();
  const RuleSet old = shipped("R2022");
  CHECK(may_apply(of(old, Tier::srdi), Tier::none, f, quarter_of(2020, 4)));
  CHECK_FALSE(may_apply(of(old, Tier::srdi), Tier::none, f, quarter_of(2023, 4)));
  CHECK(may_apply(of(old, Tier::srdi), Tier::innovative, f, quarter_of(2022, 4)));
  CHECK_FALSE(may_apply(of(old, Tier::little_giant), Tier::innovative, f, y2023));
  const RuleSet fresh = shipped("R2026");
  CHECK(may_apply(of(fresh, Tier::srdi), Tier::none, f, y2026));
  f[Indicator::staff] = 600;
  CHECK_FALSE(may_apply(of(fresh, Tier::srdi), Tier::none, f, y2026));
  f[Indicator::high_tech_enterprise] = 1;
  CHECK(may_apply(of(fresh, Tier::srdi), Tier::none, f, y2026));
}

TEST_CASE("a single champion below 400m of revenue must be a little giant") {
  const RuleSet rules = shipped("R2022");
  FirmFacts f = typical_firm();
  f[Indicator::global_rank] = 3;
  CHECK(first(rules, Tier::champion, f, y2023).which == "manufacturing");
  f[Indicator::manufacturing] = 1;
  CHECK(first(rules, Tier::champion, f, y2023).which == "size");
  f[Indicator::tier_rank] = 3;
  CHECK(first(rules, Tier::champion, f, y2023).passed);
  f[Indicator::global_rank] = 4;
  CHECK(first(rules, Tier::champion, f, y2023).which == "market");
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
