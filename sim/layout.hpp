// What a result of a scenario contains: axes, cubes and tables, derived from the codebooks. The
// same list declares the file and prints analysis/SCHEMA.md.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "analysis/result.hpp"
#include "models/scenario.hpp"

namespace sme::sim {

struct Layout {
  std::vector<analysis::Axis> axes;
  std::vector<analysis::Quantity> cubes;
  std::vector<analysis::Table> tables;
};

Layout layout_of(const Scenario &scenario);

/// The words of an axis.
std::vector<std::string> names_of(std::span<const std::string_view> words);

/// "2019Q1".
std::string quarter_name(Quarter quarter);
/// Quarters recorded: from run.from to run.until.
std::size_t quarters_recorded(const RunParameters &run);

/// The views in which each indicator is recorded, `firms_by_province` for one; all over tiers.
enum class View { nation, by_province, by_chain, by_size };
inline constexpr int views = 4;
/// Places of each view.
inline constexpr std::array<std::size_t, views> view_rows{1, provinces, chains, sizes};
std::string cube_name(std::string_view indicator, View view);

/// How a number of the model is stored in a table. HDF5 files of netCDF know no u64 in R.
template <class T>
using Stored = std::conditional_t<std::is_same_v<T, std::uint64_t>, std::int64_t, T>;
/// The same where it may be missing: a real number with NaN, exact for every value the model keeps.
template <class T>
using StoredOrMissing =
    std::conditional_t<std::is_same_v<T, float> || sizeof(T) <= 2, float, double>;

/// Parts of a column that holds several numbers: knowledge_1 ... , expires_innovative ...
std::vector<std::string> parts_of(std::string_view key, std::size_t count);

/// Columns of the panel that are in no codebook of the model: they are read off the block.
inline constexpr const char *panel_group = "panel", *network_group = "network";

} // namespace sme::sim
