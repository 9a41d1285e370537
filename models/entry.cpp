// Entry: founders of the pools of a block's niches who become firms (demography.hpp).
#include <algorithm>

#include "models/passing.hpp"

namespace sme {

void add_firm(Firms &t, const Founder &f, std::uint16_t niche, Quarter founded) {
  each_column(t, [](auto &column) { column.emplace_back(); });
  const std::size_t i = t.size_rows() - 1;
  t.id[i] = f.id;
  t.niche[i] = niche;
  t.founded[i] = static_cast<std::int16_t>(founded.index);
  t.province[i] = static_cast<std::uint8_t>(f.province);
  t.east[i] = f.east;
  t.north[i] = f.north;
  t.staff[i] = std::max(1, static_cast<std::int32_t>(f.staff + 0.5));
  t.productivity[i] = static_cast<float>(f.productivity);
  t.quality[i] = static_cast<float>(f.quality);
  t.researcher[i] = no_researcher;
}

namespace {

// A founder of a niche enters: a row of the scratch table.
void found_firm(const Block &block, std::size_t n, const Founder &f, const Passing &q, Tally &tally,
                Scratch &s) {
  const Niche &niche = block.niches[n];
  const Parameters &p = q.p;
  const Technique &tech = q.economy.technique[block.chain];
  add_firm(s.entrants, f, static_cast<std::uint16_t>(n), q.now);
  Firms &t = s.entrants;
  const std::size_t i = t.size_rows() - 1;
  const double revenue =
      4 * tech.labour * q.wage_index * t.staff[i] / labour_need(t.staff[i], p.production);
  t.share[i] = niche.demand > 0 ? std::min(0.5, revenue / 4 / niche.demand) : 0.5;
  const double wages = t.staff[i] * q.wage[f.province];
  t.capital[i] = yuan(p.production.capital_per_revenue * revenue);
  t.cash[i] = yuan(f.cash_quarters * (wages + 0.1 * revenue / 4));
  t.size[i] = static_cast<std::uint8_t>(size_of(t.staff[i], revenue, p.size));
  t.digital_age[i] = 255;
  tally.ledger.transfer(Flow::owners_equity, Account::households, Account::firms,
                        t.capital[i] + t.cash[i]);
  tally.ledger.transfer(Flow::final_goods, Account::firms, Account::world, t.capital[i]);
  if (f.researches) {
    t.researcher[i] = static_cast<std::int32_t>(s.new_researchers.size_rows());
    q.nursery.begin_research(s.new_researchers, f.id, niche.id, block.chain, 0, q.now, 0, revenue,
                             q.economy.fate);
  }
  Indicators &cell = tally.at(block.chain, f.province, t.size[i], 0);
  ++cell.entrants;
  ++cell.firms;
  cell.staff += t.staff[i];
  cell.productivity += static_cast<std::int64_t>(1000 * t.productivity[i]);
  cell.researchers += f.researches ? 1 : 0;
}

} // namespace

// Draws are taken for many at once: of pools, of founders, attributes of those who enter.
void found_firms(const Block &block, const Passing &q, Tally &tally, Scratch &s) {
  const Fate fate = q.economy.fate;
  const std::size_t niches = block.niches.size();
  s.ids.clear();
  for (const Niche &niche : block.niches) {
    s.ids.push_back(niche.id);
  }
  draw_lots(q.processor, fate, q.now, Purpose::entry, s.ids, s.lots);
  s.ids.clear();
  s.pools.assign(1, 0);
  for (std::size_t n = 0; n < niches; ++n) {
    const Niche &niche = block.niches[n];
    const auto count =
        static_cast<std::uint64_t>(niche.founders * q.founders_growth + uniform(s.lots.word[0][n]));
    const std::uint64_t number = (niche.id >> 20U) & 0xfffff;
    for (std::uint64_t place = 0; place < count; ++place) {
      s.ids.push_back(identity(q.now, block.chain, number, place));
    }
    s.pools.push_back(s.ids.size());
  }
  draw_lots(q.processor, fate, q.now, Purpose::entry, s.ids, s.lots);
  std::size_t entered = 0;
  for (std::size_t n = 0, k = 0; n < niches; ++n) {
    const double chance = entry_chance(block.niches[n].margin, 0.04, q.p.demography);
    for (; k < s.pools[n + 1]; ++k) {
      s.ids[entered] = s.ids[k];
      entered += uniform(s.lots.word[0][k]) < chance ? 1U : 0U;
    }
    s.pools[n + 1] = entered; // from now on of those who enter
  }
  s.ids.resize(entered);
  constexpr std::uint32_t usual = 5; // blocks of words that most founders need
  s.first_words.resize(usual * entered);
  for (std::uint32_t part = 0; part < usual; ++part) {
    draw_lots(q.processor, fate, q.now, Purpose::founding, s.ids, s.lots, part);
    for (std::size_t k = 0; k < entered; ++k) {
      s.first_words[usual * k + part] = s.lots[k];
    }
  }
  for (std::size_t n = 0, k = 0; n < niches; ++n) {
    const Niche &niche = block.niches[n];
    for (; k < s.pools[n + 1]; ++k) {
      found_firm(block, n,
                 q.nursery.founder(s.ids[k], q.now, block.chain, niche.productivity, niche.quality,
                                   fate, std::span(&s.first_words[usual * k], usual)),
                 q, tally, s);
    }
  }
}

} // namespace sme
