// Events, consortia and challenges: who meets whom, and who wins.
#include <algorithm>
#include <set>

#include "tests/unit/village.hpp"

using namespace sme;
using namespace sme::test;

namespace {

constexpr int sichuan = 22, aerospace = 12;

Knowledge point(std::uint64_t number, double spread) {
  Draws draws({9, 0}, {0}, Purpose::leader, number);
  Knowledge knowledge{};
  for (float &k : knowledge) {
    k = static_cast<float>(0.5 + spread * (draws.next() - 0.5));
  }
  return knowledge;
}
void add_leader(Village &village, std::uint64_t number, int province = sichuan) {
  Leader leader;
  leader.id = 900'000 + number;
  leader.demand = {point(3 * number, 0.4), point(3 * number + 1, 0.4), point(3 * number + 2, 0.4)};
  leader.places = 20;
  leader.province = static_cast<std::uint8_t>(province);
  leader.chain = aerospace;
  village.economy.network.leaders.push_back(leader);
}
void add_firms(Village &village, int count) {
  for (int k = 0; k < count; ++k) {
    village.firm(k % 3 == 0 ? sichuan : 18, aerospace, Tier::srdi,
                 [&](Firms &f, Researchers &t, std::size_t i, std::size_t r) {
                   f.quality[i] = static_cast<float>(0.8 + 0.02 * k);
                   f.revenue_last[i] = 50e6F;
                   t.rnd_last[r] = 2e6F;
                   t.rnd_real_plan[r] = 0.04F;
                   t.knowledge[r] = point(1000 + static_cast<std::uint64_t>(k), 0.4);
                 });
  }
}

struct Pair {
  std::uint32_t firm, leader;
};
/// Pairs of a firm and a leader that both would rather have each other, found by looking at all.
int blocking(const Village &village, const std::vector<Pair> &made, std::size_t places) {
  const CollaborationParameters &p = plain().parameters.collaboration;
  const auto fit = [&](std::uint32_t firm, std::uint32_t leader) {
    const FirmView view = firm_of(village.economy, firm);
    return supply_fit(village.economy.network.leaders[leader],
                      view.block.researchers.knowledge[static_cast<std::size_t>(view.researcher)],
                      p.supply_width);
  };
  const auto wish = [&](std::uint32_t firm, std::uint32_t leader) {
    return fit(firm, leader) * closeness(firm_of(village.economy, firm).province(),
                                         village.economy.network.leaders[leader].province, p);
  };
  const auto worth = [&](std::uint32_t firm, std::uint32_t leader) {
    const FirmView view = firm_of(village.economy, firm);
    return fit(firm, leader) * view.block.firms.quality[static_cast<std::size_t>(view.row)] *
           view.block.firms.productivity[static_cast<std::size_t>(view.row)];
  };
  int count = 0;
  for (std::uint32_t firm = 0; firm < village.economy.where.size(); ++firm) {
    for (std::uint32_t leader = 0; leader < village.economy.network.leaders.size(); ++leader) {
      bool firm_gains = fit(firm, leader) >= p.supply_fit_least;
      double worst = 1e9;
      std::size_t taken = 0;
      for (const Pair &pair : made) {
        if (pair.firm == firm) {
          firm_gains = firm_gains && wish(firm, leader) > wish(firm, pair.leader);
        }
        if (pair.leader == leader) {
          ++taken;
          worst = std::min(worst, worth(pair.firm, leader));
        }
      }
      count += firm_gains && (taken < places || worth(firm, leader) > worst + 1e-6) ? 1 : 0;
    }
  }
  return count;
}

std::set<std::uint32_t> members(const ProgrammeBook &book) {
  std::set<std::uint32_t> all;
  for (const Club &club : book.clubs) {
    all.insert(club.firms.begin(), club.firms.end());
  }
  return all;
}

} // namespace

