#include "models/measures.hpp"

namespace sme {

namespace {
template <class Numbers> void add_each(Numbers &into, const Numbers &from) {
  for (std::size_t i = 0; i < into.size(); ++i) {
    into[i] += from[i];
  }
}
} // namespace

void Tally::add(const Tally &other) {
  for (std::size_t i = 0; i < table_.size(); ++i) {
    walk<Indicators>([&](const auto &c) { table_[i].*(c.member) += other.table_[i].*(c.member); });
  }
  ledger.add(other.ledger);
  for (std::size_t p = 0; p < activity.size(); ++p) {
    for (int province = 0; province < provinces; ++province) {
      for (int tier = 0; tier < tiers; ++tier) {
        activity[p][province][tier].add(other.activity[p][province][tier]);
        claims[p][province][tier] += other.claims[p][province][tier];
        relent[p][province][tier] += other.relent[p][province][tier];
      }
    }
    guarantee_wanted[p] += other.guarantee_wanted[p];
    guaranteed_balance[p] += other.guaranteed_balance[p];
    called[p] += other.called[p];
  }
  for (int province = 0; province < provinces; ++province) {
    add_each(credit_queue[province], other.credit_queue[province]);
    add_each(equity_queue[province], other.equity_queue[province]);
  }
  add_each(loans_new, other.loans_new);
  add_each(guaranteed_new, other.guaranteed_new);
  add_each(repaid, other.repaid);
  add_each(guaranteed_repaid, other.guaranteed_repaid);
  add_each(written_off, other.written_off);
  add_each(bank_interest, other.bank_interest);
  add_each(province_tax, other.province_tax);
  add_each(equity_placed, other.equity_placed);
  add_each(rnd_vacancies, other.rnd_vacancies);
  firm_cash += other.firm_cash;
  firm_loans += other.firm_loans;
  firm_guaranteed += other.firm_guaranteed;
  helped.insert(helped.end(), other.helped.begin(), other.helped.end());
}

Executor serial_executor() {
  return {1,
          [](std::size_t count, const std::function<void(std::size_t, std::size_t)> &work) {
            for (std::size_t i = 0; i < count; ++i) {
              work(i, 0);
            }
          },
          [](std::string_view) {},
          {}};
}

} // namespace sme
