#include "models/founder.hpp"

#include <boost/random/normal_distribution.hpp>

#include <algorithm>
#include <cmath>

namespace sme {

namespace {
// A stream of draws whose first blocks have been computed already, with those of many others.
class KnownDraws {
public:
  using result_type = Draws::result_type;
  KnownDraws(Fate fate, Quarter quarter, Purpose purpose, std::uint64_t entity,
             std::span<const Words> known)
      : fate_(fate), quarter_(quarter), purpose_(purpose), entity_(entity), known_(known) {}
  static constexpr result_type min() { return Draws::min(); }
  static constexpr result_type max() { return Draws::max(); }
  result_type operator()() {
    const std::size_t block = used_ / 4;
    if (block < known_.size()) {
      return known_[block][used_++ % 4];
    }
    if (used_ % 4 == 0) {
      words_ = words(fate_, quarter_, purpose_, entity_, static_cast<std::uint32_t>(block));
    }
    return words_[used_++ % 4];
  }
  double next() { return uniform((*this)()); }

private:
  Fate fate_;
  Quarter quarter_;
  Purpose purpose_;
  std::uint64_t entity_;
  std::span<const Words> known_;
  std::size_t used_ = 0;
  Words words_{};
};

template <class Source> double normal(Source &draws) {
  return boost::random::normal_distribution<double>{}(draws);
}
template <class Source> double lognormal(Source &draws, double median, double spread) {
  return median * portable_exp(spread * normal(draws));
}
std::array<double, provinces> cumulated(const Reference &reference, double ProvinceFacts::*share) {
  std::array<double, provinces> result{};
  double sum = 0;
  for (int p = 0; p < provinces; ++p) {
    sum += reference.province[p].*share;
    result[p] = sum;
  }
  for (double &c : result) {
    c /= sum;
  }
  return result;
}
} // namespace

Nursery::Nursery(const Scenario &scenario) : scenario_(&scenario) {
  industry_ = cumulated(scenario.reference, &ProvinceFacts::firm_share);
  services_ = cumulated(scenario.reference, &ProvinceFacts::service_share);
  for (std::uint64_t p = 0; p < provinces; ++p) {
    for (std::uint64_t town = 0; town < most_towns; ++town) {
      Draws place({0, 0}, {0}, Purpose::founding, (p << 8U) | town);
      towns_[p][town] = {place.next(), place.next()};
    }
  }
}

int Nursery::province_of(int chain, double u) const {
  const auto &cumulated = serves(chain) ? services_ : industry_;
  const auto found = std::upper_bound(cumulated.begin(), cumulated.end(), u);
  return std::min(provinces - 1, static_cast<int>(found - cumulated.begin()));
}

// Firms settle around industrial towns; a town is a draw of the province, the same for all.
template <class Source> void Nursery::settle_down(Founder &founder, Source &draws) const {
  const PlaceParameters &p = scenario_->parameters.place;
  const double extent = scenario_->reference.province[founder.province].extent_km;
  const std::uint64_t towns = towns_of(p);
  // Larger towns first: the square of a uniform number puts most firms in the first towns.
  const double u = draws.next();
  const auto town = static_cast<std::uint64_t>(u * u * static_cast<double>(towns));
  // The same place as town_of() in place.hpp, drawn once.
  const auto &place = towns_[static_cast<std::size_t>(founder.province)][town];
  const double e = extent * place[0] + p.town_spread * normal(draws);
  const double n = extent * place[1] + p.town_spread * normal(draws);
  founder.east = static_cast<std::uint16_t>(std::clamp(e, 0.0, extent));
  founder.north = static_cast<std::uint16_t>(std::clamp(n, 0.0, extent));
}

double Nursery::research_chance(int chain, int province, double staff) const {
  const double share = scenario_->reference.chain[chain].rnd_firm_share *
                       scenario_->reference.province[province].technology_index;
  const ResearchParameters &r = scenario_->parameters.research;
  return std::min(r.most_doing, share * r.doing_micro *
                                    portable_pow(std::max(1.0, staff) / 6, r.doing_elasticity));
}

// Those who do R&D are the more able.
void Nursery::decide_on_research(Founder &founder, int chain, double u) const {
  founder.researches = u < research_chance(chain, founder.province, founder.staff);
  founder.productivity *= founder.researches ? 1 + scenario_->parameters.research.founder_lead : 1;
}

Founder Nursery::founder(std::uint64_t id, Quarter quarter, int chain, double productivity,
                         double quality, Fate fate, std::span<const Words> first) const {
  const DemographyParameters &d = scenario_->parameters.demography;
  const PopulationParameters &q = scenario_->parameters.population;
  KnownDraws draws(fate, quarter, Purpose::founding, id, first);
  Founder f{};
  f.id = id;
  f.province = province_of(chain, draws.next());
  settle_down(f, draws);
  const double spread = d.entry_staff_spread;
  f.staff =
      std::max(1.0, lognormal(draws, d.entry_staff * portable_exp(-spread * spread / 2), spread));
  f.productivity =
      productivity * lognormal(draws, d.entry_productivity, d.entry_productivity_spread);
  f.quality = quality * lognormal(draws, 1, q.quality_spread);
  f.cash_quarters = lognormal(draws, d.entry_cash, d.entry_cash_spread);
  decide_on_research(f, chain, draws.next());
  return f;
}

double founding_staff(const PopulationParameters &q, double u) {
  const double bend = std::clamp(q.large_staff, q.least_staff, q.most_staff);
  const double above_bend = portable_pow(q.least_staff / bend, q.tail);
  const double above_most = above_bend * portable_pow(bend / q.most_staff, q.tail_large);
  const double above = 1 - (1 - above_most) * u;
  return above > above_bend ? q.least_staff * portable_pow(above, -1 / q.tail)
                            : bend * portable_pow(above / above_bend, -1 / q.tail_large);
}

Founder Nursery::settler(std::uint64_t id, Quarter quarter, int chain, Fate fate) const {
  const PopulationParameters &q = scenario_->parameters.population;
  Draws draws(fate, quarter, Purpose::founding, id);
  Founder f{};
  f.id = id;
  f.province = province_of(chain, draws.next());
  settle_down(f, draws);
  f.staff = founding_staff(q, draws.next());
  f.productivity = lognormal(draws, 1, q.productivity_spread);
  f.quality = lognormal(draws, 1, q.quality_spread);
  f.cash_quarters = q.cash_quarters;
  decide_on_research(f, chain, draws.next());
  return f;
}

void Nursery::begin_research(Researchers &t, std::uint64_t id, std::uint64_t niche, int chain,
                             std::int32_t row, Quarter founded, double years, double revenue,
                             Fate fate) const {
  const ResearchParameters &p = scenario_->parameters.research;
  const InnovationParameters &n = scenario_->parameters.innovation;
  const ChainFacts &facts = scenario_->reference.chain[chain];
  Draws draws(fate, {0}, Purpose::researcher, id);
  Draws place({0, 0}, {0}, Purpose::niche, niche);
  Draws centre({0, 0}, {0}, Purpose::niche, niche_identity(chain, 0xffffe));
  Knowledge knowledge{};
  for (float &k : knowledge) {
    k = static_cast<float>(centre.next() + 0.3 * (place.next() - 0.5) + 0.12 * normal(draws));
  }
  const double wish = std::clamp(lognormal(draws, facts.rnd_intensity, p.wish_spread), 0.001, 0.6);
  const double real = wish * revenue / 4;
  each_column(t, [](auto &column) { column.emplace_back(); });
  const std::size_t r = t.size_rows() - 1;
  t.handle[r] = nowhere;
  t.firm[r] = row;
  t.knowledge[r] = knowledge;
  t.rnd_wish[r] = static_cast<float>(wish);
  t.rnd_real_plan[r] = t.rnd_reported_plan[r] = static_cast<float>(wish);
  t.guarantor[r] = no_guarantor;
  t.rnd_last[r] = t.rnd_before[r] = t.rnd_real_last[r] =
      static_cast<float>(years >= 1 ? 4 * real : 0);
  t.patenting[r] = static_cast<float>(-portable_log(draws.next()));
  const double filed = filing_rate(n.class1_rate * t.patenting[r], real, n) * 4 * years;
  const double minor = filing_rate(n.class2_rate * t.patenting[r], real, n) * 4 * years;
  t.class1[r] = static_cast<std::uint16_t>(poisson_count(filed, draws.next()));
  t.class2[r] = static_cast<std::uint16_t>(poisson_count(minor, draws.next()));
  t.class1_valuable[r] = static_cast<std::uint16_t>(n.valuable_share * t.class1[r] + draws.next());
  // Share of the main business: most firms have one product line.
  const double u = draws.next();
  t.main_business[r] = static_cast<float>(1 - 0.5 * u * u * u);
  t.niche_since[r] = static_cast<std::int16_t>(founded.index);
  t.expires[r].fill(-1);
  t.field[r] = draws.next() < priority_chance(facts.priority_field_share, p)
                   ? (draws.next() < 0.3 ? 2 : 1)
                   : 0;
  t.science_award[r] = draws.next() < 0.01 ? 1 : 0;
  t.feature[r] = static_cast<std::uint8_t>(5 + 11 * draws.next());
  const bool grown = revenue > scenario_->parameters.size.medium_revenue;
  t.assets[r] = static_cast<std::uint8_t>((grown && draws.next() < 0.7 ? management_system : 0) |
                                          (draws.next() < 0.3 ? own_brand : 0));
  t.institution[r] = static_cast<std::uint8_t>(grown && draws.next() < 0.4 ? 2 : 0);
}

} // namespace sme