TEST_CASE("after an event no leader and firm would rather have met each other") {
  Village village;
  add_firms(village, 24);
  for (std::uint64_t l = 0; l < 4; ++l) {
    add_leader(village, l, l < 2 ? sichuan : 18);
  }
  MatchingEvents events;
  events.events = 1;
  events.demands = 3;
  Office office{events};
  const Support support = office.offers(village.economy, quarter_of(2019, 1));
  std::vector<Pair> made;
  std::map<std::uint32_t, int> of_leader, of_firm;
  for (const Introduction &introduction : support.introductions) {
    made.push_back({introduction.firm, introduction.partner});
    CHECK(++of_leader[introduction.partner] <= 3);
    CHECK(++of_firm[introduction.firm] == 1);
  }
  REQUIRE(made.size() >= 6);
  CHECK(blocking(village, made, 3) == 0);
  std::vector<Pair> crossed = made; // the wrong twin: partners change places
  for (std::size_t i = 0; i < made.size(); ++i) {
    crossed[i].leader = made[(i + made.size() / 2) % made.size()].leader;
  }
  CHECK(blocking(village, crossed, 3) > 0);
}

TEST_CASE("an event has so many seats, is paid in full or not held, and comes from the budget") {
  Village village;
  add_firms(village, 24);
  add_leader(village, 1);
  MatchingEvents events;
  events.events = 10;
  events.seats = 5;
  Office office{events};
  office.programme.yearly_budget = 2'700'000; // five events and a bit
  const Support support = office.offers(village.economy, quarter_of(2019, 1));
  Money paid = 0;
  for (const Delivery &delivery : support.deliveries) {
    CHECK(delivery.amount == events.event_cost);
    paid += delivery.amount;
  }
  CHECK(paid == 2'500'000);
  const Activity activity = nation(office.book.activity);
  CHECK(activity.admitted == 5 * 5);
  CHECK(activity.unserved == 5 * 19);
  CHECK(activity.unmet == events.event_cost);
}

