// MODEL 4.2, by taking it apart: every programme acts through channels that firms and banks respond
// to; with its channels cut, nothing is left of it. Without a line for a single instrument.
#include <map>

#include "tests/law/channels.hpp"

using namespace sme;
using namespace sme::test;

namespace {

constexpr Quarter start = quarter_of(2019, 1);
constexpr Quarter until = quarter_of(2020, 2);

Scenario only(const Policy &policy) {
  Scenario scenario = small_world();
  scenario.policies = {policy};
  return scenario;
}
/// Open to every label, since the highest are rare in a small world.
template <class I> Policy wide(const I &instrument) {
  Policy policy = programme_of(made_visible(instrument), start);
  policy.programme.tiers = TierSet::all();
  return policy;
}

/// The world at the end, with the channels of `what` cut in every quarter.
Economy with_cut(const Scenario &scenario, Cut what, Cut *observed = nullptr) {
  Economy economy = with_policies(settled(), scenario);
  pass(economy, scenario, until, watching([&](Support &support) {
         if (observed != nullptr) {
           *observed |= used(support);
         }
         cut(support, what);
       }));
  return economy;
}
const Economy &without_programmes() {
  static const Economy economy = [] {
    Scenario none = small_world();
    none.policies.clear();
    return with_cut(none, 0);
  }();
  return economy;
}

struct Observed {
  Scenario scenario;
  Economy world;
  Cut used = 0;
};
/// Every instrument at work, with the channels on which it was seen; computed once.
const std::vector<Observed> &all_at_work() {
  static const std::vector<Observed> all = [] {
    std::vector<Observed> found;
    each_instrument([&](auto instrument) {
      Observed o{only(wide(instrument)), {}};
      o.world = with_cut(o.scenario, 0, &o.used);
      found.push_back(std::move(o));
    });
    return found;
  }();
  return all;
}

} // namespace

TEST_CASE("what is left of policy when its channels are cut is public money, nothing else") {
  Scenario everything = small_world();
  everything.policies = every_instrument(start);
  Economy economy = with_policies(settled(), everything);
  Cut observed = 0;
  bool delivered = false;
  pass(economy, everything, until, watching([&](Support &support) {
         observed |= used(support);
         cut(support, all_channels);
         REQUIRE(used(support) == 0);
         const Terms none;
         for (const Terms &terms : support.terms) {
           REQUIRE(terms == none);
         }
         REQUIRE(support.payments.empty());
         REQUIRE(support.helps.empty());
         delivered = delivered || !support.deliveries.empty();
       }));
  CHECK(delivered);
  CHECK(observed != 0);
}

TEST_CASE("with its channels cut a programme leaves every firm and every bank as it was") {
  for (const Observed &o : all_at_work()) {
    CAPTURE(o.scenario.policies.front().name);
    const Economy left = with_cut(o.scenario, all_channels);
    CHECK(first_difference_but_public_money(left, without_programmes()) == "");
  }
}

TEST_CASE("cutting the channels that a programme does not use changes nothing at all") {
  for (const Observed &o : all_at_work()) {
    CAPTURE(o.scenario.policies.front().name);
    const Economy other = with_cut(o.scenario, all_channels & ~o.used);
    CHECK(first_difference_of_worlds(other, o.world) == "");
  }
}

TEST_CASE("every programme works through at least one of its channels alone") {
  std::map<int, bool> matters;
  for (const Observed &o : all_at_work()) {
    const std::string &name = o.scenario.policies.front().name;
    CAPTURE(name);
    REQUIRE(o.used != 0);
    int alone = 0;
    for (int c = 0; c < channels; ++c) {
      const Cut channel = 1U << c;
      if ((o.used & channel) == 0) {
        continue;
      }
      bool acts = first_difference_but_public_money(with_cut(o.scenario, all_channels & ~channel),
                                                    without_programmes()) != "";
      alone += acts ? 1 : 0;
      // Some terms only add to others: a subsidy on the interest of loans that a line grants.
      acts = acts || first_difference_of_worlds(with_cut(o.scenario, channel), o.world) != "";
      INFO(name, " through ", channel_names[c]);
      CHECK(acts);
      matters[c] = matters[c] || acts;
    }
    CHECK(alone > 0);
  }
  for (int c = 0; c < channels; ++c) {
    INFO(std::string(channel_names[c]));
    CHECK(matters[c]); // a channel that nobody uses would test nothing
  }
}

TEST_CASE("a programme that writes an outcome is found although all its channels are cut") {
  // The wrong twin: a programme that decrees a little productivity, past all channels.
  const Observed &o = all_at_work().front();
  Economy economy = with_policies(settled(), o.scenario);
  pass(economy, o.scenario, until, watching([&](Support &support) {
         cut(support, all_channels);
         for (float &productivity : economy.blocks.front().firms.productivity) {
           productivity *= 1.000001F;
         }
       }));
  CHECK(first_difference_but_public_money(economy, without_programmes()) != "");
}
