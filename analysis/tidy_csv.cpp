#include "analysis/tidy_csv.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include "analysis/plain_text.hpp"

namespace sme::analysis {

namespace {

std::string text_of(double value) {
  if (std::isnan(value))
    return "";
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end.ptr};
}

std::string label(const Axis &axis, std::size_t at) {
  return axis.labels.empty() ? std::to_string(axis.values.at(at)) : axis.labels.at(at);
}

/// The name of a cube without the folder and without the end of a mean.
std::string statistic(const std::string &name) {
  auto out = name.substr(name.find('/') + 1);
  for (const std::string end : {"_mean", "_mean_by_province", "_mean_by_chain", "_mean_by_size"})
    if (out.ends_with(end))
      return out.substr(0, out.size() - end.size()) + end.substr(5);
  return out;
}

std::string sibling(const std::string &name, const std::string &which) {
  const auto by = name.find("_by_");
  auto head = name.substr(0, by);
  const auto tail = by == std::string::npos ? std::string() : name.substr(by);
  if (head.ends_with("_mean"))
    head.resize(head.size() - 5);
  return head + "_" + which + tail;
}

} // namespace

std::string tidy_csv(const Statements &statements, const std::map<std::string, Axis> &root) {
  std::map<std::string, const std::vector<double> *> by_name;
  for (const auto &one : statements.cubes)
    by_name.emplace(one.quantity.name, &one.values);
  std::set<std::string> ends; // shown beside their mean
  for (const auto &one : statements.cubes)
    for (const std::string which : {"low", "high"})
      if (const auto name = sibling(one.quantity.name, which);
          name != one.quantity.name && by_name.contains(name))
        ends.insert(name);

  std::string out = "world,outcome,year,group,statistic,value,low,high\n";
  for (const auto &one : statements.cubes) {
    const auto &name = one.quantity.name;
    if (ends.contains(name))
      continue;
    std::vector<const Axis *> axes;
    for (const auto &axis : one.quantity.axes) {
      const Axis *found = nullptr;
      for (const auto &own : statements.axes)
        if (own.name == "comparison/" + axis)
          found = &own;
      axes.push_back(found != nullptr ? found : &root.at(axis));
    }
    const auto end_of = [&](const char *which) -> const std::vector<double> * {
      const auto found = by_name.find(sibling(name, which));
      return found == by_name.end() || found->first == name ? nullptr : found->second;
    };
    const std::vector<double> *low = end_of("low"), *high = end_of("high");
    for (std::size_t at = 0; at < one.values.size(); ++at) {
      const double from = low != nullptr ? low->at(at) : std::nan("");
      const double to = high != nullptr ? high->at(at) : std::nan("");
      if (std::isnan(one.values[at]) && std::isnan(from) && std::isnan(to))
        continue;
      std::array<std::string, 3> known;
      std::vector<std::string> others(axes.size());
      std::size_t rest = at;
      for (std::size_t a = axes.size(); a-- > 0;) {
        const auto place = label(*axes[a], rest % axes[a]->size());
        rest /= axes[a]->size();
        const auto &axis = one.quantity.axes[a];
        if (axis == "world")
          known[0] = place;
        else if (axis == "outcome")
          known[1] = place;
        else if (axis == "year")
          known[2] = place;
        else
          others[a] = axis + "=" + place;
      }
      std::string group;
      for (const auto &part : others)
        if (!part.empty())
          group += (group.empty() ? "" : ";") + part;
      out += csv_field(known[0]) + "," + csv_field(known[1]) + "," + known[2] + "," +
             csv_field(group) + "," + statistic(name) + "," + text_of(one.values[at]) + "," +
             text_of(from) + "," + text_of(to) + "\n";
    }
  }
  return out;
}

} // namespace sme::analysis
