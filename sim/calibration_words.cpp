// The tables of a calibration and the scenario that comes of it.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "sim/calibration_result.hpp"
#include "sim/scenario_values.hpp"

namespace sme::sim {

namespace {

constexpr double most_disagreement = 1.05, least_inside = 0.8;

/// A point of the unit interval in the unit of a parameter.
double natural(double unit, const analysis::Bounds &bounds) {
  return analysis::to_bounds(Eigen::MatrixXd::Constant(1, 1, unit), std::span(&bounds, 1))(0, 0);
}

std::string percent(double level) { return fmt::format("{:.4g} %", 100 * (1 - level)); }

} // namespace

std::vector<ParameterEstimate> estimates_of(const CalibrationStudy &study,
                                            const CalibrationFindings &findings) {
  const analysis::Estimation &e = findings.estimation;
  std::vector<ParameterEstimate> all;
  for (std::size_t k = 0; k < study.free.size(); ++k) {
    const auto place = static_cast<Eigen::Index>(k);
    const FreeParameter &free = study.free[k];
    const analysis::Marginal &marginal = e.summary.marginals[k];
    const auto in_unit = [&](double unit) { return natural(unit, free.bounds); };
    ParameterEstimate one{free,
                          in_unit(e.best(place)),
                          in_unit(marginal.mean),
                          in_unit(marginal.median),
                          in_unit(marginal.interval.low),
                          in_unit(marginal.interval.high),
                          in_unit(e.profiles[k].low),
                          in_unit(e.profiles[k].high),
                          marginal.shrink,
                          true};
    for (const analysis::Warning &warning : e.summary.warnings) {
      one.identified =
          one.identified &&
          !(warning.kind == analysis::Warning::Kind::not_identified && warning.parameter == place);
    }
    all.push_back(one);
  }
  return all;
}

std::vector<MomentFit> fits_of(const CalibrationStudy &study, const CalibrationFindings &findings) {
  std::vector<MomentFit> all;
  for (std::size_t t = 0; t < study.facts.size(); ++t) {
    MomentFit one{findings.targets[t]};
    double sum = 0, count = 0;
    one.low = one.high = one.mean = one.distance = one.explained = analysis::unknown;
    for (const double value : findings.check.col(static_cast<Eigen::Index>(t))) {
      if (!std::isnan(value)) {
        one.low = count > 0 ? std::min(one.low, value) : value;
        one.high = count > 0 ? std::max(one.high, value) : value;
        sum += value;
        ++count;
      }
    }
    one.mean = count > 0 ? sum / count : one.mean;
    const double room = study.facts[t].unit.starts_with("sign") ? 0 : analysis::fact_tolerance;
    one.inside = one.mean >= one.target.low - room * std::abs(one.target.low) &&
                 one.mean <= one.target.high + room * std::abs(one.target.high);
    const auto &used = findings.emulation.targets;
    const auto place = std::find(used.begin(), used.end(), t);
    if (place != used.end()) {
      const auto m = static_cast<std::size_t>(place - used.begin());
      one.used = true;
      one.distance = findings.distance[m];
      one.explained = findings.emulation.emulators[m].leave_one_out().explained;
    }
    all.push_back(one);
  }
  return all;
}

std::vector<std::string> warnings_of(const CalibrationStudy &study,
                                     const CalibrationFindings &findings) {
  std::vector<std::string> all;
  const analysis::Estimation &e = findings.estimation;
  std::vector<std::string> names;
  for (const FreeParameter &free : study.free) {
    names.push_back(free.knob.key);
  }
  for (const analysis::Warning &warning : e.summary.warnings) {
    all.push_back(analysis::in_words(warning, names));
  }
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (e.posterior.agreement(static_cast<Eigen::Index>(k)) > most_disagreement) {
      all.push_back(fmt::format("the chains do not agree about {} (R-hat {:.2f})", names[k],
                                e.posterior.agreement(static_cast<Eigen::Index>(k))));
    }
  }
  for (const CalibrationWave &wave : findings.waves) {
    if (wave.cutoff > study.settings.cutoff) {
      all.push_back(
          fmt::format("no parameters met all facts within a cutoff of {:.3g}; a wave went "
                      "where they missed by up to {:.3g}",
                      study.settings.cutoff, wave.cutoff));
    }
  }
  for (std::size_t m = 0; m < findings.emulation.emulators.size(); ++m) {
    const double inside = findings.emulation.emulators[m].leave_one_out().inside;
    if (inside < least_inside) {
      all.push_back(fmt::format("the emulator of {} is surer than it should be: {:.0f} % of the "
                                "points are inside its 95 % intervals",
                                findings.targets[findings.emulation.targets[m]].name,
                                100 * inside));
    }
  }
  for (const std::string &one : findings.emulation.left_out) {
    all.push_back("left out: " + one);
  }
  return all;
}

