// What the ladder needs to know of the world in one quarter.
#include <algorithm>

#include "models/ladder.hpp"
#include "models/portable.hpp"

namespace sme {
namespace {

/// Those whom news of a label could reach, and those whom it has reached.
struct Peers {
  double all = 0;
  double knowing = 0;
  double share() const { return all > 0 ? knowing / all : 0; }
};

/// Share of the peers of each label that know its rules, as a firm of each province meets them.
/// Peers are the firms doing R&D that stand on the step from which the label is reached, or above
/// it; for champions little giants and those with the revenue asked for. Counting those who know,
/// not the few who hold, keeps news from hanging on single firms in a small province or a sample.
void count_knowing(const Economy &economy, LadderView &view) {
  std::array<Tier, tiers> step{};
  for (std::size_t t = 1; t < tiers; ++t) {
    const TierRules *rules = view.tier[t];
    step[t] =
        rules != nullptr && rules->from_tier_since <= view.now ? rules->from_tier : Tier::none;
  }
  std::array<std::array<Peers, tiers>, provinces> here{};
  for (const Block &block : economy.blocks) {
    const Researchers &researchers = block.researchers;
    for (std::size_t r = 0; r < researchers.size_rows(); ++r) {
      const auto row = static_cast<std::size_t>(researchers.firm[r]);
      const auto held = static_cast<Tier>(block.firms.tier[row]);
      const bool large_enough = held >= Tier::little_giant ||
                                block.firms.revenue_last[row] >= view.parameters.champion_revenue;
      for (std::size_t t = 1; t < tiers; ++t) {
        const Tier tier = static_cast<Tier>(t);
        if (tier == Tier::champion ? large_enough : held >= step[t]) {
          Peers &peers = here[block.firms.province[row]][t];
          peers.all += 1;
          peers.knowing += (researchers.known[r] & bit_of(tier)) != 0 || held >= tier ? 1 : 0;
        }
      }
    }
  }
  for (std::size_t t = 1; t < tiers; ++t) {
    Peers nation;
    for (const auto &province : here) {
      nation.all += province[t].all;
      nation.knowing += province[t].knowing;
    }
    const double home = view.parameters.imitation_home;
    for (std::size_t province = 0; province < provinces; ++province) {
      view.knowing[province][t] = home * here[province][t].share() + (1 - home) * nation.share();
    }
  }
}

Quarter first_of(const LadderParameters &p, Tier tier) {
  const std::array<Quarter, tiers> first{never, p.first_innovative, p.first_srdi,
                                         p.first_little_giant, p.first_champion};
  return first[static_cast<std::size_t>(tier)];
}

// How much of its firms the office of each province reaches, relative to the mean of the nation's
// firms.
std::array<double, provinces> office_reach(const Economy &economy, double dilution) {
  std::array<double, provinces> firms{}, reach{};
  for (const Block &block : economy.blocks) {
    for (const std::int32_t row : block.researchers.firm) {
      firms[block.firms.province[static_cast<std::size_t>(row)]] += 1;
    }
  }
  double all = 0;
  double reached = 0;
  for (std::size_t p = 0; p < provinces; ++p) {
    reach[p] = portable_pow(std::max(1.0, firms[p]), -dilution);
    all += firms[p];
    reached += firms[p] * reach[p];
  }
  for (double &r : reach) {
    r *= reached > 0 ? all / reached : 1;
  }
  return reach;
}

} // namespace

LadderView ladder_view(const Economy &economy, const LadderParameters &parameters,
                       const std::vector<RuleSet> &rules, Quarter now,
                       std::span<const float> service_access) {
  LadderView view{parameters, now, economy.fate, economy.scale, rules_at(rules, now), {},
                  {},         {},  {},           service_access};
  for (int t = 1; t < tiers; ++t) {
    const Tier tier = static_cast<Tier>(t);
    const TierRules *found = view.rules == nullptr ? nullptr : tier_rules(*view.rules, tier);
    if (found != nullptr && found->since <= now && first_of(parameters, tier) <= now) {
      view.tier[static_cast<std::size_t>(t)] = found;
      view.demands[static_cast<std::size_t>(t)] = demands_of(*found);
    }
  }
  count_knowing(economy, view);
  view.office = office_reach(economy, parameters.office_dilution);
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
