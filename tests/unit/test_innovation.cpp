// The kernels of innovation.hpp.
#include <cmath>

#include <doctest/doctest.h>

#include "models/innovation.hpp"

using namespace sme;

TEST_CASE("without real R&D there is no innovation and no patent") {
  const InnovationParameters p;
  CHECK(success_chance(0, p) == 0);
  CHECK(filing_rate(1, 0, p) == 0);
  CHECK(success_chance(1e6, p) == doctest::Approx(1));
}

TEST_CASE("a larger firm needs more R&D for the same chance") {
  const InnovationParameters p;
  CHECK(effort(1e6, 1e7, p) > effort(1e6, 1e9, p));
}

TEST_CASE("four times the R&D files twice the patents") {
  const InnovationParameters p;
  CHECK(filing_rate(0.1, 4e6, p) / filing_rate(0.1, 1e6, p) ==
        doctest::Approx(std::pow(4.0, p.patent_elasticity)));
}

TEST_CASE("improvements have the stated mean and limit; counts have the stated mean") {
  InnovationParameters p;
  p.step_limit = 10;
  double steps = 0;
  double counts = 0;
  double squares = 0;
  constexpr int n = 100000;
  for (int k = 0; k < n; ++k) {
    const double u = (k + 0.5) / n;
    steps += improvement(u, p);
    const int count = poisson_count(0.7, u);
    CHECK((count > 0) == (u < at_least_one(0.7)));
    counts += count;
    squares += count * count;
  }
  CHECK(steps / n == doctest::Approx(p.step).epsilon(0.01));
  CHECK(counts / n == doctest::Approx(0.7).epsilon(0.01));
  CHECK(squares / n == doctest::Approx(0.7 + 0.49).epsilon(0.01));
  CHECK(poisson_count(200.5, 0.3) == 200);
  CHECK(poisson_count(0, 0.3) == 0);
  p.step_limit = 0.01;
  CHECK(improvement(1e-9, p) == 0.01);
}
