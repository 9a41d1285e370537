// What the rules of a label ask of a firm's R&D: the thresholds at which firms bunch.
#include <algorithm>
#include <limits>

#include "models/rules.hpp"

namespace sme {
namespace {

/// R&D intensity that a condition asks at a yearly revenue; 0 for none.
double asked_by(const Condition &condition, double revenue) {
  if (condition.relation != Relation::at_least && condition.relation != Relation::above) {
    return 0;
  }
  switch (condition.indicator) {
  case Indicator::rnd_intensity_last_year:
  case Indicator::rnd_intensity_year_before:
    return condition.bound;
  case Indicator::rnd_last_year:
  case Indicator::rnd_year_before:
  case Indicator::rnd_2y_mean:
    return condition.bound / revenue;
  case Indicator::rnd_2y_sum:
    return condition.bound / 2 / revenue;
  default:
    return 0;
  }
}

/// Whether a firm of which `facts` know the revenue can count on a clause: its revenue fits, and it
/// asks for nothing rare instead.
bool within_reach(const Clause &clause, const FirmFacts &facts) {
  return std::all_of(clause.begin(), clause.end(), [&](const Condition &condition) {
    switch (condition.indicator) {
    case Indicator::revenue_last_year:
      return holds(condition, facts);
    case Indicator::equity_2y:
    case Indicator::equity_3y:
    case Indicator::science_award:
      return false;
    default:
      return true;
    }
  });
}

} // namespace

double rnd_asked(const TierRules &rules, double revenue) {
  constexpr double never_asked = std::numeric_limits<double>::infinity();
  FirmFacts facts;
  facts[Indicator::revenue_last_year] = revenue;
  double most = 0;
  for (const Gate &gate : rules.gates) {
    double least = never_asked;
    for (const Clause &clause : gate.alternatives) {
      if (within_reach(clause, facts)) {
        double here = 0;
        for (const Condition &condition : clause) {
          here = std::max(here, asked_by(condition, revenue));
        }
        least = std::min(least, here);
      }
    }
    most = least == never_asked ? most : std::max(most, least);
  }
  return most;
}

} // namespace sme
