#include "analysis/report_html.hpp"

#include <array>
#include <charconv>
#include <cstdint>

#include "analysis/result.hpp"

namespace sme::analysis {

namespace {

/// Characters that nobody sees but that turn or hide what stands around them: controls, marks and
/// overrides of direction, joiners, tags. Newline and tab are no such.
bool is_invisible(std::uint32_t code) {
  const auto within = [code](std::uint32_t from, std::uint32_t to) {
    return code >= from && code <= to;
  };
  return (code < 0x20 && code != '\n' && code != '\t') || within(0x7f, 0x9f) || code == 0xad ||
         code == 0x61c || code == 0x180e || within(0x200b, 0x200f) || within(0x2028, 0x202e) ||
         within(0x2060, 0x206f) || code == 0xfeff || within(0xfff9, 0xfffb) ||
         within(0xe0000, 0xe007f);
}

struct Letter {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
};

/// The letter at a place of UTF-8; a broken one is one byte as it stands.
Letter letter_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::uint32_t first = byte(at);
  const std::size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (bytes == 1 || first < 0xc2 || first > 0xf4 || at + bytes > text.size())
    return {first < 0x80 ? first : 0xfffd, 1};
  std::uint32_t code = first & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(at + i) & 0xc0U) != 0x80)
      return {0xfffd, 1};
    code = code << 6U | (byte(at + i) & 0x3fU);
  }
  return {code, bytes};
}

} // namespace

std::string visible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto letter = letter_at(text, at);
    if (is_invisible(letter.code))
      out += "\xEF\xBF\xBD";
    else
      out += text.substr(at, letter.bytes);
    at += letter.bytes;
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : visible(text)) {
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
  // Thousands of these are on a page; HTML needs no quotes here.
  return "<span lang=en>" + escaped(en) + "</span><span lang=zh>" + escaped(zh) + "</span>";
}

std::string both(const Words &words) { return both(words.en, words.zh); }

Json words_json(const Words &words) {
  return {{"en", visible(words.en)}, {"zh", visible(words.zh)}};
}

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
                    escaped(table.caption.en + " · " + table.caption.zh) + "\"><table" +
                    (table.name.empty() ? "" : " data-name=\"" + escaped(table.name) + "\"") +
                    "><caption>" + both(table.caption) + "</caption><thead><tr>";
  for (const auto &cell : table.header)
    out += "<th scope=\"col\">" + cell + "</th>";
  out += "</tr></thead><tbody>";
  for (const auto &row : table.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      out += i == 0 ? "<th scope=row>" + row[i] : "<td>" + row[i];
    out += '\n'; // cells and rows need no end in HTML
  }
  return out + "</tbody></table></div>\n";
}

} // namespace sme::analysis
