// The one translation unit that sees TOML++.
#define TOML_EXCEPTIONS 0
#define TOML_MAX_NESTED_VALUES 64
#define TOML_ASSERT(x) static_cast<void>(0)
#include <toml++/toml.h>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/toml_text.hpp"

namespace sme::sim {
namespace {

/// A parsed tree becomes ours; places are looked up in the lines of the text as given.
class Converter {
public:
  Converter(std::string_view text, const std::string &file) : file_(file) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (text.substr(0, mark.size()) == mark) {
      text.remove_prefix(mark.size());
    }
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      lines_.push_back(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }

  Span span(const toml::source_region &region) const {
    Span result{file_, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column),
                1};
    if (region.end.line == region.begin.line && region.end.column > region.begin.column) {
      result.length = static_cast<int>(region.end.column - region.begin.column);
    }
    return result;
  }

  TomlNode node(const toml::node &from) const;

  /// The key at the start of the line of a span.
  Span first_word(Span span) const {
    if (span.line >= 1 && static_cast<std::size_t>(span.line) <= lines_.size()) {
      const std::string_view line = lines_[static_cast<std::size_t>(span.line) - 1];
      const std::size_t first = std::min(line.find_first_not_of(" \t["), line.size());
      const std::size_t end = std::min(line.find_first_of(" \t]=\r", first), line.size());
      span.column = static_cast<int>(first) + 1;
      span.length = std::max(1, static_cast<int>(end - first));
    }
    return span;
  }

private:
  std::string written(const Span &span) const;
  std::string file_;
  std::vector<std::string_view> lines_;
};

/// The characters of the file under a span.
std::string Converter::written(const Span &span) const {
  if (span.line < 1 || static_cast<std::size_t>(span.line) > lines_.size()) {
    return {};
  }
  const std::string_view line = lines_[static_cast<std::size_t>(span.line) - 1];
  std::string result;
  int column = 0;
  for (const char c : line) {
    column += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    if (column >= span.column && column < span.column + std::min(span.length, 60)) {
      result += c;
    }
  }
  while (!result.empty() && (result.back() == ' ' || result.back() == '\r')) {
    result.pop_back();
  }
  return span.length > 60 ? result + "..." : result;
}

TomlNode Converter::node(const toml::node &from) const {
  TomlNode to;
  to.span = span(from.source());
  if (const auto *table = from.as_table()) {
    to.kind = TomlNode::Kind::table;
    for (const auto &[key, value] : *table) {
      to.entries.push_back({std::string(key.str()), span(key.source()), node(value)});
    }
    std::stable_sort(to.entries.begin(), to.entries.end(),
                     [](const TomlItem &a, const TomlItem &b) {
                       return std::pair{a.key_span.line, a.key_span.column} <
                              std::pair{b.key_span.line, b.key_span.column};
                     });
    return to;
  }
  to.written = written(to.span);
  if (const auto *array = from.as_array()) {
    to.kind = TomlNode::Kind::array;
    for (const auto &value : *array) {
      to.items.push_back(node(value));
    }
  } else if (const auto *text = from.as_string()) {
    to.text = text->get();
    const bool quoted = !to.written.empty() && (to.written[0] == '"' || to.written[0] == '\'');
    to.kind = quoted ? TomlNode::Kind::text : TomlNode::Kind::beyond_range;
  } else if (const auto *whole = from.as_integer()) {
    to.kind = TomlNode::Kind::integer;
    to.integer = whole->get();
  } else if (const auto *number = from.as_floating_point()) {
    to.kind = TomlNode::Kind::number;
    to.number = number->get();
  } else if (const auto *flag = from.as_boolean()) {
    to.kind = TomlNode::Kind::boolean;
    to.flag = flag->get();
  } else {
    to.kind = TomlNode::Kind::date;
  }
  return to;
}

/// What TOML++ says, in our words where a planner meets it often.
void report(const toml::parse_error &error, const Converter &converter, Messages &messages) {
  constexpr std::string_view start = "Error while parsing ";
  std::string_view said = error.description();
  Span span = converter.span(error.source());
  const std::size_t from = said.find('\'');
  if (said.find("cannot redefine existing") != std::string_view::npos &&
      from != std::string_view::npos) {
    const std::string_view key = said.substr(from + 1, said.find('\'', from + 1) - from - 1);
    messages.add(fmt::format("`{}` is given twice", key), converter.first_word(span),
                 "keep one of the two");
    return;
  }
  said.remove_prefix(said.substr(0, start.size()) == start ? start.size() : 0);
  messages.add(fmt::format("not valid TOML: {}", said), std::move(span),
               "settings are written key = value, below a [table]; texts stand in quotes");
}

} // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  return text;
}

std::string_view kind_name(const TomlNode &node) {
  switch (node.kind) {
  case TomlNode::Kind::boolean:
    return "true or false";
  case TomlNode::Kind::integer:
    return "a whole number";
  case TomlNode::Kind::number:
    return "a number with a fraction";
  case TomlNode::Kind::text:
    return "text";
  case TomlNode::Kind::date:
    return "a date";
  case TomlNode::Kind::beyond_range:
    return "a number beyond the range of the machine";
  case TomlNode::Kind::array:
    return "a list";
  case TomlNode::Kind::table:
    return "a table";
  }
  return "a value";
}

std::optional<TomlNode> parse_toml(std::string_view text, const std::string &file,
                                   Messages &messages) {
  messages.remember(file, std::string(text));
  const std::optional<std::string> scanned = prescan_toml(text, file, messages);
  if (!scanned) {
    return std::nullopt;
  }
  const toml::parse_result result = toml::parse(*scanned, file);
  const Converter converter(text, file);
  if (!result) {
    report(result.error(), converter, messages);
    return std::nullopt;
  }
  return converter.node(result.table());
}

} // namespace sme::sim
