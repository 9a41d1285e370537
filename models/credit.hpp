// Credit: who lends to whom at which rate.
//
// A lender asks the rate r at which it breaks even on a loan,
//     (1 + r)(1 - PD) + PD [R + g (1 - R)] = 1 + f + a,
// PD the chance of default it sees, R the share recovered from collateral, g the share of the loss
// a guarantor bears, f its funding cost, a the cost of handling the loan. Above a ceiling rate it
// does not lend at all: the higher rate would draw the worse risks (Stiglitz & Weiss 1981, AER 71).
// Opaque firms (young, small, no label) look riskier than they are. Within a bank's capacity the
// safest applications are served first; the marginal risk class by lottery. Banks of the whole
// nation move capital to the provinces where it is short.
// Not modelled: relationship lending across banks, covenants, trade credit, secondary markets.
// Tests: tests/unit/test_credit.cpp.
#pragma once

#include <algorithm>

#include "models/codebook.hpp"
#include "models/portable.hpp"
#include "models/quantities.hpp"

namespace sme {

struct CreditParameters {
  double funding_cost = 0.032;
  double funding_trend = -0.002;
  double funding_floor = 0.012;
  double handling_cost = 0.010;
  double ceiling_rate = 0.12;
  double amortisation = 0.125;
  double recovery = 0.45;
  double default_base = -4.3;
  double default_leverage = 2.2;
  double default_margin = 6.0;
  double opacity = 1.1;
  double label_signal = 0.45;
  double file_help = 0.4;
  double loan_limit = 0.6;
  double least_loan = 200000;
  double capital_ratio = 0.10;
  double bank_capital_per_revenue = 0.010;
  double nationwide = 0.6;
  double demand_rate = 0.25;
  double debt_target = 0.25;
  double first_loan_rate = 0.005;
  double first_loan_size = 40;
  double capital_cushion = 1.3;

