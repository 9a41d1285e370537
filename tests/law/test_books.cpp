// MODEL 4.1: books balance exactly. Checked here from outside, without the model's own check.
#include "tests/law/worlds.hpp"

using namespace sme;
using namespace sme::test;

namespace {

struct Stocks {
  Money cash = 0, loans = 0, guaranteed = 0;
};
Stocks stocks_of(const Economy &economy) {
  Stocks s;
  for (const Block &block : economy.blocks) {
    for (std::size_t i = 0; i < block.firms.size_rows(); ++i) {
      s.cash += block.firms.cash[i];
      s.loans += block.firms.loan[i];
    }
    for (const Money each : block.researchers.guaranteed_loan) {
      s.guaranteed += each;
    }
  }
  return s;
}

// One identity after the other; returns the first that fails, empty for none.
std::string broken_identity(const Economy &before, const Economy &after, const Measures &measures) {
  const Ledger &ledger = measures.tally.ledger;
  for (int f = 0; f < flows; ++f) {
    Money sum = 0;
    for (const Money each : ledger.amount[f]) {
      sum += each;
    }
    if (sum != 0) {
      return "row " + std::string(FlowWords::words[f]) + " sums to " + std::to_string(sum);
    }
  }
  Money all = 0;
  for (int a = 0; a < accounts; ++a) {
    Money moved = 0;
    for (int f = 0; f < flows; ++f) {
      moved += ledger.amount[f][a];
    }
    if (after.balance[a] != before.balance[a] + moved) {
      return "the money of " + std::string(AccountWords::words[a]) + " did not move by its flows";
    }
    all += after.balance[a];
  }
  if (all != 0) {
    return "money of all accounts sums to " + std::to_string(all);
  }
  const auto balance = [&](Account a) { return after.balance[static_cast<std::size_t>(a)]; };
  const Stocks stocks = stocks_of(after);
  if (stocks.cash != balance(Account::firms)) {
    return "cash of firms";
  }
  Money loans = 0, guaranteed = 0, capital = 0, relent = 0, free = 0, provincial = 0;
  for (int p = 0; p < provinces; ++p) {
    loans += after.banks[p].loans;
    guaranteed += after.banks[p].guaranteed;
    capital += after.banks[p].capital;
    relent += after.banks[p].relent;
    free += after.funds[p].free;
    provincial += after.province_balance[p];
  }
  if (loans != stocks.loans) {
    return "loans of banks and firms";
  }
  if (guaranteed != stocks.guaranteed) {
    return "guaranteed loans of banks and firms";
  }
  if (capital != loans + guaranteed - relent + balance(Account::banks)) {
    return "capital of banks is loans less what they owe plus money";
  }
  if (free != balance(Account::investors)) {
    return "money of funds";
  }
  if (provincial != balance(Account::provincial)) {
    return "money of provinces";
  }
  return {};
}

struct Tour {
  std::string broken; ///< first identity that failed, with its quarter
  std::int64_t exits = 0;
  Money written_off = 0, grants = 0, clawed_back = 0, calls = 0, fees = 0, relent = 0;
};
Tour tour(Economy economy, const Scenario &scenario, Quarter until) {
  Tour t;
  while (economy.now < until) {
    const Economy before = economy;
    const Measures m = quarter(economy, scenario, serial_executor());
    const std::string broken = broken_identity(before, economy, m);
    if (!broken.empty() && t.broken.empty()) {
      t.broken = std::to_string(m.quarter.year()) + "Q" + std::to_string(m.quarter.of_year()) +
                 ": " + broken;
    }
    const Indicators n = nation(m);
    t.exits += n.insolvencies + n.closures;
    t.written_off += n.written_off;
    t.grants += flow(m, Flow::grants, Account::firms);
    t.clawed_back -= flow(m, Flow::returned_grants, Account::firms);
    t.calls += flow(m, Flow::guarantee_calls, Account::banks);
    t.fees -= flow(m, Flow::guarantee_fees, Account::firms);
    for (const Bank &bank : economy.banks) {
      t.relent += bank.relent;
    }
  }
  return t;
}

} // namespace

