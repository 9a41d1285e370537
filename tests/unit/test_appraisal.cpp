// Switching values, optimism bias, shares of packages and two levels of uncertainty, from the raw
// cubes of a comparison to its statements and words (CMP-11, CMP-13, COMPARISON 1.2).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "analysis/appraisal.hpp"
#include "analysis/bundle.hpp"
#include "analysis/statements.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

/// One world: what its programmes are, and its effect and cost by year and replicate.
struct World {
  std::string programmes;
  std::vector<std::vector<double>> effect, cost; ///< [year][replicate]
};

/// Two outcomes that matter, 2026 to 2028, money at par.
ComparisonData made(const std::vector<World> &worlds) {
  const std::size_t years = 3, outcomes = 4, replicates = worlds.front().effect.front().size();
  ComparisonData d;
  const auto add = [&](const Axis &axis) { d.axes.emplace(axis.name, axis); };
  Axis world{"world", "", "", {}, {}}, replicate{"replicate", "", "1", {}, {}};
  nlohmann::json texts = nlohmann::json::array();
  for (std::size_t w = 0; w < worlds.size(); ++w) {
    world.labels.push_back("w" + std::to_string(w));
    texts.push_back({{"name", world.labels.back()},
                     {"title", "W" + std::to_string(w)},
                     {"programmes", nlohmann::json::array()}});
    for (const char name : worlds[w].programmes)
      texts.back()["programmes"].push_back({{"name", std::string(1, name)}, {"new", true}});
  }
  for (std::size_t r = 0; r < replicates; ++r)
    replicate.values.push_back(static_cast<std::int32_t>(r));
  add(world);
  add(replicate);
  add({"year", "", "1", {}, {2026, 2027, 2028}});
  add({"programme", "", "", {"a", "b", "c"}, {}});
  add({"outcome",
       "",
       "",
       {"little_giants", "public_spent", "public_forgone", "public_returned"},
       {}});
  Block<double> cube{{worlds.size(), replicates, years, outcomes}, {}};
  for (const auto &one : worlds)
    for (std::size_t r = 0; r < replicates; ++r)
      for (std::size_t y = 0; y < years; ++y)
        cube.values.insert(cube.values.end(), {1000.0 + static_cast<double>(r) + one.effect[y][r],
                                               one.cost[y][r], 0, 0});
  d.real = {{"outcomes", cube}};
  d.worlds = texts.dump();
  d.settings.horizon = 2028;
  d.settings.discount = 0;
  d.settings.discount_base = 2026;
  d.settings.willingness_high = 20;
  d.seed = 3;
  return d;
}
std::vector<std::vector<double>> constant(double first, double second, double third) {
  return {{first, first}, {second, second}, {third, third}};
}
World nothing() { return {"", constant(0, 0, 0), constant(0, 0, 0)}; }

double value(const Statements &all, const std::string &name, std::size_t at) {
  for (const auto &one : all.cubes)
    if (one.quantity.name == "comparison/" + name)
      return one.values.at(at);
  FAIL("no cube " << name);
  return 0;
}
nlohmann::json findings(const Statements &all) {
  return nlohmann::json::parse(all.texts.at(0).second);
}

} // namespace

TEST_CASE("switching values of worth, cost, effect and delay are those found by hand") {
  // Each year costs 100; 30, 60, 90 little giants at the year's end; one more is worth 10.
  const auto data = made({nothing(), {"a", constant(30, 60, 90), constant(100, 100, 100)}});
  const auto all = statements_of(data);
  const auto at = [&](Input i) { return value(all, "switching_mean", 6 + std::size_t(i)); };
  CHECK(at(Input::worth) == Approx(300.0 / 90).epsilon(1e-3));
  CHECK(at(Input::cost_bias) == Approx(2).epsilon(1e-3));         // three times the cost
  CHECK(at(Input::uptake_bias) == Approx(2.0 / 3).epsilon(1e-3)); // a third of the effect
  // d years later: cost 300 - 100 d, effect 90 - 30 d: it pays as long as anything is there
  CHECK(std::isnan(at(Input::delay_bias)));
  CHECK(value(all, "switching_verdict", 6 + 4) == 1);
  CHECK(value(all, "switching_verdict", 6 + 3) == 1); // at no rate
  CHECK(std::isnan(value(all, "switching_verdict", 6 + 5)));
  CHECK(value(all, "switching_low", 6) == Approx(300.0 / 90).epsilon(1e-3)); // replicates agree
  const auto words = findings(all)["switching"];
  CHECK(words[0]["case"] == "found");
  CHECK(words[0]["en"] ==
        "W1 pays if one more of: little_giants is worth more than 3.33 yuan (3.33 "
        "yuan to 3.33 yuan).");
  const std::string cost = words[1]["en"];
  CHECK(cost.starts_with("When cost is 200 % higher, at 10 yuan for one more, W1 ceases to pay"));
  // The wrong twin: money that has to be spent before anything comes.
  const auto dear = made({nothing(), {"a", constant(0, 0, 90), constant(1000, 0, 0)}});
  const auto late = statements_of(dear);
  CHECK(value(late, "switching_mean", 6) == Approx(1000.0 / 90).epsilon(1e-3));
  CHECK(value(late, "switching_mean", 6 + 1) == Approx(-0.1).epsilon(1e-3)); // a tenth cheaper
  CHECK(value(late, "switching_mean", 6 + 2) == Approx(-1.0 / 9).epsilon(1e-3));
  const std::string cheaper = findings(late)["switching"][1]["en"];
  CHECK(cheaper == "When cost is 10 % lower, at 10 yuan for one more, W1 begins to pay.");
}

