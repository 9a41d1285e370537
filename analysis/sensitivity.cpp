#include "analysis/sensitivity.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/sensitivity_parts.hpp"

namespace sme::analysis {

namespace {

using Matrices = std::vector<Eigen::MatrixXd>;

constexpr double yuan_unit = 1e9; ///< effects are told for so much public money

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
} // namespace

Matrices utilities(const SensitivityFrame &frame, const SensitivityRuns &runs) {
  const auto base = number_of(runs, column(frame, 0, frame.primary));
  Matrices out;
  for (std::size_t o = 0; o < frame.options.size(); ++o)
    out.push_back(frame.better * (number_of(runs, column(frame, o, frame.primary)) - base));
  return out;
}

std::size_t failures(const SensitivityRuns &runs) {
  return static_cast<std::size_t>(
      std::count_if(runs.begin(), runs.end(), [](const auto &one) { return one.hasNaN(); }));
}

std::size_t greatest(const std::vector<double> &utility) {
  return static_cast<std::size_t>(std::max_element(utility.begin(), utility.end()) -
                                  utility.begin());
}

Eigen::MatrixXd means_of(const Matrices &utility) {
  Eigen::MatrixXd out(utility[0].rows(), static_cast<Eigen::Index>(utility.size()));
  for (std::size_t o = 0; o < utility.size(); ++o)
    out.col(static_cast<Eigen::Index>(o)) = utility[o].rowwise().mean();
  return out;
}

Eigen::MatrixXd some_rows(const Eigen::MatrixXd &all, const std::vector<Eigen::Index> &rows) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(rows.size()), all.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    out.row(static_cast<Eigen::Index>(i)) = all.row(rows[i]);
  return out;
}
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
} // namespace sme::analysis
