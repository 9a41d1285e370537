// What policy puts on the table this quarter and what it costs: the only channel from policy to the
// economy. Instruments write it, firms and banks read it; nothing in it is an outcome.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "models/accounts.hpp"
#include "models/codebook.hpp"
#include "models/firms.hpp"
#include "models/quantities.hpp"

namespace sme {

/// Number of a programme ([policy.<name>] table) in its scenario; `no_programme` for none.
using ProgrammeIndex = std::uint8_t;
inline constexpr ProgrammeIndex no_programme = 255;

/// Dates, places, eligibility, money and payer: what every programme has in common.
struct Programme {
  Quarter from = quarter_of(2019, 1);
  Quarter until = never;
  ProvinceSet provinces = ProvinceSet::all();
  ChainSet chains = ChainSet::all();
  TierSet tiers = TierSet::all();
  SizeSet sizes = SizeSet::all();
  Payer payer = Payer::centre;
  Money yearly_budget = 1'000'000'000'000;

  static constexpr auto codebook() {
    using P = Programme;
    return Codebook{
        entry("from", &P::from, "quarter", quarter_of(2000, 1), never, "first quarter in force",
              "the programme's document"),
        entry("until", &P::until, "quarter", quarter_of(2000, 1), never, "last quarter in force",
              "the programme's document"),
        entry("provinces", &P::provinces, "words", ProvinceSet{}, ProvinceSet::all(),
              "provinces in which it is open", "the programme's document"),
        entry("chains", &P::chains, "words", ChainSet{}, ChainSet::all(),
              "industry chains it serves", "the programme's document"),
        entry("tiers", &P::tiers, "words", TierSet{}, TierSet::all(),
              "labels of the firms it serves", "the programme's document"),
        entry("sizes", &P::sizes, "words", SizeSet{}, SizeSet::all(),
              "size bands of the firms it serves", "the programme's document"),
        entry("payer", &P::payer, "word", Payer::centre, Payer::province, "government that pays",
              "the programme's document"),
        entry("yearly_budget", &P::yearly_budget, "CNY", 0, 100'000'000'000'000,
              "most that may be spent in a calendar year at 1:1; shrinks with run.scale",
              "the programme's document")};
  }
  bool open(Quarter now) const { return from <= now && now <= until; }
  bool serves(int province, int chain, Tier tier, Size size) const {
    return provinces.has(province) && chains.has(chain) && tiers.has(static_cast<int>(tier)) &&
           sizes.has(static_cast<int>(size));
  }
};
static_assert(well_described<Programme>());

/// Standing terms that a cell of firms (province, chain, tier, size) is entitled to this quarter.
struct Terms {
  float super_deduction = 0;    ///< extra share of R&D deducted from taxable profit
  float guarantee_share = 0;    ///< share of a lender's loss that a guarantor bears
  float guarantee_counted = 1;  ///< part of that share which lenders expect it can pay
  float guarantee_fee = 0;      ///< yearly fee on the guaranteed balance
  float guarantee_cap = 0;      ///< most guaranteed debt of one firm, CNY
  float interest_subsidy = 0;   ///< share of interest that the payer bears
  float unsecured = 0;          ///< share of a guaranteed loan without collateral
  float line_limit = 0;         ///< guaranteed debt beyond the usual limit, per yuan of revenue
  float relending_discount = 0; ///< cut in the lender's yearly funding cost
  ProgrammeIndex super_deduction_by = no_programme;
  ProgrammeIndex guarantee_by = no_programme;
  ProgrammeIndex interest_by = no_programme;
  ProgrammeIndex line_by = no_programme; ///< lets guaranteed loans pass before all others
  ProgrammeIndex relending_by = no_programme;
  bool operator==(const Terms &) const = default;
};

constexpr std::size_t cell(int province, int chain, Tier tier, Size size) {
  return ((static_cast<std::size_t>(province) * chains + static_cast<std::size_t>(chain)) * tiers +
          static_cast<std::size_t>(tier)) *
             sizes +
         static_cast<std::size_t>(size);
}
inline constexpr std::size_t cells = std::size_t{provinces} * chains * tiers * sizes;

/// Money to (positive) or back from (negative) one firm, CNY. A firm that owes more than its cash
/// pays what it has; the rest is recorded as not recovered. A prize comes from a chain leader, all
/// else from the programme's payer.
struct Payment {
  std::uint32_t handle;
  ProgrammeIndex programme;
  Money amount;
  Flow flow = Flow::grants;
};

/// How a programme helps one firm in one quarter, beyond the standing terms of its cell.
enum class HelpKind : std::uint8_t {
  services,  ///< bears `share` of the R&D services the firm buys, up to `most`
  equipment, ///< bears `share` of the cost of its next digital upgrade, up to `most`
  placement, ///< fills `share` of the R&D vacancies that the market leaves open
  grant,     ///< has paid `most`, for R&D of the year that exceeds the last by most / share
  project,   ///< a posed problem it works on at its own cost, up to `most`; `share` is its fit
  equity     ///< bears `share` of the ticket an investor is to take, `most` CNY
};

/// Help for the firm in one row of one block; found by row while the block's quarter passes.
struct Help {
  std::int32_t block;
  std::int32_t row;
  ProgrammeIndex by;
  HelpKind kind;
  float share;
  Money most;
  std::int32_t number = 0; ///< of the posed problem
};

/// What a programme bears of `cost`, CNY.
inline Money share_of(const Help &help, Money cost) {
  return std::min(help.most, yuan(help.share * static_cast<double>(cost)));
}

/// Two that a programme brings together; whether they agree is theirs.
struct Introduction {
  ProgrammeIndex by;
  std::uint8_t partner_kind; ///< as in Ties: 0 firm, 1 chain leader, 2 institute
  std::uint32_t firm;        ///< handle
  std::uint32_t partner;     ///< handle of a firm, or number of the leader or institute
};

/// A problem that a chain leader has posted for an answer.
struct Challenge {
  ProgrammeIndex by;
  std::uint8_t chain;
  std::int32_t number;
  Knowledge problem;
  Money prize;
  Money answer_cost;  ///< sunk by everybody who answers
  Money project_cost; ///< a quarter, borne by the winner
  double rivals;      ///< answers that firms expect
  std::int32_t quarters;
};

/// A firm that a programme serves without money: rules, files, candidates.
struct Reached {
  ProgrammeIndex by;
  std::uint32_t firm; ///< handle
};

/// Public money for the delivery of a programme in a province: officers, stations, platforms.
struct Delivery {
  ProgrammeIndex by;
  std::uint8_t province;
  Money amount;
};

/// Proceeds of a stake sold on the market, to the payer.
struct Proceeds {
  ProgrammeIndex by;
  std::uint8_t province;
  Tier tier;
  Money amount;
};

/// What all programmes together offer in one quarter.
struct Support {
  std::vector<Terms> terms = std::vector<Terms>(cells);
  std::vector<Payment> payments;
  std::vector<Help> helps;
  std::vector<Introduction> introductions;
  std::vector<Challenge> challenges;
  std::vector<Delivery> deliveries;
  std::vector<Proceeds> proceeds;
  std::vector<Reached> reached;
  std::vector<float> access; ///< to services, by handle, 0 to 1; empty for none
};

/// What a programme did, by province and tier; whole numbers, summed over firms.
struct Activity {
  std::int64_t applicants = 0, admitted = 0, refused = 0, unserved = 0;
  std::int64_t standing = 0, reached = 0, introduced = 0, contracts = 0, posted = 0, answered = 0,
               solved = 0, upgraded = 0;
  Money spent = 0, forgone = 0, returned = 0, unmet = 0, matched = 0, relabelled = 0;

