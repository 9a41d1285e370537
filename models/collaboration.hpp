// Collaboration: who works with whom, and what it yields.
//
// Partners learn from each other by an inverted U in cognitive distance (Nooteboom et al. 2007,
// Res. Policy 36:1016): novelty rises, absorptive capacity falls. Who meets whom: firms search
// among firms of their province and kind of knowledge, in other provinces, among friends of
// partners and among established firms in proportion to their ties (newcomers link to the
// established: Tomasello, Vaccario & Schweitzer 2017, EPJ Data Sci. 6). Both must consent and have
// room. As a pair has one value for both, taking pairs from the best down gives the one stable
// matching (Abraham et al. 2008, Internet Math. 5). Chain leaders choose suppliers by deferred
// acceptance. Used ties grow, unused ones decay. A tie found in a quarter yields from the next
// quarter on.
// Not modelled: multi-partner contracts, secrecy, contract terms, foreign partners, the prices of
// supplied parts, own knowledge shifting the optimum, leaders and institutes entering or leaving.
// Tests: tests/unit/test_collaboration.cpp, tests/unit/test_matching.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "models/chance.hpp"
#include "models/codebook.hpp"
#include "models/firms.hpp"
#include "models/quantities.hpp"

namespace sme {

struct Economy;
struct Executor;
struct Reference;
struct Scenario;
struct Support;

struct CollaborationParameters {
  double optimum = 0.3;
  double regional_closeness = 0.8;
  double distant_closeness = 0.65;
  double search_rate = 0.08;
  double search_slots = 5;
  double open_share = 0.15;
  double newcomer_established = 0.75;
  double institute_search = 0.25;
  double institute_away = 0.2;
  double consent = 0.35;
  std::int64_t ties_per_quarter = 2;
  double slots_per_root_staff = 1.5;
  std::int64_t slots_limit = 40;
  double first_strength = 0.4;
  double decay = 0.12;
  double reinforcement = 0.25;
  double end_rate = 0.05;
  double least_strength = 0.1;
  double joint_least = 0.6;
  double learning_yield = 0.5;
  double learning = 0.08;
  double inflow_limit = 0.5;
  double absorption = 0.01;
  double customer_learning = 0.3;
  double leader_search = 0.4;
  double supply_fit_least = 0.35;
  double supply_width = 0.2;
  double leader_procurement = 1.2e9;
  double supply_contract = 20e6;
  double leader_rnd = 500e6;
  double institute_capacity = 150;
  double institute_rnd = 50e6;
  double size_spread = 0.8;
  double knowledge_spread = 0.15;

