// The command line: what people type, and what the program answers.
#pragma once

#include <string>
#include <vector>

namespace sme::sim {

/// Runs the command in `arguments` (without the program's name). Results and text go to standard
/// output, messages and progress to standard error. Returns the exit code (failure.hpp); throws
/// nothing.
int run_command(const std::vector<std::string> &arguments);

} // namespace sme::sim
