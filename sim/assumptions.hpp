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

/// An assumed parameter of any of some scenarios.
struct Candidate {
  Knob knob;
  std::string left_out; ///< why it cannot be moved by itself; empty if it can
};

/// All of them, those of sections before those of programmes, each once. Left out are whole numbers
/// other than money, and numbers of a programme that a file sets: those are what the policy is.
std::vector<Candidate> assumed_in(std::span<const ReadScenario *const> scenarios);

/// From the value over `factor` to the value times it, on a logarithmic scale; of shares and
/// numbers below zero on a linear one; within the bounds of the codebook. Nothing where that is no
/// range (the value is zero).
std::optional<analysis::Bounds> range_of(const Knob &knob, double factor);

/// Whether a key is `word` or below it: "credit.spread" below "credit".
bool below(std::string_view key, std::string_view word);

} // namespace sme::sim