  static constexpr auto codebook() {
    using P = CreditParameters;
    return Codebook{
        entry("funding_cost", &P::funding_cost, "1/year", 0, 0.5,
              "f: what a bank pays for money in 2019",
              "with the cost of handling the loan prime rate of one year, 4.2 % in 2019 [recall]"),
        entry("funding_trend", &P::funding_trend, "1/year", -0.1, 0.1,
              "change of that cost a year by monetary policy",
              "loan prime rate of one year 4.2 % (2019) to 3.0 % (2025) [recall]"),
        entry("funding_floor", &P::funding_floor, "1/year", 0, 0.5, "least it comes to",
              "assumed; monetary policy goes on as in 2025"),
        entry("handling_cost", &P::handling_cost, "1/year", 0, 0.2, "a: cost of handling a loan",
              "assumed"),
        entry("ceiling_rate", &P::ceiling_rate, "1/year", 0.01, 1,
              "rate above which a bank does not lend",
              "assumed; Stiglitz & Weiss 1981 for the form"),
        entry("amortisation", &P::amortisation, "1/quarter", 0.01, 1,
              "share of debt repaid each quarter", "assumed; mean maturity of two years"),
        entry("recovery", &P::recovery, "share", 0, 1, "value of fixed capital in a forced sale",
              "assumed"),
        entry("default_base", &P::default_base, "1", -20, 20,
              "log-odds of default within a year of a debt-free firm at zero margin", "assumed"),
        entry("default_leverage", &P::default_leverage, "1", 0, 20,
              "rise of the log-odds with debt over assets", "assumed; sign as in Altman 1968"),
        entry("default_margin", &P::default_margin, "1", 0, 100,
              "fall of the log-odds with the profit margin", "assumed; sign as in Altman 1968"),
        entry("opacity", &P::opacity, "1", 0, 10,
              "rise of the seen log-odds for a firm without record; falls with age and size",
              "assumed; Berger & Udell 1998 for the form"),
        entry("label_signal", &P::label_signal, "1", 0, 10,
              "share of opacity that a label removes, a tier",
              "assumed; a label without money has near no effect [S130]"),
        entry("file_help", &P::file_help, "share", 0, 1,
              "share of opacity that full access to services removes: better loan files",
              "assumed; Berger & Udell 1998 for the sign"),
        entry("loan_limit", &P::loan_limit, "year", 0, 5, "largest debt per yuan of yearly revenue",
              "assumed"),
        entry("least_loan", &P::least_loan, "CNY", 0, 1e9, "smallest loan a bank handles",
              "assumed"),
        entry("capital_ratio", &P::capital_ratio, "share", 0.01, 1,
              "bank capital needed per yuan lent",
              "rounded from 10.5 % of the capital rules for most banks [recall]"),
        entry(
            "bank_capital_per_revenue", &P::bank_capital_per_revenue, "year", 0, 1,
            "capital of provincial lenders for these firms per yuan of yearly revenue at the start",
            "assumed"),
        entry("nationwide", &P::nationwide, "share", 0, 1,
              "share of lending by banks of the whole nation, which move capital between provinces",
              "[recall] large state and joint-stock banks: about three fifths of loans"),
        entry("demand_rate", &P::demand_rate, "1/quarter", 0, 1,
              "chance that a firm in need files an application in a quarter",
              "assumed; discouraged borrowers, Kon & Storey 2003"),
        entry("debt_target", &P::debt_target, "share", 0, 2,
              "debt a firm with a bank keeps, per yuan of fixed capital and of a quarter's costs",
              "assumed; debt over assets of industrial firms near 0.55, a good half of it from "
              "banks"),
        entry("first_loan_rate", &P::first_loan_rate, "1/quarter", 0, 1,
              "chance that a firm of the stated size without debt turns to a bank", "assumed"),
        entry("first_loan_size", &P::first_loan_size, "person", 1, 1e6,
              "staff to which that chance is stated; proportional to staff, up to four times",
              "assumed"),
        entry("capital_cushion", &P::capital_cushion, "1", 1, 10,
              "capital above which a bank pays its profit out, relative to what its loans need",
              "assumed")};
  }
};
static_assert(well_described<CreditParameters>());

/// The parameters as they stand `years` after the start of 2019: the cost of money moves with
/// monetary policy.
inline CreditParameters credit_in(double years, CreditParameters p) {
  const double cost = p.funding_cost + p.funding_trend * std::max(0.0, years);
  p.funding_cost = std::max(std::min(p.funding_cost, p.funding_floor), cost);
  return p;
}

/// Log-odds a lender adds for lack of a record: opacity / (1 + age / 5 + staff / 100), less by
/// `label`, the number of its tier.
inline double opacity(double age_years, double staff, double label, const CreditParameters &p) {
  const double record = 1 + age_years / 5 + staff / 100;
  const double signal = std::max(0.0, 1 - p.label_signal * label);
  return p.opacity * signal / record;
}
inline double opacity(double age_years, double staff, Tier tier, const CreditParameters &p) {
  return opacity(age_years, staff, static_cast<double>(tier), p);
}

/// Chance of default within a year: logistic in leverage (debt over assets), margin and opacity.
inline double default_chance(double leverage, double margin, double opacity,
                             const CreditParameters &p) {
  const double bounded = std::clamp(margin, -0.5, 0.5);
  const double odds =
      p.default_base + p.default_leverage * leverage - p.default_margin * bounded + opacity;
  return 1 / (1 + portable_exp(-odds));
}

/// The break-even rate (1/year). `recovered` is the share of the loan collateral covers,
/// `guarantee` the guarantor's share of the rest, `discount` a cut in funding cost by re-lending. A
/// guarantee never raises it, so it never lowers what a bank lends.
inline double break_even_rate(double default_chance, double recovered, double guarantee,
                              double discount, const CreditParameters &p) {
  const double kept = recovered + guarantee * (1 - recovered);
  const double cost = 1 + p.funding_cost - discount + p.handling_cost;
  return (cost - default_chance * kept) / (1 - default_chance) - 1;
}

/// Loan a firm would apply for (CNY). A firm in need asks for what it lacks (`need`); a firm with a
/// bank (`owed` > 0) keeps its usual debt, in proportion to `assets` (fixed capital and a quarter's
/// costs); others of `staff` turn to a bank now and then. `yearly_revenue` limits all debt,
/// `uniform` decides whether it asks; below zero when it does not.
inline double loan_application(double need, double owed, double assets, double yearly_revenue,
                               double staff, double uniform, const CreditParameters &p) {
  const double usual = p.debt_target * assets - owed;
  const double first = p.first_loan_rate * std::min(4.0, staff / p.first_loan_size);
  const bool knows_bank = (owed > 0) | (uniform < first);
  const bool asks = (uniform < p.demand_rate) & (knows_bank | (need >= p.least_loan));
  const double more = std::max(need, usual);
  const double wish = knows_bank ? more : need;
  const double wanted = std::min(wish, p.loan_limit * yearly_revenue - owed);
  return (asks & (wanted >= p.least_loan)) ? wanted : -1.0;
}

} // namespace sme
