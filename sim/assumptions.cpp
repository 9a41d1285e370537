#include "sim/assumptions.hpp"

#include <algorithm>
#include <cmath>

namespace sme::sim {

namespace {

/// Keys that a file or --set has given.
std::set<std::string> given_in(const ReadScenario &read) {
  std::set<std::string> keys;
  for (const Setting &setting : read.text.settings) {
    if (setting.by != "default") {
      keys.insert(setting.key);
    }
  }
  return keys;
}

} // namespace

std::vector<Candidate> assumed_in(std::span<const ReadScenario *const> scenarios) {
  std::vector<Candidate> all;
  std::set<std::string> taken;
  const auto take = [&](const Knob &knob, bool given) {
    if (!knob.assumed() || !taken.insert(knob.key).second) {
      return;
    }
    const bool money = knob.unit == "CNY";
    all.push_back({knob, knob.whole && !money ? "a whole number"
                         : given              ? "part of the policy: its file gives it"
                                              : ""});
  };
  for (const Knob &knob : knobs_of(scenarios.front()->scenario)) {
    take(knob, false);
  }
  for (const ReadScenario *read : scenarios) {
    const auto given = given_in(*read);
    for (const Knob &knob : programme_knobs_of(read->scenario)) {
      take(knob, given.contains(knob.key));
    }
  }
  return all;
}

std::optional<analysis::Bounds> range_of(const Knob &knob, double factor) {
  const bool linear = knob.value < 0 || knob.unit == "share";
  const double one = knob.value / factor, other = knob.value * factor;
  const double low = std::min(one, other), high = std::max(one, other);
  const analysis::Bounds bounds{std::max(low, knob.low), std::min(high, knob.high),
                                linear ? analysis::Scale::linear : analysis::Scale::logarithmic};
  return bounds.low < bounds.high ? std::optional(bounds) : std::nullopt;
}

bool below(std::string_view key, std::string_view word) {
  return key == word ||
         (key.size() > word.size() && key.starts_with(word) && key[word.size()] == '.');
}

} // namespace sme::sim
