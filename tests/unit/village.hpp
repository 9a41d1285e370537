// A few hand-made firms, and one programme that meets them: what it offers in a quarter, without
// letting the quarter pass.
#pragma once

#include "models/founder.hpp"
#include "tests/law/worlds.hpp"

namespace sme::test {

/// Parameters and reference data of the small world.
inline const Scenario &plain() {
  static const Scenario scenario = small_world();
  return scenario;
}

/// Firms doing R&D at 1:1, one block a chain; a handle names a firm.
struct Village {
  Economy economy;

  Village() {
    economy.scale = 1;
    economy.now = quarter_of(2018, 4);
    economy.fate = {5, 0};
    for (int c = 0; c < chains; ++c) {
      Block block;
      block.chain = c;
      block.niches.emplace_back();
      economy.blocks.push_back(std::move(block));
    }
  }
  /// A new small firm; `set(firms, researchers, row, r)` gives it its attributes.
  template <class Set> std::uint32_t firm(int province, int chain, Tier tier, Set set) {
    Block &block = economy.blocks[static_cast<std::size_t>(chain)];
    each_column(block.firms, [](auto &column) { column.emplace_back(); });
    each_column(block.researchers, [](auto &column) { column.emplace_back(); });
    const std::size_t row = block.firms.size_rows() - 1;
    const std::size_t r = block.researchers.size_rows() - 1;
    const auto handle = static_cast<std::uint32_t>(economy.where.size());
    block.firms.id[row] = 1000 + handle;
    block.firms.province[row] = static_cast<std::uint8_t>(province);
    block.firms.tier[row] = static_cast<std::uint8_t>(tier);
    block.firms.size[row] = static_cast<std::uint8_t>(Size::small);
    block.firms.staff[row] = 50;
    block.firms.quality[row] = 1;
    block.firms.productivity[row] = 1;
    block.firms.researcher[row] = static_cast<std::int32_t>(r);
    block.researchers.firm[r] = static_cast<std::int32_t>(row);
    block.researchers.handle[r] = handle;
    economy.where.push_back({chain, static_cast<std::int32_t>(r)});
    set(block.firms, block.researchers, row, r);
    return handle;
  }
  /// Changes a firm.
  template <class Set> void change(std::uint32_t handle, Set set) {
    const Place place = economy.where[handle];
    Block &block = economy.blocks[static_cast<std::size_t>(place.block)];
    const auto r = static_cast<std::size_t>(place.row);
    set(block.firms, block.researchers, static_cast<std::size_t>(block.researchers.firm[r]), r);
  }
};

/// A programme with its book.
template <class I> struct Office {
  I instrument;
  Programme programme = I::terms();
  ProgrammeBook book{};
  const Scenario *world = &plain(); ///< whose parameters hold

  explicit Office(I i) : instrument(i) { programme.from = quarter_of(2019, 1); }

  /// What it settles and offers in the quarter `now`. What it promises counts as spent.
  Support offers(const Economy &economy, Quarter now) {
    const Executor alone = serial_executor();
    const PolicyView view{economy,          now,  economy.fate, economy.scale, world->parameters,
                          world->reference, alone};
    Support support;
    book.activity = {};
    book.spent_year = now.of_year() == 1 ? 0 : book.spent_year + book.reserved;
    book.reserved = 0;
    if constexpr (requires {
                    settle(instrument, programme, ProgrammeIndex{}, view, book, support);
                  }) {
      settle(instrument, programme, ProgrammeIndex{}, view, book, support);
    }
    if (programme.open(now)) {
      offer(instrument, programme, ProgrammeIndex{}, view, book, support);
    }
    return support;
  }
};

/// Money that a firm is paid, CNY.
inline Money paid_to(const Support &support, std::uint32_t handle) {
  Money sum = 0;
  for (const Payment &payment : support.payments) {
    sum += payment.handle == handle ? payment.amount : 0;
  }
  return sum;
}

} // namespace sme::test
