#include "sim/rules_section.hpp"

#include "sim/rules_condition.hpp"
#include "sim/scenario_values.hpp"

namespace sme::sim {

double Section::number(std::string_view key, double standard, double low, double high) const {
  const TomlNode *node = find(key);
  if (node == nullptr) {
    return standard;
  }
  const bool integer = node->kind == TomlNode::Kind::integer;
  if (!integer && node->kind != TomlNode::Kind::number) {
    wrong(key, *node, "a number");
    return standard;
  }
  const double value = integer ? static_cast<double>(node->integer) : node->number;
  if (!(value >= low && value <= high)) {
    messages_.add(fmt::format("{} = {} is out of bounds", at(key), node->written), node->span,
                  fmt::format("{} to {}", low, high));
    return standard;
  }
  return value;
}

Quarter Section::quarter(std::string_view key, Quarter standard) const {
  const TomlNode *node = of_kind(key, TomlNode::Kind::text, "a quarter such as \"2025Q2\"");
  if (node == nullptr) {
    return standard;
  }
  const auto quarter = quarter_from(node->text);
  if (!quarter) {
    messages_.add(fmt::format("{} = \"{}\" is not a quarter", at(key), node->text), node->span,
                  "quarters are written \"2025Q2\"");
  }
  return quarter.value_or(standard);
}

int Section::word(std::string_view key, int standard, WordList words) const {
  const TomlNode *node = of_kind(key, TomlNode::Kind::text, "a word in quotes");
  if (node == nullptr) {
    return standard;
  }
  const auto found = std::find(words.begin(), words.end(), node->text);
  if (found != words.end()) {
    return static_cast<int>(found - words.begin());
  }
  const std::string near = nearest(node->text, words);
  messages_.add(fmt::format("{} = \"{}\" is not a word known here", at(key), node->text),
                node->span,
                !near.empty()   ? fmt::format("did you mean \"{}\"?", near)
                : words.empty() ? std::string("nothing in this table goes by such a name yet")
                                : fmt::format("words: {}", list(words)));
  return standard;
}

std::vector<std::string> Section::texts(std::string_view key) const {
  std::vector<std::string> result;
  if (const TomlNode *node = of_kind(key, TomlNode::Kind::array, "a list of texts")) {
    for (const TomlNode &item : node->items) {
      if (item.kind == TomlNode::Kind::text) {
        result.push_back(item.text);
      } else {
        wrong(key, item, "text in quotes");
      }
    }
  }
  return result;
}

std::vector<Section> Section::tables(std::string_view key) const {
  std::vector<Section> result;
  if (const TomlNode *node = of_kind(key, TomlNode::Kind::array, "a list of tables ([[...]])")) {
    for (const TomlNode &item : node->items) {
      if (item.kind == TomlNode::Kind::table) {
        result.emplace_back(item, at(key), messages_);
      } else {
        wrong(key, item, "a table");
      }
    }
  }
  return result;
}

std::vector<Clause> Section::clauses(std::string_view key) const {
  std::vector<Clause> result;
  if (const TomlNode *node = of_kind(key, TomlNode::Kind::array, "a list of conditions")) {
    for (const TomlNode &item : node->items) {
      result.push_back(read_clause(item, at(key), messages_));
    }
  }
  return result;
}

} // namespace sme::sim
