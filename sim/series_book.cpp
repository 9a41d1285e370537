#include "sim/series_book.hpp"

#include <algorithm>
#include <span>
#include <variant>

#include "sim/layout.hpp"

namespace sme::sim {

namespace {

/// Most of the 12 400 cells of a small world hold nobody.
bool empty(const Indicators &cell) {
  bool none = true;
  walk<Indicators>([&](const auto &c) { none = none && cell.*(c.member) == 0; });
  return none;
}

std::size_t place(int row, int tier) { return static_cast<std::size_t>(row * tiers + tier); }

} // namespace

SeriesBook::SeriesBook(const Scenario &scenario)
    : from_(scenario.parameters.run.from), until_(scenario.parameters.run.until) {
  const std::size_t quarters = quarters_recorded(scenario.parameters.run);
  const auto add = [&](std::string cube, std::size_t width) {
    series_.push_back(
        {std::move(cube), width, std::vector<std::int64_t>(quarters * width, analysis::no_whole)});
  };
  walk<Indicators>([&](const auto &c) {
    for (int view = 0; view < views; ++view) {
      add(cube_name(c.key, static_cast<View>(view)),
          view_rows[static_cast<std::size_t>(view)] * tiers);
    }
  });
  flows_ = series_.size();
  add("flow_matrix", std::size_t{flows} * accounts);
  balance_ = series_.size();
  add("balance", accounts);
  programmes_ = series_.size();
  const std::size_t programmes = std::max<std::size_t>(1, scenario.policies.size());
  walk<Activity>([&](const auto &c) {
    add("programme_" + std::string(c.key), programmes * provinces * tiers);
  });
  add("programme_spending_by_payer", programmes * payers);
  for (const Policy &policy : scenario.policies) {
    payer_.push_back(static_cast<int>(policy.programme.payer));
  }
}

void SeriesBook::record(const Measures &measures) {
  if (measures.quarter < from_ || until_ < measures.quarter) {
    return;
  }
  const auto quarter = static_cast<std::size_t>(measures.quarter.index - from_.index);
  record_indicators(quarter, measures.tally);
  record_programmes(quarter, measures.tally);
  std::int64_t *flow = series_[flows_].at(quarter);
  for (const auto &row : measures.tally.ledger.amount) {
    flow = std::copy(row.begin(), row.end(), flow);
  }
  std::copy(measures.balance.begin(), measures.balance.end(), series_[balance_].at(quarter));
}

void SeriesBook::record_indicators(std::size_t quarter, const Tally &tally) {
  for (std::size_t i = 0; i < flows_; ++i) {
    std::fill_n(series_[i].at(quarter), series_[i].width, 0);
  }
  for (int chain = 0; chain < chains; ++chain) {
    for (int province = 0; province < provinces; ++province) {
      for (int size = 0; size < sizes; ++size) {
        for (int tier = 0; tier < tiers; ++tier) {
          const Indicators &cell = tally.at(chain, province, size, tier);
          if (empty(cell)) {
            continue;
          }
          const int row[views] = {0, province, chain, size};
          auto series = series_.begin();
          walk<Indicators>([&](const auto &c) {
            const std::int64_t value = cell.*(c.member);
            for (const int one : row) {
              (series++)->at(quarter)[place(one, tier)] += value;
            }
          });
        }
      }
    }
  }
}

void SeriesBook::record_programmes(std::size_t quarter, const Tally &tally) {
  for (std::size_t p = 0; p < payer_.size(); ++p) {
    std::int64_t spent = 0;
    auto series = series_.begin() + static_cast<std::ptrdiff_t>(programmes_);
    walk<Activity>([&](const auto &c) {
      std::int64_t *values = (series++)->at(quarter) + p * provinces * tiers;
      for (int province = 0; province < provinces; ++province) {
        for (int tier = 0; tier < tiers; ++tier) {
          values[place(province, tier)] =
              tally
                  .activity[p][static_cast<std::size_t>(province)][static_cast<std::size_t>(tier)].*
              (c.member);
        }
      }
    });
    for (const auto &province : tally.activity[p]) {
      for (const Activity &activity : province) {
        spent += activity.spent;
      }
    }
    std::int64_t *by_payer = series->at(quarter) + p * payers;
    std::fill_n(by_payer, payers, 0);
    by_payer[static_cast<std::size_t>(payer_[p])] = spent;
  }
}

void SeriesBook::clear() {
  for (Series &series : series_) {
    std::fill(series.values.begin(), series.values.end(), analysis::no_whole);
  }
}

analysis::History history_of(const SeriesBook &book, const Scenario &scenario) {
  const RunParameters &run = scenario.parameters.run;
  analysis::History history;
  history.first = run.from.index;
  history.rows = quarters_recorded(run);
  history.scale = run.scale;
  history.labels = {{"tier", names_of(TierWords::words)},
                    {"province", names_of(ProvinceWords::words)},
                    {"chain", names_of(ChainWords::words)},
                    {"size", names_of(SizeWords::words)}};
  std::size_t at = 0;
  walk<Indicators>([&](const auto &) {
    for (int view = 0; view < views; ++view) {
      const SeriesBook::Series &series = book.series()[at++];
      history.cubes.emplace(series.cube, series.values);
    }
  });
  return history;
}

} // namespace sme::sim
