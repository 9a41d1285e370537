// The sample of a posterior, on densities that are known.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "analysis/design.hpp"
#include "analysis/distributions.hpp"
#include "analysis/posterior.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

// Two parameters of a normal density, correlated, far from bounds; the rest as the prior.
double tilted(const Eigen::VectorXd &x) {
  constexpr double correlation = 0.6, first = 0.05, second = 0.1;
  const double u = (x(0) - 0.4) / first, v = (x(1) - 0.5) / second;
  return -(u * u - 2 * correlation * u * v + v * v) / (2 * (1 - correlation * correlation));
}

bool warned(const PosteriorSummary &summary, Warning::Kind kind, Eigen::Index parameter) {
  for (const auto &one : summary.warnings)
    if (one.kind == kind && one.parameter == parameter)
      return true;
  return false;
}

} // namespace

TEST_CASE("a normal density is sampled: mean, deviation, correlation and interval") {
  const auto found = sample_posterior(tilted, 2, {.warm_up = 2000, .kept = 10000, .seed = 3});
  const auto summary = summarise(found, 0.1);
  CHECK(found.sample.rows() == 40000);
  CHECK(found.acceptance > 0.15);
  CHECK(found.acceptance < 0.45);
  for (Eigen::Index k = 0; k < 2; ++k) {
    const auto &one = summary.marginals[static_cast<std::size_t>(k)];
    const double deviation = k == 0 ? 0.05 : 0.1, middle = k == 0 ? 0.4 : 0.5;
    const double effective = found.effective(k);
    CHECK(effective > 2000);
    CHECK(effective < 20000); // steps of a chain are not independent draws
    CHECK(found.agreement(k) < 1.02);
    CHECK(std::abs(one.mean - middle) < 3.3 * deviation / std::sqrt(effective));
    // squares mix about half as fast
    CHECK(std::abs(one.deviation - deviation) < 3.3 * deviation / std::sqrt(effective));
    CHECK(std::abs(one.interval.high - (middle + normal_quantile(0.95) * deviation)) <
          3.3 * 2.1 * deviation / std::sqrt(effective / 2)); // deviation of a 95 % quantile: 2.1
    CHECK(one.shrink == Approx(one.deviation * std::sqrt(12.0)));
  }
  CHECK(std::abs(summary.correlation(0, 1) - 0.6) < 0.05);
  CHECK(summary.warnings.empty());
  CHECK(found.best(0) == Approx(0.4).epsilon(1e-3));
  CHECK(found.best_density == Approx(0).epsilon(1e-4));
}

TEST_CASE("the effective size says how well the mean is known") {
  // variance of the mean over independent samples, against deviation^2 / effective size
  constexpr int trials = 60;
  double squares = 0, promised = 0;
  for (std::uint32_t t = 0; t < trials; ++t) {
    const auto found = sample_posterior(tilted, 2, {.warm_up = 800, .kept = 800, .seed = 100 + t});
    squares += std::pow(found.sample.col(0).mean() - 0.4, 2) / trials;
    promised += 0.0025 / found.effective(0) / trials;
  }
  // chi-square with 60 degrees of freedom over 60: within 0.55 and 1.65 with chance 0.999
  CHECK(squares / promised > 0.55);
  CHECK(squares / promised < 1.65);
  CHECK(squares / (0.0025 / 3200) > 1.65); // the wrong twin: every step taken for a draw
}

TEST_CASE("fifteen parameters, ten of them known and tied, five free: chains agree") {
  const auto density = [](const Eigen::VectorXd &x) {
    double sum = 0;
    for (Eigen::Index k = 0; k < 10; ++k) {
      const double off = x(k) - 0.5 + (k > 0 ? 0.5 * (x(k - 1) - 0.5) : 0);
      sum -= std::pow(off / (0.02 * static_cast<double>(1 + k % 4)), 2) / 2;
    }
    return sum;
  };
  const auto found = sample_posterior(density, 15);
  CHECK(found.agreement.maxCoeff() < 1.05);
  CHECK(found.effective.minCoeff() > 100);
  const auto summary = summarise(found, 0.1);
  CHECK(summary.marginals[0].deviation == Approx(0.02).epsilon(0.2));
  CHECK(summary.marginals[12].shrink == Approx(1).epsilon(0.15));
  CHECK_FALSE(warned(summary, Warning::Kind::not_identified, 9));
  // the wrong twin: a handful of steps, and R-hat says so
  const auto hasty = sample_posterior(density, 15, {.warm_up = 300, .kept = 300});
  CHECK_FALSE(hasty.agreement.maxCoeff() < 1.05);
}

TEST_CASE("the same sample comes out to the bit, another seed gives another") {
  const PosteriorOptions options{.chains = 2, .warm_up = 200, .kept = 100};
  const auto one = sample_posterior(tilted, 3, options);
  const auto again = sample_posterior(tilted, 3, options);
  CHECK(one.sample == again.sample);
  auto other = options;
  other.seed = 2;
  const auto third = sample_posterior(tilted, 3, other);
  CHECK_FALSE(one.sample == third.sample);
}

