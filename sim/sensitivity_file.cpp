#include "sim/sensitivity_file.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "analysis/labels.hpp"
#include "sim/study_file.hpp"
#include "sim/year_book.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view sensitivity_table = "sensitivity";
constexpr std::array<Outcome, 12> headlines{
    Outcome::innovative, Outcome::srdi,         Outcome::little_giants, Outcome::staff,
    Outcome::revenue,    Outcome::value_added,  Outcome::rnd_real,      Outcome::class1_filed,
    Outcome::digital,    Outcome::productivity, Outcome::credit_access, Outcome::exits};

/// The paths in the list `policies`, relative to the root.
std::vector<std::string> policies_in(const TomlNode &root, const std::string &file) {
  std::vector<std::string> paths;
  for (const TomlItem &item : root.entries) {
    for (const TomlNode &one : item.value.items) {
      std::string reason;
      const auto path = item.key == "policies" && one.kind == TomlNode::Kind::text
                            ? path_from(file, one.text, reason)
                            : std::nullopt;
      if (path) {
        paths.push_back(*path);
      }
    }
  }
  return paths;
}

class SensitivityReader {
public:
  SensitivityReader(const SensitivityText &text, Messages &messages)
      : text_(text), messages_(messages) {}

  std::optional<SensitivityStudy> read() {
    const std::size_t before = messages_.count();
    study_.text = text_;
    const auto root = parse_toml(text_.text, text_.path, messages_);
    if (!root) {
      return std::nullopt;
    }
    const Section section(*root, {}, messages_);
    section.only({"title", "scenario", "policies", "only", "without", sensitivity_table, "range"});
    check_path(section, "scenario", text_.path, "\"baseline.toml\"");
    check_policies(section);
    read_settings(section, sensitivity_table, text_.overrides, study_.settings);
    if (study_.settings.levels % 2 != 0) {
      messages_.add(fmt::format("`sensitivity.levels` = {} is odd", study_.settings.levels),
                    section.node().span, "the levels of a screening are even: 4, 6, 8");
    }
    if (messages_.count() != before || text_.scenarios.empty()) {
      return std::nullopt;
    }
    take_over_run(section);
    if (messages_.count() != before) {
      return std::nullopt;
    }
    describe(section);
    choose(section);
    return messages_.count() == before ? std::optional(std::move(study_)) : std::nullopt;
  }

private:
  void check_policies(const Section &section) {
    const TomlNode *list = section.of_kind("policies", TomlNode::Kind::array, "a list of paths");
    for (const TomlNode &one : list == nullptr ? std::vector<TomlNode>{} : list->items) {
      std::string reason = "is no text";
      if (one.kind != TomlNode::Kind::text || !path_from(text_.path, one.text, reason)) {
        messages_.add(fmt::format("`policies`: {} {}", one.written, reason), one.span,
                      "paths are relative to the study file, such as "
                      "\"equal-budget/special-fund.toml\"");
      }
    }
  }

  void take_over_run(const Section &section) {
    std::vector<NamedScenario> scenarios = text_.scenarios;
    const SensitivitySettings &s = study_.settings;
    for (NamedScenario &one : scenarios) {
      RunParameters &run = one.read.scenario.parameters.run;
      run.scale = s.scale;
      run.until = s.until;
      run.replicates = 1;
      one.read.scenario.parameters.compare.panel_replicates = 0;
    }
    const RunParameters &run = scenarios.front().read.scenario.parameters.run;
    if (run.until < run.from || run.from < run.spin_up) {
      messages_.add(fmt::format("`sensitivity.until` = {} is before `run.from` = {}",
                                quarter_name(run.until), quarter_name(run.from)),
                    section.node().span, "until is the last quarter of the runs");
      return;
    }
    study_.comparison = comparison_of(std::move(scenarios), 1);
    for (std::size_t w = 1; w < study_.comparison.worlds.size(); ++w) {
      const CompareWorld &world = study_.comparison.worlds[w];
      if (world.parting.first == never) {
        messages_.add(fmt::format("{} is the same as the baseline up to {}", world.file,
                                  quarter_name(run.until)),
                      section.node().span,
                      "a policy that does nothing has no effect to ask about; a later "
                      "sensitivity.until?");
      }
    }
    const CompareShape &shape = study_.comparison.shape;
    const int last = shape.first_year + shape.years - 1;
    study_.frame.year = s.year == 0 ? last : static_cast<int>(s.year);
    if (study_.frame.year < shape.first_year || study_.frame.year > last) {
      messages_.add(fmt::format("`sensitivity.year` = {} is not among the years recorded, {} to {}",
                                s.year, shape.first_year, last),
                    section.node().span, "0 stands for the last");
    }
  }

