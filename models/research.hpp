// R&D: how much a firm wishes, how it reacts to its user cost and to thresholds in the rules.
//
// User cost (B-index, Warda 2001): B = (1 - t (1 + d)) / (1 - t) for a tax payer with profit tax t
// and extra deduction d; 1 without taxable profit. The wish falls with it: i = i0 (B /
// B_2019)^-eta. A firm below a threshold z it cares for may report z: it covers the gap g by
// relabelling y and by real R&D x = g - y at least cost, k x + phi y^2 / (2 i), so y = min(g, k i /
// phi); it does so if the benefit exceeds the cost (Chen, Liu, Suarez Serrato & Xu 2021, AER
// 111:2065). Only real R&D innovates. Not modelled: inspection of single firms, carry-forward of
// deductions. Tests: tests/unit/test_research.cpp.
#pragma once

#include <algorithm>
#include <cmath>

#include "models/codebook.hpp"
#include "models/portable.hpp"
#include "models/quantities.hpp"

namespace sme {

struct ResearchParameters {
  double user_cost_elasticity = 1.14;
  double reference_deduction = 0.75;
  double wish_spread = 0.85;
  double size_elasticity = -0.2;
  double size_reference = 2e8;
  double sheet_step = 0.03;
  double real_cost = 0.55;
  double relabel_cost = 0.45;
  double label_benefit = 0.0074;
  double wage_share = 0.5;
  double wage_premium = 1.6;
  double doing_micro = 0.6;
  double doing_elasticity = 0.45;
  double most_doing = 0.65;
  double founder_lead = 0.2;
  double priority_odds = 4;
  double start_rate = 0.008;
  double start_size = 60;
  double least_staff = 3;
  double fund_share = 0.8;

