// What firms do in a quarter while it passes: columns of a few hundred rows that stay in the cache,
// and the view of one firm for what few firms do. Internal to models.
#pragma once

#include <algorithm>

#include "models/passing.hpp"

namespace sme {

/// Neighbouring rows of a block while their quarter passes. Amounts of money are those of the
/// quarter, CNY.
struct alignas(64) Tile {
  static constexpr std::size_t most = 512;
  /// A cache line longer than its rows need: were columns a power of two apart, the same row of all
  /// of them would compete for the same few places of the cache.
  template <class T> using Column = std::array<T, most + 64 / sizeof(T)>;

  std::size_t first = 0, count = 0; ///< rows of the block
  std::size_t first_researcher = 0, end_researcher = 0;
  Column<Money> revenue, purchases, wages, services, due, interest, repaid, wear, tax, profit,
      investment, costs;       ///< due: interest before subsidies and fees
  Column<Money> guaranteed;    ///< outstanding guaranteed debt
  Column<Money> reported;      ///< R&D
  Column<double> deduction;    ///< extra share of reported R&D deducted from profit
  Column<double> demand;       ///< of its customers, CNY
  Column<double> per_unit;     ///< 1 / (price x productivity)
  Column<double> labour;       ///< units of output a maker gives at productivity 1
  Column<double> gap;          ///< investment planned but not affordable, CNY
  Column<double> need, wanted; ///< money it lacks; loan it would apply for, CNY
  /// Of those that apply, by place in their list: debts, assets, collateral, CNY; profit margin;
  /// what the lender cannot see; chance of default; share that collateral covers.
  Column<double> owed, assets, collateral, margin, hidden, chance, recovered;
  Column<float> productivity, quality; ///< factors by an innovation
  Column<double> wage;                 ///< of the province, CNY a quarter
  Column<std::int32_t> cell;           ///< of indicators, in the table of the chain
  Column<std::int32_t> researchers;    ///< R&D staff
  Column<std::int32_t> size, certified, label, losses, level, age, leaves, flag, yes;
};

// The columns of one firm that a quarter needs.
struct Row {
  const std::uint64_t &id;
  Money &cash, &loan;
  const Money &capital;
  const float &revenue_last, &profit_last;
  float &loan_rate, &credit_wanted, &credit_offer;
  const std::int32_t &staff;
  const std::int16_t &founded;
  const std::uint8_t &tier, &size;
  std::uint8_t &digital;

  [[gnu::always_inline]] Row(Firms &f, std::size_t i)
      : id(f.id[i]), cash(f.cash[i]), loan(f.loan[i]), capital(f.capital[i]),
        revenue_last(f.revenue_last[i]), profit_last(f.profit_last[i]), loan_rate(f.loan_rate[i]),
        credit_wanted(f.credit_wanted[i]), credit_offer(f.credit_offer[i]), staff(f.staff[i]),
        founded(f.founded[i]), tier(f.tier[i]), size(f.size[i]), digital(f.digital[i]) {}
};

/// What a firm earned and spent in the quarter, CNY.
struct Accounts {
  Money &revenue, &wages, &interest, &tax, &profit;
  [[gnu::always_inline]] Accounts(Tile &t, std::size_t k)
      : revenue(t.revenue[k]), wages(t.wages[k]), interest(t.interest[k]), tax(t.tax[k]),
        profit(t.profit[k]) {}
};

/// One firm in one quarter; reads and writes its own row only.
class FirmState {
public:
  /// Row `k` of the tile.
  [[gnu::always_inline]] FirmState(Block &block, Tile &tile, std::size_t k, const Passing &q,
                                   Tally &tally, Scratch &s, BlockFlows &block_flows)
      : block_(block), f_(block.firms), t_(block.researchers), i_(tile.first + k), k_(k),
        r_(f_.researcher[i_]), firm_(block.firms, i_), niche_(block.niches[f_.niche[i_]]), q_(q),
        tally_(tally), s_(s), flows_(block_flows), tile_(tile), province_(f_.province[i_]),
        cell_(tally.at(block.chain, province_, f_.size[i_], f_.tier[i_])), a_(tile, k) {
    if (!s.helps->empty()) {
      helps_ = helps_of(*s.helps, i_);
    }
  }

protected:
  [[gnu::always_inline]] const Terms &terms() const {
    return q_.support.terms[cell(province_, block_.chain, static_cast<Tier>(firm_.tier),
                                 static_cast<Size>(firm_.size))];
  }
  /// The firm's help of one kind, null for none; of several the one of the first programme.
  const Help *find(HelpKind kind) const {
    for (const Help &help : helps_) {
      if (help.kind == kind) {
        return &help;
      }
    }
    return nullptr;
  }
  Money debt() const { return firm_.loan + (r_ >= 0 ? t_.guaranteed_loan[r_] : 0); }

  Block &block_;
  Firms &f_;
  Researchers &t_;
  std::size_t i_;  ///< row of the block
  std::size_t k_;  ///< row of the tile
  std::int32_t r_; ///< row in the table of researchers, or -1
  Row firm_;
  const Niche &niche_;
  const Passing &q_;
  Tally &tally_;
  Scratch &s_;
  BlockFlows &flows_;
  Tile &tile_;
  int province_;
  Indicators &cell_;
  std::span<const Help> helps_;
  Accounts a_;
};

} // namespace sme
