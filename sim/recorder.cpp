#include "sim/recorder.hpp"

#include <algorithm>
#include <limits>

#include "sim/layout.hpp"

namespace sme::sim {

namespace {

constexpr std::int64_t missing = std::numeric_limits<std::int64_t>::min();

/// Most of the 12 400 cells of a small world hold nobody.
bool empty(const Indicators &cell) {
  bool none = true;
  walk<Indicators>([&](const auto &c) { none = none && cell.*(c.member) == 0; });
  return none;
}

std::size_t place(int row, int tier) { return static_cast<std::size_t>(row * tiers + tier); }

} // namespace

Recorder::Recorder(analysis::ResultWriter &result, const Scenario &scenario)
    : result_(result), scenario_(scenario) {
  const Layout layout = layout_of(scenario);
  for (const auto &axis : layout.axes) {
    result.add_axis(axis);
  }
  for (const auto &cube : layout.cubes) {
    result.add_cube(cube);
  }
  for (const auto &table : layout.tables) {
    result.add_table(table);
  }
  const std::size_t quarters = quarters_recorded(scenario.parameters.run);
  const auto series = [&](std::string cube, std::size_t width) {
    return Series{std::move(cube), width, std::vector<std::int64_t>(quarters * width, missing)};
  };
  constexpr std::size_t rows[views] = {1, provinces, chains, sizes};
  walk<Indicators>([&](const auto &c) {
    for (int view = 0; view < views; ++view) {
      indicators_.push_back(series(cube_name(c.key, static_cast<View>(view)), rows[view] * tiers));
    }
  });
  const std::size_t programmes = std::max<std::size_t>(1, scenario.policies.size());
  walk<Activity>([&](const auto &c) {
    programmes_.push_back(
        series("programme_" + std::string(c.key), programmes * provinces * tiers));
  });
  programmes_.push_back(series("programme_spending_by_payer", programmes * payers));
  flows_ = series("flow_matrix", std::size_t{flows} * accounts);
  balance_ = series("balance", accounts);

  std::string kinds;
  std::vector<std::int64_t> payer(programmes, missing);
  for (std::size_t p = 0; p < scenario.policies.size(); ++p) {
    const Policy &policy = scenario.policies[p];
    payer[p] = static_cast<std::int64_t>(policy.programme.payer);
    std::visit(
        [&](const auto &instrument) {
          kinds += (kinds.empty() ? "" : ", ") + policy.name + ": " + std::string(instrument.name);
        },
        policy.instrument);
  }
  result.write("programme_payer", {0}, payer);
  result.add_attribute("instrument", "sme_kinds", kinds.empty() ? std::string("none") : kinds);
}

void Recorder::record(std::size_t replicate, const Measures &measures, const Economy &economy) {
  const RunParameters &run = scenario_.parameters.run;
  if (measures.quarter < run.from || run.until < measures.quarter) {
    return;
  }
  const auto quarter = static_cast<std::size_t>(measures.quarter.index - run.from.index);
  record_indicators(quarter, measures.tally);
  record_programmes(quarter, measures.tally);
  std::int64_t *flow = flows_.at(quarter);
  for (const auto &row : measures.tally.ledger.amount) {
    flow = std::copy(row.begin(), row.end(), flow);
  }
  std::copy(measures.balance.begin(), measures.balance.end(), balance_.at(quarter));
  if (measures.quarter.of_year() == 4) {
    record_panel(replicate, economy);
  }
  if (quarter % static_cast<std::size_t>(run.network_every) == 0) {
    record_network(replicate, economy);
  }
}

void Recorder::record_indicators(std::size_t quarter, const Tally &tally) {
  for (Series &series : indicators_) {
    std::fill_n(series.at(quarter), series.width, 0);
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
          auto series = indicators_.begin();
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

void Recorder::record_programmes(std::size_t quarter, const Tally &tally) {
  for (std::size_t p = 0; p < scenario_.policies.size(); ++p) {
    std::int64_t spent = 0;
    auto series = programmes_.begin();
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
    by_payer[static_cast<std::size_t>(scenario_.policies[p].programme.payer)] = spent;
  }
}

void Recorder::finish(std::size_t replicate) {
  const auto write = [&](Series &series) {
    result_.write(series.cube, {0, replicate}, series.values);
    std::fill(series.values.begin(), series.values.end(), missing);
  };
  std::for_each(indicators_.begin(), indicators_.end(), write);
  write(flows_);
  write(balance_);
  std::for_each(programmes_.begin(), programmes_.end(), write);
}

} // namespace sme::sim
