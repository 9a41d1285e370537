#include "sim/calibration_file.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "sim/calibration_facts.hpp"
#include "sim/facts_file.hpp"
#include "sim/failure.hpp"
#include "sim/layout.hpp"
#include "sim/rules_section.hpp"
#include "sim/scenario_values.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view settings_table = "calibrate", prefix = "calibrate.";

/// The text of a key that names a path, and the path relative to the root.
std::optional<std::string> path_in(const TomlNode &root, std::string_view key,
                                   const std::string &file, std::string &reason) {
  for (const TomlItem &item : root.entries) {
    if (item.key == key && item.value.kind == TomlNode::Kind::text) {
      return path_from(file, item.value.text, reason);
    }
  }
  return std::nullopt;
}

/// `calibrate.until=2021Q4`: words may lack their quotes, as on the shell.
std::optional<TomlNode> override_of(const std::string &given, Messages &messages) {
  Messages tried, quoted;
  if (auto node = parse_toml(given, "--set", tried)) {
    return node;
  }
  const auto equals = given.find('=');
  if (equals != std::string::npos) {
    if (auto node = parse_toml(given.substr(0, equals) + "='" + given.substr(equals + 1) + "'",
                               "--set", quoted)) {
      return node;
    }
  }
  return parse_toml(given, "--set", messages);
}

class Reader {
public:
  Reader(const StudyText &text, Messages &messages) : text_(text), messages_(messages) {}

  std::optional<CalibrationStudy> read() {
    const std::size_t before = messages_.count();
    study_.text = text_;
    const auto root = parse_toml(text_.text, text_.path, messages_);
    if (!root) {
      return std::nullopt;
    }
    const Section section(*root, {}, messages_);
    section.only({"title", "scenario", "facts", "only", settings_table, "free"});
    check_path(section, "scenario", "\"baseline.toml\"");
    check_path(section, "facts", "\"reference\", the folder of the tables facts_*.csv");
    if (const TomlNode *table = section.of_kind(settings_table, TomlNode::Kind::table, "a table")) {
      read_settings(*table);
    }
    for (const std::string &given : text_.overrides) {
      if (const auto node = override_of(given, messages_)) {
        read_settings(node->entries.front().value);
      }
    }
    if (!text_.scenario.files.empty()) {
      if (auto again = read_scenario_again(text_.scenario, messages_)) {
        study_.scenario = std::move(again->scenario);
      }
    }
    take_over_run(section);
    read_free(section);
    study_.facts = facts_of_study(section, text_.tables, study_.scenario);
    return messages_.count() == before ? std::optional(std::move(study_)) : std::nullopt;
  }

private:
  void check_path(const Section &section, std::string_view key, std::string_view example) {
    section.need(key);
    const TomlNode *node = section.of_kind(key, TomlNode::Kind::text, "a path in quotes");
    std::string reason;
    if (node != nullptr && !path_from(text_.path, node->text, reason)) {
      messages_.add(fmt::format("`{}`: the path {} {}", key, node->written, reason), node->span,
                    fmt::format("paths are relative to the study file, such as {}", example));
    }
  }

  void read_settings(const TomlNode &table) {
    for (const TomlItem &given : table.entries) {
      bool found = false;
      walk<CalibrationSettings>([&](const auto &e) {
        if (e.key == given.key) {
          found = true;
          read_entry(given.value, e,
                     asked_by(e, CalibrationSettings{}, std::string(prefix) + given.key),
                     study_.settings, messages_);
        }
      });
      if (!found) {
        const auto keys = keys_of<CalibrationSettings>();
        const std::string near = nearest(given.key, keys);
        messages_.add(fmt::format("unknown key `{}{}`", prefix, given.key), given.key_span,
                      near.empty() ? fmt::format("keys of [calibrate]: {}", list(keys))
                                   : fmt::format("did you mean `{}`?", near));
      }
    }
  }

  void take_over_run(const Section &section) {
    RunParameters &run = study_.scenario.parameters.run;
    run.scale = study_.settings.scale;
    run.until = study_.settings.until;
    run.replicates = 1;
    if (run.until < run.from || run.from < run.spin_up) {
      messages_.add(fmt::format("`calibrate.until` = {} is before `run.from` = {}",
                                quarter_name(run.until), quarter_name(run.from)),
                    section.node().span, "until is the last quarter of the runs");
    }
  }

  void read_free(const Section &section) {
    const TomlNode *table = section.of_kind("free", TomlNode::Kind::table, "a table");
    if (table == nullptr || table->entries.empty()) {
      messages_.add("no parameter is free", section.node().span,
                    "[free.\"ladder.awareness_srdi\"] with low, high and scale, for each");
      return;
    }
    for (const TomlItem &item : table->entries) {
      read_parameter(item);
    }
    const auto least = static_cast<std::int64_t>(study_.free.size()) + 4;
    if (study_.settings.first_points < least) {
      messages_.add(fmt::format("`calibrate.first_points` = {} are too few for {} free parameters",
                                study_.settings.first_points, study_.free.size()),
                    section.node().span,
                    fmt::format("at least {}; ten for each parameter are usual", least));
    }
  }

