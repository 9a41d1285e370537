// The kernels of research.hpp: user cost, wish, thresholds.
#include <doctest/doctest.h>

#include <array>

#include "models/research.hpp"

using namespace sme;

TEST_CASE("the super-deduction lowers the user cost by its marginal value") {
  // 0.25 per yuan of R&D at a tax of 25 % and a deduction of 100 % (DOMAIN 4.3), net of tax.
  CHECK(user_cost(0.25, 0) == doctest::Approx(1));
  CHECK((1 - 0.25) * (user_cost(0.25, 0) - user_cost(0.25, 1)) == doctest::Approx(0.25));
  CHECK((1 - 0.15) * (user_cost(0.15, 0) - user_cost(0.15, 1)) == doctest::Approx(0.15));
}

TEST_CASE("the wish answers the user cost with its elasticity") {
  const ResearchParameters p;
  const double less = wished_intensity(0.05, 1.01, 1, p);
  CHECK((less / 0.05 - 1) / 0.01 == doctest::Approx(-p.user_cost_elasticity).epsilon(0.02));
  CHECK(wished_intensity(0.05, 0.8, 0.8, p) == doctest::Approx(0.05));
}

TEST_CASE("larger firms wish a little less per yuan of revenue") {
  const ResearchParameters p;
  CHECK(size_factor(p.size_reference, p) == doctest::Approx(1));
  CHECK(size_factor(10 * p.size_reference, p) < 1);
}

TEST_CASE("a firm just below a threshold meets it, partly by relabelling; one far below does not") {
  const ResearchParameters p;
  const RndPlan near = meet_notch(0.027, 0.03, p.label_benefit, p);
  CHECK(near.reported == doctest::Approx(0.03));
  CHECK(near.real < near.reported);
  CHECK(near.real >= 0.027 - 1e-12);
  const RndPlan far = meet_notch(0.005, 0.06, p.label_benefit, p);
  CHECK(far.reported == 0.005);
  CHECK(far.real == 0.005);
  const RndPlan above = meet_notch(0.05, 0.03, p.label_benefit, p);
  CHECK(above.reported == 0.05);
}

TEST_CASE("when relabelling is dear the gap is closed by real R&D, if at all") {
  ResearchParameters p;
  p.relabel_cost = 99;
  const RndPlan plan = meet_notch(0.027, 0.03, 1, p);
  CHECK(plan.reported == doctest::Approx(0.03));
  CHECK(plan.real > 0.0297);
}

TEST_CASE("a firm books what its quarter lacks of the threshold, as far as relabelling goes") {
  const ResearchParameters p;
  const double most = p.real_cost / p.relabel_cost;
  CHECK(relabelled(1000, 900, p) == 0);
  CHECK(relabelled(1000, 1100.5, p) == 101);       // rounded up: missed by a yuan is missed
  CHECK(relabelled(1000, 9000, p) == most * 1000); // not out of nothing
  CHECK(relabelled(0, 9000, p) == 0);
  const std::array<double, 3> both{0.05, 0, 0.03};
  CHECK(guarded({0.045, 0.05}, both) == 0.05);  // reaches for it
  CHECK(guarded({0.045, 0.045}, both) == 0.03); // stands above it
  CHECK(guarded({0.02, 0.02}, both) == 0);
}

TEST_CASE("of several thresholds a firm meets the highest that pays") {
  const ResearchParameters p;
  const std::array<double, 3> both{0.05, 0, 0.03};
  CHECK(meet_notches(0.045, both, p.label_benefit, p).reported == doctest::Approx(0.05));
  CHECK(meet_notches(0.028, both, p.label_benefit / 4, p).reported == doctest::Approx(0.03));
  CHECK(meet_notches(0.028, std::array<double, 1>{0.05}, p.label_benefit / 4, p).reported == 0.028);
  CHECK(meet_notches(0.06, both, p.label_benefit, p).reported == 0.06);
}

TEST_CASE("priority fields are as much more likely among firms doing R&D as their odds say") {
  ResearchParameters p;
  p.priority_odds = 3;
  const double chance = priority_chance(0.2, p);
  CHECK(chance / (1 - chance) == doctest::Approx(3 * 0.2 / 0.8));
  p.priority_odds = 1;
  CHECK(priority_chance(0.2, p) == doctest::Approx(0.2));
  CHECK(priority_chance(0, p) == 0);
  CHECK(priority_chance(1, p) == 1);
}
