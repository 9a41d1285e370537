// The books of a quarter: guarantees, re-lending, banks, funds, governments, goods; then the check
// that every stock moved by its flows, to the last yuan.
#include <algorithm>
#include <string>

#include "models/passing.hpp"
#include "models/quarter.hpp"

namespace sme {

namespace {

// `part` of `whole` in proportion to `amount`, rounded down; exact for any size of money.
__extension__ using Wide = __int128;
Money proportion(Money amount, Money part, Money whole) {
  return whole == 0 ? 0 : static_cast<Money>(static_cast<Wide>(amount) * part / whole);
}

// Guarantors pay lenders their share of what was lost, up to the ceiling of the plan.
void settle_guarantees(Economy &economy, const Scenario &scenario, Tally &tally) {
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    Money total = 0;
    for (const auto &province : tally.claims[i]) {
      for (const Money claim : province) {
        total += claim;
      }
    }
    if (total == 0) {
      continue;
    }
    ProgrammeBook &book = economy.programmes[i];
    double ceiling = 1;
    std::visit(
        [&](const auto &instrument) {
          if constexpr (requires { instrument.loss_ceiling; }) {
            ceiling = instrument.loss_ceiling;
          }
        },
        scenario.policies[i].instrument);
    // The loss ceiling of the plan and the yearly budget of the programme both bind.
    const Money ceiled =
        yuan(ceiling * static_cast<double>(std::max(tally.guaranteed_balance[i], total))) -
        book.called_year;
    const Money left =
        yuan(static_cast<double>(scenario.policies[i].programme.yearly_budget) * economy.scale) -
        book.spent_year;
    const Money payable = std::clamp<Money>(std::min(ceiled, left), 0, total);
    book.called_year += payable;
    book.spent_year += payable;
    tally.called[i] += payable;
    const Account payer = account_of(scenario.policies[i].programme.payer);
    Money before = 0;
    for (int p = 0; p < provinces; ++p) {
      for (int t = 0; t < tiers; ++t) {
        const Money claim = tally.claims[i][p][t];
        const Money paid =
            proportion(before + claim, payable, total) - proportion(before, payable, total);
        before += claim;
        economy.banks[p].capital += paid;
        tally.ledger.transfer(Flow::guarantee_calls, payer, Account::banks, paid);
        tally.activity[i][p][t].spent += paid;
        tally.activity[i][p][t].unmet += claim - paid;
      }
    }
  }
}

// The central bank refunds part of the principal of eligible new loans and is repaid as they are.
void settle_relending(Economy &economy, const Scenario &scenario, Tally &tally) {
  const double repaid_share = scenario.parameters.credit.amortisation;
  for (Bank &bank : economy.banks) {
    const Money back = yuan(repaid_share * static_cast<double>(bank.relent));
    bank.relent -= back;
    tally.ledger.transfer(Flow::relending, Account::banks, Account::centre, back);
  }
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    const auto *relending = std::get_if<Relending>(&scenario.policies[i].instrument);
    if (relending == nullptr) {
      continue;
    }
    ProgrammeBook &book = economy.programmes[i];
    book.outstanding -= yuan(repaid_share * static_cast<double>(book.outstanding));
    double asked = 0;
    for (const auto &province : tally.relent[i]) {
      for (const Money loan : province) {
        asked += relending->refunded * static_cast<double>(loan);
      }
    }
    const double served =
        asked > 0 ? std::clamp(static_cast<double>(book.room) / asked, 0.0, 1.0) : 0;
    for (int p = 0; p < provinces; ++p) {
      Bank &bank = economy.banks[p];
      for (int t = 0; t < tiers; ++t) {
        const Money out =
            yuan(served * relending->refunded * static_cast<double>(tally.relent[i][p][t]));
        bank.relent += out;
        book.outstanding += out;
        tally.ledger.transfer(Flow::relending, Account::centre, Account::banks, out);
        // What the central bank forgoes over the life of the refunded principal.
        const double life = 0.25 / repaid_share;
        tally.activity[i][p][t].forgone +=
            yuan((relending->market_rate - relending->rate) * life * static_cast<double>(out));
      }
    }
  }
  // One payment of interest on all that a bank owes, at the mean rate of the programmes that lent
  // it.
  double interest_rate = 0;
  double lent = 0;
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    if (const auto *relending = std::get_if<Relending>(&scenario.policies[i].instrument)) {
      const auto outstanding = static_cast<double>(economy.programmes[i].outstanding);
      interest_rate += relending->rate * outstanding;
      lent += outstanding;
    }
  }
  if (lent > 0) {
    interest_rate /= lent;
    for (Bank &bank : economy.banks) {
      const Money interest = yuan(interest_rate / 4 * static_cast<double>(bank.relent));
      bank.capital -= interest;
      tally.ledger.transfer(Flow::interest, Account::banks, Account::centre, interest);
    }
  }
}

