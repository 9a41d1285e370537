// Text, numbers and tables as HTML. Whatever comes from a file is text here, never markup.
// Private to report*.cpp and its tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "analysis/findings.hpp"

namespace sme::analysis {

using Json = nlohmann::ordered_json;

/// Controls and invisible format characters (of direction, joining, U+FEFF) as U+FFFD, so that a
/// name can neither turn round nor hide what stands beside it.
[[nodiscard]] std::string visible(std::string_view text);
/// Text for HTML, in elements and in quoted attributes; invisible characters become U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);
/// JSON for a script element: no `<`, `>`, `&`, nor line separators of JavaScript.
[[nodiscard]] std::string script_json(const Json &json);
/// The source of a policy that allows exactly this inline text: 'sha256-...'.
[[nodiscard]] std::string source_of(std::string_view inline_text);

/// A text in both languages, of which the page shows one.
[[nodiscard]] std::string both(const Words &words);
[[nodiscard]] std::string both(std::string_view en, std::string_view zh);
/// The same as a value in the specification of a figure; invisible characters become U+FFFD.
[[nodiscard]] Json words_json(const Words &words);
/// {1, 2} is "1,2".
[[nodiscard]] std::string places_text(const std::vector<std::size_t> &places);
/// The shortest text that reads back to the same number.
[[nodiscard]] std::string exact_text(double value);

/// A table with one header row; the first cell of each row is its header. Cells are HTML.
struct HtmlTable {
  Words caption;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::string name = {}; ///< of its CSV, unique on the page; empty: none is offered
};
[[nodiscard]] std::string html_of(const HtmlTable &table);

} // namespace sme::analysis
