// A package whose programmes have other doses than the single ones of the comparison, such as
// shares of one budget: it is no sum of these, but can be held against the same money spent singly.
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

/// A package's programmes as shares of single programmes of the same instrument: worlds with one
/// programme each, and the budget here over the budget there.
struct Mixture {
  std::vector<std::size_t> worlds;
  std::vector<double> shares;
  std::vector<std::string> missing; ///< programmes for which there is no such world
};
Mixture mixture_of(const Comparison &c, std::size_t package) {
  const auto read = [](const Comparison::Programme &one) {
    return nlohmann::json::parse(one.all, nullptr, false);
  };
  const auto budget = [](const nlohmann::json &one) { return one.value("yearly_budget", 0.0); };
  constexpr double no_limit = 1e12; // the default of a programme that has none
  Mixture found;
  for (const auto &part : c.programmes(package)) {
    const auto mine = read(part);
    bool known = false;
    for (std::size_t w = 1; w < c.worlds && !known; ++w) {
      const auto single = c.programmes(w);
      if (w == package || single.size() != 1)
        continue;
      const auto other = read(single.front());
      const bool same = single.front() == part;
      known = same ||
              (mine.value("instrument", "") == other.value("instrument", "-") && budget(mine) > 0 &&
               budget(mine) < no_limit && budget(other) > 0 && budget(other) < no_limit);
      if (known) {
        found.worlds.push_back(w);
        found.shares.push_back(same ? 1 : budget(mine) / budget(other));
      }
    }
    if (!known)
      found.missing.push_back(part.name);
  }
  return found;
}

/// A package of other doses than the single programmes of the comparison, of which it is no sum.
bool mixed(const Comparison &c, std::size_t world) {
  return c.programmes(world).size() > 1 && parts_of_package(c, world).empty();
}

} // namespace

void state_mixture(const Comparison &c, Statements &out) {
  Ranged less(c, out, "mixture", "1",
              "effect of a package less that of the same money in the single programmes: sum over "
              "its programmes of the effect alone times budget in the package over budget alone, "
              "effects taken as proportional to money; paired, at the horizon, in units of the "
              "outcome",
              {"world", "outcome"});
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto mixture = mixed(c, w) ? mixture_of(c, w) : Mixture{{}, {}, {""}};
    for (std::size_t o = 0; o < c.outcomes && mixture.missing.empty(); ++o) {
      auto expected = c.level(0, c.horizon, o);
      for (std::size_t k = 0; k < mixture.worlds.size(); ++k) {
        const auto effect = c.change(mixture.worlds[k], c.horizon, o);
        for (std::size_t r = 0; r < expected.size(); ++r)
          expected[r] += mixture.shares[k] * effect[r];
      }
      const auto found = paired_effect(expected, c.level(w, c.horizon, o), c.options);
      less.set({w, o}, found.mean, found.interval);
    }
  }
}

std::vector<Said> say_mixture(const Comparison &c, const Statements &out) {
  std::vector<Said> said;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    if (!mixed(c, w))
      continue;
    const auto mixture = mixture_of(c, w);
    const auto name = c.world_title(w);
    const Words needed{" Whether its programmes help each other takes worlds with each of them "
                       "alone at the package's own budget.",
                       "各项目之间是否相互促进，需另有以组合内预算单独实施各项目的世界。"};
    if (!mixture.missing.empty()) {
      constexpr std::size_t shown = 3;
      std::vector<Words> names;
      for (std::size_t k = 0; k < std::min(shown, mixture.missing.size()); ++k)
        names.push_back(c.programme_title(mixture.missing[k]));
      if (mixture.missing.size() > shown) {
        const auto more = std::to_string(mixture.missing.size() - shown);
        names.push_back({more + " more", "另外" + more + "项"});
      }
      const auto list = listed(names);
      said.push_back({w,
                      "not_told",
                      {name.en + " is not compared with its parts: no world here has " + list.en +
                           " alone at any budget." + needed.en,
                       name.zh + "未与其组成部分比较：没有单独实施" + list.zh +
                           "的世界（无论预算多少）。" + needed.zh},
                      unknown,
                      {}});
      continue;
    }
    const auto at = w * c.outcomes + c.primary;
    const double mean = stated(out, "mixture_mean", at);
    const Interval interval{stated(out, "mixture_low", at), stated(out, "mixture_high", at)};
    const auto unit = c.outcome_unit(c.primary);
    const bool more = interval.low > 0, less = interval.high < 0;
    const auto size = amount_in_words(more || less ? std::abs(mean) : mean, unit);
    const auto low = amount_in_words(interval.low, ""), high = amount_in_words(interval.high, unit);
    const Words range{" (" + percent_of(c) + " % interval of the difference: " + low.en + " to " +
                          high.en + ")",
                      "（差的" + percent_of(c) + "%区间：" + low.zh + "至" + high.zh + "）"};
    const Words verdict = more   ? Words{"does " + size.en + " more than", "效果多" + size.zh}
                          : less ? Words{"does " + size.en + " less than", "效果少" + size.zh}
                                 : Words{"does not differ clearly from", "效果没有明确差别"};
    said.push_back(
        {w,
         more   ? "more"
         : less ? "less"
                : "unclear",
         {name.en + " " + verdict.en +
              " the same money in its single programmes, each at its share of the budget" +
              range.en + ". That takes effects as proportional to money; it is no interaction." +
              needed.en,
          name.zh + "与把同样的钱按其预算份额分别投入各单项相比，" + verdict.zh + range.zh +
              "。此处假定效果与资金成正比，并非交互作用。" + needed.zh},
         mean,
         interval});
  }
  return said;
}

} // namespace sme::analysis
