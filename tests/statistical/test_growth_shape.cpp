// Shapes of growth are recovered from samples, their intervals cover. Each with a wrong twin.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "analysis/growth_shape.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

double slack(double rate, int trials) { return 3.3 * std::sqrt(rate * (1 - rate) / trials); }

double tent(synthetic::Numbers &numbers) {
  const double size = -std::log(numbers.uniform());
  return numbers.uniform() < 0.5 ? -size : size;
}

struct Cover {
  std::vector<double> shapes;
  int shape = 0, scale = 0, location = 0;
};

template <typename Draw>
Cover cover(std::uint32_t first, int trials, std::size_t count, double shape, Draw draw) {
  Cover out;
  for (int k = 0; k < trials; ++k) {
    synthetic::Numbers numbers(first + static_cast<std::uint32_t>(k));
    std::vector<double> growth(count);
    for (auto &one : growth)
      one = 0.1 + 0.25 * draw(numbers);
    const auto fit = *fit_subbotin(growth);
    out.shapes.push_back(fit.shape.value);
    out.shape += fit.shape.interval().contains(shape);
    out.scale += fit.scale.interval().contains(0.25);
    out.location += fit.location.interval().contains(0.1);
  }
  return out;
}

} // namespace

TEST_CASE("the shape of tents and bells is recovered and its interval covers") {
  constexpr int trials = 400;
  const auto tents = cover(500000, trials, 1000, 1, tent);
  const auto bells =
      cover(510000, trials, 1000, 2, [](synthetic::Numbers &numbers) { return numbers.normal(); });
  // b = 1/2: |x|^b is b times the sum of two exponential numbers
  const auto needles = cover(515000, trials, 1000, 0.5, [](synthetic::Numbers &numbers) {
    const double root = -0.5 * (std::log(numbers.uniform()) + std::log(numbers.uniform()));
    return numbers.uniform() < 0.5 ? -root * root : root * root;
  });
  for (const auto &[found, shape] :
       {std::pair{needles, 0.5}, std::pair{tents, 1.0}, std::pair{bells, 2.0}}) {
    const auto mean = moments(found.shapes);
    MESSAGE("shape ", mean.mean, " +- ", mean.deviation, "; covered ", found.shape, " scale ",
            found.scale, " location ", found.location, " of ", trials);
    // maximum likelihood is biased by a few over n: a quarter of the error of one estimate
    CHECK(std::abs(mean.mean - shape) <
          mean.deviation / 4 + 3.3 * mean.deviation / std::sqrt(double{trials}));
    CHECK(std::abs(found.shape / double{trials} - 0.95) < slack(0.95, trials));
    CHECK(std::abs(found.scale / double{trials} - 0.95) < slack(0.95, trials));
    if (shape >= 1)
      CHECK(std::abs(found.location / double{trials} - 0.95) < slack(0.95, trials));
    else // a spike at the median, of which a sample sees less than there is
      CHECK(found.location > 0.85 * trials);
  }
  // the wrong twins: a tent taken for a bell and a bell for a tent
  CHECK_FALSE(std::abs(moments(bells.shapes).mean - 1) < 0.3);
  CHECK_FALSE(std::abs(moments(tents.shapes).mean - 2) < 0.3);
}

TEST_CASE("pooling chains of different means needs their means taken off") {
  synthetic::Numbers numbers(520000);
  std::vector<double> growth;
  std::vector<std::int32_t> chain;
  for (std::int32_t g = 0; g < 40; ++g) {
    const double mean = 0.4 * numbers.normal();
    for (int i = 0; i < 200; ++i) {
      growth.push_back(mean + 0.2 * tent(numbers));
      chain.push_back(g);
    }
  }
  const auto fit = *fit_subbotin(without_group_means(growth, chain));
  const auto pooled = *fit_subbotin(growth); // the wrong twin
  MESSAGE("without means ", fit.shape.value, ", pooled as they are ", pooled.shape.value);
  CHECK(std::abs(fit.shape.value - 1) < 3.3 * fit.shape.error + 0.02);
  CHECK_FALSE(std::abs(pooled.shape.value - 1) < 3.3 * pooled.shape.error + 0.02);
}

TEST_CASE("the fall of spread with size is recovered, its interval covers, and size is needed") {
  constexpr int trials = 1000;
  int covered = 0, signs = 0, shuffled = 0;
  std::vector<double> beta;
  for (std::uint32_t k = 0; k < trials; ++k) {
    synthetic::Numbers numbers(530000 + k);
    std::vector<double> size, growth, other;
    for (int i = 0; i < 2000; ++i) {
      size.push_back(std::exp(3 + 1.5 * numbers.normal()));
      growth.push_back(std::pow(size.back(), -0.16) * tent(numbers));
      other.push_back(std::exp(3 + 1.5 * numbers.normal())); // sizes of other firms
    }
    const auto fall = *spread_fall(size, growth);
    beta.push_back(fall.beta.value);
    covered += fall.beta.interval().contains(0.16);
    signs += fall.beta.sign() == 1;
    shuffled += spread_fall(other, growth)->beta.sign() == 1; // the wrong twin
  }
  const auto mean = moments(beta);
  MESSAGE("beta ", mean.mean, " +- ", mean.deviation, "; covered ", covered, ", sign found ", signs,
          ", with sizes of others ", shuffled, " of ", trials);
  // means over wide bins cost some bias: a third of the error of one estimate
  CHECK(std::abs(mean.mean - 0.16) <
        mean.deviation / 3 + 3.3 * mean.deviation / std::sqrt(double{trials}));
  CHECK(std::abs(covered / double{trials} - 0.95) < slack(0.95, trials));
  CHECK(signs > 0.95 * trials);
  CHECK_FALSE(shuffled > 0.95 * trials);
  CHECK(shuffled / double{trials} < 0.025 + slack(0.025, trials));
}

TEST_CASE("tails of growth that fall as a power are told from those of a tent") {
  constexpr int trials = 100;
  std::vector<double> power, tents;
  for (std::uint32_t k = 0; k < trials; ++k) {
    synthetic::Numbers numbers(540000 + k);
    std::vector<double> growth, body;
    for (int i = 0; i < 3000; ++i) { // Student's t with 2 degrees: density falls as |g|^-3
      const double one = numbers.normal(), energy = -std::log(numbers.uniform());
      growth.push_back(one / std::sqrt(energy));
      body.push_back(tent(numbers));
    }
    power.push_back(growth_tail(growth)->value);
    tents.push_back(growth_tail(body)->value);
  }
  const auto mean = moments(power), twin = moments(tents);
  MESSAGE("power ", mean.mean, " +- ", mean.deviation, ", tent ", twin.mean, " +- ",
          twin.deviation);
  CHECK(std::abs(mean.mean - 3) < 0.2); // a tail that is a power only in the limit
  CHECK_FALSE(std::abs(twin.mean - 3) < 0.2);
}
