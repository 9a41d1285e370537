// One quarter of every firm of a block: competition, production, finance, R&D, digital, indicators.
// What every firm does is a loop over the rows of a tile; what few do is asked of them one by one.
#include <algorithm>
#include <cmath>

#include "models/borrowing.hpp"

namespace sme {

namespace {

// What few firms do in a quarter: own R&D, entitled credit, digital upgrades.
class FirmQuarter : public Borrower {
public:
  using Borrower::apply_for_loan;
  using Borrower::Borrower;
  using Borrower::look_for_equity;
  using Borrower::pay_entitled;
  using Borrower::queue_for_equity;
  using Borrower::receive_equity;
  using Borrower::receive_loan;

  void research() {
    const auto r = static_cast<std::size_t>(r_);
    const RndOutcome rnd =
        research_quarter(block_, r, a_.revenue, firm_.cash, helps_, q_, cell_, tally_, s_.news);
    firm_.cash -= rnd.real - rnd.borne;
    f_.staff[i_] = std::max(1, firm_.staff + rnd.hired);
    a_.wages += rnd.wages;
    flows_.services += rnd.services;
    tile_.services[k_] = rnd.services - rnd.borne;
    tile_.reported[k_] = rnd.reported;
    tile_.deduction[k_] = rnd.reported > 0 ? terms().super_deduction : 0;
    tile_.productivity[k_] = rnd.productivity;
    tile_.quality[k_] = rnd.quality;
    tile_.researchers[k_] = t_.rnd_staff[r_];
    cell_.rnd_reported += rnd.reported;
    cell_.rnd_real += rnd.real;
    if (!q_.support.challenges.empty()) { // an answer is an expense, but no R&D
      const Money cost = answer_challenge(block_, r, firm_.cash, q_, tally_, s_.news);
      firm_.cash -= cost;
      flows_.services += cost;
      tile_.services[k_] += cost;
    }
  }

  // What the extra deduction of R&D costs the treasury.
  void count_deduction() {
    const Money profit = a_.profit + a_.tax;
    const Money extra =
        std::min(profit, yuan(tile_.deduction[k_] * static_cast<double>(tile_.reported[k_])));
    if (profit <= 0 || extra <= 0) {
      return;
    }
    const double rate = tax_rate(4 * static_cast<double>(profit), static_cast<Size>(firm_.size),
                                 t_.assets[r_] & high_tech, q_.p.production);
    Activity &act = tally_.activity[terms().super_deduction_by][province_][firm_.tier];
    ++act.applicants;
    ++act.admitted;
    act.forgone += yuan(rate * static_cast<double>(profit)) - a_.tax;
    tally_.helped.push_back({firm_.id, terms().super_deduction_by});
  }

  void digitalise() {
    const int level = firm_.digital;
    const Money cost = yuan(4 * q_.p.digital.cost_share * static_cast<double>(a_.revenue));
    const Help *help = helps_.empty() ? nullptr : find(HelpKind::equipment);
    const Money borne = help == nullptr ? 0 : share_of(*help, cost);
    double chance = adoption_chance(niche_.digital[level + 1], firm_.staff, q_.p.digital);
    if (borne > 0) {
      chance *= eagerness(static_cast<double>(borne) / static_cast<double>(cost), q_.p.digital);
    }
    if (high_half(s_.words[2][i_]) >= chance) {
      return;
    }
    if (cost - borne <= firm_.cash) {
      firm_.cash -= cost - borne;
      flows_.equipment += cost;
      if (borne > 0) {
        pay_help(*help, borne, f_, i_, q_, tally_);
        Activity &act = tally_.activity[help->by][province_][firm_.tier];
        ++act.upgraded;
        act.matched += cost - borne;
      }
      firm_.digital = static_cast<std::uint8_t>(level + 1);
      tile_.age[k_] = 0;
    }
  }

