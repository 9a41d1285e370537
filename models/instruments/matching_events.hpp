// Matchmaking of large and small firms: events of a chain at which leaders publish what they want
// supplied and SMEs what they can supply. DOMAIN 4.5: Sichuan, nearly ten events in the first weeks
// of 2025 [seed]; one national event: 70 SRDI firms, 114 intentions [S85b]. Firms and leaders are
// matched by deferred acceptance (matching.hpp): firms list leaders by fit and nearness, leaders
// keep the best by fit and offer within the demands they brought. Those matched are introduced;
// whether a contract follows is theirs (collaboration.hpp), on the leader's ordinary places. A run
// at a smaller scale holds every event; the firms, demands and money at it are in proportion.
#pragma once

#include <cmath>

#include "models/matching.hpp"
#include "models/policy.hpp"

namespace sme {

struct MatchingEvents {
  double events = 10;
  std::int64_t seats = 70;
  std::int64_t leaders = 10;
  std::int64_t demands = 10;
  Money event_cost = 500'000;

  static constexpr std::string_view name = "matching_events";
  static constexpr std::string_view mechanism = "events at which leaders' demand lists meet SMEs' "
                                                "supply lists: a stable matching by fit says "
                                                "who is introduced to whom; contracts are theirs";
  static constexpr Programme terms() {
    Programme p;
    p.sizes = SizeSet::of({0, 1, 2});
    p.payer = Payer::province;
    return p;
  }
  static constexpr auto codebook() {
    using I = MatchingEvents;
    return Codebook{
        entry("events", &I::events, "1/quarter", 0, 100'000,
              "events in a quarter; they are held at every scale, so not scaled",
              "[seed]: Sichuan nearly ten in early 2025"),
        entry("seats", &I::seats, "1", 0, 100'000,
              "SMEs at one event at 1:1; shrinks with run.scale", "[S85b]: more than 70"),
        entry("leaders", &I::leaders, "1", 0, 10'000, "chain leaders at one event", "assumed"),
        entry("demands", &I::demands, "1", 0, 10'000,
              "SMEs that a leader is ready to talk to at one event at most; in total scaled by "
              "run.scale",
              "assumed; 1.6 intentions a firm [S85b]"),
        entry("event_cost", &I::event_cost, "CNY", 0, 10'000'000'000,
              "public cost of one event at 1:1; shrinks with run.scale", "assumed")};
  }
};
static_assert(well_described<MatchingEvents>());

/// How many SMEs each leader present is ready to talk to. Together as many as the leaders who would
/// come at 1:1, in proportion to the scale, the fraction by lottery (`uniform_number`); a leader
/// never more than it has demands.
inline std::vector<std::uint32_t> readiness(const MatchingEvents &events, int chain,
                                            std::size_t present, double uniform_number,
                                            const PolicyView &view) {
  const std::int64_t national =
      std::llround(view.reference.chain[static_cast<std::size_t>(chain)].leaders);
  const double coming = static_cast<double>(
      std::max(static_cast<std::int64_t>(present), std::min(events.leaders, national)));
  const std::int64_t all =
      scaled(coming * static_cast<double>(events.demands), uniform_number, view);
  std::vector<std::uint32_t> places(present);
  for (std::size_t k = 0; k < present; ++k) { // the first few take what does not divide
    const auto leaders = static_cast<std::int64_t>(present);
    const std::int64_t share =
        all / leaders + (static_cast<std::int64_t>(k) < all % leaders ? 1 : 0);
    places[k] = static_cast<std::uint32_t>(std::min(share, events.demands));
  }
  return places;
}

/// SMEs of a chain that would come to its events, in the order of a lottery; an event invites them
/// from some place in that order on.
struct SupplyList {
  std::vector<Applicant> firms;
  std::array<std::array<std::int64_t, tiers>, provinces> of{}; ///< how many, by province and tier

