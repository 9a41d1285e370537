// One quarter of every firm of a block: competition, production, finance, R&D, digital, indicators.
#include <algorithm>
#include <cmath>

#include "models/passing.hpp"

namespace sme {

void compete(Block &block, std::size_t n, const Passing &q, Scratch &s) {
  const Niche &niche = block.niches[n];
  Firms &f = block.firms;
  const MarketParameters &m = q.p.market;
  const Technique &tech = q.economy.technique[block.chain];
  const auto begin = static_cast<std::size_t>(block.first_row[n]);
  const auto end = static_cast<std::size_t>(block.first_row[n + 1]);
  double mean_cost = 0;
  double sum = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const int age = std::min<int>(f.digital_age[i], digital_ages - 1);
    const double productivity = f.productivity[i] * q.digital[f.digital[i]][age] *
                                q.economy.agglomeration[f.province[i]][block.chain] * q.trend;
    s.productivity[i] = productivity;
    s.cost[i] = tech.cost / productivity;
    mean_cost += f.share[i] * s.cost[i];
    sum += f.share[i];
  }
  mean_cost = sum > 0 ? mean_cost / sum : tech.cost;
  double mean_appeal = 0;
  for (std::size_t i = begin; i < end; ++i) {
    s.price[i] = price(tech.markup, m.markup_pass_through, s.cost[i], mean_cost);
    const std::int32_t r = f.researcher[i];
    const double supply = r >= 0 ? block.researchers.supply[r] : 0;
    s.appeal[i] = competitiveness(f.quality[i], s.price[i], supply, m.supply_weight);
    mean_appeal += f.share[i] * s.appeal[i];
  }
  mean_appeal = sum > 0 ? mean_appeal / sum : 1;
  double total = 0;
  for (std::size_t i = begin; i < end; ++i) {
    s.words[i] = words(q.economy.fate, q.now, Purpose::quarterly, f.id[i]);
    const double orders = 4 * f.share[i] * niche.demand;
    const double share =
        f.share[i] * replicator(s.appeal[i] / mean_appeal, m) *
        contracts(orders, s.words[i][0],
                  Draws(q.economy.fate, q.now, Purpose::opportunities, f.id[i]), m);
    f.share[i] = share;
    total += share;
  }
  const double scale = total > 0 ? 1 / total : 0;
  for (std::size_t i = begin; i < end; ++i) {
    f.share[i] *= scale;
  }
}

namespace {

// Two independent numbers in (0, 1) from one word.
double low_half(std::uint32_t word) { return ((word & 0xffffU) + 0.5) * 0x1p-16; }
double high_half(std::uint32_t word) { return ((word >> 16U) + 0.5) * 0x1p-16; }

struct Accounts {
  Money revenue, purchases, wages, interest, wear, tax, profit;
};

// One firm in one quarter: reads and writes its own row only.
class FirmQuarter {
public:
  FirmQuarter(Block &block, std::size_t i, const Niche &niche, const Passing &q, Tally &tally,
              Scratch &s, BlockFlows &flows)
      : block_(block), f_(block.firms), t_(block.researchers), i_(i), r_(f_.researcher[i]),
        niche_(niche), q_(q), tally_(tally), s_(s), flows_(flows), province_(f_.province[i]),
        cell_(tally.at(block.chain, province_, f_.size[i], f_.tier[i])) {}

  void pass() {
    receive_loan();
    receive_equity();
    produce();
    pay_banks();
    research();
    pay_tax();
    invest();
    digitalise();
    settle_with_owners();
    decide_staff();
    look_for_money();
    learn();
    measure();
    if (q_.now.of_year() == 4) {
      close_year();
    }
  }

private:
  const Terms &terms() const {
    return q_.support.terms[cell(province_, block_.chain, static_cast<Tier>(f_.tier[i_]),
                                 static_cast<Size>(f_.size[i_]))];
  }
  Money debt() const { return f_.loan[i_] + (r_ >= 0 ? t_.guaranteed_loan[r_] : 0); }

