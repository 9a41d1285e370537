#include "sim/recorder.hpp"

#include <algorithm>

#include "sim/layout.hpp"

namespace sme::sim {

Recorder::Recorder(analysis::ResultWriter &result, const Scenario &scenario)
    : result_(result), scenario_(scenario), book_(scenario),
      panel_places_(panel_group, quarters_recorded(scenario.parameters.run)),
      network_places_(network_group, quarters_recorded(scenario.parameters.run)) {
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
  const std::size_t programmes = std::max<std::size_t>(1, scenario.policies.size());
  std::string kinds;
  std::vector<std::int64_t> payer(programmes, analysis::no_whole);
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
  book_.record(measures);
  const bool year_ends = measures.quarter.of_year() == 4;
  const bool with_network = quarter % static_cast<std::size_t>(run.network_every) == 0;
  panel_places_.note(quarter, year_ends ? record_panel(replicate, economy) : 0);
  network_places_.note(quarter, with_network ? record_network(replicate, economy) : 0);
}

void Recorder::finish(std::size_t replicate) {
  for (const SeriesBook::Series &series : book_.series()) {
    result_.write(series.cube, {0, replicate}, series.values);
  }
  book_.clear();
  panel_places_.finish_run(result_, {0, replicate});
  network_places_.finish_run(result_, {0, replicate});
}

} // namespace sme::sim
