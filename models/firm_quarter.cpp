// One quarter of every firm of a block: competition, production, finance, R&D, digital, indicators.
#include <algorithm>
#include <cmath>

#include "models/borrowing.hpp"

namespace sme {

namespace {

// One firm in one quarter: reads and writes its own row only.
class FirmQuarter : public Borrower {
public:
  using Borrower::Borrower;

  [[gnu::always_inline]] void pass() {
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
    firm_.store(f_, i_);
    queue_for_equity();
  }

private:
  [[gnu::always_inline]] void produce() {
    const Technique &tech = q_.economy.technique[block_.chain];
    const ProductionParameters &p = q_.p.production;
    const std::int32_t makers = firm_.staff - (r_ >= 0 ? t_.rnd_staff[r_] : 0);
    const double price = s_.price[i_];
    demand_ = firm_.share * niche_.demand;
    const double most = capacity(price, tech.labour, s_.productivity[i_], makers,
                                 static_cast<double>(firm_.capital), p);
    a_.revenue = yuan(std::min(demand_, most));
    per_unit_ = 1 / (price * s_.productivity[i_]);
    const Money overhead = yuan(p.overhead_share * static_cast<double>(a_.revenue) +
                                p.overhead_fixed / 4 * q_.wage_index);
    a_.purchases = yuan(tech.purchases * static_cast<double>(a_.revenue) * per_unit_) + overhead;
    a_.wages = yuan(makers * q_.wage[province_]);
    firm_.cash += a_.revenue - a_.purchases - a_.wages;
    flows_.revenue += a_.revenue;
    flows_.purchases += a_.purchases;
    firm_.revenue_year += a_.revenue;
  }

  [[gnu::always_inline]] void research() {
    if (r_ < 0) {
      return;
    }
    const auto r = static_cast<std::size_t>(r_);
    rnd_ = research_quarter(block_, r, a_.revenue, firm_.cash, helps_, q_, cell_, tally_, s_.news);
    firm_.cash -= rnd_.real - rnd_.borne;
    firm_.staff = std::max(1, firm_.staff + rnd_.hired);
    firm_.productivity *= rnd_.productivity;
    firm_.quality *= rnd_.quality;
    a_.wages += rnd_.wages;
    flows_.services += rnd_.services;
    rnd_.services -= rnd_.borne;
    if (!q_.support.challenges.empty()) { // an answer is an expense, but no R&D
      const Money cost = answer_challenge(block_, r, firm_.cash, q_, tally_, s_.news);
      firm_.cash -= cost;
      flows_.services += cost;
      rnd_.services += cost;
    }
  }

  [[gnu::always_inline]] void pay_tax() {
    const ProductionParameters &p = q_.p.production;
    a_.wear = yuan(p.depreciation * static_cast<double>(firm_.capital));
    const Money profit =
        a_.revenue - a_.purchases - a_.wages - rnd_.services - a_.interest - a_.wear;
    if (profit > 0) {
      const std::uint8_t certified = r_ >= 0 ? t_.assets[r_] & high_tech : 0;
      const double rate =
          tax_rate(4 * static_cast<double>(profit), static_cast<Size>(firm_.size), certified, p);
      Money base = profit;
      if (rnd_.reported > 0) {
        const Terms &terms = this->terms();
        const Money extra =
            std::min(base, yuan(terms.super_deduction * static_cast<double>(rnd_.reported)));
        if (extra > 0) {
          base -= extra;
          Activity &act = tally_.activity[terms.super_deduction_by][province_][firm_.tier];
          ++act.applicants;
          ++act.admitted;
          act.forgone +=
              yuan(rate * static_cast<double>(profit)) - yuan(rate * static_cast<double>(base));
        }
      }
      a_.tax = yuan(rate * static_cast<double>(base));
      firm_.cash -= a_.tax;
      flows_.tax += a_.tax;
      tally_.province_tax[province_] += a_.tax;
    }
    a_.profit = profit - a_.tax;
    firm_.profit_year += a_.profit;
    firm_.losses = static_cast<std::uint8_t>(a_.profit < 0 ? std::min(255, firm_.losses + 1) : 0);
    costs_ = a_.purchases + a_.wages + a_.interest;
  }

