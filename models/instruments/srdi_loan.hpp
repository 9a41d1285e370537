// Loan line for SRDI firms: banks set lending aside for labelled firms, part of it without
// collateral; the payer bears a share of loss and of the interest on the unsecured part. Shanghai
// [S32],[S31]: over 400bn in all, over 200bn unsecured; interest subsidy up to 30 % on unsecured
// loans; guarantee up to 30m a firm. Within the line's yearly volume, and the capital of banks,
// these loans pass before all others and may exceed the usual limit of debt; whether a bank lends
// at all is still its break-even rule (credit.hpp). Not modelled: who of the banks holds which
// quota.
#pragma once

#include "models/policy.hpp"

namespace sme {

struct SrdiLoan {
  Money capacity = 133'000'000'000;
  double unsecured = 0.5;
  double interest_subsidy = 0.3;
  double guarantee_share = 0.4;
  double fee = 0.005;
  double loss_ceiling = 0.05;
  double line_limit = 0.15;
  Money firm_cap = 30'000'000;

  static constexpr std::string_view name = "srdi_loan";
  static constexpr std::string_view mechanism =
      "a credit line by label: loans up to a yearly volume pass before others, partly without "
      "collateral; the payer bears a share of loss and of interest on the unsecured part";
  static constexpr Programme terms() {
    Programme p;
    p.tiers = TierSet::of({2, 3});
    p.payer = Payer::province;
    return p;
  }
  static constexpr auto codebook() {
    using I = SrdiLoan;
    return Codebook{
        entry("capacity", &I::capacity, "CNY", 0, 100'000'000'000'000,
              "new lending of the line in a year at 1:1; shrinks with run.scale",
              "[S32]: over 400bn, taken as three years"),
        entry("unsecured", &I::unsecured, "share", 0, 1, "share of a loan without collateral",
              "[S32]: over 200bn of 400bn"),
        entry("interest_subsidy", &I::interest_subsidy, "share", 0, 1,
              "share of interest on the unsecured part that the payer bears", "[S31]: up to 30 %"),
        entry("guarantee_share", &I::guarantee_share, "share", 0, 0.8,
              "share of loss that the payer bears",
              "[S73]: up to 40 % for SRDI firms in the national plan; Shanghai's share assumed "
              "equal"),
        entry("fee", &I::fee, "1/year", 0, 0.1, "fee on the balance", "[S73]: under 1 %"),
        entry("loss_ceiling", &I::loss_ceiling, "share", 0, 1,
              "calls paid in a year at most, per yuan of balance", "[S73]"),
        entry("line_limit", &I::line_limit, "year", 0, 5,
              "debt beyond the usual limit, per yuan of yearly revenue", "assumed"),
        entry("firm_cap", &I::firm_cap, "CNY", 0, 100'000'000'000, "largest balance of one firm",
              "[S31]: 30m")};
  }
};
static_assert(well_described<SrdiLoan>());

/// Writes the line into the terms of the cells it serves; interest is subsidised as far as the
/// budget reaches.
inline void offer(const SrdiLoan &loan, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  book.room = yuan(static_cast<double>(loan.capacity) * view.scale / 4);
  if (book.room <= 0) {
    return;
  }
  // The most that interest can cost this quarter: all balances and all that firms have applied for.
  double interest = 0;
  const double ceiling = view.parameters.credit.ceiling_rate;
  Programme all = programme; // labels may be granted before interest is due
  all.tiers = TierSet::all();
  for (const double each :
       gather<double>(all, view, [&](const FirmView &firm, std::vector<double> &found) {
         const auto r = static_cast<std::size_t>(firm.researcher);
         const Firms &f = firm.block.firms;
         const auto held = static_cast<double>(firm.block.researchers.guaranteed_loan[r]);
         const double owed = held + f.credit_wanted[firm.row];
         if (owed > 0) {
           found.push_back(owed * std::max<double>(ceiling, f.loan_rate[firm.row]) / 4);
         }
       })) {
    interest += each;
  }
  const double wished = loan.interest_subsidy * loan.unsecured;
  const auto left = static_cast<double>(std::max<Money>(0, budget_left(programme, book, view)));
  const double subsidy = interest * wished > left ? 0.999 * left / interest : wished;
  const double counted = counted_share(loan.loss_ceiling, programme, book, view);
  each_cell_served(programme, support, [&](Terms &terms, Tier, Size) {
    if (terms.line_by != no_programme) {
      return; // another line is open to them already
    }
    // The line brings its own guarantee, whatever else is open: no other programme's share is paid
    // from it.
    terms.guarantee_share = static_cast<float>(loan.guarantee_share);
    terms.guarantee_counted = static_cast<float>(counted);
    terms.guarantee_fee = static_cast<float>(loan.fee);
    terms.guarantee_cap = static_cast<float>(loan.firm_cap);
    terms.guarantee_by = index;
    terms.line_by = index;
    terms.unsecured = static_cast<float>(loan.unsecured);
    terms.line_limit = static_cast<float>(loan.line_limit);
    terms.interest_subsidy = static_cast<float>(subsidy);
    terms.interest_by = index;
  });
}

} // namespace sme
