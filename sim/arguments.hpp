// What has been typed on the command line. The only door to CLI11, which is included in
// arguments.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sme::sim {

struct Typed {
  std::string answer;  ///< text that is all that was asked for: help or version
  std::string command; ///< run, check, explain, repeat, compare, calibrate, ...
  std::string file, output, key, scale, replicates;
  std::string csv, dta, table;    ///< of export
  std::string facts;              ///< of validate
  std::string assumptions;        ///< of report: a study of sensitivity
  std::string uncertainty;        ///< of run, compare and validate
  std::size_t per_draw = 1;       ///< of compare
  std::vector<std::string> files; ///< of compare, the baseline first
  std::vector<std::string> overrides;
  std::size_t threads = 0, extend = 0;
  bool force = false, markdown = false, toml = false, schema = false;
};

/// Throws Failure (usage) that says what is wrong and names the nearest right word.
Typed typed_in(const std::vector<std::string> &arguments);

} // namespace sme::sim
