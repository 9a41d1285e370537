// Challenges: what firms make of problems that chain leaders post (揭榜挂帅).
//
// A firm answers the problem it fits best if that is worth its while,
//     p_win [ p_solve (prize + contract) - n c ] > a,
// a the cost of an answer, sunk for all who answer; c what the project costs in each of n quarters;
// p_win = f / (f + m f_other), f its fit and m the rivals it expects (a contest success function,
// Tullock 1980; Skaperdas 1996); p_solve the chance that real R&D solves it in one of n quarters,
// from innovation.hpp, times fit. Entry of rivals lowers p_win until the marginal firm is
// indifferent (Taylor 1995, AER 85; inducement prizes: Kremer & Williams 2010).
// Not modelled: teams that answer together, rights to what losers found, haggling over the prize.
// Tests: tests/unit/test_challenge.cpp.
#pragma once

#include <algorithm>

#include "models/codebook.hpp"
#include "models/collaboration.hpp"
#include "models/innovation.hpp"

namespace sme {

struct ChallengeParameters {
  double fit_width = 0.15;
  double typical_fit = 0.5;
  double contract_share = 0.05;

  static constexpr auto codebook() {
    using P = ChallengeParameters;
    return Codebook{
        entry("fit_width", &P::fit_width, "1", 0.001, 10,
              "cognitive distance from a posted problem at which fit has fallen to one half",
              "assumed; narrower than supply_width, a problem is special"),
        entry("typical_fit", &P::typical_fit, "share", 0.01, 1, "fit a firm expects of rivals",
              "assumed"),
        entry("contract_share", &P::contract_share, "share", 0, 10,
              "worth of becoming the leader's supplier, per yuan of yearly revenue", "assumed")};
  }
};
static_assert(well_described<ChallengeParameters>());

/// Fit of a firm's knowledge to a problem: 1 / (1 + (d / w)^2).
inline double challenge_fit(const Knowledge &knowledge, const Knowledge &problem,
                            const ChallengeParameters &p) {
  const double d = distance(knowledge, problem) / p.fit_width;
  return 1 / (1 + d * d);
}

/// Chance to be chosen among `rivals` others.
inline double winning_chance(double fit, double rivals, const ChallengeParameters &p) {
  return fit / (fit + rivals * p.typical_fit);
}

/// Chance that `cost` CNY of real R&D in a quarter solve the problem in that quarter.
inline double solving_chance(double fit, double cost, double revenue,
                             const InnovationParameters &p) {
  return fit * success_chance(effort(cost, revenue, p), p);
}

/// Expected gain of an answer, CNY. `prize` and `answer_cost` CNY, `project_cost` CNY a quarter,
/// `quarters` until the deadline, `revenue` CNY a year.
inline double value_of_answer(double fit, double rivals, double prize, double answer_cost,
                              double project_cost, int quarters, double revenue,
                              const ChallengeParameters &p, const InnovationParameters &n) {
  const double each = solving_chance(fit, project_cost, revenue, n);
  double unsolved = 1;
  double quarters_worked = 0;
  for (int q = 0; q < quarters; ++q) {
    quarters_worked += unsolved;
    unsolved *= 1 - each;
  }
  const double gain = (1 - unsolved) * (prize + p.contract_share * revenue);
  return winning_chance(fit, rivals, p) * (gain - quarters_worked * project_cost) - answer_cost;
}

} // namespace sme
