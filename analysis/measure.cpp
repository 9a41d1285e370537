#include "analysis/measure.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "analysis/firm_statistics.hpp"

namespace sme::analysis {

const std::vector<Group> &groups() {
  static const std::vector<Group> all{
      {"east",
       "province",
       {"Beijing", "Tianjin", "Hebei", "Shanghai", "Jiangsu", "Zhejiang", "Fujian", "Shandong",
        "Guangdong", "Hainan"}},
      {"centre", "province", {"Shanxi", "Anhui", "Jiangxi", "Henan", "Hubei", "Hunan"}},
      {"west",
       "province",
       {"InnerMongolia", "Guangxi", "Chongqing", "Sichuan", "Guizhou", "Yunnan", "Tibet", "Shaanxi",
        "Gansu", "Qinghai", "Ningxia", "Xinjiang"}},
      {"north_east", "province", {"Liaoning", "Jilin", "Heilongjiang"}},
      {"manufacturing",
       "chain",
       {"food", "textiles", "light_goods", "chemicals", "pharmaceuticals", "plastics",
        "building_materials", "metals", "metal_products", "general_machinery", "special_machinery",
        "vehicles", "aerospace", "electrical_equipment", "electronics_display", "semiconductors",
        "instruments"}},
      {"industry",
       "chain",
       {"food", "textiles", "light_goods", "chemicals", "pharmaceuticals", "plastics",
        "building_materials", "metals", "metal_products", "general_machinery", "special_machinery",
        "vehicles", "aerospace", "electrical_equipment", "electronics_display", "semiconductors",
        "instruments", "energy_environment"}},
      {"high_tech",
       "chain",
       {"pharmaceuticals", "aerospace", "electronics_display", "semiconductors", "instruments"}},
      {"sme", "size", {"micro", "small", "medium"}}};
  return all;
}

std::vector<std::size_t> tiers_of(const std::string &words, const std::vector<std::string> &tiers) {
  std::vector<std::size_t> places;
  const bool above = words.ends_with('+');
  const std::string name = above ? words.substr(0, words.size() - 1) : words;
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    if (words == "*" || tiers[i] == name || (above && !places.empty())) {
      places.push_back(i);
    }
  }
  return places;
}

struct Measure::Node {
  enum class Kind { number, quantity, add, subtract, multiply, divide, power };
  Kind kind = Kind::number;
  double number = 0;
  std::string name;
  Selection selection;
  int years = 0;      ///< shift
  std::size_t at = 0; ///< in the text
  std::unique_ptr<Node> left, right;
};

namespace {

using Node = Measure::Node;
using Kind = Node::Kind;
using Tree = std::unique_ptr<Node>;

bool in_name(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '_';
}

/// Recursive descent over the text.
class Reading {
public:
  explicit Reading(std::string_view text) : text_(text) {}

