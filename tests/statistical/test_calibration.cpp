// From runs of a simulator with chance to what the data say about its parameters: the whole way,
// many times, with parameters that are known.
#include <doctest/doctest.h>

#include <cmath>
#include <span>
#include <vector>

#include "analysis/design.hpp"
#include "analysis/history_matching.hpp"
#include "analysis/posterior.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

constexpr double chance = 0.08; // standard deviation of each moment of one run
constexpr Eigen::Index moments_made = 3, replicates = 4;

// A simulator: three moments of three parameters, bent, with chance.
Eigen::Vector3d expected(const Eigen::VectorXd &x) {
  return {x(0) + 0.5 * x(1) * x(1), std::exp(-1.5 * x(1)) + 0.2 * x(2),
          x(2) * (1 + x(0)) + 0.3 * std::sin(3 * x(1))};
}
Eigen::Vector3d run(const Eigen::VectorXd &x, synthetic::Numbers &numbers) {
  Eigen::Vector3d out = expected(x);
  for (auto &one : out)
    one += chance * numbers.normal();
  return out;
}

// Replicates at every point: an emulator of each moment's mean.
std::vector<Surrogate> emulators_of(const Eigen::MatrixXd &points, synthetic::Numbers &numbers) {
  Eigen::MatrixXd means = Eigen::MatrixXd::Zero(points.rows(), moments_made), squares = means;
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    for (Eigen::Index r = 0; r < replicates; ++r) {
      const auto one = run(points.row(i).transpose(), numbers);
      means.row(i) += one.transpose() / replicates;
      squares.row(i) += one.cwiseAbs2().transpose();
    }
  std::vector<Surrogate> out;
  for (Eigen::Index m = 0; m < moments_made; ++m) {
    // pooled over points, as variances of four replicates alone are poor
    const double within = (squares.col(m).sum() - replicates * means.col(m).squaredNorm()) /
                          static_cast<double>(points.rows() * (replicates - 1));
    out.emplace_back(points, means.col(m),
                     Eigen::VectorXd::Constant(points.rows(), within / replicates),
                     SurrogateOptions{.trend = Trend::linear, .starts = 1, .evaluations = 150});
  }
  return out;
}

} // namespace

TEST_CASE("known parameters are inside their 90 % intervals nine times in ten") {
  constexpr int trials = 120;
  int covered = 0, profiled = 0, overconfident = 0, ruled_out = 0;
  double shrink = 0;
  for (std::uint32_t t = 0; t < trials; ++t) {
    synthetic::Numbers numbers(530000 + t);
    Eigen::VectorXd truth(3); // from the prior: then the posterior's intervals are exact on average
    for (auto &one : truth)
      one = numbers.uniform();
    const auto emulators = emulators_of(sobol_points(48, 3, t), numbers);
    const auto world = run(truth, numbers);
    std::vector<Moment> moments, certain;
    for (const auto one : world) {
      moments.push_back({.observed = one, .chance = chance * chance});
      // the wrong twin takes the one history for what is expected
      certain.push_back({.observed = one, .chance = chance * chance / 9});
    }
    ruled_out += Cutoff{}.rules_out(implausibility(truth, emulators, moments));
    const PosteriorOptions options{.chains = 2, .warm_up = 800, .kept = 1000, .seed = t};
    const auto density = log_posterior(emulators, moments);
    const auto found = sample_posterior(density, 3, options);
    const auto summary = summarise(found, 0.1);
    const auto twin =
        summarise(sample_posterior(log_posterior(emulators, certain), 3, options), 0.1);
    for (std::size_t k = 0; k < 3; ++k) {
      const double one = truth(static_cast<Eigen::Index>(k));
      covered += summary.marginals[k].interval.contains(one);
      overconfident += twin.marginals[k].interval.contains(one);
      shrink += summary.marginals[k].shrink / (3 * trials);
    }
    profiled += profile_interval(density, found.best, 0, 0.1).contains(truth(0));
  }
  // three parameters of one trial are not independent: counted as if they were one
  const double slack = 3.3 * std::sqrt(0.9 * 0.1 / trials);
  MESSAGE("covered ", covered / (3.0 * trials), ", profile ", profiled / double{trials},
          ", without chance ", overconfident / (3.0 * trials), ", shrink ", shrink, ", ruled out ",
          ruled_out);
  CHECK(std::abs(covered / (3.0 * trials) - 0.9) < slack);
  CHECK_FALSE(std::abs(overconfident / (3.0 * trials) - 0.9) < slack);
  CHECK(std::abs(profiled / double{trials} - 0.9) < slack);
  CHECK(shrink < 0.6); // and they are not right by saying nothing
  // three moments beyond three deviations: 0.8 % of trials
  CHECK(ruled_out <= 0.008 * trials + 3.3 * std::sqrt(0.008 * trials));
}

