// Demand: from final demand through the input-output table of the chains to niches.
//
// Gross output wanted of the chains is x = (I - A)^-1 f (Leontief 1936), f the final demand for
// each chain: a trend, an aggregate cycle and a chain shock, both AR(1) in logarithms. A niche gets
// its fixed weight in its chain. Prices do not move f: demand is nominal. Not modelled:
// substitution between inputs, household budgets, exchange rates. Tests:
// tests/unit/test_demand.cpp.
#pragma once

#include <array>
#include <vector>

#include "models/chance.hpp"
#include "models/codebook.hpp"
#include "models/quantities.hpp"

namespace sme {

struct DemandParameters {
  double revenue_scale = 1.0;
  double growth = 0.012;
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

/// Gross output of each chain (CNY) that final demand `f` (CNY) calls for, x = (I - A)^-1 f. The
/// coefficients must have a spectral radius below one; the reader of reference tables sees to it.
ChainVector leontief(const ChainMatrix &coefficients, const ChainVector &final_demand);

} // namespace sme