TEST_CASE("money is neither made nor lost from the founding of the world on") {
  Scenario scenario = small_world({"run.scale=0.0005"});
  Economy economy = found(scenario, fate_of(scenario), serial_executor());
  const Tour t = tour(std::move(economy), scenario, quarter_of(2021, 4));
  CHECK(t.broken == "");
  CHECK(t.written_off > 0);
}

TEST_CASE("the books close through bankruptcies, claw-backs, guarantee calls and re-lending") {
  Scenario hard = small_world({"demography.rescue_chance=0", "demography.closure_base=0.03"});
  hard.policies = every_instrument(quarter_of(2019, 1));
  for (Policy &policy : hard.policies) { // higher labels are rare in so small a world
    policy.programme.tiers = TierSet::all();
  }
  const Tour t = tour(with_policies(settled(), hard), hard, quarter_of(2023, 4));
  CHECK(t.broken == "");
  CHECK(t.exits > 1000);
  CHECK(t.written_off > 0);
  CHECK(t.grants > 0);
  CHECK(t.clawed_back > 0);
  CHECK(t.calls > 0);
  CHECK(t.fees > 0);
  CHECK(t.relent > 0);
}

TEST_CASE("a single yuan that appears from nowhere is found in the same quarter") {
  const Scenario scenario = small_world();
  const Economy whole = with_policies(settled(), scenario);
  Economy sound = whole;
  CHECK_NOTHROW(quarter(sound, scenario, serial_executor()));

  const auto throws_after = [&](auto &&tamper) {
    Economy economy = whole;
    tamper(economy);
    CHECK_THROWS_AS(quarter(economy, scenario, serial_executor()), Unbalanced);
  };
  SUBCASE("in the cash of a firm") {
    throws_after([](Economy &e) {
      Firms &f = e.blocks.front().firms;
      f.cash[f.size_rows() / 2] += 1;
    });
  }
  SUBCASE("in the loan of a firm") {
    throws_after([](Economy &e) { e.blocks.front().firms.loan.front() += 1; });
  }
  SUBCASE("in the loans of a bank") {
    throws_after([](Economy &e) { e.banks[3].loans += 1; });
  }
  SUBCASE("in the capital of a bank") {
    throws_after([](Economy &e) { e.banks[3].capital += 1; });
  }
  SUBCASE("in the money of a fund") {
    throws_after([](Economy &e) { e.funds[8].free += 1; });
  }
  SUBCASE("in the money of a province") {
    throws_after([](Economy &e) { e.province_balance[8] += 1; });
  }
  SUBCASE("in the money of an account") {
    throws_after([](Economy &e) { e.balance[static_cast<int>(Account::households)] += 1; });
  }
}

TEST_CASE("the checks of this file notice one yuan in any row of the matrix and in any stock") {
  const Scenario scenario = small_world();
  const Economy before = with_policies(settled(), scenario);
  Economy after = before;
  const Measures m = quarter(after, scenario, serial_executor());
  REQUIRE(broken_identity(before, after, m) == "");
  for (int f = 0; f < flows; ++f) {
    Measures tampered = m;
    tampered.tally.ledger.amount[f][static_cast<int>(Account::world)] += 1;
    CHECK(broken_identity(before, after, tampered) != "");
    tampered = m; // a row that sums to zero and yet is not what moved the balances
    tampered.tally.ledger.transfer(static_cast<Flow>(f), Account::firms, Account::world, 1);
    CHECK(broken_identity(before, after, tampered) != "");
  }
  Economy tampered = after;
  tampered.blocks.back().firms.cash.back() += 1;
  CHECK(broken_identity(before, tampered, m) == "cash of firms");
  tampered = after;
  tampered.banks[0].guaranteed += 1;
  CHECK(broken_identity(before, tampered, m) == "guaranteed loans of banks and firms");
}
