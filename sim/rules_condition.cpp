#include "sim/rules_condition.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace sme::sim {
namespace {

struct Operator {
  std::string_view sign;
  Relation relation;
};
constexpr std::array<Operator, 5> operators{{{">=", Relation::at_least},
                                             {"<=", Relation::at_most},
                                             {"==", Relation::equal},
                                             {">", Relation::above},
                                             {"<", Relation::below}}};

constexpr std::string_view form =
    "a condition is written \"indicator >= number unit\", for example "
    "\"main_business_share >= 70 %\"; several are joined by &";

/// Reads conditions out of one text and knows where in the file each piece stands.
class ConditionReader {
public:
  ConditionReader(const TomlNode &node, const std::string &path, Messages &messages)
      : node_(node), path_(path), messages_(messages) {}

  std::optional<Condition> read(std::string_view text) const;

private:
  Span at(std::string_view piece) const {
    Span span = node_.span;
    span.column += 1 + static_cast<int>(piece.data() - node_.text.data());
    span.length = std::max(1, static_cast<int>(piece.size()));
    return span;
  }
  std::optional<Condition> malformed(std::string_view piece, std::string_view wanted) const {
    messages_.add(fmt::format("{} = \"{}\": {} is missing", path_, node_.text, wanted), at(piece),
                  std::string(form));
    return std::nullopt;
  }

  const TomlNode &node_;
  const std::string &path_;
  Messages &messages_;
};

std::optional<Condition> ConditionReader::read(std::string_view text) const {
  const std::string_view whole = trimmed(text);
  const auto of_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  const auto end = std::find_if_not(whole.begin(), whole.end(), of_word);
  const std::string_view word = whole.substr(0, static_cast<std::size_t>(end - whole.begin()));
  if (word.empty()) {
    return malformed(whole.empty() ? text : whole, "an indicator");
  }
  const auto indicator = read_indicator(word, at(word), path_, messages_);
  std::string_view rest = trimmed(whole.substr(word.size()));
  const auto found = std::find_if(operators.begin(), operators.end(),
                                  [&](const Operator &o) { return rest.starts_with(o.sign); });
  if (found == operators.end()) {
    return malformed(rest.empty() ? whole : rest, "one of >=, <=, >, <, ==");
  }
  rest = trimmed(rest.substr(found->sign.size()));
  double number = 0;
  const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (parsed.ec != std::errc{}) {
    return malformed(rest.empty() ? whole : rest, "a number");
  }
  const std::string_view unit =
      trimmed(rest.substr(static_cast<std::size_t>(parsed.ptr - rest.data())));
  if (!indicator) {
    return std::nullopt;
  }
  const auto factor = read_unit(unit, *indicator, at(unit.empty() ? rest : unit), path_, messages_);
  if (!factor) {
    return std::nullopt;
  }
  return Condition{*indicator, found->relation, number / *factor};
}

} // namespace

std::optional<Indicator> read_indicator(std::string_view word, const Span &where,
                                        const std::string &path, Messages &messages) {
  const auto &words = IndicatorWords::words;
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) {
    return static_cast<Indicator>(found - words.begin());
  }
  const std::string near = nearest(word, words);
  messages.add(fmt::format("{}: there is no indicator `{}`", path, word), where,
               near.empty() ? fmt::format("indicators: {}", list(words))
                            : fmt::format("did you mean `{}`?", near));
  return std::nullopt;
}

std::optional<double> read_unit(std::string_view unit, Indicator indicator, const Span &where,
                                const std::string &path, Messages &messages) {
  const std::string_view own = unit_of(indicator);
  if (unit.empty() || unit == own) {
    return 1.0;
  }
  if (unit == "%" && own == "share") {
    return 100.0;
  }
  messages.add(fmt::format("{}: `{}` is measured in {}, not in `{}`", path,
                           IndicatorWords::words[static_cast<std::size_t>(indicator)], own, unit),
               where, own == "share" ? "write \"70 %\" or \"0.7\"" : "leave the unit out");
  return std::nullopt;
}

Clause read_clause(const TomlNode &node, const std::string &path, Messages &messages) {
  Clause clause;
  if (node.kind != TomlNode::Kind::text) {
    messages.add(fmt::format("{} is {}; a condition in quotes is wanted", path, kind_name(node)),
                 node.span, std::string(form));
    return clause;
  }
  const ConditionReader reader(node, path, messages);
  std::string_view rest = node.text;
  for (;;) {
    const std::size_t cut = rest.find('&');
    if (const auto condition = reader.read(rest.substr(0, cut))) {
      clause.push_back(*condition);
    }
    if (cut == std::string_view::npos) {
      return clause;
    }
    rest.remove_prefix(cut + 1);
  }
}

} // namespace sme::sim
