#include "analysis/comparison_data.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace sme::analysis {

CompareSettings settings_from(const std::string &text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  CompareSettings s;
  try {
    const auto take = [&](const char *key, auto &value) { json.at(key).get_to(value); };
    take("primary", s.primary);
    take("horizon", s.horizon);
    take("smallest_effect", s.smallest_effect);
    take("level", s.level);
    take("power", s.power);
    take("precision", s.precision);
    take("first_replicates", s.first_replicates);
    take("batch", s.batch);
    take("most_replicates", s.most_replicates);
    take("willingness_low", s.willingness_low);
    take("willingness_high", s.willingness_high);
    take("least_gain", s.least_gain);
    take("most_cost", s.most_cost);
    take("discount", s.discount);
    take("discount_base", s.discount_base);
    take("price_base", s.price_base);
    take("cost_bias", s.cost_bias);
    take("uptake_bias", s.uptake_bias);
    take("delay_bias", s.delay_bias);
    take("panel_replicates", s.panel_replicates);
    take("panel_share", s.panel_share);
  } catch (const nlohmann::json::exception &error) {
    throw ResultError(ResultError::corrupt,
                      std::string("the text compare/settings cannot be read: ") + error.what());
  }
  return s;
}

std::vector<double> numbered(const std::vector<std::int64_t> &identities) {
  std::vector<std::int64_t> all = identities;
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::vector<double> numbers;
  numbers.reserve(identities.size());
  for (const std::int64_t one : identities) {
    numbers.push_back(
        static_cast<double>(std::lower_bound(all.begin(), all.end(), one) - all.begin()));
  }
  return numbers;
}

bool for_statistics(const Quantity &cube) {
  const auto ends = [&](const char *end) { return cube.name.ends_with(end); };
  const bool grouped = ends("_by_province") || ends("_by_chain") || ends("_by_size");
  const bool wanted = cube.name.starts_with("outcome") || cube.name.starts_with("identity") ||
                      cube.name.starts_with("programme_");
  const bool places = cube.name.starts_with("panel_"); // where rows lie says nothing
  return cube.name.find('/') == std::string::npos && !places && (wanted || !grouped);
}

namespace {

/// A column of any type as real numbers.
std::vector<double> column_of(const ResultReader &file, const std::string &group,
                              const Column &column) {
  const auto as = [&]<class T>(T) {
    const auto values = file.read_column<T>(group, column.name);
    return std::vector<double>(values.begin(), values.end());
  };
  switch (column.type) {
  case Column::Type::i64:
    return as(std::int64_t{});
  case Column::Type::i32:
    return as(std::int32_t{});
  case Column::Type::f32:
    return as(float{});
  default:
    return as(double{});
  }
}

} // namespace

ComparisonData read_comparison(const ResultReader &file) {
  ComparisonData data;
  data.settings = settings_from(file.text("compare/settings"));
  data.worlds = file.text("compare/worlds");
  data.words = file.text("compare/words");
  for (const Axis &axis : file.axes()) {
    data.axes.emplace(axis.name, axis);
  }
  for (const Quantity &cube : file.cubes()) {
    if (!for_statistics(cube)) {
      continue;
    }
    if (cube.type == Quantity::Type::real) {
      data.real.emplace(cube.name, file.read_real(cube.name));
    } else {
      data.whole.emplace(cube.name, file.read_whole(cube.name));
    }
  }
  for (const Table &table : file.tables()) {
    if (table.group == "panel") {
      for (const Column &column : table.columns) {
        data.panel.emplace(column.name,
                           column.name == "firm"
                               ? numbered(file.read_column<std::int64_t>(table.group, column.name))
                               : column_of(file, table.group, column));
      }
    }
  }
  for (const NamedAttribute &attribute : file.attributes()) {
    if (attribute.name == "sme_scale") {
      data.scale = std::get<double>(attribute.value);
    } else if (attribute.name == "sme_seed") {
      data.seed = static_cast<std::uint32_t>(std::get<std::int64_t>(attribute.value));
    } else if (attribute.name == "sme_replicates_per_draw") {
      data.per_draw = static_cast<std::size_t>(std::get<std::int64_t>(attribute.value));
    }
  }
  return data;
}

void write_statements(const Statements &statements, ResultWriter &into) {
  for (const Axis &axis : statements.axes) {
    into.add_axis(axis);
  }
  for (const Statement &one : statements.cubes) {
    into.add_cube(one.quantity);
    into.write(one.quantity.name, {}, std::span<const double>(one.values));
  }
  for (const auto &[path, text] : statements.texts) {
    into.add_text(path, text);
  }
}

} // namespace sme::analysis
