// The page that a planner opens: one HTML file in English and Chinese made from a comparison
// (COMPARISON 1.7). It only reads the result; every number on it is one of the file or a sum of
// such, marked with the cube and the place it comes from. Tests: tests/unit/test_report.cpp,
// tests/browser.
#pragma once

#include <string>

#include "analysis/result.hpp"

namespace sme::analysis {

/// False in a program built without node and npm: all pages then say so and have tables only.
[[nodiscard]] bool pages_have_figures();

struct Sensitivity; // of sensitivity.hpp

/// The whole page; with a study of `assumptions` of the same policies, a section on which of them
/// could change the advice. The same files give the same bytes. Throws ResultError: schema when the
/// file is no comparison (a run), missing when a part of it is not there, corrupt when a text is
/// broken.
[[nodiscard]] std::string report_page(const ResultReader &file,
                                      const Sensitivity *assumptions = nullptr);

} // namespace sme::analysis
