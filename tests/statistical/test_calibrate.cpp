// The whole way of `sme calibrate` on the model itself: facts that the model made with known
// parameters lead back to them, and a parameter that no fact depends on is told as such.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "analysis/calibration.hpp"
#include "analysis/design.hpp"
#include "analysis/distributions.hpp"
#include "analysis/measure.hpp"
#include "sim/calibrate.hpp"
#include "sim/knobs.hpp"
#include "sim/run_history.hpp"

using namespace sme;
using namespace sme::sim;
namespace fs = std::filesystem;

namespace {

struct Known {
  double awareness = 0, success = 0;
};
constexpr Known truth{0.004, 0.5}, other{0.0012, 0.3};

struct Named {
  const char *id, *period, *unit, *measure;
};
constexpr Named moments[] = {
    {"aware_2019", "2019Q4", "firms", "aware[*]"},
    {"aware_2021", "2021Q4", "firms", "aware[*]"},
    {"srdi_2020", "2020Q4", "firms", "firms[srdi+]"},
    {"srdi_2021", "2021Q4", "firms", "firms[srdi+]"},
    {"in_2020", "2020", "firms", "certified[srdi]"},
    {"in_2021", "2021", "firms", "certified[srdi]"},
    {"innovations_2020", "2020", "ratio", "innovations[*] / mean_researchers[*]"},
    {"innovations_2021", "2021", "ratio", "innovations[*] / mean_researchers[*]"},
    {"firms_2021", "2021Q4", "firms", "firms[*]"},
};

// The innovative label does not exist before 2022: nothing until 2021 depends on its awareness.
const char *study_file = R"(scenario = "baseline.toml"
facts = "made"
[calibrate]
scale = 0.006
observed_scale = 0.006
until = "2021Q4"
replicates = 2
first_points = 36
waves = 1
wave_points = 18
discrepancy = 0
posterior_points = 200
candidates = 2000
[free."ladder.awareness_srdi"]
low = 0.0001
high = 0.02
scale = "log"
[free."innovation.success"]
low = 0.15
high = 0.85
[free."ladder.awareness_innovative"]
low = 0.01
high = 0.5
)";

ScenarioText scenario() {
  Messages messages;
  const std::vector<std::string> overrides{"run.spin_up=\"2016Q1\"", "ladder.imitation=0.5",
                                           "ladder.above_scale_reach=1"};
  return read_scenario_with_text(fs::path(SME_SOURCE_DIR) / "scenarios/baseline.toml", overrides,
                                 messages)
      ->text;
}