  // Whether it begins R&D: a first sieve by a spare half word, then an exact draw.
  void begin() {
    const ResearchParameters &p = q_.p.research;
    const double size = std::min(4.0, firm_.staff / p.start_size);
    const double chance = p.start_rate * size *
                          q_.scenario.reference.chain[block_.chain].rnd_firm_share / 0.12 *
                          q_.scenario.reference.province[province_].technology_index;
    const Words draw = words(q_.economy.fate, q_.now, Purpose::researcher, firm_.id);
    s_.begins[i_] = uniform(draw[0]) < std::min(1.0, chance / start_sieve) ? 1 : 0;
  }

  void measure() {
    if (t_.guaranteed_loan[r_] > 0) {
      tally_.guaranteed_balance[t_.guarantor[r_]] += t_.guaranteed_loan[r_];
    }
    if (tile_.leaves[k_] == 0) {
      ++cell_.researchers;
      cell_.rnd_staff += t_.rnd_staff[r_];
      cell_.class1_stock += t_.class1[r_];
      cell_.guaranteed_loans += t_.guaranteed_loan[r_];
      cell_.ties += t_.ties[r_];
      cell_.supplying += t_.supply[r_] > 0 ? 1 : 0;
    }
  }

  static constexpr double start_sieve = 1.0 / 32;
};

// The quarter of the firms of a tile, step by step.
class TileQuarter {
public:
  TileQuarter(Block &block, const Passing &q, Tally &tally, Scratch &s, Tile &tile,
              BlockFlows &flows)
      : block_(block), f_(block.firms), t_(block.researchers), q_(q), tally_(tally), s_(s),
        tile_(tile), flows_(flows), a_(tile.first), rows_(tile.count) {}

  void pass() {
    open();
    each_flagged([](FirmQuarter firm) { firm.receive_loan(); });
    each_researcher([](FirmQuarter firm) { firm.receive_equity(); });
    see_researchers();
    produce();
    pay_banks();
    each_researcher([this](FirmQuarter firm, std::size_t k) {
      if (f_.loan[a_ + k] + tile_.repaid[k] + tile_.guaranteed[k] > 0) { // owed before
        firm.pay_entitled();
      }
    });
    each_researcher([](FirmQuarter firm) { firm.research(); });
    pay_tax();
    each_researcher([](FirmQuarter firm) { firm.count_deduction(); });
    invest();
    consider_digital();
    each_flagged([](FirmQuarter firm) { firm.digitalise(); });
    settle_with_owners();
    decide_staff();
    look_for_money();
    each_flagged([](FirmQuarter firm) { firm.apply_for_loan(); });
    each_researcher([](FirmQuarter firm) { firm.look_for_equity(); });
    learn();
    each_flagged([](FirmQuarter firm) { firm.begin(); });
    each_researcher([](FirmQuarter firm) { firm.measure(); }); // by the size they had
    measure();
    if (q_.now.of_year() == 4) {
      close_year();
    }
    each_researcher([](FirmQuarter firm) { firm.queue_for_equity(); });
  }

private:
  template <class Act> void each_flagged(Act &&act) {
    s_.rows.clear();
    list_rows(tile_.flag.data(), rows_, s_.rows);
    for (const std::int32_t k : s_.rows) {
      act(firm(static_cast<std::size_t>(k)));
    }
  }
  template <class Act> void each_researcher(Act &&act) {
    for (std::size_t r = tile_.first_researcher; r < tile_.end_researcher; ++r) {
      const std::size_t k = static_cast<std::size_t>(t_.firm[r]) - a_;
      if constexpr (requires { act(firm(k), k); }) {
        act(firm(k), k);
      } else {
        act(firm(k));
      }
    }
  }
  FirmQuarter firm(std::size_t k) { return FirmQuarter(block_, tile_, k, q_, tally_, s_, flows_); }

