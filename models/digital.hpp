// Digital: firms adopt the next maturity level under peer pressure (hazard p + q F, Bass 1969; F
// the share of the niche that is there already; small firms adopt less, factor n / (n + n_half)),
// pay for it, and lose productivity before they gain (J-curve: Brynjolfsson, Rock & Syverson 2021,
// AEJ Macro 13; sign in China [S147],[S148]). Not modelled: vendors of software, cyber risk. Tests:
// tests/unit/test_digital.cpp.
#pragma once

#include <algorithm>

#include "models/codebook.hpp"
#include "models/portable.hpp"

namespace sme {

inline constexpr int digital_levels = 5; ///< 0 to 4

struct DigitalParameters {
  double innovation_hazard = 0.06;
  double imitation_hazard = 0.06;
  double size_half = 30;
  double cost_share = 0.012;
  double price_elasticity = 1;
  double gain = 0.025;
  double dip = 0.02;
  double dip_quarters = 4;

  static constexpr auto codebook() {
    using P = DigitalParameters;
    return Codebook{entry("innovation_hazard", &P::innovation_hazard, "1/quarter", 0, 1,
                          "p: adoption of the next level by own initiative",
                          "assumed; Bass 1969 for the form"),
                    entry("imitation_hazard", &P::imitation_hazard, "1/quarter", 0, 1,
                          "q: adoption by peer pressure when all others have adopted",
                          "assumed; Bass 1969 for the form"),
                    entry("size_half", &P::size_half, "person", 1, 1e6,
                          "staff at which a firm adopts at half the full hazard", "assumed"),
                    entry("cost_share", &P::cost_share, "share", 0, 1,
                          "cost of one level per yuan of yearly revenue",
                          "assumed; 0.25-0.37m a firm in the pilot cities [S77b]"),
                    entry("price_elasticity", &P::price_elasticity, "1", 0, 10,
                          "fall of adoption with the price the firm pays itself",
                          "assumed; demand for technology, Stoneman & Battisti 2010 for the sign"),
                    entry("gain", &P::gain, "1", 0, 1, "productivity of one level in the long run",
                          "assumed; sign [S147],[S148]"),
                    entry("dip", &P::dip, "1", 0, 1, "productivity lost just after an upgrade",
                          "assumed; J-curve sign [S147]"),
                    entry("dip_quarters", &P::dip_quarters, "quarter", 1, 40,
                          "quarters until the loss has gone and the gain is full", "assumed")};
  }
};
static_assert(well_described<DigitalParameters>());

/// Chance of moving up one level in a quarter, with `peers` the share of the niche above own level.
inline double adoption_chance(double peers, double staff, const DigitalParameters &p) {
  return (p.innovation_hazard + p.imitation_hazard * peers) * staff / (staff + p.size_half);
}

/// Factor on the chance to adopt when others bear the share `borne` of the cost: price^-elasticity.
inline double eagerness(double borne, const DigitalParameters &p) {
  return portable_pow(std::max(0.05, 1 - borne), -p.price_elasticity);
}

/// Factor on productivity at a level reached `age` quarters ago: the last level's gain grows
/// linearly while the dip fades.
inline double digital_effect(int level, int age, const DigitalParameters &p) {
  if (level == 0) {
    return 1;
  }
  const double settled = std::min(1.0, age / p.dip_quarters);
  return 1 + p.gain * (level - 1 + settled) - p.dip * (1 - settled);
}

} // namespace sme
