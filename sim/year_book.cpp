#include "sim/year_book.hpp"

#include <algorithm>
#include <cstring>

#include "analysis/history.hpp"
#include "models/chance.hpp"
#include "sim/recorder.hpp"

namespace sme::sim {

namespace {

/// A print of the bytes of a firm's columns (FNV-1a over words of eight bytes).
class Print {
public:
  template <class T> void add(const T &value) {
    unsigned char bytes[(sizeof(T) + 7) / 8 * 8] = {};
    std::memcpy(bytes, &value, sizeof(T));
    for (std::size_t at = 0; at < sizeof bytes; at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes + at, 8);
      sum_ = (sum_ ^ word) * 0x100000001b3ULL;
      sum_ ^= sum_ >> 29U;
    }
  }
  std::uint64_t sum() const { return sum_; }

private:
  std::uint64_t sum_ = 0xcbf29ce484222325ULL;
};

/// Rows and handles say where a firm is kept, not what it is.
bool is_place(std::string_view key) {
  return key == "researcher" || key == "handle" || key == "row";
}

std::uint64_t print_of(const Block &block, std::size_t row, std::int32_t researcher) {
  Print print;
  walk<Firms>([&](const auto &c) {
    if (!is_place(c.key)) {
      print.add((block.firms.*(c.member))[row]);
    }
  });
  if (researcher != no_researcher) {
    walk<Researchers>([&](const auto &c) {
      if (!is_place(c.key) && c.key != "guarantor") {
        print.add((block.researchers.*(c.member))[static_cast<std::size_t>(researcher)]);
      }
    });
  }
  return print.sum();
}

} // namespace

analysis::FirmYears firms_of(const Economy &economy) {
  static_assert(analysis::pairing_states == tiers);
  analysis::FirmYears firms;
  for (const Block &block : economy.blocks) {
    const Firms &f = block.firms;
    for (std::size_t row = 0; row < f.size_rows(); ++row) {
      const std::int32_t r = f.researcher[row];
      const auto at = static_cast<std::size_t>(r);
      const bool rnd = r != no_researcher;
      const auto tier = static_cast<Tier>(f.tier[row]);
      firms.push_back(
          {f.id[row],
           print_of(block, row, r),
           f.tier[row],
           f.province[row],
           {1, tier >= Tier::srdi ? 1 : 0, tier >= Tier::little_giant ? 1 : 0, f.staff[row],
            rnd ? block.researchers.rnd_staff[at] : 0, yuan(f.revenue_last[row]),
            yuan(f.profit_last[row]), rnd ? yuan(block.researchers.rnd_last[at]) : 0,
            rnd ? block.researchers.class1[at] : 0}});
    }
  }
  std::sort(firms.begin(), firms.end(), [](const auto &a, const auto &b) { return a.id < b.id; });
  return firms;
}

YearBook::YearBook(const CompareShape &shape, Panel panel) : shape_(shape), panel_(panel) {
  const auto years = static_cast<std::size_t>(shape.years);
  walk<Indicators>([&](const auto &) {
    for (const std::size_t rows : view_rows) {
      indicators_.emplace_back(years * rows * tiers);
    }
  });
  walk<Activity>([&](const auto &) {
    by_payer_.emplace_back(years * programmes() * payers);
    by_province_.emplace_back(years * programmes() * provinces);
  });
  called_.resize(years * programmes() * payers);
  flows_.resize(years * flows * accounts);
  founded_.resize(years + 1);
  alive_.assign((years + 1) * years, analysis::no_whole);
}

void YearBook::record(const Measures &measures, const Economy &economy, const Scenario &scenario) {
  const int place = measures.quarter.year() - shape_.first_year;
  if (place < 0) {
    founded_[0] = 0;
    for (const Block &block : economy.blocks) {
      founded_[0] += static_cast<std::int64_t>(block.firms.size_rows());
    }
  }
  if (place < 0 || place >= shape_.years) {
    return;
  }
  const auto year = static_cast<std::size_t>(place);
  record_indicators(year, measures.quarter.of_year() == 4, measures.tally);
  record_programmes(year, measures.tally, scenario);
  std::int64_t *flow = flows_.data() + year * flows * accounts;
  for (const auto &row : measures.tally.ledger.amount) {
    for (const Money amount : row) {
      *flow++ += amount;
    }
  }
  if (measures.quarter.of_year() == 4) {
    record_cohorts(year, economy);
  }
}

void YearBook::record_indicators(std::size_t year, bool end_of_year, const Tally &tally) {
  std::vector<char> taken;
  walk<Indicators>(
      [&](const auto &c) { taken.push_back(end_of_year || !analysis::is_stock(c.key)); });
  for (int chain = 0; chain < chains; ++chain) {
    for (int province = 0; province < provinces; ++province) {
      for (int size = 0; size < sizes; ++size) {
        for (int tier = 0; tier < tiers; ++tier) {
          const Indicators &cell = tally.at(chain, province, size, tier);
          const int row[views] = {0, province, chain, size};
          std::size_t indicator = 0;
          walk<Indicators>([&](const auto &c) {
            const std::int64_t value = cell.*(c.member);
            if (value != 0 && taken[indicator]) {
              for (std::size_t view = 0; view < views; ++view) {
                indicators_[indicator * views + view]
                           [(year * view_rows[view] + static_cast<std::size_t>(row[view])) * tiers +
                            static_cast<std::size_t>(tier)] += value;
              }
            }
            ++indicator;
          });
        }
      }
    }
  }
}