  // Codes of cells and wages by row; flags firms whose application has been decided on.
  void open() {
    each_row(q_.processor,
             [&t = tile_, rows = rows_, province = &f_.province[a_], size = &f_.size[a_],
              tier = &f_.tier[a_], level = &f_.digital[a_], age = &f_.digital_age[a_],
              losses = &f_.losses[a_], wanted = &f_.credit_wanted[a_], wage = q_.wage.data()] {
#pragma omp simd
               for (std::size_t k = 0; k < rows; ++k) {
                 t.cell[k] = (province[k] * sizes + size[k]) * tiers + tier[k];
                 t.size[k] = size[k];
                 t.level[k] = level[k];
                 t.age[k] = age[k];
                 t.losses[k] = losses[k];
               }
#pragma omp simd
               for (std::size_t k = 0; k < rows; ++k) {
                 t.wage[k] = wage[province[k]];
                 t.flag[k] = wanted[k] > 0 ? 1 : 0;
               }
             });
  }

  // What loops over all rows need to know of those with R&D.
  void see_researchers() {
    std::fill_n(tile_.guaranteed.begin(), rows_, 0);
    std::fill_n(tile_.services.begin(), rows_, 0);
    std::fill_n(tile_.reported.begin(), rows_, 0);
    std::fill_n(tile_.deduction.begin(), rows_, 0);
    std::fill_n(tile_.productivity.begin(), rows_, 1.0F);
    std::fill_n(tile_.quality.begin(), rows_, 1.0F);
    std::fill_n(tile_.researchers.begin(), rows_, 0);
    std::fill_n(tile_.certified.begin(), rows_, 0);
    std::fill_n(tile_.yes.begin(), rows_, 0);
    for (std::size_t r = tile_.first_researcher; r < tile_.end_researcher; ++r) {
      const std::size_t k = static_cast<std::size_t>(t_.firm[r]) - a_;
      tile_.guaranteed[k] = t_.guaranteed_loan[r];
      tile_.researchers[k] = t_.rnd_staff[r];
      tile_.certified[k] = t_.assets[r] & high_tech;
      tile_.yes[k] = 1;
    }
  }

  void produce() {
    each_row(q_.processor, [&t = tile_, rows = rows_, tech = q_.economy.technique[block_.chain],
                            p = q_.p.production, index = q_.wage_index, price = &s_.price[a_],
                            productivity = &s_.productivity[a_], niche = &s_.demand[a_],
                            share = &f_.share[a_], staff = &f_.staff[a_], capital = &f_.capital[a_],
                            cash = &f_.cash[a_], year = &f_.revenue_year[a_],
                            out = &s_.revenue[a_]] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const std::int32_t makers = staff[k] - t.researchers[k];
        const double demand = share[k] * niche[k];
        const double most = capacity(price[k], tech.labour, productivity[k], makers,
                                     static_cast<double>(capital[k]), p);
        const Money revenue = yuan(std::min(demand, most));
        const double per_unit = 1 / (price[k] * productivity[k]);
        const Money overhead =
            yuan(p.overhead_share * static_cast<double>(revenue) + p.overhead_fixed / 4 * index);
        const Money purchases =
            yuan(tech.purchases * static_cast<double>(revenue) * per_unit) + overhead;
        const Money wages = yuan(makers * t.wage[k]);
        t.demand[k] = demand;
        t.revenue[k] = out[k] = revenue;
        t.per_unit[k] = per_unit;
        t.purchases[k] = purchases;
        t.wages[k] = wages;
        cash[k] += revenue - purchases - wages;
        year[k] += revenue;
      }
    });
  }

