#include "sim/provenance.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/collaboration.hpp"
#include "models/firms.hpp"
#include "sim/fingerprint.hpp"

namespace sme::sim {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char *manifest_path = "provenance/manifest";

std::string text_path(std::size_t number) { return fmt::format("provenance/file_{:03}", number); }

} // namespace

nlohmann::ordered_json compiler_words() {
  Json words;
#ifdef __clang__
  words["id"] = "Clang";
#else
  words["id"] = "GNU";
#endif
  words["version"] = __VERSION__;
#ifdef SME_COMPILER_FLAGS
  words["flags"] = SME_COMPILER_FLAGS;
#else
  std::string flags; // as far as the compiler tells its own program
#ifdef __OPTIMIZE__
  flags += "optimised";
#else
  flags += "not-optimised";
#endif
#ifdef __FAST_MATH__
  flags += " fast-math";
#endif
#ifdef __FMA__
  flags += " fma";
#endif
#ifdef __AVX2__
  flags += " avx2";
#endif
#ifdef NDEBUG
  flags += " ndebug";
#endif
#ifdef __SANITIZE_ADDRESS__
  flags += " address-sanitizer";
#endif
  words["flags"] = flags;
#endif
  return words;
}

namespace {

std::string settings_text(const ScenarioText &text) {
  std::string page = "key\tvalue\tset by\n";
  for (const Setting &setting : text.settings) {
    page += fmt::format("{}\t{}\t{}\n", setting.key, setting.value, setting.by);
  }
  return page;
}

[[noreturn]] void without(const std::string &what) {
  throw analysis::ResultError(analysis::ResultError::missing,
                              "the result holds no " + what + "; it cannot be repeated");
}

/// What the root attribute `id` is the SHA-256 of; without an order, the result is of a run.
std::string identified_by(const analysis::ResultReader &result) {
  const auto &texts = result.texts();
  for (const char *order : {"calibration/order", "sensitivity/order", "provenance/order"}) {
    if (std::find(texts.begin(), texts.end(), order) == texts.end()) {
      continue;
    }
    std::string text = result.text(order);
    if (std::string_view(order) == "provenance/order") {
      for (const analysis::Axis &axis : result.axes()) {
        text += axis.name == "replicate" ? std::to_string(axis.size()) : "";
      }
    }
    return text;
  }
  return result.text(manifest_path) + result.text("provenance/resolved");
}

} // namespace

std::string program_version() { return SME_VERSION; }

std::string manifest_of(const ReadScenario &read) {
  const RunParameters &run = read.scenario.parameters.run;
  Json manifest;
  manifest["program"] = "sme";
  manifest["program_version"] = program_version();
  manifest["schema_version"] = analysis::result_schema_version;
  manifest["chance_version"] = chance_version;
  manifest["scenario"] = read.scenario.name;
  manifest["seed"] = run.seed;
  manifest["replicates"] = run.replicates;
  manifest["scale"] = run.scale;
  manifest["main"] = read.text.main;
  manifest["overrides"] = read.text.overrides;
  manifest["files"] = Json::array();
  for (std::size_t i = 0; i < read.text.files.size(); ++i) {
    manifest["files"].push_back({{"path", read.text.files[i].path},
                                 {"stored", text_path(i)},
                                 {"sha256", analysis::sha256_of_text(read.text.files[i].text)}});
  }
  manifest["resolved_sha256"] = analysis::sha256_of_text(read.text.resolved);
  manifest["compiler"] = compiler_words();
  manifest["platform"] = fingerprint().text();
  return manifest.dump(2) + "\n";
}

void note_origin(analysis::ResultWriter &result, const std::string &title,
                 const std::string &summary) {
  const auto note = [&](const char *name, const std::string &value) {
    result.add_attribute("", name, value);
  };
  note("title", title);
  note("summary", summary);
  note("source", "sme " + program_version() + ", an agent-based model of China's SME ladder");
  note("institution", "The sme developers");
  note("license", "Apache-2.0");
  note("references", "models/ODD.md, scenarios/reference/SOURCES.md");
}

void note_chance(analysis::ResultWriter &result, const RunParameters &run) {
  result.add_attribute("", "sme_seed", run.seed);
  result.add_attribute("", "sme_scale", run.scale);
  result.add_attribute("", "sme_chance_version", std::string(chance_version));
  result.add_attribute("", "sme_platform", fingerprint().text());
}

void write_provenance(analysis::ResultWriter &result, const ReadScenario &read) {
  const ScenarioText &text = read.text;
  const std::string manifest = manifest_of(read);
  const auto note = [&](const char *name, const analysis::Attribute &value) {
    result.add_attribute("", name, value);
  };
  note_origin(result, text.title.empty() ? read.scenario.name : text.title,
              text.summary.empty()
                  ? std::string("Small and medium-sized enterprises on the ladder of "
                                "high-quality SMEs in China, simulated firm by firm.")
                  : text.summary);
  note("id", "sha256:" + analysis::sha256_of_text(manifest + text.resolved));
  note("product_version", program_version());
  note_chance(result, read.scenario.parameters.run);
  for (std::size_t i = 0; i < text.files.size(); ++i) {
    result.add_text(text_path(i), text.files[i].text);
    result.add_attribute(text_path(i), "sme_path", text.files[i].path);
  }
  result.add_text("provenance/resolved", text.resolved);
  result.add_text("provenance/settings", settings_text(text));
  result.add_text(manifest_path, manifest);
}

void require_true_texts(const analysis::ResultReader &result) {
  const std::string expected = "sha256:" + analysis::sha256_of_text(identified_by(result));
  for (const analysis::NamedAttribute &one : result.attributes()) {
    if (one.name == "id" && one.value == analysis::Attribute(expected)) {
      return;
    }
  }
  throw analysis::ResultError(analysis::ResultError::corrupt,
                              "the texts in the result are not those it was computed from (its "
                              "attribute `id` says so); restore the file, or run again");
}

ScenarioText texts_in(const analysis::ResultReader &result) {
  const Json manifest = Json::parse(result.text(manifest_path), nullptr, false);
  if (manifest.is_discarded() || !manifest.contains("files") || !manifest.contains("main") ||
      !manifest.contains("overrides")) {
    without("complete manifest");
  }
  ScenarioText text;
  try {
    text.main = manifest["main"].get<std::string>();
    text.overrides = manifest["overrides"].get<std::vector<std::string>>();
    for (const auto &file : manifest["files"]) {
      const auto stored = file.at("stored").get<std::string>();
      text.files.push_back({file.at("path").get<std::string>(), result.text(stored)});
      if (analysis::sha256_of_text(text.files.back().text) !=
          file.at("sha256").get<std::string>()) {
        throw analysis::ResultError(analysis::ResultError::corrupt,
                                    "text " + stored + " is damaged; restore the file");
      }
    }
  } catch (const Json::exception &) {
    without("readable manifest");
  }
  return text;
}

} // namespace sme::sim
