// MODEL 4.7: money is only a unit. Parameters, reference data and rules are multiplied by a
// thousand through their codebooks; what is counted in persons, firms and labels must stay.
#include "tests/law/worlds.hpp"

#include <cmath>

using namespace sme;
using namespace sme::test;

namespace {

constexpr double unit = 1000;

template <class Owner> void revalue(Owner &owner) {
  walk<Owner>([&](const auto &e) {
    using T = typename std::remove_cvref_t<decltype(e)>::type;
    if constexpr (std::is_same_v<T, double> || std::is_same_v<T, Money>) {
      if (e.unit == "CNY" || e.unit.starts_with("CNY/")) {
        owner.*(e.member) = static_cast<T>(owner.*(e.member) * unit);
      }
    }
  });
}

void revalue(Clause &clause) {
  for (Condition &each : clause) {
    each.bound *= unit_of(each.indicator) == "CNY" ? unit : 1;
  }
}
void revalue(std::vector<Gate> &gates) {
  for (Gate &gate : gates) {
    for (Clause &each : gate.alternatives) {
      revalue(each);
    }
  }
}
void revalue(TierRules &rules) {
  revalue(rules.gates);
  revalue(rules.direct);
  for (Clause &each : rules.from_tier_or) {
    revalue(each);
  }
  for (Change &each : rules.changes) {
    revalue(each.gates);
  }
  for (ScoreGroup &group : rules.sheet) {
    for (ScoreRow &row : group.rows) {
      for (Scale &scale : row.scales) {
        for (Scale::Step &step : scale.steps) {
          step.bound *= unit_of(scale.indicator) == "CNY" ? unit : 1;
        }
      }
    }
  }
}

Scenario in_small_money(Scenario scenario) {
  sections(scenario.parameters, [](std::string_view, auto &section) { revalue(section); });
  for (auto &each : scenario.reference.chain) {
    revalue(each);
  }
  for (auto &each : scenario.reference.province) {
    revalue(each);
  }
  for (RuleSet &set : scenario.rules) {
    revalue(set.large);
    for (TierRules &each : set.tiers) {
      revalue(each);
    }
  }
  return scenario;
}

Scenario plain() {
  Scenario scenario = small_world({"run.scale=0.01"});
  scenario.policies.clear();
  return scenario;
}

struct Life {
  Indicators first, all; ///< of the first quarter; flows over the years
};
Life life(const Scenario &scenario, int quarters) {
  Economy economy = found(scenario, fate_of(scenario), serial_executor());
  Life l;
  for (int q = 0; q < quarters; ++q) {
    const Indicators n = nation(quarter(economy, scenario, serial_executor()));
    if (q == 0) {
      l.first = n;
    }
    walk<Indicators>([&](const auto &i) { l.all.*(i.member) += n.*(i.member); });
  }
  return l;
}
double ratio(std::int64_t a, std::int64_t b) {
  return static_cast<double>(a) / static_cast<double>(b);
}

void check_same(const Indicators &yuan_world, const Indicators &small_money) {
  walk<Indicators>([&](const auto &i) {
    if (i.key == "firms" || i.key == "staff" || i.key == "entrants" || i.key == "closures" ||
        i.key == "insolvencies" || i.key == "borrowers" || i.key == "researchers" ||
        i.key == "innovations" || i.key == "class1_filed" || i.key == "ties") {
      INFO(i.key);
      CHECK(std::abs(ratio(small_money.*(i.member), yuan_world.*(i.member)) - 1) < 0.01);
    } else if (i.key == "revenue" || i.key == "wages" || i.key == "value_added" ||
               i.key == "loans" || i.key == "tax" || i.key == "rnd_reported") {
      INFO(i.key);
      CHECK(std::abs(ratio(small_money.*(i.member), yuan_world.*(i.member)) / unit - 1) < 0.01);
    }
  });
}

} // namespace

TEST_CASE("in the first quarter a thousand times the money buys the same firms, staff and goods") {
  check_same(life(plain(), 1).first, life(in_small_money(plain()), 1).first);
}

TEST_CASE("over four years a thousand times the money makes the same entry, closures and staff") {
  const Life yuan_world = life(plain(), 16);
  const Life small_money = life(in_small_money(plain()), 16);
  check_same(yuan_world.all, small_money.all);
  MESSAGE("labels first granted: " << yuan_world.all.certified << " against "
                                   << small_money.all.certified);
}

TEST_CASE("by 2024 a thousand times the money makes the same number of firms") {
  const Life yuan_world = life(plain(), 44);
  const Life small_money = life(in_small_money(plain()), 44);
  MESSAGE("labels first granted: " << yuan_world.all.certified << " against "
                                   << small_money.all.certified);
  CHECK(std::abs(ratio(small_money.all.firms, yuan_world.all.firms) - 1) < 0.01);
  CHECK(std::abs(ratio(small_money.all.entrants, yuan_world.all.entrants) - 1) < 0.01);
  CHECK(std::abs(ratio(small_money.all.certified, yuan_world.all.certified) - 1) < 0.01);
}

TEST_CASE("money of another unit that forgets the wages is another economy") {
  Scenario forgetful = in_small_money(plain());
  forgetful.parameters.production.wage /= unit;
  const Life life_of_yuan = life(plain(), 4);
  const Life other = life(forgetful, 4);
  CHECK(std::abs(ratio(other.all.wages, life_of_yuan.all.wages) / unit - 1) > 0.5);
}
