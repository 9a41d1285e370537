// One firm's quarter of R&D: plan, hires, spending, innovation, patents.
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
// holds and of those it prepares for ask at its size, and, if it has the rights, that of the
// high-tech certificate (rules.hpp, DOMAIN 1.2-1.6; high-tech rules 国科发火〔2016〕32号). Where a
// label is won by points, a step of the sheet. Slot 0 is the certificate; 0 for none.
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
  if (has_rights(t, r, p.ladder)) {
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

namespace {

// Hires towards what the R&D budget pays for: vacancies filled with the market's chance, quits.
void hire(Researchers &t, std::size_t r, double wanted, double fill, double u,
          const TalentParameters &p) {
  const double staff = t.rnd_staff[r];
  const double vacancies = std::max(0.0, wanted - staff);
  double next = staff * (1 - p.separation) + vacancies * fill;
  if (wanted < staff) {
    next = std::min(next, staff - 0.25 * (staff - wanted));
  }
  const double low = std::floor(next);
  t.rnd_staff[r] = static_cast<std::int32_t>(low) + (u < next - low ? 1 : 0);
  t.rnd_vacancies[r] = static_cast<float>(vacancies);
}

void innovate(Block &block, std::size_t r, const Passing &q, Indicators &cell, RndOutcome &out) {
  const Firms &f = block.firms;
  Researchers &t = block.researchers;
  const InnovationParameters &p = q.p.innovation;
  const auto real = static_cast<double>(out.real);
  const std::int32_t i = t.firm[r];
  Draws draws(q.economy.fate, q.now, Purpose::innovation, f.id[i]);
  const double tried = effort(real, f.revenue_last[i], p) * (1 + t.inflow[r]);
  if (draws.next() < success_chance(tried, p)) {
    ++cell.innovations;
    const double step = improvement(draws.next(), p);
    (draws.next() < p.product_share ? out.quality : out.productivity) =
        static_cast<float>(1 + step);
    for (float &k : t.knowledge[r]) {
      k += static_cast<float>(p.knowledge_drift * (draws.next() - 0.5));
    }
  }
  Draws filing(q.economy.fate, q.now, Purpose::filing, f.id[i]);
  const double filings = filing_rate(1, real, p);
  const int major = geometric_count(p.class1_rate * filings, filing.next());
  const int minor = geometric_count(p.class2_rate * filings, filing.next());
  cell.class1_filed += major;
  cell.class2_filed += minor;
  t.class1[r] = static_cast<std::uint16_t>(std::min(65535, t.class1[r] + major));
  t.class2[r] = static_cast<std::uint16_t>(std::min(65535, t.class2[r] + minor));
  if (major > 0 && filing.next() < p.valuable_share * major) {
    t.class1_valuable[r] = static_cast<std::uint16_t>(std::min(65535, t.class1_valuable[r] + 1));
  }
}

// A quarter's work on a posted problem: what it costs (CNY), as far as cash reaches; solved by
// chance (challenge.hpp).
Money work_on_problem(const Help &help, const Block &block, std::size_t r, Money cash,
                      const Passing &q, Tally &tally, BlockNews &news) {
  const Firms &f = block.firms;
  const std::int32_t i = block.researchers.firm[r];
  const Money cost = std::clamp<Money>(cash, 0, help.most);
  tally.activity[help.by][f.province[i]][f.tier[i]].matched += cost;
  const double chance =
      solving_chance(help.share, static_cast<double>(cost), f.revenue_last[i], q.p.innovation);
  const Words lot = words(q.economy.fate, q.now, Purpose::challenge, f.id[i],
                          static_cast<std::uint32_t>(help.number));
  if (uniform(lot[0]) < chance) {
    news.solutions.push_back({help.by, help.number, block.researchers.handle[r]});
  }
  return cost;
}

/// R&D after vouchers, each of which lowers the price of the part `part` of it by its share until
/// it is used up: beyond that a further yuan of R&D costs a yuan, so a voucher too small for what
/// the firm does anyway moves nothing.
double plan_with_vouchers(double plan, std::span<const Help> helps, double part,
                          double elasticity) {
  for (const Help &help : helps) {
    if (help.kind == HelpKind::services && help.share > 0) {
      const double borne = help.share * part;
      const double lowered = plan * portable_pow(std::max(0.05, 1 - borne), -elasticity);
      plan = std::max(plan, std::min(lowered, static_cast<double>(help.most) / borne));
    }
  }
  return plan;
}

/// The most R&D that `funds` reach for if vouchers bear their shares of the part `part` of it.
/// Newton's method on a convex broken line, from the right: exact once every kink has been seen.
double affordable(double funds, std::span<const Help> helps, double part) {
  double most = 0;
  for (std::size_t step = 0; step <= helps.size(); ++step) {
    double share = 0;
    double used_up = 0;
    for (const Help &help : helps) {
      if (help.kind == HelpKind::services) {
        const bool all = help.share * part * most > static_cast<double>(help.most);
        (all ? used_up : share) += all ? static_cast<double>(help.most) : help.share * part;
      }
    }
    most = share < 1 ? (funds + used_up) / (1 - share) : 1e300;
  }
  return most;
}

/// What vouchers bear of `services`: each its share, together no more than there is.
Money use_vouchers(Money services, std::span<const Help> helps, const Firms &f, std::int32_t i,
                   const Passing &q, Tally &tally) {
  Money left = services;
  for (const Help &help : helps) {
    if (help.kind == HelpKind::services && services > 0) {
      const Money borne = std::min(left, share_of(help, services));
      left -= borne;
      pay_help(help, borne, f, static_cast<std::size_t>(i), q, tally);
      tally.activity[help.by][f.province[i]][f.tier[i]].matched += services - borne;
    }
  }
  return services - left;
}

} // namespace

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

RndOutcome research_quarter(Block &block, std::size_t r, Money revenue, Money cash,
                            std::span<const Help> helps, const Passing &q, Indicators &cell,
                            Tally &tally, BlockNews &news) {
  Researchers &t = block.researchers;
  const Firms &f = block.firms;
  const ResearchParameters &p = q.p.research;
  const std::int32_t i = t.firm[r];
  const int province = f.province[i];
  const double wage = q.wage[province] * p.wage_premium;
  const double bought = 1 - p.wage_share; // part of R&D that is services
  const double plan = plan_with_vouchers(t.rnd_real_plan[r] * static_cast<double>(revenue), helps,
                                         bought, p.user_cost_elasticity);
  const double funds = std::max(0.0, p.fund_share * static_cast<double>(cash));
  double fill = q.economy.talent[province].fill;
  for (const Help &help : helps) {
    if (help.kind == HelpKind::placement) {
      fill += (1 - fill) * help.share;
    }
  }
  const double budget = std::min(plan, affordable(funds, helps, bought));
  const std::int32_t before = t.rnd_staff[r];
  const Words lot = words(q.economy.fate, q.now, Purpose::researcher, f.id[i], 1);
  hire(t, r, p.wage_share * budget / wage, fill, uniform(lot[0]), q.p.talent);
  tally.rnd_vacancies[province] += static_cast<std::int64_t>(t.rnd_vacancies[r] + 0.5);
  RndOutcome out;
  out.hired = t.rnd_staff[r] - before;
  // Staff already employed is paid even when the budget falls short.
  out.wages = yuan(t.rnd_staff[r] * wage);
  const double left = std::max(0.0, funds - static_cast<double>(out.wages));
  out.services = yuan(std::min(bought * budget, affordable(left, helps, 1)));
  out.borne = use_vouchers(out.services, helps, f, i, q, tally);
  for (const Help &help : helps) {
    if (help.kind == HelpKind::project) {
      out.services += work_on_problem(help, block, r, cash - out.wages - out.services + out.borne,
                                      q, tally, news);
    }
  }
  out.real = out.wages + out.services;
  // Relabelled expenses are booked as R&D; no money moves.
  out.reported = out.real + yuan(relabelled(static_cast<double>(out.real),
                                            t.rnd_guarded[r] * static_cast<double>(revenue), p));
  t.rnd_year[r] += out.reported;
  t.rnd_real_year[r] += out.real;
  innovate(block, r, q, cell, out);
  return out;
}

} // namespace sme
