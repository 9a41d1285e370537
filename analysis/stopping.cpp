#include "analysis/stopping.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "analysis/simultaneous.hpp"

namespace sme::analysis {

namespace {

void require(const StoppingRule &rule) {
  if (!(rule.precision >= 0))
    throw std::invalid_argument("stopping rule: the precision must not be below zero");
  if (rule.first < 2 || rule.batch < 1 || rule.most < rule.first)
    throw std::invalid_argument("stopping rule: needs at least 2 first replicates, batches of 1 "
                                "and a limit not below the first");
}

} // namespace

Precision wanted_precision(double asked, double effect, double baseline) {
  if (asked > 0)
    return {asked, Precision::By::asked};
  if (effect > 0)
    return {precision_of_effect * effect, Precision::By::effect};
  const double share = precision_of_baseline * std::abs(baseline);
  return {std::isfinite(share) ? share : 0, Precision::By::baseline};
}

Look look_at(const Eigen::MatrixXd &differences, const StoppingRule &rule) {
  require(rule);
  Look look;
  look.replicates = static_cast<std::size_t>(differences.rows());
  const auto together = simultaneous_intervals(differences, rule.alpha, rule.seed);
  for (const auto &interval : together.intervals)
    look.half_width = std::max(look.half_width, interval.half_width());
  if (look.replicates >= rule.first && look.half_width <= rule.precision)
    look.verdict = Look::Verdict::precise;
  else if (look.replicates >= rule.most)
    look.verdict = Look::Verdict::spent;
  return look;
}

std::size_t next_replicates(const std::vector<Look> &looks, const StoppingRule &rule) {
  require(rule);
  if (looks.empty())
    return rule.first;
  const auto &last = looks.back();
  if (last.verdict != Look::Verdict::more)
    return last.replicates;
  return std::min(rule.most, std::max(rule.first, last.replicates + rule.batch));
}

} // namespace sme::analysis
