#include "sim/arguments.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "sim/failure.hpp"
#include "sim/messages.hpp"
#include "sim/provenance.hpp"

namespace sme::sim {

namespace {

constexpr const char *examples = R"(
Examples:
  sme check scenarios/baseline.toml
  sme run scenarios/baseline.toml -o baseline.h5 --scale 0.01
  sme run scenarios/baseline.toml -o many.h5 --replicates 20 --set run.seed=7
  sme explain population.firms
  sme repeat baseline.h5
  sme compare scenarios/baseline.toml scenarios/policy.toml -o effect.h5 --replicates 20
  sme export effect.h5 --csv tables
  sme report effect.h5 -o report.html
  sme validate scenarios/baseline.toml -o validation
  sme calibrate scenarios/calibration.toml -o calibration.h5
  sme sensitivity scenarios/sensitivity.toml -o sensitivity.h5

Exit codes: 0 success, 1 a defect of the program, 2 wrong command line, 3 wrong scenario, 4 files
(missing, no permission, disk full, output in use), 5 a result is damaged or differs, 6 refused
before the start (memory, disk), 7 stopped on request, 8 finished but some replicates failed.
)";

CLI::Validator named() {
  return {[](std::string &text) {
            return text.empty() ? std::string("a result needs a name") : std::string();
          },
          ""};
}

void unsure(CLI::App &command, Typed &typed) {
  command
      .add_option("--uncertainty", typed.uncertainty,
                  "Result of sme calibrate: replicate r takes draw r of its parameters")
      ->check(named())
      ->type_name("FILE");
}

/// Declares compare and resume. `threads` and `set` add the options that others have, too.
void declare_comparison(CLI::App &app, Typed &typed, const std::function<void(CLI::App *)> &threads,
                        const std::function<void(CLI::App *)> &set) {
  auto *compare =
      app.add_subcommand("compare", "Compare policies with a baseline, firm by firm, same chance");
  compare->add_option("FILES", typed.files, "Scenario files (TOML), the baseline first")
      ->required()
      ->expected(2, 200)
      ->type_name("");
  compare->add_option("-o,--output", typed.output, "Result file (HDF5) to write")
      ->check(named())
      ->required()
      ->type_name("OUT");
  threads(compare);
  set(compare);
  unsure(*compare, typed);
  compare
      ->add_option("--per-draw", typed.per_draw,
                   "Replicates that share a draw; 2 or more tell chance from parameters")
      ->check(CLI::Range(1, 10000))
      ->needs("--uncertainty")
      ->type_name("N");
  compare->add_flag("--force", typed.force,
                    "Replace a result that is there, once the new is complete");
  compare->footer("\n--replicates auto goes on until the intervals of the primary outcome are as "
                  "narrow as\n[compare] precision says. Ctrl-C keeps what is finished; sme resume "
                  "goes on.\n\nExamples:\n"
                  "  sme compare base.toml policy.toml -o effect.h5 --scale 0.01 --replicates 20\n"
                  "  sme compare base.toml a.toml b.toml -o many.h5 --replicates auto --set "
                  "compare.precision=50\n"
                  "  sme compare base.toml policy.toml -o unsure.h5 --replicates 100 --uncertainty "
                  "calibration.h5 --per-draw 2\n");
  auto *report = app.add_subcommand("report", "Write the page (HTML) of a comparison");
  report->add_option("RESULT", typed.file, "Result file of the comparison")
      ->required()
      ->type_name("");
  report->add_option("-o,--output", typed.output, "Page to write")
      ->check(named())
      ->required()
      ->type_name("OUT");
  report
      ->add_option("--sensitivity", typed.assumptions,
                   "Result of sme sensitivity with the same policies: adds which assumptions could "
                   "change the advice")
      ->check(named())
      ->type_name("FILE");
  report->add_flag("--force", typed.force, "Replace a page that is there");
  report->footer("\nExamples:\n  sme report effect.h5 -o report.html\n"
                 "  sme report effect.h5 -o report.html --sensitivity sensitivity.h5\n");
  auto *resume = app.add_subcommand(
      "resume", "Go on with a comparison, calibration or sensitivity study that was stopped");
  resume->add_option("RESULT", typed.output, "Result file of what was stopped")
      ->check(named())
      ->required()
      ->type_name("");
  resume->add_option("--extend", typed.extend, "Add so many replicates to a comparison")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100000}));
  threads(resume);
  resume->footer("\nExamples:\n  sme resume effect.h5\n  sme resume effect.h5 --extend 20\n");
}

