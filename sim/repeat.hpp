// Computing a result again from the texts it holds, and comparing the bytes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "analysis/result.hpp"

namespace sme::sim {

/// Runs again what `result` was computed from, into `output` (or into a temporary file beside it),
/// and compares. Returns the message for success; throws Failure (corrupt) naming the first
/// difference otherwise.
std::string repeat(const std::filesystem::path &result,
                   const std::optional<std::filesystem::path> &output, std::size_t threads,
                   analysis::Existing existing, const std::string &command);

/// The first thing in which two results differ, empty when none does.
std::string first_difference(const analysis::ResultReader &one,
                             const analysis::ResultReader &other);

} // namespace sme::sim