  [[gnu::always_inline]] void invest() {
    const ProductionParameters &p = q_.p.production;
    const double plan = planned_investment(static_cast<double>(firm_.capital), 4 * demand_, p);
    const double spare =
        static_cast<double>(firm_.cash) - 0.3 * p.cash_target * static_cast<double>(costs_);
    const Money invested = std::clamp<Money>(yuan(std::min(plan, spare)), 0, yuan(plan));
    gap_ = plan - static_cast<double>(invested);
    firm_.cash -= invested;
    firm_.capital += invested - a_.wear;
    flows_.investment += invested;
    cell_.investment += invested;
  }

  [[gnu::always_inline]] void digitalise() {
    const int age = firm_.digital_age;
    firm_.digital_age = static_cast<std::uint8_t>(std::min(255, age + 1));
    const int level = firm_.digital;
    if (level + 1 >= digital_levels || age < q_.p.digital.dip_quarters) {
      return;
    }
    const Money cost = yuan(4 * q_.p.digital.cost_share * static_cast<double>(a_.revenue));
    const Help *help = helps_.empty() ? nullptr : find(HelpKind::equipment);
    const Money borne = help == nullptr ? 0 : share_of(*help, cost);
    double chance = adoption_chance(niche_.digital[level + 1], firm_.staff, q_.p.digital);
    if (borne > 0) {
      chance *= eagerness(static_cast<double>(borne) / static_cast<double>(cost), q_.p.digital);
    }
    if (high_half(s_.words[i_][2]) >= chance) {
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
      firm_.digital_age = 0;
    }
  }

  // Owners take what is more than enough, put in what is missing, or give up.
  [[gnu::always_inline]] void settle_with_owners() {
    const ProductionParameters &p = q_.p.production;
    const DemographyParameters &d = q_.p.demography;
    const Money target = yuan(p.cash_target * static_cast<double>(costs_));
    if (firm_.cash > target && a_.profit > 0) {
      const Money paid = yuan(p.payout * static_cast<double>(firm_.cash - target));
      firm_.cash -= paid;
      flows_.dividends += paid;
    }
    const double u = low_half(s_.words[i_][3]);
    if (firm_.cash < 0) {
      const Money need = -firm_.cash;
      const Money most = yuan(4 * d.rescue_limit * static_cast<double>(a_.revenue));
      if (need <= most && u < d.rescue_chance) {
        const Money given = std::min(most, need + target / 2);
        firm_.cash += given;
        tally_.ledger.transfer(Flow::owners_equity, Account::households, Account::firms, given);
      } else {
        s_.leaves[i_] = 1;
      }
    } else if (u < closure_chance(firm_.losses, d)) {
      s_.leaves[i_] = 2;
    }
  }

  [[gnu::always_inline]] void decide_staff() {
    const Technique &tech = q_.economy.technique[block_.chain];
    const std::int32_t researchers = r_ >= 0 ? t_.rnd_staff[r_] : 0;
    const double wanted = demand_ * per_unit_ / tech.labour;
    firm_.staff = researchers + adjust_staff(std::max(1, firm_.staff - researchers), wanted,
                                             low_half(s_.words[i_][1]), q_.p.production);
  }

