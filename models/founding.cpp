// The world before its first quarter: niches, the founding population, banks, funds, opening
// balances.
#include <algorithm>
#include <cmath>

#include "models/founder.hpp"
#include "models/founding.hpp"
#include "models/passing.hpp"
#include "models/quarter.hpp"

namespace sme {

namespace {

constexpr std::size_t firms_per_block = 4000;

// Firms that a chain begins with; the smallest world keeps twenty.
double firms_of(const Scenario &scenario, int chain) {
  const Parameters &p = scenario.parameters;
  return std::max(20.0,
                  p.population.firms * p.run.scale * scenario.reference.chain[chain].firm_share);
}

double yearly_revenue_per_worker(const Economy &economy, int chain, double wage_index) {
  return 4 * economy.technique[chain].labour * wage_index;
}

// Niches of a chain with log-normal weights that sum to one; niche k draws the same at every scale.
std::vector<Niche> niches_of(int chain, std::int64_t count, double spread) {
  std::vector<Niche> niches(static_cast<std::size_t>(count));
  double sum = 0;
  for (std::size_t k = 0; k < niches.size(); ++k) {
    niches[k].id = niche_identity(chain, k);
    Draws draws({0, 0}, {0}, Purpose::niche, niches[k].id ^ (1ULL << 63U));
    niches[k].weight = portable_exp(spread * draws.bell());
    sum += niches[k].weight;
  }
  for (Niche &niche : niches) {
    niche.weight /= sum;
  }
  return niches;
}

struct Opening {
  const Scenario &scenario;
  const Nursery &nursery;
  Quarter quarter;
  Fate fate;
  double wage_index;
};

void settle(Block &block, Economy &economy, const Opening &o, double firms_in_chain) {
  const Parameters &p = o.scenario.parameters;
  const int chain = block.chain;
  const double per_worker = yearly_revenue_per_worker(economy, chain, o.wage_index);
  block.first_row.assign(1, 0);
  for (std::size_t n = 0; n < block.niches.size(); ++n) {
    Niche &niche = block.niches[n];
    Draws draws(o.fate, o.quarter, Purpose::niche, niche.id);
    const double expected = firms_in_chain * niche.weight;
    niche.founders = p.demography.founders_rate * expected;
    const auto count =
        static_cast<std::uint64_t>(std::max(1.0, std::floor(expected + draws.next())));
    const std::uint64_t number = (niche.id >> 20U) & 0xfffff;
    for (std::uint64_t place = 0; place < count; ++place) {
      const Founder f =
          o.nursery.settler(identity(o.quarter, chain, number, place), o.quarter, chain, o.fate);
      Draws own(o.fate, o.quarter, Purpose::entry, f.id);
      const double age = -4 * p.population.mean_age * portable_log(own.next());
      const bool borrows = own.next() < p.population.borrower_share;
      const auto row = static_cast<std::int32_t>(block.firms.size_rows());
      add_firm(block.firms, f, static_cast<std::uint16_t>(n),
               Quarter{o.quarter.index - static_cast<int>(std::min(age, 400.0))});
      Firms &t = block.firms;
      const double revenue = t.staff[row] * per_worker / labour_need(t.staff[row], p.production);
      const double costs = revenue / 4;
      t.share[row] = revenue * f.productivity;
      t.capital[row] = yuan(p.production.capital_per_revenue * revenue);
      t.cash[row] = yuan(f.cash_quarters * costs * 0.25);
      if (borrows) {
        t.loan[row] =
            yuan(p.population.leverage * static_cast<double>(t.capital[row] + t.cash[row]));
        t.loan_rate[row] = 0.05F;
      }
      t.revenue_last[row] = t.revenue_before[row] = t.revenue_third[row] =
          static_cast<float>(revenue);
      t.profit_last[row] = static_cast<float>(0.05 * revenue);
      t.size[row] = static_cast<std::uint8_t>(size_of(t.staff[row], revenue, p.size));
      t.digital[row] =
          static_cast<std::uint8_t>(std::min(3.0, own.next() * (0.8 + t.staff[row] / 100.0)));
      t.digital_age[row] = 255;
      if (f.researches) {
        t.researcher[row] = static_cast<std::int32_t>(block.researchers.size_rows());
        o.nursery.begin_research(block.researchers, f.id, niche.id, chain, row, {t.founded[row]},
                                 age / 4, revenue, o.fate);
        const auto r = block.researchers.size_rows() - 1;
        block.researchers.rnd_staff[r] = static_cast<std::int32_t>(
            p.research.wage_share * block.researchers.rnd_wish[r] * revenue /
            (p.production.wage * p.research.wage_premium * o.wage_index));
        t.staff[row] += block.researchers.rnd_staff[r];
      }
    }
    block.first_row.push_back(static_cast<std::int32_t>(block.firms.size_rows()));
    const auto begin = block.firms.share.begin() + block.first_row[n];
    double sum = 0;
    for (auto s = begin; s != block.firms.share.end(); ++s) {
      sum += *s;
    }
    for (auto s = begin; s != block.firms.share.end(); ++s) {
      *s /= sum;
    }
  }
}

// Banks, funds and the talent market of each province, and balances that sum to zero.
void open_books(Economy &economy, const Scenario &scenario) {
  const Parameters &p = scenario.parameters;
  std::array<double, provinces> revenue{};
  std::array<std::int64_t, provinces> rnd_staff{};
  Money firm_cash = 0;
  for (const Block &block : economy.blocks) {
    const Firms &t = block.firms;
    for (std::size_t i = 0; i < t.size_rows(); ++i) {
      revenue[t.province[i]] += static_cast<double>(t.revenue_last[i]);
      firm_cash += t.cash[i];
      economy.banks[t.province[i]].loans += t.loan[i];
    }
    for (std::size_t r = 0; r < block.researchers.size_rows(); ++r) {
      rnd_staff[t.province[block.researchers.firm[r]]] += block.researchers.rnd_staff[r];
    }
  }
  auto &balance = economy.balance;
  Money bank_money = 0;
  for (int i = 0; i < provinces; ++i) {
    Bank &bank = economy.banks[i];
    bank.capital = yuan(p.credit.bank_capital_per_revenue * revenue[i]);
    bank_money += bank.capital - bank.loans;
    economy.funds[i].free = economy.funds[i].opening = yuan(p.equity.fund_per_revenue * revenue[i]);
    balance[static_cast<int>(Account::investors)] += economy.funds[i].free;
    economy.talent[i].employed = rnd_staff[i];
    economy.talent[i].force = (1 + p.talent.supply_slack) * static_cast<double>(rnd_staff[i]);
  }
  balance[static_cast<int>(Account::firms)] = firm_cash;
  balance[static_cast<int>(Account::banks)] = bank_money;
  Money sum = 0;
  for (const Money each : balance) {
    sum += each;
  }
  balance[static_cast<int>(Account::world)] -= sum;
}

} // namespace

Economy found(const Scenario &scenario, Fate fate, const Executor &executor) {
  const Parameters &p = scenario.parameters;
  Economy economy;
  economy.scale = p.run.scale;
  economy.fate = fate;
  economy.now = Quarter{p.run.spin_up.index - 1};
  economy.programmes.resize(scenario.policies.size());
  economy.guarantee_wanted.resize(scenario.policies.size());
  const double years = years_since_2019(economy.now);
  const double wage_index = portable_pow(1 + p.production.wage_growth, years);
  for (int c = 0; c < chains; ++c) {
    const ChainFacts &facts = scenario.reference.chain[c];
    economy.technique[c] =
        technique(facts.input_share, facts.revenue_per_worker, years, p.production);
    const double firms = firms_of(scenario, c);
    const auto count = static_cast<std::int64_t>(
        std::max(1.0, std::round(p.population.niches * p.run.scale * facts.niche_share)));
    std::vector<Niche> niches = niches_of(c, count, p.demand.niche_spread);
    double in_block = 0;
    for (Niche &niche : niches) {
      if (in_block == 0) {
        economy.blocks.emplace_back().chain = c;
      }
      in_block += firms * niche.weight;
      economy.blocks.back().niches.push_back(std::move(niche));
      in_block = in_block >= static_cast<double>(firms_per_block) ? 0 : in_block;
    }
  }
  const Nursery nursery(scenario);
  const Opening opening{scenario, nursery, economy.now, fate, wage_index};
  executor.each(economy.blocks.size(), [&](std::size_t b, std::size_t) {
    Block &block = economy.blocks[b];
    settle(block, economy, opening, firms_of(scenario, block.chain));
  });
  give_handles(economy);
  open_books(economy, scenario);
  economy.network = found_network(scenario.reference, p.collaboration, fate, p.run.scale);
  open_demand(economy, scenario);
  std::fill(&economy.agglomeration[0][0], &economy.agglomeration[0][0] + provinces * chains, 1.0F);
  return economy;
}

} // namespace sme