/// Declares export.
void declare_export(CLI::App &app, Typed &typed) {
  auto *command = app.add_subcommand("export", "Write a result as tables: plain text or Stata");
  command->add_option("RESULT", typed.file, "Result file")->required()->type_name("");
  command->add_option("--csv", typed.csv, "Folder for tables of plain text, with a codebook")
      ->check(named())
      ->type_name("DIR");
  command->add_option("--dta", typed.dta, "File for Stata 14 and newer, with labels")
      ->check(named())
      ->type_name("FILE");
  command
      ->add_option("--table", typed.table,
                   "One table or cube: panel, outcomes, comparison/effect_mean, ...")
      ->type_name("NAME");
  command->add_flag("--force", typed.force, "Replace files that are there");
  command->footer("\n--csv leaves out views by province, chain and size; --table gives them one by "
                  "one. --dta takes\nthe panel, else the outcomes.\n\nExamples:\n"
                  "  sme export effect.h5 --csv tables\n"
                  "  sme export effect.h5 --dta panel.dta\n"
                  "  sme export effect.h5 --dta jobs.dta --table outcomes_by_province\n");
}

/// Declares validate.
void declare_validation(CLI::App &app, Typed &typed, const std::function<void(CLI::App *)> &threads,
                        const std::function<void(CLI::App *)> &set) {
  auto *command = app.add_subcommand("validate", "Hold a run of the baseline to the known facts");
  command->add_option("FILE", typed.file, "Scenario file (TOML), or the result of a run")
      ->required()
      ->type_name("");
  command->add_option("-o,--output", typed.output, "Folder for the result and the documents")
      ->check(named())
      ->required()
      ->type_name("DIR");
  command
      ->add_option("--facts", typed.facts,
                   "Folder of the tables facts_*.csv (default: reference/ beside the scenario)")
      ->type_name("DIR");
  threads(command);
  set(command);
  unsure(*command, typed);
  command->add_flag("--force", typed.force, "Replace a result that is there");
  command->footer(
      "\nRuns to 2025Q4 with four replicates and a panel of one firm in a hundred, unless "
      "--set says otherwise.\nWrites DIR/run.h5, VALIDATION.md, facts.csv and "
      "validation.html; prints the table.\n\nExamples:\n"
      "  sme validate scenarios/baseline.toml -o validation\n"
      "  sme validate scenarios/baseline.toml -o small --scale 0.1 --replicates 8\n"
      "  sme validate run.h5 -o validation --facts scenarios/reference\n");
}

/// Declares calibrate.
void declare_calibration(CLI::App &app, Typed &typed,
                         const std::function<void(CLI::App *)> &threads) {
  auto *command = app.add_subcommand("calibrate", "Estimate parameters from facts by simulation");
  command->add_option("FILE", typed.file, "Study file (TOML): scenario, facts, free parameters")
      ->required()
      ->type_name("");
  command->add_option("-o,--output", typed.output, "Result file (HDF5) to write")
      ->check(named())
      ->required()
      ->type_name("OUT");
  threads(command);
  command
      ->add_option("--set", typed.overrides,
                   "Override one value of [calibrate] or of the scenario; may be given many times")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_flag("--force", typed.force,
                    "Replace a result that is there, once the new is complete");
  command->footer(
      "\nRuns waves of points, emulates each fact, rules out what does not fit and says what is "
      "left. Prints\na table of parameters and one of facts; writes OUT.h5 and, with the estimates "
      "as tables of a\nscenario, OUT.toml. Facts to test with never enter a fit. Ctrl-C keeps what "
      "is finished; sme resume\ngoes on. `sme explain calibrate` lists the settings.\n\nExamples:\n"
      "  sme calibrate scenarios/calibration.toml -o calibration.h5\n"
      "  sme calibrate study.toml -o quick.h5 --set calibrate.scale=0.005 --set "
      "calibrate.waves=1\n");
}