  Tree whole() {
    Tree tree = sum();
    if (skip() < text_.size()) {
      fail("an operator is missing");
    }
    return tree;
  }

private:
  Tree sum() {
    Tree tree = product();
    for (char sign = next(); sign == '+' || sign == '-'; sign = next()) {
      ++at_;
      tree = join(sign == '+' ? Kind::add : Kind::subtract, std::move(tree), product());
    }
    return tree;
  }
  Tree product() {
    Tree tree = power();
    for (char sign = next(); sign == '*' || sign == '/'; sign = next()) {
      ++at_;
      tree = join(sign == '*' ? Kind::multiply : Kind::divide, std::move(tree), power());
    }
    return tree;
  }
  Tree power() {
    Tree tree = simple();
    if (next() == '^') {
      ++at_;
      tree = join(Kind::power, std::move(tree), simple());
    }
    return tree;
  }
  Tree simple() {
    const char first = next();
    if (first == '(') {
      ++at_;
      Tree tree = sum();
      take(')');
      return tree;
    }
    if ((first >= '0' && first <= '9') || first == '.') {
      Tree tree = std::make_unique<Node>();
      const auto read =
          std::from_chars(text_.data() + at_, text_.data() + text_.size(), tree->number);
      at_ = static_cast<std::size_t>(read.ptr - text_.data());
      return tree;
    }
    return quantity();
  }
  Tree quantity() {
    Tree tree = std::make_unique<Node>();
    tree->kind = Kind::quantity;
    tree->at = skip();
    tree->name = word("the name of a quantity");
    take('[');
    const bool all = next() == '*';
    at_ += all ? 1 : 0;
    tree->selection.tiers = all ? "*" : word("a tier, or * for all firms,");
    if (!all && at_ < text_.size() && text_[at_] == '+') {
      tree->selection.tiers += text_[at_++];
    }
    if (next() == '|') {
      ++at_;
      skip();
      tree->selection.group = word("a province, chain, size band or group");
    }
    take(']');
    if (next() == '@') {
      ++at_;
      const auto read =
          std::from_chars(text_.data() + at_, text_.data() + text_.size(), tree->years);
      if (read.ec != std::errc{}) {
        fail("a number of years is missing");
      }
      at_ = static_cast<std::size_t>(read.ptr - text_.data());
    }
    return tree;
  }
  static Tree join(Kind kind, Tree left, Tree right) {
    Tree tree = std::make_unique<Node>();
    tree->kind = kind;
    tree->left = std::move(left);
    tree->right = std::move(right);
    return tree;
  }
  std::size_t skip() {
    while (at_ < text_.size() && text_[at_] == ' ') {
      ++at_;
    }
    return at_;
  }
  char next() { return skip() < text_.size() ? text_[at_] : '\0'; }
  std::string word(const char *what) {
    const std::size_t begin = skip();
    while (at_ < text_.size() && in_name(text_[at_])) {
      ++at_;
    }
    if (at_ == begin) {
      fail(std::string(what) + " is missing");
    }
    return std::string(text_.substr(begin, at_ - begin));
  }
  void take(char letter) {
    if (next() != letter) {
      fail(std::string("`") + letter + "` is missing");
    }
    ++at_;
  }
  [[noreturn]] void fail(const std::string &what) const { throw MeasureError(what, at_); }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The axis of a group and the places of its labels there.
struct Place {
  std::string axis; ///< empty: all
  std::vector<std::size_t> rows;
};
Place place_of(const std::string &name, const History &history, std::size_t at) {
  if (name.empty()) {
    return {};
  }
  const auto row = [&](const std::string &axis, std::string_view label) {
    const auto &labels = history.labels.at(axis);
    return static_cast<std::size_t>(std::find(labels.begin(), labels.end(), label) -
                                    labels.begin());
  };
  for (const Group &group : groups()) {
    if (group.name == name) {
      Place place{std::string(group.axis), {}};
      for (const auto label : group.labels) {
        place.rows.push_back(row(place.axis, label));
      }
      return place;
    }
  }
  for (const auto axis : history_groups) {
    const std::string group(axis);
    if (const std::size_t found = row(group, name); found < history.labels.at(group).size()) {
      return {group, {found}};
    }
  }
  throw MeasureError("there is no province, chain, size band or group `" + name + "`", at);
}

/// How a cube is read: its name, and whether a stock is averaged over the year.
struct Reads {
  std::string cube;
  bool mean = false;
};
Reads reads_of(const std::string &name) {
  constexpr std::string_view mean = "mean_";
  const bool averaged = name.starts_with(mean) && is_stock(name.substr(mean.size()));
  return {averaged ? name.substr(mean.size()) : name, averaged};
}

/// First and last quarter that is read.
std::pair<int, int> quarters_of(const Reads &reads, Period period) {
  const bool at_end = is_stock(reads.cube) && !reads.mean;
  const int last = 4 * (period.year - 2000) + (at_end ? period.quarter - 1 : 3);
  return {at_end ? last : last - 3, last};
}

std::optional<double> cube_value(const Reads &reads, const std::vector<std::size_t> &tiers,
                                 const Place &place, const History &history, Period period) {
  const std::string name = place.axis.empty() ? reads.cube : reads.cube + "_by_" + place.axis;
  const auto &values = history.cubes.at(name);
  const std::size_t width = history.labels.at("tier").size();
  const std::size_t groups = place.axis.empty() ? 1 : history.labels.at(place.axis).size();
  const std::vector<std::size_t> whole{0};
  const auto [begin, last] = quarters_of(reads, period);
  std::int64_t total = 0;
  for (int quarter = begin; quarter <= last; ++quarter) {
    const int row = quarter - history.first;
    if (row < 0 || static_cast<std::size_t>(row) >= history.rows) {
      return std::nullopt;
    }
    for (const std::size_t group : place.axis.empty() ? whole : place.rows) {
      for (const std::size_t tier : tiers) {
        const auto value = values[(static_cast<std::size_t>(row) * groups + group) * width + tier];
        if (value == no_whole) {
          return std::nullopt; // the replicate failed
        }
        total += value;
      }
    }
  }
  return static_cast<double>(total) / history.scale / (reads.mean ? 4 : 1);
}

void add_needs(const Node &node, const History &history, Period period, Measure::Needs &needs) {
  if (node.kind == Kind::quantity) {
    period.year += node.years;
    const Reads reads = reads_of(node.name);
    if (!history.cubes.contains(reads.cube)) {
      needs.firms = true;
      return;
    }
    const auto [first, last] = quarters_of(reads, period);
    const bool none = needs.last < needs.first;
    needs.first = none ? first : std::min(first, needs.first);
    needs.last = none ? last : std::max(last, needs.last);
  } else if (node.kind != Kind::number) {
    add_needs(*node.left, history, period, needs);
    add_needs(*node.right, history, period, needs);
  }
}

std::optional<double> value_of(const Node &node, const History &history, Period period) {
  if (node.kind == Kind::number) {
    return node.number;
  }
  if (node.kind == Kind::quantity) {
    period.year += node.years;
    const auto tiers = tiers_of(node.selection.tiers, history.labels.at("tier"));
    if (tiers.empty()) {
      throw MeasureError("there is no tier `" + node.selection.tiers + "`", node.at);
    }
    const Place place = place_of(node.selection.group, history, node.at);
    if (const Reads reads = reads_of(node.name); history.cubes.contains(reads.cube)) {
      return cube_value(reads, tiers, place, history, period);
    }
    if (!place.axis.empty()) {
      throw MeasureError("`" + node.name + "` is no indicator; statistics of firms know no groups",
                         node.at);
    }
    const FirmStatistic statistic = firm_statistic(node.name);
    if (statistic == nullptr) {
      throw MeasureError("there is no quantity `" + node.name + "`", node.at);
    }
    return statistic(history, tiers, period.year);
  }
  const auto left = value_of(*node.left, history, period);
  const auto right = value_of(*node.right, history, period);
  if (!left || !right) {
    return std::nullopt;
  }
  const double value = node.kind == Kind::add        ? *left + *right
                       : node.kind == Kind::subtract ? *left - *right
                       : node.kind == Kind::multiply ? *left * *right
                       : node.kind == Kind::divide   ? *left / *right
                                                     : std::pow(*left, *right);
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

Measure::Measure(std::string_view text) : root_(Reading(text).whole()) {}
Measure::~Measure() = default;
Measure::Measure(Measure &&) noexcept = default;

std::optional<double> Measure::of(const History &history, Period period) const {
  return value_of(*root_, history, period);
}

Measure::Needs Measure::needs(const History &history, Period period) const {
  static_cast<void>(of(history, period)); // what throws for names that nobody knows
  Needs needs;
  add_needs(*root_, history, period, needs);
  return needs;
}

} // namespace sme::analysis
