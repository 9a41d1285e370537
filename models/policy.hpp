// How instruments see the world and what they may write. Every instrument is a struct of parameters
// with a codebook and one function `offer(instrument, programme, index, view, book, support)`.
#pragma once

#include <string_view>

#include "models/economy.hpp"
#include "models/support.hpp"

namespace sme {

/// What an instrument may read: the economy as it stood at the end of the last quarter.
struct PolicyView {
  const Economy &economy;
  Quarter now; ///< the quarter that begins
  Fate fate;
  double scale;
};

/// Calls `write(terms, tier, size)` for every cell of firms a programme serves.
template <class Write>
void each_cell_served(const Programme &programme, Support &support, Write &&write) {
  for (int province = 0; province < provinces; ++province) {
    for (int chain = 0; chain < chains; ++chain) {
      if (!programme.provinces.has(province) || !programme.chains.has(chain)) {
        continue;
      }
      for (int t = 0; t < tiers; ++t) {
        for (int s = 0; s < sizes; ++s) {
          const auto tier = static_cast<Tier>(t);
          const auto size = static_cast<Size>(s);
          if (programme.serves(province, chain, tier, size)) {
            write(support.terms[cell(province, chain, tier, size)], tier, size);
          }
        }
      }
    }
  }
}

/// A firm doing R&D as an instrument meets it.
struct FirmView {
  const Block &block;
  std::int32_t researcher; ///< row in block.researchers
  std::int32_t row;        ///< row in block.firms
  int province() const { return block.firms.province[row]; }
  int chain() const { return block.chain; }
  Tier tier() const { return static_cast<Tier>(block.firms.tier[row]); }
  Size size() const { return static_cast<Size>(block.firms.size[row]); }
  std::uint64_t id() const { return block.firms.id[row]; }
};

/// Whether the handle still names a firm.
inline bool alive(const Economy &economy, std::uint32_t handle) {
  return handle < economy.where.size() && economy.where[handle].block >= 0;
}
/// The firm behind a live handle.
inline FirmView firm_of(const Economy &economy, std::uint32_t handle) {
  const Place place = economy.where[handle];
  const Block &block = economy.blocks[static_cast<std::size_t>(place.block)];
  return {block, place.row, block.researchers.firm[static_cast<std::size_t>(place.row)]};
}

/// What a programme may still spend in this calendar year, CNY.
inline Money budget_left(const Programme &programme, const ProgrammeBook &book,
                         const PolicyView &view) {
  return yuan(static_cast<double>(programme.yearly_budget) * view.scale) - book.spent_year;
}

/// Pays `amount` to a firm if the budget allows, otherwise records the demand as unmet. Returns
/// what was promised for payment (0 or `amount`).
inline Money pay(const FirmView &firm, std::uint32_t handle, Money amount,
                 const Programme &programme, ProgrammeIndex index, const PolicyView &view,
                 ProgrammeBook &book, Support &support) {
  Activity &activity = book.activity[static_cast<std::size_t>(firm.province())]
                                    [static_cast<std::size_t>(firm.tier())];
  ++activity.applicants;
  if (amount <= 0) {
    return 0;
  }
  if (amount > budget_left(programme, book, view)) {
    ++activity.unserved;
    activity.unmet += amount;
    return 0;
  }
  ++activity.admitted;
  activity.spent += amount;
  book.spent_year += amount;
  support.payments.push_back({handle, index, amount});
  return amount;
}

} // namespace sme
