// Results for people who work with tables: plain text (CSV) and Stata (.dta), with labels.
// Tests: tests/unit/test_export.cpp, tests/readers/export.sh.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "analysis/comparison_data.hpp"
#include "analysis/result.hpp"

namespace sme::analysis {

/// One column of a table to be exported. Exactly one of `whole` and `real` is filled.
struct ExportColumn {
  std::string name; ///< letters, digits and '_'
  std::string meaning;
  std::string unit;
  std::vector<std::int64_t> codes; ///< of a coded column, with a word for each
  std::vector<std::string> words;
  std::vector<std::int64_t> whole; ///< INT64_MIN is missing
  std::vector<double> real;        ///< NaN is missing
  [[nodiscard]] std::size_t rows() const { return whole.empty() ? real.size() : whole.size(); }
};

struct ExportTable {
  std::string name;
  std::vector<ExportColumn> columns;
  [[nodiscard]] std::size_t rows() const { return columns.empty() ? 0 : columns.front().rows(); }
};

/// A table or a cube of a result. A cube becomes long: a column for each axis and `value`. A column
/// `<axis>_index` gets the labels of the axis as words. Throws ResultError (asked) and names all
/// there is.
[[nodiscard]] ExportTable table_for_export(const ResultReader &result, const std::string &name);

/// Text of a table: a line of names, then rows; words for codes, nothing for missing, numbers that
/// read back to the same bits, RFC 4180.
[[nodiscard]] std::string csv_of(const ExportTable &table);

/// Writes all of a result into a new folder: each table, each cube but views by group, the
/// statements of a comparison in one tidy table (comparison.csv), and codebook.csv that says what
/// each column means. With `only` one table or cube alone, whichever it is. Returns the files.
/// Throws ResultError: exists when the folder holds anything (unless keep_as_old: files of the same
/// names are replaced), io, asked.
std::vector<std::filesystem::path> export_csv(const std::filesystem::path &result,
                                              const std::filesystem::path &folder,
                                              const std::string &only, Existing existing);

/// Writes one table or cube (by default the panel, else the outcomes) for Stata 14 and newer, with
/// labels of variables and values. Whole numbers beyond 2^53 become text, since Stata has none.
/// Throws ResultError: exists, io, asked.
void export_dta(const std::filesystem::path &result, const std::filesystem::path &file,
                const std::string &only, Existing existing);

/// The statements that a comparison holds. Empty for a run.
[[nodiscard]] Statements statements_in(const ResultReader &result);

} // namespace sme::analysis
