#include "sim/show.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "analysis/schema.hpp"
#include "sim/compare_layout.hpp"
#include "sim/estimate.hpp"
#include "sim/layout.hpp"
#include "sim/workers.hpp"

namespace sme::sim {

std::string summary_of(const ReadScenario &read, std::size_t threads) {
  const Scenario &scenario = read.scenario;
  const RunParameters &run = scenario.parameters.run;
  const std::size_t count = Workers(threads).count();
  const Need need = need_of(scenario, count);
  std::string page = fmt::format("{}: no mistakes\n", read.text.main);
  const auto line = [&](std::string_view name, const std::string &value) {
    page += fmt::format("  {:<12} {}\n", name, value);
  };
  line("name", scenario.name);
  if (!read.text.title.empty()) {
    line("title", read.text.title);
  }
  line("files", fmt::format("{}", read.text.files.size()));
  line("spin-up", quarter_name(run.spin_up));
  line("recorded", fmt::format("{} to {}", quarter_name(run.from), quarter_name(run.until)));
  line("replicates", fmt::format("{}, seed {}", run.replicates, run.seed));
  line("scale", fmt::format("{} (up to {:.0f} firms)", run.scale, need.firms));
  line("rules", fmt::format("{} sets", scenario.rules.size()));
  const auto set = std::count_if(read.text.settings.begin(), read.text.settings.end(),
                                 [](const Setting &one) { return one.by != "default"; });
  line("values", fmt::format("{} of {} are set by the scenario, the others are defaults", set,
                             read.text.settings.size()));
  line("programmes",
       scenario.policies.empty() ? "none" : fmt::format("{}", scenario.policies.size()));
  for (const Policy &policy : scenario.policies) {
    const Programme &programme = policy.programme;
    line("",
         fmt::format("{}: {}, {} pays, from {}{}", policy.name,
                     std::visit([](const auto &one) { return one.name; }, policy.instrument),
                     PayerWords::words[static_cast<std::size_t>(programme.payer)],
                     quarter_name(programme.from),
                     programme.until == never ? "" : " until " + quarter_name(programme.until)));
  }
  const Room room = memory_room();
  line("memory", fmt::format("about {}; {} leaves {}{}", in_bytes(need.memory), room.limit,
                             in_bytes(room.bytes), need.memory > room.bytes ? ": NOT ENOUGH" : ""));
  line("disk", "about " + in_bytes(need.disk));
  line("time", fmt::format("about {} with {} {}", in_time(need.seconds), count,
                           count == 1 ? "thread" : "threads"));
  return page;
}

namespace {

/// What a comparison holds beside the indicators, which have the names they have in a run.
std::string comparison_page(const Scenario &scenario, const Layout &run) {
  Layout layout = compare_layout(shape_of({&scenario}, 1));
  std::erase_if(layout.cubes, [&](const analysis::Quantity &cube) {
    return cube.name != "flow_matrix" &&
           std::any_of(run.cubes.begin(), run.cubes.end(),
                       [&](const auto &other) { return other.name == cube.name; });
  });
  const std::string page = analysis::schema_markdown(layout.axes, layout.cubes, layout.tables);
  return std::string(R"(
# A comparison (`sme compare`)

The root attribute `sme_kind` is `comparison`. Indicators have the names they have in a run, over
(world, replicate, year, ...): flows are summed over the year, stocks are those of its end. Whole
cubes count firms of the model and yuan of the model; the cubes `outcomes...` are at 1:1 (divided by
the root attribute `sme_scale`). Worlds are equal before the quarter `sme_parting`. Treated are firms
that a new, changed or removed programme has helped since, in either world. The sum over parts of
`part_sign` x `split` is exactly policy less baseline. Texts: `compare/settings`, `compare/worlds`,
`compare/words` (JSON), `compare/command`, `provenance/order` (all scenario files). The group
`comparison` holds the statements (analysis/statements.hpp) with their own meanings; `sme export --csv`
writes them in one tidy table. Limits of a cost of one more (`cost_per_low`, `cost_per_high` and
likewise) are those of the set of values that are not excluded: where the effect may be zero there is
no upper one, `high` is infinite (`inf` in plain text, missing in Stata and in the JSON of findings) and
`low` is the least cost; values at or below `cost_per_other` are then not excluded either. From -inf to
inf nothing is excluded. `check_count` and `check_failed` are what the program checked of its figures.
)") + page.substr(page.find("\n## Axes"));
}

} // namespace

std::string schema_page() {
  Scenario scenario;
  scenario.name = "baseline";
  const Layout layout = layout_of(scenario);
  return analysis::schema_markdown(layout.axes, layout.cubes, layout.tables) +
         comparison_page(scenario, layout);
}

} // namespace sme::sim
