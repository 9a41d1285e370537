// Where the rows of each period lie in a table of a result, so that a reader takes those of one
// quarter without reading the others: cubes TABLE_first_row and TABLE_rows beside the table. The
// rows of a table are ordered by run (scenario, replicate), then by period, then by firm.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/result.hpp"

namespace sme::sim {

/// Declares the two cubes of a table over `axes`, of which the last is the period. A row is chunk
/// number row / 131072 of each column.
std::vector<analysis::Quantity> row_place_cubes(const std::string &table, const std::string &source,
                                                const std::vector<std::string> &axes);

/// Counts the rows of one table as they are appended, one run after the other.
class RowPlaces {
public:
  RowPlaces(std::string table, std::size_t periods);
  /// So many rows follow, of this period of the run. Each period of a run once, in order.
  void note(std::size_t period, std::size_t rows);
  /// Writes the run at `leading` and begins the next. Periods that were not noted are missing.
  void finish_run(analysis::ResultWriter &result, const std::vector<std::size_t> &leading);

private:
  std::string table_;
  std::int64_t end_ = 0; ///< rows of all runs so far
  std::vector<std::int64_t> first_, rows_;
};

} // namespace sme::sim
