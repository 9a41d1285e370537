// What is checked in a TOML text before a parser sees it.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/toml_text.hpp"

namespace sme::sim {
namespace {

constexpr int longest_line = 64 * 1024;
constexpr int most_dots = 64;
constexpr std::size_t most_brackets = 64;

bool of_number(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '+' || c == '-' || c == '.' || c == ':';
}

/// Whether the token is a number that the machine cannot hold: too large, or so small that only
/// part of its digits would be kept.
bool beyond_range(std::string_view token) {
  std::string digits(token);
  digits.erase(std::remove(digits.begin(), digits.end(), '_'), digits.end());
  if (digits.empty() || digits.find(':') != std::string::npos) {
    return false;
  }
  const char *first = digits.data() + (digits[0] == '+' ? 1 : 0);
  const char *last = digits.data() + digits.size();
  if (digits.find_first_of(".eE") == std::string::npos || digits[0] == '0') {
    int base = 10;
    if (digits.size() > 2 && digits[0] == '0') {
      base = digits[1] == 'x' ? 16 : digits[1] == 'o' ? 8 : digits[1] == 'b' ? 2 : 10;
      first += base == 10 ? 0 : 2;
    }
    std::int64_t whole = 0;
    const auto read = std::from_chars(first, last, whole, base);
    if (read.ptr == last) {
      return read.ec == std::errc::result_out_of_range;
    }
  }
  double value = 0;
  const auto read = std::from_chars(first, last, value);
  return read.ptr == last && (read.ec == std::errc::result_out_of_range ||
                              (value != 0 && std::abs(value) < std::numeric_limits<double>::min()));
}

/// Walks the text once, character by character, knowing strings, comments, brackets and keys.
class Prescan {
public:
  Prescan(std::string_view text, const std::string &file, Messages &messages)
      : text_(text), file_(file), messages_(messages), out_(text) {}

  std::optional<std::string> run();
  bool bytes();

private:
  bool structure();
  bool wrong(std::string what, std::string help) {
    messages_.add(std::move(what), Span{file_, line_, column_, 1}, std::move(help));
    return false;
  }
  void step() {
    const char c = text_[at_++];
    if (c == '\n') {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++column_;
    }
  }
  bool starts(std::string_view word) const { return text_.substr(at_, word.size()) == word; }
  void skip_string();
  void value_token();

  std::string_view text_;
  const std::string &file_;
  Messages &messages_;
  std::string out_;
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
};

bool Prescan::bytes() {
  if (text_.size() >= 2) {
    const std::string_view two = text_.substr(0, 2);
    if (two == "\xFF\xFE" || two == "\xFE\xFF" || text_[1] == '\0' || text_[0] == '\0') {
      return wrong(fmt::format("{} is not UTF-8 text (it looks like UTF-16)", file_),
                   "save the file as UTF-8");
    }
  }
  std::size_t line_start = 0;
  while (at_ < text_.size()) {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c == '\r' && !starts("\r\n")) {
      return wrong("a carriage return without a line feed",
                   "end lines with a line feed (Unix) or carriage return and line feed (Windows)");
    }
    if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F) {
      return wrong(fmt::format("control character {:#04x} in the text", c), "delete it");
    }
    if (c == '\n') {
      line_start = at_ + 1;
    } else if (at_ - line_start >= longest_line) {
      column_ = 1;
      return wrong(fmt::format("line {} is longer than {} bytes", line_, longest_line),
                   "break the line");
    }
    step();
  }
  return true;
}

void Prescan::skip_string() {
  const char quote = text_[at_];
  const std::string three(3, quote);
  const bool many_lines = starts(three);
  for (int i = 0; i < (many_lines ? 3 : 1); ++i) {
    step();
  }
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '\\' && quote == '"' && at_ + 1 < text_.size()) {
      step();
      step();
    } else if (many_lines && starts(three)) {
      step();
      step();
      step();
      while (at_ < text_.size() && text_[at_] == quote) {
        step();
      }
      return;
    } else if (!many_lines && (c == quote || c == '\n')) {
      if (c == quote) {
        step();
      }
      return;
    } else {
      step();
    }
  }
}

void Prescan::value_token() {
  const std::size_t start = at_;
  while (at_ < text_.size() && of_number(text_[at_])) {
    step();
  }
  const std::string_view token = text_.substr(start, at_ - start);
  if (token.size() >= 3 && beyond_range(token)) {
    std::fill_n(out_.begin() + static_cast<std::ptrdiff_t>(start), token.size(), '#');
    out_[start] = '"';
    out_[at_ - 1] = '"';
  }
}

bool Prescan::structure() {
  std::vector<char> open;
  char before = '\n'; // the last character that is not a blank
  int dots = 0;
  at_ = 0;
  line_ = column_ = 1;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\r') {
      step();
      continue;
    }
    if (c == '#') {
      while (at_ < text_.size() && text_[at_] != '\n') {
        step();
      }
      continue;
    }
    if (c == '"' || c == '\'') {
      skip_string();
      before = c;
      continue;
    }
    const bool in_array = !open.empty() && open.back() == 'a';
    const bool value = before == '=' || (in_array && (before == '[' || before == ','));
    if (c == '[' || c == '{') {
      open.push_back(c == '[' && (value || in_array) ? 'a' : c);
      if (open.size() > most_brackets) {
        return wrong(fmt::format("brackets nested too deeply (limit {})", most_brackets),
                     "no setting needs nested lists");
      }
    } else if ((c == ']' || c == '}') && !open.empty()) {
      open.pop_back();
    } else if (c == '\n' && (open.empty() || open.back() == '[')) {
      open.clear();
    }
    dots = c == '.' ? dots + 1
           : c == ',' || c == '=' || c == '\n' || c == '[' || c == ']' || c == '{' || c == '}'
               ? 0
               : dots;
    if (dots > most_dots) {
      return wrong(fmt::format("key nested too deeply (limit {}), line {}", most_dots, line_),
                   "keys have at most three parts, as in policy.name.budget");
    }
    if (value && ((c >= '0' && c <= '9') || c == '-' || c == '+')) {
      value_token();
      before = '0';
      continue;
    }
    if (c != '\n' || !in_array) {
      before = c;
    }
    step();
  }
  return true;
}

std::optional<std::string> Prescan::run() {
  if (bytes() && structure()) {
    return out_;
  }
  return std::nullopt;
}

} // namespace

bool check_characters(std::string_view text, const std::string &file, Messages &messages) {
  return Prescan(text, file, messages).bytes();
}

std::optional<std::string> prescan_toml(std::string_view text, const std::string &file,
                                        Messages &messages) {
  return Prescan(text, file, messages).run();
}

} // namespace sme::sim
