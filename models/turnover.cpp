// Exit at the end of a block's quarter, and room for those who enter. Rows stay sorted by niche.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "models/passing.hpp"

namespace sme {

namespace {

// A firm that leaves sells its capital, pays what it can, and the rest is written off.
void liquidate(Block &block, std::size_t i, std::uint8_t how, const Passing &q, Tally &tally,
               Scratch &s) {
  Firms &f = block.firms;
  Researchers &t = block.researchers;
  Ledger &l = tally.ledger;
  const std::int32_t r = f.researcher[i];
  const int province = f.province[i];
  Indicators &cell = tally.at(block.chain, province, f.size[i], f.tier[i]);
  ++(how == 1 ? cell.insolvencies : cell.closures);
  cell.left_exited += f.tier[i] > 0 ? 1 : 0;
  const Money sold = yuan(q.p.credit.recovery * static_cast<double>(f.capital[i]));
  Money cash = f.cash[i] + sold;
  l.transfer(Flow::asset_sales, Account::world, Account::firms, sold);
  if (cash < 0) { // unpaid bills: the loss of trade creditors
    l.transfer(Flow::liquidation, Account::world, Account::firms, -cash);
    cash = 0;
  }
  const auto pay = [&](Money owed) {
    const Money paid = std::min(cash, owed);
    cash -= paid;
    l.transfer(Flow::recoveries, Account::firms, Account::banks, paid);
    return owed - paid;
  };
  const Money lost = pay(f.loan[i]);
  tally.repaid[province] += f.loan[i];
  tally.written_off[province] += lost;
  cell.written_off += lost;
  if (r >= 0) {
    const Money guaranteed = t.guaranteed_loan[r];
    const Money short_of = pay(guaranteed);
    tally.guaranteed_repaid[province] += guaranteed;
    tally.written_off[province] += short_of;
    cell.written_off += short_of;
    if (short_of > 0 && t.guarantor[r] != no_guarantor) {
      tally.claims[t.guarantor[r]][province][f.tier[i]] +=
          yuan(t.guaranteed_share[r] * static_cast<double>(short_of));
    }
    s.news.freed.push_back(t.handle[r]);
  }
  l.transfer(Flow::liquidation, Account::firms, Account::households, cash);
}

// Copies a run of rows in whole pieces of up to 64 bytes: what is written too much, the next run or
// nobody reads. Near the end of the source it copies exactly.
template <class T> constexpr std::size_t piece_of = sizeof(T) >= 64 ? 1 : 64 / sizeof(T);
template <class T> T *copy_run(const T *from, const T *end, std::size_t length, T *to) {
  constexpr std::size_t piece = piece_of<T>;
  if (static_cast<std::size_t>(end - from) < length + piece) {
    std::copy_n(from, length, to);
  } else {
    for (std::size_t k = 0; k < length; k += piece) {
      std::memcpy(static_cast<void *>(to + k), from + k, piece * sizeof(T));
    }
  }
  return to + length;
}

// Rows of `table` in the order of the runs. They are written into the columns of `room`, which are
// those that the block before has left, and the two change places.
template <class Table>
void rebuild(Table &table, const Table &added, const std::vector<RowRun> &runs, std::size_t rows,
             Table &room) {
  walk<Table>([&](const auto &c) {
    auto &column = table.*(c.member);
    auto &sorted = room.*(c.member);
    const auto &extra = added.*(c.member);
    using T = std::remove_reference_t<decltype(column[0])>;
    const std::size_t most = rows + piece_of<T>;
    if (sorted.capacity() < most || sorted.capacity() > most + rows / 4 + 64) {
      std::remove_reference_t<decltype(column)> fresh;
      fresh.reserve(most + rows / 8);
      std::swap(sorted, fresh);
    }
    sorted.resize(most);
    T *to = sorted.data();
    for (const RowRun run : runs) {
      const auto length = static_cast<std::size_t>(run.length);
      to = run.first < 0
               ? copy_run(extra.data() + (-1 - run.first), extra.data() + extra.size(), length, to)
               : copy_run(std::as_const(column).data() + run.first,
                          std::as_const(column).data() + column.size(), length, to);
    }
    sorted.resize(rows);
    std::swap(column, sorted);
  });
}

void append(std::vector<RowRun> &runs, std::int32_t first, std::int32_t length) {
  if (length <= 0) {
    return;
  }
  if (!runs.empty() && first >= 0 && runs.back().first >= 0 &&
      runs.back().first + runs.back().length == first) {
    runs.back().length += length;
  } else {
    runs.push_back({first, length});
  }
}

// Runs of an order; a value below zero is row -1 - value of the rows added.
void find_runs(const std::vector<std::int32_t> &order, std::vector<RowRun> &runs) {
  runs.clear();
  for (std::size_t k = 0; k < order.size();) {
    const std::int32_t first = order[k];
    const std::int32_t step = first < 0 ? -1 : 1;
    std::int32_t length = 1;
    while (k + static_cast<std::size_t>(length) < order.size() &&
           order[k + static_cast<std::size_t>(length)] == first + step * length) {
      ++length;
    }
    runs.push_back({first, length});
    k += static_cast<std::size_t>(length);
  }
}

// Appends the places of all bytes that are not zero.
void list_marked(const std::vector<std::uint8_t> &marks, std::vector<std::int32_t> &list) {
  list.clear();
  std::size_t i = 0;
  for (std::uint64_t eight = 0; i + 8 <= marks.size(); i += 8) {
    std::memcpy(&eight, &marks[i], 8);
    for (std::size_t k = i; eight != 0 && k < i + 8; ++k) {
      if (marks[k] != 0) {
        list.push_back(static_cast<std::int32_t>(k));
      }
    }
  }
  for (; i < marks.size(); ++i) {
    if (marks[i] != 0) {
      list.push_back(static_cast<std::int32_t>(i));
    }
  }
}

} // namespace

void turn_over(Block &block, const Passing &q, Tally &tally, Scratch &s) {
  Firms &f = block.firms;
  each_column(s.entrants, [](auto &column) { column.clear(); });
  each_column(s.new_researchers, [](auto &column) { column.clear(); });
  std::vector<std::int32_t> &research_order = s.research_order;
  research_order.clear();
  s.runs.clear();
  list_marked(s.leaves, s.rows);
  list_marked(s.begins, s.beginners);
  found_firms(block, q, tally, s);
  Researchers &t = block.researchers;
  std::vector<std::int32_t> first_row(1, 0);
  auto leaver = s.rows.begin();
  auto beginner = s.beginners.begin();
  std::size_t r = 0;
  std::int32_t rows = 0;
  for (std::size_t n = 0; n < block.niches.size(); ++n) {
    const std::int32_t begin = block.first_row[n];
    const std::int32_t end = block.first_row[n + 1];
    std::int32_t from = begin;
    std::int32_t gone = 0;
    // Those with R&D, and those that begin with it, on the way to the next row that leaves.
    const auto until = [&](std::int32_t row) {
      while (true) {
        const std::int32_t old = r < t.size_rows() ? t.firm[r] : row;
        const std::int32_t fresh = beginner != s.beginners.end() ? *beginner : row;
        if (old >= row && fresh >= row) {
          return;
        }
        if (old < fresh) {
          t.firm[r] = rows + old - begin - gone;
          research_order.push_back(static_cast<std::int32_t>(r++));
          continue;
        }
        ++beginner;
        const auto i = static_cast<std::size_t>(fresh);
        const auto added = static_cast<std::int32_t>(s.new_researchers.size_rows());
        q.nursery.begin_research(s.new_researchers, f.id[i], block.niches[n].id, block.chain,
                                 rows + fresh - begin - gone, {f.founded[i]}, 0, f.revenue_last[i],
                                 q.economy.fate);
        research_order.push_back(-1 - added);
        ++tally.at(block.chain, f.province[i], f.size[i], f.tier[i]).researchers;
      }
    };
    for (; leaver != s.rows.end() && *leaver < end; ++leaver) {
      const std::int32_t row = *leaver;
      until(row);
      r += r < t.size_rows() && t.firm[r] == row ? 1U : 0U;
      beginner += beginner != s.beginners.end() && *beginner == row ? 1 : 0;
      liquidate(block, static_cast<std::size_t>(row), s.leaves[static_cast<std::size_t>(row)], q,
                tally, s);
      append(s.runs, from, row - from);
      from = row + 1;
      ++gone;
    }
    until(end);
    append(s.runs, from, end - from);
    rows += end - begin - gone;
    const std::size_t before = s.pools[n];
    const std::size_t after = s.pools[n + 1];
    append(s.runs, -1 - static_cast<std::int32_t>(before),
           static_cast<std::int32_t>(after - before));
    for (std::size_t e = before; e < after; ++e, ++rows) {
      if (s.entrants.researcher[e] >= 0) {
        s.new_researchers.firm[s.entrants.researcher[e]] = rows;
        research_order.push_back(-1 - s.entrants.researcher[e]);
      }
    }
    first_row.push_back(rows);
  }
  rebuild(f, s.entrants, s.runs, static_cast<std::size_t>(rows), s.sorted);
  find_runs(research_order, s.runs);
  rebuild(t, s.new_researchers, s.runs, research_order.size(), s.sorted_researchers);
  block.first_row = std::move(first_row);
  std::fill(f.researcher.begin(), f.researcher.end(), no_researcher);
  for (std::size_t k = 0; k < t.size_rows(); ++k) {
    f.researcher[t.firm[k]] = static_cast<std::int32_t>(k);
    tally.firm_guaranteed += t.guaranteed_loan[k];
  }
  for (std::size_t i = 0; i < f.size_rows(); ++i) {
    tally.firm_cash += f.cash[i];
    tally.firm_loans += f.loan[i];
  }
}

void give_handles(Economy &economy) {
  for (std::size_t b = 0; b < economy.blocks.size(); ++b) {
    Researchers &t = economy.blocks[b].researchers;
    for (std::size_t r = 0; r < t.size_rows(); ++r) {
      if (t.handle[r] == nowhere) {
        if (economy.free_handles.empty()) {
          t.handle[r] = static_cast<std::uint32_t>(economy.where.size());
          economy.where.emplace_back();
        } else {
          t.handle[r] = economy.free_handles.back();
          economy.free_handles.pop_back();
        }
      }
      economy.where[t.handle[r]] = {static_cast<std::int32_t>(b), static_cast<std::int32_t>(r)};
    }
  }
}

} // namespace sme
