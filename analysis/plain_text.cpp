#include "analysis/plain_text.hpp"

namespace sme::analysis {

std::string joined(const std::vector<std::string> &words, std::string_view between) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += i > 0 ? between : "";
    text += words[i];
  }
  return text;
}

std::string markdown_cell(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '|')
      safe += '\\';
    safe += letter == '\n' || letter == '\r' ? ' ' : letter;
  }
  return safe;
}

std::string csv_field(const std::string &field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos)
    return field;
  std::string out = "\"";
  for (const char letter : field) {
    if (letter == '"')
      out += '"';
    out += letter;
  }
  return out + '"';
}

} // namespace sme::analysis