  // Interest, and repayment of plain debt as far as cash allows.
  void pay_banks() {
    each_row(q_.processor, [&t = tile_, rows = rows_, share = q_.p.credit.amortisation,
                            cash = &f_.cash[a_], loan = &f_.loan[a_], rate = &f_.loan_rate[a_]] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const Money debt = loan[k];
        const Money interest = yuan(static_cast<double>(debt + t.guaranteed[k]) * rate[k] / 4);
        const Money left = cash[k] - interest;
        const Money able = left > 0 ? left : 0;
        const Money plain = yuan(share * static_cast<double>(debt)) + 1;
        const Money most = plain < debt ? plain : debt;
        const Money repaid = able < most ? able : most;
        t.due[k] = t.interest[k] = interest;
        t.repaid[k] = repaid;
        cash[k] = left - repaid;
        loan[k] = debt - repaid;
      }
    });
  }

  void pay_tax() {
    each_row(q_.processor, [&t = tile_, rows = rows_, p = q_.p.production, cash = &f_.cash[a_],
                            capital = &f_.capital[a_], year = &f_.profit_year[a_]] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const Money wear = yuan(p.depreciation * static_cast<double>(capital[k]));
        const Money profit =
            t.revenue[k] - t.purchases[k] - t.wages[k] - t.services[k] - t.interest[k] - wear;
        const double rate = tax_rate(4 * static_cast<double>(profit), t.size[k], t.certified[k], p);
        const Money extra =
            std::min(profit, yuan(t.deduction[k] * static_cast<double>(t.reported[k])));
        const Money tax = profit > 0 ? yuan(rate * static_cast<double>(profit - extra)) : 0;
        t.wear[k] = wear;
        t.tax[k] = tax;
        t.profit[k] = profit - tax;
        t.costs[k] = t.purchases[k] + t.wages[k] + t.interest[k];
        cash[k] -= tax;
        year[k] += profit - tax;
      }
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        t.losses[k] = t.profit[k] < 0 ? std::min(255, t.losses[k] + 1) : 0;
      }
    });
  }

  void invest() {
    each_row(q_.processor, [&t = tile_, rows = rows_, p = q_.p.production, cash = &f_.cash[a_],
                            capital = &f_.capital[a_]] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const double plan = planned_investment(static_cast<double>(capital[k]), 4 * t.demand[k], p);
        const double spare =
            static_cast<double>(cash[k]) - 0.3 * p.cash_target * static_cast<double>(t.costs[k]);
        const Money able = yuan(std::min(plan, spare));
        const Money invested = able < 0 ? 0 : able;
        t.gap[k] = plan - static_cast<double>(invested);
        t.investment[k] = invested;
        cash[k] -= invested;
        capital[k] += invested - t.wear[k];
      }
    });
  }

  // Flags firms that may take the next digital level: more than the exact chance, with all peers
  // ahead, lets through.
  void consider_digital() {
    each_row(q_.processor, [&t = tile_, rows = rows_, p = q_.p.digital, staff = &f_.staff[a_],
                            word = &s_.words[2][a_]] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const bool ready = (t.level[k] + 1 < digital_levels) & (t.age[k] >= p.dip_quarters);
        t.flag[k] = ready & (high_half(word[k]) < adoption_chance(1, staff[k], p)) ? 1 : 0;
        t.age[k] = std::min(255, t.age[k] + 1);
      }
    });
    for (const Help &help : *s_.helps) { // others bear part of the cost
      const auto k = static_cast<std::size_t>(help.row) - a_;
      if (help.kind == HelpKind::equipment && k < rows_) {
        tile_.flag[k] =
            tile_.level[k] + 1 < digital_levels && tile_.age[k] - 1 >= q_.p.digital.dip_quarters
                ? 1
                : 0;
      }
    }
  }

  // Owners take what is more than enough, put in what is missing, or give up.
  void settle_with_owners() {
    Money dividends = 0;
    Money equity = 0;
    each_row(q_.processor, [&t = tile_, &dividends, &equity, rows = rows_, p = q_.p.production,
                            d = q_.p.demography, cash = &f_.cash[a_], word = &s_.words[3][a_]] {
      Money out = 0;
      Money in = 0;
#pragma omp simd reduction(+ : out, in)
      for (std::size_t k = 0; k < rows; ++k) {
        const Money target = yuan(p.cash_target * static_cast<double>(t.costs[k]));
        const Money spare = cash[k] - target;
        const Money paid =
            (spare > 0) & (t.profit[k] > 0) ? yuan(p.payout * static_cast<double>(spare)) : 0;
        const Money left = cash[k] - paid;
        const double u = low_half(word[k]);
        const Money most = yuan(4 * d.rescue_limit * static_cast<double>(t.revenue[k]));
        const bool broke = left < 0;
        const bool rescued = broke & (-left <= most) & (u < d.rescue_chance);
        const Money given = rescued ? std::min(most, -left + target / 2) : 0;
        const bool closes = !broke & (u < closure_chance(t.losses[k], d));
        t.leaves[k] = (broke & !rescued ? 1 : 0) + (closes ? 2 : 0);
        cash[k] = left + given;
        out += paid;
        in += given;
      }
      dividends = out;
      equity = in;
    });
    flows_.dividends += dividends;
    tally_.ledger.transfer(Flow::owners_equity, Account::households, Account::firms, equity);
  }

  void decide_staff() {
    each_row(q_.processor, [&t = tile_, rows = rows_, p = q_.p.production,
                            labour = q_.economy.technique[block_.chain].labour,
                            staff = &f_.staff[a_], word = &s_.words[1][a_]] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const double wanted = t.demand[k] * t.per_unit[k] / labour;
        staff[k] = t.researchers[k] + adjust_staff(std::max(1, staff[k] - t.researchers[k]), wanted,
                                                   low_half(word[k]), p);
      }
    });
  }

  // Flags firms that apply for a loan.
  void look_for_money() {
    for (std::size_t r = tile_.first_researcher; r < tile_.end_researcher; ++r) {
      tile_.guaranteed[static_cast<std::size_t>(t_.firm[r]) - a_] = t_.guaranteed_loan[r];
    }
    each_row(q_.processor, [&t = tile_, rows = rows_, p = q_.p.production, c = q_.p.credit,
                            cash = &f_.cash[a_], loan = &f_.loan[a_], capital = &f_.capital[a_],
                            staff = &f_.staff[a_], word = &s_.words[3][a_]] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const double lacking =
            0.5 * p.cash_target * static_cast<double>(t.costs[k]) - static_cast<double>(cash[k]);
        t.need[k] = std::max(0.0, lacking) + t.gap[k];
      }
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        t.wanted[k] = loan_application(t.need[k], static_cast<double>(loan[k] + t.guaranteed[k]),
                                       static_cast<double>(capital[k] + t.costs[k]),
                                       4 * static_cast<double>(t.revenue[k]), staff[k],
                                       high_half(word[k]), c);
      }
    });
    for (std::size_t r = tile_.first_researcher; r < tile_.end_researcher; ++r) {
      extend_limit(static_cast<std::size_t>(t_.firm[r]) - a_);
    }
    each_row(q_.processor, [&t = tile_, rows = rows_] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        t.flag[k] = (t.wanted[k] >= 0) & (t.leaves[k] == 0) ? 1 : 0;
      }
    });
  }

  // A line of credit lets a firm with R&D owe more than others.
  void extend_limit(std::size_t k) {
    const std::size_t i = a_ + k;
    const Terms &terms =
        q_.support.terms[cell(f_.province[i], block_.chain, static_cast<Tier>(f_.tier[i]),
                              static_cast<Size>(f_.size[i]))];
    if (terms.line_limit > 0) {
      CreditParameters c = q_.p.credit;
      c.loan_limit += terms.line_limit;
      tile_.wanted[k] = loan_application(
          tile_.need[k], static_cast<double>(f_.loan[i] + tile_.guaranteed[k]),
          static_cast<double>(f_.capital[i] + tile_.costs[k]),
          4 * static_cast<double>(tile_.revenue[k]), f_.staff[i], high_half(s_.words[3][i]), c);
    }
  }

  // Flags firms that may begin R&D.
  void learn() {
    each_row(q_.processor, [&t = tile_, rows = rows_, p = q_.p.production,
                            least = q_.p.research.least_staff, noise_word = &s_.words[1][a_],
                            sieve_word = &s_.words[2][a_], staff = &f_.staff[a_],
                            niche_productivity = &s_.niche_productivity[a_],
                            niche_quality = &s_.niche_quality[a_],
                            productivity = &f_.productivity[a_], quality = &f_.quality[a_]] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const double noise = 2 * high_half(noise_word[k]) - 1;
        const float made = productivity[k] * t.productivity[k];
        const float good = quality[k] * t.quality[k];
        productivity[k] = static_cast<float>(catch_up(made, niche_productivity[k], noise, p));
        quality[k] = static_cast<float>(catch_up(good, niche_quality[k], 0, p));
        t.flag[k] = (t.yes[k] == 0) & (staff[k] >= least) &
                            (low_half(sieve_word[k]) < FirmQuarter::start_sieve)
                        ? 1
                        : 0;
      }
    });
  }

  // Sizes; sums of the tile and of its cells.
  void measure() {
    BlockFlows sum;
    each_row(q_.processor, [&t = tile_, &sum, rows = rows_, p = q_.p.size, staff = &f_.staff[a_],
                            last = &f_.revenue_last[a_], spent = &s_.spent[a_], size = &f_.size[a_],
                            losses = &f_.losses[a_], age = &f_.digital_age[a_],
                            leaves = &s_.leaves[a_]] {
      Money revenue = 0, purchases = 0, wages = 0, interest = 0, tax = 0, investment = 0;
#pragma omp simd reduction(+ : revenue, purchases, wages, interest, tax, investment)
      for (std::size_t k = 0; k < rows; ++k) {
        const double yearly =
            std::max(4.0 * static_cast<double>(t.revenue[k]), static_cast<double>(last[k]));
        t.size[k] = static_cast<std::int32_t>(size_of(staff[k], yearly, p));
        spent[k] = t.purchases[k] + t.wages[k] + t.services[k] + t.due[k] + t.tax[k];
        revenue += t.revenue[k];
        purchases += t.purchases[k];
        wages += t.wages[k];
        interest += t.due[k];
        tax += t.tax[k];
        investment += t.investment[k];
      }
      sum.revenue = revenue;
      sum.purchases = purchases;
      sum.wages = wages;
      sum.interest = interest;
      sum.tax = tax;
      sum.investment = investment;
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        size[k] = static_cast<std::uint8_t>(t.size[k]);
        losses[k] = static_cast<std::uint8_t>(t.losses[k]);
        age[k] = static_cast<std::uint8_t>(t.age[k]);
        leaves[k] = static_cast<std::uint8_t>(t.leaves[k]);
      }
    });
    flows_.add(sum);
    Indicators *const cells = &tally_.at(block_.chain, 0, 0, 0);
    Money repaid = 0;
    for (std::size_t k = 0; k < rows_; ++k) {
      const std::size_t i = a_ + k;
      const int province = f_.province[i];
      Indicators &cell = cells[tile_.cell[k]];
      const Money owed = f_.loan[i] + tile_.guaranteed[k];
      cell.revenue += tile_.revenue[k];
      cell.value_added += tile_.revenue[k] - tile_.purchases[k];
      cell.profit += tile_.profit[k];
      cell.wages += tile_.wages[k];
      cell.tax += tile_.tax[k];
      cell.investment += tile_.investment[k];
      tally_.province_tax[province] += tile_.tax[k];
      tally_.bank_interest[province] += tile_.due[k];
      tally_.repaid[province] += tile_.repaid[k];
      repaid += tile_.repaid[k];
      const std::int64_t stays = tile_.leaves[k] == 0 ? 1 : 0;
      cell.firms += stays;
      cell.staff += stays * f_.staff[i];
      cell.loans += stays * owed;
      cell.borrowers += stays & (owed > 0 ? 1 : 0);
      cell.digital_levels += stays * f_.digital[i];
      cell.productivity += stays * static_cast<std::int64_t>(1000 * f_.productivity[i]);
    }
    tally_.ledger.transfer(Flow::repayments, Account::firms, Account::banks, repaid);
  }

  void close_year() {
    for (std::size_t i = a_; i < a_ + rows_; ++i) {
      f_.revenue_third[i] = f_.revenue_before[i];
      f_.revenue_before[i] = f_.revenue_last[i];
      f_.revenue_last[i] = static_cast<float>(f_.revenue_year[i]);
      f_.profit_last[i] = static_cast<float>(f_.profit_year[i]);
      f_.revenue_year[i] = 0;
      f_.profit_year[i] = 0;
    }
    for (std::size_t r = tile_.first_researcher; r < tile_.end_researcher; ++r) {
      t_.rnd_before[r] = t_.rnd_last[r];
      t_.rnd_last[r] = static_cast<float>(t_.rnd_year[r]);
      t_.rnd_year[r] = 0;
      t_.rnd_real_year[r] = 0;
      t_.equity_third[r] = t_.equity_before[r];
      t_.equity_before[r] = t_.equity_last[r];
      t_.equity_last[r] = static_cast<float>(t_.equity_year[r]);
      t_.equity_year[r] = 0;
    }
  }

  Block &block_;
  Firms &f_;
  Researchers &t_;
  const Passing &q_;
  Tally &tally_;
  Scratch &s_;
  Tile &tile_;
  BlockFlows &flows_;
  std::size_t a_;    ///< first row of the tile
  std::size_t rows_; ///< of the tile
};

