#include "sim/scenario_file.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/reference_files.hpp"
#include "sim/rules_file.hpp"
#include "sim/scenario_layers.hpp"
#include "sim/scenario_policies.hpp"
#include "sim/scenario_values.hpp"

namespace sme::sim {
namespace {

constexpr std::size_t longest_text = 4000;

/// A path of a file below the root, and the place that names it.
struct Named {
  std::string path;
  Span place;
};

/// Applies layers one after the other; later values win.
class ScenarioReader {
public:
  ScenarioReader(const Files &files, Bases bases, ScenarioText &text, Messages &messages)
      : files_(files), bases_(bases), text_(text), messages_(messages), policies_(bases, messages) {
  }
  void apply(const Layer &layer);
  std::optional<Scenario> finish();

private:
  void top(const Layer &layer, const TomlItem &item);
  void section(const Layer &layer, const TomlItem &item);
  std::optional<Named> path(const Layer &layer, std::string_view key, const TomlNode &node);
  void unknown_top(const TomlItem &item);
  void check_dates();
  void resolve();

  const Files &files_;
  Bases bases_;
  ScenarioText &text_;
  Messages &messages_;
  Scenario scenario_;
  PolicyReader policies_;
  std::map<std::string, std::string> words_;
  bool name_given_ = false; ///< if wrongly
  std::vector<Named> rules_;
  std::optional<Named> reference_;
  SetBy set_by_;
};

std::vector<std::string_view> section_names() {
  std::vector<std::string_view> names;
  const Parameters parameters;
  sections(parameters, [&](std::string_view name, const auto &) { names.push_back(name); });
  return names;
}

/// "[credit]" when a key is one of another section; empty otherwise.
std::string section_having(std::string_view key) {
  std::string found;
  const Parameters parameters;
  sections(parameters, [&]<class Owner>(std::string_view name, const Owner &) {
    const auto keys = keys_of<Owner>();
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) {
      found = fmt::format("[{}]", name);
    }
  });
  return found;
}

void ScenarioReader::apply(const Layer &layer) {
  const auto &entries = layer.root.entries;
  if (!layer.from_set && std::any_of(entries.begin(), entries.end(),
                                     [](const TomlItem &item) { return item.key == "name"; })) {
    words_.clear(); // what a base is called does not pass to a file with a name of its own
  }
  for (const TomlItem &item : entries) {
    top(layer, item);
  }
}

std::optional<Named> ScenarioReader::path(const Layer &layer, std::string_view key,
                                          const TomlNode &node) {
  if (node.kind != TomlNode::Kind::text) {
    messages_.add(fmt::format("`{}` has {}; a path in quotes is wanted", key, kind_name(node)),
                  node.span, "paths are relative to the file that names them");
    return std::nullopt;
  }
  std::string reason;
  const auto found = path_from(layer.path, node.text, reason);
  if (!found) {
    messages_.add(fmt::format("`{}`: the path {} {}", key, node.written, reason), node.span,
                  "files lie in the folder of the scenario or below it; their paths are relative "
                  "to the file that names them");
    return std::nullopt;
  }
  return Named{*found, node.span};
}

void ScenarioReader::top(const Layer &layer, const TomlItem &item) {
  const TomlNode &value = item.value;
  const std::string &key = item.key;
  if (key == "name" || key == "title" || key == "title_zh" || key == "summary") {
    name_given_ = name_given_ || key == "name";
    const bool control = std::any_of(value.text.begin(), value.text.end(), [&](char c) {
      return static_cast<unsigned char>(c) < 0x20 && (key != "summary" || c != '\n');
    });
    if (value.kind != TomlNode::Kind::text) {
      messages_.add(fmt::format("`{} = {}` is {}; text in quotes is wanted", key, value.written,
                                kind_name(value)),
                    value.span, fmt::format("{} = \"...\"", key));
    } else if (control || value.text.size() > longest_text ||
               (key == "name" && value.text.empty())) {
      messages_.add(fmt::format("`{}` {}", key,
                                control              ? "contains a control character"
                                : value.text.empty() ? "is empty"
                                                     : "is longer than 4000 bytes"),
                    value.span, "it is shown in reports");
    } else {
      words_[key] = value.text;
      set_by_.put(key, item.value.span, layer);
    }
  } else if (key == "base") {
    if (layer.from_set) {
      messages_.add("`base` cannot be given by --set", item.key_span, "name the file instead");
    }
  } else if (key == "reference") {
    if (auto named = path(layer, key, value)) {
      reference_ = std::move(*named);
      set_by_.put(key, value.span, layer);
    }
  } else if (key == "rules") {
    if (value.kind != TomlNode::Kind::array) {
      messages_.add(fmt::format("`rules` is {}; a list of paths is wanted", kind_name(value)),
                    value.span, "rules = [\"rules/R2022.toml\", \"rules/R2026.toml\"]");
      return;
    }
    rules_.clear();
    for (const TomlNode &one : value.items) {
      if (auto named = path(layer, key, one)) {
        rules_.push_back(std::move(*named));
      }
    }
    set_by_.put(key, value.span, layer);
  } else if (key == "policy") {
    policies_.take(layer, item);
  } else {
    section(layer, item);
  }
}

void ScenarioReader::unknown_top(const TomlItem &item) {
  std::vector<std::string_view> known{"name", "title", "title_zh",  "summary",
                                      "base", "rules", "reference", "policy"};
  const auto names = section_names();
  known.insert(known.end(), names.begin(), names.end());
  const bool table = item.value.kind == TomlNode::Kind::table;
  const std::string home = section_having(item.key);
  const std::string near = nearest(item.key, known);
  messages_.add(fmt::format("unknown {} `{}`", table ? "table" : "key", item.key), item.key_span,
                !table && !home.empty() ? fmt::format("`{}` is a key of {}", item.key, home)
                : !near.empty()         ? fmt::format("did you mean `{}`?", near)
                                        : fmt::format("a scenario has {}", list(known)));
}

void ScenarioReader::section(const Layer &layer, const TomlItem &item) {
  bool known = false;
  sections(scenario_.parameters, [&]<class Owner>(std::string_view name, Owner &owner) {
    if (name != item.key) {
      return;
    }
    known = true;
    if (item.value.kind != TomlNode::Kind::table) {
      messages_.add(fmt::format("`{}` is {}; it is a table", name, kind_name(item.value)),
                    item.key_span, fmt::format("write [{}] and its keys below", name));
      return;
    }
    for (const TomlItem &given : item.value.entries) {
      bool found = false;
      walk<Owner>([&](const auto &e) {
        if (e.key == given.key) {
          found = true;
          const Asked asked = asked_by(e, Owner{}, fmt::format("{}.{}", name, e.key));
          if (read_entry(given.value, e, asked, owner, messages_)) {
            set_by_.put(asked.path, given.value.span, layer);
          }
        }
      });
      if (!found) {
        const auto keys = keys_of<Owner>();
        const std::string home = section_having(given.key);
        const std::string near = nearest(given.key, keys);
        messages_.add(fmt::format("unknown key `{}.{}`", name, given.key), given.key_span,
                      !home.empty()   ? fmt::format("`{}` is a key of {}", given.key, home)
                      : !near.empty() ? fmt::format("did you mean `{}`?", near)
                                      : fmt::format("keys of [{}]: {}", name, list(keys)));
      }
    }
  });
  if (!known) {
    unknown_top(item);
  }
}

void ScenarioReader::check_dates() {
  const RunParameters &run = scenario_.parameters.run;
  const auto place = [&](const char *first, const char *second) {
    const auto at = set_by_.place(first);
    return at ? at : set_by_.place(second);
  };
  if (run.from < run.spin_up) {
    messages_.add(fmt::format("`run.from = {}` is before `run.spin_up = {}`", in_toml(run.from),
                              in_toml(run.spin_up)),
                  place("run.from", "run.spin_up"),
                  "the population is founded in run.spin_up and recorded from run.from on");
  }
  if (run.until < run.from) {
    messages_.add(fmt::format("`run.until = {}` is before `run.from = {}`", in_toml(run.until),
                              in_toml(run.from)),
                  place("run.until", "run.from"), "run.until is the last quarter");
  }
}

/// Writes every value with who set it.
void ScenarioReader::resolve() {
  std::string &out = text_.resolved;
  const auto line = [&](const std::string &path, std::string_view key, const std::string &value) {
    const std::string by = set_by_.by(path);
    text_.settings.push_back({path, value, by});
    out += fmt::format("{} = {} # {}\n", key, value, by);
  };
  for (const char *key : {"name", "title", "title_zh", "summary"}) {
    if (words_.count(key) != 0) {
      line(key, key, in_toml(words_[key]));
    }
  }
  if (!rules_.empty()) {
    std::vector<std::string> paths;
    for (const Named &named : rules_) {
      paths.push_back(in_toml(named.path));
    }
    line("rules", "rules", fmt::format("[{}]", fmt::join(paths, ", ")));
  }
  if (reference_) {
    line("reference", "reference", in_toml(reference_->path));
  }
  const auto table = [&]<class Owner>(const std::string &path, const Owner &owner) {
    walk<Owner>([&](const auto &e) {
      line(fmt::format("{}.{}", path, e.key), e.key, in_toml(owner.*(e.member)));
    });
  };
  sections(scenario_.parameters, [&](std::string_view name, const auto &owner) {
    out += fmt::format("\n[{}]\n", name);
    table(std::string(name), owner);
  });
  for (const Policy &policy : scenario_.policies) {
    const std::string path = "policy." + policy.name;
    out += fmt::format("\n[{}]\n", path);
    std::visit(
        [&](const auto &instrument) {
          line(path + ".instrument", "instrument", in_toml(std::string(instrument.name)));
          table(path, policy.programme);
          table(path, instrument);
        },
        policy.instrument);
  }
}

std::optional<Scenario> ScenarioReader::finish() {
  if (bases_ == Bases::complete) {
    check_dates();
  }
  scenario_.policies = policies_.finish(set_by_);
  if (!name_given_ && bases_ == Bases::complete) {
    messages_.add("the scenario has no `name`", Span{files_.shown(text_.main), 1, 1, 1},
                  "name = \"baseline\" at the top; reports and results show it");
  }
  for (const Named &named : rules_) {
    const auto content = fetch(files_, named.path, named.place, text_, messages_);
    if (content) {
      if (auto rules = read_rules_file(*content, files_.shown(named.path), messages_)) {
        scenario_.rules.push_back(std::move(*rules));
      }
    }
  }
  std::stable_sort(scenario_.rules.begin(), scenario_.rules.end(),
                   [](const RuleSet &a, const RuleSet &b) { return a.from < b.from; });
  if (reference_) {
    if (auto reference =
            read_reference(files_, reference_->path, reference_->place, text_, messages_)) {
      scenario_.reference = std::move(*reference);
    }
  }
  if (!messages_.empty()) {
    return std::nullopt;
  }
  scenario_.name = words_["name"];
  text_.title = words_["title"];
  text_.title_zh = words_["title_zh"];
  text_.summary = words_["summary"];
  for (const char *key : {"title", "title_zh", "summary"}) {
    if (words_[key].empty()) {
      words_.erase(key);
    }
  }
  resolve();
  return std::move(scenario_);
}

} // namespace

