// What the build puts into the program for the page: its style and the script that draws the
// figures (Vega-Lite, Vega and its interpreter, bundled by analysis/page/build.mjs).
#pragma once

#include <string_view>

namespace sme::analysis {

[[nodiscard]] std::string_view report_style();
/// Empty when the program was built without node and npm: pages then have no figures.
[[nodiscard]] std::string_view report_script();

} // namespace sme::analysis
