// Money of programmes reaches its firms, or comes back.
#include <algorithm>

#include "models/passing.hpp"

namespace sme {

void receive_payments(Block &block, std::size_t index, const Passing &q, Tally &tally) {
  for (const Payment &payment : q.payments[index]) {
    const Place place = q.economy.where[payment.handle];
    const std::int32_t i = block.researchers.firm[place.row];
    const Account payer = account_of(q.scenario.policies[payment.programme].programme.payer);
    Money &cash = block.firms.cash[i];
    Activity &activity =
        tally.activity[payment.programme][block.firms.province[i]][block.firms.tier[i]];
    if (payment.amount >= 0) {
      const bool prize = payment.flow == Flow::prizes;
      cash += payment.amount;
      tally.helped.push_back({block.firms.id[i], payment.programme});
      activity.spent += prize ? 0 : payment.amount;
      tally.ledger.transfer(payment.flow, prize ? Account::leaders : payer, Account::firms,
                            payment.amount);
      continue;
    }
    const Money back = std::clamp<Money>(cash, 0, -payment.amount);
    cash -= back;
    tally.ledger.transfer(Flow::returned_grants, Account::firms, payer, back);
    activity.returned += back;
    activity.unmet += -payment.amount - back;
  }
}

std::span<const Help> helps_of(const std::vector<Help> &all, std::size_t row) {
  const auto [first, last] = std::equal_range(
      all.begin(), all.end(), Help{0, static_cast<std::int32_t>(row), {}, {}, 0, 0},
      [](const Help &a, const Help &b) { return a.row < b.row; });
  return {first, last};
}

void pay_help(const Help &help, Money amount, const Firms &firms, std::size_t i, const Passing &q,
              Tally &tally) {
  const Account payer = account_of(q.scenario.policies[help.by].programme.payer);
  const Flow flow = help.kind == HelpKind::equity ? Flow::institutional_equity : Flow::grants;
  tally.ledger.transfer(flow, payer, Account::firms, amount);
  tally.activity[help.by][firms.province[i]][firms.tier[i]].spent += amount;
  tally.helped.push_back({firms.id[i], help.by});
}

void pay_deliveries(const Scenario &scenario, const Support &support, Tally &tally) {
  const auto payer = [&](ProgrammeIndex by) {
    return account_of(scenario.policies[by].programme.payer);
  };
  for (const Delivery &delivery : support.deliveries) {
    tally.ledger.transfer(Flow::programme_services, payer(delivery.by), Account::institutes,
                          delivery.amount);
  }
  for (const Proceeds &sale : support.proceeds) {
    tally.ledger.transfer(Flow::asset_sales, Account::world, payer(sale.by), sale.amount);
    tally.activity[sale.by][sale.province][static_cast<std::size_t>(sale.tier)].returned +=
        sale.amount;
  }
}

} // namespace sme
