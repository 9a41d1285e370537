// The exponent of a tail is recovered, its interval covers. Each with a wrong twin.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "analysis/size_tail.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

constexpr double truth = 1.06; // Axtell (2001)
double slack(double rate, int trials) { return 3.3 * std::sqrt(rate * (1 - rate) / trials); }

std::vector<double> pareto(std::uint32_t which, std::size_t count) {
  synthetic::Numbers numbers(which);
  std::vector<double> out(count);
  for (auto &one : out)
    one = 20 * std::pow(numbers.uniform(), -1 / truth);
  return out;
}

std::vector<double> lognormal(std::uint32_t which, std::size_t count) {
  synthetic::Numbers numbers(which);
  std::vector<double> out(count);
  for (auto &one : out)
    one = 20 * std::exp(numbers.normal());
  return out;
}

} // namespace

TEST_CASE("intervals of Hill and of rank and size cover 95 times in a hundred") {
  constexpr int trials = 2000;
  int by_hill = 0, by_rank = 0, twin = 0;
  for (std::uint32_t k = 0; k < trials; ++k) {
    const auto sizes = pareto(400000 + k, 2000);
    by_hill += hill(sizes, 20)->exponent.interval().contains(truth);
    const auto ranked = *rank_size(sizes, 400);
    by_rank += ranked.interval().contains(truth);
    // the wrong twin: the error of a regression, as if ranks were unrelated (Gabaix & Ibragimov)
    twin += Estimate{ranked.value, ranked.error / 5}.interval().contains(truth);
  }
  MESSAGE("Hill ", by_hill, ", rank ", by_rank, ", naive ", twin, " of ", trials);
  CHECK(std::abs(by_hill / double{trials} - 0.95) < slack(0.95, trials));
  CHECK(std::abs(by_rank / double{trials} - 0.95) < slack(0.95, trials));
  CHECK_FALSE(std::abs(twin / double{trials} - 0.95) < slack(0.95, trials));
}

TEST_CASE("the exponent is recovered without knowing where the tail begins") {
  constexpr int trials = 200;
  std::vector<double> found, staff, thin, as_money;
  for (std::uint32_t k = 0; k < trials; ++k) {
    auto sizes = pareto(410000 + k, 3000);
    auto persons = sizes;
    for (auto &one : persons)
      one = std::round(one * 4.5 / 20); // whole persons, 5 and more
    staff.push_back(tail_exponent(persons, Sizes::whole)->exponent.value);
    as_money.push_back(hill(persons, 5)->exponent.value); // whole numbers taken for continuous
    const auto below = lognormal(420000 + k, 3000);
    for (const double one : below)
      if (one < 20)
        sizes.push_back(one);
    found.push_back(tail_exponent(sizes)->exponent.value);
    thin.push_back(hill_of_largest(below, 60)->value); // largest 2 %
  }
  const auto mean = moments(found), whole = moments(staff);
  MESSAGE("continuous ", mean.mean, " +- ", mean.deviation, ", staff ", whole.mean, " +- ",
          whole.deviation, ", lognormal ", moments(thin).mean);
  // Choosing the threshold by the sample costs some bias: a third of the error of one estimate.
  CHECK(std::abs(mean.mean - truth) < mean.deviation / 3 + 3.3 * mean.deviation / std::sqrt(200.0));
  CHECK(std::abs(whole.mean - truth) <
        whole.deviation / 3 + 3.3 * whole.deviation / std::sqrt(200.0));
  CHECK(mean.deviation < 0.06);
  CHECK_FALSE(std::abs(moments(as_money).mean - truth) < 0.06); // wrong twins
  CHECK_FALSE(std::abs(moments(thin).mean - truth) < 0.4);
}
