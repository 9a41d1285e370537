// A replicate in memory is the replicate in the file: facts are read off both alike.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

#include <stdlib.h>

#include "analysis/measure.hpp"
#include "sim/failure.hpp"
#include "sim/knobs.hpp"
#include "sim/run.hpp"
#include "sim/run_history.hpp"
#include "sim/uncertainty.hpp"

using namespace sme;
using namespace sme::sim;
namespace fs = std::filesystem;

namespace {

ReadScenario small() {
  Messages messages;
  const std::vector<std::string> overrides{"run.scale=0.0005", "run.spin_up=\"2017Q1\"",
                                           "run.until=\"2020Q2\"", "run.replicates=2"};
  return *read_scenario_with_text(fs::path(SME_SOURCE_DIR) / "scenarios/baseline.toml", overrides,
                                  messages);
}

RunWatch nobody() {
  return {[](std::uint64_t, Quarter) {}, [] {}};
}

} // namespace

TEST_CASE("a history without a file is the one read from the file, for every replicate") {
  std::string name = (fs::temp_directory_path() / "sme-history-XXXXXX").string();
  const fs::path folder = mkdtemp(name.data());
  const ReadScenario read = small();
  run(read, {"small.toml", folder / "run.h5", 1, analysis::Existing::refuse, "test", {}});
  const analysis::ResultReader file(folder / "run.h5");
  for (std::uint32_t r = 0; r < 2; ++r) {
    std::uint64_t quarters = 0;
    RunWatch watch = nobody();
    watch.passed = [&](std::uint64_t, Quarter) { ++quarters; };
    const auto made = run_history(read.scenario, r, serial_executor(), watch);
    const auto stored = analysis::read_history(file, r);
    CHECK(quarters == quarters_of_run(read.scenario));
    CHECK(made.first == stored.first);
    CHECK(made.rows == stored.rows);
    CHECK(made.scale == stored.scale);
    CHECK(made.labels == stored.labels);
    CHECK(made.cubes == stored.cubes);
    CHECK(made.panel.empty());
  }
  fs::remove_all(folder);
}

TEST_CASE("a run is ended by its watch") {
  RunWatch watch = nobody();
  watch.go_on = [] { throw Failure(Exit::stopped, "enough"); };
  CHECK_THROWS_AS(run_history(small().scenario, 0, serial_executor(), watch), Failure);
}

TEST_CASE("a measure says whether it reads single firms, and which quarters") {
  const auto history = run_history(small().scenario, 0, serial_executor(), nobody());
  const auto needs = [&](const char *text, int year, int quarter) {
    return analysis::Measure(text).needs(history, {year, quarter});
  };
  const auto quarter = [](int year, int of_year) { return 4 * (year - 2000) + of_year - 1; };
  auto one = needs("firms[srdi+]", 2020, 2);
  CHECK_FALSE(one.firms);
  CHECK(one.first == quarter(2020, 2));
  CHECK(one.last == quarter(2020, 2));
  one = needs("certified[srdi|east] / mean_firms[srdi]@-1", 2020, 4);
  CHECK(one.first == quarter(2019, 1));
  CHECK(one.last == quarter(2020, 4));
  CHECK(needs("firms[*] / above_scale[*]", 2020, 4).firms);
  one = needs("2 * 3", 2020, 4);
  CHECK(one.last < one.first);
  CHECK_THROWS_AS(needs("firms[srdi+|Atlantis]", 2020, 4), analysis::MeasureError);
}

TEST_CASE("numbers of a scenario are turned by their keys, within their bounds") {
  Scenario scenario = small().scenario;
  const auto knob = knob_of(scenario, "ladder.hope");
  REQUIRE(knob);
  CHECK(knob->high == 1);
  CHECK_FALSE(knob->whole);
  turn(scenario, "ladder.hope", 0.25);
  CHECK(scenario.parameters.ladder.hope == 0.25);
  CHECK(knob_of(scenario, "ladder.hope")->value == 0.25);
  CHECK_THROWS_AS(turn(scenario, "ladder.hope", 1.5), std::logic_error);
  CHECK_THROWS_AS(turn(scenario, "ladder.hop", 0.5), std::logic_error);
  CHECK_FALSE(knob_of(scenario, "run.scale"));        // not of the economy
  CHECK_FALSE(knob_of(scenario, "compare.discount")); // nor this
  for (const Knob &one : knobs_of(scenario)) {
    if (one.whole) { // whole numbers are rounded, not cut
      turn(scenario, one.key, one.low + 0.75);
      CHECK(knob_of(scenario, one.key)->value == one.low + 1);
      break;
    }
  }
}

TEST_CASE("draws of parameters that this program does not know, or too few, are refused") {
  Scenario scenario = small().scenario;
  Uncertainty draws{"abc", {"ladder.hope", "ladder.pace"}, Eigen::MatrixXd(3, 2)};
  draws.draws << 0.1, 0.2, 0.3, 0.4, 0.5, 0.6;
  CHECK_NOTHROW(require_draws(draws, scenario, 3));
  CHECK_THROWS_AS(require_draws(draws, scenario, 4), Failure);
  const Uncertainty again = uncertainty_of(uncertainty_text(draws));
  CHECK(again.keys == draws.keys);
  CHECK(again.draws == draws.draws);
  CHECK(again.calibration == "abc");
  again.apply(1, scenario);
  CHECK(scenario.parameters.ladder.hope == 0.3);
  CHECK(scenario.parameters.ladder.pace == 0.4);
  draws.per_draw = 2; // six replicates, two to a draw
  CHECK_NOTHROW(require_draws(draws, scenario, 6));
  CHECK_THROWS_AS(require_draws(draws, scenario, 8), Failure);
  CHECK_THROWS_AS(require_draws(draws, scenario, 5), Failure);
  CHECK(uncertainty_of(uncertainty_text(draws)).per_draw == 2);
  draws.apply(3, scenario);
  CHECK(scenario.parameters.ladder.hope == 0.3);
  draws.per_draw = 1;
  const auto told = [&](const Uncertainty &wrong) -> std::string {
    try {
      require_draws(wrong, scenario, 1);
    } catch (const Failure &failure) {
      CHECK(failure.exit == Exit::scenario);
      return failure.what();
    }
    return {};
  };
  Uncertainty unknown = draws, outside = draws;
  unknown.keys[1] = "ladder.pase";
  outside.draws(2, 0) = 1.5;
  CHECK(told(unknown).find("`ladder.pase`, which scenarios of this program do not know") !=
        std::string::npos);
  CHECK(told(outside).find("`ladder.hope` outside its bounds") != std::string::npos);
  CHECK_NOTHROW(require_draws(Uncertainty{}, scenario, 1000));
}
