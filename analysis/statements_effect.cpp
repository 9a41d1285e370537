// Effects of policies on outcomes: nation, groups, primary outcome, packages.
#include <cmath>

#include "analysis/decision.hpp"
#include "analysis/interaction.hpp"
#include "analysis/simultaneous.hpp"
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

using Index = Eigen::Index;
const std::vector<std::string> by_year{"world", "outcome", "year"};

/// Differences side by side; columns that are missing altogether stay out of the family.
Simultaneous together(const std::vector<std::vector<double>> &columns, double alpha,
                      std::uint32_t seed) {
  std::vector<std::size_t> kept;
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (moments(columns[c]).count > 0)
      kept.push_back(c);
  const auto rows = columns.empty() ? 0 : columns.front().size();
  Eigen::MatrixXd matrix(static_cast<Index>(rows), static_cast<Index>(kept.size()));
  for (std::size_t k = 0; k < kept.size(); ++k)
    for (std::size_t r = 0; r < rows; ++r)
      matrix(static_cast<Index>(r), static_cast<Index>(k)) = columns[kept[k]][r];
  auto found = simultaneous_intervals(matrix, alpha, seed);
  std::vector<Interval> all(columns.size());
  for (std::size_t k = 0; k < kept.size(); ++k)
    all[kept[k]] = found.intervals[k];
  found.intervals = std::move(all);
  return found;
}

double mean_of_half(const std::vector<double> &change, const std::vector<bool> &first, bool which) {
  if (change.size() < 4)
    return unknown;
  std::vector<double> kept;
  for (std::size_t r = 0; r < change.size(); ++r)
    if (first[r] == which)
      kept.push_back(change[r]);
  return moments(kept).mean;
}

} // namespace

void state_effects(const Comparison &c, Statements &out) {
  const auto plane = [&](const std::string &s, const std::string &unit,
                         const std::string &meaning) {
    return Plane(c, out, "effect_" + s, unit, meaning, by_year);
  };
  const std::string own = "in units of the outcome";
  auto baseline = plane("baseline", "1", "mean level in the baseline, " + own);
  auto policy = plane("policy", "1", "mean level in the policy world, " + own);
  auto mean = plane("mean", "1", "mean difference between paired worlds, " + own);
  auto low = plane("low", "1", "lower end of the interval of one statement, " + own);
  auto high = plane("high", "1", "upper end of the interval of one statement, " + own);
  const std::string family = "simultaneous over worlds and years of the outcome (max-T), " + own;
  auto low_all = plane("low_all", "1", "lower end of the interval, " + family);
  auto high_all = plane("high_all", "1", "upper end of the interval, " + family);
  auto deviation = plane("sd", "1", "standard deviation of differences, " + own);
  auto count = plane("n", "1", "pairs of worlds");
  auto skew = plane("skew", "1", "skewness of differences");
  auto method = plane("method", "1", "interval: 0 none 1 same 2 student 3 bootstrap_t 4 coarse");
  auto vrr = plane("vrr", "1", "variance reduction by pairing; weak below 1.5");
  auto mde = plane("mde", "1", "minimum detectable effect, " + own);
  auto needed = plane("needed", "1", "replicates needed for the smallest effect of interest");
  auto p = plane("p", "1", "two-sided p-value of one statement");
  auto half_a = plane("half_a", "1", "mean difference in one half of the replicates, " + own);
  auto half_b = plane("half_b", "1", "mean difference in the other half, " + own);
  const auto first = first_half(c.replicates, c.data.seed);

  for (std::size_t o = 0; o < c.outcomes; ++o) {
    const auto &options = o == c.primary ? c.options_of_primary : c.options;
    std::vector<std::vector<double>> columns;
    for (std::size_t w = 1; w < c.worlds; ++w)
      for (std::size_t y = 0; y < c.years; ++y) {
        const auto before = c.level(0, y, o), after = c.level(w, y, o);
        const auto effect = paired_effect(before, after, options);
        columns.push_back(differences(before, after));
        baseline.at({w, o, y}) = moments(before).mean;
        policy.at({w, o, y}) = moments(after).mean;
        mean.at({w, o, y}) = effect.mean;
        low.at({w, o, y}) = effect.interval.low;
        high.at({w, o, y}) = effect.interval.high;
        deviation.at({w, o, y}) = effect.deviation;
        count.at({w, o, y}) = static_cast<double>(effect.count);
        skew.at({w, o, y}) = effect.skewness;
        method.at({w, o, y}) = static_cast<double>(effect.method);
        vrr.at({w, o, y}) = effect.variance_reduction;
        mde.at({w, o, y}) = effect.minimum_detectable;
        needed.at({w, o, y}) = effect.replicates_needed;
        p.at({w, o, y}) = effect.p;
        half_a.at({w, o, y}) = mean_of_half(columns.back(), first, true);
        half_b.at({w, o, y}) = mean_of_half(columns.back(), first, false);
      }
    const auto all = together(columns, c.data.settings.level, c.data.seed);
    std::size_t k = 0;
    for (std::size_t w = 1; w < c.worlds; ++w)
      for (std::size_t y = 0; y < c.years; ++y, ++k) {
        low_all.at({w, o, y}) = all.intervals[k].low;
        high_all.at({w, o, y}) = all.intervals[k].high;
      }
  }
}