// Means of a niche that its firms look at next quarter.
void summarise(Block &block, std::size_t n, const Scratch &s) {
  Niche &niche = block.niches[n];
  const Firms &f = block.firms;
  double productivity = 0;
  double quality = 0;
  double sum = 0;
  Money revenue = 0;
  Money spent = 0;
  std::array<std::int32_t, digital_levels> level{};
  const auto begin = block.first_row[n];
  const auto end = block.first_row[n + 1];
  for (auto i = begin; i < end; ++i) {
    productivity += f.share[i] * f.productivity[i];
    quality += f.share[i] * f.quality[i];
    sum += f.share[i];
    revenue += s.revenue[i];
    spent += s.spent[i];
    ++level[f.digital[i]];
  }
  if (sum > 0) {
    niche.productivity = static_cast<float>(productivity / sum);
    niche.quality = static_cast<float>(quality / sum);
  }
  double above = 0;
  for (int l = digital_levels - 1; l >= 0; --l) {
    above += level[l];
    niche.digital[l] = static_cast<float>(end > begin ? above / (end - begin) : 0);
  }
  const Money profit = revenue - spent;
  niche.margin = static_cast<float>(
      revenue > 0 ? static_cast<double>(profit) / static_cast<double>(revenue) : 0);
}

} // namespace

