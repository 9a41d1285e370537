#include "sim/compare_file.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/statements.hpp"
#include "models/chance.hpp"
#include "sim/compare_replicate.hpp"
#include "sim/failure.hpp"
#include "sim/fingerprint.hpp"
#include "sim/provenance.hpp"
#include "sim/row_places.hpp"
#include "sim/year_book.hpp"

namespace sme::sim {

namespace {

using analysis::Quantity;
using Json = nlohmann::ordered_json;
constexpr const char *panel_prefix = "panel/", *firm_column = "panel/firm";

[[noreturn]] void lost(std::size_t world, std::size_t replicate) {
  throw std::logic_error(fmt::format("job {} of replicate {} is gone", world, replicate));
}

/// The command that computes the same result: no path of this machine, no number of threads.
std::string canonical_command(const Comparison &comparison, const Replicates &replicates) {
  std::string command = "sme compare";
  for (const CompareWorld &world : comparison.worlds) {
    command += " " + world.read.text.main;
  }
  command += " -o comparison.h5 --replicates " +
             (replicates.by_precision ? "auto" : std::to_string(comparison.shape.replicates));
  if (const Uncertainty &unsure = comparison.uncertainty; !unsure.none()) {
    command += " --uncertainty calibration.h5";
    command += unsure.per_draw > 1 ? fmt::format(" --per-draw {}", unsure.per_draw) : "";
  }
  for (const std::string &one : comparison.worlds.front().read.text.overrides) {
    command += fmt::format(" --set '{}'", one);
  }
  return command;
}

void write_texts(analysis::ResultWriter &result, const Comparison &comparison,
                 const CompareNotes &notes) {
  const auto note = [&](const char *name, const analysis::Attribute &value) {
    result.add_attribute("", name, value);
  };
  const CompareWorld &baseline = comparison.worlds.front();
  const std::string settings = compare_settings(comparison);
  std::string title =
      "Comparison with " +
      (baseline.read.text.title.empty() ? baseline.read.scenario.name : baseline.read.text.title);
  note_origin(result, title,
              fmt::format("{} worlds, {} with the same chance {}in each world",
                          comparison.worlds.size(),
                          comparison.shape.replicates == 1
                              ? "1 replicate"
                              : fmt::format("{} replicates", comparison.shape.replicates),
                          comparison.uncertainty.none() ? "" : "and drawn parameters "));
  note("product_version", program_version());
  note("sme_kind", std::string("comparison"));
  note_chance(result, comparison.shape.run);
  note("sme_compare_sha256", analysis::sha256_of_text(settings));
  note("sme_parting",
       comparison.parting == never ? std::string("") : quarter_name(comparison.parting));
  note("sme_shared_share", comparison.shared_share());
  note("id", "sha256:" + analysis::sha256_of_text(notes.order +
                                                  std::to_string(comparison.shape.replicates)));
  result.add_text("compare/settings", settings);
  result.add_text("compare/worlds", compare_worlds(comparison));
  result.add_text("compare/words", compare_words());
  result.add_text("compare/command", canonical_command(comparison, notes.replicates));
  for (std::size_t w = 0; w < comparison.worlds.size(); ++w) {
    const ScenarioText &text = comparison.worlds[w].read.text;
    const std::string folder = fmt::format("provenance/world_{:03}/", w);
    result.add_text(folder + "resolved", text.resolved);
    std::string page = "key\tvalue\tset by\n";
    for (const Setting &setting : text.settings) {
      page += fmt::format("{}\t{}\t{}\n", setting.key, setting.value, setting.by);
    }
    result.add_text(folder + "settings", page);
  }
  result.add_text("provenance/order", notes.order);
  Json manifest{{"program", "sme"},
                {"program_version", program_version()},
                {"schema_version", analysis::result_schema_version},
                {"chance_version", chance_version},
                {"seed", comparison.shape.run.seed},
                {"scale", comparison.shape.run.scale},
                {"replicates", comparison.shape.replicates},
                {"by_precision", notes.replicates.by_precision},
                {"settings_sha256", analysis::sha256_of_text(settings)},
                {"order_sha256", analysis::sha256_of_text(notes.order)},
                {"compiler", compiler_words()},
                {"platform", fingerprint().text()}};
  if (const Uncertainty &unsure = comparison.uncertainty; !unsure.none()) {
    manifest["uncertainty"] = {{"calibration_sha256", unsure.calibration},
                               {"parameters", unsure.keys},
                               {"draws", unsure.draws.rows()},
                               {"replicates_per_draw", unsure.per_draw},
                               {"replicate", "takes its draw in all worlds"}};
    note("sme_replicates_per_draw", static_cast<std::int64_t>(unsure.per_draw));
  }
  result.add_text("provenance/manifest", manifest.dump(2) + "\n");
}

/// How many rows of the panel of one job are of each year.
void note_panel(RowPlaces &places, const Slices &slices, const CompareShape &shape) {
  std::vector<std::size_t> rows(static_cast<std::size_t>(shape.years), 0);
  if (const auto years = slices.whole.find(std::string(panel_prefix) + "observed_year");
      years != slices.whole.end()) {
    for (const std::int64_t year : years->second) {
      ++rows.at(static_cast<std::size_t>(year - shape.first_year));
    }
  }
  for (std::size_t year = 0; year < rows.size(); ++year) {
    places.note(year, rows[year]);
  }
}

/// Rows of the panel of one job.
void append_panel(analysis::ResultWriter &result, const analysis::Table &table,
                  const Slices &slices, std::size_t world, std::size_t replicate) {
  const auto firms = slices.whole.find(std::string(panel_prefix) + "firm");
  if (firms == slices.whole.end()) {
    return;
  }
  const std::size_t rows = firms->second.size();
  for (const analysis::Column &column : table.columns) {
    const std::string name = panel_prefix + column.name;
    if (column.name == "world_index" || column.name == "replicate_index") {
      const std::size_t value = column.name == "world_index" ? world : replicate;
      result.append(table.group, column.name,
                    std::vector<std::int64_t>(rows, static_cast<std::int64_t>(value)));
    } else if (column.type == analysis::Column::Type::f64) {
      result.append(table.group, column.name, slices.real.at(name));
    } else {
      result.append(table.group, column.name, slices.whole.at(name));
    }
  }
}

/// The cubes for statistics, in memory.
class Gathering {
public:
  Gathering(const Comparison &comparison, analysis::ComparisonData &data)
      : c_(comparison), data_(data) {}
  void declare(const Quantity &cube) {
    if (analysis::for_statistics(cube)) {
      std::vector<std::size_t> shape;
      std::size_t size = 1;
      for (const std::string &name : cube.axes) {
        shape.push_back(data_.axes.at(name).size());
        size *= shape.back();
      }
      if (cube.type == Quantity::Type::real) {
        data_.real[cube.name] = {shape, std::vector<double>(size)};
      } else {
        data_.whole[cube.name] = {shape, std::vector<std::int64_t>(size)};
      }
    }
  }
  template <class T>
  void put(std::map<std::string, analysis::Block<T>> &cubes, const std::string &name,
           const std::vector<T> &slice, std::size_t world, std::size_t replicate) {
    const auto cube = cubes.find(name);
    if (cube != cubes.end()) {
      std::copy(slice.begin(), slice.end(),
                cube->second.values.begin() +
                    static_cast<std::ptrdiff_t>((world * c_.shape.replicates + replicate) *
                                                slice.size()));
    }
  }
  void panel(const Slices &slices, std::size_t world, std::size_t replicate) {
    std::size_t rows = 0;
    const auto add = [&](const auto &columns) {
      for (const auto &[name, values] : columns) {
        if (name.starts_with(panel_prefix)) {
          rows = values.size();
          if (name == firm_column) {
            continue; // identities, which no real number holds
          }
          auto &into = data_.panel[name.substr(std::string_view(panel_prefix).size())];
          into.insert(into.end(), values.begin(), values.end());
        }
      }
    };
    add(slices.whole);
    add(slices.real);
    if (rows > 0) {
      const auto &firms = slices.whole.at(firm_column);
      firms_.insert(firms_.end(), firms.begin(), firms.end());
      auto &worlds = data_.panel["world_index"], &replicates = data_.panel["replicate_index"];
      worlds.insert(worlds.end(), rows, static_cast<double>(world));
      replicates.insert(replicates.end(), rows, static_cast<double>(replicate));
    }
  }

