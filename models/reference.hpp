// Reference data the economy is founded on: plain tables, filled from scenarios/reference/*.csv.
#pragma once

#include <array>
#include <vector>

#include "models/codebook.hpp"
#include "models/demand.hpp"
#include "models/quantities.hpp"

namespace sme {

/// One province: a row of provinces.csv.
struct ProvinceFacts {
  double firm_share = 1.0 / provinces;
  double service_share = 1.0 / provinces;
  double extent_km = 200;
  double wage_index = 1;
  double technology_index = 1;
  double institutes = 20;

  static constexpr auto codebook() {
    using P = ProvinceFacts;
    return Codebook{entry("firm_share", &P::firm_share, "share", 0, 1,
                          "share of the nation's industrial firms", "provinces.csv"),
                    entry("service_share", &P::service_share, "share", 0, 1,
                          "share of the nation's technology-service firms", "provinces.csv"),
                    entry("extent_km", &P::extent_km, "km", 1, 10000,
                          "side of the square that stands for its active area", "provinces.csv"),
                    entry("wage_index", &P::wage_index, "1", 0.1, 10,
                          "wage relative to the national mean", "provinces.csv"),
                    entry("technology_index", &P::technology_index, "1", 0, 10,
                          "propensity of firms to do R&D relative to the national mean",
                          "provinces.csv"),
                    entry("institutes", &P::institutes, "1", 0, 10000,
                          "universities and research institutes at 1:1", "provinces.csv")};
  }
};
static_assert(well_described<ProvinceFacts>());

/// One industry chain: a row of chains.csv.
struct ChainFacts {
  double firm_share = 1.0 / chains;
  double final_demand_share = 1.0 / chains;
  double revenue_per_worker = 1.25e6;
  double input_share = 0.77;
  double rnd_firm_share = 0.12;
  double rnd_intensity = 0.02;
  double priority_field_share = 0.4;
  double growth_trend = 0;
  double niche_share = 1.0 / chains;
  double leaders = 20;

  static constexpr auto codebook() {
    using P = ChainFacts;
    return Codebook{
        entry("firm_share", &P::firm_share, "share", 0, 1, "share of the nation's firms",
              "chains.csv"),
        entry("final_demand_share", &P::final_demand_share, "share", 0, 1, "share of final demand",
              "chains.csv"),
        entry("revenue_per_worker", &P::revenue_per_worker, "CNY", 1e3, 1e9,
              "yearly revenue per worker of the mean firm in 2019", "chains.csv"),
        entry("input_share", &P::input_share, "share", 0, 0.95, "purchases per yuan of revenue",
              "chains.csv"),
        entry("rnd_firm_share", &P::rnd_firm_share, "share", 0, 1, "share of firms doing R&D",
              "chains.csv"),
        entry("rnd_intensity", &P::rnd_intensity, "share", 0, 1, "median R&D over revenue of those",
              "chains.csv"),
        entry("priority_field_share", &P::priority_field_share, "share", 0, 1,
              "share of firms in priority fields", "chains.csv"),
        entry("growth_trend", &P::growth_trend, "1/year", -0.5, 0.5,
              "growth of its demand beyond the common trend", "chains.csv"),
        entry("niche_share", &P::niche_share, "share", 0, 1, "share of the nation's niches",
              "chains.csv"),
        entry("leaders", &P::leaders, "1", 0, 10000, "chain leaders at 1:1", "chains.csv")};
  }
};
static_assert(well_described<ChainFacts>());

/// All reference data of a scenario.
struct Reference {
  std::array<ProvinceFacts, provinces> province{};
  std::array<ChainFacts, chains> chain{};
  /// Technical coefficients: [from][to], input from chain `from` per yuan of output of chain `to`.
  ChainMatrix input_output{};
};

} // namespace sme
