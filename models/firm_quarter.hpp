// What few firms do in a quarter, one by one. Internal to models.
#pragma once

#include <algorithm>

#include "models/borrowing.hpp"
#include "models/portable.hpp"
#include "models/research_steps.hpp"

namespace sme {

// What few firms do in a quarter: entitled credit, digital upgrades.
class FirmQuarter : public Borrower {
public:
  using Borrower::apply_for_loan;
  using Borrower::Borrower;
  using Borrower::pay_entitled;
  using Borrower::queue_for_equity;
  using Borrower::receive_equity;
  using Borrower::receive_loan;

  void digitalise() {
    const int level = firm_.digital;
    const Money cost = yuan(4 * q_.p.digital.cost_share * static_cast<double>(a_.revenue));
    const Help *help = helps_.empty() ? nullptr : find(HelpKind::equipment);
    const Money borne = help == nullptr ? 0 : share_of(*help, cost);
    double chance = adoption_chance(niche_.digital[level + 1], firm_.staff, q_.p.digital);
    if (borne > 0) {
      chance *= eagerness(static_cast<double>(borne) / static_cast<double>(cost), q_.p.digital);
    }
    if (high_half(s_.words.word[2][i_]) >= chance) {
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
    const double size = portable_pow(firm_.staff / p.start_size, p.doing_elasticity);
    const double chance = p.start_rate * size *
                          q_.scenario.reference.chain[block_.chain].rnd_firm_share / 0.12 *
                          q_.scenario.reference.province[province_].technology_index;
    const Words draw = words(q_.economy.fate, q_.now, Purpose::researcher, firm_.id);
    const bool pays = firm_.profit_last > 0;
    s_.begins[i_] = pays && uniform(draw[0]) < std::min(1.0, chance / start_sieve) ? 1 : 0;
  }
};

} // namespace sme
