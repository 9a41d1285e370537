// What the ladder needs to know of the world in one quarter.
#include <algorithm>

#include "models/ladder.hpp"

namespace sme {
namespace {

/// Share of the firms one step below (or above) that hold the label already, by province and label.
void count_holders(const Economy &economy, LadderView &view) {
  double firms = 0;
  double researchers = 0;
  for (const Block &block : economy.blocks) {
    firms += static_cast<double>(block.firms.size_rows());
    researchers += static_cast<double>(block.researchers.size_rows());
  }
  for (std::size_t province = 0; province < provinces; ++province) {
    std::array<double, tiers + 1> at_least{}; // firms with this label or a higher one
    for (std::size_t t = tiers; t-- > 0;) {
      at_least[t] = at_least[t + 1] + static_cast<double>(economy.labelled[province][t]);
    }
    const double doing_rnd = firms > 0 ? at_least[0] * researchers / firms : 0;
    for (std::size_t t = 1; t < tiers; ++t) {
      const TierRules *rules = view.tier[t];
      const bool step =
          rules != nullptr && rules->from_tier > Tier::none && rules->from_tier_since <= view.now;
      const double peers = step             ? at_least[static_cast<std::size_t>(rules->from_tier)]
                           : t == tiers - 1 ? at_least[t - 1]
                                            : doing_rnd;
      view.holders[province][t] = peers > 0 ? std::min(1.0, at_least[t] / peers) : 0;
    }
  }
}

Quarter first_of(const LadderParameters &p, Tier tier) {
  const std::array<Quarter, tiers> first{never, p.first_innovative, p.first_srdi,
                                         p.first_little_giant, p.first_champion};
  return first[static_cast<std::size_t>(tier)];
}

} // namespace

LadderView ladder_view(const Economy &economy, const LadderParameters &parameters,
                       const std::vector<RuleSet> &rules, Quarter now,
                       std::span<const float> service_access) {
  LadderView view{parameters, now, economy.fate, economy.scale, rules_at(rules, now),
                  {},         {},  {},           service_access};
  for (int t = 1; t < tiers; ++t) {
    const Tier tier = static_cast<Tier>(t);
    const TierRules *found = view.rules == nullptr ? nullptr : tier_rules(*view.rules, tier);
    if (found != nullptr && found->since <= now && first_of(parameters, tier) <= now) {
      view.tier[static_cast<std::size_t>(t)] = found;
      view.used[static_cast<std::size_t>(t)] = indicators_used(*found);
    }
  }
  count_holders(economy, view);
  return view;
}

double review_capacity(const LadderView &view, Tier tier) {
  const LadderParameters &p = view.parameters;
  const std::array<double, tiers> capacity{0, p.capacity_innovative, p.capacity_srdi,
                                           p.capacity_little_giant, p.capacity_champion};
  double result = capacity[static_cast<std::size_t>(tier)] * view.scale;
  for (int y = first_of(p, tier).year(); y < view.now.year(); ++y) {
    result *= 1 + p.capacity_growth;
  }
  return result;
}

} // namespace sme
