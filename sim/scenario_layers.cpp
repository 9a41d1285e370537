#include "sim/scenario_layers.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sme::sim {
namespace {

constexpr std::size_t deepest_base = 8;

/// The path that `base` names, relative to the root; nothing when there is none or it is wrong.
std::optional<std::string> base_of(const Layer &layer, std::optional<Span> &place,
                                   Messages &messages) {
  for (const TomlItem &item : layer.root.entries) {
    if (item.key != "base") {
      continue;
    }
    place = item.value.span;
    if (item.value.kind != TomlNode::Kind::text) {
      messages.add(fmt::format("`base` is {}; a path in quotes is wanted", kind_name(item.value)),
                   place, "base = \"baseline.toml\", relative to this file");
      return std::nullopt;
    }
    std::string reason;
    auto path = path_from(layer.path, item.value.text, reason);
    if (!path) {
      messages.add(
          fmt::format("`base = {}` {}", item.value.written, reason), place,
          "bases lie in the folder of the scenario or below it, or beside the folders reference/ "
          "and rules/ one level up; their paths are relative "
          "to the file that names them");
    }
    return path;
  }
  return std::nullopt;
}

/// Whether a text of --set can be nothing but a TOML value; other texts are words without quotes.
bool looks_like_toml(std::string_view value) {
  return !value.empty() && (value.front() == '"' || value.front() == '\'' || value.front() == '[' ||
                            value.front() == '{');
}

/// The same with `=.5` as `=0.5`: on a command line a number may begin with its point.
std::string with_leading_zero(std::string given) {
  const std::size_t point = given.find('=') + 1; // 0 without one
  if (point > 0 && point + 1 < given.size() && given[point] == '.' && given[point + 1] >= '0' &&
      given[point + 1] <= '9') {
    given.insert(point, 1, '0');
  }
  return given;
}

/// The `key=value` of --set as tables; they make up the lines of a text called "--set".
class Overrides {
public:
  explicit Overrides(Messages &messages) : messages_(messages) {}
  std::optional<TomlNode> add(const std::string &argument);

private:
  std::optional<TomlNode> parse(const std::string &line, Messages &messages) const {
    return parse_toml(std::string(number_ - 1, '\n') + line, "--set", messages);
  }
  void keep(const std::string &line) {
    lines_ += line + "\n";
    messages_.remember("--set", lines_);
  }
  Messages &messages_;
  std::size_t number_ = 0;
  std::string lines_;
};

std::optional<TomlNode> Overrides::add(const std::string &argument) {
  ++number_;
  const std::string given = with_leading_zero(argument);
  const std::size_t equals = given.find('=');
  const std::string_view key = std::string_view(given).substr(0, equals);
  const bool plain = equals != std::string::npos && !key.empty() &&
                     given.find_first_of("\n\r") == std::string::npos &&
                     std::all_of(key.begin(), key.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
                     });
  if (!plain) {
    keep("");
    messages_.add(fmt::format("`--set {}` is not key=value on one line", given), std::nullopt,
                  "for example --set market.replicator_speed=0.5");
    return std::nullopt;
  }
  Messages as_given;
  auto node = parse(given, as_given);
  if (!node && !looks_like_toml(std::string_view(given).substr(equals + 1))) {
    // a word without quotes: the shell may have taken them away
    const std::string quoted = fmt::format("{}='{}'", key, given.substr(equals + 1));
    Messages as_word;
    node = parse(quoted, as_word);
    if (node) {
      keep(quoted);
      return node;
    }
  }
  keep(given);
  for (const Message &message : as_given.all()) {
    messages_.add(message);
  }
  return node;
}

} // namespace

std::optional<std::string> fetch(const Files &files, const std::string &path,
                                 std::optional<Span> asked_at, ScenarioText &text,
                                 Messages &messages) {
  FileAnswer answer = files.read(path);
  if (!answer.text) {
    messages.add(fmt::format("{} {}", files.shown(path), answer.refusal), std::move(asked_at),
                 std::move(answer.help));
    return std::nullopt;
  }
  const bool known = std::any_of(text.files.begin(), text.files.end(),
                                 [&](const FileText &f) { return f.path == path; });
  if (!known) {
    text.files.push_back({path, *answer.text});
  }
  messages.remember(files.shown(path), *answer.text);
  return std::move(answer.text);
}

std::vector<Layer> load_layers(const Files &files, const std::string &main,
                               std::span<const std::string> overrides, ScenarioText &text,
                               Messages &messages) {
  std::vector<Layer> layers;
  std::vector<std::string> paths, identities;
  std::optional<std::string> next = main;
  std::optional<Span> place;
  while (next) {
    const std::string identity = files.identity(*next);
    const auto met = std::find(identities.begin(), identities.end(), identity);
    if (met != identities.end()) {
      paths.push_back(*next);
      const auto from = paths.begin() + (met - identities.begin());
      messages.add(fmt::format("files are based on one another in a circle: {}",
                               fmt::join(from, paths.end(), " -> ")),
                   place, "remove one `base`");
      break;
    }
    if (paths.size() > deepest_base) {
      messages.add(fmt::format("more than {} files are based on one another: {} -> {}",
                               deepest_base, fmt::join(paths, " -> "), *next),
                   place, "merge some of them");
      break;
    }
    paths.push_back(*next);
    identities.push_back(identity);
    const auto content = fetch(files, *next, place, text, messages);
    auto root = content ? parse_toml(*content, files.shown(*next), messages) : std::nullopt;
    if (!root) {
      break;
    }
    layers.push_back({*next, false, std::move(*root)});
    next = base_of(layers.back(), place, messages);
  }
  std::reverse(layers.begin(), layers.end());
  Overrides set(messages);
  for (const std::string &given : overrides) {
    if (auto root = set.add(given)) {
      layers.push_back({main, true, std::move(*root)});
    }
  }
  return layers;
}

} // namespace sme::sim