void close_banks(Economy &economy, const Scenario &scenario, Tally &tally) {
  const CreditParameters p =
      credit_in(years_since_2019(economy.now + 1), scenario.parameters.credit);
  for (int i = 0; i < provinces; ++i) {
    Bank &bank = economy.banks[i];
    bank.loans += tally.loans_new[i] - tally.repaid[i];
    bank.guaranteed += tally.guaranteed_new[i] - tally.guaranteed_repaid[i];
    bank.losses += tally.written_off[i];
    bank.capital += tally.bank_interest[i] - tally.written_off[i];
    const Money lent = bank.loans + bank.guaranteed;
    const Money funded = std::max<Money>(0, lent - bank.capital - bank.relent);
    const Money deposits = yuan(p.funding_cost / 4 * static_cast<double>(funded));
    const Money handling = yuan(p.handling_cost / 4 * static_cast<double>(lent));
    bank.capital -= deposits + handling;
    const Money profit = tally.bank_interest[i] - tally.written_off[i] - deposits - handling;
    tally.ledger.transfer(Flow::interest, Account::banks, Account::households, deposits);
    tally.ledger.transfer(Flow::wages, Account::banks, Account::households, handling);
    const Money enough = yuan(p.capital_cushion * p.capital_ratio * static_cast<double>(lent));
    const Money paid_out = std::clamp<Money>(bank.capital - enough, 0, std::max<Money>(0, profit));
    bank.capital -= paid_out;
    tally.ledger.transfer(Flow::dividends, Account::banks, Account::households, paid_out);
  }
}

void close_funds(Economy &economy, const Scenario &scenario, Quarter now, Tally &tally) {
  const double index = portable_pow(1 + scenario.parameters.production.wage_growth,
                                    (now.index - scenario.parameters.run.spin_up.index) / 4.0);
  for (int i = 0; i < provinces; ++i) {
    Fund &fund = economy.funds[i];
    const Money inflow =
        yuan(scenario.parameters.equity.drawdown * index * static_cast<double>(fund.opening));
    fund.free += inflow - tally.equity_placed[i];
    tally.ledger.transfer(Flow::institutional_equity, Account::households, Account::investors,
                          inflow);
  }
}

// Who bought the sales that the blocks booked against the rest of the world.
void share_goods(const Scenario &scenario, Tally &tally) {
  const DemandParameters &d = scenario.parameters.demand;
  Ledger &l = tally.ledger;
  Money sales = 0;
  Money purchases = 0;
  double own = 0;
  double all = 0;
  std::array<double, chains> sold{};
  for (int c = 0; c < chains; ++c) {
    for (int p = 0; p < provinces; ++p) {
      for (int s = 0; s < sizes; ++s) {
        for (int t = 0; t < tiers; ++t) {
          const Indicators &cell = tally.at(c, p, s, t);
          sold[c] += static_cast<double>(cell.revenue);
          sales += cell.revenue;
          purchases += cell.revenue - cell.value_added;
        }
      }
    }
    for (const auto &row : scenario.reference.input_output) {
      own += sold[c] * row[c];
    }
    all += sold[c] * scenario.reference.chain[c].input_share;
  }
  const double modelled = all > 0 ? own / all : 0;
  const Money between = std::min(sales, yuan(modelled * static_cast<double>(purchases)));
  l.transfer(Flow::final_goods, Account::firms, Account::world, between);
  l.transfer(Flow::intermediate_goods, Account::world, Account::firms, between);
  const auto final_sales = static_cast<double>(sales - between);
  l.transfer(Flow::final_goods, Account::households, Account::world,
             yuan(d.household_share * final_sales));
  l.transfer(Flow::final_goods, Account::centre, Account::world,
             yuan(d.government_share * final_sales));
  const Money procured = yuan(d.leader_share * final_sales);
  l.transfer(Flow::final_goods, Account::leaders, Account::world, procured);
  l.transfer(Flow::intermediate_goods, Account::world, Account::leaders, procured);
  const Money institutes = l.net(Account::institutes);
  l.transfer(Flow::wages, Account::institutes, Account::households, institutes);
}

