// A firm's own view of a label: what it would cost to be fit for it, and the chance of getting it.
#include <algorithm>

#include "models/ladder_assets.hpp"
#include "models/portable.hpp"

namespace sme {
namespace {

/// How far the best alternative of a failed gate is from its bounds, 0 to 1.
double shortfall(const Gate &gate, const FirmFacts &facts) {
  double least = 1;
  for (const Clause &clause : gate.alternatives) {
    double worst = 0;
    for (const Condition &condition : clause) {
      if (!holds(condition, facts)) {
        const double size =
            std::max(1e-9, condition.bound < 0 ? -condition.bound : condition.bound);
        const double gap = facts[condition.indicator] - condition.bound;
        worst = std::max(worst, std::min(1.0, (gap < 0 ? -gap : gap) / size));
      }
    }
    least = std::min(least, worst);
  }
  return least;
}

/// Lowers `chance` by every gate asked of applicants that fails, as far as down to `enough`.
double hope_for(const TierRules &rules, const std::vector<Gate> &gates, const FirmFacts &facts,
                Quarter now, double hope, double chance, double enough) {
  for (auto gate = gates.begin(); gate != gates.end() && chance > enough; ++gate) {
    if (!holds(*gate, facts) && !waived(rules, gate->id, facts, now, Occasion::first)) {
      chance *= hope * std::max(0.2, 1 - shortfall(*gate, facts));
    }
  }
  return chance;
}

} // namespace

FirmFacts with_assets(FirmFacts facts, const Demands &demands, const LadderParameters &p) {
  for (const Asset &asset : assets_for_sale) {
    if (!mentions(demands.used, asset.indicator)) {
      continue;
    }
    double &value = facts[asset.indicator];
    if (asset.bit != 0) {
      value = 1;
    } else if (asset.indicator == Indicator::class1_ip_held) {
      value = std::max(value, demands.rights);
    } else {
      const double rnd = facts[Indicator::rnd_last_year];
      const double reach = rnd >= 4 * p.institution_rnd ? 3 : rnd >= p.institution_rnd ? 2 : 1;
      value = std::max(value, reach);
    }
  }
  return facts;
}

double cost_of(const FirmFacts &facts, const FirmFacts &wanted, const LadderParameters &p) {
  const double revenue = facts[Indicator::revenue_last_year];
  double cost = p.file_cost;
  for (const Asset &asset : assets_for_sale) {
    const double levels = wanted[asset.indicator] - facts[asset.indicator];
    cost += levels * (p.*(asset.cost) + p.cost_share * revenue);
  }
  return cost;
}

double belief(const TierRules &rules, const Demands &demands, const FirmFacts &facts, Quarter now,
              double noise, const LadderParameters &p) {
  const FirmFacts wanted = with_assets(facts, demands, p);
  return belief_in(rules, wanted, now, noise, p, hope_in(rules, wanted, now, p, -1));
}

double hope_in(const TierRules &rules, const FirmFacts &wanted, Quarter now,
               const LadderParameters &p, double enough) {
  double chance = hope_for(rules, rules.gates, wanted, now, p.hope, 1, enough);
  for (const Change &change : rules.changes) {
    if (in_force(change, now, wanted)) {
      chance = hope_for(rules, change.gates, wanted, now, p.hope, chance, enough);
    }
  }
  return chance;
}

double belief_in(const TierRules &rules, const FirmFacts &wanted, Quarter now, double noise,
                 const LadderParameters &p, double hope) {
  const Verdict verdict = judge(rules, wanted, now, Occasion::first, noise, Scoring::past_gates);
  if (verdict.passed || verdict.ground == Ground::excluded) {
    return verdict.passed ? 1 : 0;
  }
  double chance = hope;
  const bool direct = std::any_of(rules.direct.begin(), rules.direct.end(),
                                  [&](const Gate &route) { return holds(route, wanted); });
  if (direct || rules.sheet.empty()) {
    return verdict.ground == Ground::score_failed ? chance * p.hope : chance;
  }
  const double points = verdict.sheet >= 0 ? verdict.sheet : sheet_points(rules, wanted);
  const double missing = rules.pass_mark - points - noise;
  chance *= missing > 0 ? portable_exp(-missing / p.gap_points) : 1;
  return verdict.ground == Ground::floor_failed ? chance * p.hope : chance;
}

} // namespace sme