  std::size_t from(std::uint32_t lot) const {
    const auto at = std::lower_bound(firms.begin(), firms.end(), lot,
                                     [](const Applicant &a, std::uint32_t l) { return a.lot < l; });
    return static_cast<std::size_t>(at - firms.begin()) % firms.size();
  }
  /// All ask for a seat; those who get one are no longer unserved.
  void count_applicants(ProgrammeBook &book) const {
    for (std::size_t p = 0; p < provinces; ++p) {
      for (std::size_t t = 0; t < tiers; ++t) {
        book.activity[p][t].applicants += of[p][t];
        book.activity[p][t].unserved += of[p][t];
      }
    }
  }
};
struct Supplier {
  int chain;
  Applicant applicant;
};

/// Holds the quarter's events, each for one chain.
inline void offer(const MatchingEvents &events, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  const Words first = lot_of(MatchingEvents::name, programme, view);
  const auto count = static_cast<std::int64_t>(events.events + uniform(first[0]));
  const Money cost = yuan(static_cast<double>(events.event_cost) * view.scale);
  if (count <= 0 || events.seats == 0 || events.leaders == 0 || events.demands == 0) {
    return;
  }
  const Economy &economy = view.economy;
  const CollaborationParameters &p = view.parameters.collaboration;
  std::array<SupplyList, chains> lists;
  for (const Supplier &supplier :
       gather<Supplier>(programme, view, [&](const FirmView &firm, std::vector<Supplier> &found) {
         const auto r = static_cast<std::size_t>(firm.researcher);
         if (firm.block.researchers.rnd_real_plan[r] > 0) {
           found.push_back({firm.chain(), {0, lot_of(firm, view, 16), firm.id(), firm.handle()}});
         }
       })) {
    SupplyList &list = lists[static_cast<std::size_t>(supplier.chain)];
    list.firms.push_back(supplier.applicant);
    const FirmView firm = firm_of(economy, supplier.applicant.handle);
    ++list.of[static_cast<std::size_t>(firm.province())][static_cast<std::size_t>(firm.tier())];
  }
  std::vector<int> open; // chains with firms and leaders
  std::array<std::vector<std::uint32_t>, chains> leaders;
  for (std::size_t i = 0; i < economy.network.leaders.size(); ++i) {
    leaders[economy.network.leaders[i].chain].push_back(static_cast<std::uint32_t>(i));
  }
  for (std::size_t c = 0; c < chains; ++c) {
    rank(lists[c].firms);
    if (!lists[c].firms.empty() && !leaders[c].empty()) {
      open.push_back(static_cast<int>(c));
    }
  }
  for (std::int64_t event = 0; event < count && !open.empty(); ++event) {
    const Words w =
        lot_of(MatchingEvents::name, programme, view, static_cast<std::uint64_t>(event) + 1);
    const auto chain = static_cast<std::size_t>(
        open[static_cast<std::size_t>(uniform(w[0]) * static_cast<double>(open.size()))]);
    const SupplyList &list = lists[chain];
    const std::size_t invited = list.from(w[3]);
    const FirmView host = firm_of(economy, list.firms[invited].handle);
    if (cost > budget_left(programme, book, view)) {
      activity_of(host, book).unmet += cost;
      return;
    }
    deliver(host.province(), cost, programme, index, view, book, support);
    // Leaders take turns; each is ready to talk to so many.
    std::vector<std::uint32_t> present;
    const auto start =
        static_cast<std::size_t>(uniform(w[1]) * static_cast<double>(leaders[chain].size()));
    for (std::size_t k = 0;
         k < leaders[chain].size() && present.size() < static_cast<std::size_t>(events.leaders);
         ++k) {
      present.push_back(leaders[chain][(start + k) % leaders[chain].size()]);
    }
    // One lot for seats and demands: where a fraction of each makes one, they make it together.
    const auto places =
        readiness(events, static_cast<int>(chain), present.size(), uniform(w[2]), view);
    const auto seats = std::min(
        list.firms.size(),
        static_cast<std::size_t>(scaled(static_cast<double>(events.seats), uniform(w[2]), view)));
    list.count_applicants(book);
    Applications applications;
    std::vector<std::uint32_t> seated;
    for (std::size_t seat = 0; seat < seats; ++seat) {
      const Applicant &guest = list.firms[(invited + seat) % list.firms.size()];
      const FirmView firm = firm_of(economy, guest.handle);
      Activity &activity = activity_of(firm, book);
      --activity.unserved;
      ++activity.admitted;
      seated.push_back(guest.handle);
      const auto r = static_cast<std::size_t>(firm.researcher);
      const float good =
          firm.block.firms.quality[firm.row] * firm.block.firms.productivity[firm.row];
      std::vector<std::pair<double, Application>> wishes;
      for (std::size_t k = 0; k < present.size(); ++k) {
        const Leader &leader = economy.network.leaders[present[k]];
        const double fit = supply_fit(leader, firm.block.researchers.knowledge[r], p.supply_width);
        if (fit >= p.supply_fit_least) {
          wishes.push_back({fit * closeness(firm.province(), leader.province, p),
                            {static_cast<std::uint32_t>(k), static_cast<float>(fit) * good}});
        }
      }
      std::sort(wishes.begin(), wishes.end(), [](const auto &x, const auto &y) {
        return x.first != y.first ? x.first > y.first : x.second.receiver < y.second.receiver;
      });
      applications.begin((std::uint64_t{guest.lot} << 32U) ^ firm.id());
      for (const auto &[wanted, application] : wishes) {
        applications.apply(application);
      }
    }
    const auto matching = deferred_acceptance(applications, places);
    for (std::size_t i = 0; i < matching.size(); ++i) {
      if (matching[i] != unmatched) {
        support.introductions.push_back({index, static_cast<std::uint8_t>(PartnerKind::leader),
                                         seated[i], present[matching[i]]});
        ++activity_of(firm_of(economy, seated[i]), book).introduced;
      }
    }
  }
}

} // namespace sme