  // What the banks decided on last quarter's application.
  void receive_loan() {
    const auto wanted = yuan(f_.credit_wanted[i_]);
    f_.credit_wanted[i_] = 0;
    if (wanted <= 0) {
      return;
    }
    const Terms &terms = this->terms();
    const bool entitled = r_ >= 0 && terms.guarantee_by != no_programme;
    const Words lot = words(q_.economy.fate, q_.now, Purpose::rationing, f_.id[i_]);
    bool guaranteed = false;
    double rate = f_.credit_offer[i_];
    if (entitled) {
      Activity &act = tally_.activity[terms.guarantee_by][province_][f_.tier[i_]];
      ++act.applicants;
      guaranteed = uniform(lot[0]) < q_.guarantee_chance[terms.guarantee_by];
      if (guaranteed) {
        rate = offer(terms.guarantee_share, terms.relending_discount, wanted);
      } else {
        ++act.unserved;
        act.unmet += wanted;
      }
    }
    if (rate > q_.p.credit.ceiling_rate) {
      return;
    }
    const Bank &bank = q_.economy.banks[province_];
    const int risk = risk_class(rate, q_.p.credit);
    if (risk > bank.cutoff || (risk == bank.cutoff && uniform(lot[1]) >= bank.marginal)) {
      return;
    }
    const Money owed = debt();
    f_.loan_rate[i_] = static_cast<float>((static_cast<double>(owed) * f_.loan_rate[i_] +
                                           static_cast<double>(wanted) * rate) /
                                          static_cast<double>(owed + wanted));
    f_.cash[i_] += wanted;
    tally_.ledger.transfer(Flow::new_loans, Account::banks, Account::firms, wanted);
    if (guaranteed) {
      const Money before = t_.guaranteed_loan[r_];
      t_.guaranteed_share[r_] = static_cast<float>(
          (static_cast<double>(before) * t_.guaranteed_share[r_] +
           static_cast<double>(wanted) * terms.guarantee_share) / static_cast<double>(before + wanted));
      t_.guaranteed_loan[r_] += wanted;
      t_.guarantor[r_] = terms.guarantee_by;
      tally_.guaranteed_new[province_] += wanted;
      ++tally_.activity[terms.guarantee_by][province_][f_.tier[i_]].admitted;
    } else {
      f_.loan[i_] += wanted;
      tally_.loans_new[province_] += wanted;
    }
    if (terms.relending_by != no_programme) {
      tally_.relent[terms.relending_by][province_][f_.tier[i_]] += wanted;
      Activity &act = tally_.activity[terms.relending_by][province_][f_.tier[i_]];
      ++act.applicants;
      ++act.admitted;
    }
    cell_.credit_granted += wanted;
  }

  void receive_equity() {
    if (r_ < 0 || t_.equity_wanted[r_] <= 0) {
      return;
    }
    const auto wanted = yuan(t_.equity_wanted[r_]);
    t_.equity_wanted[r_] = 0;
    const Fund &fund = q_.economy.funds[province_];
    const int promise = promise_class(promise_of(block_, static_cast<std::size_t>(r_)));
    const Words lot = words(q_.economy.fate, q_.now, Purpose::equity, f_.id[i_], 1);
    if (promise < fund.cutoff || (promise == fund.cutoff && uniform(lot[0]) >= fund.marginal)) {
      return;
    }
    f_.cash[i_] += wanted;
    t_.equity_year[r_] += wanted;
    t_.equity_stock[r_] += wanted;
    tally_.ledger.transfer(Flow::institutional_equity, Account::investors, Account::firms, wanted);
    tally_.equity_placed[province_] += wanted;
    cell_.equity += wanted;
  }

