#include "sim/estimate.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "models/firms.hpp"
#include "models/measures.hpp"
#include "sim/failure.hpp"
#include "sim/layout.hpp"

namespace sme::sim {

namespace {

// Measured with the baseline at scales 0.01 and 0.1.
constexpr double growth = 4.2;              ///< most firms at any time over firms at founding
constexpr double slack = 1.3;               ///< room that vectors keep, and what is in no column
constexpr double compressed = 0.35;         ///< of a cube or table that remains on the disk
constexpr double ties_per_researcher = 1.5; ///< rows of the table of ties
constexpr double researcher_share = 0.1;
constexpr double mean_growth = 2.7;                ///< mean firms over firms at founding
constexpr double firm_quarters_per_second = 2.5e6; ///< of one thread
constexpr double seconds_per_quarter = 0.02;       ///< that do not depend on the number of firms

template <class Table> double bytes_per_row() {
  double bytes = 0;
  walk<Table>([&](const auto &c) {
    bytes += sizeof(typename std::remove_cvref_t<decltype(c)>::type::value_type);
  });
  return bytes;
}

/// Bytes of all quarterly cubes of one replicate.
double cube_bytes(const Scenario &scenario) {
  const Layout layout = layout_of(scenario);
  double bytes = 0;
  for (const auto &cube : layout.cubes) {
    double size = sizeof(std::int64_t);
    for (const auto &name : cube.axes) {
      for (const auto &axis : layout.axes) {
        size *= axis.name == name && name != "replicate" ? static_cast<double>(axis.size()) : 1;
      }
    }
    bytes += size;
  }
  return bytes;
}

/// A number in a file of /proc or /sys; nothing there or "max" is no limit.
std::uint64_t number_in(const std::string &path, std::string_view key = {}) {
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    if (line.starts_with(key)) {
      std::istringstream rest(line.substr(key.size()));
      std::uint64_t number = 0;
      if (rest >> number) {
        return number;
      }
    }
  }
  return std::numeric_limits<std::uint64_t>::max();
}

constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();

/// What is left in a control group, both generations.
std::uint64_t left_in(const std::string &folder, const char *limit, const char *used) {
  const std::uint64_t most = number_in(folder + limit), now = number_in(folder + used);
  if (most == no_limit || now == no_limit) {
    return no_limit;
  }
  // What the kernel keeps of files makes room when asked.
  const std::uint64_t files = number_in(folder + "/memory.stat", "inactive_file ");
  const std::uint64_t held = files == no_limit ? now : now - std::min(now, files);
  return most - std::min(most, held);
}

std::uint64_t control_group_room() {
  std::uint64_t room = no_limit;
  std::ifstream groups("/proc/self/cgroup");
  std::string line;
  while (std::getline(groups, line)) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    const std::string kind = line.substr(first + 1, second - first - 1);
    std::string group = line.substr(second + 1);
    for (bool more = true; more;) { // limits of all groups above hold too
      more = !group.empty() && group != "/";
      const std::string at = group == "/" ? "" : group;
      if (kind.empty()) {
        room = std::min(room, left_in("/sys/fs/cgroup" + at, "/memory.max", "/memory.current"));
      } else if (kind == "memory") {
        room = std::min(room, left_in("/sys/fs/cgroup/memory" + at, "/memory.limit_in_bytes",
                                      "/memory.usage_in_bytes"));
      }
      group = group.substr(0, std::max<std::size_t>(1, group.rfind('/')));
      group = group.rfind('/') == std::string::npos ? "" : group;
    }
  }
  return room;
}

std::uint64_t pages(int field) {
  std::ifstream in("/proc/self/statm");
  std::uint64_t number = 0;
  for (int i = 0; i <= field; ++i) {
    in >> number;
  }
  return number * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace

Need need_of(const Scenario &scenario, std::size_t threads) {
  const RunParameters &run = scenario.parameters.run;
  const double replicates = static_cast<double>(run.replicates);
  Need need;
  need.firms = scenario.parameters.population.firms * run.scale * growth;
  const double each = std::max(0, run.until.index - run.spin_up.index + 1);
  need.quarters = each * replicates;
  const double tally = static_cast<double>(sizeof(Indicators)) * chains * provinces * sizes * tiers;
  const double row = bytes_per_row<Firms>() + researcher_share * bytes_per_row<Researchers>() +
                     researcher_share * ties_per_researcher * bytes_per_row<Ties>();
  const double cubes = cube_bytes(scenario);
  const double libraries = 60e6;
  need.memory = static_cast<std::uint64_t>(need.firms * row * slack +
                                           tally * (static_cast<double>(threads) + 2) + 2 * cubes +
                                           libraries);
  const double recorded = static_cast<double>(quarters_recorded(run));
  const double panel = need.firms * run.panel_share * (recorded / 4 + 1) *
                       (bytes_per_row<Firms>() + 2 * bytes_per_row<Researchers>());
  const double networks = recorded / static_cast<double>(run.network_every) + 1;
  const double ties =
      need.firms * researcher_share * ties_per_researcher * networks * bytes_per_row<Ties>();
  need.disk = static_cast<std::uint64_t>((cubes + panel + ties) * replicates * compressed + 2e6);
  need.seconds = need.quarters * (need.firms / growth * mean_growth / firm_quarters_per_second /
                                      static_cast<double>(std::max<std::size_t>(1, threads)) +
                                  seconds_per_quarter);
  return need;
}

Room memory_room() {
  Room room{number_in("/proc/meminfo", "MemAvailable:"), "the machine"};
  room.bytes = room.bytes > no_limit / 1024 ? no_limit : room.bytes * 1024;
  if (const auto group = control_group_room(); group < room.bytes) {
    room = {group, "the control group (container, Slurm job)"};
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    const std::uint64_t left = limit.rlim_cur - std::min<std::uint64_t>(limit.rlim_cur, pages(0));
    if (left < room.bytes) {
      room = {left, "ulimit -v"};
    }
  }
  return room;
}

std::uint64_t disk_room(const std::filesystem::path &target) {
  const auto folder = target.has_parent_path() ? target.parent_path() : ".";
  struct statvfs space {};
  return statvfs(folder.c_str(), &space) == 0
             ? static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize
             : no_limit;
}

std::uint64_t memory_in_use() { return pages(1); }

void require_room(const Need &need, const std::filesystem::path &target) {
  if (const Room room = memory_room(); need.memory > room.bytes) {
    throw Failure(Exit::refused,
                  fmt::format("not started: needs {} of memory, {} leaves {}; try --scale or fewer "
                              "--threads, or a machine with more",
                              in_bytes(need.memory), room.limit, in_bytes(room.bytes)));
  }
  if (const auto room = disk_room(target); need.disk > room) {
    throw Failure(Exit::refused,
                  fmt::format("not started: needs {} of disk, {} has {} free; try fewer "
                              "--replicates, a smaller run.panel_share or another folder",
                              in_bytes(need.disk), target.string(), in_bytes(room)));
  }
}

std::string in_bytes(std::uint64_t bytes) {
  const auto number = static_cast<double>(bytes);
  return number >= 1e9   ? fmt::format("{:.1f} GB", number / 1e9)
         : number >= 1e6 ? fmt::format("{:.0f} MB", number / 1e6)
                         : fmt::format("{:.0f} kB", number / 1e3);
}

std::string in_time(double seconds) {
  return seconds >= 5400  ? fmt::format("{:.1f} h", seconds / 3600)
         : seconds >= 100 ? fmt::format("{:.0f} min", seconds / 60)
                          : fmt::format("{:.0f} s", seconds);
}

} // namespace sme::sim
