#include "sim/compare_worlds.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/result.hpp"
#include "sim/failure.hpp"
#include "sim/scenario_values.hpp"

namespace sme::sim {

namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t most_shown = 8;

/// What worlds may differ in: who they are, their programmes and their rules.
bool may_differ(const std::string &key) {
  return key == "name" || key == "title" || key == "title_zh" || key == "summary" ||
         key == "rules" || key == "reference" || key.starts_with("policy.");
}

std::map<std::string, Setting> settings_of(const ReadScenario &read) {
  std::map<std::string, Setting> settings;
  for (const Setting &setting : read.text.settings) {
    settings.emplace(setting.key, setting);
  }
  return settings;
}

/// The tables of reference data by their file names; their folders may differ.
std::map<std::string, std::string> tables_of(const ReadScenario &read) {
  std::map<std::string, std::string> tables;
  for (const FileText &file : read.text.files) {
    if (file.path.ends_with(".csv")) {
      tables.emplace(file.path.substr(file.path.find_last_of('/') + 1), file.text);
    }
  }
  return tables;
}

void require_paired(const CompareWorld &baseline, const CompareWorld &world) {
  std::string differences;
  std::size_t count = 0;
  const auto add = [&](const std::string &line) {
    if (++count <= most_shown) {
      differences += "\n  " + line;
    }
  };
  const auto here = settings_of(baseline.read), there = settings_of(world.read);
  for (const auto &[key, setting] : here) {
    const auto other = there.find(key);
    if (!may_differ(key) && (other == there.end() || other->second.value != setting.value)) {
      add(other == there.end() ? fmt::format("`{}` is missing in {}", key, world.file)
                               : fmt::format("`{}` is {} ({}) in {} and {} ({}) in {}", key,
                                             setting.value, setting.by, baseline.file,
                                             other->second.value, other->second.by, world.file));
    }
  }
  const auto ours = tables_of(baseline.read), theirs = tables_of(world.read);
  for (const auto &[name, text] : ours) {
    const auto other = theirs.find(name);
    if (other == theirs.end() || other->second != text) {
      add(fmt::format("the reference table {} is another one", name));
    }
  }
  if (count > 0) {
    throw Failure(
        Exit::scenario,
        fmt::format("{} and {} are no pair: they differ beyond policy{}{}\n"
                    "help: worlds that are compared may differ in [policy.*] and `rules` only; "
                    "begin {} with base = \"...\", or use --set for all",
                    baseline.file, world.file, differences,
                    count > most_shown ? fmt::format("\n  and {} more", count - most_shown) : "",
                    world.file));
  }
}

/// Tells programmes of one name apart by their settings.
std::string settings_digest(const ReadScenario &read, const std::string &programme) {
  std::string text;
  for (const Setting &setting : read.text.settings) {
    if (setting.key.starts_with("policy." + programme + ".")) {
      text += setting.key + " = " + setting.value + "\n";
    }
  }
  return analysis::sha256_of_text(text);
}

Json programme_json(const Policy &policy, bool differs, const std::string &settings) {
  return {{"name", policy.name},
          {"instrument",
           std::string(std::visit([](const auto &one) { return one.name; }, policy.instrument))},
          {"payer", PayerWords::words[static_cast<std::size_t>(policy.programme.payer)]},
          {"yearly_budget", policy.programme.yearly_budget},
          {"from", quarter_name(policy.programme.from)},
          {"until", policy.programme.until == never ? "" : quarter_name(policy.programme.until)},
          {"settings_sha256", settings},
          {"new", differs}};
}

} // namespace

double Comparison::shared_share() const {
  const RunParameters &run = shape.run;
  const auto all = static_cast<double>(run.until.index - run.spin_up.index + 1);
  double saved = 0;
  for (std::size_t w = 1; w < worlds.size(); ++w) {
    const Quarter first = std::min(worlds[w].parting.first, run.until + 1);
    saved += static_cast<double>(first.index - run.spin_up.index);
  }
  return saved / (all * static_cast<double>(worlds.size()));
}

Comparison of_replicate(const Comparison &comparison, std::size_t replicate) {
  Comparison own = comparison;
  if (!own.uncertainty.none()) {
    for (CompareWorld &world : own.worlds) {
      own.uncertainty.apply(replicate, world.read.scenario);
    }
  }
  return own;
}

