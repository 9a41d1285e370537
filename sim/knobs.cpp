#include "sim/knobs.hpp"

#include <cmath>
#include <span>
#include <stdexcept>
#include <type_traits>

namespace sme::sim {

namespace {

/// Calls `visit(key, entry, owner)` for every number of `owner`.
template <class Owner, class O, class Visitor>
void each_number_of(const std::string &path, O &owner, Visitor &&visit) {
  walk<Owner>([&]<class T>(const Entry<Owner, T> &e) {
    if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::int64_t>) {
      visit(path + "." + std::string(e.key), e, owner);
    }
  });
}

/// The same for the economy's sections.
template <class P, class Visitor> void each_number(P &parameters, Visitor &&visit) {
  sections(parameters, [&]<class Section>(std::string_view name, Section &owner) {
    if (name != "run" && name != "compare") {
      each_number_of<std::remove_const_t<Section>>(std::string(name), owner, visit);
    }
  });
}

/// The same for the instruments of programmes.
template <class Policies, class Visitor>
void each_programme_number(Policies &&policies, Visitor &&visit) {
  for (auto &policy : policies) {
    std::visit(
        [&]<class I>(I &instrument) {
          each_number_of<std::remove_const_t<I>>("policy." + policy.name, instrument, visit);
        },
        policy.instrument);
  }
}

/// Gathers what is visited.
class Gatherer {
public:
  std::vector<Knob> knobs;
  template <class E, class O> void operator()(std::string key, const E &e, const O &owner) {
    using T = std::remove_cvref_t<decltype(owner.*(e.member))>;
    knobs.push_back({std::move(key),
                     std::string(e.unit),
                     std::string(e.meaning),
                     static_cast<double>(e.low),
                     static_cast<double>(e.high),
                     static_cast<double>(owner.*(e.member)),
                     std::is_same_v<T, std::int64_t>,
                     std::string(e.source),
                     {}});
  }
};

} // namespace

std::vector<Knob> knobs_of(const Scenario &scenario) {
  Gatherer gatherer;
  each_number(scenario.parameters, gatherer);
  return std::move(gatherer.knobs);
}

std::vector<Knob> programme_knobs_of(const Scenario &scenario) {
  Gatherer gatherer;
  for (const Policy &policy : scenario.policies) {
    const std::size_t before = gatherer.knobs.size();
    each_programme_number(std::span(&policy, 1), gatherer);
    for (std::size_t k = before; k < gatherer.knobs.size(); ++k) {
      gatherer.knobs[k].instrument =
          std::visit([](const auto &one) { return std::string(one.name); }, policy.instrument);
    }
  }
  return std::move(gatherer.knobs);
}

std::optional<Knob> knob_of(const Scenario &scenario, std::string_view key) {
  for (auto &&knobs : {knobs_of(scenario), programme_knobs_of(scenario)}) {
    for (const Knob &knob : knobs) {
      if (knob.key == key) {
        return knob;
      }
    }
  }
  return std::nullopt;
}

void turn(Scenario &scenario, std::string_view key, double value) {
  bool done = false;
  const auto set = [&](const std::string &one, const auto &e, auto &owner) {
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
  };
  each_number(scenario.parameters, set);
  each_programme_number(scenario.policies, set);
  if (!done) {
    throw std::logic_error("no number of a scenario: " + std::string(key));
  }
}

} // namespace sme::sim
