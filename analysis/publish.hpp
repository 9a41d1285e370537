// How a finished file gets its name: completely or not at all, whatever happens meanwhile.
#pragma once

#include <filesystem>
#include <string>

#include "analysis/result.hpp"

namespace sme::analysis {

/// A failure of the disk or the folder: io, with what to do about it.
[[noreturn]] void fail_io(const std::filesystem::path &target, const std::string &doing,
                          const std::string &reason);

/// Waits until a file or folder is on the disk.
void sync_to_disk(const std::filesystem::path &path, const std::filesystem::path &target);

/// Renames `temporary` to `target` with NAME.sha256 beside it. At every instant the name shows the
/// old file or the new one, never a sidecar of the other.
void put_in_place(const std::filesystem::path &temporary, const std::filesystem::path &target,
                  const std::string &digest, Existing existing);

/// The name of the temporary file of this process: NAME.part-PID.
std::filesystem::path temporary_of(const std::filesystem::path &target);

/// Marks a temporary file as in use as long as the returned descriptor is open; -1 where the file
/// system knows no locks.
int mark_in_use(const std::filesystem::path &temporary);

/// Removes NAME.part-PID files of `target` whose process has ended without tidying up.
void sweep_abandoned(const std::filesystem::path &target) noexcept;

} // namespace sme::analysis
