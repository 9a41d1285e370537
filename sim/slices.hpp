// What one world of one replicate leaves: its slice of every cube of a comparison, and its rows of
// the panel. A finished job is one such file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sme::sim {

struct Slices {
  std::map<std::string, std::vector<std::int64_t>> whole; ///< by cube or "panel/<column>"
  std::map<std::string, std::vector<double>> real;
  bool operator==(const Slices &) const = default;
};

/// Publishes a job file by rename; `key` says what it belongs to. Throws Failure (io).
void write_slices(const std::filesystem::path &file, const std::string &key, const Slices &slices);

/// The job file if it is there, whole, and belongs to `key`.
std::optional<Slices> read_slices(const std::filesystem::path &file, const std::string &key);

} // namespace sme::sim
