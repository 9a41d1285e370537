#include "sim/layout.hpp"

#include <span>

#include <fmt/format.h>

#include "models/collaboration.hpp"
#include "models/firms.hpp"
#include "models/measures.hpp"
#include "sim/row_places.hpp"

namespace sme::sim {

namespace {

using analysis::Axis;
using analysis::Quantity;
using analysis::Table;
using Type = analysis::Column::Type;
using Names = std::vector<std::string>;

template <class T> constexpr Type type_of() {
  if constexpr (std::is_same_v<T, float>) {
    return Type::f32;
  } else if constexpr (std::is_same_v<T, double>) {
    return Type::f64;
  } else if constexpr (std::is_unsigned_v<T>) {
    return sizeof(T) == 1 ? Type::u8 : sizeof(T) == 2 ? Type::u16 : Type::u32;
  } else {
    return sizeof(T) == 1   ? Type::i8
           : sizeof(T) == 2 ? Type::i16
           : sizeof(T) == 4 ? Type::i32
                            : Type::i64;
  }
}

template <class T> inline constexpr std::size_t parts = 1;
template <class T, std::size_t N> inline constexpr std::size_t parts<std::array<T, N>> = N;
template <class T> struct OnePart { using type = T; };
template <class T, std::size_t N> struct OnePart<std::array<T, N>> { using type = T; };

std::vector<Axis> axes_of(const Scenario &scenario) {
  const RunParameters &run = scenario.parameters.run;
  Axis replicate{"replicate", "repetition with the same seed and other chance", "1", {}, {}};
  for (std::int32_t r = 0; r < run.replicates; ++r) {
    replicate.values.push_back(r);
  }
  Axis quarter{"quarter", "quarter of the calendar", "", {}, {}};
  for (Quarter q = run.from; q <= run.until; q = q + 1) {
    quarter.labels.push_back(quarter_name(q));
  }
  Axis instrument{
      "instrument", "programme of the scenario, \"none\" when there is none", "", {}, {}};
  for (const Policy &policy : scenario.policies) {
    instrument.labels.push_back(policy.name);
  }
  if (instrument.labels.empty()) {
    instrument.labels.emplace_back("none");
  }
  return {{"scenario", "world: a scenario file with what --set changed", "", {scenario.name}, {}},
          std::move(replicate),
          std::move(quarter),
          {"province", "province-level region", "", names_of(ProvinceWords::words), {}},
          {"chain", "industry chain", "", names_of(ChainWords::words), {}},
          {"tier", "highest valid label of the ladder", "", names_of(TierWords::words), {}},
          {"size", "size band of 2011", "", names_of(SizeWords::words), {}},
          std::move(instrument),
          {"payer", "government that pays", "", names_of(PayerWords::words), {}},
          {"account", "sector that holds money", "", names_of(AccountWords::words), {}},
          {"transaction", "kind of flow of money", "", names_of(FlowWords::words), {}}};
}

/// Axes of a quarterly cube.
Names quarterly(Names further) {
  Names axes{"scenario", "replicate", "quarter"};
  axes.insert(axes.end(), further.begin(), further.end());
  return axes;
}

std::vector<Quantity> cubes_of() {
  std::vector<Quantity> cubes;
  const auto add = [&](std::string name, std::string_view unit, std::string meaning,
                       std::string source, Names axes) {
    cubes.push_back({std::move(name), std::string(unit), std::move(meaning), std::move(source),
                     std::move(axes), Quantity::Type::whole});
  };
  walk<Indicators>([&](const auto &c) {
    for (const auto &[view, where, axes] :
         {std::tuple{View::nation, "", Names{"tier"}},
          std::tuple{View::by_province, ", by province", Names{"province", "tier"}},
          std::tuple{View::by_chain, ", by industry chain", Names{"chain", "tier"}},
          std::tuple{View::by_size, ", by size band", Names{"size", "tier"}}}) {
      add(cube_name(c.key, view), c.unit, std::string(c.meaning) + where, "models/measures.hpp",
          quarterly(axes));
    }
  });
  add("flow_matrix", "CNY",
      "flows of money in the quarter, received positive; each transaction sums to zero",
      "Godley and Lavoie 2007, ch. 2; models/accounts.hpp", quarterly({"transaction", "account"}));
  add("balance", "CNY", "money held at the end of the quarter", "models/accounts.hpp",
      quarterly({"account"}));
  walk<Activity>([&](const auto &c) {
    add("programme_" + std::string(c.key), c.unit, std::string(c.meaning), "models/support.hpp",
        quarterly({"instrument", "province", "tier"}));
  });
  add("programme_spending_by_payer", "CNY", "public money paid out, by the government that pays",
      "models/support.hpp", quarterly({"instrument", "payer"}));
  for (const char *table : {panel_group, network_group}) {
    const auto places = row_place_cubes(table, "sim/row_places.hpp", quarterly({}));
    cubes.insert(cubes.end(), places.begin(), places.end());
  }
  add("programme_payer", "1", "position on the axis `payer` of the government that pays",
      "scenario file", {"scenario", "instrument"});
  return cubes;
}

/// Adds the columns of a codebook; those of firms doing R&D are missing for the other firms.
template <class Owner, template <class> class As>
void add_columns(Table &table, std::string_view remark) {
  walk<Owner>([&](const auto &c) {
    using Value = typename std::remove_cvref_t<decltype(c)>::type::value_type;
    using One = typename OnePart<Value>::type;
    for (const std::string &name : parts_of(c.key, parts<Value>)) {
      table.columns.push_back({name,
                               std::string(c.unit),
                               fmt::format("{}{}", c.meaning, remark),
                               type_of<As<One>>(),
                               {},
                               {}});
    }
  });
}

void add_codes(Table &table, std::string_view column, Names words) {
  for (auto &one : table.columns) {
    if (one.name == column) {
      for (std::size_t i = 0; i < words.size(); ++i) {
        one.flag_values.push_back(static_cast<std::int64_t>(i));
      }
      one.flag_meanings = std::move(words);
      return;
    }
  }
}

void add_dates(Table &table) {
  table.columns.push_back(
      {"scenario_index", "1", "position on the axis `scenario`", Type::i32, {}, {}});
  table.columns.push_back(
      {"replicate_index", "1", "position on the axis `replicate`", Type::i32, {}, {}});
  table.columns.push_back(
      {"period", "quarter", "quarter observed, counted from 2000Q1", Type::i16, {}, {}});
}

Table panel_table() {
  Table table{panel_group, "observation", {}};
  add_dates(table);
  table.columns.push_back({"industry", "1", "industry chain", Type::u8, {}, {}});
  table.columns.push_back(
      {"niche_identity", "1", "permanent identity of the niche", Type::i64, {}, {}});
  add_columns<Firms, Stored>(table, "");
  add_columns<Researchers, StoredOrMissing>(table, "; missing for firms without R&D");
  add_codes(table, "industry", names_of(ChainWords::words));
  add_codes(table, "home", names_of(ProvinceWords::words));
  add_codes(table, "label", names_of(TierWords::words));
  add_codes(table, "size_band", names_of(SizeWords::words));
  return table;
}

Table network_table() {
  Table table{network_group, "tie", {}};
  add_dates(table);
  add_columns<Ties, Stored>(table, "");
  add_codes(table, "partner_kind", {"firm", "leader", "institute"});
  add_codes(table, "tie_kind", {"supply", "joint_rnd", "learning"});
  return table;
}

} // namespace

Layout layout_of(const Scenario &scenario) {
  return {axes_of(scenario), cubes_of(), {panel_table(), network_table()}};
}

Names names_of(std::span<const std::string_view> words) { return {words.begin(), words.end()}; }

std::string quarter_name(Quarter quarter) {
  return fmt::format("{}Q{}", quarter.year(), quarter.of_year());
}

std::size_t quarters_recorded(const RunParameters &run) {
  return run.until < run.from ? 0 : static_cast<std::size_t>(run.until.index - run.from.index) + 1;
}

std::string cube_name(std::string_view indicator, View view) {
  static constexpr std::string_view ends[] = {"", "_by_province", "_by_chain", "_by_size"};
  return std::string(indicator) + std::string(ends[static_cast<int>(view)]);
}

std::vector<std::string> parts_of(std::string_view key, std::size_t count) {
  if (count == 1) {
    return {std::string(key)};
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    names.push_back(key == "expires" ? fmt::format("{}_{}", key, TierWords::words[i + 1])
                                     : fmt::format("{}_{}", key, i + 1));
  }
  return names;
}

} // namespace sme::sim