TEST_CASE("waves leave less and less, and keep the truth") {
  constexpr int trials = 20;
  int kept = 0;
  double first = 0, second = 0, error_before = 0, error_after = 0;
  for (std::uint32_t t = 0; t < trials; ++t) {
    synthetic::Numbers numbers(531000 + t);
    const Eigen::VectorXd truth = (Eigen::VectorXd(3) << 0.2 + 0.6 * numbers.uniform(),
                                   0.2 + 0.6 * numbers.uniform(), 0.2 + 0.6 * numbers.uniform())
                                      .finished();
    std::vector<Moment> moments; // a world measured well: what is left is the emulators' doing
    for (const auto one : expected(truth))
      moments.push_back({.observed = one, .observation = 1e-4});
    const auto points = sobol_points(20, 3, t);
    const auto before = emulators_of(points, numbers);
    first += not_ruled_out(before, moments, {}, 2000, t).share / trials;
    const auto wave = next_wave(before, moments, {}, 30, points, 2000, t);
    Eigen::MatrixXd all(points.rows() + wave.rows(), 3);
    all << points, wave;
    const auto after = emulators_of(all, numbers);
    second += not_ruled_out(after, moments, {}, 2000, t).share / trials;
    kept += !Cutoff{}.rules_out(implausibility(truth, after, moments));
    for (std::size_t m = 0; m < 3; ++m) {
      error_before += before[m].predict(truth).variance;
      error_after += after[m].predict(truth).variance;
    }
  }
  MESSAGE("left ", first, ", then ", second, "; kept ", kept, " of ", trials);
  CHECK(kept >= trials - 2);
  CHECK(second < 0.8 * first);
  CHECK(error_after < 0.7 * error_before); // runs went where they help
}

TEST_CASE("a pair that only comes as a product is found out, a pair with two moments is not") {
  synthetic::Numbers numbers(532000);
  const auto points = sobol_points(60, 2, 1);
  const auto found = [&](const Eigen::MatrixXd &means) {
    std::vector<Surrogate> emulators;
    std::vector<Moment> moments;
    for (Eigen::Index m = 0; m < means.cols(); ++m) {
      Eigen::VectorXd values = means.col(m);
      for (auto &one : values)
        one += 0.01 * numbers.normal();
      emulators.emplace_back(points, values, Eigen::VectorXd::Constant(60, 1e-4));
      moments.push_back({.observed = m == 0 ? 0.9 : 0.1, .chance = 1e-4});
    }
    return summarise(sample_posterior(log_posterior(emulators, moments), 2), 0.1);
  };
  const Eigen::VectorXd product =
      ((0.5 + points.col(0).array()) * (0.5 + points.col(1).array())).matrix();
  Eigen::MatrixXd both(60, 2);
  both << product, points.col(0) - points.col(1);
  const auto ridge = found(product), apart = found(both);
  bool jointly = false;
  for (const auto &one : ridge.warnings)
    jointly |= one.kind == Warning::Kind::only_jointly && one.parameter == 0 && one.other == 1;
  CHECK(jointly);
  CHECK(apart.warnings.empty());
}
