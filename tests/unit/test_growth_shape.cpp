// Shapes of growth that can be checked by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "analysis/distributions.hpp"
#include "analysis/growth_shape.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

constexpr std::size_t many = 4001;

// Quantiles of Laplace's law around `middle` with scale a: no chance at all.
std::vector<double> tent(double middle, double a) {
  std::vector<double> out;
  for (std::size_t i = 0; i < many; ++i) {
    const double p = (static_cast<double>(i) + 0.5) / many;
    out.push_back(middle + (p < 0.5 ? a * std::log(2 * p) : -a * std::log(2 - 2 * p)));
  }
  return out;
}

std::vector<double> bell_curve(double middle, double deviation) {
  std::vector<double> out;
  for (std::size_t i = 0; i < many; ++i)
    out.push_back(middle + deviation * normal_quantile((static_cast<double>(i) + 0.5) / many));
  return out;
}

} // namespace

TEST_CASE("a tent has shape 1 and a bell shape 2") {
  const auto laplace = fit_subbotin(tent(0.03, 0.2));
  REQUIRE(laplace);
  CHECK(laplace->shape.value == Approx(1).epsilon(0.01));
  CHECK(laplace->scale.value == Approx(0.2).epsilon(0.01));
  CHECK(laplace->location.value == Approx(0.03));
  // of a Laplace sample: error of the location a / sqrt(n)
  CHECK(laplace->location.error == Approx(0.2 / std::sqrt(double{many})).epsilon(0.01));
  const auto normal = fit_subbotin(bell_curve(0.03, 0.2));
  REQUIRE(normal);
  CHECK(normal->shape.value == Approx(2).epsilon(0.01));
  CHECK(normal->scale.value == Approx(0.2).epsilon(0.01));
  CHECK(normal->location.value == Approx(0.03));
  CHECK(normal->location.error == Approx(0.2 / std::sqrt(double{many})).epsilon(0.01));
  const double all = -double{many} * (0.5 * std::log(2 * 3.14159265358979) + std::log(0.2) + 0.5);
  CHECK(normal->log_likelihood == Approx(all).epsilon(0.001));
}

TEST_CASE("a fit moves with the unit and the place of growth and not with its order") {
  auto growth = tent(0, 1);
  for (auto &one : growth)
    one *= std::sqrt(std::abs(one)); // fatter than a tent
  const auto before = fit_subbotin(growth);
  REQUIRE(before);
  CHECK(before->shape.value < 0.8);
  for (auto &one : growth)
    one = 7 - 3 * one;
  const auto after = fit_subbotin(growth);
  CHECK(after->shape.value == Approx(before->shape.value).epsilon(1e-5));
  CHECK(after->scale.value == Approx(3 * before->scale.value).epsilon(1e-5));
  CHECK(after->location.value == Approx(7 - 3 * before->location.value));
}

TEST_CASE("growth without enough to tell has no shape") {
  CHECK_FALSE(fit_subbotin(std::vector<double>(49, 0.1)));
  CHECK_FALSE(fit_subbotin(std::vector<double>(500, 0.1)));
  auto mostly = tent(0, 1);
  for (std::size_t i = 0; i < many / 2 + 100; ++i)
    mostly[i] = 0; // most firms do not grow at all
  CHECK_FALSE(fit_subbotin(mostly));
  CHECK_FALSE(growth_tail(std::vector<double>(500, 0.1)));
  CHECK_FALSE(growth_tail({}));
}

TEST_CASE("group means are taken off, small groups and missing growth left out") {
  const std::vector<double> growth{1, 3, unknown, 10, 20, 5};
  const std::vector<std::int32_t> groups{4, 4, 4, 2, 2, 9};
  CHECK(without_group_means(growth, groups, 2) == std::vector<double>{-1, 1, -5, 5});
  CHECK(without_group_means(growth, groups, 3).empty());
  CHECK_THROWS_AS((void)without_group_means(growth, std::vector<std::int32_t>(2), 1),
                  std::invalid_argument);
}

TEST_CASE("spread that falls as size^-0.2 is found exactly, ties stay together") {
  std::vector<double> size, growth;
  for (int bin = 0; bin < 6; ++bin)
    for (int i = 0; i < 12; ++i) {
      size.push_back(std::exp(bin));
      growth.push_back((i % 2 == 0 ? 1 : -1) * std::exp(-0.2 * bin));
    }
  size.push_back(0); // no size, no place in any bin
  growth.push_back(99);
  const auto fall = spread_fall(size, growth, 6);
  REQUIRE(fall);
  CHECK(fall->beta.value == Approx(0.2));
  CHECK(fall->bins == 6);
  CHECK(fall->count == 72);
  CHECK(fall->beta.freedom == 4);
  // seven bins would cut through firms of one size: they stay six
  CHECK(spread_fall(size, growth, 7)->beta.value == Approx(0.2));
  CHECK_FALSE(spread_fall(size, growth, 3));
  CHECK_FALSE(spread_fall(size, std::vector<double>(size.size(), 0.1)));
  CHECK_THROWS_AS((void)spread_fall(size, std::vector<double>(3)), std::invalid_argument);
}

TEST_CASE("the density of growth that falls as |g|^-3 has exponent 3") {
  std::vector<double> growth;
  for (int i = 0; i < 2000; ++i) {
    const double size = 0.1 / std::sqrt((i + 0.5) / 2000);
    growth.push_back(i % 2 == 0 ? size : -size);
  }
  growth.push_back(0);
  CHECK(growth_tail(growth)->value == Approx(3).epsilon(0.02));
}
