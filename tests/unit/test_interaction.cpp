// A bundle of programmes against the sum of its parts.
#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

#include "analysis/interaction.hpp"

using namespace sme::analysis;
using doctest::Approx;
using Values = std::vector<double>;

TEST_CASE("programmes that help each other have a joint effect above the sum of single ones") {
  const Values baseline{10, 20, 30}, loans{12, 23, 31}, advice{11, 21, 33}, both{14, 26, 35};
  // single sums 3, 4, 4; joint 4, 6, 5
  const auto found = interaction(baseline, {loans, advice}, both);
  CHECK(found.mean == Approx(4.0 / 3));
  const Values added{13, 24, 34};
  CHECK(interaction(baseline, {loans, advice}, added).zero());
}

TEST_CASE("shares of programmes by Shapley sum to the joint effect, in any order") {
  // The glove game: the third programme works only with the first or the second.
  Eigen::MatrixXd worlds = Eigen::MatrixXd::Zero(1, 8);
  worlds(0, 5) = worlds(0, 6) = worlds(0, 7) = 1;
  const auto glove = shapley(worlds);
  CHECK(glove(0, 0) == Approx(1.0 / 6));
  CHECK(glove(0, 1) == Approx(1.0 / 6));
  CHECK(glove(0, 2) == Approx(4.0 / 6));
  // by hand for two: worlds 5, 8, 7, 14: half of (3 + 7) and of (2 + 6)
  const auto two = shapley((Eigen::MatrixXd(1, 4) << 5, 8, 7, 14).finished());
  CHECK(two(0, 0) == Approx(5));
  CHECK(two(0, 1) == Approx(4));
  const Eigen::MatrixXd some = Eigen::MatrixXd::Random(6, 16);
  const auto four = shapley(some);
  for (Eigen::Index r = 0; r < 6; ++r)
    CHECK(four.row(r).sum() == Approx(some(r, 15) - some(r, 0)));
  CHECK_THROWS_AS((void)shapley(Eigen::MatrixXd::Zero(1, 6)), std::invalid_argument);
  CHECK_THROWS_AS((void)shapley(Eigen::MatrixXd::Zero(1, 32)), std::invalid_argument);
}

TEST_CASE("first-in and last-in effects are a range where programmes overlap") {
  const Values none{0, 0}, one{4, 6}, others{5, 5}, all{6, 8};
  const auto range = first_and_last(none, one, others, all);
  CHECK(range.first.mean == 5);
  CHECK(range.last.mean == 2);
}
