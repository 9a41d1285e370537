// Stations, pilot cities and clusters: where they stand, whom they reach, what they spend.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "tests/unit/village.hpp"

using namespace sme;
using namespace sme::test;

namespace {

constexpr int shanghai = 8, zhejiang = 10;
constexpr Quarter start = quarter_of(2019, 1);

/// A nation as it was founded, with its place data; firms do not move.
Economy founded(double scale, std::uint32_t seed = 1) {
  Scenario scenario = small_world({"run.scale=" + std::to_string(scale)});
  scenario.policies.clear();
  return found(scenario, {seed, 0}, serial_executor());
}
Money spent_on(const std::vector<Delivery> &deliveries) {
  Money sum = 0;
  for (const Delivery &delivery : deliveries) {
    sum += delivery.amount;
  }
  return sum;
}

/// Firms served and those within reach of a network of Shanghai, fully built.
struct Reach {
  double firms = 0, reached = 0;
  double share() const { return reached / firms; }
};
Reach reach(double scale, std::uint32_t seed) {
  const Economy economy = founded(scale, seed);
  ServiceNetwork network;
  network.build_years = 1;
  Office office{network};
  office.programme.provinces = ProvinceSet::of({shanghai});
  for (int q = 0; q < 4; ++q) {
    office.offers(economy, start + q);
  }
  const Activity activity = nation(office.book.activity);
  return {static_cast<double>(activity.applicants), static_cast<double>(activity.reached)};
}

} // namespace

TEST_CASE("stations are built evenly over three years, stand where firms are, and then no more") {
  const Economy &economy = settled();
  ServiceNetwork network;
  network.stations = 120 / economy.scale;
  network.agencies = 0;
  Office office{network};
  for (int q = 0; q < 16; ++q) {
    const Support support = office.offers(economy, start + q);
    const double planned = 10.0 * std::min(12, q + 1);
    CHECK(std::abs(static_cast<double>(office.book.sites.size()) - planned) <= 1);
    for (const float access : support.access) {
      CHECK(access >= 0);
      CHECK(access <= 1);
    }
  }
  for (const Site &site : office.book.sites) {
    bool stands_at_a_firm = false;
    for (const Block &block : economy.blocks) {
      for (const std::int32_t i : block.researchers.firm) {
        const auto row = static_cast<std::size_t>(i);
        stands_at_a_firm |= block.firms.province[row] == site.province &&
                            block.firms.east[row] == site.east &&
                            block.firms.north[row] == site.north;
      }
    }
    CHECK(stands_at_a_firm);
  }
}

TEST_CASE("stations never cost more than the budget, and no more are built than can be kept open") {
  const Economy &economy = settled();
  ServiceNetwork network;
  network.stations = 120 / economy.scale;
  Office office{network};
  const Money budget = 30'000'000;
  office.programme.yearly_budget = yuan(static_cast<double>(budget) / economy.scale);
  Money year = 0;
  for (int q = 0; q < 20; ++q) {
    const Support support = office.offers(economy, start + q);
    year = (q % 4 == 0 ? 0 : year) + spent_on(support.deliveries);
    CHECK(year <= budget + 31);
  }
  const auto built = static_cast<Money>(office.book.sites.size());
  CHECK(built > 20);
  CHECK(built * network.running_cost <= budget); // all can be kept open
  CHECK((built + 3) * network.running_cost > budget);
}

TEST_CASE(
    "the share of Shanghai's firms within reach is the same in a nation five times as large") {
  Reach small, large;
  std::vector<double> shares;
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    const Reach r = reach(0.01, seed);
    shares.push_back(r.share());
    small.firms += r.firms;
    small.reached += r.reached;
  }
  large = reach(0.05, 1);
  double variance = 0;
  for (const double share : shares) {
    variance += (share - small.share()) * (share - small.share()) / 5;
  }
  // Six small worlds against one of five times their size.
  const double error = std::sqrt(variance * (1.0 / 6 + 1.0 / 5));
  INFO(small.share(), " of ", small.firms, " firms against ", large.share(), " of ", large.firms,
       ", standard error ", error);
  CHECK(small.firms > 100);
  CHECK(std::abs(small.share() - large.share()) < 4 * error);
}

