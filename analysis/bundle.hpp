// A package of programmes and the worlds in which parts of it are at work. Private to statements
// and report. Tests: tests/unit/test_bundle.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/statement_parts.hpp"

namespace sme::analysis {

struct Bundle {
  std::vector<Comparison::Programme> programmes;         ///< two or more; else it is no package
  std::vector<std::optional<std::size_t>> alone, others; ///< worlds with it alone, with all but it
  /// Worlds of all subsets, by the bits of the programmes; empty when some are missing or there
  /// are more than four programmes.
  std::vector<std::size_t> subsets;
  std::vector<Words> missing; ///< subsets that were not run, "a + b"
  [[nodiscard]] bool package() const { return programmes.size() > 1; }
};
[[nodiscard]] Bundle bundle_of(const Comparison &comparison, std::size_t world);

/// Who does how much of the package's effect on the primary outcome, or which worlds would tell.
/// The cubes of state_bundle must be in `out`.
[[nodiscard]] Words bundle_finding(const Comparison &comparison, const Statements &out,
                                   std::size_t world, const Bundle &bundle);

} // namespace sme::analysis