TEST_CASE("chains in two places that never meet disagree") {
  const auto two = [](const Eigen::VectorXd &x) {
    const double left = (x(0) - 0.1) / 0.01, right = (x(0) - 0.9) / 0.01;
    return std::log(std::exp(-left * left / 2) + std::exp(-right * right / 2) + 1e-300);
  };
  double worst = 0;
  for (std::uint32_t seed = 1; seed <= 3; ++seed)
    worst = std::max(
        worst, sample_posterior(two, 1, {.chains = 6, .kept = 500, .seed = seed}).agreement(0));
  CHECK(worst > 1.5);
}

TEST_CASE("warnings: not identified, only jointly, at a bound; and none without a reason") {
  const auto density = [](const Eigen::VectorXd &x) {
    // 0 and 1: only their sum; 2: against its upper bound; 3: free; 4: known
    return -std::pow((x(0) + x(1) - 1) / 0.02, 2) / 2 + 30 * (x(2) - 1) -
           std::pow((x(4) - 0.5) / 0.05, 2) / 2;
  };
  const auto found = sample_posterior(density, 5, {.warm_up = 4000, .kept = 8000});
  const auto summary = summarise(found, 0.05);
  CHECK(warned(summary, Warning::Kind::only_jointly, 0));
  CHECK(warned(summary, Warning::Kind::not_identified, 0)); // on its own neither is known
  CHECK(warned(summary, Warning::Kind::not_identified, 3));
  CHECK(warned(summary, Warning::Kind::at_bound, 2));
  CHECK_FALSE(warned(summary, Warning::Kind::not_identified, 2));
  for (const auto kind :
       {Warning::Kind::not_identified, Warning::Kind::only_jointly, Warning::Kind::at_bound})
    CHECK_FALSE(warned(summary, kind, 4));
  CHECK(summary.correlation(0, 1) < -0.95);
  const std::vector<std::string> names = {"one", "two", "three", "four", "five"};
  CHECK(in_words({Warning::Kind::only_jointly, 0, 1, -0.99}, names) ==
        "one and two are identified only jointly");
  CHECK(in_words({Warning::Kind::at_bound, 2, 0, 0.999}, names) ==
        "three is estimated at its upper bound");
  CHECK(in_words({Warning::Kind::not_identified, 3, 0, 1}, names) ==
        "four is not identified by these moments");
}

TEST_CASE("profiles let all other parameters move") {
  // of a normal density the profile has the marginal's deviation, the slice sqrt(1 - 0.36) of it
  const Eigen::VectorXd best = Eigen::Vector2d(0.4, 0.5);
  const auto found = profile_interval(tilted, best, 0, 0.1);
  const double half = normal_quantile(0.95) * 0.05;
  CHECK(found.low == Approx(0.4 - half).epsilon(0.002));
  CHECK(found.high == Approx(0.4 + half).epsilon(0.002));
  const auto slice = [](const Eigen::VectorXd &x) { return tilted(Eigen::Vector2d(x(0), 0.5)); };
  CHECK(profile_interval(slice, best.head(1), 0, 0.1).half_width() ==
        Approx(0.8 * half).epsilon(0.01));
  // a ridge is open to both bounds
  const auto ridge = [](const Eigen::VectorXd &x) {
    return -std::pow((x(0) + x(1) - 1) / 0.02, 2) / 2;
  };
  const auto open = profile_interval(ridge, Eigen::Vector2d(0.5, 0.5), 1, 0.1);
  CHECK(open.low == 0);
  CHECK(open.high == 1);
}

TEST_CASE("the log posterior of one moment, by hand") {
  const auto points = sobol_points(20, 1, 1);
  const std::vector<Surrogate> emulators = {
      Surrogate(points, points.col(0), Eigen::VectorXd::Zero(20), {.trend = Trend::linear})};
  const std::vector<Moment> moments = {{.observed = 0.4, .observation = 0.01, .chance = 0.03}};
  const auto density = log_posterior(emulators, moments);
  CHECK(density(Eigen::VectorXd::Constant(1, 0.6)) ==
        Approx(-0.5 * (0.04 / 0.04 + std::log(0.04))).epsilon(1e-3));
  CHECK(most_likely(density, 1, 2, 1)(0) == Approx(0.4).epsilon(1e-3));
  CHECK_THROWS_AS(log_posterior(emulators, {}), std::invalid_argument);
  CHECK_THROWS_AS(sample_posterior(density, 1, {.chains = 1}).chains, std::invalid_argument);
  CHECK_THROWS_AS(sample_posterior([](const auto &) { return NAN; }, 2).chains,
                  std::invalid_argument);
}
