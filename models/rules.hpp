// Rules of the ladder: plain data read from a rules file, and the pure judgement of a firm by them.
//
// A tier is granted when every gate is passed and the firm either takes a direct route or reaches
// the pass mark on the score sheet and every floor of its blocks:
//     score = sum over groups of min(cap, sum or best of the steps reached) + noise of the
//     reviewers,
// in points of 100. On an interval boundary the higher score is given (DOMAIN 1.3, [recall]);
// values are compared with a relative tolerance of 1e-6, so that a ratio of two rounded sums may
// lie on a boundary. A tier without a score sheet (little giant under R2022, single champion) is
// decided by its gates; reviewers then doubt a firm that clears its tightest numeric gate by a
// small margin:
//     margin = 100 min over gates of (best alternative's) smallest |value - bound| / |bound|,
// over money and shares, and refuse it when margin + noise < -5, the benefit of the doubt (assumed:
// the rules name blind expert review [S19], not its error). Noise never lets a firm pass a gate
// that it fails. Not modelled: site visits, objections in the public notice, punishment of false
// files. Tests: tests/unit/test_rules.cpp, test_rules_verdicts.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/quantities.hpp"

namespace sme {

/// What the rules may ask of a firm. The list only grows.
enum class Indicator : std::uint8_t {
  is_sme,
  staff,
  revenue_last_year,
  revenue_3y_mean,
  growth_1y,
  growth_2y,
  profit_growth_2y,
  net_margin,
  debt_ratio,
  main_business_share,
  years_in_niche,
  niche_share,
  niche_rank,
  province_rank,
  global_rank,
  rnd_last_year,
  rnd_year_before,
  rnd_2y_mean,
  rnd_2y_sum,
  rnd_intensity_last_year,
  rnd_intensity_year_before,
  rnd_staff_share,
  rnd_institution,
  class1_ip,
  class1_ip_held,
  class1_ip_high_value,
  class2_ip,
  equity_2y,
  equity_3y,
  science_award,
  high_tech_enterprise,
  priority_field,
  field_class,
  key_chain_role,
  digital_level,
  core_process_digital,
  has_management_system,
  has_own_brand,
  provincial_feature,
  tier_rank,
  manufacturing
};
inline constexpr int indicators = 41;

/// Words of the indicators as rules files spell them, and the unit of each.
struct IndicatorWords {
  static constexpr int count = indicators;
  static constexpr std::array<std::string_view, indicators> words{"is_sme",
                                                                  "staff",
                                                                  "revenue_last_year",
                                                                  "revenue_3y_mean",
                                                                  "growth_1y",
                                                                  "growth_2y",
                                                                  "profit_growth_2y",
                                                                  "net_margin",
                                                                  "debt_ratio",
                                                                  "main_business_share",
                                                                  "years_in_niche",
                                                                  "niche_share",
                                                                  "niche_rank",
                                                                  "province_rank",
                                                                  "global_rank",
                                                                  "rnd_last_year",
                                                                  "rnd_year_before",
                                                                  "rnd_2y_mean",
                                                                  "rnd_2y_sum",
                                                                  "rnd_intensity_last_year",
                                                                  "rnd_intensity_year_before",
                                                                  "rnd_staff_share",
                                                                  "rnd_institution",
                                                                  "class1_ip",
                                                                  "class1_ip_held",
                                                                  "class1_ip_high_value",
                                                                  "class2_ip",
                                                                  "equity_2y",
                                                                  "equity_3y",
                                                                  "science_award",
                                                                  "high_tech_enterprise",
                                                                  "priority_field",
                                                                  "field_class",
                                                                  "key_chain_role",
                                                                  "digital_level",
                                                                  "core_process_digital",
                                                                  "management_system",
                                                                  "own_brand",
                                                                  "provincial_feature",
                                                                  "tier_rank",
                                                                  "manufacturing"};
  static constexpr std::array<std::string_view, indicators> units{
      "flag",  "person", "CNY",    "CNY",   "share", "share", "share", "share", "share",
      "share", "years",  "share",  "rank",  "rank",  "rank",  "CNY",   "CNY",   "CNY",
      "CNY",   "share",  "share",  "share", "level", "count", "count", "count", "count",
      "CNY",   "CNY",    "class",  "flag",  "flag",  "class", "flag",  "level", "flag",
      "flag",  "flag",   "points", "rank",  "flag"};
};

/// The unit of an indicator: "CNY", "share", "years", "count", "flag" ...
constexpr std::string_view unit_of(Indicator indicator) {
  return IndicatorWords::units[static_cast<std::size_t>(indicator)];
}

/// What is known of one firm, by indicator, in the indicator's own unit (shares as fractions).
struct FirmFacts {
  std::array<double, indicators> value{};
  int province = 0; ///< where it stands; not an indicator, since rules name provinces
  double operator[](Indicator i) const { return value[static_cast<std::size_t>(i)]; }
  double &operator[](Indicator i) { return value[static_cast<std::size_t>(i)]; }
};

enum class Relation : std::uint8_t { at_least, at_most, above, below, equal };

/// One test: `indicator relation bound`.
struct Condition {
  Indicator indicator{};
  Relation relation{};
  double bound = 0;
  bool operator==(const Condition &) const = default;
};
/// Conditions that must all hold.
using Clause = std::vector<Condition>;

/// A named requirement: passed when one of its alternatives holds.
struct Gate {
  std::string id;
  std::vector<Clause> alternatives;
  bool operator==(const Gate &) const = default;
};

/// Points by steps of one indicator, best step first.
struct Scale {
  Indicator indicator{};
  Relation sense = Relation::at_least;
  struct Step {
    double bound;
    double points;
    bool operator==(const Step &) const = default;
  };
  std::vector<Step> steps;
  bool operator==(const Scale &) const = default;
};

/// One line of the score sheet: the better of one or two scales.
struct ScoreRow {
  std::vector<Scale> scales;
  bool operator==(const ScoreRow &) const = default;
};

enum class Combine : std::uint8_t { sum, max };

/// Lines of the sheet that count together (a line without a group is a group of one).
struct ScoreGroup {
  std::string name;
  int block = 0; ///< index into TierRules::blocks
  Combine combine = Combine::sum;
  double cap = 1000;
  std::vector<ScoreRow> rows;
  bool operator==(const ScoreGroup &) const = default;
};

/// Least points in one block of the sheet.
struct Floor {
  int block = 0;
  double at_least = 0;
  bool operator==(const Floor &) const = default;
};

/// A temporary change of practice (the notice of a round).
struct Change {
  Quarter from{};
  Quarter to = never;
  ProvinceSet provinces = ProvinceSet::all(); ///< where it holds
  std::vector<std::string> waived;            ///< gates that are not asked of anyone
  std::vector<std::string> review_waived;     ///< gates that are not asked at re-review
  TierSet exclude_tiers{};
  std::vector<Gate> gates;
  bool operator==(const Change &) const = default;
};

/// How an expiring label is reviewed.
struct Review {
  enum class Kind : std::uint8_t { review, new_registration };
  Kind kind = Kind::review;
  std::vector<std::string> waived;
  double pass_mark = -1; ///< below zero: the tier's own
  int score_best_of_years = 1;
  bool operator==(const Review &) const = default;
};

inline constexpr int quarters_a_year = 4;

/// All rules of one tier.
struct TierRules {
  Tier tier{};
  Quarter since{};
  int season = 1; ///< quarter of the year in which the tier is decided
  std::array<std::uint8_t, provinces> season_of{}; ///< the same by province, from `season_of_since`
  Quarter season_of_since{};
  int rounds = 1;              ///< rounds a year from then on, evenly spaced
  int validity = 12;           ///< quarters
  Tier from_tier = Tier::none; ///< label an applicant must hold
  Quarter from_tier_since{};
  std::vector<Clause> from_tier_or;
  double pass_mark = 0;
  std::vector<Gate> gates;
  std::vector<Gate> direct;
  std::vector<std::string> blocks;
  std::vector<ScoreGroup> sheet;
  std::vector<Floor> floors;
  std::vector<Change> changes;
  Review review;

