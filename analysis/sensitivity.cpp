#include "analysis/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "analysis/distributions.hpp"
#include "analysis/surrogate.hpp"

namespace sme::analysis {

namespace {

using Matrices = std::vector<Eigen::MatrixXd>;

constexpr double yuan_unit = 1e9;              ///< effects are told for so much public money
constexpr Eigen::Index emulated_points = 1024; ///< of the design on which an emulator is asked
constexpr std::size_t least_points = 4;

/// Where an option's numbers begin.
Eigen::Index column(const SensitivityFrame &frame, std::size_t option, std::size_t number) {
  return static_cast<Eigen::Index>(option * (frame.headlines.size() + 1) + number);
}

/// One number of all runs: points x replicates.
Eigen::MatrixXd number_of(const SensitivityRuns &runs, Eigen::Index column) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(runs.size()), runs.empty() ? 0 : runs[0].rows());
  for (std::size_t p = 0; p < runs.size(); ++p)
    out.row(static_cast<Eigen::Index>(p)) = runs[p].col(column).transpose();
  return out;
}

/// What is chosen by: the effect of each option on the primary outcome, its sign turned where less
/// is better; of the baseline zero, NaN where the run failed.
Matrices utilities(const SensitivityFrame &frame, const SensitivityRuns &runs) {
  const auto base = number_of(runs, column(frame, 0, frame.primary));
  Matrices out;
  for (std::size_t o = 0; o < frame.options.size(); ++o)
    out.push_back(frame.better * (number_of(runs, column(frame, o, frame.primary)) - base));
  return out;
}

bool missing_anywhere(const Matrices &all, Eigen::Index point) {
  return std::any_of(all.begin(), all.end(),
                     [&](const auto &one) { return one.row(point).hasNaN(); });
}

std::size_t failures(const SensitivityRuns &runs) {
  return static_cast<std::size_t>(
      std::count_if(runs.begin(), runs.end(), [](const auto &one) { return one.hasNaN(); }));
}

/// The first of the options with the greatest utility.
std::size_t greatest(const std::vector<double> &utility) {
  return static_cast<std::size_t>(std::max_element(utility.begin(), utility.end()) -
                                  utility.begin());
}

/// Mean over replicates of each option at each point: points x options.
Eigen::MatrixXd means_of(const Matrices &utility) {
  Eigen::MatrixXd out(utility[0].rows(), static_cast<Eigen::Index>(utility.size()));
  for (std::size_t o = 0; o < utility.size(); ++o)
    out.col(static_cast<Eigen::Index>(o)) = utility[o].rowwise().mean();
  return out;
}

Eigen::MatrixXd rows_of(const Eigen::MatrixXd &all, const std::vector<Eigen::Index> &rows) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(rows.size()), all.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    out.row(static_cast<Eigen::Index>(i)) = all.row(rows[i]);
  return out;
}

/// The parameter that moves between two rows of a trajectory.
Eigen::Index moved(const Eigen::MatrixXd &points, Eigen::Index row) {
  Eigen::Index which = 0;
  (points.row(row + 1) - points.row(row)).cwiseAbs().maxCoeff(&which);
  return which;
}

/// mu* that chance alone gives to each parameter: half the variance between replicates of its
/// moves, over replicates, is the `chance` of elementary_effects.
std::vector<double> sizes_of_chance(const MorrisDesign &design, const Eigen::MatrixXd &outcomes) {
  const auto length = design.points.cols() + 1;
  const auto replicates = static_cast<double>(outcomes.cols());
  std::vector<double> sum(static_cast<std::size_t>(design.points.cols()), 0);
  for (Eigen::Index row = 0; row + 1 < design.points.rows(); ++row) {
    if ((row + 1) % length == 0)
      continue;
    const Eigen::RowVectorXd move = outcomes.row(row + 1) - outcomes.row(row);
    sum[static_cast<std::size_t>(moved(design.points, row))] +=
        (move.array() - move.mean()).square().sum() / (replicates - 1) / replicates;
  }
  for (double &one : sum)
    one = std::sqrt(2 / std::numbers::pi * one / static_cast<double>(design.trajectories)) /
          design.step;
  return sum;
}

