// Characteristic clusters: certifies existing agglomerations of a chain for three years and funds
// their shared platforms. DOMAIN 4.7: 100 a year since 2022 [S83],[S82]; batch 1: 31,000 SMEs, 310
// a cluster, 97 of 100 renewed in 2025 [S82]; the label itself carries no stated money, so a
// platform's money is assumed. A cluster is an industrial town, what lies around it, and a chain;
// the largest agglomerations come first. A platform bears a share of members' R&D services (shared
// laboratories) and brings members together; what follows is theirs (research.hpp,
// collaboration.hpp). Clusters are places and do not shrink with run.scale; their money does: what
// does not suffice for the next member is kept, up to a year's money.
#pragma once

#include "models/place.hpp"
#include "models/policy.hpp"

namespace sme {

struct ClusterProgramme {
  std::int64_t clusters_per_year = 100;
  std::int64_t years = 3;
  double radius = 20;
  double least_firms = 30;
  Money platform = 5'000'000;
  double service_share = 0.2;
  Money most = 50'000;
  double meetings = 0.1;
  double renewal = 0.8;

  static constexpr std::string_view name = "cluster_programme";
  static constexpr std::string_view mechanism =
      "certifies the largest agglomerations of a chain; their platforms bear a share of members' "
      "R&D "
      "services and bring members together; renewed if the agglomeration holds";
  static constexpr Programme terms() {
    Programme p;
    p.sizes = SizeSet::of({0, 1, 2});
    return p;
  }
  static constexpr auto codebook() {
    using I = ClusterProgramme;
    return Codebook{
        entry("clusters_per_year", &I::clusters_per_year, "1", 0, 10'000,
              "clusters certified in a year; they are places, so not scaled", "[S83]: 100"),
        entry("years", &I::years, "year", 1, 20, "term of a certificate", "[S82]: three"),
        entry("radius", &I::radius, "km", 0, 1000, "distance from the town within its cluster",
              "assumed"),
        entry("least_firms", &I::least_firms, "1", 0, 100'000,
              "firms doing R&D in an agglomeration at least, at 1:1; in proportion to run.scale",
              "assumed; 310 SMEs a cluster [S81]"),
        entry("platform", &I::platform, "CNY", 0, 100'000'000'000,
              "yearly public money of one platform at 1:1; shrinks with run.scale", "assumed"),
        entry("service_share", &I::service_share, "share", 0, 1,
              "share of members' R&D services that it bears", "assumed"),
        entry("most", &I::most, "CNY", 0, 10'000'000'000,
              "most that it bears for one member in a quarter", "assumed"),
        entry("meetings", &I::meetings, "1/quarter", 0, 100,
              "introductions between members, per member", "assumed"),
        entry("renewal", &I::renewal, "share", 0, 10,
              "firms at the end of the term, per firm at certification, that renew it",
              "assumed; 97 of 100 renewed [S82]")};
  }
};
static_assert(well_described<ClusterProgramme>());

/// Members of each place and chain: firms served by the programme within its radius, in the order
/// of blocks and rows. A firm is a member of the first place that it fits.
inline std::vector<std::vector<std::uint32_t>> members_of(const std::vector<Site> &places,
                                                          double radius, const Programme &programme,
                                                          const PolicyView &view) {
  std::vector<std::vector<std::uint32_t>> members(places.size());
  std::vector<std::vector<std::size_t>> of_cell(std::size_t{provinces} * chains);
  for (std::size_t s = 0; s < places.size(); ++s) {
    of_cell[std::size_t{places[s].province} * chains + places[s].chain].push_back(s);
  }
  struct Member {
    std::size_t place;
    std::uint32_t handle;
  };
  for (const Member &member :
       gather<Member>(programme, view, [&](const FirmView &firm, std::vector<Member> &found) {
         const std::size_t cell = static_cast<std::size_t>(firm.province()) * chains +
                                  static_cast<std::size_t>(firm.chain());
         for (const std::size_t s : of_cell[cell]) {
           if (distance_km(firm, places[s].east, places[s].north) <= radius) {
             found.push_back({s, firm.handle()});
             break;
           }
         }
       })) {
    members[member.place].push_back(member.handle);
  }
  return members;
}

/// The largest agglomerations that are no clusters yet.
inline void certify_clusters(const ClusterProgramme &clusters, const Programme &programme,
                             const PolicyView &view, ProgrammeBook &book) {
  std::vector<Site> places;
  for (int p = 0; p < provinces; ++p) {
    const double extent = view.reference.province[static_cast<std::size_t>(p)].extent_km;
    for (std::uint64_t t = 0; programme.provinces.has(p) && t < towns_of(view.parameters.place);
         ++t) {
      const Town at = town_of(p, t, extent);
      for (int c = 0; c < chains; ++c) {
        const Site place{static_cast<std::uint8_t>(p),
                         static_cast<std::uint8_t>(c),
                         static_cast<float>(at.east),
                         static_cast<float>(at.north),
                         view.now.index,
                         0,
                         0};
        const auto same = [&](const Site &s) {
          return s.province == place.province && s.chain == place.chain && s.east == place.east &&
                 s.north == place.north;
        };
        if (programme.chains.has(c) && std::none_of(book.sites.begin(), book.sites.end(), same)) {
          places.push_back(place);
        }
      }
    }
  }
  const auto members = members_of(places, clusters.radius, programme, view);
  const double least = std::max(1.0, clusters.least_firms * view.scale);
  std::vector<std::size_t> order;
  for (std::size_t s = 0; s < places.size(); ++s) {
    places[s].firms = static_cast<std::int64_t>(members[s].size());
    if (static_cast<double>(members[s].size()) >= least) {
      order.push_back(s);
    }
  }
  std::vector<std::uint32_t> lot;
  for (std::size_t s = 0; s < places.size(); ++s) {
    lot.push_back(lot_of(ClusterProgramme::name, programme, view, s + 1)[0]);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return places[a].firms != places[b].firms ? places[a].firms > places[b].firms : lot[a] < lot[b];
  });
  for (std::size_t k = 0; k < order.size(); ++k) {
    Activity &activity = book.activity[places[order[k]].province][0];
    ++activity.applicants; // here places, not firms, apply
    if (k < static_cast<std::size_t>(clusters.clusters_per_year)) {
      ++activity.admitted;
      // The account opens with part of a voucher, so that what is saved up for the next one does
      // not make small platforms spend less than large ones.
      const double part = uniform(lot_of(ClusterProgramme::name, programme, view, order[k] + 1)[1]);
      Site &site = book.sites.emplace_back(places[order[k]]);
      site.money = clusters.platform > 0 ? yuan(part * static_cast<double>(clusters.most)) : 0;
    } else {
      ++activity.unserved;
    }
  }
}

