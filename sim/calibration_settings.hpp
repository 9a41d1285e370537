// How a calibration proceeds: the table [calibrate] of its study file.
#pragma once

#include <cstdint>

#include "models/codebook.hpp"
#include "models/quantities.hpp"

namespace sme::sim {

struct CalibrationSettings {
  double scale = 0.02;
  Quarter until = quarter_of(2022, 4);
  std::int64_t replicates = 4;
  std::int64_t first_points = 100;
  std::int64_t waves = 2;
  std::int64_t wave_points = 50;
  double discrepancy = 0.10;
  double cutoff = 3;
  double observed_scale = 1;
  std::int64_t candidates = 4000;
  std::int64_t posterior_points = 1000;
  std::int64_t check_replicates = 8;
  double level = 0.05;
  std::int64_t seed = 1;

  static constexpr auto codebook() {
    using P = CalibrationSettings;
    return Codebook{
        entry("scale", &P::scale, "share", 1e-6, 100,
              "firms of the model per firm of the nation, in place of run.scale",
              "assumed; large enough for the moments to be stable"),
        entry("until", &P::until, "quarter", quarter_of(2000, 1), quarter_of(2100, 4),
              "last quarter of the runs, in place of run.until", "facts to fit end in 2022"),
        entry("replicates", &P::replicates, "1", 2, 1000,
              "runs at each point, each with chance of its own", "assumed"),
        entry("first_points", &P::first_points, "1", 8, 100000,
              "points of the first wave, spread over all bounds",
              "Loeppky, Sacks & Welch 2009, Technometrics 51: ten for each parameter"),
        entry("waves", &P::waves, "1", 0, 20, "waves after the first, in what is not ruled out yet",
              "assumed"),
        entry("wave_points", &P::wave_points, "1", 1, 100000, "points of each of these", "assumed"),
        entry("discrepancy", &P::discrepancy, "share", 0, 10,
              "standard error by which the best parameters still miss a fact, relative to it",
              "assumed; the accuracy asked of forecasts"),
        entry("cutoff", &P::cutoff, "1", 0.5, 100,
              "implausibility above which a point is ruled out", "Pukelsheim 1994: 3"),
        entry("observed_scale", &P::observed_scale, "share", 1e-6, 100,
              "scale of the world that the facts are of: its one history has chance, too",
              "the nation: 1"),
        entry("candidates", &P::candidates, "1", 100, 10000000,
              "points at which emulators are asked to find a wave", "assumed"),
        entry("posterior_points", &P::posterior_points, "1", 20, 100000,
              "draws of the posterior kept for sme compare --uncertainty", "assumed"),
        entry("check_replicates", &P::check_replicates, "1", 2, 1000, "fresh runs at the estimate",
              "assumed"),
        entry("level", &P::level, "share", 0.0001, 0.5,
              "chance that an interval misses the parameter", "definition"),
        entry("seed", &P::seed, "1", 0, 4294967295, "seed of designs, searches and chains",
              "definition")};
  }
};
static_assert(well_described<CalibrationSettings>());

} // namespace sme::sim
