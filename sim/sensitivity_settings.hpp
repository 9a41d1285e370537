// How a study of sensitivity proceeds: the table [sensitivity] of its study file.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "models/codebook.hpp"
#include "models/quantities.hpp"
#include "sim/scenario_values.hpp"

namespace sme::sim {

/// What shares of the variance are computed from.
enum class IndicesFrom : std::uint8_t {
  runs,     ///< a Saltelli design of runs
  emulator, ///< a Gaussian process fitted to runs at a sample of points
};
struct IndicesFromWords {
  static constexpr std::array<std::string_view, 2> words{"runs", "emulator"};
};
template <> struct WordsOf<IndicesFrom> : IndicesFromWords {};

struct SensitivitySettings {
  double scale = 0.005;
  Quarter until = quarter_of(2030, 4);
  std::int64_t year = 0;
  double factor = 1.5;
  std::int64_t replicates = 2;
  std::int64_t trajectories = 6;
  std::int64_t levels = 4;
  std::int64_t sobol_parameters = 8;
  std::int64_t sobol_points = 64;
  IndicesFrom indices = IndicesFrom::runs;
  double level = 0.05;
  std::int64_t seed = 1;

  static constexpr auto codebook() {
    using P = SensitivitySettings;
    return Codebook{
        entry("scale", &P::scale, "share", 1e-6, 100,
              "firms of the model per firm of the nation, in place of run.scale",
              "assumed; what can be afforded, as there are thousands of runs"),
        entry("until", &P::until, "quarter", quarter_of(2000, 1), quarter_of(2100, 4),
              "last quarter of the runs, in place of run.until", "as the baseline"),
        entry("year", &P::year, "year", 0, 2100, "year of the answers; 0 for the last whole one",
              "definition"),
        entry("factor", &P::factor, "1", 1.001, 100,
              "a parameter moves from its value over this to its value times this, on a "
              "logarithmic scale (shares and numbers below zero on a linear one), within the "
              "bounds of the codebook; [range.\"KEY\"] says otherwise for one",
              "assumed, a convention"),
        entry("replicates", &P::replicates, "1", 2, 1000, "runs at each point",
              "two are the least that tell chance apart"),
        entry("trajectories", &P::trajectories, "1", 2, 1000,
              "trajectories of the screening, one point more than parameters each",
              "Campolongo, Cariboni & Saltelli 2007: 4 to 10"),
        entry("levels", &P::levels, "1", 2, 100, "levels of a parameter in the screening; even",
              "Morris 1991"),
        entry("sobol_parameters", &P::sobol_parameters, "1", 1, 100,
              "most influential parameters of which shares of the variance are computed",
              "assumed"),
        entry("sobol_points", &P::sobol_points, "1", 4, 100000,
              "base points of the Saltelli design, each run 2 + sobol_parameters times; points of "
              "the sample of an emulator",
              "assumed; a power of two serves best"),
        entry("indices", &P::indices, "word", IndicesFrom::runs, IndicesFrom::emulator,
              "what shares of the variance are computed from: runs, or an emulator of fewer runs",
              "definition"),
        entry("level", &P::level, "share", 0.0001, 0.5, "chance that an interval misses",
              "definition"),
        entry("seed", &P::seed, "1", 0, 4294967295, "seed of designs and of drawing again",
              "definition")};
  }
};
static_assert(well_described<SensitivitySettings>());

} // namespace sme::sim
