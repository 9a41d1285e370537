// Variance between parameter draws and between replicates (CMP-13).
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "analysis/variance_split.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;

TEST_CASE("the split of a small table, by hand") {
  // rows 1 3, 5 7, 9 11: means 2 6 10, MS_between 2 * 16 = 32, MS_within 2
  const Eigen::MatrixXd data = (Eigen::MatrixXd(3, 2) << 1, 3, 5, 7, 9, 11).finished();
  const auto split = split_variance(data, 0.05);
  CHECK(split.mean == Approx(6));
  CHECK(split.of_chance == Approx(2));
  CHECK(split.of_parameters == Approx(15));
  CHECK_FALSE(split.negative);
  // mean -+ t_{0.975, 2} sqrt(32 / 6)
  CHECK(split.interval.half_width() == Approx(4.30265 * std::sqrt(32.0 / 6)).epsilon(1e-5));
  CHECK_THROWS_AS((void)split_variance(data.leftCols(1), 0.05), std::invalid_argument);
}

TEST_CASE("an estimate below zero is shown as zero and said") {
  const Eigen::MatrixXd data = (Eigen::MatrixXd(2, 2) << 0, 2, 0, 2).finished();
  const auto split = split_variance(data, 0.05);
  CHECK(split.of_parameters == 0);
  CHECK(split.negative);
}

TEST_CASE("random effects of known size are recovered, and intervals cover") {
  constexpr int trials = 1000;
  double parameters = 0, chance = 0, naive = 0;
  int covered = 0, mean_covered = 0, pooled_covered = 0;
  for (std::uint32_t k = 0; k < trials; ++k) {
    synthetic::Numbers numbers(400000 + k);
    Eigen::MatrixXd data(10, 5);
    for (Eigen::Index i = 0; i < 10; ++i) {
      const double draw = 2 * numbers.normal();
      for (Eigen::Index r = 0; r < 5; ++r)
        data(i, r) = draw + 3 * numbers.normal();
    }
    const auto split = split_variance(data, 0.05);
    parameters += split.of_parameters / trials;
    chance += split.of_chance / trials;
    const Eigen::VectorXd means = data.rowwise().mean();
    naive += (means.array() - means.mean()).square().sum() / 9 / trials;
    covered += split.share.contains(4.0 / 13);
    mean_covered += split.interval.contains(0);
    // the wrong twin: fifty runs taken for fifty independent ones
    const std::vector<double> all(data.reshaped().begin(), data.reshaped().end());
    pooled_covered += student_interval(moments(all), 0.05).contains(0);
  }
  const double slack = 3.3 * std::sqrt(0.95 * 0.05 / trials);
  // standard deviation of one estimate: about 2.8 between, 2.0 within
  CHECK(std::abs(parameters - 4) < 3.3 * 2.8 / std::sqrt(double{trials}));
  CHECK(std::abs(chance - 9) < 3.3 * 2.0 / std::sqrt(double{trials}));
  CHECK_FALSE(std::abs(naive - 4) < 3.3 * 2.8 / std::sqrt(double{trials})); // twin: means only
  CHECK(std::abs(covered / double{trials} - 0.95) < slack);
  CHECK(std::abs(mean_covered / double{trials} - 0.95) < slack);
  CHECK_FALSE(std::abs(pooled_covered / double{trials} - 0.95) < slack);
}
