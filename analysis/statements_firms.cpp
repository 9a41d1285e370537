// Who changed: the split of tiers, the identity from gross to net, survival of cohorts.
#include <cmath>

#include "analysis/additionality.hpp"
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

void state_split(const Comparison &c, Statements &out) {
  const Cube split(c.data, "split", c.data.scale);
  if (!split.there())
    return;
  Ranged part(c, out, "split", "1", "firms at or above the tier, by what the policy did to them",
              {"world", "year", "tier", "part"});
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t y = 0; y < c.years; ++y)
      for (std::size_t t = 0; t < split.size(3); ++t)
        for (std::size_t k = 0; k < split.size(4); ++k)
          part.set_count({w, y, t, k}, split.series(w, {y, t, k}), c.data.settings.level);
}

namespace {

/// Sums over firms of one replicate, national terms with leakage out of the target provinces.
struct IdentityTerms {
  std::vector<double> gross, deadweight, direct, outside, inside, displacement, spillover, net;
};

/// Places of the labels of the axis `term`; SIZE_MAX when one is not there.
struct TermPlaces {
  explicit TermPlaces(const Comparison &c) {
    const auto place = [&](const char *label) {
      const auto found = c.place("term", label);
      all = all && found;
      return found.value_or(0);
    };
    gross = place("gross");
    deadweight = place("deadweight");
    direct = place("direct");
    displacement = place("displacement");
    spillover = place("spillover");
  }
  bool all = true;
  std::size_t gross = 0, deadweight = 0, direct = 0, displacement = 0, spillover = 0;
};

std::vector<double> &operator+=(std::vector<double> &sum, const std::vector<double> &more) {
  for (std::size_t r = 0; r < sum.size(); ++r)
    sum[r] += more[r];
  return sum;
}

/// Of the target area where there is one and firms are told by province, else of the nation.
IdentityTerms terms_of(const Comparison &c, const Cube &nation, const Cube &province,
                       const Cube &target, const TermPlaces &at, std::size_t w, std::size_t y,
                       std::size_t m) {
  IdentityTerms t;
  t.gross = nation.series(w, {y, m, at.gross});
  t.deadweight = nation.series(w, {y, m, at.deadweight});
  t.direct = nation.series(w, {y, m, at.direct});
  if (!province.there() || !target.there()) {
    t.outside.assign(c.replicates, 0);
    t.inside = t.direct;
    t.displacement = nation.series(w, {y, m, at.displacement});
    t.spillover = nation.series(w, {y, m, at.spillover});
    return t;
  }
  t.inside.assign(c.replicates, 0);
  t.displacement = t.spillover = t.inside;
  for (std::size_t p = 0; p < province.size(4); ++p)
    if (target.at({w, p}) == 1) {
      t.inside += province.series(w, {y, m, p, at.direct});
      t.displacement += province.series(w, {y, m, p, at.displacement});
      t.spillover += province.series(w, {y, m, p, at.spillover});
    }
  t.outside = differences(t.inside, t.direct);
  return t;
}

void set_ratio(Ranged &where, Places places, const std::vector<double> &above,
               const std::vector<double> &below, double alpha, double scale, double shift) {
  const auto set = cost_per_unit(above, below, alpha);
  Interval bounds;
  if (set.shape == RatioSet::Shape::interval)
    bounds = {shift + scale * set.bounds.low, shift + scale * set.bounds.high};
  if (scale < 0)
    std::swap(bounds.low, bounds.high);
  where.set(places, shift + scale * set.ratio, bounds);
}

} // namespace

