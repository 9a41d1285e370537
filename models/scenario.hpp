// The immutable description of a world: parameters, reference data, rules of the ladder,
// programmes.
#pragma once

#include <string>
#include <vector>

#include "models/instruments.hpp"
#include "models/parameters.hpp"
#include "models/reference.hpp"
#include "models/rules.hpp"

namespace sme {

/// One [policy.<name>] table: what all programmes have in common, and the instrument it uses.
struct Policy {
  std::string name;
  Programme programme;
  Instrument instrument;
};

/// A world before anything has happened in it.
struct Scenario {
  std::string name;
  Parameters parameters;
  Reference reference;
  std::vector<RuleSet> rules;   ///< by date, earliest first
  std::vector<Policy> policies; ///< in the order of their names
};

} // namespace sme
