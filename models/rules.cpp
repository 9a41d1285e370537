// The judgement of a firm by the written rules of a tier.
#include "models/rules.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace sme {
namespace {

constexpr double tolerance = 1e-6;
/// Points by which reviewers of a tier without a sheet must err against a firm on a bound to refuse
/// it.
constexpr double benefit_of_doubt = 5;

double slack(double bound) { return tolerance * (bound < 0 ? -bound : bound); }
bool reaches(double value, double bound) { return value >= bound - slack(bound); }

[[gnu::always_inline]] inline bool fulfils(double value, Relation relation, double bound) {
  const double least = bound - slack(bound);
  const double most = bound + slack(bound);
  switch (relation) {
  case Relation::at_least:
    return value >= least;
  case Relation::at_most:
    return value <= most;
  case Relation::above:
    return !(value <= most);
  case Relation::below:
    return !(value >= least);
  case Relation::equal:
    return value >= least && value <= most;
  }
  return false;
}

bool measured(Indicator indicator) {
  const std::string_view unit = unit_of(indicator);
  return unit == "CNY" || unit == "share";
}

/// Relative distance of a condition that holds from its bound; none where nothing is measured.
std::optional<double> margin(const Condition &condition, const FirmFacts &facts) {
  if (!measured(condition.indicator) || condition.bound == 0 ||
      condition.relation == Relation::equal) {
    return std::nullopt;
  }
  const double distance = facts[condition.indicator] - condition.bound;
  const double size = condition.bound < 0 ? -condition.bound : condition.bound;
  return (distance < 0 ? -distance : distance) / size;
}

/// Margin of the alternative that clears the gate by most; 1 where nothing is measured.
double margin(const Gate &gate, const FirmFacts &facts) {
  double best = 0;
  for (const Clause &clause : gate.alternatives) {
    if (!holds(clause, facts)) {
      continue;
    }
    double least = 1;
    for (const Condition &condition : clause) {
      least = std::min(least, margin(condition, facts).value_or(1.0));
    }
    best = std::max(best, least);
  }
  return best;
}

bool named(const std::vector<std::string> &ids, std::string_view id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// Calls `visit(gate)` for every gate in force until it returns false; says whether all were
/// visited.
template <class Visit>
bool each_gate(const TierRules &rules, const FirmFacts &facts, Quarter now, Occasion occasion,
               Visit &&visit) {
  const auto asked = [&](const Gate &gate) {
    return waived(rules, gate.id, facts, now, occasion) || visit(gate);
  };
  return std::all_of(rules.gates.begin(), rules.gates.end(), asked) &&
         std::all_of(rules.changes.begin(), rules.changes.end(), [&](const Change &change) {
           return !in_force(change, now, facts) ||
                  std::all_of(change.gates.begin(), change.gates.end(), asked);
         });
}

double group_points(const ScoreGroup &group, const FirmFacts &facts) {
  double sum = 0;
  for (const ScoreRow &row : group.rows) {
    double best = 0;
    for (const Scale &scale : row.scales) {
      best = std::max(best, points(scale, facts));
    }
    sum = group.combine == Combine::sum ? sum + best : std::max(sum, best);
  }
  return std::min(sum, group.cap);
}

/// Points of a sheet, in all and by block.
struct Points {
  double all = 0;
  std::array<double, 16> block{}; ///< the first blocks; sheets have a handful
};

Points points_of(const TierRules &rules, const FirmFacts &facts) {
  Points sums;
  for (const ScoreGroup &group : rules.sheet) {
    const double here = group_points(group, facts);
    sums.all += here;
    if (const auto block = static_cast<std::size_t>(group.block); block < sums.block.size()) {
      sums.block[block] += here;
    }
  }
  return sums;
}

/// The first floor missed, or null.
const Floor *floor_missed(const TierRules &rules, const FirmFacts &facts, const Points &sums) {
  const auto in = [&](std::size_t block) {
    return block < sums.block.size() ? sums.block[block] : block_points(rules, facts)[block];
  };
  const auto missed = std::find_if(rules.floors.begin(), rules.floors.end(), [&](const Floor &f) {
    return !reaches(in(static_cast<std::size_t>(f.block)), f.at_least);
  });
  return missed == rules.floors.end() ? nullptr : &*missed;
}

Verdict judge_by_sheet(const TierRules &rules, const FirmFacts &facts, Occasion occasion,
                       double noise) {
  const Points sums = points_of(rules, facts);
  double score = sums.all;
  double mark = rules.pass_mark;
  if (occasion == Occasion::review) {
    mark = rules.review.pass_mark < 0 ? mark : rules.review.pass_mark;
    if (rules.review.score_best_of_years > 1) {
      score = std::max(score, sheet_points(rules, a_year_earlier(facts)));
    }
  }
  score += noise;
  if (const Floor *floor = floor_missed(rules, facts, sums)) {
    return {false, score, Ground::floor_failed,
            rules.blocks[static_cast<std::size_t>(floor->block)], sums.all};
  }
  const bool passed = reaches(score, mark);
  return {passed, score, passed ? Ground::score_reached : Ground::score_failed, {}, sums.all};
}

} // namespace

bool waived(const TierRules &rules, std::string_view id, const FirmFacts &facts, Quarter now,
            Occasion occasion) {
  const bool review = occasion != Occasion::first;
  return (review && named(rules.review.waived, id)) ||
         std::any_of(rules.changes.begin(), rules.changes.end(), [&](const Change &change) {
           return in_force(change, now, facts) &&
                  (named(change.waived, id) || (review && named(change.review_waived, id)));
         });
}

bool holds(const Condition &condition, const FirmFacts &facts) {
  return fulfils(facts[condition.indicator], condition.relation, condition.bound);
}

bool holds(const Clause &clause, const FirmFacts &facts) {
  return std::all_of(clause.begin(), clause.end(),
                     [&](const Condition &condition) { return holds(condition, facts); });
}

bool holds(const Gate &gate, const FirmFacts &facts) {
  return std::any_of(gate.alternatives.begin(), gate.alternatives.end(),
                     [&](const Clause &clause) { return holds(clause, facts); });
}

double points(const Scale &scale, const FirmFacts &facts) {
  const double value = facts[scale.indicator];
  double best = 0;
  for (const Scale::Step &step : scale.steps) {
    const double here = fulfils(value, scale.sense, step.bound) ? step.points : 0;
    best = std::max(best, here);
  }
  return best;
}

std::vector<double> block_points(const TierRules &rules, const FirmFacts &facts) {
  std::vector<double> sums(rules.blocks.size(), 0.0);
  for (const ScoreGroup &group : rules.sheet) {
    sums[static_cast<std::size_t>(group.block)] += group_points(group, facts);
  }
  return sums;
}

double sheet_points(const TierRules &rules, const FirmFacts &facts) {
  double sum = 0;
  for (const ScoreGroup &group : rules.sheet) {
    sum += group_points(group, facts);
  }
  return sum;
}

FirmFacts a_year_earlier(const FirmFacts &facts) {
  FirmFacts earlier = facts;
  const double growth = 2 * facts[Indicator::growth_2y] - facts[Indicator::growth_1y];
  earlier[Indicator::growth_1y] = growth;
  earlier[Indicator::growth_2y] = growth;
  earlier[Indicator::rnd_last_year] = facts[Indicator::rnd_year_before];
  earlier[Indicator::rnd_intensity_last_year] = facts[Indicator::rnd_intensity_year_before];
  earlier[Indicator::years_in_niche] = std::max(0.0, facts[Indicator::years_in_niche] - 1);
  return earlier;
}

Verdict judge(const TierRules &rules, const FirmFacts &facts, Quarter now, Occasion occasion,
              double noise, Scoring scoring) {
  const int held = static_cast<int>(facts[Indicator::tier_rank]);
  for (const Change &change : rules.changes) {
    if (occasion == Occasion::first && in_force(change, now, facts) &&
        change.exclude_tiers.has(held)) {
      return {false, 0, Ground::excluded, TierWords::words[static_cast<std::size_t>(held)]};
    }
  }
  const Gate *failed = nullptr;
  const bool through = each_gate(rules, facts, now, occasion, [&](const Gate &gate) {
    failed = holds(gate, facts) ? nullptr : &gate;
    return failed == nullptr;
  });
  if (!through) {
    const double score = scoring == Scoring::always ? sheet_points(rules, facts) + noise : 0;
    return {false, score, Ground::gate_failed, failed->id};
  }
  for (const Gate &route : rules.direct) {
    if (holds(route, facts)) {
      return {true, 100, Ground::direct_route, route.id};
    }
  }
  if (!rules.sheet.empty()) {
    return judge_by_sheet(rules, facts, occasion, noise);
  }
  double least = 1;
  std::string_view tightest;
  each_gate(rules, facts, now, occasion, [&](const Gate &gate) {
    if (const double here = margin(gate, facts); here < least) {
      least = here;
      tightest = gate.id;
    }
    return true;
  });
  const double score = 100 * least + noise;
  const bool passed = score >= -benefit_of_doubt;
  return {passed, score, passed ? Ground::gates_passed : Ground::score_failed, tightest};
}

bool may_apply(const TierRules &rules, Tier held, const FirmFacts &facts, Quarter now) {
  return held >= rules.from_tier || now < rules.from_tier_since ||
         std::any_of(rules.from_tier_or.begin(), rules.from_tier_or.end(),
                     [&](const Clause &clause) { return holds(clause, facts); });
}

namespace {

/// Every indicator that the rules of a tier mention, with the bound it is held against.
template <class Note> void each_bound(const TierRules &rules, Note note) {
  const auto of_gates = [&](const std::vector<Gate> &gates) {
    for (const Gate &gate : gates) {
      for (const Clause &clause : gate.alternatives) {
        for (const Condition &condition : clause) {
          note(condition.indicator, condition.bound);
        }
      }
    }
  };
  of_gates(rules.gates);
  of_gates(rules.direct);
  for (const Change &change : rules.changes) {
    of_gates(change.gates);
  }
  for (const ScoreGroup &group : rules.sheet) {
    for (const ScoreRow &row : group.rows) {
      for (const Scale &scale : row.scales) {
        for (const Scale::Step &step : scale.steps) {
          note(scale.indicator, step.bound);
        }
      }
    }
  }
}

} // namespace

std::uint64_t indicators_used(const TierRules &rules) { return demands_of(rules).used; }

Demands demands_of(const TierRules &rules) {
  Demands demands;
  each_bound(rules, [&](Indicator indicator, double bound) {
    demands.used |= std::uint64_t{1} << static_cast<unsigned>(indicator);
    if (indicator == Indicator::class1_ip_held) {
      demands.rights = std::max(demands.rights, bound);
    }
  });
  return demands;
}

const RuleSet *rules_at(const std::vector<RuleSet> &rules, Quarter now) {
  const RuleSet *best = nullptr;
  for (const RuleSet &set : rules) {
    const bool begun = set.from <= now;
    const bool best_begun = best != nullptr && best->from <= now;
    if (best == nullptr || (begun && (!best_begun || best->from <= set.from)) ||
        (!begun && !best_begun && set.from < best->from)) {
      best = &set;
    }
  }
  return best;
}

const TierRules *tier_rules(const RuleSet &rules, Tier tier) {
  const auto found = std::find_if(rules.tiers.begin(), rules.tiers.end(),
                                  [&](const TierRules &t) { return t.tier == tier; });
  return found == rules.tiers.end() ? nullptr : &*found;
}

} // namespace sme
