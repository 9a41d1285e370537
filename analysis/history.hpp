// One replicate of a run in memory, as facts are read off it: the quarterly cubes of indicators,
// and, when there is a result file, the panel of firms and the networks of ties.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/result.hpp"

namespace sme::analysis {

/// Whether an indicator is a stock at the end of a quarter; the others are flows of the quarter.
bool is_stock(std::string_view indicator);

/// Columns of a table of one replicate as real numbers, by name; identities by their place among
/// all different ones (numbered(...) of comparison_data.hpp).
using Columns = std::map<std::string, std::vector<double>>;

struct History {
  int first = 0;        ///< quarter of the first row, counted from 2000Q1
  std::size_t rows = 0; ///< quarters
  double scale = 1;     ///< firms of the model per firm of the nation
  std::map<std::string, std::vector<std::string>> labels; ///< of province, chain, size, tier
  /// Cubes quarter x tier, or quarter x province (chain, size) x tier, row-major.
  std::map<std::string, std::vector<std::int64_t>> cubes;
  Columns panel;   ///< rows: firm at the end of a year; empty without one
  Columns network; ///< rows: tie at a recorded quarter; empty without one
};

/// The first axes that a history knows beside the quarter: those by which indicators are recorded.
inline constexpr std::string_view history_groups[] = {"province", "chain", "size"};

/// Replicates in the file of a run.
std::size_t replicates_in(const ResultReader &run);
/// Reads one replicate of a run. Throws ResultError: schema when the file is no run (a comparison).
History read_history(const ResultReader &run, std::size_t replicate);

} // namespace sme::analysis
