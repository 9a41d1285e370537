// How instruments see the world and what they may write. Every instrument is a struct of parameters
// with a codebook and one function `offer(instrument, programme, index, view, book, support)`.
#pragma once

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "models/economy.hpp"
#include "models/measures.hpp"
#include "models/parameters.hpp"
#include "models/reference.hpp"
#include "models/support.hpp"

namespace sme {

/// What an instrument may read: the economy as it stood at the end of the last quarter.
struct PolicyView {
  const Economy &economy;
  Quarter now; ///< the quarter that begins
  Fate fate;
  double scale;
  const Parameters &parameters;
  const Reference &reference;
  const Executor &executor;
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
  std::uint32_t handle() const {
    return block.researchers.handle[static_cast<std::size_t>(researcher)];
  }
};

/// What `look(block, found)` finds in every block, in the order of blocks; blocks are looked at
/// side by side, so `look` may write `found` only.
template <class Found, class Look>
std::vector<Found> gather_blocks(const PolicyView &view, Look &&look) {
  const std::vector<Block> &blocks = view.economy.blocks;
  std::vector<std::vector<Found>> parts(blocks.size());
  view.executor.each(blocks.size(), [&](std::size_t b, std::size_t) { look(blocks[b], parts[b]); });
  std::size_t count = 0;
  for (const auto &part : parts) {
    count += part.size();
  }
  std::vector<Found> all;
  all.reserve(count);
  for (const auto &part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

/// The same over firms doing R&D that a programme serves: `look(firm, found)`, in the order of
/// blocks and rows.
template <class Found, class Look>
std::vector<Found> gather(const Programme &programme, const PolicyView &view, Look &&look) {
  return gather_blocks<Found>(view, [&](const Block &block, std::vector<Found> &found) {
    if (!programme.chains.has(block.chain)) {
      return;
    }
    for (std::size_t r = 0; r < block.researchers.size_rows(); ++r) {
      const FirmView firm{block, static_cast<std::int32_t>(r), block.researchers.firm[r]};
      if (programme.serves(firm.province(), block.chain, firm.tier(), firm.size())) {
        look(firm, found);
      }
    }
  });
}

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

/// What a programme may still spend or promise in this calendar year, CNY.
inline Money budget_left(const Programme &programme, const ProgrammeBook &book,
                         const PolicyView &view) {
  return yuan(static_cast<double>(programme.yearly_budget) * view.scale) - book.spent_year -
         book.reserved;
}

/// Part of what a guarantor has promised that lenders expect it to pay, 0 to 1: what its ceiling on
/// losses (`loss_ceiling`, per yuan guaranteed) and its budget still allow this year, per yuan of
/// claims expected until the year ends at the pace of the last four quarters. 0 when nothing is
/// left.
inline double counted_share(double loss_ceiling, const Programme &programme,
                            const ProgrammeBook &book, const PolicyView &view) {
  Money left = budget_left(programme, book, view);
  if (book.guaranteed > 0) {
    left = std::min(left,
                    yuan(loss_ceiling * static_cast<double>(book.guaranteed)) - book.called_year);
  }
  const auto expected = static_cast<double>(book.claimed) * (5 - view.now.of_year());
  return left <= 0 ? 0 : std::min(1.0, static_cast<double>(left) / std::max(1.0, expected));
}

/// What the programme has done this quarter for firms like this one.
inline Activity &activity_of(const FirmView &firm, ProgrammeBook &book) {
  return book
      .activity[static_cast<std::size_t>(firm.province())][static_cast<std::size_t>(firm.tier())];
}

/// Words of chance for what an instrument does as a whole; the same in every scenario in which it
/// serves the same places and chains.
inline Words lot_of(std::string_view instrument, const Programme &programme, const PolicyView &view,
                    std::uint64_t number = 0) {
  std::uint64_t key = 0xcbf29ce484222325U; // FNV-1a
  const auto stir = [&](std::uint64_t part) { key = (key ^ part) * 0x100000001b3U; };
  for (const char letter : instrument) {
    stir(static_cast<unsigned char>(letter));
  }
  stir(programme.provinces.bits);
  stir(programme.chains.bits);
  stir(number);
  return words(view.fate, view.now, Purpose::instrument, key);
}

/// A number stated at 1:1 as a whole number at the scale of the run; its fraction is a lottery.
inline std::int64_t scaled(double number, double uniform_number, const PolicyView &view) {
  return static_cast<std::int64_t>(number * view.scale + uniform_number);
}

/// The order of a lottery among firms: the same for everybody who looks.
inline std::uint32_t lot_of(const FirmView &firm, const PolicyView &view, std::uint32_t block) {
  return words(view.fate, view.now, Purpose::instrument, firm.id(), block)[0];
}

/// One who asks for scarce support.
struct Applicant {
  double merit;
  std::uint32_t lot;
  std::uint64_t id;
  std::uint32_t handle;
};

/// Sorts by merit from the best down, equals by lot.
inline void rank(std::vector<Applicant> &applicants) {
  std::sort(applicants.begin(), applicants.end(), [](const Applicant &a, const Applicant &b) {
    if (a.merit != b.merit) {
      return a.merit > b.merit;
    }
    return a.lot != b.lot ? a.lot < b.lot : a.id < b.id;
  });
}

/// Offers a firm help that costs at most `help.most` of public money, if the budget allows;
/// otherwise records the demand as unmet. The firm uses it or not; only what it uses is spent.
/// Returns whether it was offered.
inline bool offer_help(const FirmView &firm, HelpKind kind, double share, Money most,
                       const Programme &programme, ProgrammeIndex index, const PolicyView &view,
                       ProgrammeBook &book, Support &support) {
  Activity &activity = activity_of(firm, book);
  if (most > budget_left(programme, book, view)) {
    activity.unmet += most;
    return false;
  }
  const Economy &economy = view.economy;
  const auto block = static_cast<std::int32_t>(&firm.block - economy.blocks.data());
  book.reserved += most;
  support.helps.push_back({block, firm.row, index, kind, static_cast<float>(share), most});
  return true;
}

/// Spends up to `amount` on delivery in a province, as far as the budget reaches. Returns what was
/// spent.
inline Money deliver(int province, Money amount, const Programme &programme, ProgrammeIndex index,
                     const PolicyView &view, ProgrammeBook &book, Support &support) {
  const Money paid = std::clamp<Money>(budget_left(programme, book, view), 0, amount);
  if (paid > 0) {
    book.spent_year += paid;
    book.activity[static_cast<std::size_t>(province)][0].spent += paid;
    support.deliveries.push_back({index, static_cast<std::uint8_t>(province), paid});
  }
  return paid;
}

/// Distance of a firm from a place in its own province, km.
inline double distance_km(const FirmView &firm, double east, double north) {
  const double de = firm.block.firms.east[firm.row] - east;
  const double dn = firm.block.firms.north[firm.row] - north;
  return std::sqrt(de * de + dn * dn);
}

/// The better of two accesses to services, for the firm of a handle.
inline void grant_access(Support &support, std::uint32_t handle, double access,
                         ProgrammeIndex index, const PolicyView &view) {
  support.reached.push_back({index, handle});
  if (support.access.empty()) {
    support.access.resize(view.economy.where.size());
  }
  float &held = support.access[handle];
  held = std::max(held, static_cast<float>(std::clamp(access, 0.0, 1.0)));
}

/// Pays `amount` to a firm if the budget allows, otherwise records the demand as unmet. Returns
/// what was promised for payment (0 or `amount`).
inline Money pay(const FirmView &firm, std::uint32_t handle, Money amount,
                 const Programme &programme, ProgrammeIndex index, const PolicyView &view,
                 ProgrammeBook &book, Support &support) {
  Activity &activity = activity_of(firm, book);
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
  book.reserved += amount; // spent once the firm has it
  support.payments.push_back({handle, index, amount, Flow::grants});
  return amount;
}

} // namespace sme