std::string calibration_command(const CalibrationStudy &study) {
  std::string command = fmt::format("sme calibrate {} -o calibration.h5", study.text.path);
  for (const auto *overrides : {&study.text.overrides, &study.text.scenario.overrides}) {
    for (const std::string &one : *overrides) {
      command += fmt::format(" --set '{}'", one);
    }
  }
  return command;
}

std::string calibration_tables(const CalibrationStudy &study, const CalibrationFindings &findings) {
  const auto estimates = estimates_of(study, findings);
  const auto fits = fits_of(study, findings);
  std::size_t wide = 9;
  for (const ParameterEstimate &one : estimates) {
    wide = std::max(wide, one.free.knob.key.size());
  }
  std::string text = fmt::format(
      "{:<{}}  {:>11} {:>11}  {:>11}  {:>11} {:>11}  {:>11} {:>11}  identified\n", "parameter",
      wide, "from", "to", "estimate", percent(study.settings.level), "to", "profile", "to");
  for (const ParameterEstimate &one : estimates) {
    text += fmt::format("{:<{}}  {:>11.4g} {:>11.4g}  {:>11.4g}  {:>11.4g} {:>11.4g}  {:>11.4g} "
                        "{:>11.4g}  {}\n",
                        one.free.knob.key, wide, one.free.bounds.low, one.free.bounds.high,
                        one.best, one.low, one.high, one.profile_low, one.profile_high,
                        one.identified ? "yes" : "no");
  }
  wide = 4;
  for (const MomentFit &one : fits) {
    wide = std::max(wide, one.target.name.size());
  }
  text +=
      fmt::format("\n{:<{}}  {:>11} {:>11} {:>11}  {:>11} {:>11} {:>11}  {:>8}  inside\n", "fact",
                  wide, "low", "observed", "high", "at estimate", "lowest", "highest", "distance");
  std::size_t inside = 0;
  for (const MomentFit &one : fits) {
    inside += one.inside ? 1 : 0;
    text += fmt::format("{:<{}}  {:>11.5g} {:>11.5g} {:>11.5g}  {:>11.5g} {:>11.5g} {:>11.5g}  "
                        "{:>8}  {}\n",
                        one.target.name, wide, one.target.low, one.target.value, one.target.high,
                        one.mean, one.low, one.high,
                        one.used ? fmt::format("{:.2f}", one.distance) : "left out",
                        one.inside ? "yes" : "no");
  }
  text += fmt::format("\n{} of {} facts inside; {} points in {} waves, {} runs at each\n", inside,
                      fits.size(), findings.runs.points.rows(), findings.waves.size(),
                      study.settings.replicates);
  for (const std::string &warning : warnings_of(study, findings)) {
    text += "warning: " + warning + "\n";
  }
  return text;
}

std::string calibrated_scenario(const CalibrationStudy &study,
                                const CalibrationFindings &findings) {
  std::string text = fmt::format(
      "# Estimates by `{}`\n# from {} facts, at a scale of {}. Tables for a scenario: put them "
      "below a\n# base = \"...\" and a name = \"...\" of your own. Behind each value its {} "
      "interval.\n# 由 `{}` 估计；将各表放入以 base 开头的情景文件，注释为区间。\n",
      calibration_command(study), findings.emulation.moments.size(), study.settings.scale,
      percent(study.settings.level), calibration_command(study));
  for (const std::string &warning : warnings_of(study, findings)) {
    text += "# warning: " + warning + "\n";
  }
  std::map<std::string, std::string> tables; // a section comes once
  for (const ParameterEstimate &one : estimates_of(study, findings)) {
    const Knob &knob = one.free.knob;
    const auto dot = knob.key.find('.');
    tables[knob.key.substr(0, dot)] += fmt::format(
        "{} = {} # {:.4g} to {:.4g}; was {}{}\n", knob.key.substr(dot + 1),
        knob.whole ? in_toml(static_cast<std::int64_t>(std::llround(one.best))) : in_toml(one.best),
        one.low, one.high, in_toml(knob.value), one.identified ? "" : "; not identified");
  }
  for (const auto &[name, lines] : tables) {
    text += fmt::format("\n[{}]\n{}", name, lines);
  }
  return text;
}

} // namespace sme::sim
