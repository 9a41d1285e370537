// From raw cubes to statements of effects, and on to the file and its table (CMP-03, 04, 14).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "analysis/paired.hpp"
#include "analysis/tidy_csv.hpp"
#include "tests/unit/small_comparison.hpp"

using namespace sme::analysis;
using namespace sme::analysis::test;
using doctest::Approx;

namespace {

std::size_t effect_at(std::size_t w, std::size_t o, std::size_t y) { return (w * 8 + o) * 2 + y; }

} // namespace

TEST_CASE(
    "effects of the file are those of the closed forms, and worlds that part later are equal") {
  const auto data = small();
  const auto all = statements_of(data);
  const auto sample = moments(changes(data, 2, 0));
  const auto at = effect_at(2, 0, 1);
  CHECK(value(all, "effect_mean", at) == sample.mean);
  CHECK(value(all, "effect_low", at) == student_interval(sample, 0.05).low);
  CHECK(value(all, "effect_n", at) == replicates);
  CHECK(value(all, "effect_vrr", at) > 1000);
  CHECK(value(all, "effect_policy", at) - value(all, "effect_baseline", at) == Approx(sample.mean));
  CHECK(value(all, "effect_low_all", at) < value(all, "effect_low", at));
  CHECK((value(all, "effect_half_a", at) + value(all, "effect_half_b", at)) / 2 ==
        Approx(sample.mean));
  CHECK(value(all, "effect_mean", effect_at(2, 0, 0)) == 0);
  CHECK(value(all, "effect_method", effect_at(2, 0, 0)) == 1);
  CHECK(std::isnan(value(all, "effect_mean", effect_at(0, 0, 1)))); // the baseline itself
  CHECK(std::isnan(value(all, "effect_mean", effect_at(2, 7, 0)))); // no survival in the first year
  CHECK(value(all, "effect_mean", effect_at(2, 7, 1)) == 0);
  CHECK(value(all, "effect_mean_by_province", 2 * at) == Approx(0.75 * sample.mean));
  CHECK(value(all, "effect_adjusted_by_province", 2 * at) < 1e-6);
}

TEST_CASE("the primary outcome is adjusted for the number of policies") {
  const auto all = statements_of(small());
  for (std::size_t w = 2; w < 5; ++w) {
    CHECK(value(all, "primary_p_holm", w) > value(all, "primary_p", w));
    CHECK(value(all, "primary_low_all", w) <= value(all, "primary_low", w));
    CHECK(value(all, "primary_low_all", w) > 0);
    CHECK(value(all, "primary_needed", w) < replicates);
  }
  CHECK(value(all, "primary_p_holm", 1) == 1);
}

TEST_CASE("a null policy differs in nothing, and the text says by construction") {
  const auto all = statements_of(small());
  for (std::size_t o = 0; o < 8; ++o)
    for (std::size_t y = 0; y < 2; ++y) {
      const double mean = value(all, "effect_mean", effect_at(1, o, y));
      CHECK((mean == 0 || (o == 7 && y == 0)));
    }
  const auto findings = nlohmann::json::parse(all.texts.at(0).second);
  CHECK(findings["primary"][0]["case"] == "by_construction");
  CHECK(findings["primary"][0]["zh"] ==
        "空政策对2026年小巨人企业数没有影响，这由设定决定：两个世界逐个企业完全相同。");
  CHECK(findings["primary"][1]["case"] == "raises");
  const std::string grant = findings["primary"][1]["en"];
  CHECK(grant.starts_with("Grants raises little giants in 2026 by "));
  CHECK(findings["caveat"].size() >= 2);
}

TEST_CASE("exchanging baseline and policy turns every effect round (antisymmetry)") {
  const auto data = small();
  auto turned = data;
  auto &values = turned.real.at("outcomes").values;
  const auto world = static_cast<std::ptrdiff_t>(replicates * 2 * 8);
  std::swap_ranges(values.begin(), values.begin() + world, values.begin() + 2 * world);
  const auto there = statements_of(data), back = statements_of(turned);
  for (std::size_t o = 0; o < 7; ++o) {
    const auto at = effect_at(2, o, 1);
    CHECK(value(back, "effect_mean", at) == -value(there, "effect_mean", at));
    CHECK(value(back, "effect_low", at) == -value(there, "effect_high", at));
    CHECK(value(back, "effect_sd", at) == value(there, "effect_sd", at));
  }
}