  static constexpr auto codebook() {
    using P = ResearchParameters;
    return Codebook{
        entry("user_cost_elasticity", &P::user_cost_elasticity, "1", 0, 5,
              "eta: elasticity of real R&D to its user cost",
              "[S122] real response 1.14; Hall & Van Reenen 2000 about 1"),
        entry("reference_deduction", &P::reference_deduction, "share", 0, 2,
              "extra deduction at which wishes are stated (2019)", "[S104]"),
        entry("wish_spread", &P::wish_spread, "1", 0, 2,
              "standard deviation of the logarithm of wished R&D intensity",
              "assumed; skewed within industries, Cohen & Klepper 1992, AER 82"),
        entry("size_elasticity", &P::size_elasticity, "1", -1, 1,
              "elasticity of wished R&D intensity to yearly revenue",
              "assumed; R&D performers' intensity falls with size, Cohen & Klepper 1996"),
        entry("size_reference", &P::size_reference, "CNY", 1, 1e13,
              "yearly revenue at which wishes are stated", "definition"),
        entry("sheet_step", &P::sheet_step, "share", 0, 1,
              "R&D intensity that firms aim at where a label is won by points",
              "[S14]: 15 of 20 points from 3 %"),
        entry("real_cost", &P::real_cost, "1", 0, 2,
              "k: cost to the firm of a yuan of real R&D beyond its wish, net of what it returns",
              "assumed"),
        entry("relabel_cost", &P::relabel_cost, "1", 0.001, 100,
              "phi: how fast relabelling expenses becomes costly",
              "fitted by hand to the relabelled quarter of [S121] (fact `relabel`)"),
        entry("label_benefit", &P::label_benefit, "share", 0, 1,
              "yearly benefit of a label or the high-tech tax rate as a firm sees it, per yuan of "
              "revenue",
              "derived: ten points of profit tax on the 7.4 % margin of claimants [S105]; that a "
              "label is worth the same: assumed"),
        entry(
            "wage_share", &P::wage_share, "share", 0, 1,
            "share of R&D that pays R&D staff; the rest buys services of institutes and materials",
            "assumed; about half in R&D statistics"),
        entry("wage_premium", &P::wage_premium, "1", 1, 10,
              "pay of R&D staff relative to the mean employee", "assumed"),
        entry("doing_micro", &P::doing_micro, "1", 0, 10,
              "chance that a founder of six staff does R&D, relative to its chain and province",
              "derived: shares doing R&D by size below, and 12 % of all [S65]"),
        entry("doing_elasticity", &P::doing_elasticity, "1", 0, 2, "rise of that chance with staff",
              "derived: 24 and 52 % of small (above 20m CNY) and medium firms [S89]"),
        entry("most_doing", &P::most_doing, "share", 0, 1, "largest such chance",
              "derived: large firms [S89]"),
        entry("founder_lead", &P::founder_lead, "1", 0, 2,
              "productivity of founders that do R&D above that of others: the able do R&D (Aw, "
              "Roberts & Xu 2011, AER 101)",
              "assumed; claimants of the super-deduction earn 7.4 % of sales [S105]"),
        entry("priority_odds", &P::priority_odds, "1", 0.01, 100,
              "odds that the product of a firm doing R&D lies in a priority field, relative to all "
              "firms of its chain",
              "assumed; 0.6 of firms doing R&D; over 60 % of little giants in industrial basics "
              "[S25]"),
        entry("start_rate", &P::start_rate, "1/quarter", 0, 1,
              "chance that a firm of the start size begins R&D, times the chain's and province's "
              "index",
              "assumed; share of firms with R&D by size [S89]"),
        entry("start_size", &P::start_size, "person", 1, 1e6,
              "size to which the start rate is stated; the chance rises with staff as the share of "
              "firms doing R&D does",
              "assumed"),
        entry("least_staff", &P::least_staff, "person", 1, 1000,
              "staff below which no firm begins R&D", "assumed"),
        entry("fund_share", &P::fund_share, "share", 0, 1,
              "most of its cash a firm spends on R&D in a quarter",
              "assumed; financing constraint, Hall & Lerner 2010")};
  }
};
static_assert(well_described<ResearchParameters>());

/// Chance that the product of a firm doing R&D lies in a priority field, in a chain of which
/// `share` of all firms is.
inline double priority_chance(double share, const ResearchParameters &p) {
  return p.priority_odds * share / (1 - share + p.priority_odds * share);
}

/// User cost of a yuan of R&D (B-index): 1 without taxable profit, otherwise (1 - t (1 + d))/(1 -
/// t).
inline double user_cost(double tax_rate, double super_deduction) {
  return (1 - tax_rate * (1 + super_deduction)) / (1 - tax_rate);
}

/// Factor on wished intensity by yearly revenue (CNY): R&D grows less than in proportion to size.
inline double size_factor(double revenue, const ResearchParameters &p) {
  const double relative = std::max(revenue, 1e-3 * p.size_reference) / p.size_reference;
  return portable_pow(relative, p.size_elasticity);
}

/// Real R&D intensity a firm plans at user cost `cost`, given its wish at `reference` user cost.
inline double wished_intensity(double wish, double cost, double reference,
                               const ResearchParameters &p) {
  return wish * portable_pow(std::max(0.05, cost) / reference, -p.user_cost_elasticity);
}

/// Plan of a year: real and reported R&D as shares of revenue.
struct RndPlan {
  double real = 0;
  double reported = 0;
};

/// How a firm with real wish `wish` meets a threshold `notch` worth `benefit` (share of revenue a
/// year). Returns the wish for both when it is above the notch already or the cost exceeds the
/// benefit.
inline RndPlan meet_notch(double wish, double notch, double benefit, const ResearchParameters &p) {
  const double gap = notch - wish;
  if (gap <= 0) {
    return {wish, wish};
  }
  const double relabelled = std::min(gap, p.real_cost * wish / p.relabel_cost);
  const double cost = p.real_cost * (gap - relabelled) +
                      p.relabel_cost * relabelled * relabelled / (2 * std::max(wish, 1e-6));
  if (cost > benefit) {
    return {wish, wish};
  }
  return {notch - relabelled, notch};
}

/// What a firm books as R&D beyond its `real` R&D of a quarter to report `threshold` (both CNY): as
/// far as relabelling stays the cheaper way, y <= k x / phi, and rounded up, since a threshold
/// missed by a yuan is missed.
inline double relabelled(double real, double threshold, const ResearchParameters &p) {
  const double gap = threshold - real;
  return gap <= 0 ? 0 : std::min(std::ceil(gap), p.real_cost / p.relabel_cost * real);
}

/// How a firm meets the highest of several thresholds that is worth its cost. Each is worth
/// `benefit` a year, alone: that lower ones are passed on the way adds nothing.
template <class Notches>
inline RndPlan meet_notches(double wish, Notches notches, double benefit,
                            const ResearchParameters &p) {
  std::sort(notches.begin(), notches.end());
  for (auto notch = notches.rbegin(); notch != notches.rend() && *notch > wish; ++notch) {
    const RndPlan plan = meet_notch(wish, *notch, benefit, p);
    if (plan.reported > wish) {
      return plan;
    }
  }
  return {wish, wish};
}

/// The R&D intensity that a firm makes sure to report: the threshold it reaches for, else the
/// highest of `notches` that it stands above (0 if none), so that a vacancy or a lack of cash in a
/// quarter does not cost it what it has.
template <class Notches> inline double guarded(const RndPlan &plan, const Notches &notches) {
  double highest = plan.reported > plan.real ? plan.reported : 0;
  for (const double notch : notches) {
    highest = notch <= plan.real ? std::max(highest, notch) : highest;
  }
  return highest;
}

} // namespace sme
