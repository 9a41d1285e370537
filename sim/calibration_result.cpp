#include "sim/calibration_result.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/chance.hpp"
#include "sim/calibration_order.hpp"
#include "sim/layout.hpp"
#include "sim/provenance.hpp"
#include "sim/study_run.hpp"

namespace sme::sim {

namespace {

using analysis::Axis;
using analysis::Quantity;

Axis places(const char *name, const char *meaning, Eigen::Index count) {
  Axis axis{name, meaning, "1", {}, {}};
  for (Eigen::Index i = 0; i < count; ++i) {
    axis.values.push_back(static_cast<std::int32_t>(i));
  }
  return axis;
}

Axis labelled(const char *name, const char *meaning, std::vector<std::string> labels) {
  return {name, meaning, "", std::move(labels), {}};
}

/// Row after row.
std::vector<double> row_by_row(const Eigen::MatrixXd &matrix) {
  std::vector<double> values;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    for (Eigen::Index k = 0; k < matrix.cols(); ++k) {
      values.push_back(matrix(i, k));
    }
  }
  return values;
}

/// Declares and fills cubes of real numbers.
class CalibrationCubes {
public:
  explicit CalibrationCubes(analysis::ResultWriter &result) : result_(result) {}
  void add(const char *name, const char *unit, const char *meaning, std::vector<std::string> axes,
           const std::vector<double> &values) {
    result_.add_cube(
        {name, unit, meaning, "analysis/calibration.hpp", std::move(axes), Quantity::Type::real});
    result_.write(name, {}, std::span<const double>(values));
  }
  void add(const char *name, const char *meaning, std::vector<std::string> axes,
           const std::vector<std::int64_t> &values) {
    result_.add_cube(
        {name, "1", meaning, "analysis/calibration.hpp", std::move(axes), Quantity::Type::whole});
    result_.write(name, {}, std::span<const std::int64_t>(values));
  }

private:
  analysis::ResultWriter &result_;
};

void write_axes(analysis::ResultWriter &result, const CalibrationStudy &study,
                const CalibrationFindings &found) {
  std::vector<std::string> keys, facts;
  for (const FreeParameter &free : study.free) {
    keys.push_back(free.knob.key);
  }
  for (const analysis::Fact &fact : study.facts) {
    facts.push_back(fact.id);
  }
  result.add_axis(
      places("point", "point of the designs, wave after wave", found.runs.points.rows()));
  result.add_axis(places("replicate", "run at a point, each with chance of its own",
                         study.settings.replicates));
  result.add_axis(places("fresh_replicate", "run at the estimate", found.check.rows()));
  result.add_axis(places("draw", "draw of the posterior", found.estimation.draws.rows()));
  result.add_axis(places("wave", "wave of runs", static_cast<Eigen::Index>(found.waves.size())));
  result.add_axis(labelled("parameter", "free parameter of the scenario", keys));
  result.add_axis(labelled("other_parameter", "free parameter of the scenario", keys));
  result.add_axis(labelled("moment", "fact that is fitted", facts));
  result.add_axis(labelled("bound", "bounds of a parameter", {"low", "high"}));
  result.add_axis(
      labelled("estimate_kind", "what is stated of a parameter",
               {"best", "mean", "median", "low", "high", "profile_low", "profile_high", "shrink"}));
  result.add_axis(labelled("moment_kind", "what is stated of a fact",
                           {"observed_low", "observed", "observed_high", "at_estimate",
                            "at_estimate_low", "at_estimate_high", "distance", "explained"}));
}

void write_cubes(analysis::ResultWriter &result, const CalibrationStudy &study,
                 const CalibrationFindings &found) {
  CalibrationCubes cubes(result);
  const auto bounds = bounds_of(study);
  std::vector<double> limits, estimates, moments, runs, shares, cutoffs;
  for (const analysis::Bounds &one : bounds) {
    limits.insert(limits.end(), {one.low, one.high});
  }
  for (const ParameterEstimate &one : estimates_of(study, found)) {
    estimates.insert(estimates.end(), {one.best, one.mean, one.median, one.low, one.high,
                                       one.profile_low, one.profile_high, one.shrink});
  }
  for (const MomentFit &one : fits_of(study, found)) {
    moments.insert(moments.end(), {one.target.low, one.target.value, one.target.high, one.mean,
                                   one.low, one.high, one.distance, one.explained});
  }
  for (const Eigen::MatrixXd &point : found.runs.numbers) {
    const auto values = row_by_row(point);
    runs.insert(runs.end(), values.begin(), values.end());
  }
  for (const CalibrationWave &wave : found.waves) {
    shares.push_back(wave.share);
    cutoffs.push_back(wave.cutoff);
  }
  std::vector<double> misses;
  for (Eigen::Index p = 0; p < found.runs.points.rows(); ++p) {
    misses.push_back(analysis::implausibility(found.runs.points.row(p).transpose(),
                                              found.emulation.emulators, found.emulation.moments)
                         .greatest);
  }
  cubes.add("design", "1", "parameters of each point, in their own units", {"point", "parameter"},
            row_by_row(analysis::to_bounds(found.runs.points, bounds)));
  cubes.add("design_wave", "wave of each point, counted from 1", {"point"}, found.wave_of);
  cubes.add("moments", "1", "facts as the model has them in each run, in their own units",
            {"point", "replicate", "moment"}, runs);
  cubes.add("implausibility", "1", "greatest over the facts, by the last emulators", {"point"},
            misses);
  cubes.add("wave_share", "1", "share of the cube not ruled out before the wave", {"wave"}, shares);
  cubes.add("wave_cutoff", "1", "implausibility allowed in the wave; 0 for the first", {"wave"},
            cutoffs);
  cubes.add("bounds", "1", "between which the parameters were sought", {"parameter", "bound"},
            limits);
  cubes.add("posterior", "1", "draws of the parameters, in their own units", {"draw", "parameter"},
            row_by_row(analysis::to_bounds(found.estimation.draws, bounds)));
  cubes.add("estimates", "1", "parameters; shrink is posterior over prior deviation",
            {"parameter", "estimate_kind"}, estimates);
  cubes.add("correlation", "1", "of the parameters in the posterior, on their scales",
            {"parameter", "other_parameter"}, row_by_row(found.estimation.summary.correlation));
  cubes.add("fits", "1", "facts, as observed and in fresh runs at the estimate",
            {"moment", "moment_kind"}, moments);
  cubes.add("check", "1", "facts in fresh runs at the estimate", {"fresh_replicate", "moment"},
            row_by_row(found.check));
}

void write_texts(analysis::ResultWriter &result, const CalibrationStudy &study,
                 const CalibrationFindings &found, const std::string &order) {
  const auto note = [&](const char *name, const analysis::Attribute &value) {
    result.add_attribute("", name, value);
  };
  const RunParameters &run = study.scenario.parameters.run;
  note_origin(result, "Calibration of " + study.scenario.name,
              fmt::format("{} parameters from {} facts, {} points", study.free.size(),
                          study.facts.size(), found.runs.points.rows()));
  note("product_version", program_version());
  note("sme_kind", std::string(calibration_kind));
  note_chance(result, run);
  note("id", "sha256:" + analysis::sha256_of_text(order));
  result.add_text("calibration/order", order);
  result.add_text("calibration/study", study.text.text);
  result.add_text("calibration/command", calibration_command(study) + "\n");
  result.add_text("calibration/tables", calibration_tables(study, found));
  result.add_text("calibration/scenario", calibrated_scenario(study, found));
  write_study_manifest(result, run, order);
}

} // namespace

void write_calibration(analysis::ResultWriter &result, const CalibrationStudy &study,
                       const CalibrationFindings &findings, const std::string &order) {
  write_axes(result, study, findings);
  write_cubes(result, study, findings);
  write_texts(result, study, findings, order);
}

} // namespace sme::sim
