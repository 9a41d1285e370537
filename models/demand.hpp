// Demand: from final demand through the input-output table of the chains to niches.
//
// Gross output wanted of the chains is x = (I - A)^-1 f (Leontief 1936), f the final demand for
// each chain: a trend, an aggregate cycle and a chain shock, both AR(1) in logarithms. A niche gets
// its fixed weight in its chain. Prices do not move f: demand is nominal. In 2019 to 2024 total
// demand grows as recorded, from mid-year to mid-year, and by its trend from there. Not modelled:
// substitution between inputs, household budgets, exchange rates. Tests:
// tests/unit/test_demand.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "models/chance.hpp"
#include "models/codebook.hpp"
#include "models/portable.hpp"
#include "models/quantities.hpp"

namespace sme {

struct DemandParameters {
  double revenue_scale = 1.0;
  double growth = 0.012;
  double growth_2019 = 0.038;
  double growth_2020 = 0.008;
  double growth_2021 = 0.194;
  double growth_2022 = 0.059;
  double growth_2023 = 0.011;
  double growth_2024 = 0.021;
  double cycle_persistence = 0.8;
  double cycle_spread = 0.008;
  double chain_persistence = 0.9;
  double chain_spread = 0.015;
  double niche_spread = 1.1;
  double household_share = 0.45;
  double government_share = 0.10;
  double leader_share = 0.20;

  static constexpr auto codebook() {
    using P = DemandParameters;
    return Codebook{
        entry("revenue_scale", &P::revenue_scale, "1", 0.01, 100,
              "final demand relative to what founds the population at its mean revenue per worker",
              "definition"),
        entry("growth", &P::growth, "1/year", -0.3, 0.5,
              "trend growth of nominal final demand, on top of each chain's own",
              "assumed; nominal growth of Chinese industry 2019-2024"),
        entry("growth_2019", &P::growth_2019, "1/year", -0.9, 1,
              "recorded growth of total demand over 2018",
              "[recall] revenue of above-scale industrial firms, National Bureau of Statistics"),
        entry("growth_2020", &P::growth_2020, "1/year", -0.9, 1, "the same over 2019",
              "as growth_2019"),
        entry("growth_2021", &P::growth_2021, "1/year", -0.9, 1, "the same over 2020",
              "as growth_2019"),
        entry("growth_2022", &P::growth_2022, "1/year", -0.9, 1, "the same over 2021",
              "as growth_2019"),
        entry("growth_2023", &P::growth_2023, "1/year", -0.9, 1,
              "the same over 2022; forecasts of labels are conditional on it", "as growth_2019"),
        entry("growth_2024", &P::growth_2024, "1/year", -0.9, 1,
              "the same over 2023; later years follow the trend", "as growth_2019"),
        entry("cycle_persistence", &P::cycle_persistence, "1", 0, 0.999,
              "autocorrelation of the aggregate cycle, quarterly", "assumed"),
        entry("cycle_spread", &P::cycle_spread, "1", 0, 1, "standard deviation of its innovation",
              "assumed"),
        entry("chain_persistence", &P::chain_persistence, "1", 0, 0.999,
              "autocorrelation of chain demand shocks, quarterly", "assumed"),
        entry("chain_spread", &P::chain_spread, "1", 0, 1,
              "standard deviation of their innovations", "assumed"),
        entry("niche_spread", &P::niche_spread, "1", 0, 4,
              "standard deviation of the logarithm of niche sizes inside a chain", "assumed"),
        entry("household_share", &P::household_share, "share", 0, 1,
              "share of final sales bought by households", "assumed; national accounts"),
        entry("government_share", &P::government_share, "share", 0, 1,
              "share of final sales bought by governments, all through the centre",
              "assumed; national accounts"),
        entry("leader_share", &P::leader_share, "share", 0, 1,
              "share of final sales bought by chain leaders; the rest is exported", "assumed")};
  }
};
static_assert(well_described<DemandParameters>());

/// One number a chain.
using ChainVector = std::array<double, chains>;
/// [from][to]: one number for each pair of chains.
using ChainMatrix = std::array<std::array<double, chains>, chains>;

/// Total demand relative to what its yearly `trend` alone would make it by quarter `now`.
inline double beyond_trend(Quarter now, double trend, const DemandParameters &p) {
  const double since_mid_2018 = (now.index - quarter_of(2018, 3).index + 0.5) / 4;
  double logarithm = 0;
  double year = 0;
  for (const double recorded :
       {p.growth_2019, p.growth_2020, p.growth_2021, p.growth_2022, p.growth_2023, p.growth_2024}) {
    const double part = std::clamp(since_mid_2018 - year, 0.0, 1.0);
    logarithm += part * portable_log((1 + recorded) / (1 + trend));
    year += 1;
  }
  return portable_exp(logarithm);
}

/// Gross output of each chain (CNY) that final demand `f` (CNY) calls for, x = (I - A)^-1 f. The
/// coefficients must have a spectral radius below one; the reader of reference tables sees to it.
ChainVector leontief(const ChainMatrix &coefficients, const ChainVector &final_demand);

} // namespace sme
