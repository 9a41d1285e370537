// How the program ends when it does not succeed: the exit codes people script against.
#pragma once

#include <stdexcept>
#include <string>

namespace sme::sim {

enum class Exit {
  success = 0,
  defect = 1,   ///< we are wrong
  usage = 2,    ///< the command line is wrong
  scenario = 3, ///< the scenario is wrong; all messages have been printed
  io = 4,       ///< no such file, permission, disk full, output in use
  corrupt = 5,  ///< a result is damaged or differs
  refused = 6,  ///< not enough memory or disk, seen before the start
  stopped = 7,  ///< on request
  numeric = 8   ///< finished, but some replicates failed
};

/// An end with its code; `what()` says what is wrong and what to do, for a person.
struct Failure : std::runtime_error {
  Failure(Exit code, const std::string &message) : std::runtime_error(message), exit(code) {}
  Exit exit;
};

} // namespace sme::sim