  void produce() {
    const Technique &tech = q_.economy.technique[block_.chain];
    const ProductionParameters &p = q_.p.production;
    const std::int32_t makers = f_.staff[i_] - (r_ >= 0 ? t_.rnd_staff[r_] : 0);
    const double price = s_.price[i_];
    demand_ = f_.share[i_] * niche_.demand;
    const double most = capacity(price, tech.labour, s_.productivity[i_], makers,
                                 static_cast<double>(f_.capital[i_]), p);
    a_.revenue = yuan(std::min(demand_, most));
    const double units = static_cast<double>(a_.revenue) / price;
    const Money overhead = yuan(p.overhead_share * static_cast<double>(a_.revenue) +
                                p.overhead_fixed / 4 * q_.wage_index);
    a_.purchases = yuan(tech.purchases * units / s_.productivity[i_]) + overhead;
    a_.wages = yuan(makers * q_.wage[province_]);
    f_.cash[i_] += a_.revenue - a_.purchases - a_.wages;
    flows_.revenue += a_.revenue;
    flows_.purchases += a_.purchases;
    f_.revenue_year[i_] += a_.revenue;
  }

  // Interest, repayment as far as cash allows, fees and subsidies of entitled credit.
  void pay_banks() {
    const Money owed = debt();
    if (owed == 0) {
      return;
    }
    const Money interest = yuan(static_cast<double>(owed) * f_.loan_rate[i_] / 4);
    a_.interest = interest;
    f_.cash[i_] -= interest;
    flows_.interest += interest;
    tally_.bank_interest[province_] += interest;
    const double share = q_.p.credit.amortisation;
    const Money able = std::max<Money>(0, f_.cash[i_]);
    const Money plain = std::min(able, yuan(share * static_cast<double>(f_.loan[i_])) + 1);
    const Money repaid = std::min(plain, f_.loan[i_]);
    f_.loan[i_] -= repaid;
    f_.cash[i_] -= repaid;
    tally_.repaid[province_] += repaid;
    tally_.ledger.transfer(Flow::repayments, Account::firms, Account::banks, repaid);
    if (r_ < 0) {
      return;
    }
    const Terms &terms = this->terms();
    if (terms.interest_by != no_programme && terms.interest_subsidy > 0) {
      const Money subsidy = yuan(static_cast<double>(interest) * terms.interest_subsidy);
      f_.cash[i_] += subsidy;
      a_.interest -= subsidy;
      const auto payer = account_of(q_.scenario.policies[terms.interest_by].programme.payer);
      tally_.ledger.transfer(Flow::interest_subsidies, payer, Account::firms, subsidy);
      Activity &act = tally_.activity[terms.interest_by][province_][f_.tier[i_]];
      ++act.applicants;
      ++act.admitted;
      act.spent += subsidy;
    }
    if (t_.guaranteed_loan[r_] > 0) {
      pay_guaranteed(share);
    }
  }

  void pay_guaranteed(double share) {
    const ProgrammeIndex by = t_.guarantor[r_];
    const Money balance = t_.guaranteed_loan[r_];
    const Money able = std::max<Money>(0, f_.cash[i_]);
    const Money repaid = std::min({able, balance, yuan(share * static_cast<double>(balance)) + 1});
    t_.guaranteed_loan[r_] -= repaid;
    f_.cash[i_] -= repaid;
    tally_.guaranteed_repaid[province_] += repaid;
    tally_.ledger.transfer(Flow::repayments, Account::firms, Account::banks, repaid);
    const Terms &terms = this->terms();
    const double rate = terms.guarantee_by == by ? terms.guarantee_fee : 0;
    const Money fee = std::min(std::max<Money>(0, f_.cash[i_]), yuan(static_cast<double>(balance) * rate / 4));
    if (fee > 0) {
      f_.cash[i_] -= fee;
      a_.interest += fee;
      const auto payer = account_of(q_.scenario.policies[by].programme.payer);
      tally_.ledger.transfer(Flow::guarantee_fees, Account::firms, payer, fee);
      tally_.activity[by][province_][f_.tier[i_]].returned += fee;
    }
  }

