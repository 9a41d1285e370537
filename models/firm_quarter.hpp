// What few firms do in a quarter, one by one. Internal to models.
#pragma once

#include <algorithm>

#include "models/borrowing.hpp"
#include "models/tile_steps.hpp"

namespace sme {

// What few firms do in a quarter: own R&D, entitled credit, digital upgrades.
class FirmQuarter : public Borrower {
public:
  using Borrower::apply_for_loan;
  using Borrower::Borrower;
  using Borrower::look_for_equity;
  using Borrower::pay_entitled;
  using Borrower::queue_for_equity;
  using Borrower::receive_equity;
  using Borrower::receive_loan;

  void research() {
    const auto r = static_cast<std::size_t>(r_);
    const RndOutcome rnd =
        research_quarter(block_, r, a_.revenue, firm_.cash, helps_, q_, cell_, tally_, s_.news);
    firm_.cash -= rnd.real - rnd.borne;
    f_.staff[i_] = std::max(1, firm_.staff + rnd.hired);
    a_.wages += rnd.wages;
    flows_.services += rnd.services;
    tile_.services[k_] = rnd.services - rnd.borne;
    tile_.reported[k_] = rnd.reported;
    tile_.deduction[k_] = rnd.reported > 0 ? terms().super_deduction : 0;
    tile_.productivity[k_] = rnd.productivity;
    tile_.quality[k_] = rnd.quality;
    tile_.researchers[k_] = t_.rnd_staff[r_];
    cell_.rnd_reported += rnd.reported;
    cell_.rnd_real += rnd.real;
    if (!q_.support.challenges.empty()) { // an answer is an expense, but no R&D
      const Money cost = answer_challenge(block_, r, firm_.cash, q_, tally_, s_.news);
      firm_.cash -= cost;
      flows_.services += cost;
      tile_.services[k_] += cost;
    }
  }

  // What the extra deduction of R&D costs the treasury.
  void count_deduction() {
    const Money profit = a_.profit + a_.tax;
    const Money extra =
        std::min(profit, yuan(tile_.deduction[k_] * static_cast<double>(tile_.reported[k_])));
    if (profit <= 0 || extra <= 0) {
      return;
    }
    const double rate = tax_rate(4 * static_cast<double>(profit), static_cast<Size>(firm_.size),
                                 t_.assets[r_] & high_tech, q_.p.production);
    Activity &act = tally_.activity[terms().super_deduction_by][province_][firm_.tier];
    ++act.applicants;
    ++act.admitted;
    act.forgone += yuan(rate * static_cast<double>(profit)) - a_.tax;
    tally_.helped.push_back({firm_.id, terms().super_deduction_by});
  }

  void digitalise() {
    const int level = firm_.digital;
    const Money cost = yuan(4 * q_.p.digital.cost_share * static_cast<double>(a_.revenue));
    const Help *help = helps_.empty() ? nullptr : find(HelpKind::equipment);
    const Money borne = help == nullptr ? 0 : share_of(*help, cost);
    double chance = adoption_chance(niche_.digital[level + 1], firm_.staff, q_.p.digital);
    if (borne > 0) {
      chance *= eagerness(static_cast<double>(borne) / static_cast<double>(cost), q_.p.digital);
    }
    if (high_half(s_.words[2][i_]) >= chance) {
      return;
    }
    if (cost - borne <= firm_.cash) {
      firm_.cash -= cost - borne;
      flows_.equipment += cost;
      if (borne > 0) {
        pay_help(*help, borne, f_, i_, q_, tally_);
        Activity &act = tally_.activity[help->by][province_][firm_.tier];
        ++act.upgraded;
        act.matched += cost - borne;
      }
      firm_.digital = static_cast<std::uint8_t>(level + 1);
      tile_.age[k_] = 0;
    }
  }

  // Whether it begins R&D, which only those with a profit do, after the first sieve by an exact
  // draw.
  void begin() {
    const ResearchParameters &p = q_.p.research;
    const double size = std::min(4.0, firm_.staff / p.start_size);
    const double chance = p.start_rate * size *
                          q_.scenario.reference.chain[block_.chain].rnd_firm_share / 0.12 *
                          q_.scenario.reference.province[province_].technology_index;
    const Words draw = words(q_.economy.fate, q_.now, Purpose::researcher, firm_.id);
    const bool pays = firm_.profit_last > 0;
    s_.begins[i_] = pays && uniform(draw[0]) < std::min(1.0, chance / start_sieve) ? 1 : 0;
  }

  // Indicators of firms with R&D, by the size they had.
  void measure() {
    if (t_.guaranteed_loan[r_] > 0) {
      tally_.guaranteed_balance[t_.guarantor[r_]] += t_.guaranteed_loan[r_];
    }
    if (tile_.leaves[k_] == 0) {
      ++cell_.researchers;
      cell_.rnd_staff += t_.rnd_staff[r_];
      cell_.class1_stock += t_.class1[r_];
      cell_.guaranteed_loans += t_.guaranteed_loan[r_];
      cell_.ties += t_.ties[r_];
      cell_.supplying += t_.supply[r_] > 0 ? 1 : 0;
    }
  }
};

} // namespace sme
