// The R&D that firms plan for a year, and the problems posted to them.
#include <algorithm>
#include <array>
#include <cmath>

#include "models/passing.hpp"

namespace sme {

double promise_of(const Block &block, std::size_t r) {
  const Firms &f = block.firms;
  const std::int32_t i = block.researchers.firm[r];
  const double before = std::max(1.0F, f.revenue_before[i]);
  const double growth = f.revenue_before[i] > 0 ? f.revenue_last[i] / before - 1 : 0.3;
  return promise(growth, f.quality[i], block.researchers.rnd_wish[r]);
}

int promise_class(double promise) {
  return std::clamp(static_cast<int>(promise * (risk_classes / 4.0)), 0, risk_classes - 1);
}

// The thresholds a firm may reach for: the R&D intensities that the rules in force of the label it
// holds and of those it prepares for ask at its size, and, if it has the rights or they pay, that
// of the high-tech certificate (rules.hpp, DOMAIN 1.2-1.6; high-tech rules 国科发火〔2016〕32号).
// Where a label is won by points, a step of the sheet. Slot 0 is the certificate; 0 for none.
static std::array<double, tiers> notches_of(const Firms &f, const Researchers &t, std::size_t r,
                                            std::int32_t i, const Parameters &p,
                                            const RuleSet *rules) {
  const double revenue = std::max(1.0F, f.revenue_last[i]);
  std::array<double, tiers> notches{};
  for (int tier = 1; rules != nullptr && tier < tiers; ++tier) {
    const bool holds = f.tier[i] == tier; // it will be reviewed by the same rules
    if (holds || (t.prepared[r] & bit_of(static_cast<Tier>(tier))) != 0) {
      const TierRules *asked = tier_rules(*rules, static_cast<Tier>(tier));
      const double here = asked == nullptr ? 0 : rnd_asked(*asked, revenue);
      const bool by_points = asked != nullptr && !asked->sheet.empty();
      notches[tier] = here > 0 || !by_points ? here : p.research.sheet_step;
    }
  }
  if (rights_pay(t, r, revenue, p.ladder)) {
    notches[0] = high_tech_intensity(revenue, p.ladder);
  }
  return notches;
}

// What a grant asks: reported R&D of the year above that of the last by most / share. Worth it is
// the grant itself (Boeing & Peters 2022: part of the money meets expenses that are relabelled).
static double condition_of(const Help &grant, const Firms &f, const Researchers &t, std::size_t r) {
  const auto project = static_cast<double>(grant.most) / std::max(0.01F, grant.share);
  const double revenue = std::max(1.0F, f.revenue_last[t.firm[r]]);
  return (static_cast<double>(t.rnd_last[r]) + project) / revenue;
}

void plan_research(Block &block, std::size_t index, const Passing &q, Tally &tally) {
  const Firms &f = block.firms;
  Researchers &t = block.researchers;
  const ResearchParameters &p = q.p.research;
  const ProductionParameters &tax = q.p.production;
  const RuleSet *rules = rules_at(q.scenario.rules, q.now);
  for (std::size_t r = 0; r < t.size_rows(); ++r) {
    const std::int32_t i = t.firm[r];
    const auto size = static_cast<Size>(f.size[i]);
    const Terms &terms =
        q.support.terms[cell(f.province[i], block.chain, static_cast<Tier>(f.tier[i]), size)];
    const double rate = tax_rate(f.profit_last[i], size, t.assets[r] & high_tech, tax);
    const bool pays = f.profit_last[i] > 0;
    const double cost = pays ? user_cost(rate, terms.super_deduction) : 1;
    const double reference = user_cost(rate, p.reference_deduction);
    const double wish =
        wished_intensity(t.rnd_wish[r], cost, reference, p) * size_factor(f.revenue_last[i], p);
    const auto notches = notches_of(f, t, r, i, q.p, rules);
    RndPlan plan = meet_notches(wish, notches, p.label_benefit, p);
    for (const Help &help : helps_of(q.helps[index], static_cast<std::size_t>(i))) {
      if (help.kind == HelpKind::grant) {
        const double worth = static_cast<double>(help.most) / std::max(1.0F, f.revenue_last[i]);
        const double condition = condition_of(help, f, t, r);
        if (plan.reported >= condition) {
          continue; // it does or reports as much for other reasons
        }
        const RndPlan met = meet_notch(plan.real, condition, worth, p);
        const double more = (met.reported - met.real) - (plan.reported - plan.real);
        tally.activity[help.by][f.province[i]][f.tier[i]].relabelled +=
            yuan(std::max(0.0, more) * f.revenue_last[i]);
        plan = {met.real, std::max(plan.reported, met.reported)};
      }
    }
    t.rnd_real_plan[r] = static_cast<float>(plan.real);
    t.rnd_reported_plan[r] = static_cast<float>(plan.reported);
    t.rnd_guarded[r] = static_cast<float>(guarded(plan, notches));
  }
}

Money answer_challenge(const Block &block, std::size_t r, Money cash, const Passing &q,
                       Tally &tally, BlockNews &news) {
  const Firms &f = block.firms;
  const Researchers &t = block.researchers;
  const std::int32_t i = t.firm[r];
  const Challenge *best = nullptr;
  double fit = 0;
  for (const Challenge &challenge : q.support.challenges) {
    if (challenge.chain == block.chain &&
        q.scenario.policies[challenge.by].programme.serves(f.province[i], block.chain,
                                                           static_cast<Tier>(f.tier[i]),
                                                           static_cast<Size>(f.size[i]))) {
      const double here = challenge_fit(t.knowledge[r], challenge.problem, q.p.challenge);
      if (here > fit) {
        best = &challenge;
        fit = here;
      }
    }
  }
  if (best == nullptr || cash < best->answer_cost + best->project_cost) {
    return 0;
  }
  const double value = value_of_answer(fit, best->rivals, static_cast<double>(best->prize),
                                       static_cast<double>(best->answer_cost),
                                       static_cast<double>(best->project_cost), best->quarters,
                                       f.revenue_last[i], q.p.challenge, q.p.innovation);
  if (value <= 0) {
    return 0;
  }
  Activity &activity = tally.activity[best->by][f.province[i]][f.tier[i]];
  ++activity.answered;
  activity.matched += best->answer_cost;
  news.answers.push_back({best->by, best->number, t.handle[r], static_cast<float>(fit)});
  return best->answer_cost;
}

} // namespace sme
