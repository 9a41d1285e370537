#include "analysis/export.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>

#include "analysis/tidy_csv.hpp"

namespace sme::analysis {

namespace {

namespace fs = std::filesystem;

std::string plain_name(std::string path) {
  std::replace(path.begin(), path.end(), '/', '_');
  return path;
}

/// An axis as a cube sees it: that of its group, else that of the root.
const Axis &axis_of(const ResultReader &result, const Quantity &cube, const std::string &name) {
  const auto slash = cube.name.rfind('/');
  const auto local = slash == std::string::npos ? name : cube.name.substr(0, slash + 1) + name;
  const Axis *root = nullptr;
  for (const auto &axis : result.axes()) {
    if (axis.name == local)
      return axis;
    if (axis.name == name)
      root = &axis;
  }
  if (root == nullptr)
    throw ResultError(ResultError::missing, "axis '" + name + "' of " + cube.name);
  return *root;
}

void label_codes(ExportColumn &column, const std::vector<std::string> &labels) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    column.codes.push_back(static_cast<std::int64_t>(i));
    column.words.push_back(labels[i]);
  }
}

ExportTable long_of(const ResultReader &result, const Quantity &cube) {
  ExportTable out{plain_name(cube.name), {}};
  std::vector<const Axis *> axes;
  std::size_t rows = 1;
  for (const auto &name : cube.axes) {
    axes.push_back(&axis_of(result, cube, name));
    rows *= axes.back()->size();
  }
  std::size_t below = rows;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const auto &axis = *axes[a];
    ExportColumn column{cube.axes[a], axis.meaning, axis.unit, {}, {}, {}, {}};
    label_codes(column, axis.labels);
    below /= axis.size();
    column.whole.reserve(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      const auto at = row / below % axis.size();
      column.whole.push_back(axis.labels.empty() ? axis.values[at] : static_cast<std::int64_t>(at));
    }
    out.columns.push_back(std::move(column));
  }
  ExportColumn value{"value", cube.long_name, cube.unit, {}, {}, {}, {}};
  if (cube.type == Quantity::Type::real)
    value.real = result.read_real(cube.name).values;
  else
    value.whole = result.read_whole(cube.name).values;
  out.columns.push_back(std::move(value));
  return out;
}

ExportColumn export_column(const ResultReader &result, const std::string &group,
                           const Column &from) {
  ExportColumn out{from.name,          from.meaning, from.unit, from.flag_values,
                   from.flag_meanings, {},           {}};
  const auto whole = [&]<class T>(T) {
    const auto values = result.read_column<T>(group, from.name);
    out.whole.assign(values.begin(), values.end());
  };
  switch (from.type) {
  case Column::Type::i8:
    whole(std::int8_t{});
    break;
  case Column::Type::i16:
    whole(std::int16_t{});
    break;
  case Column::Type::i32:
    whole(std::int32_t{});
    break;
  case Column::Type::i64:
    whole(std::int64_t{});
    break;
  case Column::Type::u8:
    whole(std::uint8_t{});
    break;
  case Column::Type::u16:
    whole(std::uint16_t{});
    break;
  case Column::Type::u32:
    whole(std::uint32_t{});
    break;
  case Column::Type::f32: {
    const auto values = result.read_column<float>(group, from.name);
    out.real.assign(values.begin(), values.end());
    break;
  }
  case Column::Type::f64:
    out.real = result.read_column<double>(group, from.name);
    break;
  }
  const std::string end = "_index";
  if (out.codes.empty() && from.name.ends_with(end))
    for (const auto &axis : result.axes())
      if (axis.name == from.name.substr(0, from.name.size() - end.size()))
        label_codes(out, axis.labels);
  return out;
}

std::string field(const std::string &text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos)
    return text;
  std::string out = "\"";
  for (const char letter : text)
    out += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return out + '"';
}

template <class Number> void append_number(std::string &out, Number value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), end.ptr);
}

void write_file(const fs::path &path, const std::string &text) {
  const fs::path part = path.string() + ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out << text << std::flush;
  std::error_code error;
  if (out)
    fs::rename(part, path, error);
  if (!out || error) {
    fs::remove(part, error);
    throw ResultError(ResultError::io, path.string() + ": cannot be written; disk full, or no "
                                                       "permission");
  }
}