void state_groups(const Comparison &c, Statements &out) {
  for (const std::string group : {"province", "chain", "size"}) {
    const Cube cube(c.data, "outcomes_by_" + group);
    if (!cube.there())
      continue;
    const std::vector<std::string> axes{"world", "outcome", "year", group};
    const std::string end = "_by_" + group;
    const auto plane = [&](const std::string &s, const std::string &meaning) {
      return Plane(c, out, "effect_" + s + end, "1", meaning + ", by " + group + "; exploratory",
                   axes);
    };
    auto mean = plane("mean", "mean difference between paired worlds");
    auto low = plane("low", "lower end of Student's interval");
    auto high = plane("high", "upper end of Student's interval");
    auto adjusted = plane(
        "adjusted", "p-value adjusted for worlds and groups of the year (Benjamini-Hochberg)");
    const auto groups = c.axis(group).size();
    for (std::size_t o = 0; o < c.outcomes; ++o)
      for (std::size_t y = 0; y < c.years; ++y) {
        std::vector<double> p;
        for (std::size_t w = 1; w < c.worlds; ++w)
          for (std::size_t g = 0; g < groups; ++g) {
            const auto change = differences(cube.series(0, {y, o, g}), cube.series(w, {y, o, g}));
            const auto sample = moments(change);
            const auto interval = student_interval(sample, c.data.settings.level);
            mean.at({w, o, y, g}) = sample.mean;
            low.at({w, o, y, g}) = interval.low;
            high.at({w, o, y, g}) = interval.high;
            p.push_back(paired_p(sample));
          }
        const auto together_p = benjamini_hochberg(p);
        std::size_t k = 0;
        for (std::size_t w = 1; w < c.worlds; ++w)
          for (std::size_t g = 0; g < groups; ++g)
            adjusted.at({w, o, y, g}) = together_p[k++];
      }
  }
}

void state_primary(const Comparison &c, Statements &out) {
  const auto plane = [&](const std::string &s, const std::string &meaning) {
    return Plane(c, out, "primary_" + s, "1", meaning + ", primary outcome at the horizon",
                 {"world"});
  };
  auto mean = plane("mean", "mean difference between paired worlds");
  auto low = plane("low", "lower end of the interval of one policy");
  auto high = plane("high", "upper end of the interval of one policy");
  auto low_all = plane("low_all", "lower end, simultaneous over policies (max-T)");
  auto high_all = plane("high_all", "upper end, simultaneous over policies (max-T)");
  auto p = plane("p", "two-sided p-value of one policy");
  auto adjusted = plane("p_holm", "p-value adjusted for all policies (Holm)");
  auto vrr = plane("vrr", "variance reduction by pairing; weak below 1.5");
  auto mde = plane("mde", "minimum detectable effect");
  auto needed = plane("needed", "replicates needed for the smallest effect of interest");
  std::vector<std::vector<double>> columns;
  std::vector<double> alone;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto before = c.level(0, c.horizon, c.primary), after = c.level(w, c.horizon, c.primary);
    const auto effect = paired_effect(before, after, c.options_of_primary);
    columns.push_back(differences(before, after));
    alone.push_back(effect.p);
    mean.at({w}) = effect.mean;
    low.at({w}) = effect.interval.low;
    high.at({w}) = effect.interval.high;
    p.at({w}) = effect.p;
    vrr.at({w}) = effect.variance_reduction;
    mde.at({w}) = effect.minimum_detectable;
    needed.at({w}) = effect.replicates_needed;
  }
  const auto all = together(columns, c.data.settings.level, c.data.seed);
  const auto of_holm = holm(alone);
  for (std::size_t w = 1; w < c.worlds; ++w) {
    low_all.at({w}) = all.intervals[w - 1].low;
    high_all.at({w}) = all.intervals[w - 1].high;
    adjusted.at({w}) = of_holm[w - 1];
  }
}

void state_interaction(const Comparison &c, Statements &out) {
  Ranged joint(c, out, "interaction", "1",
               "joint effect of a package less the sum of the effects of its programmes alone, at "
               "the horizon, in units of the outcome",
               {"world", "outcome"});
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto parts = parts_of_package(c, w);
    if (parts.empty())
      continue;
    for (std::size_t o = 0; o < c.outcomes; ++o) {
      std::vector<std::vector<double>> worlds;
      for (const auto part : parts)
        worlds.push_back(c.level(part, c.horizon, o));
      const std::vector<std::span<const double>> single(worlds.begin(), worlds.end());
      const auto found =
          interaction(c.level(0, c.horizon, o), single, c.level(w, c.horizon, o), c.options);
      joint.set({w, o}, found.mean, found.interval);
    }
  }
}

} // namespace sme::analysis