TEST_CASE("a pilot city never spends more than its award and serves SRDI firms first") {
  const Economy &economy = settled();
  DigitalPilot pilot;
  pilot.cities_per_year = 8;
  pilot.award = yuan(100'000 / economy.scale); // ten upgrades a city
  pilot.most = 8'000;
  pilot.share = 1;
  Office office{pilot};
  office.programme.provinces = ProvinceSet::of({zhejiang});
  Money spent = 0;
  std::int64_t admitted_before_full = 0;
  for (int q = 1; q < 9; ++q) {
    const Support support = office.offers(economy, start + q);
    spent += spent_on(support.deliveries) + office.book.reserved;
    for (const Site &city : office.book.sites) {
      CHECK(city.money >= 0);
    }
    CHECK(spent <= 100'000 * static_cast<Money>(office.book.sites.size()));
    std::set<std::pair<std::int32_t, std::int32_t>> helped;
    for (const Help &help : support.helps) {
      CHECK(helped.insert({help.block, help.row}).second); // a firm belongs to one city
      CHECK(help.most <= pilot.most);
    }
    admitted_before_full += nation(office.book.activity).admitted;
  }
  CHECK(admitted_before_full > 0);
  CHECK(spent > 50'000);
}

TEST_CASE("while an SRDI firm of the only pilot city waits, no other firm is helped") {
  Economy economy = settled();
  for (Block &block : economy.blocks) { // every third firm has a label, all would upgrade
    for (std::size_t i = 0; i < block.firms.size_rows(); ++i) {
      block.firms.tier[i] = static_cast<std::uint8_t>(i % 3 == 0 ? 2 : 0);
      block.firms.digital_age[i] = 100;
      block.firms.digital[i] = 0;
    }
  }
  const Scenario eager = small_world({"digital.innovation_hazard=1"});
  DigitalPilot pilot;
  pilot.cities_per_year = 1;
  pilot.most = 5'000;
  pilot.share = 1;
  bool some_waited = false;
  for (const Money award : {Money{20'000}, Money{60'000}, Money{1'000'000}}) {
    pilot.award = yuan(static_cast<double>(award) / economy.scale);
    Office office{pilot};
    office.programme.provinces = ProvinceSet::of({zhejiang});
    office.world = &eager;
    office.offers(economy, quarter_of(2019, 2));
    Activity first, others;
    for (const auto &province : office.book.activity) {
      for (std::size_t t = 0; t < tiers; ++t) {
        (t >= 2 ? first : others).add(province[t]);
      }
    }
    REQUIRE(first.applicants > 0);
    some_waited = some_waited || (first.unserved > 0 && first.admitted > 0);
    CHECK((first.unserved == 0 || others.admitted == 0));
  }
  CHECK(some_waited);
}

TEST_CASE("pilot cities are the largest towns that are no pilots yet") {
  const Economy &economy = settled();
  DigitalPilot pilot;
  pilot.cities_per_year = 2;
  Office office{pilot};
  office.programme.provinces = ProvinceSet::of({zhejiang, shanghai});
  for (const int year : {2019, 2020, 2021}) {
    office.offers(economy, quarter_of(year, 2));
  }
  REQUIRE(office.book.sites.size() == 6);
  for (std::size_t s = 0; s < 6; ++s) { // both provinces' first towns, then their second ones
    const Site &site = office.book.sites[s];
    const Town town =
        town_of(site.province, s / 2, plain().reference.province[site.province].extent_km);
    CHECK(site.east == static_cast<float>(town.east));
    CHECK(site.north == static_cast<float>(town.north));
  }
}

TEST_CASE("certified clusters are the largest agglomerations there are") {
  const Economy &economy = settled();
  ClusterProgramme clusters;
  clusters.clusters_per_year = 6;
  Office office{clusters};
  office.offers(economy, quarter_of(2019, 2));
  REQUIRE(office.book.sites.size() == 6);
  std::vector<std::int64_t> certified;
  for (const Site &site : office.book.sites) {
    certified.push_back(site.firms);
  }
  // Count all firms doing R&D around all towns by hand; a firm counts for the first town it fits.
  std::map<std::tuple<int, int, std::uint64_t>, std::int64_t> counts;
  const Executor alone = serial_executor();
  const PolicyView view{economy,       quarter_of(2019, 2), economy.fate,
                        economy.scale, plain().parameters,  plain().reference,
                        alone};
  using Handles = std::vector<std::uint32_t>;
  for (const std::uint32_t handle :
       gather<std::uint32_t>(office.programme, view, [](const FirmView &each, Handles &found) {
         found.push_back(each.handle());
       })) {
    const FirmView firm = firm_of(economy, handle);
    const double extent =
        plain().reference.province[static_cast<std::size_t>(firm.province())].extent_km;
    for (std::uint64_t t = 0; t < towns_of(plain().parameters.place); ++t) {
      const Town town = town_of(firm.province(), t, extent);
      if (distance_km(firm, static_cast<float>(town.east), static_cast<float>(town.north)) <=
          clusters.radius) {
        ++counts[{firm.province(), firm.chain(), t}];
        break;
      }
    }
  }
  std::vector<std::int64_t> largest;
  for (const auto &[place, count] : counts) {
    largest.push_back(count);
  }
  std::sort(largest.rbegin(), largest.rend());
  largest.resize(6);
  CHECK(certified == largest);
  CHECK(certified.front() > certified.back());
}

TEST_CASE("a cluster that has shrunk loses its certificate and waits a year for the next") {
  Village village;
  const Town town = town_of(zhejiang, 0, plain().reference.province[zhejiang].extent_km);
  std::vector<std::uint32_t> firms;
  for (int k = 0; k < 40; ++k) {
    firms.push_back(village.firm(zhejiang, 3, Tier::srdi,
                                 [&](Firms &f, Researchers &t, std::size_t i, std::size_t r) {
                                   f.east[i] = static_cast<std::uint16_t>(town.east);
                                   f.north[i] = static_cast<std::uint16_t>(town.north);
                                   f.revenue_last[i] = 50e6F;
                                   t.rnd_real_plan[r] = 0.04F;
                                 }));
  }
  Office office{ClusterProgramme{}};
  const auto sites_in = [&](int year) {
    office.offers(village.economy, quarter_of(year, 2));
    return office.book.sites.size();
  };
  CHECK(sites_in(2019) == 1);
  CHECK(office.book.sites.front().firms == 40);
  CHECK(sites_in(2021) == 1);
  for (std::size_t k = 0; k < 9; ++k) { // nine of forty move away: less than four fifths stay
    village.change(firms[k], [](Firms &f, Researchers &, std::size_t i, std::size_t) {
      f.province[i] = shanghai;
      f.east[i] = 60'000;
    });
  }
  CHECK(sites_in(2022) == 0);
  CHECK(nation(office.book.activity).refused == 1);
  CHECK(sites_in(2023) == 1);
  CHECK(sites_in(2026) == 1); // no further loss: renewed
}

TEST_CASE("a platform bears no more than its money in a quarter and counts what it cannot bear") {
  const Economy &economy = settled();
  ClusterProgramme clusters;
  clusters.clusters_per_year = 3;
  clusters.platform = yuan(400'000 / economy.scale);
  Office office{clusters};
  office.offers(economy, quarter_of(2019, 2));
  CHECK(office.book.reserved > 0);
  // A quarter's money and the part of a voucher with which the account opens.
  CHECK(office.book.reserved <= 3 * (100'000 + clusters.most));
  CHECK(nation(office.book.activity).unmet > 0);
}