// One history of the model with known parameters and chance that no run of a calibration has.
std::vector<double> history_with(const Known &known) {
  Messages messages;
  Scenario made = read_scenario_again(scenario(), messages)->scenario;
  made.parameters.run.scale = 0.006;
  made.parameters.run.until = quarter_of(2021, 4);
  turn(made, "ladder.awareness_srdi", known.awareness);
  turn(made, "innovation.success", known.success);
  const RunWatch watch{[](std::uint64_t, Quarter) {}, [] {}};
  const auto history = run_history(made, 4'000'000'000U, serial_executor(), watch);
  std::vector<double> numbers;
  for (const Named &one : moments) {
    numbers.push_back(
        analysis::Measure(one.measure).of(history, *analysis::period_of(one.period)).value());
  }
  return numbers;
}

std::string table_of(const std::vector<double> &numbers) {
  std::string text = "id,fact,scope,period,low,value,high,unit,source,grade,use,measure,remark\n";
  for (std::size_t m = 0; m < numbers.size(); ++m) {
    const Named &one = moments[m];
    text += fmt::format("{0},made,nation,{1},{2},{2},{2},{3},the model,H,fit,{4},\n", one.id,
                        one.period, numbers[m], one.unit, one.measure);
  }
  return text;
}

std::vector<analysis::Target> targets_of(const std::vector<double> &numbers) {
  std::vector<analysis::Target> targets;
  for (std::size_t m = 0; m < numbers.size(); ++m) {
    analysis::Fact fact;
    fact.id = moments[m].id;
    fact.unit = moments[m].unit;
    fact.grade = "H";
    fact.low = fact.value = fact.high = numbers[m];
    targets.push_back(analysis::target_of(fact));
  }
  return targets;
}

const std::vector<analysis::Bounds> bounds{{0.0001, 0.02, analysis::Scale::logarithmic},
                                           {0.15, 0.85, analysis::Scale::linear},
                                           {0.01, 0.5, analysis::Scale::linear}};

// The runs that a result keeps.
analysis::Runs runs_in(const analysis::ResultReader &result) {
  analysis::Runs runs;
  const auto design = result.read_real("design"), numbers = result.read_real("moments");
  const auto rows = static_cast<Eigen::Index>(design.shape[0]);
  const auto replicates = static_cast<Eigen::Index>(numbers.shape[1]);
  const auto count = static_cast<Eigen::Index>(numbers.shape[2]);
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  runs.points = analysis::to_unit(Eigen::Map<const Rows>(design.values.data(), rows, 3), bounds);
  for (Eigen::Index p = 0; p < rows; ++p) {
    runs.numbers.push_back(
        Eigen::Map<const Rows>(numbers.values.data() + p * replicates * count, replicates, count));
  }
  return runs;
}

// How far below its maximum the log-density of the two known parameters is, the third at its best.
double drop_at(const Known &known, const analysis::Emulation &emulation) {
  const auto density = analysis::joint_posterior(emulation);
  const auto best = analysis::most_likely(density, 3, 4, 1);
  Eigen::MatrixXd point(1, 3);
  point << known.awareness, known.success, 0.1;
  Eigen::VectorXd at = analysis::to_unit(point, bounds).row(0).transpose();
  double greatest = density(at);
  for (int step = 0; step <= 20; ++step) {
    at(2) = step / 20.0;
    greatest = std::max(greatest, density(at));
  }
  return 2 * (density(best) - greatest);
}

} // namespace

TEST_CASE("facts that the model made lead back to the parameters they were made with" *
          doctest::test_suite("slow")) {
  const fs::path folder = fs::temp_directory_path() / ("sme-calibrate-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const auto facts = history_with(truth);
  CalibrateOrder order;
  order.study = {
      "study.toml", study_file, {}, scenario(), {{"made/facts_made.csv", table_of(facts)}}};
  order.output = folder / "out.h5";
  const std::string said = calibrate(order);
  MESSAGE(said);
  const analysis::ResultReader result(order.output);
  const auto estimates = result.read_real("estimates");
  const auto estimate = [&](std::size_t parameter, std::size_t kind) {
    return estimates.values[parameter * estimates.shape[1] + kind];
  };
  constexpr std::size_t best = 0, low = 3, high = 4, shrink = 7;
  // Inside the region of 95 % (of two parameters at once), which is small against the bounds.
  const auto &one_by_one = [](std::size_t count, const std::function<void(std::size_t)> &task) {
    for (std::size_t i = 0; i < count; ++i) {
      task(i);
    }
  };
  analysis::CalibrationOptions options;
  options.discrepancy = 0;
  const auto runs = runs_in(result);
  const double bar = analysis::chi_square_quantile(0.95, 2);
  const auto emulation = analysis::emulate(runs, targets_of(facts), options, one_by_one);
  CHECK(drop_at(truth, emulation) <= bar);
  CHECK(estimate(0, shrink) < 0.3);
  CHECK(estimate(1, shrink) < 0.5);
  CHECK(std::abs(std::log(estimate(0, best) / truth.awareness)) < std::log(2.0));
  CHECK(std::abs(estimate(1, best) - truth.success) < 0.15);
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(estimate(k, low) < estimate(k, high));
    CHECK(said.find((k == 0 ? "ladder.awareness_srdi" : "innovation.success") +
                    std::string(" is not identified")) == std::string::npos);
  }
  // The parameter that no fact depends on is told, and its interval is nearly all there is.
  CHECK(said.find("ladder.awareness_innovative is not identified by these moments") !=
        std::string::npos);
  CHECK(estimate(2, shrink) > 0.8);
  // The wrong twin: facts made with other parameters, the same runs. They rule the truth out.
  const auto twin = analysis::emulate(runs, targets_of(history_with(other)), options, one_by_one);
  CHECK_FALSE(drop_at(truth, twin) <= bar);
  CHECK(drop_at(other, twin) <= bar);
  fs::remove_all(folder);
}