std::optional<ReadScenario> read_scenario_with_text(const Files &files, const std::string &main,
                                                    std::span<const std::string> overrides,
                                                    Messages &messages) {
  const std::size_t before = messages.count();
  ScenarioText text;
  text.main = main;
  text.overrides.assign(overrides.begin(), overrides.end());
  const std::vector<Layer> layers = load_layers(files, main, overrides, text, messages);
  if (std::all_of(layers.begin(), layers.end(), [](const Layer &l) { return l.from_set; })) {
    return std::nullopt; // the outermost file itself cannot be read
  }
  const Bases bases = messages.count() == before ? Bases::complete : Bases::incomplete;
  ScenarioReader reader(files, bases, text, messages);
  for (const Layer &layer : layers) {
    reader.apply(layer);
  }
  auto scenario = reader.finish();
  if (!scenario || messages.count() != before) {
    return std::nullopt;
  }
  return ReadScenario{std::move(*scenario), std::move(text)};
}

std::filesystem::path root_of(const std::filesystem::path &scenario) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path folder = scenario.parent_path();
  const auto has_data = [&](const fs::path &at) {
    return fs::is_directory(at / "reference", error) && fs::is_directory(at / "rules", error);
  };
  if (has_data(folder.empty() ? fs::path(".") : folder)) {
    return folder;
  }
  const fs::path full = fs::weakly_canonical(folder.empty() ? fs::path(".") : folder, error);
  const fs::path above = full.parent_path();
  return !error && has_data(above) ? above : folder;
}

std::optional<ReadScenario> read_scenario_with_text(const std::filesystem::path &path,
                                                    std::span<const std::string> overrides,
                                                    Messages &messages) {
  const std::filesystem::path root = root_of(path);
  const auto whole = root.is_absolute() ? std::filesystem::weakly_canonical(path) : path;
  const auto main = root.empty() ? path : whole.lexically_relative(root);
  return read_scenario_with_text(DiskFiles(root), main.generic_string(), overrides, messages);
}

std::optional<Scenario> read_scenario(const std::filesystem::path &path,
                                      std::span<const std::string> overrides, Messages &messages) {
  auto read = read_scenario_with_text(path, overrides, messages);
  return read ? std::optional(std::move(read->scenario)) : std::nullopt;
}

std::optional<ReadScenario> read_scenario_again(const ScenarioText &text, Messages &messages) {
  std::map<std::string, std::string> texts;
  for (const FileText &file : text.files) {
    texts.emplace(file.path, file.text);
  }
  return read_scenario_with_text(MemoryFiles(std::move(texts)), text.main, text.overrides,
                                 messages);
}

} // namespace sme::sim
