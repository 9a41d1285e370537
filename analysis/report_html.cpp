#include "analysis/report_html.hpp"

#include <array>
#include <charconv>

#include "analysis/result.hpp"

namespace sme::analysis {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '&')
      out += "&amp;";
    else if (letter == '<')
      out += "&lt;";
    else if (letter == '>')
      out += "&gt;";
    else if (letter == '"')
      out += "&quot;";
    else if (letter == '\'')
      out += "&#39;";
    else if ((code < 0x20 && letter != '\n' && letter != '\t') || code == 0x7f)
      out += "\xEF\xBF\xBD";
    else
      out += letter;
  }
  return out;
}

std::string script_json(const Json &json) {
  // Everything beyond ASCII becomes \uXXXX, and with it the line separators U+2028 and U+2029.
  std::string out;
  for (const char letter : json.dump(-1, ' ', true, Json::error_handler_t::replace)) {
    if (letter == '<')
      out += "\\u003c";
    else if (letter == '>')
      out += "\\u003e";
    else if (letter == '&')
      out += "\\u0026";
    else
      out += letter;
  }
  return out;
}

std::string source_of(std::string_view inline_text) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = sha256_of_text(inline_text);
  std::string out = "'sha256-";
  const auto value = [&](std::size_t at) -> unsigned {
    if (at >= hex.size())
      return 0;
    return static_cast<unsigned>(hex[at] <= '9' ? hex[at] - '0' : hex[at] - 'a' + 10);
  };
  for (std::size_t at = 0; at < hex.size(); at += 6) { // three bytes are four letters
    unsigned bits = 0;
    for (std::size_t i = 0; i < 6; ++i)
      bits = bits << 4U | value(at + i);
    const std::size_t bytes = std::min<std::size_t>(3, (hex.size() - at) / 2);
    for (std::size_t i = 0; i < 4; ++i)
      out += i <= bytes ? letters[bits >> (18 - 6 * i) & 63U] : '=';
  }
  return out + "'";
}

std::string both(std::string_view en, std::string_view zh) {
  if (en == zh)
    return escaped(en);
  return "<span class=\"en\" lang=\"en\">" + escaped(en) +
         "</span><span class=\"zh\" lang=\"zh-CN\">" + escaped(zh) + "</span>";
}

std::string both(const Words &words) { return both(words.en, words.zh); }

Json words_json(const Words &words) { return {{"en", words.en}, {"zh", words.zh}}; }

std::string places_text(const std::vector<std::size_t> &places) {
  std::string out;
  for (const auto place : places)
    out += (out.empty() ? "" : ",") + std::to_string(place);
  return out;
}

std::string exact_text(double value) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end.ptr};
}

std::string html_of(const HtmlTable &table) {
  // Wide tables scroll on their own; the keyboard reaches them.
  std::string out = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" +
                    escaped(table.caption.en + " · " + table.caption.zh) + "\"><table><caption>" +
                    both(table.caption) + "</caption><thead><tr>";
  for (const auto &cell : table.header)
    out += "<th scope=\"col\">" + cell + "</th>";
  out += "</tr></thead><tbody>";
  for (const auto &row : table.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      out += i == 0 ? "<th scope=\"row\">" + row[i] + "</th>" : "<td>" + row[i] + "</td>";
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

} // namespace sme::analysis
