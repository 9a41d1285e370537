#include "sim/rules_file.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/rules_condition.hpp"
#include "sim/rules_section.hpp"
#include "sim/scenario_values.hpp"

namespace sme::sim {
namespace {

/// all = [...] is one alternative, any = [...] are several.
Gate read_gate(Section section, const std::string &list) {
  section.need("id");
  Gate gate{section.text("id"), {}};
  section.rename(fmt::format("{}.{}", list, gate.id));
  section.only({"id", "all", "any"});
  if ((section.find("all") == nullptr) == (section.find("any") == nullptr)) {
    section.messages().add(fmt::format("{}.{} needs either `all` or `any`", list, gate.id),
                           section.node().span, "all = [...] for every, any = [...] for one");
    return gate;
  }
  gate.alternatives = section.clauses("any");
  if (const std::vector<Clause> every = section.clauses("all"); !every.empty()) {
    Clause &joined = gate.alternatives.emplace_back();
    for (const Clause &clause : every) {
      joined.insert(joined.end(), clause.begin(), clause.end());
    }
  }
  return gate;
}

std::vector<Gate> read_gates(const Section &section, std::string_view key) {
  std::vector<Gate> gates;
  for (const Section &entry : section.tables(key)) {
    gates.push_back(read_gate(entry, section.at(key)));
  }
  return gates;
}

/// steps = [[bound, points], ...] of an indicator, in the unit given.
std::optional<Scale> read_scale(const Section &section, const std::string &suffix) {
  const std::string name = "indicator" + suffix;
  const TomlNode *node = section.of_kind(name, TomlNode::Kind::text, "an indicator in quotes");
  const auto indicator = node == nullptr ? std::nullopt
                                         : read_indicator(node->text, node->span, section.at(name),
                                                          section.messages());
  if (!indicator) {
    return std::nullopt;
  }
  static constexpr std::array<std::string_view, 2> senses{"at_least", "at_most"};
  Scale scale{*indicator, static_cast<Relation>(section.word("sense", 0, senses)), {}};
  const TomlNode *unit = section.find("unit" + suffix);
  const auto factor = read_unit(section.text("unit" + suffix), *indicator,
                                unit == nullptr ? node->span : unit->span,
                                section.at("unit" + suffix), section.messages());
  section.need("steps" + suffix);
  const TomlNode *steps =
      section.of_kind("steps" + suffix, TomlNode::Kind::array, "a list [[bound, points], ...]");
  const auto number = [](const TomlNode &n) -> std::optional<double> {
    return n.kind == TomlNode::Kind::integer  ? std::optional(static_cast<double>(n.integer))
           : n.kind == TomlNode::Kind::number ? std::optional(n.number)
                                              : std::nullopt;
  };
  for (const TomlNode &step : steps == nullptr ? std::vector<TomlNode>{} : steps->items) {
    const bool pair = step.kind == TomlNode::Kind::array && step.items.size() == 2;
    const auto bound = pair ? number(step.items[0]) : std::nullopt;
    const auto gain = pair ? number(step.items[1]) : std::nullopt;
    if (!bound || !gain) {
      section.messages().add(
          fmt::format("a step of {} is not [bound, points]", section.at("steps" + suffix)),
          step.span, "write [[5.0, 20.0], [3.0, 15.0]]");
    } else {
      scale.steps.push_back({*bound / factor.value_or(1.0), *gain});
    }
  }
  return scale;
}

void read_score(const Section &section, TierRules &rules) {
  section.only({"indicator", "block", "steps", "unit", "sense", "indicator2", "steps2", "unit2",
                "group", "combine", "cap"});
  section.need("indicator");
  section.need("block");
  const std::string block = section.text("block");
  auto place = std::find(rules.blocks.begin(), rules.blocks.end(), block);
  if (place == rules.blocks.end()) {
    place = rules.blocks.insert(place, block);
  }
  const int index = static_cast<int>(place - rules.blocks.begin());
  static constexpr std::array<std::string_view, 2> ways{"sum", "max"};
  ScoreRow row;
  for (const std::string suffix : {"", "2"}) {
    if (auto scale = read_scale(section, suffix)) {
      row.scales.push_back(std::move(*scale));
    }
  }
  const std::string name = section.text("group");
  const auto group = std::find_if(rules.sheet.begin(), rules.sheet.end(), [&](const auto &g) {
    return !name.empty() && g.name == name && g.block == index;
  });
  if (group != rules.sheet.end()) {
    group->rows.push_back(std::move(row));
    return;
  }
  rules.sheet.push_back({name,
                         index,
                         static_cast<Combine>(section.word("combine", 0, ways)),
                         section.number("cap", 1000, 0, 1e6),
                         {std::move(row)}});
}

void check_ids(const Section &section, std::string_view key, const std::vector<std::string> &ids,
               const TierRules &rules, const std::vector<Gate> &further = {}) {
  std::vector<std::string_view> known;
  for (const std::vector<Gate> *gates : {&rules.gates, &further}) {
    for (const Gate &gate : *gates) {
      known.push_back(gate.id);
    }
  }
  for (const std::string &id : ids) {
    if (std::find(known.begin(), known.end(), id) == known.end()) {
      section.messages().add(fmt::format("{}: there is no gate \"{}\"", section.at(key), id),
                             section.find(key)->span, fmt::format("gates: {}", list(known)));
    }
  }
}

Change read_change(const Section &section, const TierRules &rules) {
  section.only({"from", "to", "provinces", "waived", "review_waived", "exclude_tiers", "gate"});
  section.need("from");
  Change change;
  change.from = section.quarter("from", Quarter{});
  change.to = section.quarter("to", never);
  if (const TomlNode *list = section.find("provinces")) {
    const Asked asked{section.at("provinces"), "words", "provinces where it holds", "[]", {}, {}};
    change.provinces.bits =
        read_words(*list, asked, ProvinceWords::words, section.messages()).value_or(0);
  }
  change.gates = read_gates(section, "gate");
  change.waived = section.texts("waived");
  check_ids(section, "waived", change.waived, rules);
  change.review_waived = section.texts("review_waived");
  check_ids(section, "review_waived", change.review_waived, rules, change.gates);
  if (const TomlNode *list = section.find("exclude_tiers")) {
    const Asked asked{
        section.at("exclude_tiers"), "words", "labels that may not apply", "[]", {}, {}};
    change.exclude_tiers.bits =
        read_words(*list, asked, TierWords::words, section.messages()).value_or(0);
  }
  return change;
}

void read_review(const Section &section, TierRules &rules) {
  section.only({"kind", "waived", "pass_mark", "score_best_of_years"});
  static constexpr std::array<std::string_view, 2> kinds{"review", "new_registration"};
  rules.review.kind = static_cast<Review::Kind>(section.word("kind", 0, kinds));
  rules.review.waived = section.texts("waived");
  check_ids(section, "waived", rules.review.waived, rules);
  rules.review.pass_mark = section.number("pass_mark", -1, 0, 100);
  rules.review.score_best_of_years = section.whole("score_best_of_years", 1, 1, 2);
}

/// Provinces that decide in another quarter than the tier's `season`.
void read_seasons(const Section &section, TierRules &rules) {
  section.only(ProvinceWords::words);
  for (std::size_t p = 0; p < ProvinceWords::words.size(); ++p) {
    rules.season_of[p] =
        static_cast<std::uint8_t>(section.whole(ProvinceWords::words[p], rules.season, 1, 4));
  }
}

TierRules read_tier(Section section) {
  section.need("tier");
  TierRules rules;
  const int tier = section.word("tier", 0, TierWords::words);
  rules.tier = static_cast<Tier>(tier);
  if (tier == 0 && section.find("tier") != nullptr && section.text("tier") == "none") {
    section.messages().add("tier = \"none\" has no rules", section.find("tier")->span,
                           "innovative, srdi, little_giant, champion");
  }
  section.rename(fmt::format("tier.{}", section.text("tier")));
  section.only({"tier", "season", "season_of", "season_of_since", "rounds", "validity_years",
                "from_tier", "from_tier_since", "from_tier_or", "since", "pass_mark", "gate",
                "direct", "score", "floor", "change", "review"});
  section.need("season");
  rules.season = section.whole("season", 1, 1, 4);
  rules.season_of.fill(static_cast<std::uint8_t>(rules.season));
  rules.season_of_since = section.quarter("season_of_since", Quarter{});
  rules.rounds = section.whole("rounds", 1, 1, 4);
  if (rules.rounds == 3) {
    section.messages().add("three rounds do not divide a year", section.find("rounds")->span,
                           "1, 2 or 4");
  }
  if (const TomlNode *node = section.of_kind("season_of", TomlNode::Kind::table, "a table")) {
    read_seasons(Section(*node, section.at("season_of"), section.messages()), rules);
  }
  rules.validity = 4 * section.whole("validity_years", 3, 1, 20);
  rules.since = section.quarter("since", Quarter{});
  rules.from_tier = static_cast<Tier>(section.word("from_tier", 0, TierWords::words));
  rules.from_tier_since = section.quarter("from_tier_since", Quarter{});
  rules.from_tier_or = section.clauses("from_tier_or");
  rules.pass_mark = section.number("pass_mark", 0, 0, 100);
  rules.gates = read_gates(section, "gate");
  rules.direct = read_gates(section, "direct");
  for (const Section &score : section.tables("score")) {
    read_score(score, rules);
  }
  for (const Section &floor : section.tables("floor")) {
    floor.only({"block", "at_least"});
    floor.need("at_least");
    const std::vector<std::string_view> blocks(rules.blocks.begin(), rules.blocks.end());
    floor.need("block");
    rules.floors.push_back({floor.word("block", 0, blocks), floor.number("at_least", 0, 0, 1000)});
  }
  for (const Section &change : section.tables("change")) {
    rules.changes.push_back(read_change(change, rules));
  }
  if (const TomlNode *node = section.of_kind("review", TomlNode::Kind::table, "a table")) {
    read_review(Section(*node, section.at("review"), section.messages()), rules);
  }
  return rules;
}

void read_bands(const Section &section, RuleSet &rules) {
  section.only({"large", "medium", "small"});
  for (const std::string_view band : {"large", "medium", "small"}) {
    if (const TomlNode *node = section.find(band)) {
      Clause clause = read_clause(*node, section.at(band), section.messages());
      rules.large = band == "large" ? std::move(clause) : rules.large;
    }
  }
}

} // namespace

std::optional<RuleSet> read_rules_file(const std::string &text, const std::string &name,
                                       Messages &messages) {
  const std::size_t before = messages.count();
  const std::optional<TomlNode> root = parse_toml(text, name, messages);
  if (!root) {
    return std::nullopt;
  }
  const Section section(*root, {}, messages);
  section.only(
      {"name", "from", "to", "formal_from", "formal_to", "boundary", "sme", "update", "tier"});
  section.need("name");
  section.need("from");
  RuleSet rules;
  rules.name = section.text("name");
  rules.source = section.text("source");
  rules.from = section.quarter("from", Quarter{});
  rules.to = section.quarter("to", never);
  static constexpr std::array<std::string_view, 1> boundaries{"higher"};
  section.word("boundary", 0, boundaries);
  if (const TomlNode *node = section.of_kind("sme", TomlNode::Kind::table, "a table")) {
    read_bands(Section(*node, "sme", messages), rules);
  }
  if (const TomlNode *node = section.of_kind("update", TomlNode::Kind::table, "a table")) {
    const Section update(*node, "update", messages);
    update.only({"quarter", "failure"});
    rules.update_quarter = update.whole("quarter", 0, 1, 4);
    static constexpr std::array<std::string_view, 1> failures{"label_lost"};
    update.word("failure", 0, failures);
  }
  section.need("tier");
  for (const Section &entry : section.tables("tier")) {
    TierRules tier = read_tier(entry);
    if (tier_rules(rules, tier.tier) != nullptr) {
      messages.add(fmt::format("tier \"{}\" is given twice", entry.text("tier")),
                   entry.find("tier") == nullptr ? entry.node().span : entry.find("tier")->span,
                   "keep one of the two");
    }
    rules.tiers.push_back(std::move(tier));
  }
  return messages.count() == before ? std::optional(std::move(rules)) : std::nullopt;
}

} // namespace sme::sim
