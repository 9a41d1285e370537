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
// against 0.02: see the messages.
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

namespace {

/// Holders of the SRDI label and above at the end of 2020, per thousand firms doing R&D: mean and
/// its error over replicates.
struct Stock {
  double mean = 0, error = 0;
};
Stock stock_of(const std::vector<std::string> &settings, std::uint32_t first, int count) {
  const Scenario scenario = small_world(settings);
  double sum = 0, squares = 0;
  for (int i = 0; i < count; ++i) {
    Economy economy = found(scenario, fate_of(scenario, first + static_cast<std::uint32_t>(i)),
                            serial_executor());
    const std::vector<Measures> all = pass(economy, scenario, quarter_of(2020, 4));
    double holders = 0;
    for (const int tier : {2, 3, 4}) {
      holders += static_cast<double>(nation(all.back(), tier).firms);
    }
    const double share = 1000 * holders / static_cast<double>(nation(all.back()).researchers);
    sum += share;
    squares += share * share;
  }
  const double mean = sum / count;
  return {mean, std::sqrt(std::max(0.0, squares / count - mean * mean) / (count - 1))};
}
/// Logarithm of the ratio between a smaller and a larger model, and its standard error.
Stock lag(const std::vector<std::string> &settings) {
  const auto at = [&](const char *scale) {
    std::vector<std::string> all = settings;
    all.push_back(std::string("run.scale=") + scale);
    return all;
  };
  const Stock small = stock_of(at("0.01"), 20, 12);
  const Stock large = stock_of(at("0.05"), 40, 3);
  MESSAGE("holders of a thousand firms doing R&D: " << small.mean << " and " << large.mean);
  return {std::log(small.mean / large.mean),
          std::hypot(small.error / small.mean, large.error / large.mean)};
}

} // namespace

// News of a label must take hold at the same time in a sample as in the nation. Where it hung on
// the few who hold the label, in one province, it did not: 47 per thousand at 1:100 against 84 at
// 1:10. What is left, 5 % in 32 replicates, comes from provincial markets for credit and R&D staff.
TEST_CASE("at the start of the ladder's growth, labels per firm are the same at both scales") {
  const Stock difference = lag({});
  INFO(difference.mean << " +- " << difference.error);
  CHECK(std::abs(difference.mean) < 0.05 + 3 * difference.error);
  CHECK(difference.error < 0.06); // otherwise the test could not fail
}

TEST_CASE("news that starts with single firms takes hold later in a sample, and this is seen") {
  const Stock difference =
      lag({"ladder.awareness_srdi=0.0001", "ladder.imitation=0.4", "ladder.imitation_home=1"});
  INFO(difference.mean << " +- " << difference.error);
  CHECK(std::abs(difference.mean) > 0.05 + 3 * difference.error);
}

namespace {

/// What programmes did in 2019 and 2020 per thousand firms of the nation: introductions to leaders
/// and between members of clusters, upgrades, money of clusters and pilot cities.
constexpr std::size_t works = 5;
const std::array<std::string, works> work_names{"introductions at events", "meetings in clusters",
                                                "upgrades in cities", "yuan of clusters",
                                                "yuan of cities"};
std::array<Stock, works> works_of(const std::string &scale, std::uint32_t first, int count) {
  Scenario scenario = small_world({"run.scale=" + scale});
  scenario.policies = {programme_of(ClusterProgramme{}, quarter_of(2019, 1)),
                       programme_of(DigitalPilot{}, quarter_of(2019, 1)),
                       programme_of(MatchingEvents{}, quarter_of(2019, 1))};
  std::array<double, works> sum{}, squares{};
  for (int i = 0; i < count; ++i) {
    Economy economy = found(scenario, fate_of(scenario, first + static_cast<std::uint32_t>(i)),
                            serial_executor());
    pass(economy, scenario, quarter_of(2018, 4));
    std::array<double, works> done{};
    for (const Measures &m : pass(economy, scenario, quarter_of(2020, 4))) {
      const Activity clusters = nation(m.tally.activity[0]);
      const Activity cities = nation(m.tally.activity[1]);
      const Activity events = nation(m.tally.activity[2]);
      done[0] += static_cast<double>(events.introduced);
      done[1] += static_cast<double>(clusters.introduced);
      done[2] += static_cast<double>(cities.upgraded);
      done[3] += static_cast<double>(clusters.spent);
      done[4] += static_cast<double>(cities.spent);
    }
    for (std::size_t k = 0; k < works; ++k) {
      const double each = 1000 * done[k] / static_cast<double>(firms_in(economy));
      sum[k] += each;
      squares[k] += each * each;
    }
  }
  std::array<Stock, works> all;
  for (std::size_t k = 0; k < works; ++k) {
    const double mean = sum[k] / count;
    all[k] = {mean, std::sqrt(std::max(0.0, squares[k] / count - mean * mean) / (count - 1))};
  }
  return all;
}

} // namespace

// What does not divide - a seat, an introduction, a voucher, the last upgrade of a city - is drawn
// by lot, kept for the next quarter or paid in part, never lost. Before, events introduced a fifth
// of the firms at 1:100, clusters spent less than half.
TEST_CASE("events, clusters and pilot cities do as much for a firm at both scales") {
  const std::array<Stock, works> small = works_of("0.01", 60, 8);
  const std::array<Stock, works> large = works_of("0.05", 80, 3);
  for (std::size_t k = 0; k < works; ++k) {
    INFO(work_names[k] << ": " << small[k].mean << " and " << large[k].mean);
    const double error = std::hypot(small[k].error / small[k].mean, large[k].error / large[k].mean);
    CHECK(std::abs(std::log(small[k].mean / large[k].mean)) < 0.05 + 3 * error);
    CHECK(error < 0.06);
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
