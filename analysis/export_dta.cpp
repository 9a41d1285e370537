// Stata's .dta, format 118, by ReadStat.
#include <readstat.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <memory>
#include <string_view>

#include "analysis/export.hpp"

namespace sme::analysis {

namespace {

namespace fs = std::filesystem;
constexpr std::int64_t most_int = 2147483620; // Stata's long; above are its missing values
constexpr std::int64_t most_exact = std::int64_t{1} << 53U;

ssize_t to_stream(const void *data, std::size_t length, void *context) {
  auto &out = *static_cast<std::ofstream *>(context);
  out.write(static_cast<const char *>(data), static_cast<std::streamsize>(length));
  return out ? static_cast<ssize_t>(length) : -1;
}

/// At most 80 characters of UTF-8, whole ones.
std::string label_text(const ExportColumn &column) {
  std::string text = column.meaning;
  if (!column.unit.empty() && column.unit != "1")
    text += " [" + column.unit + "]";
  std::size_t letters = 0, at = 0;
  while (at < text.size() && letters < 80) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U)
      ++at;
    ++letters;
  }
  return text.substr(0, at);
}

/// A name that Stata takes: 32 letters, and no word of its language.
std::string variable_name(const std::string &name) {
  constexpr std::array<std::string_view, 18> reserved{
      "_all", "_b",   "byte", "_coef", "_cons", "double", "float", "if",    "in",
      "int",  "long", "_n",   "_N",    "_pi",   "_pred",  "_rc",   "_skip", "using"};
  auto out = name.substr(0, 31);
  if (std::find(reserved.begin(), reserved.end(), out) != reserved.end() || out == "with" ||
      out == "strL")
    out += '_';
  return out;
}

enum class Storage { integer, real, text };

Storage storage_of(const ExportColumn &column) {
  if (!column.real.empty())
    return Storage::real;
  std::int64_t most = 0;
  for (const auto value : column.whole)
    if (value != no_whole)
      most = std::max(most, value < 0 ? -value : value);
  return most <= most_int ? Storage::integer : most <= most_exact ? Storage::real : Storage::text;
}

struct Variable {
  const ExportColumn *column;
  Storage storage;
  readstat_variable_t *handle;
};

} // namespace

void export_dta(const fs::path &from, const fs::path &file, const std::string &only,
                Existing existing) {
  const ResultReader result(from);
  std::string name = only;
  if (name.empty()) {
    name = "outcomes";
    for (const auto &table : result.tables())
      if (table.group == "panel")
        name = "panel";
  }
  const auto table = table_for_export(result, name);
  std::error_code error;
  if (existing == Existing::refuse && fs::exists(file, error))
    throw ResultError(ResultError::exists,
                      file.string() + ": exists already; choose another name or --force");
  const fs::path part = file.string() + ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  const std::unique_ptr<readstat_writer_t, void (*)(readstat_writer_t *)> writer(
      readstat_writer_init(), [](readstat_writer_t *one) { readstat_writer_free(one); });
  const auto must = [&](readstat_error_t code) {
    if (code == READSTAT_OK && out)
      return;
    out.close();
    fs::remove(part, error);
    const char *reason = readstat_error_message(code); // none for success
    throw ResultError(ResultError::io,
                      file.string() + ": cannot be written (" +
                          (reason != nullptr ? reason : "disk full, or no permission") + ")");
  };
  must(readstat_set_data_writer(writer.get(), to_stream));
  must(readstat_writer_set_file_format_version(writer.get(), 118));
  must(readstat_writer_set_file_timestamp(writer.get(), 1'000'000'000)); // not the clock's
  must(readstat_writer_set_file_label(writer.get(), table.name.c_str()));
  std::vector<Variable> variables;
  for (const auto &column : table.columns) {
    const auto storage = storage_of(column);
    const auto variable = variable_name(column.name);
    auto *handle = readstat_add_variable(writer.get(), variable.c_str(),
                                         storage == Storage::integer ? READSTAT_TYPE_INT32
                                         : storage == Storage::real  ? READSTAT_TYPE_DOUBLE
                                                                     : READSTAT_TYPE_STRING,
                                         storage == Storage::text ? 20 : 0);
    readstat_variable_set_label(handle, label_text(column).c_str());
    if (storage == Storage::integer && !column.codes.empty()) {
      auto *set = readstat_add_label_set(writer.get(), READSTAT_TYPE_INT32, variable.c_str());
      for (std::size_t i = 0; i < column.codes.size(); ++i)
        readstat_label_int32_value(set, static_cast<std::int32_t>(column.codes[i]),
                                   column.words[i].c_str());
      readstat_variable_set_label_set(handle, set);
    }
    variables.push_back({&column, storage, handle});
  }
  must(readstat_begin_writing_dta(writer.get(), &out, static_cast<long>(table.rows())));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    must(readstat_begin_row(writer.get()));
    for (const auto &[column, storage, handle] : variables) {
      const bool real = !column->real.empty();
      const double number = real ? column->real[row] : static_cast<double>(column->whole[row]);
      if (real ? !std::isfinite(number) : column->whole[row] == no_whole) // it knows no infinity
        must(storage == Storage::text ? readstat_insert_string_value(writer.get(), handle, "")
                                      : readstat_insert_missing_value(writer.get(), handle));
      else if (storage == Storage::integer)
        must(readstat_insert_int32_value(writer.get(), handle,
                                         static_cast<std::int32_t>(column->whole[row])));
      else if (storage == Storage::real)
        must(readstat_insert_double_value(writer.get(), handle, number));
      else
        must(readstat_insert_string_value(writer.get(), handle,
                                          std::to_string(column->whole[row]).c_str()));
    }
    must(readstat_end_row(writer.get()));
  }
  must(readstat_end_writing(writer.get()));
  out.close();
  must(READSTAT_OK);
  fs::rename(part, file, error);
  if (error)
    must(READSTAT_ERROR_WRITE);
}

} // namespace sme::analysis