TEST_CASE("the interval of a switching value holds the inputs that replicates do not exclude") {
  // Effects of 80 and 100: mean 90, Student's half-width t * 10.
  World noisy{"a", {{30, 30}, {60, 60}, {85, 95}}, constant(100, 100, 100)};
  for (auto &year : noisy.effect)
    for (int k = 0; k < 4; ++k) // ten replicates
      year.insert(year.end(), year.begin(), year.begin() + 2);
  noisy.cost = std::vector(3, std::vector<double>(10, 100));
  World none{"", std::vector(3, std::vector<double>(10, 0)),
             std::vector(3, std::vector<double>(10, 0))};
  const auto data = made({none, noisy});
  const auto all = statements_of(data);
  const auto set = cost_per_unit(std::vector<double>(10, 300), noisy.effect[2], 0.05);
  CHECK(value(all, "switching_low", 6) == Approx(set.bounds.low).epsilon(1e-3)); // Fieller's
  CHECK(value(all, "switching_high", 6) == Approx(set.bounds.high).epsilon(1e-3));
  CHECK(value(all, "switching_low", 6) < value(all, "switching_mean", 6));
}

TEST_CASE("the worth at which the ranking turns is where net benefits are equal") {
  const auto data = made({nothing(),
                          {"a", constant(0, 0, 90), constant(300, 0, 0)},
                          {"b", constant(0, 0, 50), constant(60, 0, 0)},
                          {"c", constant(0, 0, 0), constant(0, 0, 0)}});
  const auto all = statements_of(data);                                   // at 10: 600 and 440
  CHECK(std::isnan(value(all, "switching_mean", 6 + 5)));                 // the best one itself
  CHECK(value(all, "switching_mean", 12 + 5) == Approx(6).epsilon(1e-3)); // 90 x - 300 = 50 x - 60
  CHECK(value(all, "switching_verdict", 18) == 3); // what does nothing turns nowhere
  for (const auto &one : findings(all)["switching"])
    if (one["world"] == 2 && one["input"] == 5)
      CHECK(std::string(one["en"]).starts_with("W2 is better than W1 if one more of: "
                                               "little_giants is worth less than 6 CNY"));
}

TEST_CASE("optimism bias makes cost higher, effects smaller and everything later, step by step") {
  auto data = made({nothing(), {"a", constant(30, 60, 90), constant(100, 100, 100)}});
  data.settings.cost_bias = 0.5;
  data.settings.uptake_bias = 0.2;
  data.settings.delay_bias = 1.5;
  const auto all = statements_of(data);
  const auto at = [&](const char *cube, std::size_t step) {
    return value(all, std::string("optimism_") + cube, 4 + step);
  };
  CHECK(at("cost_per_mean", 0) == Approx(300.0 / 90));
  CHECK(at("cost_mean", 1) == Approx(450));
  CHECK(at("effect_mean", 1) == Approx(90));
  CHECK(at("effect_mean", 2) == Approx(72));
  // a year and a half later: 2027 ends with half of what was to be in 2026, 2028 half way on
  CHECK(at("effect_mean", 3) == Approx(0.8 * 45));
  CHECK(at("cost_mean", 3) == Approx(1.5 * (0 + 50 + 100)));
  CHECK(at("cost_per_mean", 3) == Approx(225.0 / 36));
  CHECK(at("nmb_mean", 3) == Approx(10 * 36 - 225));
  data.settings.delay_bias = 0; // the wrong twin: without delay the last step adds nothing
  const auto soon = statements_of(data);
  CHECK(value(soon, "optimism_cost_per_mean", 7) == value(soon, "optimism_cost_per_mean", 6));
}

TEST_CASE("what is postponed is discounted in the year in which it is paid") {
  auto data = made({nothing(), {"a", constant(0, 0, 10), constant(110, 0, 0)}});
  const Comparison c(data);
  const auto policy = appraised(c, 1);
  CHECK(appraise(c, policy, {1, 0.1, 0, 0, 0}).cost[0] == Approx(110));
  CHECK(appraise(c, policy, {1, 0.1, 0, 0, 1}).cost[0] == Approx(100));
  CHECK(appraise(c, policy, {1, 0.1, 0, 0, 3}).cost[0] == 0); // beyond the horizon
}

