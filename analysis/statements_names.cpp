// What worlds, programmes and outcomes are called, read from the texts of the comparison.
#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "analysis/labels.hpp"
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

/// One entry of a list of a JSON text; null when there is none.
nlohmann::json entry(const std::string &text, const char *list, std::size_t which) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto &items =
      *list == '\0' || !json.is_object() ? json : json.value(list, nlohmann::json());
  return items.is_array() && which < items.size() ? items[which] : nlohmann::json();
}

std::string word(const nlohmann::json &item, const char *key, const std::string &otherwise) {
  if (!item.is_object() || !item.contains(key) || !item[key].is_string())
    return otherwise;
  const auto text = item[key].get<std::string>();
  return text.empty() ? otherwise : text;
}

} // namespace

Words with_name(const Words &title, const std::string &name) {
  return {title.en + " (" + name + ")", title.zh + "（" + name + "）"};
}

std::vector<Words> told_apart(const std::vector<Words> &titles,
                              const std::vector<std::string> &names) {
  std::vector<Words> out;
  for (std::size_t k = 0; k < titles.size(); ++k) {
    const auto same = std::ranges::count_if(titles, [&](const Words &other) {
      return other.en == titles[k].en || other.zh == titles[k].zh;
    });
    out.push_back(same > 1 ? with_name(titles[k], names.at(k)) : titles[k]);
  }
  return out;
}

std::vector<Words> Comparison::titles() const {
  const auto &names = axis("world").labels;
  std::vector<Words> plain;
  for (std::size_t w = 0; w < worlds; ++w) {
    const auto item = entry(data.worlds, "", w);
    const auto en = word(item, "title", names.at(w));
    plain.push_back({en, word(item, "title_zh", en)});
  }
  return told_apart(plain, names);
}

std::vector<Comparison::Programme> Comparison::programmes(std::size_t world) const {
  const auto item = entry(data.worlds, "", world);
  std::vector<Programme> out;
  if (!item.is_object() || !item.contains("programmes") ||
      item.value("other_rules", nlohmann::json()) == true)
    return out;
  for (const auto &one : item["programmes"])
    if (one.is_object() && one.contains("new") && one["new"].is_boolean() && one["new"])
      out.push_back({word(one, "name", ""), one.dump()});
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<std::size_t> Comparison::world_with(const std::vector<Programme> &wanted) const {
  if (wanted.empty())
    return 0;
  for (std::size_t w = 1; w < worlds; ++w)
    if (programmes(w) == wanted)
      return w;
  return std::nullopt;
}

std::string Comparison::first_difference(std::size_t world) const {
  return word(entry(data.worlds, "", world), "first_difference", "");
}

Words Comparison::world_title(std::size_t world) const { return titles_.at(world); }

Words Comparison::programme_title(const std::string &name) const {
  std::map<std::string, std::string> instruments; // by the programme's name
  for (std::size_t w = 0; w < worlds; ++w) {
    const auto item = entry(data.worlds, "", w);
    if (item.is_object() && item.contains("programmes"))
      for (const auto &one : item["programmes"])
        instruments.emplace(word(one, "name", ""), word(one, "instrument", ""));
  }
  const auto found = instruments.find(name);
  if (found == instruments.end() || found->second.empty())
    return {name, name};
  const auto same = std::ranges::count_if(
      instruments, [&](const auto &one) { return one.second == found->second; });
  const auto words = label_words(found->second);
  return same > 1 ? with_name(words, "`" + name + "`") : words;
}

Words Comparison::outcome_title(std::size_t which) const {
  const auto item = entry(data.words, "outcome", which);
  const auto en = word(item, "title", axis("outcome").labels.at(which));
  return {en, word(item, "title_zh", en)};
}

std::string Comparison::outcome_unit(std::size_t which) const {
  return word(entry(data.words, "outcome", which), "unit", "1");
}

int Comparison::better(std::size_t which) const {
  const auto item = entry(data.words, "outcome", which);
  if (!item.is_object() || !item.contains("better") || !item["better"].is_number())
    return 1;
  return static_cast<int>(item["better"].get<double>());
}

} // namespace sme::analysis