  void research() {
    if (r_ < 0) {
      return;
    }
    rnd_ = research_quarter(block_, static_cast<std::size_t>(r_), a_.revenue, f_.cash[i_], q_, cell_, tally_);
    f_.cash[i_] -= rnd_.real;
    a_.wages += rnd_.wages;
    flows_.services += rnd_.services;
  }

  void pay_tax() {
    const ProductionParameters &p = q_.p.production;
    a_.wear = yuan(p.depreciation * static_cast<double>(f_.capital[i_]));
    const Money profit = a_.revenue - a_.purchases - a_.wages - rnd_.services - a_.interest - a_.wear;
    if (profit > 0) {
      const std::uint8_t certified = r_ >= 0 ? t_.assets[r_] & high_tech : 0;
      const double rate = tax_rate(4 * static_cast<double>(profit), static_cast<Size>(f_.size[i_]), certified, p);
      Money base = profit;
      if (rnd_.reported > 0) {
        const Terms &terms = this->terms();
        const Money extra = std::min(base, yuan(terms.super_deduction * static_cast<double>(rnd_.reported)));
        if (extra > 0) {
          base -= extra;
          Activity &act = tally_.activity[terms.super_deduction_by][province_][f_.tier[i_]];
          ++act.applicants;
          ++act.admitted;
          act.forgone += yuan(rate * static_cast<double>(profit)) - yuan(rate * static_cast<double>(base));
        }
      }
      a_.tax = yuan(rate * static_cast<double>(base));
      f_.cash[i_] -= a_.tax;
      flows_.tax += a_.tax;
      tally_.province_tax[province_] += a_.tax;
    }
    a_.profit = profit - a_.tax;
    f_.profit_year[i_] += a_.profit;
    f_.losses[i_] = static_cast<std::uint8_t>(a_.profit < 0 ? std::min(255, f_.losses[i_] + 1) : 0);
    costs_ = a_.purchases + a_.wages + a_.interest;
  }

  void invest() {
    const ProductionParameters &p = q_.p.production;
    const double plan = planned_investment(static_cast<double>(f_.capital[i_]), 4 * demand_, p);
    const double spare = static_cast<double>(f_.cash[i_]) - 0.3 * p.cash_target * static_cast<double>(costs_);
    const Money invested = std::clamp<Money>(yuan(std::min(plan, spare)), 0, yuan(plan));
    gap_ = plan - static_cast<double>(invested);
    f_.cash[i_] -= invested;
    f_.capital[i_] += invested - a_.wear;
    flows_.investment += invested;
    cell_.investment += invested;
  }

  void digitalise() {
    const int age = f_.digital_age[i_];
    f_.digital_age[i_] = static_cast<std::uint8_t>(std::min(255, age + 1));
    const int level = f_.digital[i_];
    if (level + 1 >= digital_levels || age < q_.p.digital.dip_quarters) {
      return;
    }
    const double chance = adoption_chance(niche_.digital[level + 1], f_.staff[i_], q_.p.digital);
    if (high_half(s_.words[i_][2]) >= chance) {
      return;
    }
    const Money cost = yuan(4 * q_.p.digital.cost_share * static_cast<double>(a_.revenue));
    if (cost <= f_.cash[i_]) {
      f_.cash[i_] -= cost;
      flows_.equipment += cost;
      f_.digital[i_] = static_cast<std::uint8_t>(level + 1);
      f_.digital_age[i_] = 0;
    }
  }

