// One table of a rules file under its path; asks for its keys one by one and says what is wrong.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "models/rules.hpp"
#include "sim/toml_text.hpp"

namespace sme::sim {

using WordList = std::span<const std::string_view>;
using KeyList = std::initializer_list<std::string_view>;

/// One table of the file under its path; asks for its keys one by one.
class Section {
public:
  Section(const TomlNode &node, std::string path, Messages &messages)
      : node_(node), path_(std::move(path)), messages_(messages) {}

  std::string at(std::string_view key) const {
    return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
  }
  void rename(std::string path) { path_ = std::move(path); }

  /// Keys other than these (and source, grade, note) are mistakes.
  void only(KeyList keys) const { only(WordList(keys.begin(), keys.size())); }
  void only(WordList keys) const {
    std::vector<std::string_view> allowed(keys.begin(), keys.end());
    allowed.insert(allowed.end(), {"source", "grade", "note"});
    for (const TomlItem &item : node_.entries) {
      if (std::find(allowed.begin(), allowed.end(), item.key) == allowed.end()) {
        const std::string near = nearest(item.key, allowed);
        messages_.add(fmt::format("unknown key `{}`", at(item.key)), item.key_span,
                      near.empty() ? fmt::format("keys here: {}", list(allowed))
                                   : fmt::format("did you mean `{}`?", near));
      }
    }
  }
  const TomlNode *find(std::string_view key) const {
    const auto found = std::find_if(node_.entries.begin(), node_.entries.end(),
                                    [&](const TomlItem &item) { return item.key == key; });
    return found == node_.entries.end() ? nullptr : &found->value;
  }
  void need(std::string_view key) const {
    if (find(key) == nullptr) {
      messages_.add(fmt::format("`{}` is missing", at(key)), node_.span, "add it to this table");
    }
  }
  /// The value of a key if it is there and of the kind; a message if it is of another kind.
  const TomlNode *of_kind(std::string_view key, TomlNode::Kind kind,
                          std::string_view wanted) const {
    const TomlNode *node = find(key);
    if (node != nullptr && node->kind != kind) {
      wrong(key, *node, wanted);
      return nullptr;
    }
    return node;
  }
  void wrong(std::string_view key, const TomlNode &node, std::string_view wanted) const {
    messages_.add(fmt::format("{} is {}; {} is wanted", at(key), kind_name(node), wanted),
                  node.span, fmt::format("write {}", wanted));
  }
  std::string text(std::string_view key) const {
    const TomlNode *node = of_kind(key, TomlNode::Kind::text, "text in quotes");
    return node == nullptr ? std::string{} : node->text;
  }
  double number(std::string_view key, double standard, double low, double high) const;
  int whole(std::string_view key, int standard, int low, int high) const {
    return static_cast<int>(number(key, standard, low, high));
  }
  Quarter quarter(std::string_view key, Quarter standard) const;
  int word(std::string_view key, int standard, WordList words) const;
  std::vector<std::string> texts(std::string_view key) const;
  std::vector<Section> tables(std::string_view key) const;
  std::vector<Clause> clauses(std::string_view key) const;
  const TomlNode &node() const { return node_; }
  Messages &messages() const { return messages_; }

private:
  const TomlNode &node_;
  std::string path_;
  Messages &messages_;
};

} // namespace sme::sim
