// Speed and memory of the baseline as figures. Nothing is asserted: times belong to machines.
//
//   sme_bench --firms 5e6 --threads 2 --quarters 16
//
// Each world is founded, passes some quarters unmeasured so that ties, labels and debts exist, and
// is then timed in years whose programmes of the baseline are in force. The rate is that of all the
// quarters timed together, since labels have their seasons; the time of a phase is their mean.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "models/quarter.hpp"
#include "sim/estimate.hpp"
#include "sim/scenario_file.hpp"
#include "sim/workers.hpp"

namespace {

using namespace sme;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// What the bench is asked for.
struct Order {
  std::string scenario = "scenarios/baseline.toml";
  std::vector<double> firms{0.05e6, 0.5e6, 5e6, 20e6};
  std::size_t threads = 0;
  int quarters = 4; ///< a year: each season once
  int warm_up = 8;
};

/// Time by phase of a quarter, told by the model through Executor::phase.
class Phases {
public:
  void begin(std::string_view name) {
    end();
    name_ = name;
    start_ = Clock::now();
  }
  void end() {
    if (!name_.empty()) {
      time_[name_].push_back(seconds_since(start_));
      if (std::find(order_.begin(), order_.end(), name_) == order_.end()) {
        order_.push_back(name_);
      }
    }
    name_.clear();
  }
  void forget() { time_.clear(); }
  void print(double firms) const {
    for (const std::string &name : order_) {
      const std::vector<double> &times = time_.at(name);
      const double seconds =
          std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size());
      fmt::print("    {:<14}{:>10.3f} ms{:>9.2f} ns a firm\n", name, 1e3 * seconds,
                 1e9 * seconds / firms);
    }
  }

private:
  std::map<std::string, std::vector<double>> time_;
  std::vector<std::string> order_;
  std::string name_;
  Clock::time_point start_;
};

/// Bytes a second of a = b + s c over arrays far larger than any cache, with the same threads.
double triad(const Executor &executor) {
  constexpr std::size_t part = 1U << 16U, parts = 512;
  std::vector<double> a(part * parts), b(a.size(), 1), c(a.size(), 2);
  double best = 0;
  for (int repeat = 0; repeat < 8; ++repeat) {
    const auto start = Clock::now();
    executor.each(parts, [&](std::size_t index, std::size_t) {
      for (std::size_t i = index * part; i < (index + 1) * part; ++i) {
        a[i] = b[i] + 3 * c[i];
      }
    });
    best =
        std::max(best, 3.0 * sizeof(double) * static_cast<double>(a.size()) / seconds_since(start));
  }
  return best;
}

/// Bytes that the columns of a table hold.
template <class Table> std::size_t held(const Table &table) {
  std::size_t bytes = 0;
  each_column(table, [&](const auto &c) { bytes += c.capacity() * sizeof(c[0]); });
  return bytes;
}

struct Size {
  double firms = 0, researchers = 0, ties = 0, bytes = 0;
};

/// Firms and all the memory that grows with them: columns, ties, handles, niches.
Size size_of(const Economy &economy) {
  Size size;
  for (const Block &block : economy.blocks) {
    size.firms += static_cast<double>(block.firms.size_rows());
    size.researchers += static_cast<double>(block.researchers.size_rows());
    size.bytes += static_cast<double>(held(block.firms) + held(block.researchers) +
                                      block.niches.capacity() * sizeof(Niche) +
                                      block.first_row.capacity() * sizeof(std::int32_t));
  }
  size.ties = static_cast<double>(economy.network.ties.size_rows());
  size.bytes +=
      static_cast<double>(held(economy.network.ties) + economy.where.capacity() * sizeof(Place) +
                          economy.free_handles.capacity() * sizeof(std::uint32_t));
  return size;
}

void measure(const Scenario &scenario, const Order &order, const sim::Workers &workers,
             double bandwidth) {
  Phases phases;
  const Executor executor = workers.executor([&](std::string_view name) { phases.begin(name); });
  const auto founding = Clock::now();
  Economy economy = found(scenario, {1, 0}, executor);
  const double founded = seconds_since(founding);
  for (int i = 0; i < order.warm_up; ++i) {
    quarter(economy, scenario, executor);
  }
  phases.end();
  phases.forget();
  std::vector<double> time;
  double firm_quarters = 0;
  Size size;
  for (int i = 0; i < order.quarters; ++i) {
    size = size_of(economy);
    const auto start = Clock::now();
    quarter(economy, scenario, executor);
    phases.end();
    time.push_back(seconds_since(start));
    firm_quarters += size.firms;
  }
  const double all = std::accumulate(time.begin(), time.end(), 0.0);
  const double mean = all / static_cast<double>(time.size());
  const double moved = 2 * size.bytes / mean;
  fmt::print("{:.3f} million firms, {:.1f} % with R&D, {:.2f} ties each of these; founded in "
             "{:.2f} s\n",
             size.firms / 1e6, 100 * size.researchers / size.firms,
             size.ties / std::max(1.0, size.researchers), founded);
  fmt::print("  {:.2f} million firm-quarters/s ({:.1f} ms a quarter; slowest quarter {:.1f} ms)\n",
             firm_quarters / all / 1e6, 1e3 * mean,
             1e3 * *std::max_element(time.begin(), time.end()));
  fmt::print("  {:.1f} bytes a firm; resident {:.2f} GB\n", size.bytes / size.firms,
             static_cast<double>(sim::memory_in_use()) / 1e9);
  fmt::print("  one read and one write of all of it: {:.2f} GB/s, {:.0f} % of the triad's "
             "{:.1f} GB/s\n",
             moved / 1e9, 100 * moved / bandwidth, bandwidth / 1e9);
  phases.print(size.firms);
  std::fflush(stdout);
}

int bench(const Order &order) {
  const sim::Workers workers(order.threads);
  const double bandwidth = triad(workers.executor());
  fmt::print("{} threads; triad {:.1f} GB/s\n", workers.count(), bandwidth / 1e9);
  const std::vector<std::string> overrides{R"(run.spin_up="2022Q3")", R"(run.from="2022Q4")",
                                           R"(run.until="2030Q4")"};
  sim::Messages messages;
  auto scenario = sim::read_scenario(order.scenario, overrides, messages);
  if (!scenario) {
    fmt::print(stderr, "{}", messages.render_all());
    return 2;
  }
  for (const double firms : order.firms) {
    scenario->parameters.run.scale = firms / scenario->parameters.population.firms;
    const std::uint64_t need = sim::need_of(*scenario, workers.count()).memory;
    if (const sim::Room room = sim::memory_room(); need > room.bytes) {
      fmt::print("{:.3f} million firms: left out, may need {} of memory, {} leaves {}\n",
                 firms / 1e6, sim::in_bytes(need), room.limit, sim::in_bytes(room.bytes));
      continue;
    }
    measure(*scenario, order, workers, bandwidth);
  }
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  Order order;
  CLI::App app("Speed and memory of the baseline, as figures.");
  app.add_option("--firms", order.firms, "numbers of firms at founding, such as 5e6");
  app.add_option("--threads", order.threads, "threads; 0 takes all");
  app.add_option("--quarters", order.quarters, "quarters timed")->check(CLI::Range(1, 24));
  app.add_option("--warm-up", order.warm_up, "quarters passed before")->check(CLI::Range(0, 200));
  app.add_option("--scenario", order.scenario, "scenario file");
  CLI11_PARSE(app, argc, argv);
  return bench(order);
}
