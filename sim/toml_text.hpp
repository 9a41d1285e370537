// TOML text as a plain tree with places. The only door to TOML++, which is included in
// toml_text.cpp alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/messages.hpp"

namespace sme::sim {

struct TomlItem;

/// One value of a TOML file with its place.
struct TomlNode {
  enum class Kind { boolean, integer, number, text, date, beyond_range, array, table };
  Kind kind = Kind::table;
  Span span;
  std::string written; ///< a scalar as the file spells it; shortened when long
  bool flag = false;
  std::int64_t integer = 0;
  double number = 0;
  std::string text;
  std::vector<TomlNode> items;   ///< of an array
  std::vector<TomlItem> entries; ///< of a table, in the order of the file
};

/// One `key = value` of a table.
struct TomlItem {
  std::string key;
  Span key_span;
  TomlNode value;
};

/// A text without blanks and tabs at its ends.
std::string_view trimmed(std::string_view text);

/// What a value is, for messages: "text", "a whole number", "a table" ...
std::string_view kind_name(const TomlNode &node);

/// Whether a text is UTF-8 without NUL, control characters, bare carriage returns or lines over
/// 64 KiB. The first fault goes to `messages`, with its place.
bool check_characters(std::string_view text, const std::string &file, Messages &messages);

/// Checks a text before it is parsed: NUL and control characters, UTF-16, bare carriage returns,
/// lines over 64 KiB, over 64 dots in a key, over 64 nested brackets. Says what is wrong in
/// `messages` and returns nothing; else returns the text for the parser, in which numbers too large
/// or too small for the machine are masked so that they can be reported by their key.
std::optional<std::string> prescan_toml(std::string_view text, const std::string &file,
                                        Messages &messages);

/// Prescans and parses; syntax errors go to `messages`. Never throws on any bytes. Also remembers
/// the text in `messages`.
std::optional<TomlNode> parse_toml(std::string_view text, const std::string &file,
                                   Messages &messages);

} // namespace sme::sim