bool by_group(const std::string &name) {
  return name.ends_with("_by_province") || name.ends_with("_by_chain") ||
         name.ends_with("_by_size");
}

} // namespace

ExportTable table_for_export(const ResultReader &result, const std::string &name) {
  for (const auto &table : result.tables())
    if (table.group == name) {
      ExportTable out{plain_name(name), {}};
      for (const auto &column : table.columns)
        out.columns.push_back(export_column(result, table.group, column));
      return out;
    }
  for (const auto &cube : result.cubes())
    if (cube.name == name)
      return long_of(result, cube);
  std::string there;
  for (const auto &table : result.tables())
    there += (there.empty() ? "" : ", ") + table.group;
  for (const auto &cube : result.cubes())
    there += (there.empty() ? "" : ", ") + cube.name;
  throw ResultError(ResultError::asked,
                    "the result has no table or cube '" + name + "'; it has " + there);
}

std::string csv_of(const ExportTable &table) {
  std::string out;
  std::vector<std::map<std::int64_t, std::string>> words(table.columns.size());
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const auto &column = table.columns[c];
    out += (c == 0 ? "" : ",") + field(column.name);
    for (std::size_t i = 0; i < column.codes.size(); ++i)
      words[c].emplace(column.codes[i], field(column.words[i]));
  }
  out += '\n';
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const auto &column = table.columns[c];
      if (c > 0)
        out += ',';
      if (!column.real.empty()) {
        if (!std::isnan(column.real[row]))
          append_number(out, column.real[row]);
        continue;
      }
      const auto word = words[c].find(column.whole[row]);
      if (word != words[c].end())
        out += word->second;
      else if (column.whole[row] != no_whole)
        append_number(out, column.whole[row]);
    }
    out += '\n';
  }
  return out;
}

Statements statements_in(const ResultReader &result) {
  Statements out;
  const std::string group = "comparison/";
  for (const auto &axis : result.axes())
    if (axis.name.starts_with(group))
      out.axes.push_back(axis);
  for (const auto &cube : result.cubes())
    if (cube.name.starts_with(group) && cube.type == Quantity::Type::real)
      out.cubes.push_back({cube, result.read_real(cube.name).values});
  for (const auto &path : result.texts())
    if (path.starts_with(group))
      out.texts.emplace_back(path, result.text(path));
  return out;
}

std::vector<fs::path> export_csv(const fs::path &from, const fs::path &folder,
                                 const std::string &only, Existing existing) {
  const ResultReader result(from);
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_directory(folder, error))
    throw ResultError(ResultError::exists, folder.string() + ": is a file; name a folder");
  if (existing == Existing::refuse && fs::exists(folder, error) && !fs::is_empty(folder, error))
    throw ResultError(ResultError::exists,
                      folder.string() + ": holds files already; choose another folder or --force");
  std::vector<std::string> names;
  if (!only.empty()) {
    names.push_back(only);
  } else {
    for (const auto &table : result.tables())
      names.push_back(table.group);
    for (const auto &cube : result.cubes())
      if (!by_group(cube.name) && !cube.name.starts_with("comparison/"))
        names.push_back(cube.name);
  }
  std::vector<fs::path> files;
  std::string codebook = "file,column,unit,meaning\n";
  const auto keep = [&](const std::string &name, const std::string &text) {
    fs::create_directories(folder, error);
    files.push_back(folder / (name + ".csv"));
    write_file(files.back(), text);
  };
  for (const auto &name : names) {
    const auto table = table_for_export(result, name);
    keep(table.name, csv_of(table));
    for (const auto &column : table.columns)
      codebook += table.name + ".csv," + column.name + "," + field(column.unit) + "," +
                  field(column.meaning) + "\n";
  }
  const auto statements = statements_in(result);
  if (only.empty() && !statements.cubes.empty()) {
    std::map<std::string, Axis> root;
    for (const auto &axis : result.axes())
      root.emplace(axis.name, axis);
    keep("comparison", tidy_csv(statements, root));
    codebook += "comparison.csv,value,,\"mean of the statistic, with low and high the ends of its "
                "interval\"\n";
    for (const auto &one : statements.cubes)
      codebook += "comparison.csv," + field(one.quantity.name.substr(11)) + "," +
                  field(one.quantity.unit) + "," + field(one.quantity.long_name) + "\n";
  }
  keep("codebook", codebook);
  return files;
}

} // namespace sme::analysis
