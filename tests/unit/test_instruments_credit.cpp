// Loan lines and equity funds: who comes first, what one firm can get, what comes back.
#include <cmath>

#include "tests/unit/village.hpp"

using namespace sme;
using namespace sme::test;

namespace {

constexpr Quarter start = quarter_of(2019, 1);

template <class I> Scenario world_with(I instrument, std::vector<std::string> overrides = {}) {
  Scenario scenario = small_world(std::move(overrides));
  scenario.policies = {programme_of(instrument, start)};
  scenario.policies.front().programme.tiers = TierSet::all();
  return scenario;
}
SrdiLoan generous_line() {
  SrdiLoan line = made_visible(SrdiLoan{});
  line.guarantee_share = 0.8;
  return line;
}

/// Firms that wait for a loan and that have got one, without a label [0] and with one [1].
struct Lending {
  double waiting[2] = {0, 0};
  double granted[2] = {0, 0};
};
Lending after_a_tight_quarter(Tier least) {
  Scenario scenario = world_with(generous_line());
  scenario.policies.front().programme.tiers = TierSet::of({2, 3});
  Economy economy = with_policies(settled(), scenario);
  quarter(economy, scenario, serial_executor());
  // Banks have capital for a quarter of what is asked for.
  for (std::size_t p = 0; p < provinces; ++p) {
    Bank &bank = economy.banks[p];
    Money asked = 0;
    for (const Money each : economy.credit_queue[p]) {
      asked += each;
    }
    const Money capital = yuan(scenario.parameters.credit.capital_ratio *
                               static_cast<double>(bank.loans + bank.guaranteed + asked / 4));
    economy.balance[static_cast<std::size_t>(Account::banks)] += capital - bank.capital;
    economy.balance[static_cast<std::size_t>(Account::households)] -= capital - bank.capital;
    bank.capital = capital;
  }
  const Economy before = economy;
  quarter(economy, scenario, serial_executor());
  Lending lending;
  for (std::size_t b = 0; b < before.blocks.size(); ++b) {
    const Block &block = before.blocks[b];
    for (std::size_t r = 0; r < block.researchers.size_rows(); ++r) {
      const auto i = static_cast<std::size_t>(block.researchers.firm[r]);
      const std::uint32_t handle = block.researchers.handle[r];
      if (block.firms.credit_wanted[i] <= 0 || !alive(economy, handle)) {
        continue;
      }
      const FirmView now = firm_of(economy, handle);
      const bool labelled = block.firms.tier[i] >= static_cast<int>(least) &&
                            block.firms.tier[i] <= static_cast<int>(Tier::little_giant);
      const Money debt = block.firms.loan[i] + block.researchers.guaranteed_loan[r];
      const Money owed =
          now.block.firms.loan[static_cast<std::size_t>(now.row)] +
          now.block.researchers.guaranteed_loan[static_cast<std::size_t>(now.researcher)];
      lending.waiting[labelled] += 1;
      lending.granted[labelled] += owed > debt ? 1 : 0;
    }
  }
  return lending;
}

} // namespace

TEST_CASE("when banks are short of capital, loans of the line pass before all others") {
  const Lending lending = after_a_tight_quarter(Tier::srdi);
  REQUIRE(lending.waiting[1] > 0);
  REQUIRE(lending.waiting[0] > 0);
  const double line = lending.granted[1] / lending.waiting[1];
  const double others = lending.granted[0] / lending.waiting[0];
  INFO("of labelled firms ", line, ", of others ", others);
  CHECK(line > others + 0.2);
}

TEST_CASE("no firm owes more under the line than its cap") {
  const auto largest = [](Money cap) {
    SrdiLoan line = generous_line();
    line.firm_cap = cap;
    const Scenario scenario = world_with(line);
    Economy economy = with_policies(settled(), scenario);
    Money most = 0;
    while (economy.now < quarter_of(2020, 4)) {
      quarter(economy, scenario, serial_executor());
      for (const Block &block : economy.blocks) {
        for (const Money owed : block.researchers.guaranteed_loan) {
          most = std::max(most, owed);
        }
      }
    }
    return most;
  };
  CHECK(largest(2'000'000) > 0);
  CHECK(largest(2'000'000) <= 2'000'000);
  CHECK(largest(30'000'000) > 2'000'000); // a wider cap is used
}

