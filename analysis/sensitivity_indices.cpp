// Second stage of a study of sensitivity: few assumptions, shares of the variance and the choice.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "analysis/distributions.hpp"
#include "analysis/sensitivity_parts.hpp"
#include "analysis/surrogate.hpp"

namespace sme::analysis {

namespace {

using Matrices = std::vector<Eigen::MatrixXd>;

constexpr Eigen::Index emulated_points = 1024; ///< of the design on which an emulator is asked
constexpr std::size_t least_points = 4;

bool missing_anywhere(const Matrices &all, Eigen::Index point) {
  return std::any_of(all.begin(), all.end(),
                     [&](const auto &one) { return one.row(point).hasNaN(); });
}

/// Indices of one answer from what was run; `used` base points without a missing answer.
SobolIndices indices_of(const Eigen::MatrixXd &answers, Eigen::Index dimension, double level,
                        std::uint32_t seed, std::size_t &used) {
  const auto count = answers.rows() / (dimension + 2);
  std::vector<Eigen::Index> whole, rows;
  for (Eigen::Index i = 0; i < count; ++i) {
    bool missing = false;
    for (Eigen::Index block = 0; block < dimension + 2; ++block)
      missing = missing || answers.row(block * count + i).hasNaN();
    if (!missing)
      whole.push_back(i);
  }
  used = whole.size();
  if (used < least_points)
    return {};
  for (Eigen::Index block = 0; block < dimension + 2; ++block)
    for (const auto i : whole)
      rows.push_back(block * count + i);
  return sobol_indices(some_rows(answers, rows), dimension, level, seed);
}

/// Indices of one answer from an emulator of a sample.
SobolIndices emulated_indices(const Eigen::MatrixXd &points, const Eigen::MatrixXd &answers,
                              const SensitivityFrame &frame, std::size_t &used, double &explained) {
  std::vector<Eigen::Index> rows;
  for (Eigen::Index i = 0; i < answers.rows(); ++i)
    if (!answers.row(i).hasNaN())
      rows.push_back(i);
  used = rows.size();
  if (static_cast<Eigen::Index>(used) < points.cols() + 4)
    return {};
  const auto values = some_rows(answers, rows);
  const Eigen::VectorXd mean = values.rowwise().mean();
  const auto replicates = static_cast<double>(values.cols());
  const double within =
      (values.colwise() - mean).squaredNorm() / (static_cast<double>(used) * (replicates - 1));
  if (mean.minCoeff() == mean.maxCoeff()) { // no assumption does anything
    SobolIndices out;
    out.inputs.assign(static_cast<std::size_t>(points.cols()), {0, 0, {0, 0}, {0, 0}});
    out.variance = within;
    out.chance = within > 0 ? 1 : 0;
    out.chance_interval = {out.chance, out.chance};
    return out;
  }
  const Surrogate emulator(
      some_rows(points, rows), mean,
      Eigen::VectorXd::Constant(static_cast<Eigen::Index>(used), within / replicates),
      {.trend = Trend::linear, .starts = 1, .seed = frame.seed});
  explained = emulator.leave_one_out().explained;
  return sobol_indices(emulator, within, emulated_points, frame.level, frame.seed);
}

/// What each option is worth where one assumption is in one third of its range.
void condition(const SensitivityFrame &frame, const Eigen::MatrixXd &points,
               const Eigen::MatrixXd &mean, Indexed &out) {
  const auto options = frame.options.size();
  const auto place = [](std::size_t i) { return static_cast<Eigen::Index>(i); };
  const Matrices best = being_best([&] {
    Matrices columns;
    for (std::size_t o = 0; o < options; ++o)
      columns.emplace_back(mean.col(place(o)));
    return columns;
  }());
  std::vector<double> utility;
  for (std::size_t o = 0; o < options; ++o) {
    utility.push_back(mean.col(place(o)).mean());
    out.best.push_back(best[o].mean());
    out.effect.push_back(frame.better * utility[o]);
  }
  const auto choice = place(greatest(utility));
  const double tests = static_cast<double>(thirds * out.finalists.size() * (options - 1));
  for (Eigen::Index k = 0; k < points.cols(); ++k) {
    auto &cells = out.conditional.emplace_back();
    auto &counts = out.points_in.emplace_back();
    for (std::size_t third = 0; third < thirds; ++third) {
      std::vector<Eigen::Index> rows;
      for (Eigen::Index i = 0; i < points.rows(); ++i)
        if (std::min(static_cast<std::size_t>(points(i, k) * thirds), thirds - 1) == third)
          rows.push_back(i);
      counts[third] = rows.size();
      cells[third].resize(options);
      for (std::size_t o = 0; o < options && !rows.empty(); ++o) {
        const Eigen::VectorXd own = some_rows(mean.col(place(o)), rows);
        const Eigen::VectorXd ahead = own - some_rows(mean.col(choice), rows);
        auto &cell = cells[third][o];
        cell.best = some_rows(best[o], rows).mean();
        cell.effect = frame.better * own.mean();
        cell.ahead = ahead.mean();
        const auto n = static_cast<double>(rows.size());
        if (n > 1 && tests > 0) {
          const double error =
              std::sqrt((ahead.array() - cell.ahead).square().sum() / (n - 1) / n) *
              student_quantile(1 - frame.level / (2 * tests), n - 1);
          cell.interval = {cell.ahead - error, cell.ahead + error};
        }
      }
    }
  }
}
} // namespace

Indexed index(const SensitivityFrame &frame, const std::vector<std::size_t> &finalists,
              const Eigen::MatrixXd &design, const SensitivityRuns &runs) {
  const auto dimension = static_cast<Eigen::Index>(finalists.size());
  if (static_cast<Eigen::Index>(runs.size()) != design.rows() || design.cols() != dimension ||
      runs[0].rows() < 2)
    throw std::invalid_argument("sensitivity: needs two replicates at each point of the design");
  Indexed out;
  out.finalists = finalists;
  out.points = runs.size();
  out.failed = failures(runs);
  for (const auto &answers : answers_of(frame, runs)) {
    std::size_t used = 0;
    double explained = unknown;
    out.indices.push_back(frame.emulated
                              ? emulated_indices(design, answers, frame, used, explained)
                              : indices_of(answers, dimension, frame.level, frame.seed, used));
    out.used.push_back(used);
    out.explained.push_back(explained);
  }
  if (frame.options.size() > 1) {
    // Of a Saltelli design the points A and B are independent; the others repeat them.
    const auto independent = frame.emulated ? design.rows() : 2 * (design.rows() / (dimension + 2));
    const auto utility = utilities(frame, runs);
    std::vector<Eigen::Index> rows;
    for (Eigen::Index i = 0; i < independent; ++i)
      if (!missing_anywhere(utility, i))
        rows.push_back(i);
    if (rows.size() >= least_points)
      condition(frame, some_rows(design, rows), some_rows(means_of(utility), rows), out);
  }
  return out;
}
} // namespace sme::analysis
