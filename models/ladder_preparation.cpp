// How firms learn of labels and prepare for them, block by block.
#include <algorithm>

#include "models/chance.hpp"
#include "models/ladder_assets.hpp"
#include "models/ladder_chance.hpp"
#include "models/lots.hpp"

namespace sme {
namespace {

constexpr int books_known = 1;      // quarter of the year in which last year's books are read
constexpr int high_tech_season = 3; // quarter in which high-tech enterprises are certified
constexpr int highest_bought = 3;   // level of an R&D institution that preparation can reach

/// The work of one quarter in one block.
class Preparation {
public:
  Preparation(Block &block, const LadderView &view, Tally &tally)
      : block_(block), view_(view), p_(view.parameters), tally_(tally) {
    std::vector<std::uint64_t> ids;
    ids.reserve(block.researchers.size_rows());
    for (const std::int32_t row : block.researchers.firm) {
      ids.push_back(block.firms.id[static_cast<std::size_t>(row)]);
    }
    draw_lots(this_processor(), view.fate, view.now, Purpose::awareness, ids, lots_);
  }

  void run() {
    for (std::size_t r = 0; r < block_.researchers.size_rows(); ++r) {
      firm(r);
    }
  }

private:
  void firm(std::size_t r);
  std::uint8_t open_to(std::size_t r, std::size_t row) const;
  std::uint8_t learn(std::size_t r, std::size_t row, std::uint8_t unknown);
  void decide(std::size_t r, std::size_t row, std::uint8_t candidates);
  void acquire(std::size_t r, std::size_t row, Tier target);
  bool pay(std::size_t row, double cost);
  double access_of(std::size_t r) const {
    const std::uint32_t handle = block_.researchers.handle[r];
    return handle < view_.service_access.size() ? view_.service_access[handle] : 0.0;
  }
  void certify_high_tech(std::size_t r, std::size_t row);