/// Declares sensitivity.
void declare_sensitivity(CLI::App &app, Typed &typed,
                         const std::function<void(CLI::App *)> &threads) {
  auto *command = app.add_subcommand(
      "sensitivity", "Say how far outcomes, effects and the choice rest on assumptions");
  command->add_option("FILE", typed.file, "Study file (TOML): scenario, policies, ranges")
      ->required()
      ->type_name("");
  command->add_option("-o,--output", typed.output, "Result file (HDF5) to write")
      ->check(named())
      ->required()
      ->type_name("OUT");
  threads(command);
  command
      ->add_option("--set", typed.overrides,
                   "Override one value of [sensitivity] or of all scenarios; may be given many "
                   "times")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_flag("--force", typed.force,
                    "Replace a result that is there, once the new is complete");
  command->footer(
      "\nMoves every parameter whose source says that it is assumed (Morris's screening), then the "
      "most\ninfluential ones again for their shares of the variance (Sobol), pure chance as a "
      "term "
      "of its own.\nPrints tables; writes OUT.h5 and the page OUT.html. Ctrl-C keeps what is "
      "finished; sme resume goes\non. `sme explain sensitivity` lists the settings.\n\nExamples:\n"
      "  sme sensitivity scenarios/sensitivity.toml -o sensitivity.h5\n"
      "  sme sensitivity study.toml -o quick.h5 --set sensitivity.scale=0.001 --set "
      "sensitivity.trajectories=4\n");
}

/// Declares the commands; the chosen one is known after parsing.
void declare(CLI::App &app, Typed &typed) {
  app.footer(examples);
  app.set_version_flag("--version", "sme " + program_version());
  app.require_subcommand(1);
  const auto file = [&](CLI::App *command, const char *name, const char *meaning) {
    command->add_option(name, typed.file, meaning)->required()->type_name("");
  };
  const std::function<void(CLI::App *)> set = [&](CLI::App *command) {
    command
        ->add_option("--set", typed.overrides,
                     "Override one value of the scenario; may be given many times")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command->add_option("--scale", typed.scale, "Short for --set run.scale=X")->type_name("X");
    command->add_option("--replicates", typed.replicates, "Short for --set run.replicates=N")
        ->type_name("N");
  };
  const std::function<void(CLI::App *)> threads = [&](CLI::App *command) {
    command->add_option("--threads", typed.threads, "Threads; never changes a result")
        ->type_name("N")
        ->check(CLI::Validator(
            [](std::string &text) {
              const bool digits = !text.empty() &&
                                  (text.size() < 3 || (text.size() == 3 && text < "257")) &&
                                  text.find_first_not_of("0123456789") == std::string::npos;
              return digits && text.find_first_not_of('0') != std::string::npos
                         ? std::string()
                         : "`" + text + "` is no number of threads; give 1 to 256";
            },
            ""));
  };
  auto *run = app.add_subcommand("run", "Run a scenario into a result file");
  file(run, "FILE", "Scenario file (TOML)");
  run->add_option("-o,--output", typed.output, "Result file (HDF5) to write")
      ->check(named())
      ->required()
      ->type_name("OUT");
  threads(run);
  set(run);
  unsure(*run, typed);
  run->add_flag("--force", typed.force, "Replace a result that is there, once the new is complete");
  run->footer("\nExamples:\n  sme run scenarios/baseline.toml -o baseline.h5 --scale 0.01\n"
              "  sme run scenarios/baseline.toml -o b.h5 --set 'run.until=\"2025Q4\"' "
              "--threads 4 --force\n");
  declare_comparison(app, typed, threads, set);
  declare_calibration(app, typed, threads);
  declare_sensitivity(app, typed, threads);
  declare_export(app, typed);
  declare_validation(app, typed, threads, set);
  auto *check = app.add_subcommand("check", "Check a scenario; say what a run of it needs");
  file(check, "FILE", "Scenario file (TOML)");
  threads(check);
  set(check);
  check->footer("\nExamples:\n  sme check scenarios/baseline.toml\n"
                "  sme check scenarios/baseline.toml --set run.scale=0.1\n");
  auto *explain = app.add_subcommand("explain", "Explain a key of scenario files");
  explain->add_option("KEY", typed.key, "Key, section or instrument; without it, the sections")
      ->type_name("");
  explain->add_flag("--markdown", typed.markdown, "The manual of all parameters");
  explain->add_flag("--toml", typed.toml, "A commented scenario file with every default");
  explain->add_flag("--schema", typed.schema, "What result files contain");
  explain->footer("\nExamples:\n  sme explain credit\n  sme explain population.firms\n"
                  "  sme explain --toml > mine.toml\n");
  auto *repeat = app.add_subcommand("repeat", "Compute a result again and compare the bytes");
  file(repeat, "RESULT", "Result file");
  repeat->add_option("-o,--output", typed.output, "Keep the new result under this name")
      ->type_name("OUT");
  threads(repeat);
  repeat->add_flag("--force", typed.force, "Replace OUT if it is there");
  repeat->footer("\nExamples:\n  sme repeat baseline.h5\n"
                 "  sme repeat baseline.h5 -o again.h5 --threads 2\n");
}

