#include "sim/facts_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "analysis/measure.hpp"
#include "sim/failure.hpp"
#include "sim/series_book.hpp"
#include "sim/sheet.hpp"
#include "sim/toml_text.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;
using analysis::Fact;
using analysis::Use;

constexpr std::string_view fact_columns[] = {"id",    "fact",    "scope", "period", "low",
                                             "value", "high",    "unit",  "source", "grade",
                                             "use",   "measure", "remark"};
constexpr std::string_view uses[] = {"fit", "test", "inform"};
constexpr std::string_view start_of_name = "facts_";

/// One row by the names of its columns.
class Row {
public:
  Row(const Sheet &sheet, const std::vector<Cell> &cells, Messages &messages)
      : sheet_(sheet), cells_(cells), messages_(messages) {}

  const Cell &cell(std::string_view column) const {
    for (std::size_t i = 0; i < sheet_.header.size(); ++i) {
      if (sheet_.header[i].text == column) {
        return cells_[i];
      }
    }
    throw std::logic_error("no column of facts: " + std::string(column));
  }
  const std::string &text(std::string_view column) const { return cell(column).text; }
  double number(std::string_view column) const {
    const Cell &here = cell(column);
    double value = 0;
    const char *end = here.text.data() + here.text.size();
    const auto read = std::from_chars(here.text.data(), end, value);
    if (here.text.empty() || read.ptr != end || read.ec != std::errc{} || !std::isfinite(value)) {
      wrong(column, fmt::format("`{}` of fact `{}` is not a number", here.text, text("id")),
            "plain numbers: shares as fractions, money in yuan");
    }
    return value;
  }
  void wrong(std::string_view column, std::string what, std::string help) const {
    messages_.add(std::move(what), cell(column).span, std::move(help));
  }

private:
  const Sheet &sheet_;
  const std::vector<Cell> &cells_;
  Messages &messages_;
};

/// A history of the shape that runs have, without numbers: it knows every name.
const analysis::History &empty_history() {
  static const analysis::History history = [] {
    const Scenario scenario;
    return history_of(SeriesBook(scenario), scenario);
  }();
  return history;
}

void check_measure(const Row &row, const Fact &fact) {
  if (fact.measure.empty()) {
    if (fact.remark.empty()) {
      row.wrong("remark", fmt::format("fact `{}` has neither a measure nor a reason", fact.id),
                "name the number of the model in `measure`, or say in `remark` why it has none");
    }
    return;
  }
  try {
    static_cast<void>(analysis::Measure(fact.measure).needs(empty_history(), {}));
  } catch (const analysis::MeasureError &error) {
    row.wrong("measure",
              fmt::format("the measure of `{}` cannot be read: {} at letter {} of `{}`", fact.id,
                          error.what(), error.at + 1, fact.measure),
              "such as firms[srdi+|Jiangsu] / firms[little_giant]@-1; see analysis/measure.hpp");
  }
}

void check_period(const Row &row, const Fact &fact) {
  try {
    const auto period = analysis::period_of(fact.period);
    if (fact.use == Use::fit && (!period || period->year > last_year_to_fit)) {
      row.wrong("use",
                fmt::format("fact `{}` of {} may not be fitted: what is known from after {} tests "
                            "the forecast",
                            fact.id, fact.period, last_year_to_fit),
                "use = test");
    }
  } catch (const std::invalid_argument &) {
    row.wrong("period", fmt::format("`{}` of fact `{}` is no period", fact.period, fact.id),
              "2019Q4, 2024, 2021/2022 or undated");
  }
}

Fact fact_in(const Row &row, const std::string &family) {
  Fact fact;
  fact.family = family;
  fact.id = row.text("id");
  fact.fact = row.text("fact");
  fact.scope = row.text("scope");
  fact.period = row.text("period");
  fact.low = row.number("low");
  fact.value = row.number("value");
  fact.high = row.number("high");
  fact.unit = row.text("unit");
  fact.source = row.text("source");
  fact.grade = row.text("grade");
  fact.measure = row.text("measure");
  fact.remark = row.text("remark");
  const auto use = std::find(std::begin(uses), std::end(uses), row.text("use"));
  if (use == std::end(uses)) {
    row.wrong("use", fmt::format("unknown use `{}` of fact `{}`", row.text("use"), fact.id),
              list(uses));
  } else {
    fact.use = static_cast<Use>(use - std::begin(uses));
  }
  if (!(fact.low <= fact.value && fact.value <= fact.high)) {
    row.wrong("value",
              fmt::format("`{}` of fact `{}` is not between low and high", fact.value, fact.id),
              "low <= value <= high");
  }
  check_period(row, fact);
  check_measure(row, fact);
  return fact;
}

bool all_columns(const Sheet &sheet, Messages &messages) {
  const std::size_t before = messages.count();
  for (const auto column : fact_columns) {
    const auto given = std::count_if(sheet.header.begin(), sheet.header.end(),
                                     [&](const Cell &cell) { return cell.text == column; });
    if (given != 1) {
      messages.add(fmt::format("column `{}` is {}", column, given == 0 ? "missing" : "there twice"),
                   sheet.header.front().span, fmt::format("columns: {}", list(fact_columns)));
    }
  }
  for (const Cell &cell : sheet.header) {
    if (std::find(std::begin(fact_columns), std::end(fact_columns), cell.text) ==
        std::end(fact_columns)) {
      const std::string near = nearest(cell.text, fact_columns);
      messages.add(fmt::format("unknown column `{}`", cell.text), cell.span,
                   near.empty() ? list(fact_columns) : fmt::format("did you mean `{}`?", near));
    }
  }
  return messages.count() == before;
}

void read_table(const FileText &file, std::vector<Fact> &facts, std::map<std::string, Span> &places,
                Messages &messages) {
  messages.remember(file.path, file.text);
  if (!check_characters(file.text, file.path, messages)) {
    return;
  }
  const auto sheet = read_sheet(file.text, file.path, messages);
  if (!sheet || !all_columns(*sheet, messages)) {
    return;
  }
  const std::string family = fs::path(file.path).stem().string().substr(start_of_name.size());
  for (const auto &cells : sheet->rows) {
    const Row row(*sheet, cells, messages);
    facts.push_back(fact_in(row, family));
    const auto [first, fresh] = places.emplace(facts.back().id, row.cell("id").span);
    if (!fresh) {
      row.wrong("id", fmt::format("fact `{}` is given twice", facts.back().id),
                fmt::format("first at {}:{}", first->second.file, first->second.line));
    }
  }
}

} // namespace

std::vector<FileText> fact_tables(const fs::path &folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto &entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(start_of_name) && name.ends_with(".csv")) {
      files.push_back(entry.path());
    }
  }
  if (files.empty()) {
    throw Failure(Exit::io,
                  fmt::format("{}: no table of facts (facts_*.csv) is there", folder.string()));
  }
  std::sort(files.begin(), files.end());
  std::vector<FileText> tables;
  for (const fs::path &file : files) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) {
      throw Failure(Exit::io, fmt::format("{}: cannot be read", file.string()));
    }
    tables.push_back({file.string(), text.str()});
  }
  return tables;
}

std::vector<Fact> read_facts(const std::vector<FileText> &tables, Messages &messages) {
  std::vector<Fact> facts;
  std::map<std::string, Span> places;
  for (const FileText &table : tables) {
    read_table(table, facts, places, messages);
  }
  return facts;
}

std::vector<Fact> read_facts(const fs::path &folder, Messages &messages) {
  return read_facts(fact_tables(folder), messages);
}

} // namespace sme::sim
