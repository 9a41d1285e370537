// Innovation consortia of a chain: a leader, key firms and institutes that do R&D together for some
// years. DOMAIN [S84]: Tianjin, October 2024: 17 consortia, 170 members, 9 chain leaders, 62 key
// chain firms, 9 chains. Members are chosen near the best cognitive distance from what the leader
// wants (inverted U, Nooteboom et al. 2007 [S143]); they are introduced to each other, the payer
// bears a share of the R&D services they buy, and what they learn flows along their ties
// (collaboration.hpp). Not modelled: a legal entity of the club, rights to results.
#pragma once

#include "models/policy.hpp"

namespace sme {

struct InnovationConsortium {
  double consortia = 17;
  std::int64_t firms = 7;
  std::int64_t institutes = 2;
  std::int64_t years = 3;
  double co_funding = 0.3;
  Money most = 500'000;

  static constexpr std::string_view name = "innovation_consortium";
  static constexpr std::string_view mechanism =
      "clubs of a leader, key firms and institutes of a chain near the best cognitive distance: "
      "they are introduced to each other, their R&D services are co-funded, results are shared "
      "along their ties";
  static constexpr Programme terms() {
    Programme p;
    p.sizes = SizeSet::of({0, 1, 2});
    p.payer = Payer::province;
    return p;
  }
  static constexpr auto codebook() {
    using I = InnovationConsortium;
    return Codebook{
        entry("consortia", &I::consortia, "1", 0, 100'000,
              "consortia at work at 1:1; shrinks with run.scale", "[S84]: 17"),
        entry("firms", &I::firms, "1", 0, 1000, "firms of one consortium beside the leader",
              "[S84]: 170 members of 17, leaders and institutes among them"),
        entry("institutes", &I::institutes, "1", 0, 1000, "institutes of one consortium",
              "assumed; [S84] names them without a number"),
        entry("years", &I::years, "year", 1, 20, "life of a consortium", "assumed"),
        entry("co_funding", &I::co_funding, "share", 0, 1,
              "share of members' R&D services that the payer bears", "assumed"),
        entry("most", &I::most, "CNY", 0, 10'000'000'000,
              "most that the payer bears for one member in a quarter", "assumed")};
  }
};
static_assert(well_described<InnovationConsortium>());

/// The leader's view of a firm as a member: value of joint work with what it wants, times its
/// offer.
inline double membership(const Leader &leader, const FirmView &firm, const PolicyView &view) {
  const auto r = static_cast<std::size_t>(firm.researcher);
  const Firms &f = firm.block.firms;
  const double d = distance(leader.demand[0], firm.block.researchers.knowledge[r]);
  return joint_value(d, view.parameters.collaboration.optimum) * f.quality[firm.row] *
         f.productivity[firm.row];
}

/// A new club around a leader of a chain that has none yet, of the provinces served if there is
/// one; nobody is in two clubs.
inline void form_club(const InnovationConsortium &consortium, const Programme &programme,
                      const PolicyView &view, ProgrammeBook &book, const Words &lot) {
  const Network &network = view.economy.network;
  std::vector<std::uint32_t> home, away, taken;
  for (const Club &club : book.clubs) {
    taken.insert(taken.end(), club.firms.begin(), club.firms.end());
  }
  for (std::size_t i = 0; i < network.leaders.size(); ++i) {
    const auto leads = [&](const Club &club) { return club.leader == i; };
    if (programme.chains.has(network.leaders[i].chain) &&
        std::none_of(book.clubs.begin(), book.clubs.end(), leads)) {
      (programme.provinces.has(network.leaders[i].province) ? home : away)
          .push_back(static_cast<std::uint32_t>(i));
    }
  }
  const std::vector<std::uint32_t> &open = home.empty() ? away : home;
  if (open.empty()) {
    return;
  }
  Club club{open[static_cast<std::size_t>(uniform(lot[0]) * static_cast<double>(open.size()))],
            view.now.index,
            {},
            {}};
  const Leader &leader = network.leaders[club.leader];
  std::vector<Applicant> candidates =
      gather<Applicant>(programme, view, [&](const FirmView &firm, std::vector<Applicant> &found) {
        const auto r = static_cast<std::size_t>(firm.researcher);
        if (firm.chain() == leader.chain && firm.block.researchers.rnd_last[r] > 0 &&
            std::find(taken.begin(), taken.end(), firm.handle()) == taken.end()) {
          found.push_back(
              {membership(leader, firm, view), lot_of(firm, view, 2), firm.id(), firm.handle()});
        }
      });
  rank(candidates);
  for (const Applicant &candidate : candidates) {
    Activity &activity = activity_of(firm_of(view.economy, candidate.handle), book);
    ++activity.applicants;
    if (candidate.merit <= 0) {
      ++activity.refused;
    } else if (club.firms.size() < static_cast<std::size_t>(consortium.firms)) {
      ++activity.admitted;
      club.firms.push_back(candidate.handle);
    } else {
      ++activity.unserved;
    }
  }
  std::vector<Applicant> houses;
  for (std::size_t i = 0; i < network.institutes.size(); ++i) {
    const Institute &institute = network.institutes[i];
    if (programme.provinces.has(institute.province)) {
      houses.push_back({joint_value(distance(leader.demand[0], institute.knowledge),
                                    view.parameters.collaboration.optimum),
                        0, institute.id, static_cast<std::uint32_t>(i)});
    }
  }
  rank(houses);
  for (std::size_t i = 0; i < houses.size() && i < static_cast<std::size_t>(consortium.institutes);
       ++i) {
    club.institutes.push_back(houses[i].handle);
  }
  if (!club.firms.empty()) {
    book.clubs.push_back(std::move(club));
  }
}

/// At the start of a year forms the clubs that are missing; each quarter members meet and are
/// co-funded.
inline void offer(const InnovationConsortium &consortium, const Programme &programme,
                  ProgrammeIndex index, const PolicyView &view, ProgrammeBook &book,
                  Support &support) {
  const auto life = static_cast<std::int32_t>(4 * consortium.years);
  std::erase_if(book.clubs, [&](const Club &club) {
    return view.now.index - club.since >= life || club.firms.empty();
  });
  if ((view.now.of_year() == 1 || view.now == programme.from) && consortium.firms > 0) {
    // A stock, so the same lottery every year: a new one each year would add up to too many.
    const std::uint64_t key =
        (std::uint64_t{programme.provinces.bits} << 32U) | programme.chains.bits;
    const Words w = words(view.fate, {0}, Purpose::instrument, ~key);
    const auto wanted = static_cast<std::size_t>(scaled(consortium.consortia, uniform(w[0]), view));
    for (std::size_t k = book.clubs.size(); k < wanted; ++k) {
      form_club(consortium, programme, view, book,
                lot_of(InnovationConsortium::name, programme, view, k + 1));
    }
  }
  for (const Club &club : book.clubs) {
    const auto meet = [&](std::uint32_t firm, PartnerKind kind, std::uint32_t partner) {
      support.introductions.push_back({index, static_cast<std::uint8_t>(kind), firm, partner});
    };
    ++book.activity[view.economy.network.leaders[club.leader].province][0].standing;
    for (std::size_t i = 0; i < club.firms.size(); ++i) {
      const FirmView firm = firm_of(view.economy, club.firms[i]);
      activity_of(firm, book).reached += 1;
      if (programme.serves(firm.province(), firm.chain(), firm.tier(), firm.size()) &&
          consortium.co_funding > 0) {
        offer_help(firm, HelpKind::services, consortium.co_funding, consortium.most, programme,
                   index, view, book, support);
      }
      if (view.now.index == club.since) { // once: who meets in a club stays in touch by choice
        activity_of(firm, book).introduced +=
            static_cast<std::int64_t>(club.firms.size() - i + club.institutes.size());
      }
      meet(club.firms[i], PartnerKind::leader, club.leader);
      for (std::size_t j = i + 1; j < club.firms.size(); ++j) {
        meet(club.firms[i], PartnerKind::firm, club.firms[j]);
      }
      for (const std::uint32_t institute : club.institutes) {
        meet(club.firms[i], PartnerKind::institute, institute);
      }
    }
  }
}

} // namespace sme
