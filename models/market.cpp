// Competition inside niches: prices, value for money, contracts, shares (market.hpp).
#include <algorithm>

#include "models/passing.hpp"

namespace sme {

namespace {

// Calls `act(n, begin, end)` for the rows of every niche.
template <class Act> void each_niche(const Block &block, Act &&act) {
  for (std::size_t n = 0; n < block.niches.size(); ++n) {
    act(n, static_cast<std::size_t>(block.first_row[n]),
        static_cast<std::size_t>(block.first_row[n + 1]));
  }
}

// Contracts won and lost by the firms flagged, in proportion to their orders (`s.cost`).
void win_and_lose(Firms &f, const Passing &q, Scratch &s) {
  s.rows.clear();
  list_rows(s.flags.data(), f.size_rows(), s.rows);
  s.ids.resize(s.rows.size());
  for (std::size_t k = 0; k < s.rows.size(); ++k) {
    s.ids[k] = f.id[s.rows[k]];
  }
  draw_lots(q.processor, q.economy.fate, q.now, Purpose::opportunities, s.ids, s.lots);
  for (std::size_t k = 0; k < s.rows.size(); ++k) {
    const std::int32_t i = s.rows[k];
    f.share[i] *= contracts(
        s.cost[i], s.words.word[0][i],
        Draws(q.economy.fate, q.now, Purpose::opportunities, s.ids[k], s.lots[k]), q.p.market);
  }
}

// Productivity with digital level, place and trend; unit cost.
void find_costs(const Block &block, const Passing &q, Scratch &s) {
  const Firms &f = block.firms;
  std::array<double, provinces> place{}, equal{};
  for (int p = 0; p < provinces; ++p) {
    place[p] = q.economy.agglomeration[p][block.chain];
    equal[p] = productivity_for_wage(q.scenario.reference.province[p].wage_index,
                                     q.economy.technique[block.chain]);
  }
  s.flags.resize(f.size_rows());
  each_row(q.processor,
           [rows = f.size_rows(), trend = q.trend, level = f.digital.data(),
            age = f.digital_age.data(), own = f.productivity.data(), province = f.province.data(),
            out = s.productivity.data(), cost = s.cost.data(), digital = q.digital.front().data(),
            here = place.data(), at = s.flags.data(), equal = equal.data(),
            unit = q.economy.technique[block.chain].cost] {
#pragma omp simd
             for (std::size_t i = 0; i < rows; ++i) {
               at[i] = level[i] * digital_ages + std::min<int>(age[i], digital_ages - 1);
             }
#pragma omp simd
             for (std::size_t i = 0; i < rows; ++i) {
               out[i] = own[i] * digital[at[i]];
             }
#pragma omp simd
             for (std::size_t i = 0; i < rows; ++i) {
               at[i] = province[i];
             }
#pragma omp simd
             for (std::size_t i = 0; i < rows; ++i) {
               const double productivity = out[i] * here[at[i]] * trend;
               out[i] = productivity * equal[at[i]];
               cost[i] = unit / productivity;
             }
           });
}

} // namespace

void compete(Block &block, const Passing &q, Scratch &s) {
  Firms &f = block.firms;
  const std::size_t rows = f.size_rows();
  for (auto *room : {&s.productivity, &s.cost, &s.price, &s.appeal, &s.demand,
                     &s.niche_productivity, &s.niche_quality, &s.mean}) {
    room->resize(rows);
  }
  draw_lots(q.processor, q.economy.fate, q.now, Purpose::quarterly, f.id, s.words);
  find_costs(block, q, s);
  const Technique tech = q.economy.technique[block.chain];
  each_niche(block, [&](std::size_t n, std::size_t begin, std::size_t end) {
    const Niche &niche = block.niches[n];
    double mean_cost = 0;
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) {
      mean_cost += f.share[i] * s.cost[i];
      sum += f.share[i];
    }
    for (std::size_t i = begin; i < end; ++i) {
      s.mean[i] = rivals_cost(f.share[i], s.cost[i], sum, mean_cost, tech.cost);
    }
    std::fill_n(&s.demand[begin], end - begin, niche.demand);
    std::fill_n(&s.niche_productivity[begin], end - begin, niche.productivity);
    std::fill_n(&s.niche_quality[begin], end - begin, niche.quality);
  });
  std::fill(s.appeal.begin(), s.appeal.end(), 0); // supply ties, which only firms with R&D have
  for (std::size_t r = 0; r < block.researchers.size_rows(); ++r) {
    s.appeal[block.researchers.firm[r]] = block.researchers.supply[r];
  }
  each_row(q.processor,
           [rows, tech, m = q.p.market, cost = s.cost.data(), mean = s.mean.data(),
            quality = f.quality.data(), out = s.price.data(), appeal = s.appeal.data()] {
#pragma omp simd
             for (std::size_t i = 0; i < rows; ++i) {
               out[i] = price(tech.markup, m.markup_pass_through, cost[i], mean[i]);
               appeal[i] = competitiveness(quality[i], out[i], appeal[i], m.supply_weight);
             }
           });
  each_niche(block, [&](std::size_t, std::size_t begin, std::size_t end) {
    double mean_appeal = 0;
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) {
      mean_appeal += f.share[i] * s.appeal[i];
      sum += f.share[i];
    }
    std::fill_n(&s.mean[begin], end - begin, sum > 0 ? mean_appeal / sum : 1);
  });
  s.flags.resize(rows);
  s.ages.resize(rows);
  each_row(q.processor, [rows, m = q.p.market, demand = s.demand.data(), mean = s.mean.data(),
                         share = f.share.data(), appeal = s.appeal.data(), cost = s.cost.data(),
                         word = s.words.word[0].data(), flag = s.flags.data(), now = q.now.index,
                         founded = f.founded.data(), age = s.ages.data()] {
#pragma omp simd
    for (std::size_t i = 0; i < rows; ++i) {
      age[i] = now - founded[i];
    }
#pragma omp simd
    for (std::size_t i = 0; i < rows; ++i) {
      const double orders = 4 * share[i] * demand[i];
      cost[i] = orders;
      flag[i] = uniform(word[i]) < contract_chance(orders, m) ? 1 : 0;
      share[i] = share[i] * (replicator(appeal[i] / mean[i], m) + build_up(age[i], m));
    }
  });
  win_and_lose(f, q, s);
  each_niche(block, [&](std::size_t, std::size_t begin, std::size_t end) {
    double total = 0;
    for (std::size_t i = begin; i < end; ++i) {
      total += f.share[i];
    }
    const double scale = total > 0 ? 1 / total : 0;
    for (std::size_t i = begin; i < end; ++i) {
      f.share[i] *= scale;
    }
  });
}

} // namespace sme
