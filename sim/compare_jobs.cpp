#include "sim/compare_jobs.hpp"

#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "models/chance.hpp"
#include "sim/failure.hpp"
#include "sim/files.hpp"
#include "sim/fingerprint.hpp"
#include "sim/number_jobs.hpp"
#include "sim/provenance.hpp"

namespace sme::sim {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// Names and axes of what jobs leave: jobs of an older layout are not taken for new ones.
std::string layout_digest(const std::vector<NamedScenario> &scenarios) {
  std::string names;
  const Layout layout = compare_layout(shape_of({&scenarios.front().read.scenario}, 1));
  for (const auto &cube : layout.cubes) {
    names += fmt::format("{} {}\n", cube.name, fmt::join(cube.axes, ","));
  }
  for (const auto &column : layout.tables.front().columns) {
    names += column.name + "\n";
  }
  return analysis::sha256_of_text(names);
}

[[noreturn]] void fail(const fs::path &path, const std::string &why) {
  throw Failure(Exit::io, fmt::format("{}: {}", path.string(), why));
}

} // namespace

std::string order_text(const std::vector<NamedScenario> &scenarios,
                       const Uncertainty &uncertainty) {
  Json order;
  order["program_version"] = program_version();
  order["chance_version"] = chance_version;
  order["platform"] = fingerprint().text();
  order["layout"] = layout_digest(scenarios);
  for (const NamedScenario &one : scenarios) {
    Json world{{"file", one.file},
               {"main", one.read.text.main},
               {"overrides", one.read.text.overrides},
               {"files", Json::array()}};
    for (const FileText &file : one.read.text.files) {
      world["files"].push_back({{"path", file.path}, {"text", file.text}});
    }
    order["worlds"].push_back(std::move(world));
  }
  if (!uncertainty.none()) {
    order["uncertainty"] = uncertainty_text(uncertainty);
  }
  return order.dump(1);
}

std::vector<NamedScenario> scenarios_from(const std::string &text) {
  std::vector<NamedScenario> scenarios;
  Messages messages;
  try {
    const Json order = Json::parse(text);
    for (const Json &world : order.at("worlds")) {
      ScenarioText texts;
      texts.main = world.at("main").get<std::string>();
      texts.overrides = world.at("overrides").get<std::vector<std::string>>();
      for (const Json &file : world.at("files")) {
        texts.files.push_back(
            {file.at("path").get<std::string>(), file.at("text").get<std::string>()});
      }
      auto read = read_scenario_again(texts, messages);
      if (!read) {
        throw Failure(Exit::corrupt,
                      "the stored scenario is none for this program\n\n" + messages.render_all());
      }
      scenarios.push_back({world.at("file").get<std::string>(), std::move(*read)});
    }
  } catch (const Json::exception &error) {
    throw Failure(Exit::corrupt, std::string("the stored order cannot be read: ") + error.what());
  }
  return scenarios;
}

Uncertainty uncertainty_from(const std::string &text) {
  try {
    const Json order = Json::parse(text);
    return order.contains("uncertainty")
               ? uncertainty_of(order.at("uncertainty").get<std::string>())
               : Uncertainty{};
  } catch (const Json::exception &error) {
    throw Failure(Exit::corrupt, std::string("the stored order cannot be read: ") + error.what());
  }
}

JobFolder::JobFolder(const fs::path &output) : output_(output), path_(output) { path_ += ".jobs"; }

void JobFolder::open(const std::string &order, const Replicates &replicates) {
  digest_ = analysis::sha256_of_text(order);
  if (const auto other = left(); other && other->order != order) {
    fail(path_, "holds jobs of another comparison, or of another program or processor; finish it "
                "with `sme resume`, remove the folder, or choose another name for the result");
  }
  if (const auto study = left_order(output_)) {
    fail(path_, "holds jobs of a " + study->kind +
                    "; finish it with `sme resume`, remove the folder, or choose another name for "
                    "the result");
  }
  std::error_code error;
  fs::create_directories(path_, error);
  fs::path part = path_ / fmt::format("{}.part-{}", order_file, getpid());
  const Json all{{"replicates", replicates.count},
                 {"by_precision", replicates.by_precision},
                 {"order", order}};
  std::ofstream out(part, std::ios::binary);
  out << all.dump(1);
  out.close();
  if (!out.fail()) {
    fs::rename(part, path_ / order_file, error);
  }
  if (out.fail() || error) {
    fail(path_, "cannot be written");
  }
}

std::optional<JobFolder::Left> JobFolder::left() const {
  const std::string text = content_of(path_ / order_file);
  const Json all = Json::parse(text, nullptr, false);
  if (text.empty() || !all.is_object() || !all.contains("order") || !all.contains("replicates")) {
    return std::nullopt;
  }
  return Left{all.at("order").get<std::string>(),
              {all.at("replicates").get<std::size_t>(), all.at("by_precision").get<bool>()}};
}

fs::path JobFolder::file(std::size_t world, std::size_t replicate) const {
  return path_ / fmt::format("r{:05}_w{:03}.job", replicate, world);
}

std::string JobFolder::key(std::size_t world, std::size_t replicate) const {
  return fmt::format("{} {} {}", digest_, world, replicate);
}

std::optional<Slices> JobFolder::read(std::size_t world, std::size_t replicate) const {
  return read_slices(file(world, replicate), key(world, replicate));
}

void JobFolder::write(std::size_t world, std::size_t replicate, const Slices &slices) const {
  write_slices(file(world, replicate), key(world, replicate), slices);
}

void JobFolder::remove() const noexcept {
  std::error_code error;
  fs::remove_all(path_, error);
}

} // namespace sme::sim
