// The kernels of open challenges: fit, chances, and what an answer is worth.
#include <doctest/doctest.h>

#include "models/challenge.hpp"

using namespace sme;

namespace {
const ChallengeParameters p;
const InnovationParameters n;

double value(double fit, double rivals, double prize, int quarters = 6) {
  return value_of_answer(fit, rivals, prize, 50e3, 300e3, quarters, 50e6, p, n);
}
} // namespace

TEST_CASE("a firm that knows the problem fits it fully, and half at the stated distance") {
  const Knowledge problem{0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F};
  CHECK(challenge_fit(problem, problem, p) == doctest::Approx(1));
  Knowledge away = problem;
  for (float &k : away) {
    k += static_cast<float>(p.fit_width); // a root mean square of the width
  }
  CHECK(challenge_fit(away, problem, p) == doctest::Approx(0.5));
  for (float &k : away) {
    k += 0.1F;
  }
  CHECK(challenge_fit(away, problem, p) < 0.5);
}

TEST_CASE("alone a firm is chosen for sure, among equals it shares the chance") {
  CHECK(winning_chance(0.3, 0, p) == doctest::Approx(1));
  CHECK(winning_chance(p.typical_fit, 1, p) == doctest::Approx(0.5));
  CHECK(winning_chance(p.typical_fit, 9, p) == doctest::Approx(0.1));
  CHECK(winning_chance(0.8, 3, p) > winning_chance(0.4, 3, p));
}

TEST_CASE("a problem is solved by real R&D alone, and the more likely the better the fit") {
  CHECK(solving_chance(1, 0, 50e6, n) == 0);
  CHECK(solving_chance(1, 300e3, 50e6, n) ==
        doctest::Approx(2 * solving_chance(0.5, 300e3, 50e6, n)));
  CHECK(solving_chance(1, 600e3, 50e6, n) > solving_chance(1, 300e3, 50e6, n));
  CHECK(solving_chance(1, 1e12, 50e6, n) <= 1);
}

TEST_CASE("an answer that cannot miss is worth prize and contract less what it costs") {
  InnovationParameters sure = n;
  sure.success = 1e6; // one quarter of work is enough
  const double worth = value_of_answer(1, 0, 3e6, 50e3, 300e3, 6, 50e6, p, sure);
  CHECK(worth == doctest::Approx(3e6 + p.contract_share * 50e6 - 300e3 - 50e3));
  // Half the chance to be chosen halves the gain, but the answer is paid in full.
  const double rivals = 1 / p.typical_fit; // as good together as it is
  CHECK(value_of_answer(1, rivals, 3e6, 50e3, 300e3, 6, 50e6, p, sure) ==
        doctest::Approx((3e6 + p.contract_share * 50e6 - 300e3) / 2 - 50e3));
}

TEST_CASE("work that cannot succeed is worth its cost, lost") {
  InnovationParameters hopeless = n;
  hopeless.success = 0;
  CHECK(value_of_answer(1, 0, 3e6, 50e3, 300e3, 6, 50e6, p, hopeless) ==
        doctest::Approx(-6 * 300e3 - 50e3));
}

TEST_CASE("an answer is worth more with prize and fit and less with rivals, until nobody enters") {
  CHECK(value(0.7, 5, 4e6) > value(0.7, 5, 3e6));
  CHECK(value(0.9, 5, 3e6) > value(0.5, 5, 3e6));
  for (double rivals = 0; rivals < 100; ++rivals) {
    CHECK(value(0.7, rivals + 1, 3e6) < value(0.7, rivals, 3e6));
  }
  CHECK(value(0.9, 0, 3e6) > 0);
  CHECK(value(0.9, 1e4, 3e6) < 0);
  CHECK(value(0.9, 0, 0) < value(0.9, 0, 3e6));
}

TEST_CASE(
    "longer deadlines help those for whom a quarter's work is worth it, and harm the others") {
  CHECK(value(0.9, 0, 30e6, 8) > value(0.9, 0, 30e6, 4));
  CHECK(value(0.05, 0, 1e5, 8) < value(0.05, 0, 1e5, 4));
}
