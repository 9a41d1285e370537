#include "models/research_steps.hpp"

#include <cmath>

#include "models/challenge.hpp"
#include "models/innovation.hpp"
#include "models/research.hpp"
#include "models/talent.hpp"

namespace sme {

namespace {

constexpr std::int32_t innovates = 1, files = 2; // ResearchTile::events

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

ResearchSteps::ResearchSteps(Block &block, const Passing &q, Tally &tally, Scratch &s, Tile &tile,
                             BlockFlows &sums)
    : TileSteps(block, q, tally, s, tile, sums), lab_(*s.lab) {}

const Terms &ResearchSteps::terms_of(std::size_t i) const {
  return q_.support.terms[cell(f_.province[i], block_.chain, static_cast<Tier>(f_.tier[i]),
                               static_cast<Size>(f_.size[i]))];
}

Indicators &ResearchSteps::cell_of(std::size_t j) {
  return (&tally_.at(block_.chain, 0, 0, 0))[tile_.cell[static_cast<std::size_t>(lab_.row[j])]];
}

void ResearchSteps::list_researchers() {
  constexpr std::size_t widest = 16;
  const std::size_t count = tile_.end_researcher - tile_.first_researcher;
  lab_.count = count;
  lab_.whole = (count + widest - 1) / widest * widest;
  for (std::size_t j = 0; j < lab_.whole; ++j) { // the last one also fills up the last vector
    const std::size_t r = tile_.first_researcher + std::min(j, count - 1);
    const auto i = static_cast<std::size_t>(t_.firm[r]);
    const int province = f_.province[i];
    lab_.row[j] = t_.firm[r] - static_cast<std::int32_t>(a_);
    lab_.id[j] = f_.id[i];
    lab_.revenue[j] = tile_.revenue[i - a_];
    lab_.cash[j] = static_cast<double>(f_.cash[i]);
    lab_.revenue_last[j] = f_.revenue_last[i];
    lab_.wage[j] = q_.wage[province] * q_.p.research.wage_premium;
    lab_.wish[j] = t_.rnd_real_plan[r];
    lab_.guarded[j] = t_.rnd_guarded[r];
    lab_.fill[j] = q_.economy.talent[province].fill;
    lab_.inflow[j] = 1 + t_.inflow[r];
    lab_.patenting[j] = t_.patenting[r];
    lab_.staff[j] = t_.rnd_staff[r];
  }
  const std::span<const std::uint64_t> ids{lab_.id.data(), count};
  const Fate fate = q_.economy.fate;
  draw_lots(q_.processor, fate, q_.now, Purpose::researcher, ids, lab_.hiring, 1);
  draw_lots(q_.processor, fate, q_.now, Purpose::innovation, ids, lab_.innovation);
  draw_lots(q_.processor, fate, q_.now, Purpose::filing, ids, lab_.filing);
  draw_lots(q_.processor, fate, q_.now, Purpose::equity, ids, lab_.equity);
}

void ResearchSteps::research() {
  if (lab_.count == 0) {
    return;
  }
  const bool helped = !s_.helps->empty();
  budget();
  if (helped) {
    take_help();
  }
  hire_and_buy();
  if (helped) {
    use_help();
  }
  find_events();
  for (std::size_t j = 0; j < lab_.count; ++j) {
    if ((lab_.events[j] & innovates) != 0) {
      innovate(j);
    }
    if ((lab_.events[j] & files) != 0) {
      file(j);
    }
  }
  book();
  if (!q_.support.challenges.empty()) { // an answer is an expense, but no R&D
    for (std::size_t j = 0; j < lab_.count; ++j) {
      answer(j);
    }
  }
}

// What firms without help can pay of what they wish.
void ResearchSteps::budget() {
  each_row(q_.processor, [&t = lab_, rows = lab_.whole, p = q_.p.research] {
#pragma omp simd
    for (std::size_t j = 0; j < rows; ++j) {
      t.plan[j] = t.wish[j] * static_cast<double>(t.revenue[j]);
      t.funds[j] = std::max(0.0, p.fund_share * t.cash[j]);
      t.budget[j] = std::min(t.plan[j], t.funds[j]);
    }
  });
}

// Vouchers and placements raise what their firms wish, can pay and find.
void ResearchSteps::take_help() {
  const ResearchParameters &p = q_.p.research;
  for (std::size_t j = 0; j < lab_.count; ++j) {
    const std::span<const Help> helps = helps_of(*s_.helps, firm_of(j));
    if (helps.empty()) {
      continue;
    }
    const double bought = 1 - p.wage_share; // part of R&D that is services
    const double plan = plan_with_vouchers(lab_.plan[j], helps, bought, p.user_cost_elasticity);
    for (const Help &help : helps) {
      if (help.kind == HelpKind::placement) {
        lab_.fill[j] += (1 - lab_.fill[j]) * help.share;
      }
    }
    lab_.budget[j] = std::min(plan, affordable(lab_.funds[j], helps, bought));
  }
}

// Hires towards what the budget pays for: vacancies filled with the market's chance, quits. Staff
// already employed is paid even when the budget falls short.
void ResearchSteps::hire_and_buy() {
  each_row(q_.processor, [&t = lab_, rows = lab_.whole, p = q_.p.research, talent = q_.p.talent,
                          word = lab_.hiring.word[0].data()] {
#pragma omp simd
    for (std::size_t j = 0; j < rows; ++j) {
      const double staff = t.staff[j];
      const double wanted = p.wage_share * t.budget[j] / t.wage[j];
      const double vacancies = std::max(0.0, wanted - staff);
      const double kept = staff * (1 - talent.separation) + vacancies * t.fill[j];
      const double fewer = std::min(kept, staff - 0.25 * (staff - wanted));
      const double next = wanted < staff ? fewer : kept;
      const double low = std::floor(next);
      t.vacancies[j] = vacancies;
      t.next[j] = static_cast<std::int32_t>(low) + (uniform(word[j]) < next - low ? 1 : 0);
    }
#pragma omp simd
    for (std::size_t j = 0; j < rows; ++j) {
      t.wages[j] = yuan(t.next[j] * t.wage[j]);
      t.left[j] = std::max(0.0, t.funds[j] - static_cast<double>(t.wages[j]));
      t.services[j] = yuan(std::min((1 - p.wage_share) * t.budget[j], t.left[j]));
      t.borne[j] = 0;
    }
  });
}

// What vouchers bear of the services, and work on posted problems.
void ResearchSteps::use_help() {
  for (std::size_t j = 0; j < lab_.count; ++j) {
    const std::span<const Help> helps = helps_of(*s_.helps, firm_of(j));
    if (helps.empty()) {
      continue;
    }
    const auto i = static_cast<std::int32_t>(firm_of(j));
    const double bought = 1 - q_.p.research.wage_share;
    Money &services = lab_.services[j];
    services = yuan(std::min(bought * lab_.budget[j], affordable(lab_.left[j], helps, 1)));
    lab_.borne[j] = use_vouchers(services, helps, f_, i, q_, tally_);
    for (const Help &help : helps) {
      if (help.kind == HelpKind::project) {
        const Money cash = f_.cash[i] - lab_.wages[j] - services + lab_.borne[j];
        services += work_on_problem(help, block_, researcher_of(j), cash, q_, tally_, s_.news);
      }
    }
  }
}

// Real and reported R&D; who innovates or files a patent. Relabelled expenses are booked as R&D; no
// money moves.
void ResearchSteps::find_events() {
  each_row(q_.processor, [&t = lab_, rows = lab_.whole, p = q_.p.innovation, plan = q_.p.research,
                          chance_word = lab_.innovation.word[0].data(),
                          major_word = lab_.filing.word[0].data(),
                          minor_word = lab_.filing.word[1].data()] {
#pragma omp simd
    for (std::size_t j = 0; j < rows; ++j) {
      t.real[j] = t.wages[j] + t.services[j];
      const double threshold = t.guarded[j] * static_cast<double>(t.revenue[j]);
      t.reported[j] = t.real[j] + yuan(relabelled(static_cast<double>(t.real[j]), threshold, plan));
    }
#pragma omp simd
    for (std::size_t j = 0; j < rows; ++j) {
      const auto real = static_cast<double>(t.real[j]);
      const double tried = effort(real, t.revenue_last[j], p) * t.inflow[j];
      const bool success = uniform(chance_word[j]) < success_chance(tried, p);
      const double filings = filing_rate(t.patenting[j], real, p);
      const bool major = uniform(major_word[j]) < at_least_one(p.class1_rate * filings);
      const bool minor = uniform(minor_word[j]) < at_least_one(p.class2_rate * filings);
      t.filings[j] = filings;
      t.events[j] = (success ? innovates : 0) + ((major | minor) ? files : 0);
    }
  });
}

void ResearchSteps::innovate(std::size_t j) {
  const InnovationParameters &p = q_.p.innovation;
  const auto k = static_cast<std::size_t>(lab_.row[j]);
  Draws draws(q_.economy.fate, q_.now, Purpose::innovation, lab_.id[j], lab_.innovation[j]);
  draws.next(); // the success
  ++cell_of(j).innovations;
  const double step = improvement(draws.next(), p);
  (draws.next() < p.product_share ? tile_.quality : tile_.productivity)[k] =
      static_cast<float>(1 + step);
  for (float &known : t_.knowledge[researcher_of(j)]) {
    known += static_cast<float>(p.knowledge_drift * (draws.next() - 0.5));
  }
}

void ResearchSteps::file(std::size_t j) {
  const InnovationParameters &p = q_.p.innovation;
  const std::size_t r = researcher_of(j);
  const Words lot = lab_.filing[j];
  const int major = poisson_count(p.class1_rate * lab_.filings[j], uniform(lot[0]));
  const int minor = poisson_count(p.class2_rate * lab_.filings[j], uniform(lot[1]));
  Indicators &cell = cell_of(j);
  cell.class1_filed += major;
  cell.class2_filed += minor;
  const auto more = [](std::uint16_t stock, int filed) {
    return static_cast<std::uint16_t>(std::min(65535, stock + filed));
  };
  t_.class1[r] = more(t_.class1[r], major);
  t_.class2[r] = more(t_.class2[r], minor);
  if (major > 0 && uniform(lot[2]) < p.valuable_share * major) {
    t_.class1_valuable[r] = more(t_.class1_valuable[r], 1);
  }
}

// R&D in the books of the firms, the tile and the indicators.
void ResearchSteps::book() {
  for (std::size_t j = 0; j < lab_.count; ++j) {
    const std::size_t r = researcher_of(j);
    const auto k = static_cast<std::size_t>(lab_.row[j]);
    const std::size_t i = a_ + k;
    const Money reported = lab_.reported[j];
    t_.rnd_staff[r] = lab_.next[j];
    t_.rnd_vacancies[r] = static_cast<float>(lab_.vacancies[j]);
    t_.rnd_year[r] += reported;
    t_.rnd_real_year[r] += lab_.real[j];
    tally_.rnd_vacancies[f_.province[i]] += static_cast<std::int64_t>(t_.rnd_vacancies[r] + 0.5);
    f_.cash[i] -= lab_.real[j] - lab_.borne[j];
    f_.staff[i] = std::max(1, f_.staff[i] + lab_.next[j] - lab_.staff[j]);
    flows_.services += lab_.services[j];
    tile_.wages[k] += lab_.wages[j];
    tile_.services[k] = lab_.services[j] - lab_.borne[j];
    tile_.reported[k] = reported;
    tile_.deduction[k] = reported > 0 ? terms_of(i).super_deduction : 0;
    tile_.researchers[k] = lab_.next[j];
    Indicators &cell = cell_of(j);
    cell.rnd_reported += reported;
    cell.rnd_real += lab_.real[j];
  }
}

void ResearchSteps::answer(std::size_t j) {
  const std::size_t i = firm_of(j);
  const Money cost = answer_challenge(block_, researcher_of(j), f_.cash[i], q_, tally_, s_.news);
  f_.cash[i] -= cost;
  flows_.services += cost;
  tile_.services[i - a_] += cost;
}

void ResearchSteps::count_deductions() {
  for (std::size_t j = 0; j < lab_.count; ++j) {
    const auto k = static_cast<std::size_t>(lab_.row[j]);
    const Money profit = tile_.profit[k] + tile_.tax[k];
    const Money extra =
        std::min(profit, yuan(tile_.deduction[k] * static_cast<double>(tile_.reported[k])));
    if (profit <= 0 || extra <= 0) {
      continue;
    }
    const std::size_t i = a_ + k;
    const double rate = tax_rate(4 * static_cast<double>(profit), static_cast<Size>(f_.size[i]),
                                 t_.assets[researcher_of(j)] & high_tech, q_.p.production);
    const ProgrammeIndex by = terms_of(i).super_deduction_by;
    Activity &act = tally_.activity[by][f_.province[i]][f_.tier[i]];
    ++act.applicants;
    ++act.admitted;
    act.forgone += yuan(rate * static_cast<double>(profit)) - tile_.tax[k];
    tally_.helped.push_back({lab_.id[j], by});
  }
}

void ResearchSteps::look_for_equity() {
  const EquityParameters &e = q_.p.equity;
  for (std::size_t j = 0; j < lab_.count; ++j) {
    const std::size_t r = researcher_of(j);
    const auto k = static_cast<std::size_t>(lab_.row[j]);
    const double yearly = 4 * static_cast<double>(lab_.revenue[j]);
    const double plan = t_.rnd_wish[r] * yearly;
    const bool searches = (uniform(lab_.equity.word[0][j]) < e.meeting_chance) &
                          !(tile_.need[k] + plan < 0.05 * yearly) & (tile_.leaves[k] == 0);
    if (searches && t_.equity_year[r] <= 0) {
      t_.equity_wanted[r] = static_cast<float>(ticket_of(yearly, e));
    }
  }
}

void ResearchSteps::measure_researchers() {
  for (std::size_t j = 0; j < lab_.count; ++j) {
    const std::size_t r = researcher_of(j);
    const Money guaranteed = t_.guaranteed_loan[r];
    if (guaranteed > 0) {
      tally_.guaranteed_balance[t_.guarantor[r]] += guaranteed;
    }
    if (tile_.leaves[static_cast<std::size_t>(lab_.row[j])] == 0) {
      Indicators &cell = cell_of(j);
      ++cell.researchers;
      cell.rnd_staff += t_.rnd_staff[r];
      const int bought = t_.class1_bought[r] + t_.class1_bought_year[r];
      cell.class1_stock += t_.class1[r] + bought;
      cell.class1_bought += bought;
      cell.guaranteed_loans += guaranteed;
      cell.ties += t_.ties[r];
      cell.supplying += t_.supply[r] > 0 ? 1 : 0;
    }
  }
}

} // namespace sme
