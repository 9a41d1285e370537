// What a firm is when it begins: of the founding population, of a pool of founders, or of those
// that begin R&D. All attributes are drawn from the firm's own identity.
#pragma once

#include <span>

#include "models/economy.hpp"
#include "models/scenario.hpp"

namespace sme {

/// Permanent identity of a firm: founding quarter, chain, niche inside the chain (2^20 at most) and
/// place in that niche's pool of founders (2^20 at most). The same in every scenario.
constexpr std::uint64_t identity(Quarter quarter, int chain, std::uint64_t niche,
                                 std::uint64_t place) {
  return (static_cast<std::uint64_t>(quarter.index & 0xfff) << 48U) |
         (static_cast<std::uint64_t>(chain) << 40U) | (niche << 20U) | place;
}
/// Permanent identity of a niche, as an entity that draws.
constexpr std::uint64_t niche_identity(int chain, std::uint64_t niche) {
  return identity({0}, chain, niche, 0xfffff);
}

/// A firm before it stands in a table.
struct Founder {
  std::uint64_t id;
  int province;
  std::uint16_t east, north;
  double staff, productivity, quality, cash_quarters;
  bool researches;
};

/// Staff of which the share `u` of the founded firms has less, by inversion of the two-piece
/// Pareto.
double founding_staff(const PopulationParameters &q, double u);

/// Draws of a newborn firm that do not depend on the state of the economy.
class Nursery {
public:
  explicit Nursery(const Scenario &scenario);
  /// A founder out of a pool, at a niche of mean `productivity` and `quality`.
  /// `first` are the first words that it draws (Purpose::founding), as many blocks as are known.
  Founder founder(std::uint64_t id, Quarter quarter, int chain, double productivity, double quality,
                  Fate fate, std::span<const Words> first = {}) const;
  /// A firm of the founding population.
  Founder settler(std::uint64_t id, Quarter quarter, int chain, Fate fate) const;
  /// Chance that a firm of `staff` in the chain and province does R&D from the start.
  double research_chance(int chain, int province, double staff) const;
  /// Appends a row for firm `row` of the block to its table of researchers. `years` of R&D behind
  /// it fill its stocks of patents and assets.
  void begin_research(Researchers &table, std::uint64_t id, std::uint64_t niche, int chain,
                      std::int32_t row, Quarter founded, double years, double revenue,
                      Fate fate) const;

private:
  int province_of(int chain, double u) const;
  template <class Source> void settle_down(Founder &founder, Source &draws) const;
  void decide_on_research(Founder &founder, int chain, double u) const;
  const Scenario *scenario_;
  static constexpr std::size_t most_towns = 65;           ///< of a province
  std::array<double, provinces> industry_{}, services_{}; ///< cumulated shares of firms
  std::array<std::array<std::array<double, 2>, most_towns>, provinces>
      towns_{}; ///< share of extent
};

} // namespace sme
