// Innovation: what real R&D yields.
//
// Two stages as in Nelson & Winter (1982) and the K+S family: success with probability
// 1 - exp(-zeta e), e real R&D (own and learnt from partners) in units of one project per product
// line; then the step, exponential with a mean, in productivity (process) or quality (product).
// Patents are a Poisson count with mean a nu R^0.5, R the R&D of the quarter (elasticity: Hausman,
// Hall & Griliches 1984, Econometrica 52: 0.3 to 0.6) and nu the firm's own propensity, drawn once:
// their model with random effects, of which an exponential nu is the simplest case. Many firms that
// do R&D hold no patent, and some hold many.
// Not modelled: radical innovation that opens niches, patent litigation, licensing income.
// Tests: tests/unit/test_innovation.cpp.
#pragma once

#include <algorithm>

#include "models/chance.hpp"
#include "models/codebook.hpp"
#include "models/portable.hpp"

namespace sme {

struct InnovationParameters {
  double project_cost = 400000;
  double line_revenue = 60e6;
  double success = 0.42;
  double step = 0.022;
  double step_limit = 0.15;
  double product_share = 0.55;
  double class1_rate = 0.2;
  double class2_rate = 1.5;
  double valuable_share = 0.06;
  double patent_elasticity = 0.5;
  double patent_unit = 1e6;
  double knowledge_drift = 0.04;

  static constexpr auto codebook() {
    using P = InnovationParameters;
    return Codebook{
        entry("project_cost", &P::project_cost, "CNY", 1, 1e12,
              "real R&D of one project of one product line in a quarter", "assumed"),
        entry("line_revenue", &P::line_revenue, "CNY", 1, 1e13,
              "yearly revenue of one product line; larger firms must renew more lines", "assumed"),
        entry("success", &P::success, "1", 0, 10, "zeta: success rate of a project",
              "assumed; sets the elasticity of productivity to R&D, 0.08-0.10 [S121]"),
        entry("step", &P::step, "1", 0, 1, "mean improvement by a successful innovation",
              "assumed; as zeta"),
        entry("step_limit", &P::step_limit, "1", 0, 2, "largest improvement by one innovation",
              "assumed"),
        entry("product_share", &P::product_share, "share", 0, 1,
              "share of innovations that raise quality rather than productivity", "assumed"),
        entry("class1_rate", &P::class1_rate, "1/quarter", 0, 100,
              "expected class-I filings of a firm with one patent unit of quarterly R&D",
              "fitted by hand to 16 invention patents a little giant in 2022 (fact "
              "`lg_patents_2022`)"),
        entry("class2_rate", &P::class2_rate, "1/quarter", 0, 100, "the same for class II",
              "assumed; about 5 a year and firm doing R&D: 2.8m utility models and 1.8m software "
              "copyrights of 2022 [recall], three quarters of them of firms"),
        entry("valuable_share", &P::valuable_share, "share", 0, 1, "share of class I of high value",
              "assumed"),
        entry("patent_elasticity", &P::patent_elasticity, "1", 0, 2, "elasticity of filings to R&D",
              "Hausman, Hall & Griliches 1984: 0.3-0.6"),
        entry("patent_unit", &P::patent_unit, "CNY", 1, 1e12,
              "quarterly R&D to which filing rates are stated", "definition"),
        entry("knowledge_drift", &P::knowledge_drift, "1", 0, 1,
              "step in knowledge space by a successful innovation", "assumed")};
  }
};
static_assert(well_described<InnovationParameters>());

/// Projects per product line that `real_rnd` (CNY in a quarter) pays for in a firm of `revenue`
/// (CNY a year).
inline double effort(double real_rnd, double revenue, const InnovationParameters &p) {
  return real_rnd / (p.project_cost * (1 + revenue / p.line_revenue));
}

/// Chance of an innovation in a quarter: 1 - exp(-zeta e).
inline double success_chance(double effort, const InnovationParameters &p) {
  return 1 - portable_exp(-p.success * effort);
}

/// Size of the improvement: exponential with mean `step`, limited.
inline double improvement(double uniform_word, const InnovationParameters &p) {
  return std::min(p.step_limit, -p.step * portable_log(uniform_word));
}

/// Expected filings per quarter from `real_rnd` (CNY in a quarter): rate (R&D / unit)^elasticity.
inline double filing_rate(double rate, double real_rnd, const InnovationParameters &p) {
  return real_rnd > 0 ? rate * portable_pow(real_rnd / p.patent_unit, p.patent_elasticity) : 0;
}

/// Chance of at least one in a Poisson count with the given mean.
inline double at_least_one(double mean) { return 1 - portable_exp(-mean); }

/// A Poisson count with the given mean, from one uniform number: at least one if and only if the
/// number is below at_least_one(mean). A mean above 200 is its own count.
inline int poisson_count(double mean, double uniform_number) {
  if (mean > 200) {
    return static_cast<int>(std::min(mean, 1e6));
  }
  double chance = portable_exp(-mean);
  double left = 1 - chance - uniform_number; // chance of a larger count that is not used up
  int count = 0;
  for (; left > 0 && chance > 0; left -= chance) {
    ++count;
    chance *= mean / count;
  }
  return count;
}

} // namespace sme
