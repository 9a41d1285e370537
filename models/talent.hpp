// Talent: R&D staff are hired in a provincial market with frictions. Hires follow a
// constant-returns matching function, m = V U / (V^l + U^l)^(1/l) with l = 1.27 (den Haan, Ramey &
// Watson 2000, AER 90): never more than vacancies or seekers. The chance that a vacancy is filled
// is m / V. A share of the seekers moves each quarter to where the nation's vacancies are (Todaro
// 1969, AER 59: people go where they expect work). Not modelled: wages bargained firm by firm.
// Tests:
// tests/unit/test_talent.cpp.
#pragma once

#include <algorithm>

#include "models/codebook.hpp"
#include "models/portable.hpp"

namespace sme {

struct TalentParameters {
  double matching = 1.27;
  double supply_growth = 0.06;
  double supply_slack = 0.10;
  double separation = 0.03;
  double mobility = 0.1;

  static constexpr auto codebook() {
    using P = TalentParameters;
    return Codebook{entry("matching", &P::matching, "1", 0.1, 10,
                          "l: exponent of the matching function", "den Haan, Ramey & Watson 2000"),
                    entry("supply_growth", &P::supply_growth, "1/year", -0.5, 0.5,
                          "growth of a province's R&D labour force", "assumed"),
                    entry("supply_slack", &P::supply_slack, "share", 0, 5,
                          "R&D labour force beyond those employed at the start", "assumed"),
                    entry("separation", &P::separation, "1/quarter", 0, 1,
                          "share of R&D staff who leave in a quarter", "assumed"),
                    entry("mobility", &P::mobility, "1/quarter", 0, 1,
                          "share of the seekers who go where the nation's vacancies are",
                          "assumed; Todaro 1969 for the form")};
  }
};
static_assert(well_described<TalentParameters>());

/// Chance that a vacancy is filled this quarter, with `vacancies` and `seekers` (persons) in the
/// market.
inline double fill_chance(double vacancies, double seekers, const TalentParameters &p) {
  if (vacancies <= 0) {
    return 1;
  }
  if (seekers <= 0) {
    return 0;
  }
  const double ratio = vacancies / seekers;
  return 1 / portable_pow(1 + portable_pow(ratio, p.matching), 1 / p.matching);
}

} // namespace sme