  static constexpr auto codebook() {
    using A = Activity;
    return Codebook{
        column("applicants", &A::applicants, "1",
               "firms that asked for support or were entitled to it"),
        column("admitted", &A::admitted, "1", "firms that received support"),
        column("refused", &A::refused, "1", "firms turned down by the programme's rules"),
        column("unserved", &A::unserved, "1", "eligible firms left without support by scarcity"),
        column("standing", &A::standing, "1",
               "stations, cities, clusters or clubs of the programme at work"),
        column("reached", &A::reached, "1", "firms within reach of them"),
        column("introduced", &A::introduced, "1", "pairs brought together"),
        column("contracts", &A::contracts, "1", "ties that came of it"),
        column("posted", &A::posted, "1", "problems posted"),
        column("answered", &A::answered, "1", "answers to posted problems"),
        column("solved", &A::solved, "1", "posted problems solved"),
        column("upgraded", &A::upgraded, "1", "digital upgrades supported"),
        column("spent", &A::spent, "CNY",
               "public money paid out: grants, guarantee calls, subsidies, services"),
        column("forgone", &A::forgone, "CNY", "tax forgone"),
        column("returned", &A::returned, "CNY", "money paid back: claw-back, fees, repayments"),
        column("unmet", &A::unmet, "CNY", "support asked for that scarcity denied"),
        column("matched", &A::matched, "CNY", "money of firms, investors and leaders beside it"),
        column("relabelled", &A::relabelled, "CNY",
               "expenses relabelled as R&D to meet the conditions of support")};
  }
  void add(const Activity &other) {
    walk<Activity>([&](const auto &c) { this->*(c.member) += other.*(c.member); });
  }
};
static_assert(complete<Activity>());
/// Activity of one programme in one quarter: [province][tier].
using ActivityTable = std::array<std::array<Activity, tiers>, provinces>;

} // namespace sme
