// MODEL 4.6 in the baseline with its own programmes: what is reported for the end of a quarter is
// what the tables hold, and no reason for leaving a tier can be dropped.
#include "tests/law/worlds.hpp"

using namespace sme;
using namespace sme::test;

namespace {

using Count = std::int64_t Indicators::*;
constexpr std::array<Count, 5> reasons{&Indicators::left_promoted, &Indicators::left_failed,
                                       &Indicators::left_unrenewed, &Indicators::left_outgrown,
                                       &Indicators::left_exited};

struct Step {
  std::array<std::int64_t, tiers> before{}, after{};
  std::array<Indicators, tiers> during{};
};

std::array<std::int64_t, tiers> stocks(const Economy &economy) {
  std::array<std::int64_t, tiers> all{};
  for (int t = 0; t < tiers; ++t) {
    all[t] = firms_in(economy, t);
  }
  return all;
}

const Scenario &world() {
  static const Scenario scenario = small_world({"run.scale=0.02"});
  return scenario;
}

struct Run {
  std::vector<Step> steps;
  std::vector<std::string> wrong_stock;
};

// What the indicators say of the end of a quarter against what the tables hold.
void check_stocks(const Economy &economy, const Indicators &n, std::vector<std::string> &wrong) {
  Indicators held;
  for (const Block &block : economy.blocks) {
    const Firms &f = block.firms;
    const Researchers &t = block.researchers;
    held.firms += static_cast<std::int64_t>(f.size_rows());
    held.researchers += static_cast<std::int64_t>(t.size_rows());
    for (std::size_t i = 0; i < f.size_rows(); ++i) {
      const std::int32_t r = f.researcher[i];
      const Money owed = f.loan[i] + (r >= 0 ? t.guaranteed_loan[r] : 0);
      held.staff += f.staff[i];
      held.loans += owed;
      held.borrowers += owed > 0 ? 1 : 0;
      held.digital_levels += f.digital[i];
    }
    for (std::size_t r = 0; r < t.size_rows(); ++r) {
      held.rnd_staff += t.rnd_staff[r];
      const int bought = t.class1_bought[r] + t.class1_bought_year[r];
      held.class1_stock += t.class1[r] + bought;
      held.class1_bought += bought;
      held.guaranteed_loans += t.guaranteed_loan[r];
    }
  }
  const auto same = [&](const char *what, Count count) {
    if (held.*count != n.*count) {
      wrong.push_back(std::string(what) + ": " + std::to_string(n.*count) + " counted, " +
                      std::to_string(held.*count) + " there");
    }
  };
  same("firms", &Indicators::firms);
  same("staff", &Indicators::staff);
  same("loans", &Indicators::loans);
  same("borrowers", &Indicators::borrowers);
  same("digital levels", &Indicators::digital_levels);
  same("researchers", &Indicators::researchers);
  same("R&D staff", &Indicators::rnd_staff);
  same("class-I property", &Indicators::class1_stock);
  same("class-I property bought", &Indicators::class1_bought);
  same("guaranteed loans", &Indicators::guaranteed_loans);
}

const Run &run() {
  static const Run result = [] {
    Run r;
    Scenario scenario = world();
    Economy economy = with_policies(settled(scenario), scenario);
    while (economy.now < quarter_of(2026, 4)) {
      Step s;
      s.before = stocks(economy);
      const Measures m = quarter(economy, scenario, serial_executor());
      for (int t = 0; t < tiers; ++t) {
        s.during[t] = nation(m, t);
      }
      s.after = stocks(economy);
      check_stocks(economy, nation(m), r.wrong_stock);
      r.steps.push_back(s);
    }
    return r;
  }();
  return result;
}

std::int64_t missing(const Step &s, int tier, Count forgotten = nullptr) {
  const Indicators &d = s.during[tier];
  std::int64_t expected = s.before[tier] + d.certified + d.fell_in;
  for (const Count reason : reasons) {
    expected -= reason == forgotten ? 0 : d.*reason;
  }
  return s.after[tier] - expected;
}

} // namespace

TEST_CASE("each tier holds what it held, plus those that came, less those that left for a reason") {
  for (std::size_t q = 0; q < run().steps.size(); ++q) {
    for (int t = 1; t < tiers; ++t) {
      INFO("quarter " << q << ", " << TierWords::words[t]);
      CHECK(missing(run().steps[q], t) == 0);
    }
  }
}

TEST_CASE("no reason for leaving a tier can be forgotten without the count going wrong") {
  for (const Count reason : reasons) {
    std::int64_t left = 0;
    bool noticed = false;
    for (const Step &s : run().steps) {
      for (int t = 1; t < tiers; ++t) {
        left += s.during[t].*reason;
        noticed = noticed || missing(s, t, reason) != 0;
      }
    }
    CHECK(noticed == (left > 0));
    CHECK(left > 0);
  }
}

TEST_CASE("what is reported for the end of a quarter is what firms hold then") {
  std::string all;
  for (std::size_t i = 0; i < std::min<std::size_t>(9, run().wrong_stock.size()); ++i) {
    all += run().wrong_stock[i] + "; ";
  }
  CHECK(all == "");
}
