// All parameters of the economy, one section of the scenario file each.
#pragma once

#include "models/challenge.hpp"
#include "models/chance.hpp"
#include "models/codebook.hpp"
#include "models/collaboration.hpp"
#include "models/comparison.hpp"
#include "models/credit.hpp"
#include "models/demand.hpp"
#include "models/demography.hpp"
#include "models/digital.hpp"
#include "models/equity.hpp"
#include "models/founding.hpp"
#include "models/innovation.hpp"
#include "models/ladder.hpp"
#include "models/market.hpp"
#include "models/place.hpp"
#include "models/production.hpp"
#include "models/research.hpp"
#include "models/size_bands.hpp"
#include "models/talent.hpp"

namespace sme {

/// Dates, scale and chance of a run.
struct RunParameters {
  double scale = 1.0;
  std::int64_t seed = 20190101;
  std::int64_t replicates = 1;
  Quarter spin_up = quarter_of(2014, 1);
  Quarter from = quarter_of(2019, 1);
  Quarter until = quarter_of(2030, 4);
  double panel_share = 0.002;
  std::int64_t network_every = 16;

  static constexpr auto codebook() {
    using P = RunParameters;
    return Codebook{
        entry("scale", &P::scale, "share", 1e-6, 100,
              "firms of the model per firm of the nation; 1 is the whole population", "definition"),
        entry("seed", &P::seed, "1", 0, 4294967295, "seed of all chance", "definition"),
        entry("replicates", &P::replicates, "1", 1, 100000,
              "runs with the same scenario and different chance", "definition"),
        entry("spin_up", &P::spin_up, "quarter", quarter_of(2000, 1), quarter_of(2100, 4),
              "quarter in which the population is founded", "definition"),
        entry("from", &P::from, "quarter", quarter_of(2000, 1), quarter_of(2100, 4),
              "first quarter recorded", "definition"),
        entry("until", &P::until, "quarter", quarter_of(2000, 1), quarter_of(2100, 4),
              "last quarter", "definition"),
        entry("panel_share", &P::panel_share, "share", 0, 1,
              "share of firms that the panel of the result follows", "definition"),
        entry("network_every", &P::network_every, "quarter", 1, 400,
              "distance between recorded networks of ties", "definition")};
  }
};
static_assert(well_described<RunParameters>());

/// All parameters of the economy, one section of the scenario file each.
struct Parameters {
  RunParameters run;
  PopulationParameters population;
  SizeBandParameters size;
  DemandParameters demand;
  MarketParameters market;
  ProductionParameters production;
  CreditParameters credit;
  EquityParameters equity;
  ResearchParameters research;
  InnovationParameters innovation;
  CollaborationParameters collaboration;
  ChallengeParameters challenge;
  DigitalParameters digital;
  TalentParameters talent;
  PlaceParameters place;
  LadderParameters ladder;
  DemographyParameters demography;
  ComparisonParameters compare;
};

/// Calls `visit("market", parameters.market)` for every section, in the order of the manual.
template <class P, class Visitor> constexpr void sections(P &parameters, Visitor &&visit) {
  visit("run", parameters.run);
  visit("population", parameters.population);
  visit("size", parameters.size);
  visit("demand", parameters.demand);
  visit("market", parameters.market);
  visit("production", parameters.production);
  visit("credit", parameters.credit);
  visit("equity", parameters.equity);
  visit("research", parameters.research);
  visit("innovation", parameters.innovation);
  visit("collaboration", parameters.collaboration);
  visit("challenge", parameters.challenge);
  visit("digital", parameters.digital);
  visit("talent", parameters.talent);
  visit("place", parameters.place);
  visit("ladder", parameters.ladder);
  visit("demography", parameters.demography);
  visit("compare", parameters.compare);
}

} // namespace sme
