// Numbers of a scenario that a study may turn: the parameters of its sections by their keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/scenario.hpp"

namespace sme::sim {

/// One number of a scenario as the codebook describes it.
struct Knob {
  std::string key;           ///< "ladder.awareness_srdi"
  std::string unit, meaning; ///< of the stored number
  double low = 0, high = 0;  ///< bounds of the codebook
  double value = 0;          ///< in the scenario
  bool whole = false;        ///< a whole number: rounded when it is set
  std::string source;        ///< of the codebook
  std::string instrument;    ///< of a programme; empty for a section
  /// The source says that the default is assumed.
  bool assumed() const { return source.find("assumed") != std::string::npos; }
};

/// All numbers of the sections of a scenario in the order of the manual, those of [run] and
/// [compare] left out: they are not of the economy.
std::vector<Knob> knobs_of(const Scenario &scenario);
/// The numbers of the instruments of its programmes, "policy.NAME.KEY", by programme.
std::vector<Knob> programme_knobs_of(const Scenario &scenario);
/// One of both; nothing when there is no such number.
std::optional<Knob> knob_of(const Scenario &scenario, std::string_view key);

/// Sets a number. Throws std::logic_error for a key that neither lists or a value outside its
/// bounds.
void turn(Scenario &scenario, std::string_view key, double value);

} // namespace sme::sim
