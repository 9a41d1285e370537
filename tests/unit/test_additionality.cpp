// Additionality in hand-made worlds with known answers (CMP-09).
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/additionality.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;

TEST_CASE("a grant that only moves jobs from rivals to its own firms adds nothing") {
  // treated 10 -> 12 in the baseline and 17 with the grant; its rivals lose exactly five
  const std::vector<MatchedFirm> firms{{1, 10, 12, 17, true, true, 0},
                                       {2, 20, 20, 17, false, true, 0},
                                       {3, 20, 21, 19, false, true, 0}};
  const auto sums = additionality(firms);
  CHECK(sums.gross == 7);
  CHECK(sums.deadweight == 2);
  CHECK(sums.direct() == 5);
  CHECK(sums.displacement == -5);
  CHECK(sums.net == 0);
  CHECK(sums.sum_of_parts() == 0);
  const auto found = rates(sums);
  CHECK(found.deadweight == Approx(2.0 / 7));
  CHECK(found.displacement == 1);
  CHECK(std::isnan(found.multiplier)); // nothing is left that could be multiplied
}

TEST_CASE("help that pays for what would have happened anyway is all deadweight") {
  const std::vector<MatchedFirm> firms{{1, 10, 15, 15, true, true, 0},
                                       {2, 9, 9, 9, false, true, 0}};
  const auto sums = additionality(firms);
  CHECK(sums.gross == 5);
  CHECK(rates(sums).deadweight == 1);
  CHECK(sums.net == 0);
  CHECK(std::isnan(rates(sums).leakage));
}

TEST_CASE("leakage, displacement and spillover: the identity and the guides' product agree") {
  const std::vector<MatchedFirm> firms{
      {1, 10, 10, 16, true, true, 0},  // direct in the area 6
      {2, 10, 10, 14, true, false, 0}, // leaks out 4
      {3, 10, 10, 9, false, true, 1},  // displaced 1
      {4, 0, 0, 2, false, true, 1},    // founded only with the policy: spillover 2
      {5, 8, 8, 1, false, false, 1}};  // harmed outside the area: not the area's
  const auto sums = additionality(firms);
  CHECK(sums.direct() == 10);
  CHECK(sums.net == 7);
  CHECK(sums.sum_of_parts() == 7);
  const auto found = rates(sums);
  CHECK(found.leakage == Approx(0.4));
  CHECK(found.displacement == Approx(1.0 / 6));
  CHECK(found.multiplier == Approx(1.4));
  CHECK(found.guides == Approx(7)); // 10 * 0.6 * 5/6 * 1.4
}

TEST_CASE("the parts sum to the net effect in any world, to 1e-9") {
  synthetic::Numbers numbers(5);
  for (int world = 0; world < 50; ++world) {
    std::vector<MatchedFirm> firms;
    for (int i = 0; i < 400; ++i)
      firms.push_back({i, 100 * numbers.uniform(), 100 * numbers.uniform(), 100 * numbers.uniform(),
                       numbers.uniform() < 0.3, numbers.uniform() < 0.6, 0});
    const auto sums = additionality(firms);
    CHECK(std::abs(sums.sum_of_parts() - sums.net) < 1e-9 * 40000);
    CHECK(std::abs(sums.direct() - sums.inside - sums.outside) < 1e-9 * 40000);
    CHECK(rates(sums).guides == Approx(sums.net).epsilon(1e-9));
  }
}

TEST_CASE("firms are matched by identity; who is not there has an outcome of zero") {
  const std::vector<std::int64_t> before{3, 1}, baseline{1, 9}, policy{7, 3, 1};
  const std::vector<double> b{30, 10}, x{11, 5}, y{70, 33, 12};
  const auto firms = match_firms({before, b}, {baseline, x}, {policy, y});
  REQUIRE(firms.size() == 4);
  CHECK(firms[0].identity == 1);
  CHECK(firms[0].policy == 12);
  CHECK(firms[1].identity == 3); // left in the baseline only
  CHECK(firms[1].baseline == 0);
  CHECK(firms[1].policy == 33);
  CHECK(firms[2].before == 0);
  CHECK(firms[3].policy == 0);
  const std::vector<std::int64_t> twice{1, 1};
  CHECK_THROWS_AS((void)match_firms({before, b}, {twice, x}, {policy, y}), std::invalid_argument);
  CHECK_THROWS_AS((void)match_firms({before, y}, {baseline, x}, {policy, y}),
                  std::invalid_argument);
}

TEST_CASE("gainers and losers are shares of the firms of their group") {
  const std::vector<MatchedFirm> firms{{1, 0, 10, 13, true, true, 0},
                                       {2, 0, 10, 11, false, true, 0},
                                       {3, 0, 10, 6, false, true, 0},
                                       {4, 0, 10, 10, false, true, 0},
                                       {5, 0, 10, 10, false, true, 1}};
  const auto groups = gainers_losers(firms, 3);
  CHECK(groups[0].gains.share == 0.5);
  CHECK(groups[0].gains.mean == 2);
  CHECK(groups[0].loses.share == 0.25);
  CHECK(groups[0].loses.mean == -4);
  CHECK(groups[1].same.share == 1);
  CHECK(groups[2].firms == 0);
}

TEST_CASE("growth of supported firms at the expense of better rivals lowers productivity") {
  // Both firms keep their productivity, 1 and 3; the worse one grows from half to three quarters.
  const std::vector<WeightedFirm> shift{{50, 75, 1, 1}, {50, 25, 3, 3}};
  const auto moved = productivity_change(shift);
  CHECK(moved.total == Approx(-0.5));
  CHECK(moved.between == Approx(-0.5));
  CHECK(moved.within == 0);
  // one firm improves by one, one enters with twice the mean, one leaves
  const std::vector<WeightedFirm> mixed{{50, 50, 2, 3}, {0, 50, 0, 6}, {50, 0, 1, 0}};
  const auto parts = productivity_change(mixed);
  CHECK(parts.within == Approx(1));
  CHECK(parts.entry == Approx(1.5));
  CHECK(parts.exit == Approx(0.5));
  CHECK(parts.within + parts.between + parts.entry + parts.exit == Approx(parts.total));
}

TEST_CASE("an effect that was only brought forward has unit-years and nothing at the end") {
  const std::vector<double> net{2, 8, 4, 0};
  const auto found = timing(net);
  CHECK(found.at_end == 0);
  CHECK(found.unit_years == 14);
  CHECK(found.persistence == std::vector<double>{0.25, 1, 0.5, 0});
}
