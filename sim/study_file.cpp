#include "sim/study_file.hpp"

#include <array>
#include <fstream>
#include <sstream>

#include "sim/failure.hpp"
#include "sim/scenario_file.hpp"

namespace sme::sim {

namespace fs = std::filesystem;

StudyFile open_study(const fs::path &file, std::span<const std::string> overrides,
                     std::string_view table, Messages &messages) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in || !fs::is_regular_file(file)) {
    throw Failure(Exit::io, fmt::format("{}: no such file, or it cannot be read", file.string()));
  }
  StudyFile study;
  study.text = content.str();
  const fs::path root = root_of(file);
  const fs::path whole = root.is_absolute() ? fs::weakly_canonical(file) : file;
  study.path = (root.empty() ? file : whole.lexically_relative(root)).generic_string();
  const std::string prefix = std::string(table) + ".";
  for (const std::string &one : overrides) {
    (one.starts_with(prefix) ? study.overrides : study.others).push_back(one);
    for (const std::string_view key : {"scale", "until", "replicates"}) {
      if (one.starts_with(fmt::format("run.{}=", key))) {
        messages.add(fmt::format("`run.{}` is set by the study", key), std::nullopt,
                     fmt::format("--set {}.{}=...", table, key));
      }
    }
  }
  return study;
}

std::optional<std::string> path_in(const TomlNode &root, std::string_view key,
                                   const std::string &file, std::string &reason) {
  for (const TomlItem &item : root.entries) {
    if (item.key == key && item.value.kind == TomlNode::Kind::text) {
      return path_from(file, item.value.text, reason);
    }
  }
  return std::nullopt;
}

void check_path(const Section &section, std::string_view key, const std::string &file,
                std::string_view example) {
  section.need(key);
  const TomlNode *node = section.of_kind(key, TomlNode::Kind::text, "a path in quotes");
  std::string reason;
  if (node != nullptr && !path_from(file, node->text, reason)) {
    section.messages().add(
        fmt::format("`{}`: the path {} {}", key, node->written, reason), node->span,
        fmt::format("paths are relative to the study file, such as {}", example));
  }
}

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

std::optional<analysis::Bounds> read_bounds(const TomlItem &item, const std::string &path,
                                            const Knob &knob, Messages &messages) {
  if (item.value.kind != TomlNode::Kind::table) {
    messages.add(fmt::format("`{}` is {}; a table is wanted", path, kind_name(item.value)),
                 item.value.span, fmt::format("[{}] with low, high and scale", path));
    return std::nullopt;
  }
  const Section section(item.value, path, messages);
  section.only({"low", "high", "scale"});
  section.need("low");
  section.need("high");
  static constexpr std::array<std::string_view, 2> scales{"linear", "log"};
  analysis::Bounds bounds;
  bounds.scale = static_cast<analysis::Scale>(section.word("scale", 0, scales));
  const auto bound = [&](std::string_view key) -> std::optional<double> {
    const TomlNode *node = section.find(key);
    if (node == nullptr) {
      return std::nullopt;
    }
    const Asked asked{section.at(key),     knob.unit,         knob.meaning,
                      in_toml(knob.value), in_toml(knob.low), in_toml(knob.high)};
    return read_number(*node, asked, knob.low, knob.high, messages);
  };
  const auto low = bound("low"), high = bound("high");
  if (!low || !high) {
    return std::nullopt;
  }
  bounds.low = *low;
  bounds.high = *high;
  if (!(*low < *high)) {
    messages.add(fmt::format("{} = {} is not below {} = {}", section.at("low"), *low,
                             section.at("high"), *high),
                 section.find("low")->span, "low < high");
    return std::nullopt;
  }
  if (bounds.scale == analysis::Scale::logarithmic && !(*low > 0)) {
    messages.add(fmt::format("{} = {} is not above zero", section.at("low"), *low),
                 section.find("low")->span, "on a logarithmic scale both bounds are above zero");
    return std::nullopt;
  }
  return bounds;
}

} // namespace sme::sim