TEST_CASE("shares of a package come in no order, and sum to its effect") {
  const auto free = constant(0, 0, 0);
  std::vector<World> worlds{nothing(),
                            {"a", constant(0, 0, 10), free},
                            {"b", constant(0, 0, 20), free},
                            {"ab", constant(0, 0, 50), free}};
  const auto all = statements_of(made(worlds));
  const auto at = [](std::size_t w, std::size_t p) { return (w * 3 + p) * 4; };
  CHECK(value(all, "shapley_mean", at(3, 0)) == Approx(20)); // (10 + 30) / 2
  CHECK(value(all, "shapley_mean", at(3, 1)) == Approx(30)); // (20 + 40) / 2
  CHECK(value(all, "first_in_mean", at(3, 0)) == Approx(10));
  CHECK(value(all, "last_in_mean", at(3, 0)) == Approx(30));
  CHECK(std::isnan(value(all, "shapley_mean", at(3, 2)))); // not of this package
  CHECK(std::isnan(value(all, "shapley_mean", at(1, 0)))); // no package
  const std::string words = findings(all)["shares"][0]["en"];
  CHECK(words == "W3, shares of its programmes in its effect, in no order: W1 20 (20 to 20); W2 30 "
                 "(30 to 30).");
  // The wrong twin: a programme of the same name with another budget is another programme.
  auto data = made(worlds);
  auto other = nlohmann::json::parse(data.worlds);
  other[3]["programmes"][0]["yearly_budget"] = 7;
  data.worlds = other.dump();
  const auto apart = statements_of(data);
  CHECK(std::isnan(value(apart, "shapley_mean", at(3, 0))));
  CHECK(std::isnan(value(apart, "interaction_mean", 3 * 4)));
  CHECK(findings(apart)["shares"][0]["case"] == "not_told");
  const std::string needed = findings(apart)["shares"][0]["en"];
  CHECK(needed == "W3: what each of its programmes does is not told by these worlds. It would need "
                  "worlds with, at the package's own doses: a.");
}

TEST_CASE(
    "without the worlds in between a package has first and last effects, and what is missing") {
  const auto free = constant(0, 0, 0);
  const auto all = statements_of(made({nothing(),
                                       {"a", constant(0, 0, 10), free},
                                       {"b", constant(0, 0, 20), free},
                                       {"bc", constant(0, 0, 35), free},
                                       {"abc", constant(0, 0, 50), free}}));
  const std::size_t at = 4 * 3 * 4;
  CHECK(std::isnan(value(all, "shapley_mean", at)));
  CHECK(value(all, "first_in_mean", at) == Approx(10));
  CHECK(value(all, "last_in_mean", at) == Approx(15));
  CHECK(std::isnan(value(all, "last_in_mean", at + 4)));
  const std::string words = findings(all)["shares"][1]["en"];
  CHECK(words.find("worlds with, at the package's own doses: a + b; c; a + c.") !=
        std::string::npos);
}

TEST_CASE("draws of the parameters are the unit, and their variance is told from chance") {
  // Three draws of two replicates; effects 1 3, 5 7, 9 11: between 15, within 2 (see
  // variance_split).
  const std::vector<double> effect{1, 3, 5, 7, 9, 11}, zero(6, 0);
  auto data = made({{"", {zero, zero, zero}, {zero, zero, zero}},
                    {"a", {zero, zero, effect}, {zero, zero, zero}}});
  data.per_draw = 2;
  const auto all = statements_of(data);
  CHECK(value(all, "variance_parameters", 4) == Approx(15));
  CHECK(value(all, "variance_chance", 4) == Approx(2));
  CHECK(value(all, "variance_share_mean", 4) == Approx(15.0 / 17));
  CHECK(value(all, "effect_n", 4 * 3 + 2) == 3); // draws
  CHECK(value(all, "effect_sd", 4 * 3 + 2) == Approx(4));
  CHECK(findings(all)["two_levels"].size() == 1);
  const std::string caveat = findings(all)["caveat"][0]["en"];
  CHECK(caveat.find("3 draws") != std::string::npos);
  // The wrong twin: the same numbers as replicates of their own have a narrower interval.
  data.per_draw = 1;
  const auto apart = statements_of(data);
  CHECK(value(apart, "effect_n", 4 * 3 + 2) == 6);
  CHECK(value(apart, "effect_high", 4 * 3 + 2) < value(all, "effect_high", 4 * 3 + 2));
  CHECK(std::none_of(apart.cubes.begin(), apart.cubes.end(), [](const Statement &one) {
    return one.quantity.name == "comparison/variance_share_mean";
  }));
}
