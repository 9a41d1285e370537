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
  const auto whole = [](const Knob &knob) {
    return knob.whole && knob.unit != "CNY" ? "a whole number" : "";
  };
  for (const Knob &knob : knobs_of(scenarios.front()->scenario)) {
    if (knob.assumed()) {
      all.push_back({knob, {knob.key}, whole(knob)});
    }
  }
  std::map<std::string, Candidate> of_instruments;
  for (const ReadScenario *read : scenarios) {
    const auto given = given_in(*read);
    for (Knob &knob : programme_knobs_of(read->scenario)) {
      if (!knob.assumed()) {
        continue;
      }
      const std::string target = knob.key;
      knob.key = knob.instrument + knob.key.substr(knob.key.rfind('.'));
      Candidate &one =
          of_instruments.try_emplace(knob.key, Candidate{knob, {}, whole(knob)}).first->second;
      const bool known =
          std::find(one.targets.begin(), one.targets.end(), target) != one.targets.end();
      if (!known && !given.contains(target)) {
        one.knob.value = knob.value; // the default, as nobody gave it
        one.targets.push_back(target);
      }
    }
  }
  for (auto &[key, one] : of_instruments) {
    if (one.targets.empty() && one.left_out.empty()) {
      one.left_out = "part of the policy: its file gives it";
    }
    all.push_back(std::move(one));
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