  // Owners take what is more than enough, put in what is missing, or give up.
  void settle_with_owners() {
    const ProductionParameters &p = q_.p.production;
    const DemographyParameters &d = q_.p.demography;
    const Money target = yuan(p.cash_target * static_cast<double>(costs_));
    if (f_.cash[i_] > target && a_.profit > 0) {
      const Money paid = yuan(p.payout * static_cast<double>(f_.cash[i_] - target));
      f_.cash[i_] -= paid;
      flows_.dividends += paid;
    }
    const double u = low_half(s_.words[i_][3]);
    if (f_.cash[i_] < 0) {
      const Money need = -f_.cash[i_];
      const Money most = yuan(4 * d.rescue_limit * static_cast<double>(a_.revenue));
      if (need <= most && u < d.rescue_chance) {
        const Money given = std::min(most, need + target / 2);
        f_.cash[i_] += given;
        tally_.ledger.transfer(Flow::owners_equity, Account::households, Account::firms, given);
      } else {
        s_.leaves[i_] = 1;
      }
    } else if (u < closure_chance(f_.losses[i_], d)) {
      s_.leaves[i_] = 2;
    }
  }

  void decide_staff() {
    const Technique &tech = q_.economy.technique[block_.chain];
    const std::int32_t researchers = r_ >= 0 ? t_.rnd_staff[r_] : 0;
    const double wanted = demand_ / (s_.price[i_] * tech.labour * s_.productivity[i_]);
    f_.staff[i_] = researchers + adjust_staff(std::max(1, f_.staff[i_] - researchers), wanted,
                                              low_half(s_.words[i_][1]), q_.p.production);
  }

  double offer(double guarantee, double discount, Money wanted) const {
    const CreditParameters &c = q_.p.credit;
    const double owed = static_cast<double>(debt() + wanted);
    const double assets = static_cast<double>(std::max<Money>(1, f_.cash[i_]) + f_.capital[i_] + wanted);
    const double revenue = std::max(1.0, static_cast<double>(f_.revenue_last[i_]));
    const double margin = static_cast<double>(f_.profit_last[i_]) / revenue;
    const double age = (q_.now.index - f_.founded[i_]) / 4.0;
    const double hidden = opacity(age, f_.staff[i_], static_cast<Tier>(f_.tier[i_]), c);
    const double chance = default_chance(owed / assets, margin, hidden, c);
    const double recovered = std::min(1.0, c.recovery * static_cast<double>(f_.capital[i_]) / owed);
    return break_even_rate(chance, recovered, guarantee, discount, c);
  }

  // Applications that the next meetings of banks and investors decide on. A firm in need asks for
  // what it lacks; a firm with a bank keeps its usual debt; others turn to a bank now and then.
  void look_for_money() {
    const CreditParameters &c = q_.p.credit;
    const double cash_need = 0.5 * q_.p.production.cash_target * static_cast<double>(costs_) -
                             static_cast<double>(f_.cash[i_]);
    const double need = std::max(0.0, cash_need) + gap_;
    const double yearly = 4 * static_cast<double>(a_.revenue);
    const Money owed = debt();
    const double u = high_half(s_.words[i_][3]);
    const double usual = c.debt_target * static_cast<double>(f_.capital[i_] + costs_) - static_cast<double>(owed);
    const double first = c.first_loan_rate * std::min(4.0, f_.staff[i_] / c.first_loan_size);
    const bool asks = u < c.demand_rate && (owed > 0 || need >= c.least_loan || u < first);
    const double wish = owed > 0 || u < first ? std::max(need, usual) : need;
    const double wanted = std::min(wish, c.loan_limit * yearly - static_cast<double>(owed));
    if (s_.leaves[i_] == 0 && asks && wanted >= c.least_loan) {
      const Terms &terms = this->terms();
      const double rate = offer(0, terms.relending_discount, yuan(wanted));
      f_.credit_wanted[i_] = static_cast<float>(wanted);
      f_.credit_offer[i_] = static_cast<float>(rate);
      cell_.credit_wanted += yuan(wanted);
      if (r_ >= 0 && terms.guarantee_by != no_programme) {
        tally_.guarantee_wanted[terms.guarantee_by] += yuan(wanted);
      }
      if (rate <= c.ceiling_rate) {
        tally_.credit_queue[province_][risk_class(rate, c)] += yuan(wanted);
      }
    }
    if (r_ >= 0) {
      look_for_equity(yearly, need);
    }
  }

