// Matchmaking of large and small firms: events of a chain at which leaders publish what they want
// supplied and SMEs what they can supply. DOMAIN 4.5: Sichuan, nearly ten events in the first weeks
// of 2025 [seed]; one national event: 70 SRDI firms, 114 intentions [S85b]. Firms and leaders are
// matched by deferred acceptance (matching.hpp): firms list leaders by fit and nearness, leaders
// keep the best by fit and offer within the demands they brought. Those matched are introduced;
// whether a contract follows is theirs (collaboration.hpp), on the leader's ordinary places.
#pragma once

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
              "events in a quarter at 1:1; shrinks with run.scale",
              "[seed]: Sichuan nearly ten in early 2025"),
        entry("seats", &I::seats, "1", 0, 100'000, "SMEs at one event", "[S85b]: more than 70"),
        entry("leaders", &I::leaders, "1", 0, 10'000, "chain leaders at one event", "assumed"),
        entry("demands", &I::demands, "1", 0, 10'000,
              "SMEs that a leader is ready to talk to at one event",
              "assumed; 1.6 intentions a firm [S85b]"),
        entry("event_cost", &I::event_cost, "CNY", 0, 10'000'000'000, "public cost of one event",
              "assumed")};
  }
};
static_assert(well_described<MatchingEvents>());

/// Holds the quarter's events, each for one chain.
inline void offer(const MatchingEvents &events, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  const Words first = lot_of(MatchingEvents::name, programme, view);
  const std::int64_t count = scaled(events.events, uniform(first[0]), view);
  if (count <= 0 || events.seats == 0 || events.leaders == 0 || events.demands == 0) {
    return;
  }
  const Economy &economy = view.economy;
  const CollaborationParameters &p = view.parameters.collaboration;
  std::array<std::vector<std::uint32_t>, chains> lists;
  struct Supplier {
    int chain;
    std::uint32_t handle;
  };
  for (const Supplier &supplier :
       gather<Supplier>(programme, view, [](const FirmView &firm, std::vector<Supplier> &found) {
         const auto r = static_cast<std::size_t>(firm.researcher);
         if (firm.block.researchers.rnd_real_plan[r] > 0) {
           found.push_back({firm.chain(), firm.handle()});
         }
       })) {
    lists[static_cast<std::size_t>(supplier.chain)].push_back(supplier.handle);
  }
  std::vector<int> open; // chains with firms and leaders
  std::array<std::vector<std::uint32_t>, chains> leaders;
  for (std::size_t i = 0; i < economy.network.leaders.size(); ++i) {
    leaders[economy.network.leaders[i].chain].push_back(static_cast<std::uint32_t>(i));
  }
  for (std::size_t c = 0; c < chains; ++c) {
    if (!lists[c].empty() && !leaders[c].empty()) {
      open.push_back(static_cast<int>(c));
    }
  }
  for (std::int64_t event = 0; event < count && !open.empty(); ++event) {
    const Words w =
        lot_of(MatchingEvents::name, programme, view, static_cast<std::uint64_t>(event) + 1);
    const auto chain = static_cast<std::size_t>(
        open[static_cast<std::size_t>(uniform(w[0]) * static_cast<double>(open.size()))]);
    std::vector<Applicant> guests;
    for (const std::uint32_t handle : lists[chain]) {
      const FirmView firm = firm_of(economy, handle);
      guests.push_back(
          {0, lot_of(firm, view, static_cast<std::uint32_t>(16 + event)), firm.id(), handle});
    }
    rank(guests);
    const FirmView host = firm_of(economy, guests.front().handle);
    if (events.event_cost > budget_left(programme, book, view)) {
      activity_of(host, book).unmet += events.event_cost;
      return;
    }
    deliver(host.province(), events.event_cost, programme, index, view, book, support);
    // Leaders take turns; each is ready to talk to so many.
    std::vector<std::uint32_t> present;
    const auto start =
        static_cast<std::size_t>(uniform(w[1]) * static_cast<double>(leaders[chain].size()));
    for (std::size_t k = 0;
         k < leaders[chain].size() && present.size() < static_cast<std::size_t>(events.leaders);
         ++k) {
      present.push_back(leaders[chain][(start + k) % leaders[chain].size()]);
    }
    const std::vector<std::uint32_t> places(present.size(),
                                            static_cast<std::uint32_t>(events.demands));
    Applications applications;
    std::vector<std::uint32_t> seated;
    for (const Applicant &guest : guests) {
      const FirmView firm = firm_of(economy, guest.handle);
      Activity &activity = activity_of(firm, book);
      ++activity.applicants;
      if (seated.size() == static_cast<std::size_t>(events.seats)) {
        ++activity.unserved;
        continue;
      }
      ++activity.admitted;
      seated.push_back(guest.handle);
      const auto r = static_cast<std::size_t>(firm.researcher);
      const float good =
          firm.block.firms.quality[firm.row] * firm.block.firms.productivity[firm.row];
      std::vector<std::pair<double, Application>> list;
      for (std::size_t k = 0; k < present.size(); ++k) {
        const Leader &leader = economy.network.leaders[present[k]];
        const double fit = supply_fit(leader, firm.block.researchers.knowledge[r], p.supply_width);
        if (fit >= p.supply_fit_least) {
          list.push_back({fit * closeness(firm.province(), leader.province, p),
                          {static_cast<std::uint32_t>(k), static_cast<float>(fit) * good}});
        }
      }
      std::sort(list.begin(), list.end(), [](const auto &x, const auto &y) {
        return x.first != y.first ? x.first > y.first : x.second.receiver < y.second.receiver;
      });
      applications.begin((std::uint64_t{guest.lot} << 32U) ^ firm.id());
      for (const auto &[wanted, application] : list) {
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
