// What every firm does in a quarter: loops over the rows of a tile, one a step; the equations are
// those of production.hpp, credit.hpp, digital.hpp and demography.hpp. Internal to models.
#pragma once

#include <algorithm>

#include "models/firm_state.hpp"

namespace sme {

/// First sieve of firms that may begin R&D, by a spare half word.
inline constexpr double start_sieve = 1.0 / 32;

/// The steps that all firms of a tile take. Loops of fractions never sum them, so that rows may be
/// taken several at a time.
class TileSteps {
public:
  TileSteps(Block &block, const Passing &q, Tally &tally, Scratch &s, Tile &tile, BlockFlows &sums)
      : block_(block), f_(block.firms), t_(block.researchers), q_(q), tally_(tally), s_(s),
        tile_(tile), flows_(sums), a_(tile.first), rows_(tile.count) {}

protected:
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
                 t.label[k] = tier[k];
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

  // Labour a unit of output takes, by makers.
  void see_needs() {
    each_row(q_.processor, [&t = tile_, rows = rows_, staff = &f_.staff[a_],
                            table = q_.labour_needs.data(), last = q_.labour_needs.last()] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const std::int32_t makers = staff[k] - t.researchers[k];
        const std::int32_t low = makers > 0 ? makers : 0;
        t.need[k] = table[low < last ? low : last];
      }
    });
    for (std::size_t k = 0; q_.labour_needs.cut_off() && k < rows_; ++k) {
      tile_.need[k] = labour_need(f_.staff[a_ + k] - tile_.researchers[k], q_.p.production);
    }
  }

  void produce() {
    see_needs();
    each_row(q_.processor, [&t = tile_, rows = rows_, tech = q_.economy.technique[block_.chain],
                            p = q_.p.production, index = q_.wage_index,
                            usual = 4 / (q_.p.production.wage * q_.wage_index),
                            price = &s_.price[a_], productivity = &s_.productivity[a_],
                            niche = &s_.demand[a_], share = &f_.share[a_], staff = &f_.staff[a_],
                            capital = &f_.capital[a_], cash = &f_.cash[a_],
                            year = &f_.revenue_year[a_], out = &s_.revenue[a_]] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const std::int32_t makers = staff[k] - t.researchers[k];
        const double demand = share[k] * niche[k];
        const double need = t.need[k];
        const double labour = tech.labour / need;
        const double most =
            capacity(price[k], labour, productivity[k], makers, static_cast<double>(capital[k]), p);
        const Money revenue = yuan(std::min(demand, most));
        const double per_unit = 1 / (price[k] * productivity[k]);
        const Money overhead =
            yuan(p.overhead_share * static_cast<double>(revenue) + p.overhead_fixed / 4 * index);
        const Money purchases = yuan(purchases_with(need, t.wage[k] * usual, tech) *
                                     static_cast<double>(revenue) * per_unit) +
                                overhead;
        const Money wages = yuan(makers * t.wage[k]);
        t.demand[k] = demand;
        t.revenue[k] = out[k] = revenue;
        t.per_unit[k] = per_unit;
        t.labour[k] = labour;
        t.purchases[k] = purchases;
        t.wages[k] = wages;
        cash[k] += revenue - purchases - wages;
        year[k] += revenue;
      }
    });
  }

  // Interest, and repayment of plain debt as far as cash allows.
  void pay_banks() {
    each_row(q_.processor, [&t = tile_, rows = rows_, share = q_.credit.amortisation,
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
                            word = &s_.words.word[2][a_]] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const std::int32_t level = t.level[k];
        const std::int32_t age = t.age[k];
        const bool ready = (level + 1 < digital_levels) & (age >= p.dip_quarters);
        const double most = adoption_chance(1, staff[k], p);
        t.flag[k] = (ready & (high_half(word[k]) < most)) ? 1 : 0;
        t.age[k] = std::min(255, age + 1);
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
    each_row(q_.processor,
             [&t = tile_, &dividends, &equity, rows = rows_, p = q_.p.production,
              d = q_.p.demography, cash = &f_.cash[a_], word = &s_.words.word[3][a_]] {
               Money out = 0;
               Money in = 0;
#pragma omp simd reduction(+ : out, in)
               for (std::size_t k = 0; k < rows; ++k) {
                 const Money target = yuan(p.cash_target * static_cast<double>(t.costs[k]));
                 const Money spare = cash[k] - target;
                 const Money part = yuan(p.payout * static_cast<double>(spare));
                 const Money profit = t.profit[k];
                 const Money paid = ((spare > 0) & (profit > 0)) ? part : 0;
                 const Money left = cash[k] - paid;
                 const double u = low_half(word[k]);
                 const Money most = yuan(4 * d.rescue_limit * static_cast<double>(t.revenue[k]));
                 const bool broke = left < 0;
                 const bool rescued = broke & (-left <= most) & (u < d.rescue_chance);
                 const Money given = rescued ? std::min(most, -left + target / 2) : 0;
                 const double closure = closure_chance(t.losses[k], d);
                 const bool closes = !broke & (u < closure);
                 t.leaves[k] = ((broke & !rescued) ? 1 : 0) + (closes ? 2 : 0);
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
    each_row(q_.processor, [&t = tile_, rows = rows_, p = q_.p.production, staff = &f_.staff[a_],
                            word = &s_.words.word[1][a_]] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const double wanted = t.demand[k] * t.per_unit[k] / t.labour[k];
        staff[k] = t.researchers[k] + adjust_staff(std::max(1, staff[k] - t.researchers[k]), wanted,
                                                   low_half(word[k]), p);
      }
    });
  }

  // The loan each firm would apply for.
  void look_for_money() {
    for (std::size_t r = tile_.first_researcher; r < tile_.end_researcher; ++r) {
      tile_.guaranteed[static_cast<std::size_t>(t_.firm[r]) - a_] = t_.guaranteed_loan[r];
    }
    each_row(q_.processor, [&t = tile_, rows = rows_, p = q_.p.production, c = q_.credit,
                            cash = &f_.cash[a_], loan = &f_.loan[a_], capital = &f_.capital[a_],
                            staff = &f_.staff[a_], word = &s_.words.word[3][a_]] {
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
    see_risk();
  }

  // Flags and lists (in s_.rows) the firms that apply for a loan, and the risk of each as the
  // lender sees it, by place in that list.
  void see_risk() {
    each_row(q_.processor, [&t = tile_, rows = rows_] {
#pragma omp simd
      for (std::size_t k = 0; k < rows; ++k) {
        const double wanted = t.wanted[k];
        const std::int32_t leaves = t.leaves[k];
        t.flag[k] = ((wanted >= 0) & (leaves == 0)) ? 1 : 0;
      }
    });
    s_.rows.clear();
    list_rows(tile_.flag.data(), rows_, s_.rows);
    for (std::size_t j = 0; j < s_.rows.size(); ++j) {
      const auto k = static_cast<std::size_t>(s_.rows[j]);
      const std::size_t i = a_ + k;
      const Money loaned = yuan(tile_.wanted[k]);
      const Money money = f_.cash[i] > 1 ? f_.cash[i] : 1;
      tile_.owed[j] = static_cast<double>(f_.loan[i] + tile_.guaranteed[k] + loaned);
      tile_.assets[j] = static_cast<double>(money + f_.capital[i] + loaned);
      tile_.collateral[j] = static_cast<double>(f_.capital[i]);
      tile_.margin[j] = f_.profit_last[i] / std::max(1.0, static_cast<double>(f_.revenue_last[i]));
      tile_.hidden[j] = opacity((q_.now.index - f_.founded[i]) / 4.0, f_.staff[i],
                                static_cast<double>(tile_.label[k]), q_.credit);
    }
    constexpr std::size_t widest = 8;
    each_row(q_.processor,
             [&t = tile_, rows = (s_.rows.size() + widest - 1) / widest * widest, c = q_.credit] {
#pragma omp simd
               for (std::size_t j = 0; j < rows; ++j) {
                 t.chance[j] = default_chance(t.owed[j] / t.assets[j], t.margin[j], t.hidden[j], c);
                 t.recovered[j] = std::min(1.0, c.recovery * t.collateral[j] / t.owed[j]);
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
      CreditParameters c = q_.credit;
      c.loan_limit += terms.line_limit;
      tile_.wanted[k] =
          loan_application(tile_.need[k], static_cast<double>(f_.loan[i] + tile_.guaranteed[k]),
                           static_cast<double>(f_.capital[i] + tile_.costs[k]),
                           4 * static_cast<double>(tile_.revenue[k]), f_.staff[i],
                           high_half(s_.words.word[3][i]), c);
    }
  }

  // Flags firms that may begin R&D.
  void learn() {
    each_row(q_.processor, [&t = tile_, rows = rows_, p = q_.p.production,
                            least = q_.p.research.least_staff, noise_word = &s_.words.word[1][a_],
                            sieve_word = &s_.words.word[2][a_], staff = &f_.staff[a_],
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
        const double sieve = low_half(sieve_word[k]);
        const std::int32_t already = t.yes[k];
        t.flag[k] = ((already == 0) & (staff[k] >= least) & (sieve < start_sieve)) ? 1 : 0;
      }
    });
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

} // namespace sme