  /// Whether `province` decides on the tier in the quarter `now`.
  bool decides(int province, Quarter now) const {
    if (now.index < season_of_since.index) {
      return now.of_year() == season;
    }
    const int first = season_of[static_cast<std::size_t>(province)];
    return (now.of_year() - first) % (quarters_a_year / rounds) == 0;
  }
  /// Quarters until `province` decides again after `now`; at most a year.
  int until_next(int province, Quarter now) const {
    int wait = 1;
    while (wait < quarters_a_year && !decides(province, now + wait)) {
      ++wait;
    }
    return wait;
  }
  bool operator==(const TierRules &) const = default;
};

/// The rules in force from a date on.
struct RuleSet {
  std::string name;
  Quarter from{};
  Quarter to = never;
  std::string source;
  Clause large;           ///< a firm of this description is no SME; empty: the bands of 2011
  int update_quarter = 0; ///< quarter of the yearly update of information, 0 for none
  std::vector<TierRules> tiers;
  bool operator==(const RuleSet &) const = default;
};

enum class Occasion : std::uint8_t { first, review };
/// Whether a verdict on a file that fails a gate tells its points all the same.
enum class Scoring : std::uint8_t { always, past_gates };
enum class Ground : std::uint8_t {
  score_reached,
  direct_route,
  gates_passed,
  gate_failed,
  floor_failed,
  score_failed,
  excluded
};

/// What reviewers decide.
struct Verdict {
  bool passed = false;
  double score = 0; ///< points with noise; margin in percent where there is no sheet
  Ground ground = Ground::gate_failed;
  std::string_view
      which;         ///< id of the gate, route or block that decided; lives as long as the rules
  double sheet = -1; ///< points of the sheet without noise, below zero where it was not looked at
};

/// Whether a condition, all of a clause, or one alternative of a gate holds.
bool holds(const Condition &condition, const FirmFacts &facts);
bool holds(const Clause &clause, const FirmFacts &facts);
bool holds(const Gate &gate, const FirmFacts &facts);

/// Points of the best step that the indicator reaches.
double points(const Scale &scale, const FirmFacts &facts);

/// Points by block of the sheet, without noise.
std::vector<double> block_points(const TierRules &rules, const FirmFacts &facts);
/// Points of the whole sheet, without noise.
double sheet_points(const TierRules &rules, const FirmFacts &facts);

/// The firm as the sheet saw it a year ago, as far as its books remember (R&D, growth, years).
FirmFacts a_year_earlier(const FirmFacts &facts);

/// Decides an application. `noise` is the reviewers' error in points.
Verdict judge(const TierRules &rules, const FirmFacts &facts, Quarter now, Occasion occasion,
              double noise, Scoring scoring = Scoring::always);

/// Whether an applicant holding `held` may apply: it holds the label asked for, or the rules accept
/// another description instead.
bool may_apply(const TierRules &rules, Tier held, const FirmFacts &facts, Quarter now);

/// R&D over revenue that the gates of a tier ask of a firm of this yearly revenue (CNY); 0 when
/// they ask none. Alternatives that need equity or an award instead are left aside.
double rnd_asked(const TierRules &rules, double revenue);

/// Whether a change of practice holds for a firm in quarter `now`.
inline bool in_force(const Change &change, Quarter now, const FirmFacts &facts) {
  return change.from <= now && now <= change.to && change.provinces.has(facts.province);
}

/// Whether the gate `id` of a tier is not asked of a firm on this occasion.
bool waived(const TierRules &rules, std::string_view id, const FirmFacts &facts, Quarter now,
            Occasion occasion);

/// Bit set of the indicators that the rules of a tier mention.
std::uint64_t indicators_used(const TierRules &rules);

/// What the rules of a label look at, and how many class-I rights, own or bought, they count at
/// most.
struct Demands {
  std::uint64_t used = 0; ///< indicators_used()
  double rights = 0;
};
Demands demands_of(const TierRules &rules);

/// The rules in force: the latest that began by `now`; before the first, the first, with the
/// changes it names for earlier quarters (assumed: of most earlier rules nothing is known). Null
/// when there are none.
const RuleSet *rules_at(const std::vector<RuleSet> &rules, Quarter now);

/// The rules of a tier, or null.
const TierRules *tier_rules(const RuleSet &rules, Tier tier);

} // namespace sme
