// What one quarter's pass over the blocks needs to know, and its parts. Internal to models.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "models/economy.hpp"
#include "models/founder.hpp"
#include "models/lots.hpp"
#include "models/measures.hpp"
#include "models/processor.hpp"
#include "models/scenario.hpp"

namespace sme {

/// Years between the middle of 2019 and a quarter; trends are stated relative to 2019.
constexpr double years_since_2019(Quarter quarter) {
  return (quarter.index - quarter_of(2019, 1).index - 1.5) / 4;
}

inline constexpr int digital_ages = 64;

/// What is the same for all blocks in a quarter.
struct Passing {
  const Scenario &scenario;
  const Parameters &p;
  const Economy &economy;
  const Support &support;
  const Nursery &nursery;
  Quarter now;
  Processor processor;
  double years;            ///< since 2019
  double wage_index;       ///< of wages and input prices, 1 in 2019
  double founders_growth;  ///< pools of founders relative to the start
  double trend;            ///< common productivity, 1 in 2019
  CreditParameters credit; ///< p.credit with the cost of money of the quarter
  LabourNeeds labour_needs;
  std::array<double, provinces> wage{}; ///< CNY a quarter
  std::array<std::array<double, digital_ages>, digital_levels> digital{};
  std::vector<double> guarantee_chance; ///< by programme: chance that an application finds room
  std::vector<std::vector<Payment>> payments; ///< by block
  std::vector<std::vector<Help>> helps;       ///< by block, in the order of rows
};

/// Helps of one firm: those of `all` (in the order of rows) that are for `row`.
std::span<const Help> helps_of(const std::vector<Help> &all, std::size_t row);

/// What a block leaves for the rest of the world to see.
struct BlockNews {
  std::vector<std::uint32_t> freed; ///< handles of firms that left
  std::vector<Answer> answers;
  std::vector<Solution> solutions;
  std::vector<Stake> stakes;
};

/// Neighbouring rows of a table that move together: `length` rows from `first`, a row of the old
/// table, or row -1 - first of the rows added to it.
struct RowRun {
  std::int32_t first;
  std::int32_t length;
};

struct Tile;
struct ResearchTile;

/// Room a worker reuses from block to block.
struct Scratch {
  std::vector<double> productivity, cost, price, appeal, mean;   ///< in the market, by row
  std::vector<double> demand, niche_productivity, niche_quality; ///< of the niche, by row
  std::vector<Money> revenue, spent;                             ///< of the quarter, by row
  Lots words, lots;               ///< Purpose::quarterly by row; of an event by place in `rows`
  std::vector<std::uint64_t> ids; ///< of the firms in `rows`
  std::vector<std::int32_t> flags, rows; ///< rows that an event concerns
  std::vector<std::int32_t> ages;        ///< quarters, by row
  std::vector<std::uint8_t> leaves;      ///< 1 insolvent, 2 closed
  std::vector<std::uint8_t> begins;      ///< 1 begins R&D
  BlockNews news;
  const std::vector<Help> *helps = nullptr; ///< of the block at work
  std::vector<std::int32_t> beginners, research_order;
  std::vector<RowRun> runs;
  std::shared_ptr<Tile> tile;
  std::shared_ptr<ResearchTile> lab;
  std::vector<std::size_t> pools; ///< first founder of each niche, and one more
  std::vector<Words> first_words; ///< of each founder who enters
  Firms entrants;
  Researchers new_researchers;
  Firms sorted; ///< room for columns whose rows move
  Researchers sorted_researchers;
};

/// Money flows of a block in a quarter, CNY, posted to the ledger at its end.
struct BlockFlows {
  Money revenue = 0, purchases = 0, wages = 0, services = 0, interest = 0, tax = 0, dividends = 0,
        investment = 0, equipment = 0;
  void add(const BlockFlows &o) {
    revenue += o.revenue;
    purchases += o.purchases;
    wages += o.wages;
    services += o.services;
    interest += o.interest;
    tax += o.tax;
    dividends += o.dividends;
    investment += o.investment;
    equipment += o.equipment;
  }
};

/// Appends the places of the `count` flags that are not zero.
inline void list_rows(const std::int32_t *flags, std::size_t count,
                      std::vector<std::int32_t> &list) {
  const std::size_t before = list.size();
  list.resize(before + count);
  std::size_t found = before;
  for (std::size_t i = 0; i < count; ++i) {
    list[found] = static_cast<std::int32_t>(i);
    found += flags[i] != 0 ? 1U : 0U;
  }
  list.resize(found);
}

/// Appends an empty firm row with the founder's attributes; the caller fills in money and share.
void add_firm(Firms &firms, const Founder &founder, std::uint16_t niche, Quarter founded);

/// Problems posted to the firm's chain: it answers the one that fits best if that is worth it.
/// Returns what the answer costs (CNY), 0 for none.
Money answer_challenge(const Block &block, std::size_t r, Money cash, const Passing &q,
                       Tally &tally, BlockNews &news);
/// A programme pays `amount` to the firm of row `i` for help of its kind that the firm has used.
void pay_help(const Help &help, Money amount, const Firms &firms, std::size_t i, const Passing &q,
              Tally &tally);
/// At the start of a year: the plan of real and reported R&D, with user cost and thresholds.
void plan_research(Block &block, std::size_t index, const Passing &q, Tally &tally);
/// The class of promise or of risk (0 to risk_classes - 1) that queues sort by.
int promise_class(double promise);
int risk_class(double rate, const CreditParameters &p);

/// Competition inside the niches: fills the scratch with words, demand, price, cost, productivity;
/// moves shares.
void compete(Block &block, const Passing &q, Scratch &scratch);
/// Grants and claw-backs of programmes reach their firms.
void receive_payments(Block &block, std::size_t index, const Passing &q, Tally &tally);
/// Production, finance, R&D, digital and indicators of every firm of the block.
void firms_quarter(Block &block, std::size_t index, const Passing &q, Tally &tally,
                   Scratch &scratch);
/// Founders of the pools of all niches who enter: rows of `scratch.entrants`, in the order of
/// niches
/// (`scratch.pools`).
void found_firms(const Block &block, const Passing &q, Tally &tally, Scratch &scratch);
/// Leaving firms settle their debts and go; founders enter; rows stay sorted by niche.
void turn_over(Block &block, const Passing &q, Tally &tally, Scratch &scratch);

/// Market-wide meetings, from what the blocks left in the queues.
void meet_banks(Economy &economy, const Scenario &scenario);
void meet_investors(Economy &economy, const Scenario &scenario, const Support &support);
void meet_talent(Economy &economy, const Scenario &scenario);
/// Throws Uncountable when an amount (CNY) can no longer be kept in whole yuan.
void require_countable(const char *what, double yuan);
/// Niche sizes and final demand at founding; then the demand of every niche in a quarter.
void open_demand(Economy &economy, const Scenario &scenario);
void spread_demand(Economy &economy, const Scenario &scenario, Quarter now);
/// Public money that delivers programmes, and what stakes sold bring in.
void pay_deliveries(const Scenario &scenario, const Support &support, Tally &tally);
/// Handles for researchers that have none yet, and where every researcher stands.
void give_handles(Economy &economy);
/// Settles guarantees, re-lending, governments, funds; checks that the books close. Throws
/// Unbalanced.
void close_books(Economy &economy, const Scenario &scenario, Quarter now, Tally &tally);

} // namespace sme
