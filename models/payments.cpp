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
    if (payment.amount >= 0) {
      cash += payment.amount;
      tally.ledger.transfer(Flow::grants, payer, Account::firms, payment.amount);
      tally.helped.push_back({block.firms.id[i], payment.programme});
      continue;
    }
    const Money back = std::clamp<Money>(cash, 0, -payment.amount);
    cash -= back;
    tally.ledger.transfer(Flow::returned_grants, Account::firms, payer, back);
    Activity &activity =
        tally.activity[payment.programme][block.firms.province[i]][block.firms.tier[i]];
    activity.returned += back;
    activity.unmet += -payment.amount - back;
  }
}

} // namespace sme