  void look_for_equity(double yearly, double need) {
    const EquityParameters &e = q_.p.equity;
    const double plan = t_.rnd_wish[r_] * yearly;
    if (s_.leaves[i_] != 0 || need + plan < 0.05 * yearly || t_.equity_year[r_] > 0) {
      return;
    }
    const Words lot = words(q_.economy.fate, q_.now, Purpose::equity, f_.id[i_]);
    if (uniform(lot[0]) < e.meeting_chance) {
      const double ticket = std::max(e.least_ticket, e.ticket_per_revenue * yearly);
      t_.equity_wanted[r_] = static_cast<float>(ticket);
      tally_.equity_queue[province_][promise_class(promise_of(block_, static_cast<std::size_t>(r_)))] += yuan(ticket);
    }
  }

  void learn() {
    const double noise = 2 * high_half(s_.words[i_][1]) - 1;
    f_.productivity[i_] = static_cast<float>(catch_up(f_.productivity[i_], niche_.productivity, noise, q_.p.production));
    f_.quality[i_] = static_cast<float>(catch_up(f_.quality[i_], niche_.quality, 0, q_.p.production));
    if (r_ < 0 && f_.staff[i_] >= q_.p.research.least_staff) {
      // Whether it begins R&D: a first sieve by a spare half word, then an exact draw.
      const ResearchParameters &p = q_.p.research;
      const double size = std::min(4.0, f_.staff[i_] / p.start_size);
      const double chance = p.start_rate * size *
                            q_.scenario.reference.chain[block_.chain].rnd_firm_share / 0.12 *
                            q_.scenario.reference.province[province_].technology_index;
      constexpr double sieve = 1.0 / 32;
      if (low_half(s_.words[i_][2]) < sieve) {
        const Words draw = words(q_.economy.fate, q_.now, Purpose::researcher, f_.id[i_]);
        s_.begins[i_] = uniform(draw[0]) < std::min(1.0, chance / sieve) ? 1 : 0;
      }
    }
  }

  void measure() {
    const double yearly = std::max(4.0 * static_cast<double>(a_.revenue), static_cast<double>(f_.revenue_last[i_]));
    f_.size[i_] = static_cast<std::uint8_t>(size_of(f_.staff[i_], yearly));
    const Money owed = debt();
    cell_.revenue += a_.revenue;
    cell_.value_added += a_.revenue - a_.purchases;
    cell_.profit += a_.profit;
    cell_.wages += a_.wages;
    cell_.tax += a_.tax;
    flows_.wages += a_.wages;
    if (s_.leaves[i_] == 0) {
      ++cell_.firms;
      cell_.staff += f_.staff[i_];
      cell_.loans += owed;
      cell_.borrowers += owed > 0 ? 1 : 0;
      cell_.digital_levels += f_.digital[i_];
      cell_.productivity += static_cast<std::int64_t>(1000 * f_.productivity[i_]);
    }
    if (r_ >= 0) {
      ++cell_.researchers;
      cell_.rnd_staff += t_.rnd_staff[r_];
      cell_.rnd_reported += rnd_.reported;
      cell_.rnd_real += rnd_.real;
      cell_.class1_stock += t_.class1[r_];
      cell_.guaranteed_loans += t_.guaranteed_loan[r_];
      if (t_.guaranteed_loan[r_] > 0) {
        tally_.guaranteed_balance[t_.guarantor[r_]] += t_.guaranteed_loan[r_];
      }
      cell_.ties += t_.ties[r_];
      cell_.supplying += t_.supply[r_] > 0 ? 1 : 0;
    }
  }

