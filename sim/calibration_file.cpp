#include "sim/calibration_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/calibration_facts.hpp"
#include "sim/facts_file.hpp"
#include "sim/failure.hpp"
#include "sim/layout.hpp"
#include "sim/rules_section.hpp"
#include "sim/scenario_values.hpp"
#include "sim/study_file.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view calibrate_table = "calibrate";

class CalibrationReader {
public:
  CalibrationReader(const StudyText &text, Messages &messages) : text_(text), messages_(messages) {}

  std::optional<CalibrationStudy> read() {
    const std::size_t before = messages_.count();
    study_.text = text_;
    const auto root = parse_toml(text_.text, text_.path, messages_);
    if (!root) {
      return std::nullopt;
    }
    const Section section(*root, {}, messages_);
    section.only({"title", "scenario", "facts", "only", calibrate_table, "free"});
    check_path(section, "scenario", text_.path, "\"baseline.toml\"");
    check_path(section, "facts", text_.path, "\"reference\", the folder of the tables facts_*.csv");
    read_settings(section, calibrate_table, text_.overrides, study_.settings);
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
    if (const auto bounds = read_bounds(item, path, *knob, messages_)) {
      study_.free.push_back({*knob, *bounds});
    }
  }

  const StudyText &text_;
  Messages &messages_;
  CalibrationStudy study_;
};

} // namespace

StudyText gather_study(const fs::path &file, std::span<const std::string> overrides,
                       Messages &messages) {
  StudyText text;
  const fs::path root = root_of(file);
  const StudyFile own = open_study(file, overrides, calibrate_table, messages);
  text.path = own.path;
  text.text = own.text;
  text.overrides = own.overrides;
  Messages scratch; // the mistakes of the study itself are told when it is read
  const auto tree = parse_toml(text.text, text.path, scratch);
  if (!tree) {
    return text;
  }
  std::string reason;
  if (const auto main = path_in(*tree, "scenario", text.path, reason)) {
    if (auto read = read_scenario_with_text(DiskFiles(root), *main, own.others, messages)) {
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
  return CalibrationReader(text, messages).read();
}

std::vector<analysis::Bounds> bounds_of(const CalibrationStudy &study) {
  std::vector<analysis::Bounds> bounds;
  for (const FreeParameter &free : study.free) {
    bounds.push_back(free.bounds);
  }
  return bounds;
}

} // namespace sme::sim
