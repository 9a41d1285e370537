#include "analysis/history.hpp"

#include <algorithm>

#include "analysis/comparison_data.hpp"

namespace sme::analysis {

namespace {

constexpr std::string_view stocks[] = {
    "firms",        "staff",       "loans",     "borrowers",    "digital_levels",
    "productivity", "researchers", "rnd_staff", "class1_stock", "guaranteed_loans",
    "ties",         "supplying",   "aware",     "preparing"};

/// Columns of the panel and of the networks that statistics of facts.cpp use.
constexpr std::string_view columns_read[] = {"replicate_index",
                                             "period",
                                             "industry",
                                             "firm",
                                             "loan",
                                             "revenue_last",
                                             "revenue_before",
                                             "profit_last",
                                             "loan_rate",
                                             "staff",
                                             "founded",
                                             "home",
                                             "label",
                                             "size_band",
                                             "researcher",
                                             "rnd_last",
                                             "rnd_real_last",
                                             "rnd_staff",
                                             "niche_since",
                                             "assets",
                                             "equity_stock",
                                             "guaranteed_loan",
                                             "firm_identity",
                                             "partner_identity",
                                             "partner_kind",
                                             "tie_kind"};

const Axis &axis_of(const ResultReader &run, const std::string &name) {
  for (const Axis &axis : run.axes()) {
    if (axis.name == name) {
      return axis;
    }
  }
  throw ResultError(ResultError::schema,
                    "there is no axis `" + name + "`: the file is not the result of `sme run`");
}

template <class T>
std::vector<double> rows_of(const ResultReader &run, const std::string &group,
                            const std::string &column, const std::vector<std::size_t> &rows) {
  const auto all = run.read_column<T>(group, column);
  std::vector<double> values;
  values.reserve(rows.size());
  for (const std::size_t row : rows) {
    values.push_back(static_cast<double>(all[row]));
  }
  return values;
}

/// A column of any type as real numbers.
std::vector<double> read_rows(const ResultReader &run, const std::string &group,
                              const Column &column, const std::vector<std::size_t> &rows) {
  using Type = Column::Type;
  switch (column.type) {
  case Type::i8:
    return rows_of<std::int8_t>(run, group, column.name, rows);
  case Type::i16:
    return rows_of<std::int16_t>(run, group, column.name, rows);
  case Type::i32:
    return rows_of<std::int32_t>(run, group, column.name, rows);
  case Type::i64:
    return rows_of<std::int64_t>(run, group, column.name, rows);
  case Type::u8:
    return rows_of<std::uint8_t>(run, group, column.name, rows);
  case Type::u16:
    return rows_of<std::uint16_t>(run, group, column.name, rows);
  case Type::u32:
    return rows_of<std::uint32_t>(run, group, column.name, rows);
  case Type::f32:
    return rows_of<float>(run, group, column.name, rows);
  case Type::f64:
    return rows_of<double>(run, group, column.name, rows);
  }
  return {};
}

/// Identities of firms, in all columns of a table by the same numbers: a real number cannot hold
/// them.
void number_identities(const ResultReader &run, const std::string &group,
                       const std::vector<std::string> &names, const std::vector<std::size_t> &rows,
                       Columns &into) {
  std::vector<std::int64_t> all;
  for (const auto &name : names) {
    const auto column = run.read_column<std::int64_t>(group, name);
    for (const std::size_t row : rows) {
      all.push_back(column[row]);
    }
  }
  const auto numbers = numbered(all);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto begin = numbers.begin() + static_cast<std::ptrdiff_t>(i * rows.size());
    into[names[i]] = {begin, begin + static_cast<std::ptrdiff_t>(rows.size())};
  }
}

Columns read_table(const ResultReader &run, const Table &table, std::size_t replicate) {
  Columns columns;
  const auto of = run.read_column<std::int32_t>(table.group, "replicate_index");
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (static_cast<std::size_t>(of[i]) == replicate) {
      rows.push_back(i);
    }
  }
  std::vector<std::string> identities;
  for (const Column &column : table.columns) {
    if (std::find(std::begin(columns_read), std::end(columns_read), column.name) ==
        std::end(columns_read)) {
      continue;
    }
    if (column.name == "firm" || column.name.ends_with("_identity")) {
      identities.push_back(column.name);
    } else {
      columns[column.name] = read_rows(run, table.group, column, rows);
    }
  }
  number_identities(run, table.group, identities, rows, columns);
  return columns;
}

} // namespace

bool is_stock(std::string_view indicator) {
  return std::find(std::begin(stocks), std::end(stocks), indicator) != std::end(stocks);
}

std::size_t replicates_in(const ResultReader &run) { return axis_of(run, "replicate").size(); }

History read_history(const ResultReader &run, std::size_t replicate) {
  History history;
  const Axis &quarter = axis_of(run, "quarter");
  const std::string &first = quarter.labels.front(); // "2019Q1"
  history.first = 4 * (std::stoi(first.substr(0, 4)) - 2000) + std::stoi(first.substr(5)) - 1;
  history.rows = quarter.size();
  history.labels["tier"] = axis_of(run, "tier").labels;
  for (const auto group : history_groups) {
    history.labels[std::string(group)] = axis_of(run, std::string(group)).labels;
  }
  for (const NamedAttribute &attribute : run.attributes()) {
    if (attribute.name == "sme_scale") {
      history.scale = std::get<double>(attribute.value);
    }
  }
  for (const Quantity &cube : run.cubes()) {
    const auto &axes = cube.axes;
    const bool indicator = axes.size() >= 4 && axes[2] == "quarter" && axes.back() == "tier" &&
                           axes[3] != "instrument" && cube.type == Quantity::Type::whole;
    if (indicator) {
      history.cubes[cube.name] = run.read_whole(cube.name, {0, replicate}).values;
    }
  }
  for (const Table &table : run.tables()) {
    (table.group == "panel" ? history.panel : history.network) = read_table(run, table, replicate);
  }
  return history;
}

} // namespace sme::analysis