  void describe(const Section &section) {
    analysis::SensitivityFrame &frame = study_.frame;
    const SensitivitySettings &s = study_.settings;
    const Json words = Json::parse(compare_words()).at("outcome");
    const Outcome primary = study_.comparison.scenario(0).parameters.compare.primary;
    std::vector<Outcome> asked(headlines.begin(), headlines.end());
    if (std::find(asked.begin(), asked.end(), primary) == asked.end()) {
      asked.push_back(primary);
    }
    for (const Outcome outcome : asked) {
      const Json &one = words.at(static_cast<std::size_t>(outcome));
      frame.headlines.push_back(
          {one.at("key"), one.at("unit"), {one.at("title"), one.at("title_zh")}});
      if (outcome == primary) {
        frame.primary = frame.headlines.size() - 1;
        frame.better = one.at("better").get<int>() < 0 ? -1 : 1;
      }
    }
    std::vector<std::string> names;
    std::vector<analysis::Words> titles;
    for (CompareWorld &world : study_.comparison.worlds) {
      const ScenarioText &text = world.read.text;
      const std::string &name = world.read.scenario.name;
      // A title that a policy has from its base does not tell it from the baseline.
      const bool own = !text.title.empty() &&
                       (frame.options.empty() || text.title != frame.options.front().title.en);
      const std::string title = own ? text.title : name;
      frame.options.push_back(
          {name, {title, own && !text.title_zh.empty() ? text.title_zh : title}});
      names.push_back(name);
      titles.push_back(frame.options.back().title);
    }
    titles = analysis::told_apart(titles, names);
    for (std::size_t k = 0; k < titles.size(); ++k) {
      frame.options[k].title = titles[k];
    }
    frame.scale = s.scale;
    frame.level = s.level;
    frame.seed = static_cast<std::uint32_t>(s.seed);
    frame.trajectories = static_cast<std::size_t>(s.trajectories);
    frame.replicates = static_cast<std::size_t>(s.replicates);
    frame.emulated = s.indices == IndicesFrom::emulator;
    if (frame.emulated && s.sobol_points < s.sobol_parameters + 8) {
      messages_.add(fmt::format("`sensitivity.sobol_points` = {} are too few for an emulator of {} "
                                "parameters",
                                s.sobol_points, s.sobol_parameters),
                    section.node().span, "ten for each parameter are usual");
    }
  }

  /// Any number of any world.
  std::optional<Knob> any_knob(std::string_view key) const {
    for (const NamedScenario &one : text_.scenarios) {
      if (auto knob = knob_of(one.read.scenario, key)) {
        return knob;
      }
    }
    return std::nullopt;
  }

