// From runs to moments: scales, what is left out and why, chance that moves moments together.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "analysis/calibration.hpp"
#include "analysis/design.hpp"
#include "tests/statistical/synthetic.hpp"

using namespace sme::analysis;

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

void one_by_one(std::size_t count, const std::function<void(std::size_t)> &task) {
  for (std::size_t i = 0; i < count; ++i) {
    task(i);
  }
}

Target target(const std::string &name, double value, MomentScale scale = MomentScale::linear) {
  return {name, value, value, value, 0, scale};
}

// Runs at Sobol points; number(point, replicate) gives the moments.
template <class Number> Runs runs_of(Eigen::Index points, Eigen::Index moments, Number &&number) {
  Runs runs;
  runs.points = sobol_points(points, 2, 7);
  for (Eigen::Index p = 0; p < points; ++p) {
    Eigen::MatrixXd one(3, moments);
    for (Eigen::Index r = 0; r < 3; ++r) {
      one.row(r) = number(Eigen::VectorXd(runs.points.row(p).transpose()), p, r);
    }
    runs.numbers.push_back(one);
  }
  return runs;
}

} // namespace

TEST_CASE("the grade of a source is its standard error, the unit of a fact its scale") {
  CHECK(doubt_of("H") == 0);
  CHECK(doubt_of("M-H") == doctest::Approx(0.025));
  CHECK(doubt_of("M") == doctest::Approx(0.05));
  CHECK(doubt_of("M-L") == doctest::Approx(0.125));
  CHECK(doubt_of("L") == doctest::Approx(0.2));
  CHECK(doubt_of("hearsay") == doubt_of("L"));
  Fact fact;
  fact.grade = "M";
  fact.unit = "firms";
  CHECK(target_of(fact).scale == MomentScale::root);
  fact.unit = "CNY per year";
  CHECK(target_of(fact).scale == MomentScale::logarithmic);
  fact.unit = "share";
  CHECK(target_of(fact).scale == MomentScale::linear);
  CHECK(target_of(fact).doubt == doctest::Approx(0.05));
}

TEST_CASE("variances of a moment are those of the fact on the moment's scale") {
  const auto runs = runs_of(12, 2, [](const Eigen::VectorXd &x, Eigen::Index, Eigen::Index r) {
    const double chance = r == 0 ? -1 : r == 1 ? 0 : 1; // variance 1
    return Eigen::RowVectorXd(
        Eigen::RowVector2d(std::pow(10 + x(0) + x(1) + chance, 2), 5 + x(0) + chance));
  });
  CalibrationOptions options;
  options.discrepancy = 0.2;
  options.chance = 0.25;
  std::vector<Target> targets{{"count", 81, 100, 121, 0.1, MomentScale::root},
                              {"rate", 5, 5, 5, 0, MomentScale::linear}};
  const auto emulation = emulate(runs, targets, options, one_by_one);
  REQUIRE(emulation.moments.size() == 2);
  const Moment &count = emulation.moments[0];
  CHECK(count.observed == doctest::Approx(10));
  // the range is 9 to 11; a tenth of 100 is 0.5 on the scale, two tenths are 1
  CHECK(count.observation == doctest::Approx(4.0 / 12 + 0.25));
  CHECK(count.discrepancy == doctest::Approx(1));
  CHECK(emulation.within[0] == doctest::Approx(1));
  CHECK(count.chance == doctest::Approx(0.25));
  CHECK(emulation.moments[1].discrepancy == doctest::Approx(1));
  CHECK(emulation.moments[1].observation == 0);
}

TEST_CASE("moments that say nothing are left out, and why is said") {
  const auto runs = runs_of(12, 6, [](const Eigen::VectorXd &x, Eigen::Index p, Eigen::Index r) {
    Eigen::RowVectorXd row(6);
    row << x(0) + 0.01 * static_cast<double>(r), 0, 4, x(0) + 0.01 * static_cast<double>(r),
        p < 8 ? undefined : x(1),
        x(1) + 0.02 * static_cast<double>(r) - (p == 3 && r == 0 ? undefined : 0);
    return row;
  });
  const std::vector<Target> targets{target("good", 0.5),  target("zero", 0), target("fixed", 4),
                                    target("twice", 0.5), target("rare", 1), target("other", 0.5)};
  const auto emulation = emulate(runs, targets, {}, one_by_one);
  CHECK(emulation.targets == std::vector<std::size_t>{0, 5});
  REQUIRE(emulation.left_out.size() == 4);
  CHECK(emulation.left_out[0].starts_with("zero is zero in every run"));
  CHECK(emulation.left_out[1].starts_with("fixed is the same in every run"));
  CHECK(emulation.left_out[2] == "twice is the same number as good in every run");
  CHECK(emulation.left_out[3].starts_with("rare is not defined"));
  CHECK_THROWS_AS(emulate(runs, {target("one", 1)}, {}, one_by_one), std::invalid_argument);
}

