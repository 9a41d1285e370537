// How firms leave by age, from stocks of firms a year apart. Tests: tests/unit/test_hazard.cpp,
// tests/statistical/test_hazard.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/estimate.hpp"

namespace sme::analysis {

/// The firms of one moment. Quarters are numbered through, four to a year.
struct Stock {
  std::int32_t quarter = 0;
  std::vector<std::uint64_t> firm;   ///< who, each once
  std::vector<std::int32_t> founded; ///< quarter of founding, one for each firm
};

/// A firm at risk of leaving for a year.
struct YearAtRisk {
  enum class Fate : std::uint8_t { stays, leaves };
  std::int32_t age = 0; ///< quarters since founding when the year began; 0 or more
  Fate fate = Fate::stays;
};

/// Firm-years of every two stocks that follow each other by four quarters: a firm that is not in
/// the later one has left. A firm that comes and goes between two stocks is never seen, so that the
/// hazard of the first year is a lower bound. Throws std::invalid_argument when a stock has a firm
/// twice, founding quarters for another number of firms, or a firm founded after its quarter.
[[nodiscard]] std::vector<YearAtRisk> firm_years(std::span<const Stock> stocks);

/// Interval of a share (Wilson 1927, J. Am. Stat. Ass. 22:209). NaN for no trial.
[[nodiscard]] Interval wilson(std::uint64_t hits, std::uint64_t trials, double alpha = 0.05);

/// A share with its Wilson interval.
struct Share {
  std::uint64_t hits = 0;
  std::uint64_t trials = 0;
  double value = unknown;
  Interval interval;
};
[[nodiscard]] Share share_of(std::uint64_t hits, std::uint64_t trials, double alpha = 0.05);

struct ExitFacts {
  /// Chance to leave in year k of life, k = 1 first, given that it was reached. A year at risk
  /// counts for the year of life that it mostly falls in: an age of 0 or 1 quarter for the first,
  /// of 2 to 5 for the second.
  std::vector<Share> hazard;
  std::vector<double> survival; ///< product of 1 - hazard up to year k; ends where no firm is seen
  std::optional<std::int32_t> peak; ///< year of the highest hazard among those with enough firms
  Share of_stock;                   ///< leaving within a year, all ages
  Estimate age_at_exit;             ///< mean, years; a firm leaves in the middle of its year
  Share within_five;                ///< of those leaving, younger than five years then
};

/// Exits over firm-years at risk by year of life up to `years`; older ones count only for the facts
/// on all ages. The peak needs `least` firms at risk. Intervals take firm-years as unrelated.
/// Nothing without a firm-year or without an exit. Throws std::invalid_argument for an age below
/// zero.
[[nodiscard]] std::optional<ExitFacts> exit_facts(std::span<const YearAtRisk> all,
                                                  std::int32_t years = 20, std::uint64_t least = 30,
                                                  double alpha = 0.05);

/// Shares of a stock by age, bands cut at `edges` (years, rising): below the first, between two,
/// from the last on. Ages in quarters. Nothing for no firm.
[[nodiscard]] std::optional<std::vector<Share>> age_bands(std::span<const std::int32_t> ages,
                                                          std::span<const std::int32_t> edges);

} // namespace sme::analysis
