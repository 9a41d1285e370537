#include "sim/run_history.hpp"

#include <algorithm>

#include "models/quarter.hpp"
#include "sim/series_book.hpp"

namespace sme::sim {

analysis::History run_history(const Scenario &scenario, std::uint32_t replicate,
                              const Executor &executor, const RunWatch &watch) {
  const RunParameters &run = scenario.parameters.run;
  SeriesBook book(scenario);
  watch.go_on();
  Economy economy =
      found(scenario, Fate{static_cast<std::uint32_t>(run.seed), replicate}, executor);
  while (economy.now < run.until) {
    watch.go_on();
    const Measures measures = quarter(economy, scenario, executor);
    book.record(measures);
    std::uint64_t firms = 0;
    for (const Block &block : economy.blocks) {
      firms += block.firms.size_rows();
    }
    watch.passed(firms, economy.now);
  }
  return history_of(book, scenario);
}

std::uint64_t quarters_of_run(const Scenario &scenario) {
  const RunParameters &run = scenario.parameters.run;
  return static_cast<std::uint64_t>(std::max(0, run.until.index - run.spin_up.index + 1));
}

} // namespace sme::sim
