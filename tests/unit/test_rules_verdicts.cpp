// Verdicts of the shipped rules: sheets, gates, floors and routes, doubts, and who may apply.
#include <doctest/doctest.h>

#include <algorithm>
#include <string_view>

#include "tests/unit/rules_files.hpp"

using namespace sme;
using namespace sme::test;

namespace {

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
  f[profit_growth_2y] = 0.07;
  f[net_margin] = 0.09;
  f[debt_ratio] = 0.45;
  f[main_business_share] = 0.85;
  f[years_in_niche] = 11;
  f[niche_share] = 0.12;
  f[niche_rank] = 2;
  f[province_rank] = 1;
  f[global_rank] = 5;
  f[rnd_last_year] = 7.5e6;
  f[rnd_year_before] = 6e6;
  f[rnd_2y_mean] = 6.75e6;
  f[rnd_2y_sum] = 13.5e6;
  f[rnd_intensity_last_year] = 0.05;
  f[rnd_intensity_year_before] = 0.043;
  f[rnd_staff_share] = 0.2;
  f[rnd_institution] = 2;
  f[class1_ip] = f[class1_ip_held] = 3;
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

Verdict first(const RuleSet &rules, Tier tier, const FirmFacts &facts, Quarter now) {
  return judge(of(rules, tier), facts, now, Occasion::first, 0);
}
Verdict again(const RuleSet &rules, Tier tier, const FirmFacts &facts, Quarter now) {
  return judge(of(rules, tier), facts, now, Occasion::review, 0);
}

} // namespace

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
  CHECK(block_points(of(rules, Tier::srdi), f)[3] == 6 + 10 + 5 + 4); // bought
  f[Indicator::class1_ip_held] = 0;
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

TEST_CASE("notices of rounds before the rules of 2022 asked for other things") {
  const RuleSet rules = shipped("R2022");
  const Quarter y2021 = quarter_of(2021, 3);
  FirmFacts f = typical_firm();
  f[Indicator::niche_share] = 0.02;
  f[Indicator::growth_2y] = 0;
  f[Indicator::class1_ip] = f[Indicator::class1_ip_held] = 0;
  CHECK(first(rules, Tier::little_giant, f, y2021).passed);
  CHECK_FALSE(first(rules, Tier::little_giant, f, y2023).passed);
  f[Indicator::province_rank] = 4;
  CHECK(first(rules, Tier::little_giant, f, y2021).which == "province_front");
  f = typical_firm();
  f[Indicator::rnd_staff_share] = 0.08;
  CHECK(first(rules, Tier::little_giant, f, y2021).which == "rnd_staff");
  CHECK(first(rules, Tier::little_giant, f, y2023).passed);
}

TEST_CASE("two provinces asked more of new SRDI firms before the rules of 2022, not of holders") {
  const RuleSet rules = shipped("R2022");
  const Quarter y2021 = quarter_of(2021, 4);
  const auto in = [](std::string_view province, FirmFacts facts) {
    const auto found =
        std::find(ProvinceWords::words.begin(), ProvinceWords::words.end(), province);
    facts.province = static_cast<int>(found - ProvinceWords::words.begin());
    return facts;
  };
  const FirmFacts f = typical_firm(); // grows by 7 %
  CHECK(first(rules, Tier::srdi, in("Hubei", f), y2021).passed);
  CHECK(first(rules, Tier::srdi, in("Guangdong", f), y2021).which == "guangdong_growth");
  CHECK(again(rules, Tier::srdi, in("Guangdong", f), y2021).passed);
  CHECK(first(rules, Tier::srdi, in("Guangdong", f), quarter_of(2023, 1)).passed);
  FirmFacts small = f;
  small[Indicator::growth_2y] = 0.2;
  CHECK(first(rules, Tier::srdi, in("Guangdong", small), y2021).passed);
  small[Indicator::revenue_last_year] = 29e6;
  CHECK(first(rules, Tier::srdi, in("Guangdong", small), y2021).which == "guangdong_revenue");
  CHECK(first(rules, Tier::srdi, in("Jiangsu", small), y2021).passed); // by its product
  small[Indicator::niche_rank] = 6;
  CHECK(first(rules, Tier::srdi, in("Jiangsu", small), y2021).which == "jiangsu_front");
  CHECK(again(rules, Tier::srdi, in("Jiangsu", small), y2021).passed);
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