  Block &block_;
  const LadderView &view_;
  const LadderParameters &p_;
  Tally &tally_;
  Lots lots_; ///< of Purpose::awareness, by researcher
};

/// Labels above its own that the firm could apply for, one bit each.
std::uint8_t Preparation::open_to(std::size_t r, std::size_t row) const {
  const Tier held = static_cast<Tier>(block_.firms.tier[row]);
  const bool large = static_cast<Size>(block_.firms.size[row]) == Size::large;
  std::uint8_t open = 0;
  for (int t = static_cast<int>(held) + 1; t < tiers; ++t) {
    const TierRules *rules = view_.tier[static_cast<std::size_t>(t)];
    if (rules == nullptr) {
      continue;
    }
    const Tier tier = static_cast<Tier>(t);
    const bool step = held >= rules->from_tier || view_.now < rules->from_tier_since ||
                      (!rules->from_tier_or.empty() && (block_.researchers.assets[r] & high_tech));
    const bool fits =
        tier == Tier::champion
            ? held == Tier::little_giant || block_.firms.revenue_last[row] >= p_.champion_revenue
            : !large;
    open |= step && fits ? bit_of(tier) : std::uint8_t{0};
  }
  return open;
}

/// Draws whether the firm learns of each unknown label; returns those it learns of.
std::uint8_t Preparation::learn(std::size_t r, std::size_t row, std::uint8_t unknown) {
  const Words draws = lots_[r];
  const auto &knowing = view_.knowing[block_.firms.province[row]];
  const bool listed = block_.firms.tier[row] != 0;
  const double peers = listed ? p_.imitation_listed : p_.imitation;
  const std::array<double, tiers> own{0, p_.awareness_innovative,
                                      listed ? p_.awareness_listed : p_.awareness_srdi,
                                      p_.awareness_listed, p_.awareness_champion};
  const bool in_reach = !listed && block_.firms.revenue_last[row] >= p_.above_scale;
  const double reach = in_reach ? p_.above_scale_reach : 1;
  const double office = view_.office[block_.firms.province[row]];
  const double ties = 1 + p_.tie_exposure * block_.researchers.ties[r];
  const double service = 1 + p_.service_effect * access_of(r);
  std::uint8_t learnt = 0;
  for (std::size_t t = 1; t < tiers; ++t) {
    const std::uint8_t bit = bit_of(static_cast<Tier>(t));
    // Champions are nominated from above: neither news among peers nor services matter.
    const bool nominated = static_cast<Tier>(t) == Tier::champion;
    const double news = nominated ? 0 : peers * knowing[t] * ties;
    if ((unknown & bit) != 0 &&
        uniform(draws[t - 1]) < (own[t] * office + news) * (nominated ? 1 : service * reach)) {
      learnt |= bit;
    }
  }
  block_.researchers.known[r] |= learnt;
  return learnt;
}

/// Decides anew which of the labels the firm prepares for.
void Preparation::decide(std::size_t r, std::size_t row, std::uint8_t candidates) {
  const std::array<double, tiers> value{0, p_.value_innovative, p_.value_srdi,
                                        p_.value_little_giant, p_.value_champion};
  const FirmFacts facts = facts_of(block_, r, view_);
  for (std::size_t t = 1; t < tiers; ++t) {
    const Tier tier = static_cast<Tier>(t);
    if ((candidates & bit_of(tier)) == 0) {
      continue;
    }
    const double worth = value[t] + p_.value_share * facts[Indicator::revenue_last_year];
    const FirmFacts wanted = with_assets(facts, view_.demands[t], p_);
    const double cost = cost_of(facts, wanted, p_);
    // Below this belief it does not prepare, however the last bits are rounded.
    const double enough = cost / worth * (1 - 1e-12);
    bool prepares = false;
    if (const double hope = hope_in(*view_.tier[t], wanted, view_.now, p_, enough); hope > enough) {
      const double noise =
          p_.perception_noise * perceived(view_.fate, view_.now, block_.firms.id[row], tier);
      prepares = belief_in(*view_.tier[t], wanted, view_.now, noise, p_, hope) * worth > cost;
    }
    const bool prepared = (block_.researchers.prepared[r] & bit_of(tier)) != 0;
    if (prepares && !prepared && pay(row, p_.file_cost)) {
      block_.researchers.prepared[r] |= bit_of(tier);
    } else if (!prepares && prepared) {
      block_.researchers.prepared[r] &= static_cast<std::uint8_t>(~bit_of(tier));
    }
  }
}

/// Pays out of cash if it suffices.
bool Preparation::pay(std::size_t row, double cost) {
  const Money amount = yuan(cost);
  if (block_.firms.cash[row] < amount) {
    return false;
  }
  block_.firms.cash[row] -= amount;
  tally_.ledger.transfer(Flow::intermediate_goods, Account::firms, Account::world, amount);
  return true;
}

/// At most one asset that the rules mention and the firm lacks.
void Preparation::acquire(std::size_t r, std::size_t row, Tier target) {
  const Words draws = words(view_.fate, view_.now, Purpose::preparation, block_.firms.id[row]);
  double chance = p_.pace;
  if (uniform(draws[0]) >= chance) {
    return;
  }
  Researchers &researchers = block_.researchers;
  const Demands &demands = view_.demands[static_cast<std::size_t>(target)];
  for (const Asset &asset : assets_for_sale) {
    if (!mentions(demands.used, asset.indicator)) {
      continue;
    }
    const double saved = asset.bit == management_system ? p_.service_cut * access_of(r) : 0;
    const double cost =
        (1 - saved) * (p_.*(asset.cost) + p_.cost_share * block_.firms.revenue_last[row]);
    if (asset.bit != 0) {
      if ((researchers.assets[r] & asset.bit) == 0) {
        researchers.assets[r] |= pay(row, cost) ? asset.bit : std::uint8_t{0};
        return;
      }
      continue;
    }
    if (asset.indicator == Indicator::class1_ip_held) {
      std::uint8_t &bought = researchers.class1_bought_year[r];
      if (class1_held(researchers, r) + bought < demands.rights && bought < 255) {
        bought += pay(row, cost) ? 1 : 0;
        return;
      }
      continue;
    }
    const int level = researchers.institution[r];
    const double rnd = researchers.rnd_last[r];
    const double asked = p_.institution_rnd * (level <= 1 ? level : 4);
    for (int step = 0; step < level; ++step) {
      chance *= p_.institution_step;
    }
    if (level < highest_bought && rnd >= asked && uniform(draws[0]) < chance && pay(row, cost)) {
      ++researchers.institution[r];
    }
  }
}

/// High-tech enterprises: R&D by revenue band, science staff, rights, a year of age (simplified
/// from 国科发火〔2016〕32号 [recall]); valid three years, so a third of the unfit lose it each
/// year. A firm that lacks nothing but rights registers those of class II if the certificate pays
/// for them.
void Preparation::certify_high_tech(std::size_t r, std::size_t row) {
  Researchers &researchers = block_.researchers;
  const double revenue = block_.firms.revenue_last[row];
  const double asked = high_tech_intensity(revenue, p_);
  const bool fit = revenue > 0 && view_.now.index - block_.firms.founded[row] >= 4 &&
                   researchers.rnd_last[r] >= asked * revenue * (1 - 1e-6) &&
                   researchers.rnd_staff[r] >= p_.high_tech_staff * block_.firms.staff[row] &&
                   rights_pay(researchers, r, revenue, p_);
  const bool held = (researchers.assets[r] & high_tech) != 0;
  if (fit == held) {
    return;
  }
  const Words draws = words(view_.fate, view_.now, Purpose::preparation, block_.firms.id[row]);
  if (uniform(draws[1]) >= (fit ? p_.high_tech_chance : 1.0 / 3)) {
    return;
  }
  if (const double missing = fit ? rights_missing(researchers, r, p_) : 0; missing > 0) {
    if (!pay(row, missing * p_.class2_cost)) {
      return;
    }
    researchers.class2[r] = static_cast<std::uint16_t>(researchers.class2[r] + missing);
    tally_
        .at(block_.chain, block_.firms.province[row], block_.firms.size[row],
            block_.firms.tier[row])
        .class2_filed += static_cast<std::int64_t>(missing);
  }
  researchers.assets[r] ^= high_tech;
}

void Preparation::firm(std::size_t r) {
  Researchers &researchers = block_.researchers;
  const auto row = static_cast<std::size_t>(researchers.firm[r]);
  if (view_.now.of_year() == high_tech_season) {
    certify_high_tech(r, row);
  }
  const std::uint8_t open = open_to(r, row);
  researchers.prepared[r] &= open;
  if (open == 0) {
    return;
  }
  const auto unknown = static_cast<std::uint8_t>(open & ~researchers.known[r]);
  const std::uint8_t learnt = unknown != 0 ? learn(r, row, unknown) : std::uint8_t{0};
  const auto aware = static_cast<std::uint8_t>(open & researchers.known[r]);
  if (aware == 0) {
    return;
  }
  const std::uint8_t candidates = view_.now.of_year() == books_known ? aware : learnt;
  if (candidates != 0) {
    decide(r, row, candidates);
  }
  Indicators &cell = tally_.at(block_.chain, block_.firms.province[row], block_.firms.size[row],
                               block_.firms.tier[row]);
  ++cell.aware;
  if (researchers.prepared[r] == 0) {
    return;
  }
  ++cell.preparing;
  for (int t = tiers - 1; t > 0; --t) { // what the highest aim asks comes first
    if ((researchers.prepared[r] & bit_of(static_cast<Tier>(t))) != 0) {
      acquire(r, row, static_cast<Tier>(t));
      return;
    }
  }
}

} // namespace

void prepare_for_labels(Block &block, const LadderView &view, Tally &tally) {
  if (view.rules != nullptr) {
    Preparation(block, view, tally).run();
  }
}

} // namespace sme