TEST_CASE("a line lends what it has, by lot among those who ask, and counts the rest as unmet") {
  const Scenario wide = world_with(generous_line());
  Economy free = with_policies(settled(), wide);
  double asked = 0;
  for (int q = 0; q < 4; ++q) {
    quarter(free, wide, serial_executor());
    asked += static_cast<double>(free.guarantee_wanted.front());
  }
  SrdiLoan line = generous_line();
  line.capacity = yuan(asked / 4 / wide.parameters.run.scale); // a quarter of the demand
  const Scenario tight = world_with(line);
  Economy economy = with_policies(settled(), tight);
  double lent = 0, room = 0, variance = 0;
  std::int64_t unserved = 0;
  for (int q = 0; q < 8; ++q) {
    const Economy before = economy;
    const Measures m = quarter(economy, tight, serial_executor());
    for (const Money each : m.tally.guaranteed_new) {
      lent += static_cast<double>(each);
    }
    unserved += nation(m.tally.activity.front()).unserved;
    const auto now = static_cast<double>(economy.programmes.front().room);
    room += now;
    const auto wanted = static_cast<double>(before.guarantee_wanted.front());
    const double chance = wanted > now ? now / wanted : 1;
    for (const Block &block : before.blocks) {
      for (const std::int32_t i : block.researchers.firm) {
        const double loan = block.firms.credit_wanted[static_cast<std::size_t>(i)];
        variance += loan * loan * chance * (1 - chance);
      }
    }
  }
  INFO("lent ", lent, " of ", room, ", standard deviation ", std::sqrt(variance));
  CHECK(lent > 0);
  CHECK(lent <= room + 4 * std::sqrt(variance));
  CHECK(unserved > 0);
}

TEST_CASE("lenders count on a guarantor for what it can still pay this year, and for no more") {
  const Economy &economy = settled();
  const Quarter now = quarter_of(2019, 3);
  const Money budget = 1'000'000'000;
  const auto terms_with = [&](auto set) {
    Office office{CreditGuarantee{}};
    office.programme.yearly_budget = yuan(static_cast<double>(budget) / economy.scale);
    set(office.book);
    const Support support = office.offers(economy, now);
    return support.terms[cell(0, 0, Tier::srdi, Size::small)];
  };
  const Terms full = terms_with([](ProgrammeBook &) {});
  CHECK(full.guarantee_by == 0);
  CHECK(full.guarantee_counted == 1);
  // Two quarters with claims of 800m each lie ahead, half of that is left.
  const Terms half = terms_with([&](ProgrammeBook &book) {
    book.claimed = 800'000'000;
    book.spent_year = budget - 800'000'000;
  });
  CHECK(half.guarantee_share == full.guarantee_share);
  CHECK(half.guarantee_counted == doctest::Approx(0.5));
  const Terms empty = terms_with([&](ProgrammeBook &book) { book.spent_year = budget; });
  CHECK(empty.guarantee_by == no_programme);
  const Terms ceiled = terms_with([](ProgrammeBook &book) { // 5 % of what is guaranteed
    book.guaranteed = 1'000'000'000;
    book.called_year = 50'000'000;
  });
  CHECK(ceiled.guarantee_by == no_programme);
}

TEST_CASE("a line and a guarantee that serve the same firms do not depend on which comes first") {
  const auto terms = [](bool line_first) {
    Support support;
    Village village;
    SrdiLoan line;
    line.guarantee_share = 0.2; // less than the guarantee bears
    Office<SrdiLoan> loans{line};
    Office<CreditGuarantee> guarantees{CreditGuarantee{}};
    const Executor alone = serial_executor();
    const PolicyView view{village.economy,   start, village.economy.fate, 1, plain().parameters,
                          plain().reference, alone};
    for (const bool turn : {line_first, !line_first}) {
      if (turn) {
        offer(loans.instrument, loans.programme, ProgrammeIndex{3}, view, loans.book, support);
      } else {
        offer(guarantees.instrument, guarantees.programme, ProgrammeIndex{4}, view, guarantees.book,
              support);
      }
    }
    return support.terms;
  };
  CHECK(terms(true) == terms(false));
  const Terms srdi = terms(true)[cell(8, 0, Tier::srdi, Size::small)];
  CHECK(srdi.guarantee_by == 3);
  CHECK(srdi.line_by == 3);
  CHECK(srdi.guarantee_share == 0.2F);
  CHECK(terms(true)[cell(8, 0, Tier::innovative, Size::small)].guarantee_by == 4);
}

