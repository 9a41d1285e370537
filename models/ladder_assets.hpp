// What preparing for a label can buy, and what the firm thinks it is worth.
#pragma once

#include <array>
#include <cstdint>

#include "models/ladder.hpp"

namespace sme {

/// One asset that preparation can bring.
struct Asset {
  Indicator indicator;
  std::uint8_t bit; ///< of Researchers::assets, 0 for what comes in levels or numbers
  double LadderParameters::*cost;
};
inline constexpr std::array<Asset, 5> assets_for_sale{{
    {Indicator::has_management_system, management_system, &LadderParameters::management_cost},
    {Indicator::has_own_brand, own_brand, &LadderParameters::brand_cost},
    {Indicator::core_process_digital, core_process, &LadderParameters::process_cost},
    {Indicator::class1_ip_held, 0, &LadderParameters::class1_price},
    {Indicator::rnd_institution, 0, &LadderParameters::institution_cost},
}};

/// Whether a set of indicators has this one.
inline bool mentions(std::uint64_t used, Indicator indicator) {
  return (used >> static_cast<unsigned>(indicator)) & 1U;
}

/// The firm as it would be with every asset of the rules that money buys.
FirmFacts with_assets(FirmFacts facts, const Demands &demands, const LadderParameters &p);

/// Cost of the file and of the assets by which `wanted` exceeds `facts`.
double cost_of(const FirmFacts &facts, const FirmFacts &wanted, const LadderParameters &p);

/// What the gates leave of the belief of a firm that `wanted` describes: belief_in() is never more.
/// Exact where it exceeds `enough`; otherwise any number that does not exceed it.
double hope_in(const TierRules &rules, const FirmFacts &wanted, Quarter now,
               const LadderParameters &p, double enough);

/// belief() of a firm that `wanted` describes, its assets bought; `hope` is its hope_in().
double belief_in(const TierRules &rules, const FirmFacts &wanted, Quarter now, double noise,
                 const LadderParameters &p, double hope);

} // namespace sme
