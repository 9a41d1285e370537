// Market-wide meetings between the passes over the blocks: banks, investors, R&D staff, demand.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "models/passing.hpp"

namespace sme {

int risk_class(double rate, const CreditParameters &p) {
  const double span = p.ceiling_rate - p.funding_cost;
  const double part = span > 0 ? (rate - p.funding_cost) / span : 0;
  return std::clamp(static_cast<int>(part * risk_classes), 0, risk_classes - 1);
}

namespace {

struct Cut {
  int at;
  double marginal;
};

// Serves classes in the order `class_at(0), class_at(1), …` until `room` is used up; the class at
// the margin is served by lottery with the chance that exhausts the room.
template <class ClassAt>
Cut serve(const std::array<Money, risk_classes> &queue, Money room, ClassAt &&class_at) {
  for (int k = 0; k < risk_classes; ++k) {
    const Money asked = queue[class_at(k)];
    if (asked > room) {
      return {class_at(k), room > 0 ? static_cast<double>(room) / static_cast<double>(asked) : 0};
    }
    room -= asked;
  }
  return {class_at(risk_classes - 1), 1};
}

} // namespace

// Banks of the whole nation move their share of the capital that a province does not need to those
// where applications ask for more, in proportion to what each has and lacks.
static void move_capital(Economy &economy, const CreditParameters &p) {
  std::array<double, provinces> spare{}, lacking{};
  double all_spare = 0;
  double all_lacking = 0;
  for (int i = 0; i < provinces; ++i) {
    const Bank &bank = economy.banks[i];
    const auto &queue = economy.credit_queue[i];
    const Money asked = std::accumulate(queue.begin(), queue.end(), Money{0});
    const double needed =
        p.capital_ratio * static_cast<double>(bank.loans + bank.guaranteed + asked);
    const double free = static_cast<double>(bank.capital) - needed;
    spare[i] = p.nationwide * std::max(0.0, free);
    lacking[i] = std::max(0.0, -free);
    all_spare += spare[i];
    all_lacking += lacking[i];
  }
  const double moved = std::min(all_spare, all_lacking);
  if (moved < 1) {
    return;
  }
  Money given = 0;
  for (int i = 0; i < provinces; ++i) {
    const Money gives = yuan(moved * spare[i] / all_spare);
    economy.banks[i].capital -= gives;
    given += gives;
  }
  const auto neediest = std::max_element(lacking.begin(), lacking.end()) - lacking.begin();
  for (int i = 0; i < provinces; ++i) {
    const Money gets = yuan(moved * lacking[i] / all_lacking);
    economy.banks[i].capital += gets;
    given -= gets;
  }
  economy.banks[static_cast<std::size_t>(neediest)].capital += given; // what rounding left
}

// Each bank lends up to what its capital carries, the safest classes first.
void meet_banks(Economy &economy, const Scenario &scenario) {
  const CreditParameters &p = scenario.parameters.credit;
  move_capital(economy, p);
  for (int i = 0; i < provinces; ++i) {
    Bank &bank = economy.banks[i];
    const Money most = yuan(static_cast<double>(bank.capital) / p.capital_ratio);
    const Money room = std::max<Money>(0, most - bank.loans - bank.guaranteed);
    const Cut cut = serve(economy.credit_queue[i], room, [](int k) { return k; });
    bank.cutoff = cut.at;
    bank.marginal = cut.marginal;
  }
}

// Each province's funds back the most promising first, up to what they may draw down this quarter.
// What public funds bear of a ticket leaves private money for others.
void meet_investors(Economy &economy, const Scenario &scenario, const Support &support) {
  std::map<std::pair<std::int32_t, std::int32_t>, Money> borne; // by block and row
  for (const Help &help : support.helps) {
    if (help.kind == HelpKind::equity) {
      const Block &block = economy.blocks[static_cast<std::size_t>(help.block)];
      const auto r = static_cast<std::size_t>(block.firms.researcher[help.row]);
      const Money ticket = yuan(block.researchers.equity_wanted[r]);
      Money &already = borne[{help.block, help.row}];
      const Money more = std::min(ticket - already, share_of(help, ticket));
      already += more;
      economy.equity_queue[block.firms.province[help.row]][promise_class(promise_of(block, r))] -=
          more;
    }
  }
  const EquityParameters &p = scenario.parameters.equity;
  for (int i = 0; i < provinces; ++i) {
    Fund &fund = economy.funds[i];
    const Money room = std::min(fund.free, yuan(p.drawdown * static_cast<double>(fund.opening)));
    const Cut cut =
        serve(economy.equity_queue[i], room, [](int k) { return risk_classes - 1 - k; });
    fund.cutoff = cut.at;
    fund.marginal = cut.marginal;
  }
}

void meet_talent(Economy &economy, const Scenario &scenario) {
  const TalentParameters &p = scenario.parameters.talent;
  const double growth = portable_pow(1 + p.supply_growth, 0.25);
  const auto seekers_in = [&](const TalentMarket &market) {
    return std::max(0.0, market.force - static_cast<double>(market.employed) * (1 - p.separation));
  };
  double seekers = 0;
  double vacancies = 0;
  for (TalentMarket &market : economy.talent) {
    market.force *= growth;
    seekers += seekers_in(market);
    vacancies += static_cast<double>(market.vacancies);
  }
  for (TalentMarket &market : economy.talent) {
    const auto open = static_cast<double>(market.vacancies);
    if (vacancies > 0) {
      market.force += p.mobility * (seekers * open / vacancies - seekers_in(market));
    }
    market.fill = fill_chance(open, seekers_in(market), p);
  }
}

} // namespace sme
