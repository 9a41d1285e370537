#include "analysis/schema.hpp"

#include <algorithm>
#include <boost/nowide/utf/utf.hpp>
#include <set>

#include "analysis/plain_text.hpp"

namespace sme::analysis {

void refuse(const std::string &message) { throw ResultError(ResultError::schema, message); }

namespace {

/// xarray turns these units into dates and durations, or fails to open the file (INTEROP 2.1).
void require_unit(const std::string &unit, const std::string &where) {
  static const std::set<std::string, std::less<>> durations{
      "days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"};
  require_utf8(unit, where);
  if (durations.contains(unit) || unit.find(" since ") != std::string::npos)
    refuse(where + ": unit '" + unit + "' is decoded as a date by xarray; write 'day', 'year'");
}

void require_simple_name(const std::string &name, const std::string &what) {
  require_name(name);
  if (name.find('/') != std::string::npos)
    refuse(what + " '" + name + "' must not contain '/'");
}

std::string cell(const std::string &text) { return text.empty() ? "-" : markdown_cell(text); }

std::string type_name(Column::Type type) {
  static constexpr const char *names[] = {"i8",  "i16", "i32", "i64", "u8",
                                          "u16", "u32", "f32", "f64"};
  return names[static_cast<std::size_t>(type)];
}

std::string flags(const Column &column) {
  std::string text;
  for (std::size_t i = 0; i < column.flag_values.size(); ++i)
    text +=
        (i > 0 ? ", " : "") + std::to_string(column.flag_values[i]) + " " + column.flag_meanings[i];
  return text;
}

constexpr const char *how_to_open = R"(# The result file

An HDF5 file that is also a netCDF-4 file. `NAME.sha256` beside it is checked with `sha256sum -c`;
its last line holds the SHA-256 of all bytes before it (`head -c -87 result.h5 | sha256sum`), which the program checks when
`NAME.sha256` is not there. A copy that another program wrote lacks the line and is refused by `sme`.

| With | Open |
|---|---|
| shell | `ncdump -h result.h5`, `ncdump -v employment result.h5` |
| Python | `r = xarray.open_dataset("result.h5"); r.employment.sel(scenario="baseline")` |
| Python, a group | `p = xarray.open_dataset("result.h5", group="panel"); p.revenue` |
| Python, firms of one quarter | `w = dict(scenario="baseline", replicate=0, quarter="2022Q4"); a, n = int(r.panel_first_row.sel(w)), int(r.panel_rows.sel(w)); p.isel(observation=slice(a, a + n))` |
| R, ncdf4 | `f <- nc_open("result.h5"); ncvar_get(f, "employment")` or `"panel/revenue"` |
| R, hdf5r | `f <- H5File$new("result.h5", "r"); f[["employment"]][, , ]` |

**R shows dimensions reversed**: what is listed here as scenario, replicate, quarter is
`[quarter, replicate, scenario]` in R, in both packages. Take dimensions by name, or use `aperm`.
Missing is NaN in real cubes and -9223372036854775808 in whole ones; xarray and R show both as
missing. xarray then shows whole cubes as floats; `mask_and_scale=False` keeps the integers.
Identities of firms and niches exceed 2^53, up to which a double is exact, and must stay whole numbers:
in R read them with hdf5r, in Python choose rows with pandas (`where` of xarray makes doubles).
The text `provenance/...` holds the scenario as given and as resolved.
)";

} // namespace

void require_name(std::string_view path) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; };
  bool first = true;
  bool good = !path.empty();
  for (const char c : path) {
    good = good && (first ? letter(c) : allowed(c) || c == '/');
    first = c == '/';
  }
  if (!good || first)
    refuse("the name '" + std::string(path) +
           "' must be letters, digits and '_', a letter first, with '/' only between groups");
}

