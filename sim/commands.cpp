#include "sim/commands.hpp"

#include <algorithm>
#include <cstdio>
#include <new>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/result.hpp"
#include "sim/explain.hpp"
#include "sim/failure.hpp"
#include "sim/messages.hpp"
#include "sim/provenance.hpp"
#include "sim/repeat.hpp"
#include "sim/run.hpp"
#include "sim/scenario_file.hpp"
#include "sim/show.hpp"

namespace sme::sim {

namespace {

constexpr const char *examples = R"(
Examples:
  sme check scenarios/baseline.toml
  sme run scenarios/baseline.toml -o baseline.h5 --scale 0.01
  sme run scenarios/baseline.toml -o many.h5 --replicates 20 --set run.seed=7
  sme explain population.firms
  sme repeat baseline.h5

Exit codes: 0 success, 1 a defect of the program, 2 wrong command line, 3 wrong scenario, 4 files
(permission, disk full, output in use), 5 a result is damaged or differs, 6 refused before the start
(memory, disk), 7 stopped on request, 8 finished but some replicates failed.
)";

/// What has been typed.
struct Typed {
  std::string file, output, key, scale, replicates;
  std::vector<std::string> overrides;
  std::size_t threads = 0;
  bool force = false, markdown = false, toml = false, schema = false;
};

void to(std::FILE *stream, std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stream) != text.size() || std::fflush(stream) != 0) {
    throw Failure(Exit::io, "standard output cannot be written");
  }
}

void say(std::string_view text) { to(stderr, fmt::format("sme: {}\n", text)); }

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
ReadScenario read_or_end(const Typed &typed) {
  Messages messages;
  auto read =
      read_scenario_with_text(std::filesystem::path(typed.file), overrides_of(typed), messages);
  if (!read) {
    to(stderr, messages.render_all());
    throw Failure(Exit::scenario, fmt::format("{}: {} {}", typed.file, messages.count(),
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

/// Declares the commands; the chosen one is known after parsing.
void declare(CLI::App &app, Typed &typed) {
  app.footer(examples);
  app.set_version_flag("--version", "sme " + program_version());
  app.require_subcommand(1);
  const auto file = [&](CLI::App *command, const char *name, const char *meaning) {
    command->add_option(name, typed.file, meaning)->required()->type_name("");
  };
  const auto set = [&](CLI::App *command) {
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
  const auto threads = [&](CLI::App *command) {
    command->add_option("--threads", typed.threads, "Threads; never changes a result")
        ->type_name("N")
        ->check(CLI::Validator(
            [](std::string &text) {
              const bool digits = !text.empty() && text.size() < 4 &&
                                  text.find_first_not_of("0123456789") == std::string::npos;
              return digits && text.find_first_not_of('0') != std::string::npos
                         ? std::string()
                         : "`" + text + "` is no number of threads; give 1 to 999";
            },
            ""));
  };
  auto *run = app.add_subcommand("run", "Run a scenario into a result file");
  file(run, "FILE", "Scenario file (TOML)");
  run->add_option("-o,--output", typed.output, "Result file (HDF5) to write")
      ->required()
      ->type_name("OUT");
  threads(run);
  set(run);
  run->add_flag("--force", typed.force, "Replace a result that is there, once the new is complete");
  run->footer("\nExamples:\n  sme run scenarios/baseline.toml -o baseline.h5 --scale 0.01\n"
              "  sme run scenarios/baseline.toml -o b.h5 --set 'run.until=\"2025Q4\"' "
              "--threads 4 --force\n");
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

void act(const CLI::App &app, const Typed &typed, const std::string &line) {
  const std::string command = app.get_subcommands().front()->get_name();
  if (command == "run") {
    const ReadScenario read = read_or_end(typed);
    const auto digest =
        run(read, {typed.file, typed.output, typed.threads, existing_rule(typed), line});
    to(stdout, fmt::format("{}  {}\n", digest, typed.output));
  } else if (command == "check") {
    to(stdout, summary_of(read_or_end(typed), typed.threads));
  } else if (command == "explain") {
    do_explain(typed);
  } else {
    const std::optional<std::filesystem::path> output =
        typed.output.empty() ? std::nullopt : std::optional<std::filesystem::path>(typed.output);
    to(stdout, repeat(typed.file, output, typed.threads, existing_rule(typed), line));
  }
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
    throw Failure(Exit::usage, "say what to do: run, check, explain or repeat" + help);
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

Exit exit_of(const analysis::ResultError &error) {
  using Kind = analysis::ResultError::Kind;
  return error.kind() == Kind::exists || error.kind() == Kind::io ? Exit::io : Exit::corrupt;
}

void obey(const std::vector<std::string> &arguments) {
  CLI::App app("Agent-based model of China's SMEs, their ladder and the policies for them", "sme");
  Typed typed;
  declare(app, typed);
  try {
    std::vector<std::string> words(arguments.rbegin(), arguments.rend()); // last word first
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp &) {
    return to(stdout, app.help());
  } catch (const CLI::CallForVersion &) {
    return to(stdout, "sme " + program_version() + "\n");
  } catch (const CLI::ParseError &error) {
    wrong_words(app, arguments, error.what());
  }
  act(app, typed, command_line(arguments));
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