// Profit tax is booked with the centre first; provinces get their share. Programmes paid by
// provinces move the balance of the province they served.
void close_governments(Economy &economy, const Scenario &scenario, Tally &tally) {
  const double share = 1 - scenario.parameters.production.centre_tax_share;
  for (int p = 0; p < provinces; ++p) {
    const Money kept = yuan(share * static_cast<double>(tally.province_tax[p]));
    tally.ledger.transfer(Flow::profit_tax, Account::centre, Account::provincial, kept);
    economy.province_balance[p] += kept;
    for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
      if (scenario.policies[i].programme.payer == Payer::province) {
        for (const Activity &activity : tally.activity[i][p]) {
          economy.province_balance[p] += activity.returned - activity.spent;
        }
      }
    }
  }
}

void require(bool holds, const char *identity, Money left, Money right) {
  if (!holds) {
    throw Unbalanced(std::string("the books do not close: ") + identity + " (" +
                     std::to_string(left) + " against " + std::to_string(right) + " yuan)");
  }
}
void require_equal(const char *identity, Money left, Money right) {
  require(left == right, identity, left, right);
}

void check_books(const Economy &economy, const Tally &tally) {
  for (const auto &row : tally.ledger.amount) {
    Money sum = 0;
    for (const Money each : row) {
      sum += each;
    }
    require_equal("a row of the matrix of flows sums to zero", sum, 0);
  }
  Money all = 0;
  for (const Money each : economy.balance) {
    all += each;
  }
  const auto balance = [&](Account a) { return economy.balance[static_cast<std::size_t>(a)]; };
  require_equal("money of all accounts sums to zero", all, 0);
  require_equal("cash of all firms", tally.firm_cash, balance(Account::firms));
  Money loans = 0, guaranteed = 0, capital = 0, relent = 0, funds = 0, provincial = 0;
  for (int p = 0; p < provinces; ++p) {
    loans += economy.banks[p].loans;
    guaranteed += economy.banks[p].guaranteed;
    capital += economy.banks[p].capital;
    relent += economy.banks[p].relent;
    funds += economy.funds[p].free;
    provincial += economy.province_balance[p];
  }
  require_equal("plain loans of banks and firms", loans, tally.firm_loans);
  require_equal("guaranteed loans of banks and firms", guaranteed, tally.firm_guaranteed);
  require_equal("capital of banks", capital, loans + guaranteed - relent + balance(Account::banks));
  require_equal("money of investors", funds, balance(Account::investors));
  require_equal("money of provinces", provincial, balance(Account::provincial));
}

} // namespace

void close_books(Economy &economy, const Scenario &scenario, Quarter now, Tally &tally) {
  settle_guarantees(economy, scenario, tally);
  settle_relending(economy, scenario, tally);
  close_banks(economy, scenario, tally);
  close_funds(economy, scenario, now, tally);
  share_goods(scenario, tally);
  close_governments(economy, scenario, tally);
  for (int a = 0; a < accounts; ++a) {
    economy.balance[a] += tally.ledger.net(static_cast<Account>(a));
  }
  if (now.of_year() == 4) {
    for (ProgrammeBook &book : economy.programmes) {
      book.spent_year = 0;
      book.called_year = 0;
    }
  }
  check_books(economy, tally);
}

} // namespace sme
