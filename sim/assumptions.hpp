// Assumed parameters of scenarios: those whose source in the codebook says so, and the ranges in
// which a study moves them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/design.hpp"
#include "sim/knobs.hpp"
#include "sim/scenario_file.hpp"

namespace sme::sim {

/// An assumed parameter of some scenarios. Its key is "market.supply_weight" or, of an instrument,
/// "special_fund.application_rate": that is assumed of all its programmes alike.
struct Candidate {
  Knob knob;
  std::vector<std::string> targets; ///< keys that move: its own, or "policy.NAME.KEY" of programmes
  std::string left_out;             ///< why it cannot be moved by itself; empty if it can
};

/// All of them, those of sections before those of instruments, each once. Whole numbers other than
/// money are left out; a number that the file of a programme gives does not move: that is what the
/// policy is.
std::vector<Candidate> assumed_in(std::span<const ReadScenario *const> scenarios);

/// From the value over `factor` to the value times it, on a logarithmic scale; of shares and
/// numbers below zero on a linear one; within the bounds of the codebook. Nothing where that is no
/// range (the value is zero).
std::optional<analysis::Bounds> range_of(const Knob &knob, double factor);

/// Whether a key is `word` or below it: "credit.spread" below "credit".
bool below(std::string_view key, std::string_view word);

} // namespace sme::sim
