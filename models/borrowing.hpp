// A firm and its banks and investors in one quarter: decisions on the last application, debt
// service, new applications (credit.hpp, equity.hpp). Internal to models.
#pragma once

#include <algorithm>

#include "models/firm_state.hpp"

namespace sme {

/// The part of a firm's quarter that meets banks and investors.
class Borrower : public FirmState {
public:
  using FirmState::FirmState;

protected:
  // Whether the terms guarantee a further loan: by label, up to the cap of one firm.
  [[gnu::always_inline]] bool entitled(const Terms &terms, Money wanted) const {
    return r_ >= 0 && terms.guarantee_by != no_programme &&
           static_cast<double>(t_.guaranteed_loan[r_] + wanted) <= terms.guarantee_cap;
  }

  // The share of its loss on which a lender counts: no more than the guarantor can still pay.
  [[gnu::always_inline]] static double counted_on(const Terms &terms) {
    return static_cast<double>(terms.guarantee_share) * terms.guarantee_counted;
  }

  // What the banks decided on last quarter's application.
  [[gnu::always_inline]] void receive_loan() {
    const auto wanted = yuan(firm_.credit_wanted);
    firm_.credit_wanted = 0;
    if (wanted <= 0) {
      return;
    }
    const Terms &terms = this->terms();
    const bool entitled = this->entitled(terms, wanted);
    const Words lot = words(q_.economy.fate, q_.now, Purpose::rationing, firm_.id);
    bool guaranteed = false;
    double rate = firm_.credit_offer;
    if (entitled) {
      Activity &act = tally_.activity[terms.guarantee_by][province_][firm_.tier];
      ++act.applicants;
      guaranteed = uniform(lot[0]) < q_.guarantee_chance[terms.guarantee_by];
      if (guaranteed) {
        rate = offer(counted_on(terms), terms.unsecured, terms.relending_discount, wanted);
      } else {
        ++act.unserved;
        act.unmet += wanted;
      }
    }
    if (rate > q_.credit.ceiling_rate) {
      return;
    }
    const Bank &bank = q_.economy.banks[province_];
    const bool line = guaranteed && terms.line_by == terms.guarantee_by;
    const int risk = line ? 0 : risk_class(rate, q_.credit);
    if (risk > bank.cutoff || (risk == bank.cutoff && uniform(lot[1]) >= bank.marginal)) {
      return;
    }
    const Money owed = debt();
    firm_.loan_rate = static_cast<float>(
        (static_cast<double>(owed) * firm_.loan_rate + static_cast<double>(wanted) * rate) /
        static_cast<double>(owed + wanted));
    firm_.cash += wanted;
    tally_.ledger.transfer(Flow::new_loans, Account::banks, Account::firms, wanted);
    if (guaranteed) {
      const Money before = t_.guaranteed_loan[r_];
      t_.guaranteed_share[r_] =
          static_cast<float>((static_cast<double>(before) * t_.guaranteed_share[r_] +
                              static_cast<double>(wanted) * terms.guarantee_share) /
                             static_cast<double>(before + wanted));
      t_.guaranteed_loan[r_] += wanted;
      t_.guarantor[r_] = terms.guarantee_by;
      tally_.guaranteed_new[province_] += wanted;
      ++tally_.activity[terms.guarantee_by][province_][firm_.tier].admitted;
      tally_.helped.push_back({firm_.id, terms.guarantee_by});
    } else {
      firm_.loan += wanted;
      tally_.loans_new[province_] += wanted;
    }
    if (terms.relending_by != no_programme) {
      tally_.relent[terms.relending_by][province_][firm_.tier] += wanted;
      tally_.helped.push_back({firm_.id, terms.relending_by});
      Activity &act = tally_.activity[terms.relending_by][province_][firm_.tier];
      ++act.applicants;
      ++act.admitted;
    }
    cell_.credit_granted += wanted;
  }

  [[gnu::always_inline]] void receive_equity() {
    if (r_ < 0 || t_.equity_wanted[r_] <= 0) {
      return;
    }
    const auto wanted = yuan(t_.equity_wanted[r_]);
    t_.equity_wanted[r_] = 0;
    const Fund &fund = q_.economy.funds[province_];
    const int promise = promise_class(promise_of(block_, static_cast<std::size_t>(r_)));
    const Words lot = words(q_.economy.fate, q_.now, Purpose::equity, firm_.id, 1);
    if (promise < fund.cutoff || (promise == fund.cutoff && uniform(lot[0]) >= fund.marginal)) {
      return;
    }
    firm_.cash += wanted;
    t_.equity_year[r_] += wanted;
    t_.equity_stock[r_] += wanted;
    Money private_money = wanted;
    for (const Help &help : helps_) {
      if (help.kind == HelpKind::equity) {
        const Money borne = std::min(private_money, share_of(help, wanted));
        private_money -= borne;
        pay_help(help, borne, f_, i_, q_, tally_);
        tally_.activity[help.by][province_][firm_.tier].matched += wanted - borne;
        s_.news.stakes.push_back({help.by, t_.handle[r_], borne});
      }
    }
    tally_.ledger.transfer(Flow::institutional_equity, Account::investors, Account::firms,
                           private_money);
    tally_.equity_placed[province_] += private_money;
    cell_.equity += wanted;
  }

