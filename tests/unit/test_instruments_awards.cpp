// Awards and grants: who gets them, who gives them back.
#include "tests/unit/village.hpp"

using namespace sme;
using namespace sme::test;

namespace {

constexpr int shanghai = 8;

std::uint32_t grown(Village &village, Tier tier, float third, float before, float last) {
  return village.firm(shanghai, 0, tier, [&](Firms &f, Researchers &, std::size_t i, std::size_t) {
    f.revenue_third[i] = third;
    f.revenue_before[i] = before;
    f.revenue_last[i] = last;
  });
}
std::uint32_t researcher(Village &village, Tier tier, float revenue, float rnd) {
  return village.firm(shanghai, 0, tier,
                      [&](Firms &f, Researchers &t, std::size_t i, std::size_t r) {
                        f.revenue_last[i] = revenue;
                        t.rnd_last[r] = rnd;
                      });
}
SpecialFund fund_for_all() {
  SpecialFund fund;
  fund.application_rate = 1;
  return fund;
}

} // namespace

TEST_CASE(
    "a growth award goes to a little giant that grew by more than a fifth two years running") {
  Village village;
  const auto twice = grown(village, Tier::little_giant, 100e6F, 121e6F, 147e6F);
  const auto last_only = grown(village, Tier::little_giant, 100e6F, 110e6F, 147e6F);
  const auto before_only = grown(village, Tier::little_giant, 100e6F, 130e6F, 147e6F);
  const auto too_young = grown(village, Tier::little_giant, 0, 100e6F, 200e6F);
  const auto no_giant = grown(village, Tier::srdi, 100e6F, 200e6F, 400e6F);
  Office office{GrowthAward{}};
  for (const int season : {1, 3, 4}) {
    CHECK(office.offers(village.economy, quarter_of(2020, season)).payments.empty());
  }
  const Support support = office.offers(village.economy, quarter_of(2020, 2));
  CHECK(paid_to(support, twice) == 500'000);
  for (const auto other : {last_only, before_only, too_young, no_giant}) {
    CHECK(paid_to(support, other) == 0);
  }
}

TEST_CASE("a growth award short of money goes to the fastest") {
  Village village;
  const auto fast = grown(village, Tier::little_giant, 100e6F, 130e6F, 160e6F);
  const auto fastest = grown(village, Tier::little_giant, 100e6F, 130e6F, 200e6F);
  Office office{GrowthAward{}};
  office.programme.yearly_budget = 900'000;
  const Support support = office.offers(village.economy, quarter_of(2020, 2));
  CHECK(paid_to(support, fastest) == 500'000);
  CHECK(paid_to(support, fast) == 0);
  const Activity activity = nation(office.book.activity);
  CHECK(activity.admitted == 1);
  CHECK(activity.unserved == 1);
  CHECK(activity.unmet == 500'000);
}

TEST_CASE(
    "a special fund keeps its reserved share for labelled firms and gives them the rest too") {
  Village village;
  std::vector<std::uint32_t> plain_firms, labelled;
  for (int i = 0; i < 20; ++i) {
    plain_firms.push_back(researcher(village, Tier::innovative, 100e6F, 20e6F)); // the better ones
    labelled.push_back(researcher(village, Tier::srdi, 100e6F, 2e6F));
  }
  Office office{fund_for_all()};
  office.programme.yearly_budget = 10'000'000;
  const Support support = office.offers(village.economy, quarter_of(2020, 1));
  const auto sum = [&](const std::vector<std::uint32_t> &firms) {
    Money all = 0;
    for (const auto handle : firms) {
      all += paid_to(support, handle);
    }
    return all;
  };
  CHECK(sum(plain_firms) == 4'000'000);
  CHECK(sum(labelled) == 20 * 240'000); // 30 % of projects of 40 % of their R&D
  // Labelled firms that come first may take what is open to all.
  Village richer;
  for (int i = 0; i < 20; ++i) {
    labelled[static_cast<std::size_t>(i)] = researcher(richer, Tier::srdi, 100e6F, 20e6F);
  }
  Office other{fund_for_all()};
  other.programme.yearly_budget = 10'000'000;
  const Support all = other.offers(richer.economy, quarter_of(2020, 1));
  Money labelled_sum = 0;
  for (const auto handle : labelled) {
    labelled_sum += paid_to(all, handle);
  }
  CHECK(labelled_sum == 10'000'000);
}

TEST_CASE("who reports too little R&D pays the grant of a special fund back, the others keep it") {
  Village village;
  const auto idle = researcher(village, Tier::srdi, 100e6F, 5e6F);
  const auto true_to_word = researcher(village, Tier::srdi, 100e6F, 5e6F);
  const auto nearly = researcher(village, Tier::srdi, 100e6F, 5e6F);
  Office office{fund_for_all()};
  const Support call = office.offers(village.economy, quarter_of(2020, 1));
  CHECK(paid_to(call, idle) == 600'000); // 30 % of a project of 2m
  CHECK(call.helps.size() == 3);
  for (const int season : {2, 3, 4}) {
    CHECK(office.offers(village.economy, quarter_of(2020, season)).payments.empty());
  }
  const auto report = [&](std::uint32_t handle, float rnd) {
    village.change(
        handle, [&](Firms &, Researchers &t, std::size_t, std::size_t r) { t.rnd_last[r] = rnd; });
  };
  report(idle, 6.5e6F);
  report(true_to_word, 7e6F);
  report(nearly, 6.61e6F);                      // four fifths of the promised rise are enough
  office.programme.until = quarter_of(2020, 4); // closed, but it still settles
  const Support settled_up = office.offers(village.economy, quarter_of(2021, 1));
  CHECK(paid_to(settled_up, idle) == -600'000);
  CHECK(paid_to(settled_up, true_to_word) == 0);
  CHECK(paid_to(settled_up, nearly) == 0);
  CHECK(office.offers(village.economy, quarter_of(2022, 1)).payments.empty());
}

TEST_CASE("the central award pays half at once and after the review pays, keeps or claws back") {
  Village village;
  const auto giant = [&](float rnd) {
    const auto handle = researcher(village, Tier::little_giant, 100e6F, rnd);
    village.change(handle, [](Firms &f, Researchers &, std::size_t i, std::size_t) {
      f.capital[i] = 10'000'000;
      f.revenue_before[i] = 90e6F;
    });
    return handle;
  };
  const auto invests = giant(9e6F), shrinks = giant(8e6F), idles = giant(7e6F), late = giant(6e6F);
  CentralAward award;
  award.firms_per_year = 3;
  Office office{award};
  const Support first = office.offers(village.economy, quarter_of(2020, 2));
  for (const auto handle : {invests, shrinks, idles}) {
    CHECK(paid_to(first, handle) == 3'000'000);
  }
  CHECK(paid_to(first, late) == 0); // three places, most R&D first
  office.programme.until = quarter_of(2020, 4);
  for (int q = 1; q < 12; ++q) {
    CHECK(office.offers(village.economy, quarter_of(2020, 2) + q).payments.empty());
  }
  const auto end = [&](std::uint32_t handle, Money capital, float revenue) {
    village.change(handle, [&](Firms &f, Researchers &, std::size_t i, std::size_t) {
      f.capital[i] = capital;
      f.revenue_last[i] = revenue;
    });
  };
  end(invests, 40'000'000, 100e6F);
  end(shrinks, 40'000'000, 80e6F);
  end(idles, 12'000'000, 100e6F);
  const Support review = office.offers(village.economy, quarter_of(2023, 2));
  CHECK(paid_to(review, invests) == 3'000'000);
  CHECK(paid_to(review, shrinks) == 0);
  CHECK(paid_to(review, idles) == -3'000'000);
  CHECK(office.book.commitments.empty());
}

TEST_CASE("an award on certification is paid once a label, by lot when money is short") {
  Village village;
  std::vector<std::uint32_t> giants;
  for (int i = 0; i < 40; ++i) {
    giants.push_back(researcher(village, Tier::little_giant, 100e6F, 5e6F));
    village.economy.certificates.push_back({giants.back(), Tier::little_giant, 0});
  }
  const auto renewed = researcher(village, Tier::little_giant, 100e6F, 5e6F);
  village.economy.certificates.push_back({renewed, Tier::little_giant, 1});
  Office office{CertificationAward{}};
  office.programme.yearly_budget = 10'000'000;
  const Support support = office.offers(village.economy, quarter_of(2020, 1));
  int early = 0, late = 0;
  for (std::size_t i = 0; i < giants.size(); ++i) {
    const Money paid = paid_to(support, giants[i]);
    CHECK((paid == 0 || paid == 500'000));
    (i < 20 ? early : late) += paid > 0 ? 1 : 0;
  }
  CHECK(early + late == 20);
  CHECK(late > 0); // in the order of rows the second half would get nothing
  CHECK(paid_to(support, renewed) == 0);
}