  void finish() {
    if (!firms_.empty()) {
      data_.panel["firm"] = analysis::numbered(firms_);
    }
  }

private:
  const Comparison &c_;
  analysis::ComparisonData &data_;
  std::vector<std::int64_t> firms_; ///< of the panel
};

} // namespace

void write_comparison(analysis::ResultWriter &result, const Comparison &comparison,
                      const CompareNotes &notes, const JobFolder &jobs) {
  const Layout &layout = comparison.layout;
  analysis::ComparisonData data;
  data.settings = analysis::settings_from(compare_settings(comparison));
  data.worlds = compare_worlds(comparison);
  data.words = compare_words();
  data.scale = comparison.shape.run.scale;
  data.seed = static_cast<std::uint32_t>(comparison.shape.run.seed);
  data.per_draw = comparison.uncertainty.none() ? 0 : comparison.uncertainty.per_draw;
  data.looks = notes.looks;
  data.quarters_closed = comparison.shape.replicates *
                         quarters_of(comparison, std::vector<bool>(comparison.worlds.size(), true));
  for (const analysis::Axis &axis : layout.axes) {
    result.add_axis(axis);
    data.axes.emplace(axis.name, axis);
  }
  Gathering gathering(comparison, data);
  for (const Quantity &cube : layout.cubes) {
    result.add_cube(cube);
    gathering.declare(cube);
  }
  for (const analysis::Table &table : layout.tables) {
    result.add_table(table);
  }
  RowPlaces places(panel_group, static_cast<std::size_t>(comparison.shape.years));
  for (std::size_t r = 0; r < comparison.shape.replicates; ++r) {
    for (std::size_t w = 0; w < comparison.worlds.size(); ++w) {
      const auto slices = jobs.read(w, r);
      if (!slices) {
        lost(w, r);
      }
      for (const Quantity &cube : layout.cubes) {
        if (!has_slices(cube)) {
          continue;
        }
        if (cube.type == Quantity::Type::real) {
          const auto &values = slices->real.at(cube.name);
          result.write(cube.name, {w, r}, std::span<const double>(values));
          gathering.put(data.real, cube.name, values, w, r);
        } else {
          const auto &values = slices->whole.at(cube.name);
          result.write(cube.name, {w, r}, std::span<const std::int64_t>(values));
          gathering.put(data.whole, cube.name, values, w, r);
        }
      }
      append_panel(result, layout.tables.front(), *slices, w, r);
      note_panel(places, *slices, comparison.shape);
      places.finish_run(result, {w, r});
      gathering.panel(*slices, w, r);
    }
  }
  gathering.finish();
  data.whole["part_sign"].values.assign(analysis::part_signs.begin(), analysis::part_signs.end());
  data.whole["target_province"].values = target_provinces(comparison);
  for (const char *name : {"part_sign", "target_province"}) {
    result.write(name, {}, std::span<const std::int64_t>(data.whole.at(name).values));
  }
  write_draws(result, comparison.uncertainty, comparison.shape.replicates);
  write_texts(result, comparison, notes);
  if (comparison.shape.replicates > 1) { // one replicate says nothing about how sure it is
    analysis::write_statements(analysis::statements_of(data), result);
  }
}

Slices slices_in(const analysis::ResultReader &result, std::size_t world, std::size_t replicate) {
  Slices slices;
  for (const Quantity &cube : result.cubes()) {
    if (!has_slices(cube) || cube.name.find('/') != std::string::npos) {
      continue;
    }
    if (cube.type == Quantity::Type::real) {
      slices.real[cube.name] = result.read_real(cube.name, {world, replicate}).values;
    } else {
      slices.whole[cube.name] = result.read_whole(cube.name, {world, replicate}).values;
    }
  }
  const auto worlds = result.read_column<std::int64_t>(panel_group, "world_index");
  const auto replicates = result.read_column<std::int64_t>(panel_group, "replicate_index");
  const auto pick = [&](const auto &values, auto &into) {
    for (std::size_t row = 0; row < values.size(); ++row) {
      if (worlds[row] == static_cast<std::int64_t>(world) &&
          replicates[row] == static_cast<std::int64_t>(replicate)) {
        into.push_back(values[row]);
      }
    }
  };
  for (const analysis::Table &table : result.tables()) {
    for (const analysis::Column &column : table.columns) {
      const std::string name = panel_prefix + column.name;
      if (table.group != panel_group || column.name == "world_index" ||
          column.name == "replicate_index") {
        continue;
      }
      if (column.type == analysis::Column::Type::f64) {
        pick(result.read_column<double>(panel_group, column.name), slices.real[name]);
      } else {
        pick(result.read_column<std::int64_t>(panel_group, column.name), slices.whole[name]);
      }
    }
  }
  const bool followed = std::find(replicates.begin(), replicates.end(),
                                  static_cast<std::int64_t>(replicate)) != replicates.end();
  if (!followed) {
    std::erase_if(slices.whole, [](const auto &one) { return one.first.starts_with("panel/"); });
    std::erase_if(slices.real, [](const auto &one) { return one.first.starts_with("panel/"); });
  }
  return slices;
}

Eigen::MatrixXd primary_levels(const Comparison &comparison, const JobFolder &jobs,
                               std::size_t replicates) {
  const auto settings = analysis::settings_from(compare_settings(comparison));
  const auto year = static_cast<std::size_t>(settings.horizon - comparison.shape.first_year);
  const auto primary = static_cast<std::size_t>(comparison.scenario(0).parameters.compare.primary);
  const std::size_t worlds = comparison.worlds.size();
  Eigen::MatrixXd levels(static_cast<Eigen::Index>(replicates), static_cast<Eigen::Index>(worlds));
  for (std::size_t r = 0; r < replicates; ++r) {
    for (std::size_t w = 0; w < worlds; ++w) {
      const auto slices = jobs.read(w, r);
      if (!slices) {
        lost(w, r);
      }
      levels(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(w)) =
          slices->real.at("outcomes")[year * outcome_kinds + primary];
    }
  }
  return levels;
}

} // namespace sme::sim