TEST_CASE("a scale that runs do not fit on is not used") {
  const auto runs = runs_of(12, 1, [](const Eigen::VectorXd &x, Eigen::Index, Eigen::Index r) {
    return Eigen::RowVectorXd::Constant(1, x(0) - 0.5 + 0.1 * static_cast<double>(r));
  });
  const auto emulation =
      emulate(runs, {target("amount", 0.2, MomentScale::logarithmic)}, {}, one_by_one);
  CHECK(emulation.scales.at(0) == MomentScale::linear);
  CHECK(emulation.moments.at(0).observed == 0.2);
}

TEST_CASE("chance that moves two moments together counts once, not twice") {
  synthetic::Numbers numbers(77);
  const auto runs = runs_of(80, 3, [&](const Eigen::VectorXd &x, Eigen::Index, Eigen::Index) {
    const double chance = 0.3 * numbers.normal();
    Eigen::RowVectorXd row(3);
    // the third has the same chance, but for a little of its own; the second has other chance
    row << x(0) + chance, x(1) + 0.3 * numbers.normal(), x(0) + chance + 0.02 * numbers.normal();
    return row;
  });
  CalibrationOptions options;
  options.discrepancy = 0;
  const auto sure = [&](const std::vector<Eigen::Index> &columns, bool together) {
    Runs some;
    some.points = runs.points;
    std::vector<Target> targets;
    for (const auto &point : runs.numbers) {
      Eigen::MatrixXd picked(point.rows(), static_cast<Eigen::Index>(columns.size()));
      for (std::size_t c = 0; c < columns.size(); ++c) {
        picked.col(static_cast<Eigen::Index>(c)) = point.col(columns[c]);
      }
      some.numbers.push_back(picked);
    }
    for (const auto column : columns) {
      targets.push_back(target("m" + std::to_string(column), 0.5));
    }
    const auto emulation = emulate(some, targets, options, one_by_one);
    const auto density = together ? joint_posterior(emulation)
                                  : log_posterior(emulation.emulators, emulation.moments);
    const auto best = most_likely(density, 2, 2, 1);
    Eigen::VectorXd away = best;
    away(0) = best(0) < 0.5 ? best(0) + 0.4 : best(0) - 0.4;
    return density(best) - density(away);
  };
  const double alone = sure({0, 1}, true), once = sure({0, 1, 2}, true),
               twice = sure({0, 1, 2}, false);
  MESSAGE(alone, " with one, ", once, " with both, ", twice, " as if they were independent");
  CHECK(once < 1.2 * alone);
  CHECK(twice > 1.6 * alone); // the wrong twin
}

TEST_CASE("draws come from all chains in turn and lie in the cube") {
  synthetic::Numbers numbers(78);
  const auto runs = runs_of(24, 2, [&](const Eigen::VectorXd &x, Eigen::Index, Eigen::Index) {
    return Eigen::RowVectorXd(
        Eigen::RowVector2d(x(0) + 0.05 * numbers.normal(), x(1) + 0.05 * numbers.normal()));
  });
  CalibrationOptions options;
  options.draws = 50;
  const auto emulation = emulate(runs, {target("a", 0.3), target("b", 0.6)}, options, one_by_one);
  const auto found = estimate(emulation, options, one_by_one);
  CHECK(found.draws.rows() == 50);
  CHECK(found.draws.minCoeff() >= 0);
  CHECK(found.draws.maxCoeff() <= 1);
  CHECK(std::abs(found.best(0) - 0.3) < 0.1);
  CHECK(std::abs(found.draws.col(1).mean() - 0.6) < 0.1);
  CHECK(found.profiles[0].contains(found.best(0)));
  CHECK_THROWS_AS(joint_posterior(Emulation{}), std::invalid_argument);
  // fresh runs that meet the facts are no distance away, others are
  Eigen::MatrixXd meet(2, 2), miss(2, 2);
  meet << 0.3, 0.6, 0.3, 0.6;
  miss << 0.9, 0.6, 0.9, 0.6;
  CHECK(distance_of(meet, emulation)[0] == doctest::Approx(0));
  CHECK(distance_of(miss, emulation)[0] > 3);
}
