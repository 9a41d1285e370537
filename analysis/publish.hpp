// How a finished file gets its name: completely or not at all, whatever happens meanwhile.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "analysis/result.hpp"

namespace sme::analysis {

/// A failure of the disk or the folder: io, with what to do about it.
[[noreturn]] void fail_io(const std::filesystem::path &target, const std::string &doing,
                          const std::string &reason);

/// Waits until a file or folder is on the disk.
void sync_to_disk(const std::filesystem::path &path, const std::filesystem::path &target);

/// The last line of a result: words, then the SHA-256 (64 hex digits) of all bytes before it, so
/// that a changed byte shows without NAME.sha256. HDF5 and its readers pass over what follows the
/// end they have noted. `head -c -87 FILE | sha256sum` computes it again.
inline constexpr std::string_view seal_words = "\nsme-content-sha256 = ";
inline constexpr std::size_t seal_size = seal_words.size() + 64 + 1;
/// Appends that line and returns the SHA-256 of the whole file; one reading serves for both.
std::string seal(const std::filesystem::path &temporary, const std::filesystem::path &target);
enum class Seal { none, holds, broken };
/// Whether the last line of a file is such a line and fits the bytes before it. Throws io.
[[nodiscard]] Seal seal_of(const std::filesystem::path &file);

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
