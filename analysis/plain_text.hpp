// Words in lists and tables of plain text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sme::analysis {

/// Words one after another with `between` between them.
[[nodiscard]] std::string joined(const std::vector<std::string> &words, std::string_view between);
/// A cell of a Markdown table: no line break, no bare '|'.
[[nodiscard]] std::string markdown_cell(std::string_view text);
/// A field of a CSV table, quoted where RFC 4180 asks for it.
[[nodiscard]] std::string csv_field(const std::string &field);

} // namespace sme::analysis
