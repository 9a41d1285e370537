// Place: agglomeration, and access to services by distance.
//
// Productivity rises with the number of firms of the same chain in the province, relative to the
// mean (plants, not staff: Henderson 2003, J. Urban Econ. 53:1), elasticity 0.04-0.07 (Rosenthal &
// Strange 2004; Combes & Gobillon 2015). Access to service
// stations is the two-step floating catchment (Luo & Wang 2003, Environ. Plann. B 30): each station
// shares its capacity among the firms within its radius, each firm adds up the shares of the
// stations it can reach. Not modelled: commuting, land prices, moves of firms. Tests:
// tests/unit/test_place.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "models/chance.hpp"
#include "models/codebook.hpp"
#include "models/portable.hpp"

namespace sme {

struct PlaceParameters {
  double agglomeration = 0.05;
  double agglomeration_limit = 0.15;
  double towns_per_province = 8;
  double town_spread = 12;

  static constexpr auto codebook() {
    using P = PlaceParameters;
    return Codebook{
        entry("agglomeration", &P::agglomeration, "1", 0, 0.5,
              "elasticity of productivity to the number of firms of the chain in the province",
              "Combes & Gobillon 2015: 0.04-0.07"),
        entry("agglomeration_limit", &P::agglomeration_limit, "1", 0, 1,
              "largest gain or loss from density", "assumed"),
        entry("towns_per_province", &P::towns_per_province, "1", 1, 64,
              "industrial towns around which firms settle", "assumed"),
        entry("town_spread", &P::town_spread, "km", 0.1, 500,
              "standard distance of firms from their town", "assumed")};
  }
};
static_assert(well_described<PlaceParameters>());

/// Factor on productivity from the number of firms of a chain in a province relative to the mean
/// over provinces, elasticity `agglomeration`, bounded.
inline double agglomeration(double relative_number, const PlaceParameters &p) {
  const double gain = portable_pow(std::max(relative_number, 1e-3), p.agglomeration) - 1;
  return 1 + std::clamp(gain, -p.agglomeration_limit, p.agglomeration_limit);
}

/// Where an industrial town of a province lies, km on the grid: a draw of the province, the same in
/// every world. Town 0 is the largest. `extent` is the side of the province's active area, km.
struct Town {
  double east, north;
};
inline Town town_of(int province, std::uint64_t town, double extent) {
  Draws place({0, 0}, {0}, Purpose::founding, (static_cast<std::uint64_t>(province) << 8U) | town);
  const double east = extent * place.next();
  return {east, extent * place.next()};
}
inline std::uint64_t towns_of(const PlaceParameters &p) {
  return static_cast<std::uint64_t>(std::max(1.0, p.towns_per_province));
}

/// A place on the km grid of a province that serves firms.
struct Station {
  double east = 0, north = 0;
  double capacity = 0; ///< firms it can serve in a quarter
};

/// Two-step floating catchment: access of each demand point (firms at `east`, `north`, km) to
/// stations within `radius` km. Returns one number per point: capacity within reach per firm in its
/// catchment. Errors: none; points without a station get 0.
inline std::vector<double> floating_catchment(std::span<const Station> stations,
                                              std::span<const std::uint16_t> east,
                                              std::span<const std::uint16_t> north, double radius) {
  std::vector<double> access(east.size(), 0.0);
  const auto within = [&](const Station &s, std::size_t i) {
    const double de = s.east - east[i];
    const double dn = s.north - north[i];
    return de * de + dn * dn <= radius * radius;
  };
  for (const Station &station : stations) {
    std::size_t served = 0;
    for (std::size_t i = 0; i < east.size(); ++i) {
      served += within(station, i) ? 1U : 0U;
    }
    if (served == 0) {
      continue;
    }
    for (std::size_t i = 0; i < east.size(); ++i) {
      access[i] += within(station, i) ? station.capacity / static_cast<double>(served) : 0;
    }
  }
  return access;
}

} // namespace sme