  static constexpr auto codebook() {
    using P = CollaborationParameters;
    return Codebook{
        entry("optimum", &P::optimum, "1", 0.01, 3,
              "cognitive distance of highest value; 0.2 is usual inside a chain, 0.45 between two "
              "chains",
              "assumed; inverted U of [S143], its place depends on the scale of knowledge space"),
        entry("regional_closeness", &P::regional_closeness, "share", 0, 1,
              "value of a partner in another province of the region, 1 in the own province",
              "assumed; sign [S145]"),
        entry("distant_closeness", &P::distant_closeness, "share", 0, 1,
              "value of a partner in another region", "assumed; sign [S145]"),
        entry("search_rate", &P::search_rate, "1/quarter", 0, 1,
              "chance that a firm with room for search_slots ties searches for partners, in "
              "proportion to its room",
              "assumed; with end_rate it sets the mean degree, at least 3 [S139]"),
        entry("search_slots", &P::search_slots, "1", 1, 255,
              "room for ties to which search_rate is stated",
              "assumed; propensity to form alliances differs widely, Tomasello et al. 2014, Sci. "
              "Rep. 4:5679"),
        entry("open_share", &P::open_share, "share", 0, 1,
              "share of the other firms that listen to offers in a quarter",
              "assumed; limited attention"),
        entry("newcomer_established", &P::newcomer_established, "share", 0, 1,
              "chance that a candidate of a firm without ties is an established firm",
              "assumed; sign [S139], newcomers link to established firms"),
        entry("institute_search", &P::institute_search, "share", 0, 1,
              "chance that a search includes an institute",
              "assumed; universities keep networks connected [S141],[S142]"),
        entry("institute_away", &P::institute_away, "share", 0, 1,
              "chance that this institute may lie anywhere in the nation", "assumed"),
        entry("consent", &P::consent, "1", 0, 1, "least value of a pair at which both consent",
              "assumed; cost of a partnership"),
        entry("ties_per_quarter", &P::ties_per_quarter, "1", 0, 16,
              "most new ties of a firm in a quarter, those to leaders aside",
              "assumed; limited attention"),
        entry("slots_per_root_staff", &P::slots_per_root_staff, "1", 0, 100,
              "most ties of a firm per square root of R&D staff, beyond one",
              "assumed; makes the distribution of degree skewed [S140]"),
        entry("slots_limit", &P::slots_limit, "1", 1, 255, "most ties of any firm",
              "assumed; limited attention"),
        entry("first_strength", &P::first_strength, "share", 0, 1, "strength of a new tie",
              "assumed"),
        entry("decay", &P::decay, "1/quarter", 0, 1, "share of its strength a tie loses",
              "assumed"),
        entry("reinforcement", &P::reinforcement, "share", 0, 1,
              "share of the missing strength a used tie gains; a tie is used with the chance of "
              "its value",
              "assumed"),
        entry("end_rate", &P::end_rate, "1/quarter", 0, 1,
              "chance that joint work is completed and the tie ends",
              "assumed; projects of about five years"),
        entry("least_strength", &P::least_strength, "share", 0, 1,
              "strength below which a tie ends", "assumed"),
        entry("joint_least", &P::joint_least, "1", 0, 1,
              "least value of a pair at which a new tie is joint R&D, otherwise learning",
              "assumed"),
        entry("learning_yield", &P::learning_yield, "share", 0, 1,
              "yield of a learning tie relative to joint R&D", "assumed"),
        entry("learning", &P::learning, "1", 0, 10,
              "knowledge learnt in a quarter from a partner of equal R&D at full strength and "
              "value, in own R&D",
              "assumed; R&D spillovers well below own R&D"),
        entry("inflow_limit", &P::inflow_limit, "1", 0, 10,
              "most knowledge learnt from all partners in a quarter, in own R&D",
              "assumed; absorptive capacity, Cohen & Levinthal 1990"),
        entry("absorption", &P::absorption, "1/quarter", 0, 1,
              "largest move of a firm's knowledge towards that of its partners, as a share of the "
              "distance",
              "assumed; Cowan & Jonard 2004, partners grow alike"),
        entry("customer_learning", &P::customer_learning, "share", 0, 1,
              "yield of a supply tie relative to joint R&D: learning from the customer", "assumed"),
        entry("leader_search", &P::leader_search, "share", 0, 1,
              "share of searching firms without a leader that apply to leaders of their chain",
              "assumed"),
        entry("supply_fit_least", &P::supply_fit_least, "1", 0, 1,
              "least fit to a demand at which a leader takes a supplier", "assumed"),
        entry("supply_width", &P::supply_width, "1", 0.001, 10,
              "cognitive distance from a demand at which fit has fallen to one half", "assumed"),
        entry("leader_procurement", &P::leader_procurement, "CNY", 0, 1e13,
              "median yearly procurement of a chain leader from partner SMEs", "assumed"),
        entry("supply_contract", &P::supply_contract, "CNY", 1, 1e12,
              "procurement that a leader needs for one supplier",
              "assumed; with the former it sets places of suppliers"),
        entry("leader_rnd", &P::leader_rnd, "CNY", 0, 1e13, "median yearly R&D of a chain leader",
              "assumed"),
        entry("institute_capacity", &P::institute_capacity, "1", 0, 60000,
              "median number of firms with which an institute can work", "assumed"),
        entry("institute_rnd", &P::institute_rnd, "CNY", 0, 1e13,
              "median yearly R&D of an institute that is open to firms", "assumed"),
        entry("size_spread", &P::size_spread, "1", 0, 3,
              "spread of the logarithm of procurement, capacity and R&D of leaders and institutes",
              "assumed; large organisations are skewed"),
        entry("knowledge_spread", &P::knowledge_spread, "1", 0, 2,
              "spread of leaders' demands and institutes' knowledge around the centre of a chain",
              "assumed; as of firms")};
  }
};
static_assert(well_described<CollaborationParameters>());

enum class TieKind : std::uint8_t { supply, joint_rnd, learning };
enum class PartnerKind : std::uint8_t { firm, leader, institute };

/// One tie; a row of Ties.
struct Tie {
  std::uint32_t firm;
  std::uint32_t partner;
  std::uint64_t firm_id;
  std::uint64_t partner_id;
  PartnerKind partner_kind;
  TieKind kind;
  float strength;
  Quarter formed;
};

/// The table of ties, in the order in which they were formed. Identities keep a tie from passing to
/// a later firm with the same handle. Between two firms, `firm` is the one with the smaller
/// identity.
struct Ties {
  std::vector<std::uint32_t> firm;
  std::vector<std::uint32_t> partner;
  std::vector<std::uint64_t> firm_id;
  std::vector<std::uint64_t> partner_id;
  std::vector<std::uint8_t> partner_kind;
  std::vector<std::uint8_t> kind;
  std::vector<float> strength;
  std::vector<std::int16_t> formed;

