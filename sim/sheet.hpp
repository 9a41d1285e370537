// CSV files (RFC 4180) as rows of cells with their places.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/messages.hpp"

namespace sme::sim {

struct Cell {
  std::string text;
  Span span;
};
/// A CSV file: the header and the rows, each with as many cells as the header.
struct Sheet {
  std::vector<Cell> header;
  std::vector<std::vector<Cell>> rows;
};

/// Reads a CSV text: cells between commas, quoted where they contain commas, quotes or lines. Rows
/// with another number of cells than the header are mistakes, which go to `messages`.
std::optional<Sheet> read_sheet(std::string_view text, const std::string &file, Messages &messages);

} // namespace sme::sim
