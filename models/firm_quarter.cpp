// One quarter of every firm of a block: competition, production, finance, R&D, digital, indicators.
// What every firm does is a loop over the rows of a tile; what few do is asked of them one by one.
#include <algorithm>
#include <cmath>

#include "models/firm_quarter.hpp"

namespace sme {

namespace {

// The quarter of the firms of a tile, step by step.
class TileQuarter : public ResearchSteps {
public:
  using ResearchSteps::ResearchSteps;

  void pass() {
    open();
    each_flagged([](FirmQuarter firm) { firm.receive_loan(); });
    each_researcher([&](std::size_t r, std::size_t k) {
      if (t_.equity_wanted[r] > 0) {
        firm(k).receive_equity();
      }
    });
    see_researchers();
    produce();
    pay_banks();
    each_researcher([&](std::size_t r, std::size_t k) {
      if (t_.guaranteed_loan[r] > 0) {
        firm(k).pay_entitled();
      }
    });
    list_researchers();
    research();
    pay_tax();
    invest();
    consider_digital();
    each_flagged([](FirmQuarter firm) { firm.digitalise(); });
    settle_with_owners();
    decide_staff();
    look_for_money();
    for (std::size_t place = 0; place < s_.rows.size(); ++place) {
      firm(static_cast<std::size_t>(s_.rows[place])).apply_for_loan(place);
    }
    count_deductions();
    look_for_equity();
    measure_researchers();
    learn();
    each_flagged([](FirmQuarter firm) { firm.begin(); });
    measure();
    if (q_.now.of_year() == 4) {
      close_year();
    }
    each_researcher([&](std::size_t r, std::size_t k) {
      if (t_.equity_wanted[r] > 0) {
        firm(k).queue_for_equity();
      }
    });
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
      act(r, static_cast<std::size_t>(t_.firm[r]) - a_);
    }
  }
  FirmQuarter firm(std::size_t k) { return FirmQuarter(block_, tile_, k, q_, tally_, s_, flows_); }

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
    for (std::size_t r = tile_.first_researcher; r < tile_.end_researcher; ++r) {
      t_.rnd_before[r] = t_.rnd_last[r];
      t_.class1_bought[r] =
          static_cast<std::uint8_t>(std::min(255, t_.class1_bought[r] + t_.class1_bought_year[r]));
      t_.class1_bought_year[r] = 0;
      t_.rnd_last[r] = static_cast<float>(t_.rnd_year[r]);
      t_.rnd_real_last[r] = static_cast<float>(t_.rnd_real_year[r]);
      t_.rnd_year[r] = 0;
      t_.rnd_real_year[r] = 0;
      t_.equity_third[r] = t_.equity_before[r];
      t_.equity_before[r] = t_.equity_last[r];
      t_.equity_last[r] = static_cast<float>(t_.equity_year[r]);
      t_.equity_year[r] = 0;
      t_.profit_third[r] = t_.profit_before[r];
      t_.profit_before[r] = f_.profit_last[static_cast<std::size_t>(t_.firm[r])];
    }
    for (std::size_t i = a_; i < a_ + rows_; ++i) {
      f_.revenue_third[i] = f_.revenue_before[i];
      f_.revenue_before[i] = f_.revenue_last[i];
      f_.revenue_last[i] = static_cast<float>(f_.revenue_year[i]);
      f_.profit_last[i] = static_cast<float>(f_.profit_year[i]);
      f_.revenue_year[i] = 0;
      f_.profit_year[i] = 0;
    }
  }
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
    s.lab = std::make_shared<ResearchTile>();
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