  void close_year() {
    f_.revenue_third[i_] = f_.revenue_before[i_];
    f_.revenue_before[i_] = f_.revenue_last[i_];
    f_.revenue_last[i_] = static_cast<float>(f_.revenue_year[i_]);
    f_.profit_last[i_] = static_cast<float>(f_.profit_year[i_]);
    f_.revenue_year[i_] = 0;
    f_.profit_year[i_] = 0;
    if (r_ >= 0) {
      t_.rnd_before[r_] = t_.rnd_last[r_];
      t_.rnd_last[r_] = static_cast<float>(t_.rnd_year[r_]);
      t_.rnd_year[r_] = 0;
      t_.rnd_real_year[r_] = 0;
      t_.equity_third[r_] = t_.equity_before[r_];
      t_.equity_before[r_] = t_.equity_last[r_];
      t_.equity_last[r_] = static_cast<float>(t_.equity_year[r_]);
      t_.equity_year[r_] = 0;
    }
  }

  Block &block_;
  Firms &f_;
  Researchers &t_;
  std::size_t i_;
  std::int32_t r_;
  const Niche &niche_;
  const Passing &q_;
  Tally &tally_;
  Scratch &s_;
  BlockFlows &flows_;
  int province_;
  Indicators &cell_;
  Accounts a_{};
  RndOutcome rnd_{};
  double demand_ = 0;
  double gap_ = 0;
  Money costs_ = 0;
};

// Means of a niche that its firms look at next quarter.
void summarise(Block &block, std::size_t n, Money revenue, Money profit) {
  Niche &niche = block.niches[n];
  const Firms &f = block.firms;
  double productivity = 0;
  double quality = 0;
  double sum = 0;
  std::array<double, digital_levels> level{};
  const auto begin = block.first_row[n];
  const auto end = block.first_row[n + 1];
  for (auto i = begin; i < end; ++i) {
    productivity += f.share[i] * f.productivity[i];
    quality += f.share[i] * f.quality[i];
    sum += f.share[i];
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
  niche.margin = static_cast<float>(revenue > 0 ? static_cast<double>(profit) / static_cast<double>(revenue) : 0);
}

} // namespace

void firms_quarter(Block &block, const Passing &q, Tally &tally, Scratch &s) {
  const std::size_t rows = block.firms.size_rows();
  for (auto *room : {&s.productivity, &s.cost, &s.price, &s.appeal}) {
    room->resize(rows);
  }
  s.words.resize(rows);
  s.leaves.assign(rows, 0);
  s.begins.assign(rows, 0);
  BlockFlows flows;
  for (std::size_t n = 0; n < block.niches.size(); ++n) {
    compete(block, n, q, s);
    const Money revenue = flows.revenue;
    const Money spent = flows.purchases + flows.wages + flows.services + flows.interest + flows.tax;
    for (auto i = static_cast<std::size_t>(block.first_row[n]); i < static_cast<std::size_t>(block.first_row[n + 1]); ++i) {
      FirmQuarter(block, i, block.niches[n], q, tally, s, flows).pass();
    }
    const Money now = flows.purchases + flows.wages + flows.services + flows.interest + flows.tax;
    summarise(block, n, flows.revenue - revenue, flows.revenue - revenue - (now - spent));
  }
  Ledger &l = tally.ledger;
  l.transfer(Flow::final_goods, Account::world, Account::firms, flows.revenue);
  l.transfer(Flow::intermediate_goods, Account::firms, Account::world, flows.purchases + flows.equipment);
  l.transfer(Flow::wages, Account::firms, Account::households, flows.wages);
  l.transfer(Flow::research_services, Account::firms, Account::institutes, flows.services);
  l.transfer(Flow::interest, Account::firms, Account::banks, flows.interest);
  l.transfer(Flow::profit_tax, Account::firms, Account::centre, flows.tax);
  l.transfer(Flow::dividends, Account::firms, Account::households, flows.dividends);
  l.transfer(Flow::final_goods, Account::firms, Account::world, flows.investment);
}

} // namespace sme
