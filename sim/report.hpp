// The page of a comparison as a file.
#pragma once

#include <filesystem>

#include "analysis/result.hpp"

namespace sme::sim {

/// Writes the page of the comparison `result` to `page`, completely or not at all. Throws
/// ResultError when the result is damaged or no comparison, Failure (io) when the page exists or
/// cannot be written.
void write_report(const std::filesystem::path &result, const std::filesystem::path &page,
                  analysis::Existing existing);

} // namespace sme::sim
