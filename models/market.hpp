// Market: firms of a niche compete for its demand; what one gains the others lose.
//
// Competitiveness is value for money, E = q (1 + w_s s) / p: quality, supply ties to chain leaders,
// price. Shares follow the replicator of the K+S family (Dosi, Fagiolo & Roventini 2010, JEDC 34):
//     f(t) = f(t-1) (1 + chi (E / E_mean - 1) + b / (1 + a / h)^2),
// the last term the customers that a young firm (age a) still has to become known to: new plants
// begin far below the size that their costs would give them and grow into it (Foster, Haltiwanger &
// Syverson 2016, Economica 83). Shares are then made to sum to one. On top, contracts are won and
// lost lumpily. Their number is Bose-Einstein distributed with a mean proportional to size
// (Bottazzi & Secchi 2006, RAND J. Econ. 37), their values are Pareto with tail 4/3, so that a few
// large contracts dominate: the variance of growth then falls slowly with size (Wyart & Bouchaud
// 2003, Physica A 326). Neither Laplace growth nor the slope is drawn. Not modelled: contracts
// remembered by customer, price wars, product differentiation inside a niche. Tests:
// tests/unit/test_market.cpp, tests/statistical/test_growth.cpp, tests/statistical/test_draws.cpp.
#pragma once

#include <algorithm>
#include <cmath>

#include "models/chance.hpp"
#include "models/codebook.hpp"

namespace sme {

struct MarketParameters {
  double replicator_speed = 0.10;
  double share_change_limit = 0.25;
  double build_up = 0.08;
  double build_up_age = 8;
  double supply_weight = 0.12;
  double markup_pass_through = 0.6;
  double contract_rate = 0.08;
  double contract_least = 5e6;
  double contract_limit = 0.9;

  static constexpr auto codebook() {
    using P = MarketParameters;
    return Codebook{
        entry("replicator_speed", &P::replicator_speed, "1/quarter", 0, 1,
              "chi: how fast demand moves to the more competitive firm",
              "assumed; K+S uses 0.5-1 a year on another scale (Dosi et al. 2010)"),
        entry("share_change_limit", &P::share_change_limit, "share", 0, 0.9,
              "largest change of a market share by competitiveness in one quarter", "assumed"),
        entry("build_up", &P::build_up, "1/quarter", 0, 1,
              "b: growth of a new firm's market share as customers come to know it",
              "assumed; staff of new firms rises from 6.07 to 7.14 in a year [S96]"),
        entry("build_up_age", &P::build_up_age, "quarter", 0.1, 200,
              "h: age at which a quarter of that growth is left",
              "assumed; Foster, Haltiwanger & Syverson 2016 find years"),
        entry("supply_weight", &P::supply_weight, "1", 0, 2,
              "w_s: gain in competitiveness from a full supply tie to a chain leader", "assumed"),
        entry(
            "markup_pass_through", &P::markup_pass_through, "share", 0, 1,
            "theta: weight of its own cost in a firm's price; the rest is that of its competitors",
            "Amiti, Itskhoki & Konings 2019, REStud 86: about 0.6"),
        entry("contract_rate", &P::contract_rate, "1/quarter", 0, 5,
              "expected contracts won or lost per contract held",
              "assumed; sets the standard deviation of growth"),
        entry("contract_least", &P::contract_least, "CNY", 1, 1e12,
              "smallest value of a yearly contract",
              "assumed; sets the size at which the variance of growth begins to fall"),
        entry("contract_limit", &P::contract_limit, "share", 0, 0.95,
              "largest share of a firm's orders that one contract can be", "assumed")};
  }
};
static_assert(well_described<MarketParameters>());

/// Price of a firm, relative to its chain in 2019: p = (1 + mu)(theta c + (1 - theta) c_rivals),
/// with its own unit cost c and the mean unit cost of its competitors (Amiti, Itskhoki & Konings
/// 2019: prices answer to the own cost and to competitors; a leader is held by them, not by
/// itself).
inline double price(double markup, double pass_through, double cost, double rivals) {
  return (1 + markup) * (pass_through * cost + (1 - pass_through) * rivals);
}

/// Mean unit cost of the other firms of a niche, weighted by their shares. `shares` and `costs` are
/// the sums of share and of share times cost over the niche. A firm that has all of it faces the
/// suppliers of its chain, whose cost is `outside`.
inline double rivals_cost(double share, double cost, double shares, double costs, double outside) {
  constexpr double alone = 1e-6;
  const double rest = shares - share;
  return rest > alone * shares ? (costs - share * cost) / rest : outside;
}

/// Value for money of a firm's offer: quality over price, raised by supply ties.
inline double competitiveness(double quality, double price, double supply, double supply_weight) {
  return quality * (1 + supply_weight * supply) / price;
}

/// Factor on a market share from its relative competitiveness (replicator), limited per quarter.
inline double replicator(double relative, const MarketParameters &p) {
  const double change = p.replicator_speed * (relative - 1);
  return 1 + std::clamp(change, -p.share_change_limit, p.share_change_limit);
}

/// Growth of the market share of a firm of `age` quarters as customers come to know it.
inline double build_up(double age, const MarketParameters &p) {
  const double known = 1 / (1 + std::max(0.0, age) / p.build_up_age);
  return p.build_up * known * known;
}

/// Chance that a firm with `orders` (CNY a year) wins or loses at least one contract in a quarter.
inline double contract_chance(double orders, const MarketParameters &p) {
  const double held = orders / (4 * p.contract_least);
  const double mean = p.contract_rate * (1 + held);
  return mean / (1 + mean);
}

/// Factor on a firm's orders from contracts won and lost in a quarter. `orders` is its yearly order
/// value (CNY); `arrival` a uniform word. The count is geometric with mean rate (1 + orders / mean
/// contract); each contract has a Pareto(4/3) value and is won or lost with equal chance, the gain
/// and the loss being the same in logarithms. Bounds: the factor stays inside [1e-3, 1e3].
inline double contracts(double orders, std::uint32_t arrival, Draws &&draws,
                        const MarketParameters &p) {
  const double again = contract_chance(orders, p);
  double chance = again;
  const double u = uniform(arrival);
  if (u >= chance) {
    return 1;
  }
  double gain = 1;
  double loss = 1;
  const double least = orders > 0 ? p.contract_least / orders : p.contract_limit;
  for (int count = 0; u < chance && count < 4096; ++count, chance *= again) {
    const std::uint32_t word = draws();
    const double v = uniform(word | 1U);
    const double part = std::min(p.contract_limit, least / std::sqrt(v * std::sqrt(v)));
    ((word & 1U) != 0U ? gain : loss) *= 1 + part;
    if (gain > 1e3 || loss > 1e3) {
      break;
    }
  }
  return std::clamp(gain / loss, 1e-3, 1e3);
}

} // namespace sme