/// What is wrong with the words, and the nearest right ones. CLI11 says only that something is.
[[noreturn]] void wrong_words(const CLI::App &app, const std::vector<std::string> &arguments,
                              const std::string &otherwise) {
  std::vector<std::string> names, options;
  const CLI::App *chosen = nullptr;
  for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; })) {
    names.push_back(command->get_name());
    if (!arguments.empty() && arguments.front() == command->get_name()) {
      chosen = command;
    }
  }
  const auto suggestion = [](const std::string &wrong, const std::vector<std::string> &words) {
    const std::vector<std::string_view> views(words.begin(), words.end());
    const std::string near = nearest(wrong, views);
    return near.empty() ? std::string() : fmt::format("; did you mean `{}`?", near);
  };
  const std::string help =
      fmt::format("\n  `sme{}{} --help` shows what there is", chosen != nullptr ? " " : "",
                  chosen != nullptr ? chosen->get_name() : "");
  if (arguments.empty()) {
    throw Failure(Exit::usage, "say what to do: run, compare, calibrate, sensitivity, report, "
                               "resume, export, validate, check, explain "
                               "or repeat" +
                                   help);
  }
  if (chosen == nullptr) {
    throw Failure(Exit::usage, fmt::format("there is no command `{}`{}{}", arguments.front(),
                                           suggestion(arguments.front(), names), help));
  }
  for (const CLI::Option *option : chosen->get_options()) {
    for (const std::string &name : option->get_lnames()) {
      options.push_back("--" + name);
    }
  }
  for (const std::string &argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    if (name.size() > 2 && name.starts_with("--") &&
        std::find(options.begin(), options.end(), name) == options.end()) {
      throw Failure(Exit::usage, fmt::format("`{}` has no option `{}`{}{}", arguments.front(), name,
                                             suggestion(name, options), help));
    }
  }
  throw Failure(Exit::usage, otherwise + help);
}

} // namespace

Typed typed_in(const std::vector<std::string> &arguments) {
  CLI::App app("Agent-based model of China's SMEs, their ladder and the policies for them", "sme");
  Typed typed;
  declare(app, typed);
  try {
    std::vector<std::string> words(arguments.rbegin(), arguments.rend()); // last word first
    app.parse(std::move(words));
    typed.command = app.get_subcommands().front()->get_name();
  } catch (const CLI::CallForHelp &) {
    typed.answer = app.help();
  } catch (const CLI::CallForVersion &) {
    typed.answer = "sme " + program_version() + "\n";
  } catch (const CLI::ParseError &error) {
    wrong_words(app, arguments, error.what());
  }
  return typed;
}

} // namespace sme::sim
