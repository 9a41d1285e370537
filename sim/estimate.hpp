// What a run will need, and what there is: refused before the start rather than killed in the
// middle.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "models/scenario.hpp"

namespace sme::sim {

/// What a run of a scenario needs. Bytes and seconds; measured on one machine, generous by a third.
struct Need {
  double firms = 0;    ///< most at any time
  double quarters = 0; ///< of all replicates, spin-up included
  std::uint64_t memory = 0, disk = 0;
  double seconds = 0;
};
Need need_of(const Scenario &scenario, std::size_t threads);

/// Memory this process may still take: the least of what the machine has, its control group allows
/// and RLIMIT_AS leaves. `limit` names which.
struct Room {
  std::uint64_t bytes = 0;
  std::string limit;
};
Room memory_room();
/// Free space for files in the folder of `target`.
std::uint64_t disk_room(const std::filesystem::path &target);

/// Bytes of memory the process has now.
std::uint64_t memory_in_use();

/// Throws Failure (refused), saying what is needed, what there is and what to change.
void require_room(const Need &need, const std::filesystem::path &target);

/// "1.2 GB", "3.4 min" for people.
std::string in_bytes(std::uint64_t bytes);
std::string in_time(double seconds);

} // namespace sme::sim
