// Competition inside a niche: prices, value for money, contracts, shares (market.hpp).
#include <algorithm>

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

} // namespace sme