  // Subsidies, fees and repayment of entitled credit, after interest and plain debt.
  [[gnu::always_inline]] void pay_entitled() {
    if (t_.guaranteed_loan[r_] > 0) {
      pay_guaranteed(q_.credit.amortisation);
    }
  }

  [[gnu::always_inline]] void pay_guaranteed(double share) {
    const ProgrammeIndex by = t_.guarantor[r_];
    const Money balance = t_.guaranteed_loan[r_];
    const Terms &terms = this->terms();
    if (terms.interest_by == by && terms.interest_subsidy > 0) {
      const Money subsidy =
          yuan(static_cast<double>(balance) * firm_.loan_rate / 4 * terms.interest_subsidy);
      firm_.cash += subsidy;
      a_.interest -= subsidy;
      const auto payer = account_of(q_.scenario.policies[by].programme.payer);
      tally_.ledger.transfer(Flow::interest_subsidies, payer, Account::firms, subsidy);
      tally_.activity[by][province_][firm_.tier].spent += subsidy;
    }
    const Money able = std::max<Money>(0, firm_.cash);
    const Money repaid = std::min({able, balance, yuan(share * static_cast<double>(balance)) + 1});
    t_.guaranteed_loan[r_] -= repaid;
    firm_.cash -= repaid;
    tally_.guaranteed_repaid[province_] += repaid;
    tally_.ledger.transfer(Flow::repayments, Account::firms, Account::banks, repaid);
    const double rate = terms.guarantee_by == by ? terms.guarantee_fee : 0;
    const Money fee =
        std::min(std::max<Money>(0, firm_.cash), yuan(static_cast<double>(balance) * rate / 4));
    if (fee > 0) {
      firm_.cash -= fee;
      a_.interest += fee;
      const auto payer = account_of(q_.scenario.policies[by].programme.payer);
      tally_.ledger.transfer(Flow::guarantee_fees, Account::firms, payer, fee);
      tally_.activity[by][province_][firm_.tier].returned += fee;
    }
  }

  // Rate at which a lender breaks even on a loan; `unsecured` is the share of it without
  // collateral.
  [[gnu::always_inline]] double offer(double guarantee, double unsecured, double discount,
                                      Money wanted) const {
    const CreditParameters &c = q_.credit;
    const double owed = static_cast<double>(debt() + wanted);
    const double assets =
        static_cast<double>(std::max<Money>(1, firm_.cash) + firm_.capital + wanted);
    const double revenue = std::max(1.0, static_cast<double>(firm_.revenue_last));
    const double margin = static_cast<double>(firm_.profit_last) / revenue;
    const double age = (q_.now.index - firm_.founded) / 4.0;
    double hidden = opacity(age, firm_.staff, static_cast<Tier>(firm_.tier), c);
    if (r_ >= 0 && t_.handle[r_] < q_.support.access.size()) {
      hidden *= 1 - c.file_help * q_.support.access[t_.handle[r_]];
    }
    const double chance = default_chance(owed / assets, margin, hidden, c);
    const double recovered =
        (1 - unsecured) * std::min(1.0, c.recovery * static_cast<double>(firm_.capital) / owed);
    return break_even_rate(chance, recovered, guarantee, discount, c);
  }
  // An application that the next meeting of banks decides on, the `place`-th of the tile's.
  [[gnu::always_inline]] void apply_for_loan(std::size_t place) {
    const CreditParameters &c = q_.credit;
    const double wanted = tile_.wanted[k_];
    const Terms &terms = this->terms();
    const bool plain = r_ < 0 || t_.handle[r_] >= q_.support.access.size();
    const double rate = plain ? break_even_rate(tile_.chance[place], tile_.recovered[place], 0,
                                                terms.relending_discount, c)
                              : offer(0, 0, terms.relending_discount, yuan(wanted));
    firm_.credit_wanted = static_cast<float>(wanted);
    firm_.credit_offer = static_cast<float>(rate);
    cell_.credit_wanted += yuan(wanted);
    bool line = false;
    double hoped = rate; // entitled firms queue at the rate a guarantee makes possible
    if (entitled(terms, yuan(wanted))) {
      tally_.guarantee_wanted[terms.guarantee_by] += yuan(wanted);
      hoped = offer(counted_on(terms), terms.unsecured, terms.relending_discount, yuan(wanted));
      line = terms.line_by == terms.guarantee_by;
    }
    if (hoped <= c.ceiling_rate) {
      tally_.credit_queue[province_][line ? 0 : risk_class(hoped, c)] += yuan(wanted);
    }
  }

  // It queues by what investors will see when they decide: at the turn of a year, the new books.
  [[gnu::always_inline]] void queue_for_equity() {
    if (r_ >= 0 && t_.equity_wanted[r_] > 0) {
      tally_.equity_queue[province_]
                         [promise_class(promise_of(block_, static_cast<std::size_t>(r_)))] +=
          yuan(t_.equity_wanted[r_]);
    }
  }
};

} // namespace sme
