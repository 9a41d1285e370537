// Outside equity: firms doing R&D that their cash and banks cannot fund look for an investor;
// provincial funds meet a share of them and back the most promising up to their yearly money.
// Search frictions as in Inderst & Mueller 2004 (JFE 72); selection by growth and knowledge.
// Not modelled: valuation, dilution, exits (an instrument of its own brings boards and listing).
// Tests: tests/unit/test_equity.cpp.
#pragma once

#include <algorithm>

#include "models/codebook.hpp"
#include "models/quantities.hpp"

namespace sme {

struct EquityParameters {
  double fund_per_revenue = 0.008;
  double meeting_chance = 0.06;
  double least_ticket = 2e6;
  double ticket_per_revenue = 0.35;
  double most_ticket = 280e6;
  double drawdown = 0.0625;

  static constexpr auto codebook() {
    using P = EquityParameters;
    return Codebook{
        entry("fund_per_revenue", &P::fund_per_revenue, "year", 0, 1,
              "money of a province's funds at the start per yuan of yearly revenue of its firms",
              "assumed, so that 0.3-0.4 trn a year is invested; venture and private equity of the "
              "nation 0.76, 0.89, 1.42, 0.91, 0.69 trn CNY in 2019-2023, all industries [recall, "
              "Zero2IPO]"),
        entry("meeting_chance", &P::meeting_chance, "1/quarter", 0, 1,
              "chance that a firm in search meets an investor",
              "assumed; Inderst & Mueller 2004 for the form"),
        entry("least_ticket", &P::least_ticket, "CNY", 0, 1e12, "smallest investment", "assumed"),
        entry("ticket_per_revenue", &P::ticket_per_revenue, "year", 0, 10,
              "investment per yuan of yearly revenue",
              "assumed; mean ticket of Jiangsu's funds 70m [S35]"),
        entry("most_ticket", &P::most_ticket, "CNY", 0, 1e13, "largest investment",
              "assumed: four times the mean ticket of Jiangsu's funds [S35]; 0.69 trn CNY in 9,400 "
              "deals in 2023, 74m each [recall, Zero2IPO]"),
        entry("drawdown", &P::drawdown, "1/quarter", 0, 1,
              "share of a fund's money that may be invested in a quarter", "assumed; four years")};
  }
};
static_assert(well_described<EquityParameters>());

/// How an investor ranks a firm: growth, product quality, wished R&D intensity.
inline double promise(double growth, double quality, double intensity) {
  return std::clamp(growth, -0.5, 1.0) + quality + 4 * std::min(intensity, 0.5);
}

/// Investment a firm looks for (CNY): in proportion to its revenue (CNY a year), within the usual
/// sizes of a deal. The upper bound keeps a single giant from taking a province's funds.
inline double ticket_of(double yearly_revenue, const EquityParameters &p) {
  return std::min(std::max(p.least_ticket, p.ticket_per_revenue * yearly_revenue), p.most_ticket);
}

struct Block;
/// The promise of the firm in row `r` of a block's table of researchers: growth of the last year.
double promise_of(const Block &block, std::size_t r);

} // namespace sme