  void read_parameter(const TomlItem &item) {
    const auto knob = knob_of(study_.scenario, item.key);
    if (!knob) {
      std::vector<std::string> keys;
      for (const Knob &one : knobs_of(study_.scenario)) {
        keys.push_back(one.key);
      }
      const std::vector<std::string_view> words(keys.begin(), keys.end());
      const std::string near = nearest(item.key, words);
      const bool run = item.key.starts_with("run.") || item.key.starts_with("compare.");
      messages_.add(fmt::format("`{}` is no number of a scenario that can be free", item.key),
                    item.key_span,
                    run             ? "[run] and [compare] are not of the economy"
                    : !near.empty() ? fmt::format("did you mean `{}`?", near)
                                    : "the whole key in quotes, such as "
                                      "[free.\"ladder.awareness_srdi\"]; `sme explain` lists keys");
      return;
    }
    const std::string path = fmt::format("free.\"{}\"", item.key);
    if (item.value.kind != TomlNode::Kind::table) {
      messages_.add(fmt::format("`{}` is {}; a table is wanted", path, kind_name(item.value)),
                    item.value.span, fmt::format("[{}] with low, high and scale", path));
      return;
    }
    const Section section(item.value, path, messages_);
    section.only({"low", "high", "scale"});
    section.need("low");
    section.need("high");
    static constexpr std::array<std::string_view, 2> scales{"linear", "log"};
    FreeParameter free{*knob, {}};
    free.bounds.scale = static_cast<analysis::Scale>(section.word("scale", 0, scales));
    const auto low = bound(section, "low", *knob), high = bound(section, "high", *knob);
    if (!low || !high) {
      return;
    }
    free.bounds.low = *low;
    free.bounds.high = *high;
    if (!(*low < *high)) {
      messages_.add(fmt::format("{} = {} is not below {} = {}", section.at("low"), *low,
                                section.at("high"), *high),
                    section.find("low")->span, "low < high");
    } else if (free.bounds.scale == analysis::Scale::logarithmic && !(*low > 0)) {
      messages_.add(fmt::format("{} = {} is not above zero", section.at("low"), *low),
                    section.find("low")->span, "on a logarithmic scale both bounds are above zero");
    } else {
      study_.free.push_back(std::move(free));
    }
  }

  std::optional<double> bound(const Section &section, std::string_view key, const Knob &knob) {
    const TomlNode *node = section.find(key);
    if (node == nullptr) {
      return std::nullopt;
    }
    const Asked asked{section.at(key),     knob.unit,         knob.meaning,
                      in_toml(knob.value), in_toml(knob.low), in_toml(knob.high)};
    return read_number(*node, asked, knob.low, knob.high, messages_);
  }

  const StudyText &text_;
  Messages &messages_;
  CalibrationStudy study_;
};

} // namespace

StudyText gather_study(const fs::path &file, std::span<const std::string> overrides,
                       Messages &messages) {
  StudyText text;
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in || !fs::is_regular_file(file)) {
    throw Failure(Exit::io, fmt::format("{}: no such file, or it cannot be read", file.string()));
  }
  text.text = content.str();
  const fs::path root = root_of(file);
  const fs::path whole = root.is_absolute() ? fs::weakly_canonical(file) : file;
  text.path = (root.empty() ? file : whole.lexically_relative(root)).generic_string();
  std::vector<std::string> others;
  for (const std::string &one : overrides) {
    (one.starts_with(prefix) ? text.overrides : others).push_back(one);
    for (const std::string_view key : {"scale", "until", "replicates"}) {
      if (one.starts_with(fmt::format("run.{}=", key))) {
        messages.add(fmt::format("`run.{}` is set by the study", key), std::nullopt,
                     fmt::format("--set calibrate.{}=...", key));
      }
    }
  }
  Messages scratch; // the mistakes of the study itself are told when it is read
  const auto tree = parse_toml(text.text, text.path, scratch);
  if (!tree) {
    return text;
  }
  std::string reason;
  if (const auto main = path_in(*tree, "scenario", text.path, reason)) {
    if (auto read = read_scenario_with_text(DiskFiles(root), *main, others, messages)) {
      text.scenario = std::move(read->text);
    }
  }
  if (const auto facts = path_in(*tree, "facts", text.path, reason)) {
    text.tables = fact_tables(root / *facts);
    for (FileText &table : text.tables) {
      table.path = *facts + "/" + fs::path(table.path).filename().string();
    }
  }
  return text;
}

std::optional<CalibrationStudy> read_study(const StudyText &text, Messages &messages) {
  return Reader(text, messages).read();
}

std::vector<analysis::Bounds> bounds_of(const CalibrationStudy &study) {
  std::vector<analysis::Bounds> bounds;
  for (const FreeParameter &free : study.free) {
    bounds.push_back(free.bounds);
  }
  return bounds;
}

} // namespace sme::sim