void require_utf8(std::string_view text, std::string_view where) {
  // Other bytes under the UTF-8 tag make xarray and hdf5r refuse the whole file (INTEROP 2.1).
  namespace utf = boost::nowide::utf;
  const char *at = text.data();
  const char *const end = at + text.size();
  while (at != end) {
    const auto code = utf::utf_traits<char>::decode(at, end);
    if (code == 0 || !utf::is_valid_codepoint(code))
      refuse(std::string(where) + ": the text is not UTF-8 or holds a NUL byte");
  }
}

void require_readable(const Axis &axis) {
  require_name(axis.name);
  const auto where = "axis " + axis.name;
  require_unit(axis.unit, where);
  require_utf8(axis.meaning, where);
  if (axis.labels.empty() == axis.values.empty())
    refuse(where + ": give either labels or values, and at least one");
  for (const auto &label : axis.labels)
    require_utf8(label, where);
  if (std::set<std::string>(axis.labels.begin(), axis.labels.end()).size() != axis.labels.size())
    refuse(where + ": a label occurs twice, so that readers could not select by it");
}

void require_readable(const Quantity &quantity) {
  require_name(quantity.name);
  const auto where = "cube " + quantity.name;
  if (quantity.unit.empty())
    refuse(where + ": give a unit, '1' for a pure number");
  require_unit(quantity.unit, where);
  require_utf8(quantity.long_name, where);
  require_utf8(quantity.source, where);
  for (const auto &axis : quantity.axes)
    require_simple_name(axis, where + ": axis");
  if (std::set<std::string>(quantity.axes.begin(), quantity.axes.end()).size() !=
      quantity.axes.size())
    refuse(where + ": an axis occurs twice");
}

void require_readable(const Table &table) {
  require_name(table.group);
  require_simple_name(table.row_axis, "row axis");
  std::set<std::string> names{table.row_axis};
  for (const auto &column : table.columns) {
    const auto where = "column " + table.group + "/" + column.name;
    require_simple_name(column.name, "column");
    require_unit(column.unit, where);
    require_utf8(column.meaning, where);
    if (!names.insert(column.name).second)
      refuse(where + ": the name occurs twice");
    if (column.flag_values.size() != column.flag_meanings.size())
      refuse(where + ": flag_values and flag_meanings differ in length");
    for (const auto &word : column.flag_meanings) {
      require_utf8(word, where);
      if (word.empty() || word.find_first_of(" \t\n") != std::string::npos)
        refuse(where + ": flag meaning '" + word + "' must be one word, use '_'");
    }
  }
  if (table.columns.empty())
    refuse("table " + table.group + " has no columns");
}

std::string schema_markdown(const std::vector<Axis> &axes, const std::vector<Quantity> &cubes,
                            const std::vector<Table> &tables) {
  std::string page = how_to_open;
  page += "Layout version " + std::to_string(result_schema_version) + " (`sme_schema_version`).\n";
  page += "\n## Axes\n\n| Axis | Coordinates | Unit | Meaning |\n|---|---|---|---|\n";
  for (const auto &axis : axes)
    page += "| `" + axis.name + "` | " + (axis.labels.empty() ? "int32" : "text") + " | " +
            cell(axis.unit) + " | " + cell(axis.meaning) + " |\n";
  page += "\n## Cubes\n\n| Cube | Unit | Meaning | Axes | Type | Source "
          "|\n|---|---|---|---|---|---|\n";
  for (const auto &cube : cubes)
    page += "| `" + cube.name + "` | " + cell(cube.unit) + " | " + cell(cube.long_name) + " | " +
            cell(joined(cube.axes, ", ")) + " | " +
            (cube.type == Quantity::Type::real ? "f64" : "i64") + " | " + cell(cube.source) +
            " |\n";
  for (const auto &table : tables) {
    page += "\n## Table `" + table.group + "` over `" + table.row_axis +
            "`\n\n| Column | Unit | Meaning | Type | Codes |\n|---|---|---|---|---|\n";
    for (const auto &column : table.columns)
      page += "| `" + column.name + "` | " + cell(column.unit) + " | " + cell(column.meaning) +
              " | " + type_name(column.type) + " | " + cell(flags(column)) + " |\n";
  }
  return page;
}

} // namespace sme::analysis
