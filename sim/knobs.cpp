#include "sim/knobs.hpp"

#include <cmath>
#include <stdexcept>
#include <type_traits>

namespace sme::sim {

namespace {

/// Calls `visit(key, entry, owner)` for every number of the economy's sections.
template <class P, class Visitor> void each_number(P &parameters, Visitor &&visit) {
  sections(parameters, [&]<class Section>(std::string_view name, Section &owner) {
    using Owner = std::remove_const_t<Section>;
    if (name == "run" || name == "compare") {
      return;
    }
    walk<Owner>([&]<class T>(const Entry<Owner, T> &e) {
      if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::int64_t>) {
        visit(std::string(name) + "." + std::string(e.key), e, owner);
      }
    });
  });
}

} // namespace

std::vector<Knob> knobs_of(const Scenario &scenario) {
  std::vector<Knob> knobs;
  each_number(scenario.parameters, [&](std::string key, const auto &e, const auto &owner) {
    using T = std::remove_cvref_t<decltype(owner.*(e.member))>;
    knobs.push_back({std::move(key), std::string(e.unit), std::string(e.meaning),
                     static_cast<double>(e.low), static_cast<double>(e.high),
                     static_cast<double>(owner.*(e.member)), std::is_same_v<T, std::int64_t>});
  });
  return knobs;
}

std::optional<Knob> knob_of(const Scenario &scenario, std::string_view key) {
  for (Knob &knob : knobs_of(scenario)) {
    if (knob.key == key) {
      return std::move(knob);
    }
  }
  return std::nullopt;
}

void turn(Scenario &scenario, std::string_view key, double value) {
  bool done = false;
  each_number(scenario.parameters, [&](const std::string &one, const auto &e, auto &owner) {
    if (one != key) {
      return;
    }
    if (!(value >= static_cast<double>(e.low) && value <= static_cast<double>(e.high))) {
      throw std::logic_error("out of bounds: " + one);
    }
    using T = std::remove_cvref_t<decltype(owner.*(e.member))>;
    owner.*(e.member) =
        std::is_same_v<T, double> ? static_cast<T>(value) : static_cast<T>(std::llround(value));
    done = true;
  });
  if (!done) {
    throw std::logic_error("no number of a scenario: " + std::string(key));
  }
}

} // namespace sme::sim