  std::vector<std::string> all_words() const {
    std::vector<std::string> words;
    for (const NamedScenario &one : text_.scenarios) {
      for (const auto &knobs :
           {knobs_of(one.read.scenario), programme_knobs_of(one.read.scenario)}) {
        for (const Knob &knob : knobs) {
          for (std::size_t dot = knob.key.find('.'); dot != std::string::npos;
               dot = knob.key.find('.', dot + 1)) {
            words.push_back(knob.key.substr(0, dot));
          }
          words.push_back(knob.key);
          if (!knob.instrument.empty()) {
            words.push_back(knob.instrument);
            words.push_back(knob.instrument + knob.key.substr(knob.key.rfind('.')));
          }
        }
      }
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
  }

  std::string help_near(std::string_view wrong, const char *otherwise) const {
    const auto words = all_words();
    const std::vector<std::string_view> views(words.begin(), words.end());
    const std::string near = nearest(wrong, views);
    return near.empty() ? otherwise : fmt::format("did you mean `{}`?", near);
  }

  /// The words of `only` or `without`.
  std::vector<std::string> words_of(const Section &section, std::string_view key) {
    std::vector<std::string> out;
    const TomlNode *list = section.of_kind(key, TomlNode::Kind::array, "a list of texts");
    const auto known = all_words();
    for (const TomlNode &one : list == nullptr ? std::vector<TomlNode>{} : list->items) {
      if (one.kind != TomlNode::Kind::text ||
          !std::binary_search(known.begin(), known.end(), one.text)) {
        messages_.add(fmt::format("`{}`: {} is neither a section nor a number of a scenario", key,
                                  one.written),
                      one.span,
                      help_near(one.text, "such as \"credit\", \"market.replicator_speed\" or "
                                          "\"policy.special_fund\""));
      } else {
        out.push_back(one.text);
      }
    }
    return out;
  }

  std::map<std::string, analysis::Bounds> ranges_of(const Section &section) {
    std::map<std::string, analysis::Bounds> ranges;
    const TomlNode *table = section.of_kind("range", TomlNode::Kind::table, "a table");
    for (const TomlItem &item : table == nullptr ? std::vector<TomlItem>{} : table->entries) {
      const auto knob = any_knob(item.key);
      if (!knob) {
        messages_.add(fmt::format("`range.\"{}\"`: no such number of a scenario", item.key),
                      item.key_span,
                      help_near(item.key, "the whole key in quotes, such as "
                                          "[range.\"market.replicator_speed\"]"));
      } else if (const auto bounds =
                     read_bounds(item, fmt::format("range.\"{}\"", item.key), *knob, messages_)) {
        ranges.emplace(item.key, *bounds);
      }
    }
    return ranges;
  }

  /// Which assumptions are moved: all, or `only` some, `without` others; those with a range of
  /// their own whatever the codebook says of them.
  void choose(const Section &section) {
    const auto only = words_of(section, "only"), without = words_of(section, "without");
    auto ranges = ranges_of(section);
    std::vector<const ReadScenario *> reads;
    for (const NamedScenario &one : text_.scenarios) {
      reads.push_back(&one.read);
    }
    std::vector<Candidate> candidates = assumed_in(reads);
    for (const auto &[key, bounds] : ranges) {
      const auto same = [&](const Candidate &one) { return one.knob.key == key; };
      if (std::none_of(candidates.begin(), candidates.end(), same)) {
        candidates.push_back({*any_knob(key), {key}, {}});
      }
    }
    const auto named = [](const std::vector<std::string> &words, const Candidate &one) {
      return std::any_of(words.begin(), words.end(), [&](const std::string &word) {
        return below(one.knob.key, word) ||
               std::any_of(one.targets.begin(), one.targets.end(),
                           [&](const std::string &target) { return below(target, word); });
      });
    };
    for (const Candidate &one : candidates) {
      const Knob &knob = one.knob;
      const auto own = ranges.find(knob.key);
      if (named(without, one) || (!only.empty() && !named(only, one) && own == ranges.end())) {
        continue;
      }
      const auto bounds = own != ranges.end()    ? std::optional(own->second)
                          : one.left_out.empty() ? range_of(knob, study_.settings.factor)
                                                 : std::nullopt;
      if (bounds) {
        study_.frame.assumptions.push_back(
            {knob.key, knob.unit, knob.meaning, knob.source, knob.value, *bounds});
        study_.targets.push_back(one.targets);
      } else {
        study_.left_out.emplace_back(
            knob.key, one.left_out.empty() ? "it is zero: a factor gives no range" : one.left_out);
      }
    }
    if (study_.frame.assumptions.empty()) {
      messages_.add("no assumption is left to move", section.node().span,
                    "`only` and `without` leave none; [range.\"KEY\"] adds any number");
    }
  }

  const SensitivityText &text_;
  Messages &messages_;
  SensitivityStudy study_;
};

} // namespace

SensitivityText gather_sensitivity(const fs::path &file, std::span<const std::string> overrides,
                                   Messages &messages) {
  const StudyFile own = open_study(file, overrides, sensitivity_table, messages);
  SensitivityText text{own.path, own.text, own.overrides, {}};
  Messages scratch; // the mistakes of the study itself are told when it is read
  const auto tree = parse_toml(text.text, text.path, scratch);
  std::string reason;
  const auto main = tree ? path_in(*tree, "scenario", text.path, reason) : std::nullopt;
  if (!main) {
    return text;
  }
  std::vector<std::string> paths{*main};
  const auto policies = policies_in(*tree, text.path);
  paths.insert(paths.end(), policies.begin(), policies.end());
  const DiskFiles disk(root_of(file));
  std::vector<NamedScenario> scenarios;
  for (const std::string &path : paths) {
    auto read = read_scenario_with_text(disk, path, own.others, messages);
    if (!read) {
      continue;
    }
    auto again = read_scenario_again(read->text, messages); // no path of this machine remains
    if (again) {
      scenarios.push_back({path, std::move(*again)});
    }
  }
  if (scenarios.size() == paths.size()) {
    text.scenarios = std::move(scenarios);
  }
  return text;
}

std::optional<SensitivityStudy> read_sensitivity_study(const SensitivityText &text,
                                                       Messages &messages) {
  return SensitivityReader(text, messages).read();
}

} // namespace sme::sim