  static constexpr auto codebook() {
    using T = Ties;
    return Codebook{
        column("tie_firm", &T::firm, "1", "handle of the firm"),
        column("tie_partner", &T::partner, "1",
               "handle of the partner firm, or number of the leader or institute"),
        column("firm_identity", &T::firm_id, "1", "permanent identity of the firm"),
        column("partner_identity", &T::partner_id, "1", "permanent identity of the partner"),
        column("partner_kind", &T::partner_kind, "1", "0 firm, 1 chain leader, 2 institute"),
        column("tie_kind", &T::kind, "1", "0 supply, 1 joint R&D, 2 learning"),
        column("strength", &T::strength, "share", "strength of the tie"),
        column("formed", &T::formed, "quarter",
               "quarter in which the tie was formed, from 2000Q1")};
  }
  std::size_t size_rows() const { return firm.size(); }
  void add(const Tie &tie);
};
static_assert(complete<Ties>());

/// A large enterprise that leads an industry chain.
struct Leader {
  std::uint64_t id = 0;
  std::array<Knowledge, 3> demand{}; ///< what it wants supplied
  double procurement = 0;            ///< CNY a year spent on partner SMEs
  float rnd = 0;                     ///< CNY a year
  std::uint32_t places = 0;          ///< suppliers it can take
  std::uint8_t province = 0;
  std::uint8_t chain = 0;
};

/// A university or research institute.
struct Institute {
  std::uint64_t id = 0;
  Knowledge knowledge{};
  float rnd = 0;            ///< CNY a year
  std::uint32_t places = 0; ///< firms with which it can work
  std::uint8_t province = 0;
};

/// Leaders (sorted by chain) and institutes (sorted by province) never change after founding; ties
/// do.
struct Network {
  std::vector<Leader> leaders;
  std::vector<Institute> institutes;
  Ties ties;
};

/// Cognitive distance: Euclidean over the square root of the dimensions, so that it does not depend
/// on how many dimensions knowledge has.
inline double distance(const Knowledge &a, const Knowledge &b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double step = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += step * step;
  }
  return std::sqrt(sum / knowledge_dimensions);
}

/// Value of joint work at distance d: novelty d / d* times absorptive capacity 2 - d / d* (both
/// linear, Nooteboom et al. 2007, fig. 1). 1 at the optimum d*, 0 at zero and beyond twice the
/// optimum.
inline double joint_value(double distance, double optimum) {
  const double x = distance / optimum;
  return x < 2 ? x * (2 - x) : 0;
}

/// Region of a province: 0 east, 1 centre, 2 west, 3 north-east (National Bureau of Statistics).
int region_of(int province);
inline constexpr int regions = 4;

/// Value of nearness: 1 in the province, less in the region, least beyond. Symmetric.
inline double closeness(int a, int b, const CollaborationParameters &p) {
  return a == b ? 1 : region_of(a) == region_of(b) ? p.regional_closeness : p.distant_closeness;
}

/// Strength of a tie after a quarter: s (1 - decay), and a used one gains a share of what it lacks.
inline double used_strength(double strength, const CollaborationParameters &p) {
  const double left = strength * (1 - p.decay);
  return left + p.reinforcement * (1 - left);
}
inline double unused_strength(double strength, const CollaborationParameters &p) {
  return strength * (1 - p.decay);
}

/// Part of a partner's R&D in that of the pair, doubled: 1 for equals, at most 2. Concave in the
/// partner's R&D and free of the unit of money.
inline double partner_weight(double own_rnd, double partner_rnd) {
  const double both = own_rnd + partner_rnd;
  return both > 0 ? 2 * partner_rnd / both : 0;
}

/// Fit of a firm's knowledge to a leader: 1 / (1 + (d / w)^2) at the nearest of its demands.
inline double supply_fit(const Leader &leader, const Knowledge &knowledge, double width) {
  double nearest = distance(leader.demand[0], knowledge);
  for (std::size_t i = 1; i < leader.demand.size(); ++i) {
    nearest = std::min(nearest, distance(leader.demand[i], knowledge));
  }
  return 1 / (1 + nearest * nearest / (width * width));
}

/// Most ties a firm can keep: one and a number per square root of its R&D staff.
inline std::uint32_t slots_of(std::int32_t rnd_staff, const CollaborationParameters &p) {
  const double wish =
      1 + p.slots_per_root_staff * std::sqrt(static_cast<double>(std::max(0, rnd_staff)));
  return static_cast<std::uint32_t>(std::min(wish, static_cast<double>(p.slots_limit)));
}

/// Leaders and institutes of a world. Their numbers follow `scale`, at least one leader a chain and
/// one institute a region; places follow what rounding did to the numbers, so that places per firm
/// do not depend on scale. An identity has the same attributes in every scenario and at every
/// scale.
Network found_network(const Reference &reference, const CollaborationParameters &p, Fate fate,
                      double scale);

/// The meeting of a quarter (the one after economy.now): ties of firms that are gone are dropped,
/// the others used or not; knowledge flows (Researchers::inflow, knowledge); new ties are formed;
/// supply and ties are counted. Writes economy.network.ties and the four columns of its own rows.
/// Those whom a programme has introduced to each other consider each other whoever else they meet.
void collaborate(Economy &economy, const Scenario &scenario, const Support &support,
                 const Executor &executor);

/// Ties by number: entry k counts ends (firms, leaders, institutes that appear in `ties`) with k
/// ties.
std::vector<std::int64_t> degree_distribution(const Ties &ties);
/// Mean number of tie ends at firms over `firms` firms.
double mean_degree(const Ties &ties, std::size_t firms);
/// Share of connected triples that are closed, over every `every`-th end by permanent identity.
double clustering(const Ties &ties, std::uint64_t every);
/// Share of connected ends that remain when ends with fewer than `least` ties are peeled off
/// (k-core).
double core_share(const Ties &ties, std::size_t least);

} // namespace sme
