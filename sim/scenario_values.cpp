#include "sim/scenario_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace sme::sim {
namespace {

constexpr double largest_exact = 9007199254740992.0; // 2^53

/// A number as read from a file, in the unit of the entry.
struct Amount {
  double number = 0;
  std::optional<std::int64_t> whole; ///< exact, when it was written as a whole number
};

/// How a written unit turns into the unit of the entry.
struct Conversion {
  std::string_view written, stored;
  double times, over;
};
constexpr std::array<Conversion, 22> conversions{{{"%", "share", 1, 100},
                                                  {"%", "1/year", 1, 100},
                                                  {"%", "1/quarter", 1, 100},
                                                  {"%/year", "1/year", 1, 100},
                                                  {"%/quarter", "1/quarter", 1, 100},
                                                  {"/year", "1/year", 1, 1},
                                                  {"/quarter", "1/quarter", 1, 1},
                                                  {"years", "year", 1, 1},
                                                  {"quarter", "year", 1, 4},
                                                  {"quarters", "year", 1, 4},
                                                  {"quarters", "quarter", 1, 1},
                                                  {"year", "quarter", 4, 1},
                                                  {"years", "quarter", 4, 1},
                                                  {"persons", "person", 1, 1},
                                                  {"CNY", "CNY", 1, 1},
                                                  {"km", "km", 1, 1},
                                                  {"share", "share", 1, 1},
                                                  {"year", "year", 1, 1},
                                                  {"quarter", "quarter", 1, 1},
                                                  {"person", "person", 1, 1},
                                                  {"1/year", "1/year", 1, 1},
                                                  {"1/quarter", "1/quarter", 1, 1}}};

/// The value with its key, for the first line of a message.
std::string stated(const TomlNode &node, const Asked &asked) {
  return node.written.empty() || node.kind == TomlNode::Kind::array
             ? fmt::format("`{}`", asked.path)
             : fmt::format("`{} = {}`", asked.path, node.written);
}

/// "400e9 CNY", "30 %": number and unit. Says what is wrong and returns nothing otherwise.
std::optional<Amount> amount_in_text(const TomlNode &node, const Asked &asked, Messages &messages) {
  std::string_view text = trimmed(node.text);
  std::string digits;
  std::size_t end = 0;
  while (end < text.size() &&
         (std::string_view("0123456789.+-_").find(text[end]) != std::string_view::npos ||
          ((text[end] == 'e' || text[end] == 'E') && end > 0 && end + 1 < text.size() &&
           std::string_view("0123456789+-").find(text[end + 1]) != std::string_view::npos))) {
    if (text[end] != '_' && !(text[end] == '+' && end == 0)) {
      digits += text[end];
    }
    ++end;
  }
  const std::string_view unit = trimmed(text.substr(end));
  double number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || read.ptr != digits.data() + digits.size() ||
      (read.ec != std::errc{} && read.ec != std::errc::result_out_of_range)) {
    messages.add(fmt::format("{} is text; a number is wanted", stated(node, asked)), node.span,
                 described(asked));
    return std::nullopt;
  }
  if (read.ec == std::errc::result_out_of_range) {
    messages.add(fmt::format("{} is beyond the range of numbers", stated(node, asked)), node.span,
                 described(asked));
    return std::nullopt;
  }
  if (unit.empty()) {
    messages.add(
        fmt::format("{} is a number in quotes, without a unit", stated(node, asked)), node.span,
        asked.unit == "1" ? fmt::format("write {} without quotes", text)
                          : fmt::format("write {0} without quotes, or give the unit: \"{0} {1}\"",
                                        text, asked.unit));
    return std::nullopt;
  }
  for (const Conversion &c : conversions) {
    if (unit == c.written && asked.unit == c.stored) {
      double converted = number * c.times / c.over;
      if (c.over == 100 && digits.find_first_of("eE") == std::string::npos) {
        digits += "e-2"; // "0.9 %" is exactly what 0.009 is
        std::from_chars(digits.data(), digits.data() + digits.size(), converted);
      }
      return Amount{converted + 0.0, std::nullopt};
    }
  }
  messages.add(fmt::format("{} has the unit {}; `{}` is in {}", stated(node, asked), unit,
                           asked.path, unit_in_words(asked.unit)),
               node.span, described(asked));
  return std::nullopt;
}

std::optional<Amount> amount(const TomlNode &node, const Asked &asked, Messages &messages) {
  switch (node.kind) {
  case TomlNode::Kind::integer:
    return Amount{static_cast<double>(node.integer), node.integer};
  case TomlNode::Kind::number:
    if (!std::isfinite(node.number)) {
      messages.add(fmt::format("{} is not a finite number", stated(node, asked)), node.span,
                   described(asked));
      return std::nullopt;
    }
    return Amount{node.number + 0.0, std::nullopt};
  case TomlNode::Kind::text:
    return amount_in_text(node, asked, messages);
  case TomlNode::Kind::beyond_range:
    messages.add(fmt::format("{} is beyond the range of numbers", stated(node, asked)), node.span,
                 described(asked));
    return std::nullopt;
  default:
    messages.add(fmt::format("{} is {}; a number is wanted", stated(node, asked), kind_name(node)),
                 node.span, described(asked));
    return std::nullopt;
  }
}

void out_of_bounds(const TomlNode &node, const Asked &asked, bool below, Messages &messages) {
  messages.add(
      fmt::format("{} is {} {}", stated(node, asked),
                  below ? "below the lowest value allowed," : "above the highest value allowed,",
                  below ? asked.low : asked.high),
      node.span, described(asked));
}

