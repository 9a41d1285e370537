// A smaller model of the same nation is the same economy: entry, exit, staff and labels per firm
// agree between scales, as far as so few firms allow.
#include "tests/law/worlds.hpp"

#include <cmath>

using namespace sme;
using namespace sme::test;

namespace {

struct Figures {
  std::array<double, 5> value{}; ///< entry, exit, staff a firm, share with a label, firms at 1:1
};
const std::array<std::string, 5> names{"entry", "exit", "staff of a firm",
                                       "share of labelled firms", "firms of the nation"};

Figures figures_of(const Scenario &scenario, std::uint32_t replicate) {
  Economy economy = found(scenario, fate_of(scenario, replicate), serial_executor());
  pass(economy, scenario, quarter_of(2018, 4));
  double entrants = 0, exits = 0, all = 0, persons = 0, labels = 0;
  for (const Measures &m : pass(economy, scenario, quarter_of(2024, 4))) {
    const Indicators n = nation(m);
    entrants += static_cast<double>(n.entrants);
    exits += static_cast<double>(n.insolvencies + n.closures);
    all += static_cast<double>(n.firms);
    persons += static_cast<double>(n.staff);
    labels += static_cast<double>(n.firms - nation(m, 0).firms);
  }
  return {{entrants / all, exits / all, persons / all, labels / all,
           all / 24 / scenario.parameters.run.scale}};
}
Figures figures_of(const std::string &scale, std::uint32_t replicate) {
  return figures_of(small_world({"run.scale=" + scale}), replicate);
}

constexpr std::size_t entry_rate = 0, exit_rate = 1, staff = 2, labelled = 3, firms = 4;
constexpr int seeds = 8, large_seeds = 3;

struct Sample {
  std::array<double, 5> mean{}, error{}; ///< error of the mean, from the spread of the seeds
};
Sample sample(const std::string &scale, std::uint32_t first, int count) {
  std::array<double, 5> sum{}, squares{};
  for (int i = 0; i < count; ++i) {
    const Figures one = figures_of(scale, first + static_cast<std::uint32_t>(i));
    for (std::size_t k = 0; k < sum.size(); ++k) {
      sum[k] += one.value[k];
      squares[k] += one.value[k] * one.value[k];
    }
  }
  Sample s;
  for (std::size_t k = 0; k < sum.size(); ++k) {
    s.mean[k] = sum[k] / count;
    s.error[k] = std::sqrt(std::max(0.0, squares[k] / count - s.mean[k] * s.mean[k]) / (count - 1));
  }
  return s;
}

double apart(const Sample &small, const Sample &large, std::size_t i) {
  const double relative = large.mean[i] / small.mean[i] - 1;
  const double far = (large.mean[i] - small.mean[i]) / std::hypot(small.error[i], large.error[i]);
  MESSAGE(names[i] << ": " << small.mean[i] << " and " << large.mean[i] << ", " << 100 * relative
                   << " % apart, " << far << " standard errors");
  return relative;
}

} // namespace

// Seeds show only part of the error: the niches of a small world are the first few of a larger one
// and the same for every seed, so that a small world also has a bias of its own. Measured at 0.004
// against 0.02: entry -2.5 %, exit -3.5 %, firms +2.7 %, labels +22 %.
TEST_CASE(
    "a larger model of the nation has nearly the same entry, exit, staff and number of firms") {
  const Sample small = sample("0.004", 1, seeds);
  const Sample large = sample("0.02", 100, large_seeds);
  for (const std::size_t i : {entry_rate, exit_rate, firms}) {
    INFO(names[i]);
    CHECK(std::abs(apart(small, large, i)) < 0.06);
  }
  INFO(names[staff]);
  apart(small, large, staff); // a Pareto tail of 1: one large firm more or less moves the mean
  CHECK(std::abs(large.mean[staff] - small.mean[staff]) <
        4 * std::hypot(small.error[staff], large.error[staff]));
  WARN(std::abs(apart(small, large, labelled)) <
       0.1); // not reached at 0.004: fewer labels in small worlds
}

TEST_CASE(
    "from three firms in a hundred on the share of labelled firms no longer depends on the scale") {
  const Figures small = figures_of("0.03", 7);
  const Figures large = figures_of("0.06", 7);
  for (const std::size_t i : {entry_rate, exit_rate, labelled, firms}) {
    INFO(names[i] << ": " << small.value[i] << " and " << large.value[i]);
    CHECK(std::abs(large.value[i] / small.value[i] - 1) < 0.1);
  }
}

TEST_CASE("a nation with other chances of entry is told apart by the same measure") {
  const Figures usual = figures_of("0.004", 1);
  Scenario scenario = small_world({"run.scale=0.004"});
  scenario.parameters.demography.founders_growth += 0.02; // two per cent more founders each year
  const Figures other = figures_of(scenario, 1);
  CHECK(std::abs(other.value[entry_rate] / usual.value[entry_rate] - 1) +
            std::abs(other.value[firms] / usual.value[firms] - 1) >
        0.06);
}