TEST_CASE("a consortium is never larger than stated and nobody is in two") {
  Village village;
  add_firms(village, 30);
  for (std::uint64_t l = 0; l < 5; ++l) {
    add_leader(village, l);
  }
  for (std::uint64_t i = 0; i < 6; ++i) {
    village.economy.network.institutes.push_back({800'000 + i, point(500 + i, 0.6), 1e6F, 9, 22});
  }
  InnovationConsortium consortium;
  consortium.consortia = 4;
  Office office{consortium};
  const Quarter begin = quarter_of(2019, 1);
  for (int q = 0; q < 16; ++q) {
    const Support support = office.offers(village.economy, begin + q);
    std::size_t seats = 0;
    std::set<std::uint32_t> leaders;
    REQUIRE(office.book.clubs.size() == 4);
    for (const Club &club : office.book.clubs) {
      CHECK(club.firms.size() <= 7);
      CHECK(club.institutes.size() <= 2);
      CHECK(leaders.insert(club.leader).second);
      CHECK(begin.index + q - club.since < 12);
      seats += club.firms.size();
    }
    CHECK(members(office.book).size() == seats);
    CHECK(support.helps.size() == seats); // each member is co-funded once
    // Members of a club meet each other, nobody else.
    std::size_t pairs = 0;
    for (const Club &club : office.book.clubs) {
      const std::size_t n = club.firms.size();
      pairs += n + n * (n - 1) / 2 + n * club.institutes.size();
    }
    CHECK(support.introductions.size() == pairs);
  }
}

TEST_CASE("a small nation has its share of consortia however many years have passed") {
  // Half a consortium: in half of the worlds there is one, and no more after some years.
  Village village;
  add_firms(village, 12);
  for (std::uint64_t l = 0; l < 6; ++l) {
    add_leader(village, l);
  }
  int clubs = 0;
  const int worlds = 400;
  for (int w = 0; w < worlds; ++w) {
    village.economy.fate = {static_cast<std::uint32_t>(w), 0};
    InnovationConsortium consortium;
    consortium.consortia = 0.5;
    Office office{consortium};
    for (int year = 0; year < 3; ++year) {
      office.offers(village.economy, quarter_of(2019 + year, 1));
    }
    clubs += static_cast<int>(office.book.clubs.size());
  }
  CHECK(std::abs(clubs - worlds / 2) < 4 * 10); // standard deviation of the count: 10
}

TEST_CASE("of those who answer a posted problem the best fit works on it, the others lose") {
  Village village;
  add_firms(village, 3);
  add_leader(village, 1);
  OpenChallenge challenge;
  challenge.problems = 4; // one a quarter
  Office office{challenge};
  office.programme.until = quarter_of(2019, 1);
  const Support posted = office.offers(village.economy, quarter_of(2019, 1));
  REQUIRE(posted.challenges.size() == 1);
  const std::int32_t number = posted.challenges.front().number;
  village.economy.answers = {{0, number, 0, 0.4F}, {0, number, 1, 0.7F}, {0, number, 2, 0.5F}};
  const auto working = [&](const Support &support) {
    CHECK(support.helps.size() == 1);
    return !support.helps.empty() && support.helps.front().kind == HelpKind::project &&
           support.helps.front().row == 1 && support.helps.front().share == 0.7F;
  };
  CHECK(working(office.offers(village.economy, quarter_of(2019, 2))));
  CHECK(nation(office.book.activity).refused == 2);
  CHECK(nation(office.book.activity).admitted == 1);
  village.economy.answers.clear();

  SUBCASE("unsolved at the deadline, nobody gets the prize") {
    for (int q = 1; q < 6; ++q) {
      CHECK(working(office.offers(village.economy, quarter_of(2019, 2) + q)));
    }
    const Support after = office.offers(village.economy, quarter_of(2019, 2) + 6);
    CHECK(after.helps.empty());
    CHECK(after.payments.empty());
    CHECK(office.book.contests.empty());
  }
  SUBCASE("solved, the prize is paid once, part of it by the leader, who meets the winner") {
    village.economy.solutions = {{0, number, 1}};
    const Support solved = office.offers(village.economy, quarter_of(2019, 3));
    REQUIRE(solved.payments.size() == 2);
    CHECK(paid_to(solved, 1) == 3'000'000);
    CHECK(solved.payments[0].amount == 900'000);
    CHECK(solved.payments[1].flow == Flow::prizes);
    REQUIRE(solved.introductions.size() == 1);
    CHECK(solved.introductions.front().firm == 1);
    CHECK(nation(office.book.activity).solved == 1);
    const Support again = office.offers(village.economy, quarter_of(2019, 4));
    CHECK(again.payments.empty());
    CHECK(again.helps.empty());
  }
  SUBCASE("short of public money, the leader's part is paid all the same") {
    office.programme.yearly_budget = 100'000;
    village.economy.solutions = {{0, number, 1}};
    const Support solved = office.offers(village.economy, quarter_of(2019, 3));
    CHECK(paid_to(solved, 1) == 2'100'000);
    CHECK(nation(office.book.activity).unmet == 900'000);
  }
}

TEST_CASE("a problem that nobody answers is taken down after its time") {
  Village village;
  add_firms(village, 3);
  add_leader(village, 1);
  OpenChallenge challenge;
  challenge.problems = 4;
  Office office{challenge};
  int shown = 0;
  std::int32_t first = 0;
  for (int q = 0; q < 8; ++q) {
    const Support support = office.offers(village.economy, quarter_of(2019, 1) + q);
    first = q == 0 ? support.challenges.front().number : first;
    for (const Challenge &each : support.challenges) {
      shown += each.number == first ? 1 : 0;
    }
  }
  CHECK(shown == 4);
}

TEST_CASE("everybody who answers a problem bears the cost of the answer") {
  OpenChallenge challenge = made_visible(OpenChallenge{});
  challenge.prize = 30'000'000;
  Scenario with = small_world();
  with.policies = {programme_of(challenge, quarter_of(2019, 1))};
  Scenario none = with;
  none.policies.clear();
  Economy a = with_policies(settled(), none);
  Economy b = with_policies(settled(), with);
  const Measures without = quarter(a, none, serial_executor());
  const Measures posted = quarter(b, with, serial_executor());
  const auto answers = static_cast<Money>(nation(posted.tally.activity.front()).answered);
  REQUIRE(answers > 10);
  CHECK(flow(without, Flow::research_services, Account::firms) -
            flow(posted, Flow::research_services, Account::firms) ==
        answers * challenge.answer_cost);
}