void state_identity(const Comparison &c, Statements &out) {
  const Cube nation(c.data, "identity", c.data.scale);
  const Cube province(c.data, "identity_by_province", c.data.scale);
  const Cube target(c.data, "target_province");
  const TermPlaces at(c);
  if (!nation.there())
    return;
  const double alpha = c.data.settings.level;
  Ranged identity(c, out, "identity", "1",
                  "term of the identity from gross to net, in units of the measure",
                  {"world", "year", "measure", "term"});
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t y = 0; y < c.years; ++y)
      for (std::size_t m = 0; m < nation.size(3); ++m)
        for (std::size_t t = 0; t < nation.size(4); ++t)
          identity.set({w, y, m, t}, nation.series(w, {y, m, t}), alpha);
  if (!at.all)
    return;

  const std::vector<std::string> axes{"world", "year", "measure"};
  const std::string ratio = "; ratio of means, Fieller's set where it is bounded";
  const auto rate = [&](const std::string &name, const std::string &meaning) {
    return Ranged(c, out, "identity_rate_" + name, "1", meaning + ratio, axes, "");
  };
  auto deadweight = rate("deadweight", "deadweight over gross");
  auto leakage = rate("leakage", "additional outside the target provinces over all additional");
  auto displacement = rate("displacement", "lost by untreated firms of the target provinces over "
                                           "additional there");
  auto multiplier = rate("multiplier", "one, plus gains of untreated firms of the target provinces "
                                       "over what is left after displacement");
  Plane guides(c, out, "identity_guides", "1",
               "net additional in the guides' form: direct (1 - leakage) (1 - displacement) "
               "multiplier, from means; equals the measured one in the target provinces",
               axes);
  Plane inside(c, out, "identity_net_in_area", "1",
               "net additional in the target provinces, as measured; mean", axes);
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t y = 0; y < c.years; ++y)
      for (std::size_t m = 0; m < nation.size(3); ++m) {
        const auto t = terms_of(c, nation, province, target, at, w, y, m);
        auto left = t.inside;
        left += t.displacement;
        set_ratio(deadweight, {w, y, m}, t.deadweight, t.gross, alpha, 1, 0);
        set_ratio(leakage, {w, y, m}, t.outside, t.direct, alpha, 1, 0);
        set_ratio(displacement, {w, y, m}, t.displacement, t.inside, alpha, -1, 0);
        set_ratio(multiplier, {w, y, m}, t.spillover, left, alpha, 1, 1);
        const auto mean = [](const std::vector<double> &series) { return moments(series).mean; };
        Additionality sums;
        sums.gross = mean(t.gross);
        sums.deadweight = mean(t.deadweight);
        sums.inside = mean(t.inside);
        sums.outside = mean(t.outside);
        sums.displacement = mean(t.displacement);
        sums.spillover = mean(t.spillover);
        guides.at({w, y, m}) = rates(sums).guides;
        inside.at({w, y, m}) = sums.sum_of_parts();
      }
}

void state_survival(const Comparison &c, Statements &out) {
  const Cube alive(c.data, "cohort_alive"), founded(c.data, "cohort_founded");
  if (!alive.there() || !founded.there())
    return;
  const double alpha = c.data.settings.level;
  const auto &cohort = c.axis("cohort").values;
  const std::string meaning = "share of firms of a founding year that are still there, policy less "
                              "baseline";
  Ranged difference(c, out, "survival_difference", "1", meaning, {"world", "cohort", "year"});
  Ranged area(c, out, "rmst", "year",
              "restricted mean survival time to the last year, policy less baseline",
              {"world", "cohort"});
  Plane level(c, out, "survival", "1", "mean share of firms of a founding year still there",
              {"world", "cohort", "year"});
  // Shares of one world by year, then the area under them in the last entry.
  const auto shares = [&](std::size_t w, std::size_t k) {
    const auto start = founded.series(w, {k});
    std::vector<std::vector<double>> by_year(c.years);
    std::vector<double> sum(c.replicates, 0);
    for (std::size_t y = 0; y < c.years; ++y) {
      by_year[y] = alive.series(w, {k, y});
      for (std::size_t r = 0; r < c.replicates; ++r) {
        auto &share = by_year[y][r];
        const bool there = cohort[k] <= c.year(y) && start[r] > 0;
        share = there ? share / start[r] : unknown;
        if (!there || cohort[k] == c.year(y)) // the first value starts the curve
          continue;
        const double before = y == 0 ? 1 : by_year[y - 1][r]; // all are there when the run starts
        sum[r] += (share + before) / 2;
      }
    }
    by_year.push_back(std::move(sum));
    return by_year;
  };
  for (std::size_t k = 0; k < cohort.size(); ++k) {
    const auto baseline = shares(0, k);
    for (std::size_t w = 0; w < c.worlds; ++w) {
      const auto policy = shares(w, k);
      for (std::size_t y = 0; y < c.years; ++y) {
        level.at({w, k, y}) = moments(policy[y]).mean;
        if (w > 0)
          difference.set({w, k, y}, differences(baseline[y], policy[y]), alpha);
      }
      if (w > 0)
        area.set({w, k}, differences(baseline.back(), policy.back()), alpha);
    }
  }
}

} // namespace sme::analysis
