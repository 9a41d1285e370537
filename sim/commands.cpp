#include "sim/commands.hpp"

#include <algorithm>
#include <cstdio>
#include <new>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "analysis/export.hpp"
#include "analysis/report.hpp"
#include "analysis/result.hpp"
#include "analysis/sensitivity_file.hpp"
#include "sim/arguments.hpp"
#include "sim/calibrate.hpp"
#include "sim/calibration_order.hpp"
#include "sim/compare.hpp"
#include "sim/estimate.hpp"
#include "sim/explain.hpp"
#include "sim/failure.hpp"
#include "sim/messages.hpp"
#include "sim/number_jobs.hpp"
#include "sim/progress.hpp"
#include "sim/provenance.hpp"
#include "sim/repeat.hpp"
#include "sim/report.hpp"
#include "sim/run.hpp"
#include "sim/scenario_file.hpp"
#include "sim/sensitivity.hpp"
#include "sim/show.hpp"
#include "sim/validate.hpp"

namespace sme::sim {

namespace {

void to(std::FILE *stream, std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stream) != text.size() || std::fflush(stream) != 0) {
    throw Failure(Exit::io, "standard output cannot be written");
  }
}

/// What is allowed and yet seldom meant.
void warn(const Scenario &scenario) {
  if (scenario.rules.empty()) {
    say("warning: the scenario names no rules (`rules = [...]`), so nobody can get a label");
  }
  for (const Policy &policy : scenario.policies) {
    const Programme &p = policy.programme;
    const RunParameters &run = scenario.parameters.run;
    const char *idle =
        p.provinces.bits == 0 || p.chains.bits == 0 || p.tiers.bits == 0 || p.sizes.bits == 0
            ? "serves nobody: one of provinces, chains, tiers, sizes is empty"
        : run.until < p.from   ? "begins after the last quarter of the run"
        : p.until < run.from   ? "ends before the first quarter recorded"
        : p.yearly_budget == 0 ? "has no money (yearly_budget = 0)"
                               : nullptr;
    if (idle != nullptr) {
      say(fmt::format("warning: `policy.{}` {}, so it does nothing", policy.name, idle));
    }
  }
  if (scenario.parameters.run.scale < 0.005) {
    say("warning: below a scale of 0.005 every chain keeps at least 20 firms, so that counts "
        "divided "
        "by the scale are too high");
  }
}

/// The overrides in the order in which they act.
std::vector<std::string> overrides_of(const Typed &typed) {
  std::vector<std::string> all = typed.overrides;
  if (!typed.scale.empty()) {
    all.push_back("run.scale=" + typed.scale);
  }
  if (!typed.replicates.empty()) {
    all.push_back("run.replicates=" + typed.replicates);
  }
  return all;
}

/// The scenario, or the end of the program with all messages.
ReadScenario read_or_end(const std::string &file, const std::vector<std::string> &overrides) {
  Messages messages;
  auto read = read_scenario_with_text(std::filesystem::path(file), overrides, messages);
  if (!read) {
    to(stderr, messages.render_all());
    throw Failure(Exit::scenario, fmt::format("{}: {} {}", file, messages.count(),
                                              messages.count() == 1 ? "mistake" : "mistakes"));
  }
  // Read again from its own texts, as `sme repeat` will: no path of this machine remains in it.
  auto canonical = read_scenario_again(read->text, messages);
  if (!canonical) {
    throw std::logic_error("the texts of the scenario cannot be read again\n" +
                           messages.render_all());
  }
  return std::move(*canonical);
}
ReadScenario read_or_end(const Typed &typed) {
  return read_or_end(typed.file, overrides_of(typed));
}

/// The draws of a calibration, if one is named.
Uncertainty uncertainty_of(const Typed &typed) {
  return typed.uncertainty.empty() ? Uncertainty{} : read_uncertainty(typed.uncertainty);
}

/// What is to be compared. --replicates counts jobs here; it is no key of the scenarios.
CompareOrder compare_order(const Typed &typed, const std::string &line) {
  Typed scenario = typed;
  scenario.replicates.clear();
  CompareOrder order;
  for (const std::string &file : typed.files) {
    order.scenarios.push_back({file, read_or_end(file, overrides_of(scenario))});
    warn(order.scenarios.back().read.scenario);
  }
  const std::string &count = typed.replicates;
  order.replicates.by_precision = count == "auto";
  order.replicates.count =
      static_cast<std::size_t>(order.scenarios.front().read.scenario.parameters.run.replicates);
  if (!count.empty() && !order.replicates.by_precision) {
    const bool digits =
        count.size() < 7 && count.find_first_not_of("0123456789") == std::string::npos;
    order.replicates.count = digits ? std::stoul(count) : 0;
    if (order.replicates.count == 0) {
      throw Failure(Exit::usage,
                    fmt::format("`{}` is no number of replicates; give 1 or more, or auto", count));
    }
  }
  order.uncertainty = uncertainty_of(typed);
  order.uncertainty.per_draw = typed.per_draw;
  if (order.replicates.by_precision && typed.per_draw > 1) {
    throw Failure(Exit::usage, "--replicates auto watches replicates one by one; with --per-draw "
                               "give their number");
  }
  order.output = typed.output;
  order.threads = typed.threads;
  order.existing = typed.force ? analysis::Existing::keep_as_old : analysis::Existing::refuse;
  order.command = line;
  return order;
}