void YearBook::record_programmes(std::size_t year, const Tally &tally, const Scenario &scenario) {
  const std::vector<std::size_t> places = programme_places(scenario, shape_);
  for (std::size_t p = 0; p < places.size(); ++p) {
    const std::size_t at = year * programmes() + places[p];
    const auto payer = static_cast<std::size_t>(scenario.policies[p].programme.payer);
    called_[at * payers + payer] += tally.called[p];
    std::size_t column = 0;
    walk<Activity>([&](const auto &c) {
      for (std::size_t province = 0; province < provinces; ++province) {
        for (const Activity &activity : tally.activity[p][province]) {
          by_payer_[column][at * payers + payer] += activity.*(c.member);
          by_province_[column][at * provinces + province] += activity.*(c.member);
        }
      }
      ++column;
    });
  }
}

void YearBook::record_cohorts(std::size_t year, const Economy &economy) {
  const auto years = static_cast<std::size_t>(shape_.years);
  for (std::size_t cohort = 0; cohort <= year + 1; ++cohort) {
    alive_[cohort * years + year] = 0;
  }
  for (const Block &block : economy.blocks) {
    for (const std::int16_t founded : block.firms.founded) {
      const int cohort = std::max(0, Quarter{founded}.year() - shape_.first_year + 1);
      ++alive_[static_cast<std::size_t>(cohort) * years + year];
    }
  }
}

void YearBook::follow(const Economy &economy, const analysis::Identities &treated,
                      const ComparisonParameters &compare) {
  const int year = economy.now.year();
  if (panel_ == Panel::none || year < shape_.first_year ||
      year >= shape_.first_year + shape_.years) {
    return;
  }
  RunParameters sample = shape_.run;
  sample.panel_share = compare.panel_share;
  struct Row {
    std::uint64_t firm;
    const Block *block;
    std::size_t row, r;
  };
  std::vector<Row> rows;
  for (const Block &block : economy.blocks) {
    for (std::size_t r = 0; r < block.researchers.size_rows(); ++r) {
      const auto row = static_cast<std::size_t>(block.researchers.firm[r]);
      if (in_panel(block.firms.id[row], sample)) {
        rows.push_back({block.firms.id[row], &block, row, r});
      }
    }
  }
  std::sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) { return a.firm < b.firm; });
  const auto put = [&](const char *column, auto &&value) {
    auto &into = rows_.whole[std::string("panel/") + column];
    for (const Row &one : rows) {
      into.push_back(
          static_cast<std::int64_t>(value(one, one.block->firms, one.block->researchers)));
    }
  };
  using F = Firms;
  using R = Researchers;
  put("observed_year", [&](const Row &, const F &, const R &) { return year; });
  put("firm", [](const Row &o, const F &, const R &) { return o.firm; });
  put("industry", [](const Row &o, const F &, const R &) { return o.block->chain; });
  put("home", [](const Row &o, const F &f, const R &) { return f.province[o.row]; });
  put("label", [](const Row &o, const F &f, const R &) { return f.tier[o.row]; });
  put("size_band", [](const Row &o, const F &f, const R &) { return f.size[o.row]; });
  put("founded", [](const Row &o, const F &f, const R &) { return f.founded[o.row]; });
  put("employees", [](const Row &o, const F &f, const R &) { return f.staff[o.row]; });
  put("revenue_of_year", [](const Row &o, const F &f, const R &) { return f.revenue_last[o.row]; });
  put("profit_of_year", [](const Row &o, const F &f, const R &) { return f.profit_last[o.row]; });
  put("rnd_of_year", [](const Row &o, const F &, const R &r) { return r.rnd_last[o.r]; });
  put("rnd_employees", [](const Row &o, const F &, const R &r) { return r.rnd_staff[o.r]; });
  put("debt", [](const Row &o, const F &f, const R &) { return f.loan[o.row]; });
  put("guaranteed_debt",
      [](const Row &o, const F &, const R &r) { return r.guaranteed_loan[o.r]; });
  put("cash", [](const Row &o, const F &f, const R &) { return f.cash[o.row]; });
  put("fixed_capital", [](const Row &o, const F &f, const R &) { return f.capital[o.row]; });
  put("class1", [](const Row &o, const F &, const R &r) { return r.class1[o.r]; });
  put("digital_level", [](const Row &o, const F &f, const R &) { return f.digital[o.row]; });
  put("treated", [&](const Row &o, const F &, const R &) {
    return std::binary_search(treated.begin(), treated.end(), o.firm);
  });
  auto &productivity = rows_.real["panel/productivity_level"];
  for (const Row &one : rows) {
    productivity.push_back(one.block->firms.productivity[one.row]);
  }
}

void YearBook::give(Slices &slices, double scale) const {
  std::size_t at = 0;
  walk<Indicators>([&](const auto &c) {
    for (int view = 0; view < views; ++view) {
      slices.whole[cube_name(c.key, static_cast<View>(view))] = indicators_[at++];
    }
  });
  at = 0;
  walk<Activity>([&](const auto &c) {
    const std::string name = "programme_" + std::string(c.key);
    slices.whole[name] = by_payer_[at];
    slices.whole[name + "_by_province"] = by_province_[at++];
  });
  slices.whole["programme_called"] = called_;
  slices.whole["flow_matrix"] = flows_;
  Numbers founded = founded_;
  const Numbers &entrants = slices.whole["entrants"];
  for (std::size_t year = 0; year < static_cast<std::size_t>(shape_.years); ++year) {
    for (std::size_t tier = 0; tier < tiers; ++tier) {
      founded[year + 1] += entrants[year * tiers + tier];
    }
  }
  slices.whole["cohort_founded"] = std::move(founded);
  slices.whole["cohort_alive"] = alive_;
  slices.whole.insert(rows_.whole.begin(), rows_.whole.end());
  slices.real.insert(rows_.real.begin(), rows_.real.end());
  add_outcomes(shape_, scale, slices);
}

} // namespace sme::sim