void firms_quarter(Block &block, std::size_t index, const Passing &q, Tally &tally, Scratch &s) {
  s.helps = &q.helps[index];
  const std::size_t rows = block.firms.size_rows();
  s.revenue.resize(rows);
  s.spent.resize(rows);
  s.leaves.resize(rows);
  s.begins.assign(rows, 0);
  compete(block, q, s);
  BlockFlows sums;
  if (s.tile == nullptr) {
    s.tile = std::make_shared<Tile>();
  }
  Tile &tile = *s.tile;
  tile.end_researcher = 0;
  for (std::size_t first = 0; first < rows; first += Tile::most) {
    tile.first = first;
    tile.count = std::min(Tile::most, rows - first);
    tile.first_researcher = tile.end_researcher;
    while (tile.end_researcher < block.researchers.size_rows() &&
           static_cast<std::size_t>(block.researchers.firm[tile.end_researcher]) <
               first + tile.count) {
      ++tile.end_researcher;
    }
    TileQuarter(block, q, tally, s, tile, sums).pass();
  }
  for (std::size_t n = 0; n < block.niches.size(); ++n) {
    summarise(block, n, s);
  }
  Ledger &l = tally.ledger;
  l.transfer(Flow::final_goods, Account::world, Account::firms, sums.revenue);
  l.transfer(Flow::intermediate_goods, Account::firms, Account::world,
             sums.purchases + sums.equipment);
  l.transfer(Flow::wages, Account::firms, Account::households, sums.wages);
  l.transfer(Flow::research_services, Account::firms, Account::institutes, sums.services);
  l.transfer(Flow::interest, Account::firms, Account::banks, sums.interest);
  l.transfer(Flow::profit_tax, Account::firms, Account::centre, sums.tax);
  l.transfer(Flow::dividends, Account::firms, Account::households, sums.dividends);
  l.transfer(Flow::final_goods, Account::firms, Account::world, sums.investment);
}

} // namespace sme
