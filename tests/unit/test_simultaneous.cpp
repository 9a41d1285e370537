// Intervals that hold together, adjusted p-values (CMP-05, CMP-06).
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "analysis/distributions.hpp"
#include "analysis/simultaneous.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;
using doctest::Approx;

namespace {

Eigen::MatrixXd some(Eigen::Index rows, Eigen::Index columns, double shared) {
  synthetic::Numbers numbers(11);
  Eigen::MatrixXd out(rows, columns);
  for (Eigen::Index r = 0; r < rows; ++r) {
    const double common = numbers.normal();
    for (Eigen::Index c = 0; c < columns; ++c)
      out(r, c) = shared * common + std::sqrt(1 - shared * shared) * numbers.normal();
  }
  return out;
}

} // namespace

TEST_CASE("Holm's procedure on its textbook case") {
  const std::vector<double> p{0.01, 0.04, 0.03, 0.005};
  const auto adjusted = holm(p);
  CHECK(adjusted[0] == Approx(0.03));
  CHECK(adjusted[1] == Approx(0.06));
  CHECK(adjusted[2] == Approx(0.06));
  CHECK(adjusted[3] == Approx(0.02));
  const auto holes = holm(std::vector<double>{unknown, 0.04, 0.9, 0.7});
  CHECK(std::isnan(holes[0]));
  CHECK(holes[1] == Approx(0.12));
  CHECK(holes[2] == 1);
}

TEST_CASE("Benjamini and Hochberg on the cases of their article") {
  // Benjamini & Hochberg (1995), section 3: 15 p-values, four are found at 5 %.
  const std::vector<double> p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                              0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
  const auto adjusted = benjamini_hochberg(p);
  CHECK(adjusted[3] == Approx(0.035625));
  CHECK(adjusted[3] < 0.05);
  CHECK(adjusted[4] > 0.05);
  CHECK(adjusted[14] == 1);
}

TEST_CASE(
    "one statement has the interval of Student, many have longer ones, never beyond Bonferroni") {
  const auto data = some(25, 8, 0.5);
  const auto one = simultaneous_intervals(data.leftCols(1), 0.05, 1);
  CHECK(one.critical == Approx(student_quantile(0.975, 24)));
  const auto all = simultaneous_intervals(data, 0.05, 1);
  CHECK(all.family == 8);
  CHECK(all.critical > one.critical);
  CHECK(all.critical <= student_quantile(1 - 0.025 / 8, 24));
}

TEST_CASE("statements that move together need less room than unrelated ones") {
  const double unrelated = simultaneous_intervals(some(30, 20, 0), 0.05, 1).critical;
  const double related = simultaneous_intervals(some(30, 20, 0.95), 0.05, 1).critical;
  const double copies = simultaneous_intervals(some(30, 1, 0).replicate(1, 20), 0.05, 1).critical;
  CHECK(related < unrelated);
  // twenty copies are one statement; 3 % is the error of a 95 % quantile from 1,999 draws
  CHECK(copies == Approx(student_quantile(0.975, 29)).epsilon(0.03));
}

TEST_CASE("order of statements, their sign and their unit change nothing else") {
  const auto data = some(20, 5, 0.3);
  const auto plain = simultaneous_intervals(data, 0.05, 1);
  const auto turned = simultaneous_intervals(data.rowwise().reverse(), 0.05, 1);
  const auto negative = simultaneous_intervals(-data, 0.05, 1);
  Eigen::MatrixXd scaled = data;
  scaled.col(2) *= 4096;
  const auto other = simultaneous_intervals(scaled, 0.05, 1);
  for (std::size_t c = 0; c < 5; ++c) {
    CHECK(turned.intervals[4 - c] == plain.intervals[c]);
    CHECK(negative.intervals[c] == Interval{-plain.intervals[c].high, -plain.intervals[c].low});
    const double scale = c == 2 ? 4096 : 1;
    CHECK(other.intervals[c] ==
          Interval{scale * plain.intervals[c].low, scale * plain.intervals[c].high});
  }
}

TEST_CASE("columns without variation are exact and do not count; lost replicates are left out") {
  auto data = some(20, 3, 0);
  data.col(1).setZero();
  data(4, 0) = unknown;
  const auto found = simultaneous_intervals(data, 0.05, 1);
  CHECK(found.count == 19);
  CHECK(found.family == 2);
  CHECK(found.intervals[1] == Interval{0, 0});
  CHECK(std::isnan(simultaneous_intervals(data.topRows(1), 0.05, 1).intervals[0].low));
}
