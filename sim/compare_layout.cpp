#include "sim/compare_layout.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "analysis/pairing.hpp"
#include "models/accounts.hpp"
#include "models/measures.hpp"
#include "sim/row_places.hpp"

namespace sme::sim {

namespace {

using analysis::Axis;
using analysis::Column;
using analysis::Quantity;
using analysis::Table;
using Names = std::vector<std::string>;

Axis years_from(std::string name, std::string meaning, int first, int count) {
  Axis axis{std::move(name), std::move(meaning), "year", {}, {}};
  for (int y = 0; y < count; ++y) {
    axis.values.push_back(first + y);
  }
  return axis;
}

std::vector<Axis> axes_of(const CompareShape &shape) {
  Axis replicate{"replicate", "repetition with the same seed and other chance", "1", {}, {}};
  for (std::size_t r = 0; r < shape.replicates; ++r) {
    replicate.values.push_back(static_cast<std::int32_t>(r));
  }
  Names states = names_of(TierWords::words);
  states.emplace_back("absent");
  return {{"world", "scenario compared, the baseline first", "", shape.worlds, {}},
          std::move(replicate),
          years_from("year", "calendar year; stocks at its end, flows over it", shape.first_year,
                     shape.years),
          {"province", "province-level region", "", names_of(ProvinceWords::words), {}},
          {"chain", "industry chain", "", names_of(ChainWords::words), {}},
          {"tier", "highest valid label of the ladder", "", names_of(TierWords::words), {}},
          {"size", "size band of 2011", "", names_of(SizeWords::words), {}},
          {"programme",
           "programme of any world, \"none\" when there is none",
           "",
           shape.programmes.empty() ? Names{"none"} : shape.programmes,
           {}},
          {"payer", "government that pays", "", names_of(PayerWords::words), {}},
          {"account", "sector that holds money", "", names_of(AccountWords::words), {}},
          {"transaction", "kind of flow of money", "", names_of(FlowWords::words), {}},
          {"outcome", "what findings are about, at 1:1", "", names_of(OutcomeWords::words), {}},
          {"measure",
           "number of one firm",
           "",
           {"firms", "srdi", "little_giants", "staff", "rnd_staff", "revenue", "profit",
            "rnd_reported", "class1"},
           {}},
          {"part",
           "cell of the split of firms at or above a tier",
           "",
           names_of(analysis::part_names),
           {}},
          {"term", "term of the additionality identity", "", names_of(analysis::term_names), {}},
          {"state_from", "label when the worlds part", "", states, {}},
          {"state_to", "label at the end of the year", "", states, {}},
          years_from("cohort", "year of founding; the first stands for all earlier ones",
                     shape.first_year - 1, shape.years + 1),
          {"direction", "policy against baseline", "", names_of(analysis::direction_names), {}}};
}

/// Axes of a cube of slices.
Names yearly(Names further) {
  Names axes{"world", "replicate", "year"};
  axes.insert(axes.end(), further.begin(), further.end());
  return axes;
}

/// Gathers declarations.
class CompareCubes {
public:
  void whole(std::string name, std::string_view unit, std::string meaning, Names axes) {
    add(std::move(name), unit, std::move(meaning), std::move(axes), Quantity::Type::whole);
  }
  void real(std::string name, std::string_view unit, std::string meaning, Names axes) {
    add(std::move(name), unit, std::move(meaning), std::move(axes), Quantity::Type::real);
  }
  std::vector<Quantity> list;

private:
  void add(std::string name, std::string_view unit, std::string meaning, Names axes,
           Quantity::Type type) {
    list.push_back({std::move(name), std::string(unit), std::move(meaning),
                    "sim/compare_layout.cpp", std::move(axes), type});
  }
};

void add_programmes(CompareCubes &cubes) {
  const auto both = [&](std::string_view key, std::string_view unit, std::string_view meaning) {
    cubes.whole(fmt::format("programme_{}", key), unit, std::string(meaning),
                yearly({"programme", "payer"}));
    cubes.whole(fmt::format("programme_{}_by_province", key), unit,
                fmt::format("{}, by province", meaning), yearly({"programme", "province"}));
  };
  walk<Activity>([&](const auto &c) { both(c.key, c.unit, c.meaning); });
  cubes.whole("programme_called", "CNY", "guarantees called, which `spent` includes",
              yearly({"programme", "payer"}));
}

void add_pairs(CompareCubes &cubes) {
  cubes.whole("split", "1", "firms at or above the tier, by part", yearly({"tier", "part"}));
  cubes.whole("split_by_province", "1", "firms at or above the tier, by part and province",
              yearly({"province", "tier", "part"}));
  cubes.whole("identity", "1", "additionality identity; person or CNY by measure",
              yearly({"measure", "term"}));
  cubes.whole("identity_by_province", "1", "additionality identity by province",
              yearly({"measure", "province", "term"}));
  cubes.whole("affected_firms", "1", "firms that gain, stay, lose against the baseline",
              yearly({"measure", "state_from", "direction"}));
  cubes.whole("affected_change", "1", "sum of the changes of these firms",
              yearly({"measure", "state_from", "direction"}));
  cubes.whole("moves", "1", "firms by label when the worlds part and at the end of the year",
              yearly({"state_from", "state_to"}));
  cubes.whole("cohort_founded", "1", "firms founded in the year of the cohort",
              {"world", "replicate", "cohort"});
  cubes.whole("cohort_alive", "1", "of these, firms alive at the end of the year",
              {"world", "replicate", "cohort", "year"});
  cubes.whole("helped_firms", "1", "firms helped by the programme since the worlds part",
              yearly({"programme", "state_from"}));
  cubes.whole("treated_firms", "1",
              "firms in either world that a new, changed or removed programme has helped in either",
              yearly({}));
  cubes.whole("untreated_firms", "1", "firms never treated, alive in both worlds", yearly({}));
  cubes.whole("untreated_identical", "1", "of these, equal in both worlds in every column",
              yearly({}));
}

Table pair_panel() {
  using Type = Column::Type;
  Table table{panel_group, "observation", {}};
  const auto add = [&](const char *name, const char *unit, const char *meaning, Type type,
                       Names words = {}) {
    Column column{name, unit, meaning, type, {}, std::move(words)};
    for (std::size_t i = 0; i < column.flag_meanings.size(); ++i) {
      column.flag_values.push_back(static_cast<std::int64_t>(i));
    }
    table.columns.push_back(std::move(column));
  };
  add("world_index", "1", "position on the axis `world`", Type::i64);
  add("replicate_index", "1", "position on the axis `replicate`", Type::i64);
  add("observed_year", "year", "year at whose end the firm is observed", Type::i64);
  add("firm", "1", "permanent identity, the same in all worlds", Type::i64);
  add("industry", "1", "industry chain", Type::i64, names_of(ChainWords::words));
  add("home", "1", "province", Type::i64, names_of(ProvinceWords::words));
  add("label", "1", "highest valid label", Type::i64, names_of(TierWords::words));
  add("size_band", "1", "size band of 2011", Type::i64, names_of(SizeWords::words));
  add("founded", "quarter", "quarter of founding, counted from 2000Q1", Type::i64);
  add("employees", "person", "employees", Type::i64);
  add("revenue_of_year", "CNY", "revenue of the year", Type::i64);
  add("profit_of_year", "CNY", "profit of the year after tax", Type::i64);
  add("rnd_of_year", "CNY", "R&D reported for the year", Type::i64);
  add("rnd_employees", "person", "R&D staff", Type::i64);
  add("debt", "CNY", "bank debt without guarantee", Type::i64);
  add("guaranteed_debt", "CNY", "bank debt with a public guarantee", Type::i64);
  add("cash", "CNY", "deposits", Type::i64);
  add("fixed_capital", "CNY", "fixed capital", Type::i64);
  add("class1", "1", "class-I intellectual property", Type::i64);
  add("digital_level", "1", "digital maturity level", Type::i64);
  add("productivity_level", "1", "labour productivity relative to its chain in 2019", Type::f64);
  add("treated", "1", "1 once a new or changed programme has helped it (0 in the baseline)",
      Type::i64);
  return table;
}

} // namespace

CompareShape shape_of(const std::vector<const Scenario *> &worlds, std::size_t replicates) {
  CompareShape shape;
  shape.run = worlds.front()->parameters.run;
  shape.replicates = replicates;
  std::set<std::string> programmes;
  for (const Scenario *world : worlds) {
    shape.worlds.push_back(world->name);
    for (const Policy &policy : world->policies) {
      programmes.insert(policy.name);
    }
  }
  shape.programmes.assign(programmes.begin(), programmes.end());
  const Quarter from = shape.run.from, until = shape.run.until;
  shape.first_year = from.of_year() == 1 ? from.year() : from.year() + 1;
  const int last = until.of_year() == 4 ? until.year() : until.year() - 1;
  shape.years = std::max(0, last - shape.first_year + 1);
  return shape;
}

Layout compare_layout(const CompareShape &shape) {
  CompareCubes cubes;
  walk<Indicators>([&](const auto &c) {
    for (const auto &[view, where, axes] :
         {std::tuple{View::nation, "", Names{"tier"}},
          std::tuple{View::by_province, ", by province", Names{"province", "tier"}},
          std::tuple{View::by_chain, ", by industry chain", Names{"chain", "tier"}},
          std::tuple{View::by_size, ", by size band", Names{"size", "tier"}}}) {
      cubes.whole(cube_name(c.key, view), c.unit, std::string(c.meaning) + where, yearly(axes));
    }
  });
  cubes.real("outcomes", "1", "outcomes at 1:1, units in the text compare/words",
             yearly({"outcome"}));
  for (const char *group : {"province", "chain", "size"}) {
    cubes.real(fmt::format("outcomes_by_{}", group), "1", fmt::format("outcomes by {}", group),
               yearly({"outcome", group}));
  }
  add_pairs(cubes);
  add_programmes(cubes);
  cubes.whole("flow_matrix", "CNY", "flows of money over the year, received positive",
              yearly({"transaction", "account"}));
  for (Quantity &cube : row_place_cubes(panel_group, "sim/row_places.hpp", yearly({}))) {
    cubes.list.push_back(std::move(cube));
  }
  cubes.whole("part_sign", "1", "sign of a part in policy less baseline", {"part"});
  cubes.whole("target_province", "1", "1 where a programme that differs is open",
              {"world", "province"});
  return {axes_of(shape), std::move(cubes.list), {pair_panel()}};
}

bool has_slices(const Quantity &cube) {
  return cube.axes.size() > 1 && cube.axes[0] == "world" && cube.axes[1] == "replicate" &&
         !cube.name.starts_with("panel_"); // where its rows lie depends on all jobs before
}

std::size_t slice_size(const Quantity &cube, const Layout &layout) {
  std::size_t size = 1;
  for (std::size_t i = 2; i < cube.axes.size(); ++i) {
    const auto axis = std::find_if(layout.axes.begin(), layout.axes.end(),
                                   [&](const Axis &a) { return a.name == cube.axes[i]; });
    size *= axis->size();
  }
  return size;
}

std::vector<std::size_t> programme_places(const Scenario &scenario, const CompareShape &shape) {
  std::vector<std::size_t> places;
  for (const Policy &policy : scenario.policies) {
    const auto found = std::find(shape.programmes.begin(), shape.programmes.end(), policy.name);
    places.push_back(static_cast<std::size_t>(found - shape.programmes.begin()));
  }
  return places;
}

} // namespace sme::sim
