// The state of a world at the end of a quarter. A value: copying it branches the world.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/accounts.hpp"
#include "models/chance.hpp"
#include "models/collaboration.hpp"
#include "models/demand.hpp"
#include "models/digital.hpp"
#include "models/firms.hpp"
#include "models/measures.hpp"
#include "models/production.hpp"
#include "models/support.hpp"

namespace sme {

/// A narrow market whose firms compete for its demand.
struct Niche {
  std::uint64_t id = 0;                        ///< permanent identity of the niche
  double weight = 0;                           ///< share of its chain's demand
  double founders = 0;                         ///< potential founders in a quarter at the start
  double demand = 0;                           ///< demand this quarter, CNY
  float productivity = 1;                      ///< mean of its firms, by staff
  float quality = 1;                           ///< mean of its firms, by staff
  float margin = 0;                            ///< profit over revenue last quarter
  std::array<float, digital_levels> digital{}; ///< share of firms at each level or above
};

/// A run of niches of one chain with their firms: the unit of work.
struct Block {
  int chain = 0;
  std::vector<Niche> niches;
  std::vector<std::int32_t> first_row; ///< niches + 1 entries: rows of each niche
  Firms firms;
  Researchers researchers;
};

/// Where a handle's firm stands now; block -1 for a firm that has gone.
struct Place {
  std::int32_t block = -1;
  std::int32_t row = -1; ///< row in the block's table of researchers
};

/// Provincial lenders to the firms.
struct Bank {
  Money capital = 0;
  Money loans = 0;      ///< plain loans outstanding
  Money guaranteed = 0; ///< loans outstanding with a public guarantee
  Money losses = 0;     ///< written off so far
  Money relent = 0;     ///< owed to the central bank
  int cutoff = 0;       ///< risk classes below this one are served this quarter
  double marginal = 1;  ///< chance of the class at the cutoff
};

/// Provincial equity funds, public and private money together.
struct Fund {
  Money free = 0;      ///< money not yet invested
  Money opening = 0;   ///< money at the start, CNY
  int cutoff = 0;      ///< classes of promise above this one are backed this quarter
  double marginal = 1; ///< chance of the class at the cutoff
};

/// R&D labour market of a province.
struct TalentMarket {
  double force = 0; ///< persons with R&D skills
  std::int64_t employed = 0;
  double vacancies = 0; ///< persons looked for last quarter
  double fill = 1;      ///< chance that a vacancy is filled this quarter
};

/// One label granted.
struct Certificate {
  std::uint32_t handle;
  Tier tier;
  std::uint8_t renewal; ///< 1 for a passed re-review
};

/// What a programme remembers of one firm.
struct Commitment {
  std::uint32_t handle;
  std::int32_t since; ///< quarter index in which it began
  Money promised;
  Money paid;
  Money reference; ///< what the end is compared with: capital, R&D or revenue at the start, CNY
};

/// A place from which a programme serves firms: a station, a pilot city, a cluster.
struct Site {
  std::uint8_t province;
  std::uint8_t chain;     ///< served; `chains` for all
  float east, north;      ///< km on the grid of the province
  std::int32_t since;     ///< quarter index
  Money money;            ///< left for the firms of the site, CNY
  std::int64_t firms;     ///< within reach when it was last looked at
  std::uint32_t turn = 0; ///< lot of the member whose turn it is
};

/// A club of a chain: a leader, firms and institutes that work together.
struct Club {
  std::uint32_t leader;
  std::int32_t since;
  std::vector<std::uint32_t> firms; ///< handles
  std::vector<std::uint32_t> institutes;
};

/// The winner of a problem whose firm has gone.
inline constexpr std::uint32_t abandoned = nowhere - 1;

/// A posted problem and who works on it.
struct Contest {
  std::int32_t number;
  std::uint32_t leader;
  std::int32_t posted; ///< quarter index
  Knowledge problem;
  std::uint32_t winner = nowhere; ///< handle
  float fit = 0;                  ///< of the winner
  std::int32_t since = 0;         ///< quarter index in which work began
};

/// What a programme remembers and what it did this quarter.
struct ProgrammeBook {
  Money spent_year = 0;  ///< in the calendar year to date
  Money called_year = 0; ///< guarantee calls paid in the calendar year to date
  Money claimed = 0;     ///< guarantee claims of a quarter, mean of about the last year
  Money guaranteed = 0;  ///< balance of guaranteed loans at the end of the last quarter
  Money reserved = 0;    ///< this quarter for helps that firms may use
  Money outstanding = 0; ///< re-lent balance
  Money room = 0;        ///< what scarcity still allows this quarter
  double answers = 0;    ///< per posted problem, as of late
  std::vector<Commitment> commitments;
  std::vector<Site> sites;
  std::vector<Club> clubs;
  std::vector<Contest> contests;
  ActivityTable activity{};
};

/// A firm's answer to a posted problem.
struct Answer {
  ProgrammeIndex by;
  std::int32_t number;
  std::uint32_t handle;
  float fit;
};

/// Public equity placed in a firm.
struct Stake {
  ProgrammeIndex by;
  std::uint32_t handle;
  Money amount;
};

/// A posted problem that its winner has solved.
struct Solution {
  ProgrammeIndex by;
  std::int32_t number;
  std::uint32_t handle;
};

/// The whole economy.
struct Economy {
  Quarter now{}; ///< last quarter that has been closed
  double scale = 1;
  Fate fate{};
  std::vector<Block> blocks;
  std::vector<Place> where; ///< by handle
  std::vector<std::uint32_t> free_handles;
  Network network;
  std::array<Bank, provinces> banks{};
  std::array<Fund, provinces> funds{};
  std::array<TalentMarket, provinces> talent{};
  CreditQueue credit_queue{};
  EquityQueue equity_queue{};
  std::vector<Money> guarantee_wanted;       ///< by programme, last quarter
  double cycle = 0;                          ///< logarithm of the aggregate cycle
  std::array<double, chains> chain_shock{};  ///< logarithms of chain demand shocks
  std::array<double, chains> final_demand{}; ///< in the quarter of founding, CNY a quarter
  std::array<Technique, chains> technique{};
  std::array<std::array<float, chains>, provinces> agglomeration{}; ///< factor on productivity
  std::array<Money, accounts> balance{};                            ///< money held by each account
  std::array<Money, provinces> province_balance{};
  std::vector<Certificate> certificates; ///< labels granted in the last quarter
  std::vector<Answer> answers;           ///< to posted problems, in the last quarter
  std::vector<Solution> solutions;       ///< of posted problems, in the last quarter
  std::vector<Stake> stakes;             ///< public equity placed in the last quarter
  std::vector<ProgrammeBook> programmes; ///< by programme of the scenario
};

/// Firms alive, not scaled up.
inline std::int64_t firms_in(const Economy &economy) {
  std::int64_t firms = 0;
  for (const Block &block : economy.blocks) {
    firms += static_cast<std::int64_t>(block.firms.size_rows());
  }
  return firms;
}

} // namespace sme
