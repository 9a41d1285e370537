// MODEL 4.2, on the side of the economy: where firms or banks have no way to respond to a channel,
// what comes through it leaves the outcome it is meant for as it was, to the last bit. One line for
// each kind of channel, none for an instrument.
#include <algorithm>
#include <map>

#include "tests/law/channels.hpp"

using namespace sme;
using namespace sme::test;

namespace {

/// What a response would show in.
enum class Outcome { anything, research, digital };

struct ResponseCut {
  std::string because;
  Cut kept; ///< the channels that stay open
  std::vector<std::string> overrides;
  bool rich; ///< every firm has more cash than it can use
  Outcome outcome;
  Quarter from, until;
  std::vector<std::string> responsive = {}; ///< parameters under which it surely matters
};

constexpr Quarter early = quarter_of(2019, 1), second = quarter_of(2019, 2);
constexpr Quarter soon = quarter_of(2019, 3), late = quarter_of(2020, 3);

std::vector<ResponseCut> response_cuts() {
  const Cut credit = only_of(guarantee) | only_of(unsecured) | only_of(interest) | only_of(line) |
                     only_of(relending);
  return {{"tax is saved, but R&D does not respond to its price and is not short of money",
           only_of(deduction),
           {"research.user_cost_elasticity=0"},
           true,
           Outcome::research,
           early,
           early},
          {"credit is eased, but banks lend to nobody at the highest rate they may ask",
           credit,
           {"credit.ceiling_rate=0.01"},
           false,
           Outcome::anything,
           early,
           late},
          {"cash is given, but none of it may be spent on R&D",
           only_of(payments),
           {"research.fund_share=0"},
           false,
           Outcome::research,
           early,
           soon},
          {"R&D services are cheaper, but R&D does not respond to its price nor lacks money",
           only_of(services),
           {"research.user_cost_elasticity=0"},
           true,
           Outcome::research,
           second,
           second},
          {"upgrades are cheaper, but firms adopt at any price and can pay",
           only_of(equipment),
           {"digital.price_elasticity=0"},
           true,
           Outcome::digital,
           early,
           soon},
          {"officers look for R&D staff of whom firms need none",
           only_of(placement),
           {"research.wage_share=0"},
           false,
           Outcome::anything,
           second,
           late},
          {"grants ask for R&D, but relabelling is free and no cash goes into R&D",
           only_of(grant),
           {"research.relabel_cost=0.001", "research.fund_share=0"},
           false,
           Outcome::research,
           early,
           soon,
           {"research.relabel_cost=10"}},
          {"problems are posted, but R&D solves none",
           only_of(challenges) | only_of(project),
           {"innovation.success=0"},
           false,
           Outcome::anything,
           early,
           late},
          {"public equity waits for private investors whom no firm meets",
           only_of(equity),
           {"equity.meeting_chance=0"},
           false,
           Outcome::anything,
           second,
           late},
          {"partners are introduced, but none fits another well enough",
           only_of(introductions),
           {"collaboration.consent=1", "collaboration.supply_fit_least=1"},
           false,
           Outcome::anything,
           early,
           late},
          {"services are near, but help with neither rules nor files nor systems",
           only_of(access),
           {"ladder.service_effect=0", "ladder.service_cut=0", "credit.file_help=0"},
           false,
           Outcome::anything,
           early,
           late}};
}

Economy beginning(bool rich) {
  Economy economy = settled();
  for (Block &block : economy.blocks) {
    for (Money &cash : block.firms.cash) {
      const Money gift = rich ? 100'000'000'000 : 0;
      cash += gift;
      economy.balance[static_cast<std::size_t>(Account::firms)] += gift;
      economy.balance[static_cast<std::size_t>(Account::households)] -= gift;
    }
  }
  return economy;
}

/// By identity: what the firm did.
std::map<std::uint64_t, double> by_firm(const Economy &economy, Outcome outcome) {
  std::map<std::uint64_t, double> values;
  for (const Block &block : economy.blocks) {
    const Researchers &t = block.researchers;
    for (std::size_t r = 0; outcome == Outcome::research && r < t.size_rows(); ++r) {
      values[block.firms.id[static_cast<std::size_t>(t.firm[r])]] =
          static_cast<double>(t.rnd_real_year[r]);
    }
    for (std::size_t i = 0; outcome == Outcome::digital && i < block.firms.size_rows(); ++i) {
      values[block.firms.id[i]] = block.firms.digital[i];
    }
  }
  return values;
}

std::string difference(const Economy &a, const Economy &b, Outcome outcome) {
  if (outcome == Outcome::anything) {
    Economy x = a, y = b; // a loan asked for in vain, and the rate of it, are no outcome
    for (Economy *economy : {&x, &y}) {
      for (Block &block : economy->blocks) {
        std::fill(block.firms.credit_offer.begin(), block.firms.credit_offer.end(), 0.0F);
        std::fill(block.firms.credit_wanted.begin(), block.firms.credit_wanted.end(), 0.0F);
      }
    }
    return first_difference_but_public_money(std::move(x), y);
  }
  const auto left = by_firm(a, outcome);
  for (const auto &[id, value] : by_firm(b, outcome)) {
    const auto found = left.find(id);
    if (found != left.end() && found->second != value) {
      return "firm " + std::to_string(id) + ": " + std::to_string(found->second) + " against " +
             std::to_string(value);
    }
  }
  return {};
}

/// The first quarter in which `policy`, through the channels `kept` alone, makes a difference to
/// the outcome; empty for none. `reached` says whether anything came through them.
std::string effect(const Policy &policy, const ResponseCut &response, const Scenario &world,
                   bool &reached) {
  Scenario none = world;
  none.policies.clear();
  Scenario with = none;
  with.policies = {policy};
  with.policies.front().programme.from = response.from;
  with.policies.front().programme.tiers = TierSet::all();
  Economy a = with_policies(beginning(response.rich), none);
  Economy b = with_policies(a, with);
  const Executor observed = watching([&](Support &support) {
    reached = reached || (used(support) & response.kept) != 0;
    cut(support, all_channels & ~response.kept);
  });
  while (a.now < response.until) {
    quarter(a, none, serial_executor());
    quarter(b, with, observed);
    const std::string what = difference(a, b, response.outcome);
    if (!what.empty()) {
      return std::to_string(a.now.year()) + "Q" + std::to_string(a.now.of_year()) + ": " + what;
    }
  }
  return {};
}

/// Every instrument, with the channels on which it is ever seen.
const std::vector<std::pair<Policy, Cut>> &users() {
  static const std::vector<std::pair<Policy, Cut>> all = [] {
    std::vector<std::pair<Policy, Cut>> found;
    for (Policy &policy : every_instrument(early)) {
      Scenario world = small_world();
      policy.programme.tiers = TierSet::all();
      world.policies = {policy};
      Economy economy = with_policies(settled(), world);
      Cut seen = 0;
      pass(economy, world, late, watching([&](Support &support) { seen |= used(support); }));
      found.push_back({policy, seen});
    }
    return found;
  }();
  return all;
}

} // namespace

TEST_CASE("where nobody can respond to a channel, the programmes that use it have no effect") {
  Cut covered = 0;
  for (const ResponseCut &response : response_cuts()) {
    covered |= response.kept;
    const Scenario mute = small_world(response.overrides);
    for (const auto &[policy, seen] : users()) {
      if ((seen & response.kept) == 0) {
        continue;
      }
      bool reached = false;
      INFO(policy.name, ": ", response.because);
      CHECK(effect(policy, response, mute, reached) == "");
    }
  }
  CHECK(covered == all_channels);
}

TEST_CASE("the same programmes through the same channels matter where firms and banks respond") {
  // The wrong twin of the law above: the same comparison with the responses as they are.
  for (ResponseCut response : response_cuts()) {
    const Scenario plain = small_world(response.responsive);
    response.rich = false;
    int reaching = 0;
    int matter = 0;
    for (const auto &[policy, seen] : users()) {
      if ((seen & response.kept) != 0) {
        bool reached = false;
        matter += effect(policy, response, plain, reached).empty() ? 0 : 1;
        reaching += reached ? 1 : 0;
      }
    }
    INFO(response.because, ": ", matter, " of ", reaching);
    CHECK(reaching > 0);
    CHECK(matter > 0);
  }
}