/// In the second quarter re-reviews and certifies; each quarter the platforms work.
inline void offer(const ClusterProgramme &clusters, const Programme &programme,
                  ProgrammeIndex index, const PolicyView &view, ProgrammeBook &book,
                  Support &support) {
  const auto term = static_cast<std::int32_t>(4 * clusters.years);
  if (view.now.of_year() == 2 && clusters.clusters_per_year > 0) {
    const auto now = members_of(book.sites, clusters.radius, programme, view);
    const std::size_t old = book.sites.size();
    certify_clusters(clusters, programme, view, book); // who fails waits a year
    std::vector<Site> kept;
    for (std::size_t s = 0; s < book.sites.size(); ++s) {
      Site site = book.sites[s];
      if (s < old && view.now.index - site.since >= term) {
        const auto firms = static_cast<std::int64_t>(now[s].size());
        if (static_cast<double>(firms) < clusters.renewal * static_cast<double>(site.firms)) {
          ++book.activity[site.province][0].refused;
          continue;
        }
        site.since = view.now.index;
        site.firms = firms;
      }
      kept.push_back(site);
    }
    book.sites = std::move(kept);
  }
  auto members = members_of(book.sites, clusters.radius, programme, view);
  for (std::size_t s = 0; s < book.sites.size(); ++s) {
    Site &site = book.sites[s];
    ++book.activity[site.province][0].standing;
    const Money yearly = yuan(static_cast<double>(clusters.platform) * view.scale);
    Money money = yearly / 4 + site.money;
    std::vector<Applicant> drawn;
    for (const std::uint32_t handle : members[s]) {
      const FirmView firm = firm_of(view.economy, handle);
      ++activity_of(firm, book).reached;
      drawn.push_back({0, lot_of(firm, view, 7), firm.id(), handle});
    }
    rank(drawn);
    // A platform without money brings nobody together.
    const bool funded = money > 0 && budget_left(programme, book, view) > 0;
    const double fraction = // of an introduction, by lottery
        uniform(lot_of(ClusterProgramme::name, programme, view, (1U << 20U) + s)[0]);
    const auto pairs = static_cast<std::size_t>(
        funded ? clusters.meetings * static_cast<double>(drawn.size()) + fraction : 0);
    for (std::size_t k = 0; k + 1 < drawn.size() && k < pairs; ++k) {
      support.introductions.push_back({index, static_cast<std::uint8_t>(PartnerKind::firm),
                                       drawn[k].handle, drawn[k + 1].handle});
      ++activity_of(firm_of(view.economy, drawn[k].handle), book).introduced;
    }
    // Members take turns in an order drawn with the certificate. One for whom the money does not
    // suffice keeps its turn until it does, so that large and small members are served alike.
    std::vector<Applicant> &queue = drawn;
    for (Applicant &each : queue) {
      each.lot = words(view.fate, Quarter{site.since}, Purpose::instrument, each.id, 7)[0];
    }
    rank(queue);
    const auto next =
        std::lower_bound(queue.begin(), queue.end(), site.turn,
                         [](const Applicant &a, std::uint32_t lot) { return a.lot < lot; });
    std::rotate(queue.begin(), next, queue.end());
    bool waits = false;
    for (const Applicant &each : queue) {
      const FirmView firm = firm_of(view.economy, each.handle);
      const auto r = static_cast<std::size_t>(firm.researcher);
      const double services = (1 - view.parameters.research.wage_share) *
                              firm.block.researchers.rnd_real_plan[r] *
                              firm.block.firms.revenue_last[firm.row] / 4;
      const Money most = std::min(clusters.most, yuan(1.5 * clusters.service_share * services));
      if (most <= 0) {
        continue;
      }
      if (!waits && most > std::min(money, budget_left(programme, book, view))) {
        waits = true;
        site.turn = each.lot;
      }
      if (waits) {
        activity_of(firm, book).unmet += most;
        continue;
      }
      offer_help(firm, HelpKind::services, clusters.service_share, most, programme, index, view,
                 book, support);
      money -= most;
    }
    site.money = std::min(money, std::max(yearly, clusters.most));
  }
}

} // namespace sme