analysis::Existing existing_rule(const Typed &typed) {
  return typed.force ? analysis::Existing::keep_as_old : analysis::Existing::refuse;
}

void do_explain(const Typed &typed) {
  const int wanted = int{typed.markdown} + int{typed.toml} + int{typed.schema} +
                     static_cast<int>(!typed.key.empty());
  if (wanted > 1) {
    throw Failure(Exit::usage, "explain takes one of KEY, --markdown, --toml and --schema");
  }
  if (typed.markdown || typed.toml || typed.schema) {
    to(stdout, typed.markdown ? parameters_markdown()
               : typed.toml   ? scenario_template()
                              : schema_page());
    return;
  }
  Messages messages;
  const auto text = explain_key(typed.key.empty() ? "sections" : typed.key, messages);
  if (!text) {
    to(stderr, messages.render_all());
    throw Failure(Exit::usage, fmt::format("no key `{}`", typed.key));
  }
  to(stdout, *text);
}

void do_export(const Typed &typed) {
  if (typed.csv.empty() == typed.dta.empty()) {
    throw Failure(Exit::usage, "export takes one of --csv DIR and --dta FILE");
  }
  if (typed.csv.empty()) {
    analysis::export_dta(typed.file, typed.dta, typed.table, existing_rule(typed));
    return to(stdout, typed.dta + "\n");
  }
  for (const auto &file :
       analysis::export_csv(typed.file, typed.csv, typed.table, existing_rule(typed))) {
    to(stdout, file.string() + "\n");
  }
}

/// Says what a page lacks in a program that was built without what draws figures.
void warn_of_page() {
  if (!analysis::pages_have_figures()) {
    say("warning: built without node and npm, so the page has tables but no figures");
  }
}

/// A run of the scenario, unless it is a result already, held to the facts.
void do_validate(const Typed &typed, const std::string &line) {
  namespace fs = std::filesystem;
  ValidateOrder order{typed.file, typed.facts, typed.output, line};
  fs::path result = typed.file;
  std::error_code error;
  fs::create_directories(order.folder, error); // what cannot be written there will say so
  if (!is_result(result)) {
    Typed whole = typed;
    whole.overrides = validation_settings();
    whole.overrides.insert(whole.overrides.end(), typed.overrides.begin(), typed.overrides.end());
    const ReadScenario read = read_or_end(whole);
    warn(read.scenario);
    if (order.facts.empty()) {
      order.facts = root_of(typed.file) / "reference";
    }
    result = order.folder / "run.h5";
    run(read,
        {typed.file, result, typed.threads, existing_rule(typed), line, uncertainty_of(typed)});
  } else if (order.facts.empty()) {
    throw Failure(Exit::usage, "a result does not say where facts are; give --facts DIR, such as "
                               "scenarios/reference");
  }
  warn_of_page();
  to(stdout, validate(result, order));
}

/// The order of a calibration, or the end of the program with all messages.
CalibrateOrder calibrate_order(const Typed &typed, const std::string &line) {
  Messages messages;
  CalibrateOrder order{gather_study(typed.file, typed.overrides, messages), typed.output,
                       typed.threads, existing_rule(typed), line};
  const auto study = read_study(order.study, messages);
  if (!study || !messages.empty()) { // of the scenario as well
    to(stderr, messages.render_all());
    throw Failure(Exit::scenario, fmt::format("{}: {} {}", typed.file, messages.count(),
                                              messages.count() == 1 ? "mistake" : "mistakes"));
  }
  return order;
}

/// The order of a study of sensitivity, or the end of the program with all messages.
SensitivityOrder sensitivity_order_of(const Typed &typed, const std::string &line) {
  Messages messages;
  SensitivityOrder order{gather_sensitivity(typed.file, typed.overrides, messages), typed.output,
                         typed.threads, existing_rule(typed), line};
  const auto study = read_sensitivity_study(order.study, messages);
  if (!study || !messages.empty()) { // of the scenarios as well
    to(stderr, messages.render_all());
    throw Failure(Exit::scenario, fmt::format("{}: {} {}", typed.file, messages.count(),
                                              messages.count() == 1 ? "mistake" : "mistakes"));
  }
  for (const NamedScenario &one : order.study.scenarios) {
    warn(one.read.scenario);
  }
  return order;
}

