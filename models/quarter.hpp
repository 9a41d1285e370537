// The two functions the rest of the program needs: found a world, and let a quarter pass in it.
#pragma once

#include "models/economy.hpp"
#include "models/measures.hpp"
#include "models/scenario.hpp"

#include <stdexcept>

namespace sme {

/// The population at the end of the quarter before `run.spin_up`, with banks, funds, institutes,
/// leaders and opening balances.
Economy found(const Scenario &scenario, Fate fate, const Executor &executor);

/// Lets one quarter pass (the one after economy.now) and returns what was measured in it. Policies
/// are in force from `run.from`; the spin-up knows none. Throws `Uncountable` when amounts grow
/// out of all bounds, `Unbalanced` when the books do not close.
Measures quarter(Economy &economy, const Scenario &scenario, const Executor &executor);

/// Amounts have grown beyond what whole yuan can count: parameters that no economy has.
struct Uncountable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The books did not close: a defect of the program, never of the input.
struct Unbalanced : std::logic_error {
  using std::logic_error::logic_error;
};

} // namespace sme
