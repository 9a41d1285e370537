// Service network: stations and agencies for SMEs, built over some years, each serving the firms
// within a radius. Shanghai [seed]: 1,000 agencies and 500 stations in three years, a "3-km
// circle". Access is the two-step floating catchment (place.hpp): a station's capacity is shared by
// the firms within its radius. Access helps firms to learn the rules, to keep better loan files and
// to set up management systems (ladder.hpp, credit.hpp). A run at a smaller scale has fewer
// stations for fewer firms on the same land, so the radius grows with 1 / sqrt(scale): a station
// then has as many firms around it as at 1:1, and what it can do for each nearly stays. The share
// of firms within reach stays where stations are dense, as in Shanghai; of a thin national network
// the wide circles of a small run reach beyond their towns and fewer firms (8 % at 1:100, 16 % at
// 1:10; mean access 0.043 and 0.047).
#pragma once

#include "models/place.hpp"
#include "models/policy.hpp"

namespace sme {

struct ServiceNetwork {
  double stations = 500;
  double agencies = 1000;
  double station_capacity = 30;
  double agency_capacity = 10;
  double radius = 3;
  std::int64_t build_years = 3;
  Money build_cost = 1'000'000;
  Money running_cost = 800'000;

  static constexpr std::string_view name = "service_network";
  static constexpr std::string_view mechanism = "stations built over some years serve the firms "
                                                "within a radius, up to their capacity: rules, "
                                                "loan files, management systems";
  static constexpr Programme terms() {
    Programme p;
    p.sizes = SizeSet::of({0, 1, 2});
    p.payer = Payer::province;
    return p;
  }
  static constexpr auto codebook() {
    using I = ServiceNetwork;
    return Codebook{entry("stations", &I::stations, "1", 0, 1'000'000,
                          "stations when all are built, at 1:1; shrinks with run.scale",
                          "[seed]: 500"),
                    entry("agencies", &I::agencies, "1", 0, 1'000'000,
                          "agencies that work through the stations, at 1:1; shrinks with run.scale",
                          "[seed]: 1,000"),
                    entry("station_capacity", &I::station_capacity, "1/quarter", 0, 100'000,
                          "firms a station can serve fully in a quarter", "assumed"),
                    entry("agency_capacity", &I::agency_capacity, "1/quarter", 0, 100'000,
                          "firms an agency can serve fully in a quarter", "assumed"),
                    entry("radius", &I::radius, "km", 0, 1000, "radius a station serves, at 1:1",
                          "[seed]: 3 km"),
                    entry("build_years", &I::build_years, "year", 1, 50,
                          "years in which all are built", "[seed]: three"),
                    entry("build_cost", &I::build_cost, "CNY", 0, 10'000'000'000,
                          "public cost of a new station", "assumed"),
                    entry("running_cost", &I::running_cost, "CNY", 0, 10'000'000'000,
                          "yearly public cost of a station and its agencies", "assumed")};
  }
};
static_assert(well_described<ServiceNetwork>());

/// Builds the quarter's stations where firms are out of reach, pays for all, shares their capacity.
inline void offer(const ServiceNetwork &network, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  const double radius = network.radius / std::sqrt(std::min(1.0, view.scale));
  std::array<std::vector<FirmView>, provinces> firms;
  const auto eligible = gather<std::uint32_t>(
      programme, view, [](const FirmView &firm, std::vector<std::uint32_t> &found) {
        found.push_back(firm.handle());
      });
  for (const std::uint32_t handle : eligible) {
    const FirmView firm = firm_of(view.economy, handle);
    firms[static_cast<std::size_t>(firm.province())].push_back(firm);
  }
  if (eligible.empty()) {
    return;
  }
  const double part = std::min(1.0, (view.now.index - programme.from.index + 1) /
                                        (4.0 * static_cast<double>(network.build_years)));
  const Words w = words(view.fate, {0}, Purpose::instrument, programme.provinces.bits);
  const auto wanted =
      static_cast<std::size_t>(scaled(part * network.stations, uniform(w[0]), view));
  const auto reaches = [&](const Site &site, const FirmView &firm) {
    return site.province == firm.province() && distance_km(firm, site.east, site.north) <= radius;
  };
  // A new station stands where a firm, drawn by lot, has none within reach; all served, anywhere.
  if (book.sites.size() < wanted) {
    std::vector<Applicant> drawn;
    for (const auto &province : firms) {
      for (const FirmView &firm : province) {
        drawn.push_back({0, lot_of(firm, view, 4), firm.id(), firm.handle()});
      }
    }
    rank(drawn);
    for (const bool unreached : {true, false}) {
      for (const Applicant &each : drawn) {
        const FirmView firm = firm_of(view.economy, each.handle);
        const auto served = [&](const Site &site) { return reaches(site, firm); };
        if (book.sites.size() >= wanted) {
          break;
        }
        if (unreached && std::any_of(book.sites.begin(), book.sites.end(), served)) {
          continue;
        }
        // Nothing is built that could not be kept open, in this year and in later ones.
        const auto sites = static_cast<double>(book.sites.size() + 1);
        const double yearly = sites * static_cast<double>(network.running_cost);
        const double this_year =
            static_cast<double>(network.build_cost) + yearly * (5 - view.now.of_year()) / 4;
        if (this_year > static_cast<double>(budget_left(programme, book, view)) ||
            yearly > static_cast<double>(programme.yearly_budget) * view.scale) {
          activity_of(firm, book).unmet += network.build_cost;
          break;
        }
        deliver(firm.province(), network.build_cost, programme, index, view, book, support);
        book.sites.push_back({static_cast<std::uint8_t>(firm.province()), chains,
                              static_cast<float>(firm.block.firms.east[firm.row]),
                              static_cast<float>(firm.block.firms.north[firm.row]), view.now.index,
                              0, 0});
      }
    }
  }
  // Money short, all stations open for as long as it lasts.
  const Money cost = network.running_cost / 4;
  const auto all = static_cast<double>(cost) * static_cast<double>(book.sites.size());
  const auto left = static_cast<double>(std::max<Money>(0, budget_left(programme, book, view)));
  const double open = all > left ? left / all : 1;
  const double each = network.station_capacity +
                      network.agency_capacity * network.agencies / std::max(1.0, network.stations);
  for (std::size_t p = 0; p < provinces; ++p) {
    std::vector<Station> stations;
    for (const Site &site : book.sites) {
      if (site.province == p) {
        deliver(static_cast<int>(p), yuan(open * static_cast<double>(cost)), programme, index, view,
                book, support);
        stations.push_back({site.east, site.north, open * each});
        ++book.activity[p][0].standing;
      }
    }
    std::vector<std::uint16_t> east, north;
    for (const FirmView &firm : firms[p]) {
      east.push_back(firm.block.firms.east[firm.row]);
      north.push_back(firm.block.firms.north[firm.row]);
    }
    const std::vector<double> access = floating_catchment(stations, east, north, radius);
    for (std::size_t i = 0; i < access.size(); ++i) {
      Activity &activity = activity_of(firms[p][i], book);
      ++activity.applicants;
      if (access[i] > 0) {
        ++activity.reached;
        ++activity.admitted;
        grant_access(support, firms[p][i].handle(), access[i], index, view);
      } else {
        ++activity.unserved;
      }
    }
  }
}

} // namespace sme