/// Goes on with what was left in OUT.jobs: a calibration, a study of sensitivity or a comparison.
std::string do_resume(const Typed &typed, const std::string &line) {
  const auto left = left_order(typed.output);
  if (left && left->kind == calibration_kind) {
    if (typed.extend > 0) {
      throw Failure(Exit::usage, "a calibration has no replicates to add; the study file says how "
                                 "many points and waves there are");
    }
    return calibrate(
        {study_in(left->text), typed.output, typed.threads, analysis::Existing::keep_as_old, line});
  }
  if (left && left->kind == sensitivity_kind) {
    if (typed.extend > 0) {
      throw Failure(Exit::usage, "a study of sensitivity has no replicates to add; the study file "
                                 "says how many there are");
    }
    return sensitivity({sensitivity_in(left->text), typed.output, typed.threads,
                        analysis::Existing::keep_as_old, line});
  }
  std::error_code error;
  if (std::filesystem::exists(typed.output, error) && is_result(typed.output)) {
    const analysis::ResultReader result(typed.output);
    if (is_calibration(result) || analysis::is_sensitivity(result)) {
      throw Failure(Exit::usage,
                    fmt::format("{}: the {} is complete", typed.output,
                                is_calibration(result) ? "calibration" : "study of sensitivity"));
    }
  }
  const std::string digest = resume(typed.output, typed.extend, typed.threads, line);
  return digest.empty() ? "" : fmt::format("{}  {}\n", digest, typed.output);
}

std::string command_line(const std::vector<std::string> &arguments) {
  std::string line = "sme";
  for (const std::string &argument : arguments) {
    const bool plain = argument.find_first_of(" \"'\\$`*?;&|<>()[]{}!~#\t\n") == std::string::npos;
    std::string quoted;
    for (const char letter : argument) {
      quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    }
    line += plain && !argument.empty() ? " " + argument : " '" + quoted + "'";
  }
  return line;
}

void act(const Typed &typed, const std::string &line) {
  const std::string &command = typed.command;
  if (command == "run") {
    const ReadScenario read = read_or_end(typed);
    warn(read.scenario);
    const auto digest = run(read, {typed.file, typed.output, typed.threads, existing_rule(typed),
                                   line, uncertainty_of(typed)});
    to(stdout, fmt::format("{}  {}\n", digest, typed.output));
  } else if (command == "compare") {
    const std::string digest = compare(compare_order(typed, line));
    to(stdout, digest.empty() ? "" : fmt::format("{}  {}\n", digest, typed.output));
  } else if (command == "resume") {
    to(stdout, do_resume(typed, line));
  } else if (command == "calibrate") {
    to(stdout, calibrate(calibrate_order(typed, line)));
  } else if (command == "sensitivity") {
    to(stdout, sensitivity(sensitivity_order_of(typed, line)));
    warn_of_page();
  } else if (command == "report") {
    write_report(typed.file, typed.output, existing_rule(typed), typed.assumptions);
    warn_of_page();
    to(stdout, typed.output + "\n");
  } else if (command == "validate") {
    do_validate(typed, line);
  } else if (command == "check") {
    const ReadScenario read = read_or_end(typed);
    warn(read.scenario);
    to(stdout, summary_of(read, typed.threads));
    require_room(need_of(read.scenario, std::max<std::size_t>(1, typed.threads)), ".");
  } else if (command == "export") {
    do_export(typed);
  } else if (command == "explain") {
    do_explain(typed);
  } else {
    const std::optional<std::filesystem::path> output =
        typed.output.empty() ? std::nullopt : std::optional<std::filesystem::path>(typed.output);
    to(stdout, repeat(typed.file, output, typed.threads, existing_rule(typed), line));
  }
}

Exit exit_of(const analysis::ResultError &error) {
  using Kind = analysis::ResultError::Kind;
  switch (error.kind()) {
  case Kind::asked:
    return Exit::usage;
  case Kind::exists:
  case Kind::io:
    return Exit::io;
  default:
    return Exit::corrupt;
  }
}

void obey(const std::vector<std::string> &arguments) {
  const Typed typed = typed_in(arguments);
  if (!typed.answer.empty()) {
    return to(stdout, typed.answer);
  }
  act(typed, command_line(arguments));
}

} // namespace

int run_command(const std::vector<std::string> &arguments) {
  Exit code = Exit::success;
  std::string message;
  try {
    obey(arguments);
  } catch (const Failure &failure) {
    code = failure.exit;
    message = failure.what();
  } catch (const analysis::ResultError &error) {
    code = exit_of(error);
    message = error.what();
  } catch (const std::bad_alloc &) {
    code = Exit::io;
    message = "memory ran out; try a smaller --scale";
  } catch (const std::exception &error) {
    code = Exit::defect;
    message =
        fmt::format("this is a defect of the program: {}\n  please report it with the command: {}",
                    error.what(), command_line(arguments));
  }
  try {
    if (code != Exit::success) {
      say(message);
    }
  } catch (const Failure &) { // nobody to tell; the code says it
  }
  return static_cast<int>(code);
}

} // namespace sme::sim