  [[gnu::always_inline]] void learn() {
    const double noise = 2 * high_half(s_.words[i_][1]) - 1;
    firm_.productivity = static_cast<float>(
        catch_up(firm_.productivity, niche_.productivity, noise, q_.p.production));
    firm_.quality = static_cast<float>(catch_up(firm_.quality, niche_.quality, 0, q_.p.production));
    if (r_ < 0 && firm_.staff >= q_.p.research.least_staff) {
      // Whether it begins R&D: a first sieve by a spare half word, then an exact draw.
      const ResearchParameters &p = q_.p.research;
      const double size = std::min(4.0, firm_.staff / p.start_size);
      const double chance = p.start_rate * size *
                            q_.scenario.reference.chain[block_.chain].rnd_firm_share / 0.12 *
                            q_.scenario.reference.province[province_].technology_index;
      constexpr double sieve = 1.0 / 32;
      if (low_half(s_.words[i_][2]) < sieve) {
        const Words draw = words(q_.economy.fate, q_.now, Purpose::researcher, firm_.id);
        s_.begins[i_] = uniform(draw[0]) < std::min(1.0, chance / sieve) ? 1 : 0;
      }
    }
  }

  [[gnu::always_inline]] void measure() {
    const double yearly =
        std::max(4.0 * static_cast<double>(a_.revenue), static_cast<double>(firm_.revenue_last));
    firm_.size = static_cast<std::uint8_t>(size_of(firm_.staff, yearly, q_.p.size));
    const Money owed = debt();
    cell_.revenue += a_.revenue;
    cell_.value_added += a_.revenue - a_.purchases;
    cell_.profit += a_.profit;
    cell_.wages += a_.wages;
    cell_.tax += a_.tax;
    flows_.wages += a_.wages;
    if (s_.leaves[i_] == 0) {
      ++cell_.firms;
      cell_.staff += firm_.staff;
      cell_.loans += owed;
      cell_.borrowers += owed > 0 ? 1 : 0;
      cell_.digital_levels += firm_.digital;
      cell_.productivity += static_cast<std::int64_t>(1000 * firm_.productivity);
    }
    if (r_ >= 0) {
      cell_.rnd_reported += rnd_.reported;
      cell_.rnd_real += rnd_.real;
      if (t_.guaranteed_loan[r_] > 0) {
        tally_.guaranteed_balance[t_.guarantor[r_]] += t_.guaranteed_loan[r_];
      }
      if (s_.leaves[i_] == 0) {
        ++cell_.researchers;
        cell_.rnd_staff += t_.rnd_staff[r_];
        cell_.class1_stock += t_.class1[r_];
        cell_.guaranteed_loans += t_.guaranteed_loan[r_];
        cell_.ties += t_.ties[r_];
        cell_.supplying += t_.supply[r_] > 0 ? 1 : 0;
      }
    }
  }

  [[gnu::always_inline]] void close_year() {
    f_.revenue_third[i_] = f_.revenue_before[i_];
    f_.revenue_before[i_] = firm_.revenue_last;
    firm_.revenue_last = static_cast<float>(firm_.revenue_year);
    firm_.profit_last = static_cast<float>(firm_.profit_year);
    firm_.revenue_year = 0;
    firm_.profit_year = 0;
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
  niche.margin = static_cast<float>(
      revenue > 0 ? static_cast<double>(profit) / static_cast<double>(revenue) : 0);
}

} // namespace

void firms_quarter(Block &block, std::size_t index, const Passing &q, Tally &tally, Scratch &s) {
  s.helps = &q.helps[index];
  const std::size_t rows = block.firms.size_rows();
  for (auto *room : {&s.productivity, &s.cost, &s.price, &s.appeal}) {
    room->resize(rows);
  }
  s.words.resize(rows);
  s.leaves.assign(rows, 0);
  s.begins.assign(rows, 0);
  BlockFlows sums;
  for (std::size_t n = 0; n < block.niches.size(); ++n) {
    compete(block, n, q, s);
    const Money revenue = sums.revenue;
    const Money spent = sums.purchases + sums.wages + sums.services + sums.interest + sums.tax;
    for (auto i = static_cast<std::size_t>(block.first_row[n]);
         i < static_cast<std::size_t>(block.first_row[n + 1]); ++i) {
      FirmQuarter(block, i, block.niches[n], q, tally, s, sums).pass();
    }
    const Money now = sums.purchases + sums.wages + sums.services + sums.interest + sums.tax;
    summarise(block, n, sums.revenue - revenue, sums.revenue - revenue - (now - spent));
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
