#include "sim/calibration_file.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "analysis/measure.hpp"
#include "sim/facts_file.hpp"
#include "sim/failure.hpp"
#include "sim/layout.hpp"
#include "sim/rules_section.hpp"
#include "sim/scenario_values.hpp"
#include "sim/series_book.hpp"
#include "sim/study_file.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;
using analysis::Fact;
using analysis::Use;

constexpr std::string_view settings_table = "calibrate";

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
    check_path(section, "scenario", text_.path, "\"baseline.toml\"");
    check_path(section, "facts", text_.path, "\"reference\", the folder of the tables facts_*.csv");
    read_settings(section, settings_table, text_.overrides, study_.settings);
    if (!text_.scenario.files.empty()) {
      if (auto again = read_scenario_again(text_.scenario, messages_)) {
        study_.scenario = std::move(again->scenario);
      }
    }
    take_over_run(section);
    read_free(section);
    read_facts_of(section);
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

  void read_facts_of(const Section &section) {
    const std::size_t before = messages_.count();
    const auto all = read_facts(text_.tables, messages_);
    if (messages_.count() != before || text_.tables.empty()) {
      return;
    }
    const TomlNode *only = section.of_kind("only", TomlNode::Kind::array, "a list of texts");
    std::set<std::string> taken;
    if (only == nullptr) {
      for (const Fact &fact : all) {
        take(fact, taken, section.node().span);
      }
    } else {
      for (const TomlNode &word : only->items) {
        take_word(all, word, taken);
      }
    }
    if (study_.facts.empty() && messages_.count() == before) {
      messages_.add("no fact is left to fit", section.node().span,
                    "facts with `use` = fit and a measure can be fitted");
    }
  }

  void take_word(const std::vector<Fact> &all, const TomlNode &word, std::set<std::string> &taken) {
    std::vector<std::string_view> known;
    bool family = false, any = false;
    for (const Fact &fact : all) {
      if (std::find(known.begin(), known.end(), fact.family) == known.end()) {
        known.push_back(fact.family);
      }
      known.push_back(fact.id);
      if (word.kind == TomlNode::Kind::text && fact.id == word.text) {
        if (fact.use != Use::fit) {
          messages_.add(fmt::format("fact `{}` may not be fitted: its use is {}", fact.id,
                                    fact.use == Use::test ? "test" : "inform"),
                        word.span, "facts to test with never enter a fit");
        } else if (fact.measure.empty()) {
          messages_.add(fmt::format("fact `{}` has no measure", fact.id), word.span, fact.remark);
        } else {
          take(fact, taken, word.span);
        }
        return;
      }
      if (word.kind == TomlNode::Kind::text && fact.family == word.text) {
        family = true;
        any = any || fact.use == Use::fit;
        take(fact, taken, word.span);
      }
    }
    if (!family) {
      const std::string near = nearest(word.text, known);
      messages_.add(fmt::format("`{}` is neither a family of facts nor a fact", word.written),
                    word.span,
                    near.empty() ? "families are called like their tables, facts_*.csv"
                                 : fmt::format("did you mean `{}`?", near));
    } else if (!any) {
      messages_.add(fmt::format("no fact of the family `{}` may be fitted", word.text), word.span,
                    "facts to test with never enter a fit");
    }
  }

  /// Takes a fact up once; of a family, only those to fit.
  void take(const Fact &fact, std::set<std::string> &taken, const Span &place) {
    if (fact.use != Use::fit || fact.measure.empty() || !taken.insert(fact.id).second) {
      return;
    }
    const RunParameters &run = study_.scenario.parameters.run;
    if (run.until < run.from) {
      return; // which has been told
    }
    const auto history = history_of(SeriesBook(study_.scenario), study_.scenario);
    try {
      const auto needs =
          analysis::Measure(fact.measure).needs(history, analysis::period_in(fact, history));
      if (needs.firms) {
        messages_.add(
            fmt::format("fact `{}` is read off single firms or ties: {}", fact.id, fact.measure),
            place, "a calibration keeps indicators only; leave the fact out by `only`");
      } else if (needs.first < run.from.index || needs.last > run.until.index) {
        messages_.add(fmt::format("fact `{}` of {} needs {} to {}; the runs record {} to {}",
                                  fact.id, fact.period, quarter_name(Quarter{needs.first}),
                                  quarter_name(Quarter{needs.last}), quarter_name(run.from),
                                  quarter_name(run.until)),
                      place, "a later calibrate.until, or leave the fact out by `only`");
      } else {
        study_.facts.push_back(fact);
      }
    } catch (const analysis::MeasureError &error) {
      messages_.add(fmt::format("the measure of `{}`: {}", fact.id, error.what()), place,
                    fact.measure);
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
  const StudyFile own = open_study(file, overrides, settings_table);
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
