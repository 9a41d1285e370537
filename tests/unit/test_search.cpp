// Searches for the least value.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "analysis/search.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

Eigen::VectorXd all(Eigen::Index size, double value) {
  return Eigen::VectorXd::Constant(size, value);
}

} // namespace

TEST_CASE("a search finds the bottom of a tilted bowl in one, two and ten numbers") {
  for (const Eigen::Index size : {1, 2, 10}) {
    const auto bowl = [](const Eigen::VectorXd &x) {
      double sum = 3;
      for (Eigen::Index k = 0; k < x.size(); ++k)
        sum += (1.0 + static_cast<double>(k)) * std::pow(x(k) - 0.3, 2) +
               (k > 0 ? 0.5 * (x(k) - 0.3) * (x(k - 1) - 0.3) : 0);
      return sum;
    };
    const auto found = minimise(bowl, all(size, 0.9), all(size, 0), all(size, 1),
                                {.evaluations = 2000, .tolerance = 1e-9});
    CHECK(found.value == Approx(3).epsilon(1e-6));
    CHECK((found.at.array() - 0.3).abs().maxCoeff() < 2e-3);
    CHECK(found.evaluations <= 2000);
  }
}

TEST_CASE("a search stays between bounds, and goes round where there is no value") {
  const auto slope = [](const Eigen::VectorXd &x) {
    return x(0) + x(1) < 0.5 ? std::numeric_limits<double>::quiet_NaN() : x(0) + 2 * x(1);
  };
  const auto found = minimise(slope, all(2, 0.8), all(2, 0.1), all(2, 1));
  CHECK(found.at.minCoeff() >= 0.1);
  CHECK(found.at.sum() >= 0.5);
  CHECK(found.value < 0.8); // 0.6 at (0.4, 0.1)
  const auto nowhere =
      minimise([](const Eigen::VectorXd &) { return NAN; }, all(2, 0.5), all(2, 0), all(2, 1));
  CHECK(std::isinf(nowhere.value));
  CHECK_THROWS_AS(minimise(slope, all(2, 0.5), all(3, 0), all(2, 1)).value, std::invalid_argument);
  CHECK_THROWS_AS(minimise(slope, all(2, 0.5), all(2, 1), all(2, 1)).value, std::invalid_argument);
}

TEST_CASE("the same search comes out the same to the bit, and the budget holds") {
  const auto valley = [](const Eigen::VectorXd &x) { // Rosenbrock's
    return 100 * std::pow(x(1) - x(0) * x(0), 2) + std::pow(1 - x(0), 2);
  };
  const SearchOptions options{.evaluations = 3000, .tolerance = 1e-12};
  const auto one = minimise(valley, all(2, -1), all(2, -2), all(2, 2), options);
  const auto two = minimise(valley, all(2, -1), all(2, -2), all(2, 2), options);
  CHECK(one.at == two.at);
  CHECK(one.value == two.value);
  CHECK(one.value < 1e-6);
  CHECK(minimise(valley, all(2, -1), all(2, -2), all(2, 2), {.evaluations = 12}).evaluations <= 13);
}