/// Share of the moves of each parameter after which another option is the best on average.
std::vector<double> switches(const MorrisDesign &design, const Matrices &utility) {
  const auto length = design.points.cols() + 1;
  std::vector<double> changed(static_cast<std::size_t>(design.points.cols()), 0), all = changed;
  const auto mean = means_of(utility);
  const auto choice = [&](Eigen::Index row) {
    return greatest({mean.row(row).begin(), mean.row(row).end()});
  };
  for (Eigen::Index row = 0; row + 1 < design.points.rows(); ++row) {
    if ((row + 1) % length == 0 || mean.row(row).hasNaN() || mean.row(row + 1).hasNaN())
      continue;
    const auto k = static_cast<std::size_t>(moved(design.points, row));
    all[k] += 1;
    changed[k] += choice(row) == choice(row + 1) ? 0 : 1;
  }
  for (std::size_t k = 0; k < all.size(); ++k)
    changed[k] = all[k] > 0 ? changed[k] / all[k] : unknown;
  return changed;
}

/// Mean over groups of answers of the mean over their answers.
std::vector<double> influence_of(const std::vector<Question> &questions,
                                 const std::vector<std::vector<ElementaryEffect>> &effects,
                                 std::size_t assumptions) {
  std::array<std::vector<double>, 3> sums;
  std::array<double, 3> counts{};
  for (auto &one : sums)
    one.assign(assumptions, 0);
  for (std::size_t q = 0; q < questions.size(); ++q) {
    std::vector<double> beyond(assumptions);
    for (std::size_t k = 0; k < assumptions; ++k) {
      const auto &one = effects[q][k];
      const double more = one.mean_size - one.of_chance;
      beyond[k] = more > 0 ? more : 0; // NaN is none
    }
    const double most = *std::max_element(beyond.begin(), beyond.end());
    if (!(most > 0))
      continue;
    const auto kind = questions[q].kind;
    const std::size_t group = kind == Answer::level ? 0 : kind < Answer::rank ? 1 : 2;
    counts[group] += 1;
    for (std::size_t k = 0; k < assumptions; ++k)
      sums[group][k] += beyond[k] / most;
  }
  std::vector<double> out(assumptions, 0);
  double groups = 0;
  for (std::size_t g = 0; g < sums.size(); ++g) {
    groups += counts[g] > 0 ? 1 : 0;
    for (std::size_t k = 0; k < assumptions && counts[g] > 0; ++k)
      out[k] += sums[g][k] / counts[g];
  }
  for (double &one : out)
    one = groups > 0 ? one / groups : 0;
  return out;
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
  return sobol_indices(rows_of(answers, rows), dimension, level, seed);
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
  const auto values = rows_of(answers, rows);
  const Eigen::VectorXd mean = values.rowwise().mean();
  const auto replicates = static_cast<double>(values.cols());
  const double within =
      (values.colwise() - mean).squaredNorm() / (static_cast<double>(used) * (replicates - 1));
  if (mean.minCoeff() == mean.maxCoeff() && within == 0) { // never differs
    SobolIndices out;
    out.inputs.assign(static_cast<std::size_t>(points.cols()), {0, 0, {0, 0}, {0, 0}});
    out.chance = 0;
    out.chance_interval = {0, 0};
    return out;
  }
  const Surrogate emulator(
      rows_of(points, rows), mean,
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
        const Eigen::VectorXd own = rows_of(mean.col(place(o)), rows);
        const Eigen::VectorXd ahead = own - rows_of(mean.col(choice), rows);
        auto &cell = cells[third][o];
        cell.best = rows_of(best[o], rows).mean();
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

std::vector<Question> questions_of(const SensitivityFrame &frame) {
  std::vector<Question> all;
  for (std::size_t h = 0; h < frame.headlines.size(); ++h)
    all.push_back({"level." + frame.headlines[h].key, Answer::level, h, frame.headlines[h].unit});
  const auto &unit = frame.headlines.at(frame.primary).unit;
  for (const Answer kind : {Answer::effect, Answer::per_yuan, Answer::rank, Answer::best})
    for (std::size_t o = kind < Answer::rank ? 1 : 0;
         frame.options.size() > 1 && o < frame.options.size(); ++o)
      all.push_back(
          {std::string(answer_names[static_cast<std::size_t>(kind)]) + "." + frame.options[o].name,
           kind, o, kind < Answer::rank ? unit : "1"});
  return all;
}

Matrices answers_of(const SensitivityFrame &frame, const SensitivityRuns &runs) {
  const auto utility = utilities(frame, runs);
  const auto cost = [&](std::size_t option) {
    return number_of(runs, column(frame, option, frame.headlines.size()));
  };
  auto order = ranks(utility), best = being_best(utility);
  for (Eigen::Index cell = 0; cell < utility[0].size(); ++cell)
    if (std::any_of(utility.begin(), utility.end(),
                    [&](const auto &one) { return std::isnan(one(cell)); }))
      for (std::size_t o = 0; o < utility.size(); ++o)
        order[o](cell) = best[o](cell) = unknown;
  Matrices out;
  for (const Question &one : questions_of(frame)) {
    if (one.kind == Answer::level)
      out.push_back(number_of(runs, column(frame, 0, one.of)));
    else if (one.kind == Answer::effect)
      out.push_back(frame.better * utility[one.of]);
    else if (one.kind == Answer::per_yuan) {
      const Eigen::ArrayXXd more = (cost(one.of) - cost(0)).array() / yuan_unit;
      out.push_back((more > 0).select(frame.better * utility[one.of].array() / more, unknown));
    } else
      out.push_back(one.kind == Answer::rank ? order[one.of] : best[one.of]);
  }
  return out;
}

Screened screen(const SensitivityFrame &frame, const MorrisDesign &design,
                const SensitivityRuns &runs) {
  if (static_cast<Eigen::Index>(runs.size()) != design.points.rows() || runs[0].rows() < 2)
    throw std::invalid_argument("screening: needs two replicates at each point of the design");
  const auto dimension = design.points.cols(), length = dimension + 1;
  Screened out;
  for (const auto &answers : answers_of(frame, runs)) {
    std::vector<Eigen::Index> rows;
    for (Eigen::Index t = 0; t < design.trajectories; ++t)
      if (!answers.middleRows(t * length, length).hasNaN())
        for (Eigen::Index i = 0; i < length; ++i)
          rows.push_back(t * length + i);
    const MorrisDesign left{rows_of(design.points, rows),
                            static_cast<Eigen::Index>(rows.size()) / length, design.step};
    out.trajectories.push_back(static_cast<std::size_t>(left.trajectories));
    if (left.trajectories < 2) {
      out.effects.emplace_back(static_cast<std::size_t>(dimension),
                               ElementaryEffect{unknown, unknown, unknown, {}, unknown});
      continue;
    }
    const auto values = rows_of(answers, rows);
    auto effects = elementary_effects(left, values.rowwise().mean(), 0, frame.level, frame.seed);
    const auto chance = sizes_of_chance(left, values);
    for (std::size_t k = 0; k < effects.size(); ++k)
      effects[k].of_chance = chance[k];
    out.effects.push_back(std::move(effects));
  }
  out.influence = influence_of(questions_of(frame), out.effects, frame.assumptions.size());
  if (frame.options.size() > 1)
    out.switched = switches(design, utilities(frame, runs));
  else
    out.switched.assign(frame.assumptions.size(), unknown);
  out.points = runs.size();
  out.failed = failures(runs);
  return out;
}

std::vector<std::size_t> most_influential(const Screened &screened, std::size_t count) {
  std::vector<std::size_t> order(screened.influence.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return screened.influence[a] > screened.influence[b];
  });
  order.resize(std::min(count, order.size()));
  std::sort(order.begin(), order.end());
  return order;
}

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
      condition(frame, rows_of(design, rows), rows_of(means_of(utility), rows), out);
  }
  return out;
}

} // namespace sme::analysis