Comparison comparison_of(std::vector<NamedScenario> scenarios, std::size_t replicates) {
  Comparison comparison;
  for (NamedScenario &one : scenarios) {
    comparison.worlds.push_back({std::move(one.file), std::move(one.read), {}, {}});
  }
  const CompareWorld &baseline = comparison.worlds.front();
  std::map<std::string, std::string> names;
  std::vector<const Scenario *> all;
  for (CompareWorld &world : comparison.worlds) {
    const std::string &name = world.read.scenario.name;
    const auto [other, is_new] = names.emplace(name, world.file);
    if (!is_new) {
      throw Failure(Exit::scenario,
                    fmt::format("{} and {} are both named \"{}\"\nhelp: give each its own "
                                "name = \"...\"; reports tell worlds apart by it",
                                other->second, world.file, name));
    }
    require_paired(baseline, world);
    all.push_back(&world.read.scenario);
  }
  comparison.shape = shape_of(all, replicates);
  if (comparison.shape.years == 0) {
    throw Failure(Exit::scenario,
                  fmt::format("{}: no whole year lies between run.from and run.until\nhelp: a "
                              "comparison states years",
                              baseline.file));
  }
  for (CompareWorld &world : comparison.worlds) {
    world.parting = parting_of(baseline.read.scenario, world.read.scenario);
    if (world.parting.first > comparison.shape.run.until) {
      world.parting.first = never;
    }
    for (const std::string &name : world.parting.programmes) {
      const auto &axis = comparison.shape.programmes;
      world.differing.push_back(
          static_cast<std::size_t>(std::find(axis.begin(), axis.end(), name) - axis.begin()));
    }
    comparison.parting = std::min(comparison.parting, world.parting.first);
  }
  comparison.layout = compare_layout(comparison.shape);
  return comparison;
}

std::string compare_settings(const Comparison &comparison) {
  const ComparisonParameters &settings = comparison.scenario(0).parameters.compare;
  Json json;
  walk<ComparisonParameters>([&](const auto &e) {
    using T = typename std::remove_cvref_t<decltype(e)>::type;
    const T &value = settings.*(e.member);
    if constexpr (std::is_enum_v<T>) {
      json[std::string(e.key)] = std::string(WordsOf<T>::words[static_cast<std::size_t>(value)]);
    } else {
      json[std::string(e.key)] = value;
    }
  });
  const int last = comparison.shape.first_year + comparison.shape.years - 1;
  const auto horizon = static_cast<int>(settings.horizon);
  json["horizon"] = horizon < comparison.shape.first_year || horizon > last ? last : horizon;
  return json.dump(1) + "\n";
}

std::string compare_worlds(const Comparison &comparison) {
  Json all = Json::array();
  for (const CompareWorld &world : comparison.worlds) {
    const ScenarioText &text = world.read.text;
    const auto &different = world.parting.programmes;
    Json one{
        {"name", world.read.scenario.name},
        {"title", text.title},
        {"title_zh", text.title_zh},
        {"summary", text.summary},
        {"file", text.main},
        {"first_difference", world.parting.first == never ? "" : quarter_name(world.parting.first)},
        {"differs_in", different},
        {"other_rules", world.parting.rules},
        {"programmes", Json::array()}};
    for (const Policy &policy : world.read.scenario.policies) {
      one["programmes"].push_back(programme_json(
          policy, std::binary_search(different.begin(), different.end(), policy.name),
          settings_digest(world.read, policy.name)));
    }
    all.push_back(std::move(one));
  }
  return all.dump(1) + "\n";
}

std::vector<std::int64_t> target_provinces(const Comparison &comparison) {
  std::vector<std::int64_t> target;
  for (const CompareWorld &world : comparison.worlds) {
    ProvinceSet open;
    const auto &different = world.parting.programmes;
    for (const Scenario *scenario : {&comparison.scenario(0), &world.read.scenario}) {
      for (const Policy &policy : scenario->policies) {
        if (std::binary_search(different.begin(), different.end(), policy.name)) {
          open.bits |= policy.programme.provinces.bits;
        }
      }
    }
    if (world.parting.rules) {
      open = ProvinceSet::all();
    }
    for (int province = 0; province < provinces; ++province) {
      target.push_back(open.has(province) ? 1 : 0);
    }
  }
  return target;
}

} // namespace sme::sim