TEST_CASE(
    "the order in which policies are named changes the order of statements and nothing else") {
  const auto data = small();
  auto swapped = data; // grant and package change places
  auto &values = swapped.real.at("outcomes").values;
  const auto world = static_cast<std::ptrdiff_t>(replicates * 2 * 8);
  std::swap_ranges(values.begin() + 2 * world, values.begin() + 3 * world,
                   values.begin() + 4 * world);
  const auto there = statements_of(data), here = statements_of(swapped);
  for (const std::string name : {"effect_mean", "effect_low", "effect_low_all", "effect_high_all",
                                 "effect_mde", "effect_p", "effect_half_a"})
    for (std::size_t o = 0; o < 7; ++o) {
      CHECK(value(here, name, effect_at(4, o, 1)) == value(there, name, effect_at(2, o, 1)));
      CHECK(value(here, name, effect_at(2, o, 1)) == value(there, name, effect_at(4, o, 1)));
      CHECK(value(here, name, effect_at(3, o, 1)) == value(there, name, effect_at(3, o, 1)));
    }
  for (const std::string name : {"primary_low_all", "primary_p_holm", "best", "regret_max"}) {
    CHECK(value(here, name, 4) == value(there, name, 2));
    CHECK(value(here, name, 2) == value(there, name, 4));
  }
}

TEST_CASE("one replicate gives means without intervals, and two worlds suffice") {
  auto data = small();
  for (auto &[name, block] : data.real)
    if (block.shape.size() > 1) {
      const auto slice = block.values.size() / 5 / replicates;
      std::vector<double> kept;
      for (std::size_t w = 0; w < 5; ++w)
        for (std::size_t k = 0; k < slice; ++k)
          kept.push_back(block.values[w * replicates * slice + k]);
      block.values = kept;
      block.shape[1] = 1;
    }
  data.whole.clear();
  data.axes.at("replicate").values = {0};
  const auto all = statements_of(data);
  CHECK(std::isfinite(value(all, "primary_mean", 2)));
  CHECK(std::isnan(value(all, "primary_low", 2)));
  const auto findings = nlohmann::json::parse(all.texts.at(0).second);
  CHECK(findings["primary"][1]["case"] == "one_replicate");
  CHECK(findings["cost"][0]["case"] == "none");
  data.settings.primary = "happiness";
  CHECK_THROWS_AS((void)statements_of(data), ResultError);
}

TEST_CASE(
    "what is written to the file is what the table of plain text says, low and high beside it") {
  const auto data = small();
  const auto all = statements_of(data);
  const auto path = std::filesystem::temp_directory_path() / "sme-test-statements.h5";
  {
    ResultWriter out(path, Existing::keep_as_old);
    for (const auto &[name, axis] : data.axes)
      out.add_axis(axis);
    write_statements(all, out);
    out.publish();
  }
  const ResultReader file(path);
  std::istringstream csv(tidy_csv(all, data.axes));
  std::string line;
  std::getline(csv, line);
  CHECK(line == "world,outcome,year,group,statistic,value,low,high");
  std::set<std::string> lines;
  std::size_t numbers = 0, in_file = 0;
  while (std::getline(csv, line))
    lines.insert(line);
  for (const auto &one : lines) { // value, low and high
    const auto comma = one.rfind(',', one.rfind(',', one.rfind(',') - 1) - 1);
    auto rest = one.substr(comma + 1);
    std::istringstream parts(rest);
    for (std::string part; std::getline(parts, part, ',');)
      numbers += !part.empty();
  }
  for (const auto &statement : all.cubes) {
    const auto block = file.read_real(statement.quantity.name);
    REQUIRE(block.values.size() == statement.values.size());
    for (std::size_t i = 0; i < block.values.size(); ++i) {
      in_file += !std::isnan(block.values[i]);
      const bool same = block.values[i] == statement.values[i] ||
                        (std::isnan(block.values[i]) && std::isnan(statement.values[i]));
      REQUIRE(same);
    }
  }
  CHECK(numbers == in_file);
  CHECK(lines.contains("grant,,2026,measure=staff,identity_guides,1300,,"));
  CHECK(std::any_of(lines.begin(), lines.end(), [](const std::string &one) {
    return one.starts_with("\"advice, \"\"free\"\"\",little_giants,2026,,effect,");
  }));
  std::filesystem::remove(path);
  std::filesystem::remove(path.string() + ".sha256");
}
