// Worlds that share their past: where two scenarios part, and how a world of one goes on as a world
// of the other. Laws: tests/law/test_branch.cpp (a branch is the world computed from its founding,
// bit for bit).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/economy.hpp"
#include "models/scenario.hpp"

namespace sme {

/// How a scenario differs from another in what a comparison is about: its programmes and rules.
struct Parting {
  Quarter first = never; ///< first quarter in which they may differ; `never` when nothing does
  std::vector<std::string> programmes; ///< [policy.*] names that only one has, or that differ
  bool rules = false;                  ///< other rules of the ladder
};

/// Compares programmes (by name) and rules. Before `first` the two worlds are the same, whatever
/// else is in the scenarios.
Parting parting_of(const Scenario &baseline, const Scenario &policy);

/// Whether two programmes are the same in every key.
bool same_programme(const Policy &one, const Policy &other);

/// The world of `from` as a world of `to`, which parts in the quarter that follows. What programmes
/// remember goes along by their names; new ones begin with nothing. Throws std::logic_error when
/// something is left that belongs to a programme `to` does not have.
Economy branch(Economy economy, const Scenario &from, const Scenario &to);

} // namespace sme
