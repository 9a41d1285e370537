// A small comparison whose answers are known, and what is stated of it.
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "analysis/paired.hpp"
#include "analysis/statements.hpp"
#include "tests/statistical/synthetic.hpp"

namespace sme::analysis::test {

inline constexpr std::size_t replicates = 24;

/// Baseline, a null policy, two programmes and their package, two years. In the first year all is
/// the same; in the second a grant adds 40 little giants and 2,000 jobs, advice 10 and 500, the
/// package 65 and 2,500. A grant costs 8e8, advice 1e8.
inline ComparisonData small() {
  ComparisonData d;
  const auto add = [&](Axis axis) { d.axes.emplace(axis.name, axis); };
  add({"world", "", "", {"baseline", "null", "grant", "advice, \"free\"", "package"}, {}});
  Axis replicate{"replicate", "", "1", {}, {}};
  for (std::size_t r = 0; r < replicates; ++r)
    replicate.values.push_back(static_cast<std::int32_t>(r));
  add(replicate);
  add({"year", "", "1", {}, {2025, 2026}});
  add({"province", "", "", {"Beijing", "Hebei"}, {}});
  add({"tier", "", "", {"none", "little_giant"}, {}});
  add({"outcome",
       "",
       "",
       {"little_giants", "staff", "tax", "public_spent", "public_forgone", "public_returned",
        "public_called", "survival"},
       {}});
  add({"measure", "", "", {"staff"}, {}});
  add({"term", "", "", {"gross", "deadweight", "direct", "displacement", "spillover", "net"}, {}});
  add({"part", "", "", {"held", "direct", "displaced"}, {}});
  add({"state_from", "", "", {"none", "absent"}, {}});
  add({"state_to", "", "", {"none", "absent"}, {}});
  add({"cohort", "", "1", {}, {2024, 2025}});
  d.settings.horizon = 2026;
  d.settings.smallest_effect = 5;
  d.settings.discount = 0.1;
  d.settings.discount_base = 2025;
  d.settings.willingness_low = 0;
  d.settings.willingness_high = 4e7;
  d.settings.least_gain = 20;
  d.settings.cost_bias = 0.2;
  d.settings.uptake_bias = 0.1;
  d.scale = 0.01;
  d.seed = 5;
  d.worlds = R"([{"name":"baseline","title":"As usual","title_zh":"照旧"},
    {"name":"null","title":"Nothing","title_zh":"空政策","programmes":[{"name":"nil","new":true}]},
    {"name":"grant","title":"Grants","title_zh":"补助","first_difference":"2026Q1",
     "programmes":[{"name":"grant","new":true},{"name":"old","new":false}]},
    {"name":"advice","title":"Advice","title_zh":"咨询","first_difference":"2026Q1",
     "programmes":[{"name":"advice","new":true}]},
    {"name":"package","title":"Package","title_zh":"组合拳","first_difference":"2026Q1",
     "programmes":[{"name":"grant","new":true},{"name":"advice","new":true}]}])";
  d.words = R"({"outcome":[{"key":"little_giants","unit":"1","title":"little giants",
    "title_zh":"小巨人企业数","better":1},{"key":"staff","unit":"person","title":"jobs",
    "title_zh":"就业人数","better":1}]})";

  const std::vector<double> giants{0, 0, 40, 10, 65}, jobs{0, 0, 2000, 500, 2500},
      money{0, 0, 8e8, 1e8, 9e8};
  synthetic::Numbers numbers(77);
  const std::size_t worlds = 5, years = 2, outcomes = 8, provinces = 2;
  Block<double> outcome{{worlds, replicates, years, outcomes}, {}};
  outcome.values.resize(worlds * replicates * years * outcomes);
  Block<double> by_province{{worlds, replicates, years, outcomes, provinces}, {}};
  by_province.values.resize(outcome.values.size() * provinces);
  Block<std::int64_t> split{{worlds, replicates, years, 2, 3}, {}},
      identity{{worlds, replicates, years, 1, 6}, {}},
      identity_by_province{{worlds, replicates, years, 1, 2, 6}, {}},
      target{{worlds, 2}, {0, 0, 1, 0, 1, 0, 1, 0, 1, 0}},
      moves{{worlds, replicates, years, 2, 2}, {}}, founded{{worlds, replicates, 2}, {}},
      alive{{worlds, replicates, 2, years}, {}};
  std::vector<double> noise;
  for (std::size_t r = 0; r < replicates; ++r)
    noise.push_back(numbers.normal());
  for (std::size_t w = 0; w < worlds; ++w)
    for (std::size_t r = 0; r < replicates; ++r) {
      const double own = w > 1 ? 2 * numbers.normal() : 0; // what pairing does not remove
      for (std::size_t y = 0; y < years; ++y) {
        const double on = y == 1 ? 1 : 0, level = 1000 + 100 * noise[r];
        const std::vector<double> values{level + on * (giants[w] + own),
                                         50 * level + on * (jobs[w] + 20 * own),
                                         1e9 + on * giants[w] * 1e5,
                                         1e9 + on * money[w],
                                         0,
                                         0,
                                         0,
                                         y == 0 ? unknown : 0.9};
        for (std::size_t o = 0; o < outcomes; ++o) {
          const auto at = ((w * replicates + r) * years + y) * outcomes + o;
          outcome.values[at] = values[o];
          by_province.values[2 * at] = values[o] * 0.75;
          by_province.values[2 * at + 1] = values[o] * 0.25;
        }
        for (std::int64_t t = 0; t < 2; ++t)
          for (std::int64_t count :
               {std::int64_t{10}, on * w > 1 ? std::int64_t(w) : 0, std::int64_t{0}})
            split.values.push_back(count + 0 * t);
        // gross 30, deadweight 10, direct 20 of which 5 leak to Hebei, displaced 4, spillover 1
        const auto k = w > 1 ? std::int64_t(on) : 0;
        for (std::int64_t term : {30, 10, 20, -4, 1, 17})
          identity.values.push_back(k * term);
        for (std::int64_t term : {24, 9, 15, -3, 1, 13})
          identity_by_province.values.push_back(k * term);
        for (std::int64_t term : {6, 1, 5, -1, 0, 4})
          identity_by_province.values.push_back(k * term);
        for (std::int64_t count :
             {std::int64_t(80 + 5 * k), std::int64_t(20 - 5 * k), std::int64_t(9), std::int64_t(0)})
          moves.values.push_back(count);
      }
      founded.values.insert(founded.values.end(), {100, 10});
      const std::int64_t helped = w > 1 ? 4 : 0;
      alive.values.insert(alive.values.end(), {90, 80 + helped, 10, 8});
    }
  d.real = {{"outcomes", outcome}, {"outcomes_by_province", by_province}};
  d.whole = {{"split", split},
             {"identity", identity},
             {"identity_by_province", identity_by_province},
             {"target_province", target},
             {"moves", moves},
             {"cohort_founded", founded},
             {"cohort_alive", alive}};
  return d;
}

inline const Statement &cube(const Statements &all, const std::string &name) {
  for (const auto &one : all.cubes)
    if (one.quantity.name == "comparison/" + name)
      return one;
  FAIL("no cube " << name);
  return all.cubes.front();
}
inline double value(const Statements &all, const std::string &name, std::size_t at) {
  return cube(all, name).values.at(at);
}
inline std::vector<double> changes(const ComparisonData &d, std::size_t w, std::size_t o) {
  std::vector<double> out;
  const auto &values = d.real.at("outcomes").values;
  for (std::size_t r = 0; r < replicates; ++r)
    out.push_back(values[((w * replicates + r) * 2 + 1) * 8 + o] - values[(r * 2 + 1) * 8 + o]);
  return out;
}

} // namespace sme::analysis::test
