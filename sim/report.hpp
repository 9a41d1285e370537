// The page of a comparison as a file.
#pragma once

#include <filesystem>

#include "analysis/result.hpp"

namespace sme::sim {

/// Writes the page of the comparison `result` to `page`, completely or not at all; with a study of
/// sensitivity of the same policies (else the path is empty) it says which assumptions could change
/// the advice. Throws ResultError when a result is damaged or of another kind, Failure (io) when
/// the page exists or cannot be written, Failure (usage) when the study has other policies or
/// decides by another outcome.
void write_report(const std::filesystem::path &result, const std::filesystem::path &page,
                  analysis::Existing existing, const std::filesystem::path &sensitivity);

} // namespace sme::sim