TEST_CASE(
    "a public fund offers its share to the most promising searchers as far as money reaches") {
  Village village;
  const auto searcher = [&](float growth, float ticket) {
    return village.firm(8, 0, Tier::srdi,
                        [&](Firms &f, Researchers &t, std::size_t i, std::size_t r) {
                          f.revenue_before[i] = 100e6F;
                          f.revenue_last[i] = 100e6F * growth;
                          t.equity_wanted[r] = ticket;
                        });
  };
  const auto middle = searcher(1.2F, 20e6F), best = searcher(1.6F, 20e6F),
             worst = searcher(1, 20e6F);
  searcher(2, 0); // the most promising of all looks for nobody
  Office office{EquityFund{}};
  office.programme.yearly_budget = 12'000'000;
  const Support support = office.offers(village.economy, start);
  REQUIRE(support.helps.size() == 2);
  CHECK(support.helps[0].row == static_cast<std::int32_t>(best));
  CHECK(support.helps[1].row == static_cast<std::int32_t>(middle));
  CHECK(support.helps[0].most == 6'000'000);
  const Activity activity = nation(office.book.activity);
  CHECK(activity.unserved == 1);
  CHECK(worst != best);
}

TEST_CASE("where private investors take no ticket, no public money is placed") {
  const auto placed = [](std::vector<std::string> overrides) {
    const Scenario scenario = world_with(EquityFund{}, std::move(overrides));
    Economy economy = with_policies(settled(), scenario);
    Money spent = 0;
    std::int64_t offered = 0;
    for (const Measures &m : pass(economy, scenario, quarter_of(2019, 4))) {
      spent += nation(m.tally.activity.front()).spent;
      offered += nation(m.tally.activity.front()).admitted;
    }
    CHECK(offered > 0);
    return spent;
  };
  CHECK(placed({"equity.drawdown=0"}) == 0);
  CHECK(placed({}) > 0);
}

TEST_CASE("stakes are sold once held long enough in firms fit to be listed, for growth since") {
  Village village;
  const auto with_stake = [&](float revenue) {
    const auto handle =
        village.firm(8, 0, Tier::srdi, [&](Firms &f, Researchers &, std::size_t i, std::size_t) {
          f.revenue_last[i] = revenue;
        });
    village.economy.stakes.push_back({0, handle, 10'000'000});
    return handle;
  };
  const auto doubles = with_stake(200e6F), stays = with_stake(200e6F), loses = with_stake(200e6F);
  EquityFund fund;
  fund.hold_years = 2;
  Office office{fund};
  office.offers(village.economy, quarter_of(2019, 2));
  village.economy.stakes.clear();
  CHECK(office.book.commitments.size() == 3);
  const auto later = [&](std::uint32_t handle, float revenue, float profit) {
    village.change(handle, [&](Firms &f, Researchers &, std::size_t i, std::size_t) {
      f.revenue_last[i] = revenue;
      f.profit_last[i] = profit;
    });
  };
  later(doubles, 400e6F, 40e6F);
  later(stays, 200e6F, 40e6F);
  later(loses, 400e6F, -40e6F);
  for (int q = 1; q < 8; ++q) {
    CHECK(office.offers(village.economy, quarter_of(2019, 2) + q).proceeds.empty());
  }
  office.programme.until = quarter_of(2020, 4); // stakes are sold after the fund has closed, too
  const Support sale = office.offers(village.economy, quarter_of(2021, 2));
  REQUIRE(sale.proceeds.size() == 1);
  CHECK(sale.proceeds.front().amount == 20'000'000);
  CHECK(office.book.commitments.size() == 2);
  CHECK(office.offers(village.economy, quarter_of(2022, 2)).proceeds.empty());
}

TEST_CASE("two public funds never bear more of a ticket than there is of it") {
  EquityFund half;
  half.share = 0.9;
  half.most = 100'000'000'000;
  Scenario scenario = world_with(half);
  scenario.policies.push_back(scenario.policies.front());
  scenario.policies.back().name = "another fund";
  Economy economy = with_policies(settled(), scenario);
  Money first = 0, second = 0, private_money = 0;
  for (const Measures &m : pass(economy, scenario, quarter_of(2019, 4))) {
    first += nation(m.tally.activity[0]).spent;
    second += nation(m.tally.activity[1]).spent;
    private_money += -flow(m, Flow::institutional_equity, Account::investors);
    for (const Money placed : m.tally.equity_placed) {
      CHECK(placed >= 0);
    }
  }
  CHECK(first > 0);
  CHECK(second > 0);
  CHECK(second < first); // what the first leaves
}
