// Whom policies reach: gainers and losers, moves between states, programmes, firms left untouched.
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

void state_gainers(const Comparison &c, Statements &out) {
  const Cube firms(c.data, "affected_firms", c.data.scale);
  const Cube change(c.data, "affected_change", c.data.scale);
  if (!firms.there() || !change.there())
    return;
  const double alpha = c.data.settings.level;
  const std::vector<std::string> axes{"world", "year", "measure", "state_from", "direction"};
  Ranged count(c, out, "affected_firms", "1",
               "firms that gain, stay or lose against the baseline, by state when the worlds part",
               axes);
  Ranged share(c, out, "affected_share", "1",
               "the same as a share of the firms of the state; ratio of means, Fieller's set",
               axes);
  Ranged sum(c, out, "affected_change", "1", "their change, in units of the measure", axes);
  const auto directions = firms.size(5);
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t y = 0; y < c.years; ++y)
      for (std::size_t m = 0; m < firms.size(3); ++m)
        for (std::size_t s = 0; s < firms.size(4); ++s) {
          std::vector<double> all(c.replicates, 0);
          for (std::size_t d = 0; d < directions; ++d) {
            const auto some = firms.series(w, {y, m, s, d});
            for (std::size_t r = 0; r < all.size(); ++r)
              all[r] += some[r];
          }
          for (std::size_t d = 0; d < directions; ++d) {
            const auto some = firms.series(w, {y, m, s, d});
            count.set_count({w, y, m, s, d}, some, alpha);
            sum.set({w, y, m, s, d}, change.series(w, {y, m, s, d}), alpha);
            const auto set = cost_per_unit(some, all, alpha);
            share.set({w, y, m, s, d}, set.ratio,
                      set.shape == RatioSet::Shape::interval ? set.bounds : Interval{});
          }
        }
}

void state_moves(const Comparison &c, Statements &out) {
  const Cube moves(c.data, "moves", c.data.scale);
  if (!moves.there())
    return;
  const std::vector<std::string> axes{"world", "year", "state_from", "state_to"};
  Ranged level(c, out, "moves", "1", "firms by state when the worlds part and at the year's end",
               axes);
  Ranged difference(c, out, "moves_difference", "1", "the same, policy less baseline", axes);
  for (std::size_t w = 0; w < c.worlds; ++w)
    for (std::size_t y = 0; y < c.years; ++y)
      for (std::size_t from = 0; from < moves.size(3); ++from)
        for (std::size_t to = 0; to < moves.size(4); ++to) {
          const auto mine = moves.series(w, {y, from, to});
          level.set_count({w, y, from, to}, mine, c.data.settings.level);
          if (w > 0)
            difference.set({w, y, from, to}, differences(moves.series(0, {y, from, to}), mine),
                           c.data.settings.level);
        }
}

/// Both levels of government together.
void state_programmes(const Comparison &c, Statements &out) {
  for (const std::string what : {"applicants", "admitted", "refused", "unserved", "spent",
                                 "forgone", "returned", "unmet", "called"}) {
    const Cube cube(c.data, "programme_" + what, c.data.scale);
    if (!cube.there())
      continue;
    const bool firms =
        what == "applicants" || what == "admitted" || what == "refused" || what == "unserved";
    Ranged sum(c, out, "programme_" + what, firms ? "1" : "CNY",
               "of a programme in a year, all payers", {"world", "year", "programme"});
    for (std::size_t w = 0; w < c.worlds; ++w)
      for (std::size_t y = 0; y < c.years; ++y)
        for (std::size_t p = 0; p < cube.size(3); ++p) {
          std::vector<double> all(c.replicates, 0);
          for (std::size_t payer = 0; payer < cube.size(4); ++payer) {
            const auto one = cube.series(w, {y, p, payer});
            for (std::size_t r = 0; r < all.size(); ++r)
              all[r] += one[r];
          }
          sum.set_count({w, y, p}, all, c.data.settings.level);
        }
  }
}

void state_untouched(const Comparison &c, Statements &out) {
  const Cube all(c.data, "untreated_firms"), same(c.data, "untreated_identical");
  if (!all.there() || !same.there())
    return;
  Ranged share(c, out, "identical_share", "1",
               "untreated firms that are identical in both worlds, as a share; ratio of means, "
               "Fieller's set",
               {"world", "year"});
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t y = 0; y < c.years; ++y) {
      const auto set =
          cost_per_unit(same.series(w, {y}), all.series(w, {y}), c.data.settings.level);
      share.set({w, y}, set.ratio,
                set.shape == RatioSet::Shape::interval ? set.bounds : Interval{});
    }
}

} // namespace

void state_reach(const Comparison &comparison, Statements &out) {
  state_gainers(comparison, out);
  state_moves(comparison, out);
  state_programmes(comparison, out);
  state_untouched(comparison, out);
}

} // namespace sme::analysis
