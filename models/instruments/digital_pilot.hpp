// Pilot cities for digital transformation: the centre funds cities in yearly batches; a city bears
// a share of upgrades of its SMEs, SRDI firms first, and funds platforms. DOMAIN 4.6: about 33
// cities a year from 2023 to 2025, two years each [S77],[S79]; up to 150m for a capital, 100m for
// another city; at least 80 % for firms [S77b]; implied 0.25-0.37m an upgrade. A city is an
// industrial town and what lies around it (place.hpp); larger towns are picked first. Firms that
// would upgrade at the price left to them apply (digital.hpp): first it costs, and dips, then it
// pays. Number and reach of cities are places and do not shrink with run.scale; their money does.
#pragma once

#include "models/place.hpp"
#include "models/policy.hpp"

namespace sme {

struct DigitalPilot {
  std::int64_t cities_per_year = 33;
  std::int64_t batches = 3;
  Money award = 120'000'000;
  double firm_share = 0.8;
  double share = 0.5;
  Money most = 370'000;
  std::int64_t years = 2;
  double radius = 25;

  static constexpr std::string_view name = "digital_pilot";
  static constexpr std::string_view mechanism = "picks cities by batch; each bears a share of "
                                                "firms' digital upgrades, SRDI firms first, until "
                                                "its award is spent, and funds platforms";
  static constexpr Programme terms() {
    Programme p;
    p.sizes = SizeSet::of({0, 1, 2});
    return p;
  }
  static constexpr auto codebook() {
    using I = DigitalPilot;
    return Codebook{
        entry("cities_per_year", &I::cities_per_year, "1", 0, 1000,
              "cities picked in a year; they are places, so not scaled",
              "[S77],[S79]: about 30, 36 and 34"),
        entry("batches", &I::batches, "1", 0, 100, "batches picked, one a year",
              "[S77],[S79]: 2023, 2024, 2025"),
        entry("award", &I::award, "CNY", 0, 100'000'000'000,
              "money of one city over its term at 1:1; shrinks with run.scale",
              "[S77]: up to 150m a capital, 100m another city"),
        entry("firm_share", &I::firm_share, "share", 0, 1,
              "share of the award for firms' upgrades; the rest for platforms",
              "[S77b]: at least 80 %"),
        entry("share", &I::share, "share", 0, 1, "share of an upgrade that the city bears",
              "assumed"),
        entry("most", &I::most, "CNY", 0, 1'000'000'000, "most that it bears of one upgrade",
              "[S77],[S78]: 0.25-0.37m an upgraded firm, derived"),
        entry("years", &I::years, "year", 1, 10, "term of a city", "[S79]: two years"),
        entry("radius", &I::radius, "km", 0, 1000, "distance from the town that is its city",
              "assumed; twice the spread of firms around a town")};
  }
};
static_assert(well_described<DigitalPilot>());

/// Picks the year's batch: the largest towns of the provinces served that are no pilots yet, equals
/// by lot.
inline void pick_cities(const DigitalPilot &pilot, const Programme &programme,
                        const PolicyView &view, ProgrammeBook &book) {
  struct City {
    std::uint64_t town;
    std::uint32_t lot;
    int province;
    Town at;
  };
  std::vector<City> cities;
  for (int p = 0; p < provinces; ++p) {
    const double extent = view.reference.province[static_cast<std::size_t>(p)].extent_km;
    for (std::uint64_t t = 0; programme.provinces.has(p) && t < towns_of(view.parameters.place);
         ++t) {
      const Town at = town_of(p, t, extent);
      const auto known = [&](const Site &s) {
        return s.province == p && s.east == static_cast<float>(at.east) &&
               s.north == static_cast<float>(at.north);
      };
      if (std::none_of(book.sites.begin(), book.sites.end(), known)) {
        const Words w =
            lot_of(DigitalPilot::name, programme, view, (static_cast<std::uint64_t>(p) << 8U) | t);
        cities.push_back({t, w[0], p, at});
      }
    }
  }
  std::sort(cities.begin(), cities.end(), [](const City &a, const City &b) {
    return a.town != b.town ? a.town < b.town : a.lot < b.lot;
  });
  const auto money = yuan(static_cast<double>(pilot.award) * view.scale);
  for (std::size_t k = 0; k < cities.size() && k < static_cast<std::size_t>(pilot.cities_per_year);
       ++k) {
    book.sites.push_back({static_cast<std::uint8_t>(cities[k].province), chains,
                          static_cast<float>(cities[k].at.east),
                          static_cast<float>(cities[k].at.north), view.now.index, money, 0});
  }
}

/// A firm of a city that would upgrade this quarter at the price left to it.
struct Upgrade {
  std::uint8_t class_of_label; ///< SRDI firms and above first
  std::uint32_t lot;
  std::int32_t block, row;
  Money most;
  double cost; ///< of the upgrade, CNY
};

/// Whether a firm would move up one level this quarter if the pilot bore `borne` of the cost: the
/// same wish, by the same draw, on which the firm will act (digital.hpp).
inline bool would_upgrade(const Block &block, std::int32_t row, double borne,
                          const PolicyView &view) {
  const DigitalParameters &p = view.parameters.digital;
  const Firms &f = block.firms;
  const int level = f.digital[row];
  if (level + 1 >= digital_levels || f.digital_age[row] < p.dip_quarters) {
    return false;
  }
  const Words w = words(view.fate, view.now, Purpose::quarterly, f.id[row]);
  const Niche &niche = block.niches[f.niche[row]];
  const double chance =
      adoption_chance(niche.digital[level + 1], f.staff[row], p) * eagerness(borne, p);
  return ((w[2] >> 16U) + 0.5) * 0x1p-16 < chance;
}

/// Upgrades for which firms around each open city apply, by city, in the order of admission.
inline std::vector<std::vector<Upgrade>> upgrades_wanted(const DigitalPilot &pilot,
                                                         const Programme &programme,
                                                         const PolicyView &view,
                                                         const std::vector<Site> &cities) {
  std::vector<std::vector<Upgrade>> wanted(cities.size());
  std::array<std::vector<std::size_t>, provinces> of_province;
  for (std::size_t c = 0; c < cities.size(); ++c) {
    of_province[cities[c].province].push_back(c);
  }
  struct Found {
    std::size_t city;
    Upgrade upgrade;
  };
  const auto look = [&](const Block &block, std::vector<Found> &found) {
    const Firms &f = block.firms;
    const auto b = static_cast<std::int32_t>(&block - view.economy.blocks.data());
    if (!programme.chains.has(block.chain)) {
      return;
    }
    for (std::size_t i = 0; i < f.size_rows(); ++i) {
      for (const std::size_t c : of_province[f.province[i]]) {
        const double de = static_cast<float>(f.east[i]) - cities[c].east;
        const double dn = static_cast<float>(f.north[i]) - cities[c].north;
        const auto row = static_cast<std::int32_t>(i);
        if (de * de + dn * dn > pilot.radius * pilot.radius ||
            !programme.serves(f.province[i], block.chain, static_cast<Tier>(f.tier[i]),
                              static_cast<Size>(f.size[i]))) {
          continue;
        }
        const double cost = view.parameters.digital.cost_share * f.revenue_last[i];
        const Money most = std::min(pilot.most, yuan(pilot.share * cost));
        if (most > 0 && would_upgrade(block, row, static_cast<double>(most) / cost, view)) {
          const Words w = words(view.fate, view.now, Purpose::instrument, f.id[i], 6);
          found.push_back(
              {c, {static_cast<std::uint8_t>(f.tier[i] >= 2 ? 0 : 1), w[0], b, row, most, cost}});
        }
        break; // a firm belongs to one city
      }
    }
  };
  if (!cities.empty()) {
    for (const Found &each : gather_blocks<Found>(view, look)) {
      wanted[each.city].push_back(each.upgrade);
    }
  }
  for (auto &city : wanted) {
    std::sort(city.begin(), city.end(), [](const Upgrade &a, const Upgrade &b) {
      if (a.class_of_label != b.class_of_label) {
        return a.class_of_label < b.class_of_label;
      }
      return a.lot != b.lot ? a.lot < b.lot : std::pair{a.block, a.row} < std::pair{b.block, b.row};
    });
  }
  return wanted;
}

/// In the second quarter picks the batch; each quarter cities admit upgrades while their award
/// lasts.
inline void offer(const DigitalPilot &pilot, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  std::int32_t picked = 0; // batches so far; sites stand in the order of their batches
  for (std::size_t k = 0; k < book.sites.size(); ++k) {
    picked += k == 0 || book.sites[k].since != book.sites[k - 1].since ? 1 : 0;
  }
  if (view.now.of_year() == 2 && pilot.award > 0 && picked < pilot.batches) {
    pick_cities(pilot, programme, view, book);
  }
  const auto term = static_cast<std::int32_t>(4 * pilot.years);
  std::vector<Site> open;
  std::vector<std::size_t> number;
  for (std::size_t s = 0; s < book.sites.size(); ++s) {
    if (view.now.index - book.sites[s].since < term) {
      open.push_back(book.sites[s]);
      number.push_back(s);
    }
  }
  const auto wanted = upgrades_wanted(pilot, programme, view, open);
  const double platforms =
      (1 - pilot.firm_share) * static_cast<double>(pilot.award) * view.scale / term;
  for (std::size_t c = 0; c < open.size(); ++c) {
    Site &city = book.sites[number[c]];
    ++book.activity[city.province][0].standing;
    if (wanted[c].empty()) {
      continue;
    }
    city.money -= deliver(city.province, yuan(platforms), programme, index, view, book, support);
    const auto kept = yuan((1 - pilot.firm_share) * static_cast<double>(pilot.award) * view.scale *
                           (1 - (view.now.index - city.since + 1.0) / term));
    for (const Upgrade &upgrade : wanted[c]) {
      const Firms &f = view.economy.blocks[static_cast<std::size_t>(upgrade.block)].firms;
      Activity &activity = book.activity[f.province[upgrade.row]][f.tier[upgrade.row]];
      ++activity.applicants;
      // The last one gets what is left, if it would upgrade for that.
      const Money left = std::min(city.money - kept, budget_left(programme, book, view));
      const Money most = std::min(upgrade.most, left);
      const Block &block = view.economy.blocks[static_cast<std::size_t>(upgrade.block)];
      if (most <= 0 ||
          (most < upgrade.most &&
           !would_upgrade(block, upgrade.row, static_cast<double>(most) / upgrade.cost, view))) {
        ++activity.unserved;
        activity.unmet += upgrade.most;
        continue;
      }
      ++activity.admitted;
      city.money -= most; // what a firm leaves unused stays with the city's account
      book.reserved += most;
      support.helps.push_back({upgrade.block, upgrade.row, index, HelpKind::equipment,
                               static_cast<float>(pilot.share), most});
    }
  }
}

} // namespace sme