void not_a_word(const TomlNode &node, const Asked &asked, std::span<const std::string_view> words,
                bool set, Messages &messages) {
  const std::string near = nearest(node.text, words);
  messages.add(fmt::format("`{}` has the unknown word \"{}\"", asked.path, node.text), node.span,
               fmt::format("{}{}words: {}{}", near.empty() ? "" : "did you mean \"" + near + "\"? ",
                           asked.meaning.empty() ? "" : std::string(asked.meaning) + "; ",
                           list(words), set ? "; or \"all\"" : ""));
}

} // namespace

std::string unit_in_words(std::string_view unit) {
  return unit == "share"       ? "share (0.3, or \"30 %\")"
         : unit == "1/year"    ? "1/year (0.05, or \"5 %/year\")"
         : unit == "1/quarter" ? "1/quarter (0.05, or \"5 %/quarter\")"
         : unit == "1"         ? "plain numbers without a unit"
                               : std::string(unit);
}

std::string described(const Asked &asked) {
  std::string text(asked.meaning);
  if (!asked.low.empty()) {
    text += fmt::format("; {}from {} to {}",
                        asked.unit == "1" || asked.low.front() == '"'
                            ? std::string()
                            : fmt::format("in {}, ", asked.unit),
                        asked.low, asked.high);
  }
  return text + fmt::format("; default {}", asked.standard);
}

std::optional<double> read_number(const TomlNode &node, const Asked &asked, double low, double high,
                                  Messages &messages) {
  const auto value = amount(node, asked, messages);
  if (!value) {
    return std::nullopt;
  }
  if (!(low <= value->number && value->number <= high)) {
    out_of_bounds(node, asked, value->number < low, messages);
    return std::nullopt;
  }
  return value->number;
}

std::optional<std::int64_t> read_whole(const TomlNode &node, const Asked &asked, std::int64_t low,
                                       std::int64_t high, Messages &messages) {
  const auto value = amount(node, asked, messages);
  if (!value) {
    return std::nullopt;
  }
  std::int64_t whole = 0;
  if (value->whole) {
    whole = *value->whole;
  } else {
    const bool written_as_fraction = node.kind == TomlNode::Kind::number && asked.unit != "CNY";
    if (written_as_fraction || value->number != std::floor(value->number)) {
      messages.add(fmt::format("{} is not a whole number", stated(node, asked)), node.span,
                   described(asked));
      return std::nullopt;
    }
    if (std::abs(value->number) > largest_exact) {
      out_of_bounds(node, asked, value->number < 0, messages);
      return std::nullopt;
    }
    whole = static_cast<std::int64_t>(value->number);
  }
  if (whole < low || whole > high) {
    out_of_bounds(node, asked, whole < low, messages);
    return std::nullopt;
  }
  return whole;
}

std::optional<Quarter> quarter_from(std::string_view text) {
  int year = 0;
  if (text.size() != 6 || text[4] != 'Q' || text[5] < '1' || text[5] > '4' || text[0] < '0' ||
      std::from_chars(text.data(), text.data() + 4, year).ptr != text.data() + 4) {
    return std::nullopt;
  }
  return quarter_of(year, text[5] - '0');
}

std::optional<Quarter> read_quarter(const TomlNode &node, const Asked &asked, Quarter low,
                                    Quarter high, Messages &messages) {
  const auto quarter = node.kind == TomlNode::Kind::text ? quarter_from(node.text) : std::nullopt;
  if (!quarter) {
    messages.add(fmt::format("{} is not a quarter", stated(node, asked)), node.span,
                 fmt::format("quarters are written \"2025Q2\"; {}", described(asked)));
    return std::nullopt;
  }
  if (*quarter < low || high < *quarter) {
    out_of_bounds(node, asked, *quarter < low, messages);
    return std::nullopt;
  }
  return quarter;
}

std::optional<int> read_word(const TomlNode &node, const Asked &asked,
                             std::span<const std::string_view> words, Messages &messages) {
  if (node.kind != TomlNode::Kind::text) {
    messages.add(
        fmt::format("{} is {}; a word in quotes is wanted", stated(node, asked), kind_name(node)),
        node.span, fmt::format("{}; words: {}", asked.meaning, list(words)));
    return std::nullopt;
  }
  const auto found = std::find(words.begin(), words.end(), node.text);
  if (found == words.end()) {
    not_a_word(node, asked, words, false, messages);
    return std::nullopt;
  }
  return static_cast<int>(found - words.begin());
}

std::optional<std::uint32_t> read_words(const TomlNode &node, const Asked &asked,
                                        std::span<const std::string_view> words,
                                        Messages &messages) {
  const std::uint32_t all = static_cast<std::uint32_t>((std::uint64_t{1} << words.size()) - 1);
  if (node.kind == TomlNode::Kind::text && node.text == "all") {
    return all;
  }
  if (node.kind != TomlNode::Kind::array) {
    messages.add(
        fmt::format("{} is {}; a list of words is wanted", stated(node, asked), kind_name(node)),
        node.span, fmt::format("write [\"{}\"] or \"all\"; words: {}", words[0], list(words)));
    return std::nullopt;
  }
  std::uint32_t bits = 0;
  bool right = true;
  for (const TomlNode &item : node.items) {
    const auto found = std::find(words.begin(), words.end(), item.text);
    if (item.kind != TomlNode::Kind::text) {
      messages.add(fmt::format("`{}` has {} ({}) among its words", asked.path, kind_name(item),
                               item.written),
                   item.span, fmt::format("words in quotes: {}", list(words)));
      right = false;
    } else if (item.text == "all") {
      bits = all;
    } else if (found == words.end()) {
      not_a_word(item, asked, words, true, messages);
      right = false;
    } else {
      bits |= 1U << (found - words.begin());
    }
  }
  return right ? std::optional(bits) : std::nullopt;
}

} // namespace sme::sim
