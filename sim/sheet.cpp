#include "sim/sheet.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace sme::sim {
namespace {

/// Reads RFC 4180 text: cells between commas, quoted where they contain commas, quotes or lines.
class SheetReader {
public:
  SheetReader(std::string_view text, const std::string &file, Messages &messages)
      : text_(text), file_(file), messages_(messages) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") {
      text_.remove_prefix(3);
    }
  }
  std::optional<Sheet> read();

private:
  bool at_end() const { return at_ >= text_.size(); }
  char now() const { return text_[at_]; }
  void step() {
    const char c = text_[at_++];
    column_ += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    if (c == '\n') {
      ++line_;
      column_ = 1;
    }
  }
  bool cell(Cell &cell);
  bool row(std::vector<Cell> &row);

  std::string_view text_;
  const std::string &file_;
  Messages &messages_;
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
};

bool SheetReader::cell(Cell &cell) {
  cell.span = {file_, line_, column_, 1};
  const bool quoted = !at_end() && now() == '"';
  if (quoted) {
    step();
    while (true) {
      if (at_end()) {
        messages_.add("a quote is opened and never closed", cell.span,
                      "close it with \"; a quote inside is written \"\"");
        return false;
      }
      if (now() == '"') {
        step();
        if (at_end() || now() != '"') {
          break;
        }
      }
      cell.text += now();
      step();
    }
  }
  while (!at_end() && now() != ',' && now() != '\n' && now() != '\r') {
    if (quoted || now() == '"') {
      messages_.add(quoted ? "text after a closing quote" : "a quote in the middle of a cell",
                    Span{file_, line_, column_, 1},
                    "put the whole cell in quotes; a quote inside is written \"\"");
      return false;
    }
    cell.text += now();
    step();
  }
  if (cell.span.line == line_) {
    cell.span.length = std::max(1, column_ - cell.span.column);
  }
  return true;
}

bool SheetReader::row(std::vector<Cell> &row) {
  while (true) {
    row.emplace_back();
    if (!cell(row.back())) {
      return false;
    }
    if (!at_end() && now() == ',') {
      step();
      continue;
    }
    while (!at_end() && (now() == '\r' || now() == '\n')) {
      const bool end = now() == '\n';
      step();
      if (end) {
        break;
      }
    }
    return true;
  }
}

std::optional<Sheet> SheetReader::read() {
  Sheet sheet;
  bool right = true;
  if (at_end()) {
    messages_.add(fmt::format("{} is empty", file_), std::nullopt, "a table has a header line");
    return std::nullopt;
  }
  if (!row(sheet.header)) {
    return std::nullopt;
  }
  while (!at_end()) {
    std::vector<Cell> cells;
    if (!row(cells)) {
      return std::nullopt;
    }
    if (cells.size() == 1 && cells[0].text.empty()) {
      continue;
    }
    if (cells.size() != sheet.header.size()) {
      messages_.add(fmt::format("the row `{}` has {} cells; the header has {}", cells[0].text,
                                cells.size(), sheet.header.size()),
                    cells[0].span, "cells with commas stand in quotes");
      right = false;
      continue;
    }
    sheet.rows.push_back(std::move(cells));
  }
  return right ? std::optional(std::move(sheet)) : std::nullopt;
}

} // namespace

std::optional<Sheet> read_sheet(std::string_view text, const std::string &file,
                                Messages &messages) {
  return SheetReader(text, file, messages).read();
}

} // namespace sme::sim
