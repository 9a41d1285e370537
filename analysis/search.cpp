#include "analysis/search.hpp"

#include <nlopt.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace sme::analysis {
namespace {

struct Asked {
  const Objective *objective;
  Found best;
  double worst = 0; ///< greatest finite value: what a point out of the question counts as
};

double answer(const std::vector<double> &point, std::vector<double> &, void *data) {
  auto &asked = *static_cast<Asked *>(data);
  const Eigen::VectorXd at =
      Eigen::Map<const Eigen::VectorXd>(point.data(), static_cast<Eigen::Index>(point.size()));
  const double value = (*asked.objective)(at);
  ++asked.best.evaluations;
  if (!std::isfinite(value)) // finite, since the methods put surfaces through the values
    return asked.worst + 1 + std::abs(asked.worst);
  asked.worst = std::max(asked.worst, value);
  if (value < asked.best.value) {
    asked.best.value = value;
    asked.best.at = at;
  }
  return value;
}

} // namespace

Found minimise(const Objective &objective, const Eigen::VectorXd &start,
               const Eigen::VectorXd &lower, const Eigen::VectorXd &upper,
               const SearchOptions &options) {
  const auto size = start.size();
  if (size < 1 || lower.size() != size || upper.size() != size ||
      !(lower.array() < upper.array()).all())
    throw std::invalid_argument("search: a start needs as many lower bounds, and upper bounds "
                                "above them");
  Asked asked{&objective, {start, std::numeric_limits<double>::infinity(), 0}};
  nlopt::opt method(size > 1 ? nlopt::LN_BOBYQA : nlopt::LN_SBPLX, static_cast<unsigned>(size));
  method.set_lower_bounds({lower.begin(), lower.end()});
  method.set_upper_bounds({upper.begin(), upper.end()});
  const Eigen::VectorXd width = upper - lower, steps = options.step * width;
  method.set_initial_step({steps.begin(), steps.end()});
  method.set_xtol_abs((options.tolerance * width).minCoeff());
  method.set_ftol_abs(options.tolerance);
  method.set_maxeval(options.evaluations);
  method.set_min_objective(answer, &asked);
  const Eigen::VectorXd inside = start.cwiseMax(lower).cwiseMin(upper);
  std::vector<double> point(inside.begin(), inside.end());
  double value = 0;
  try {
    method.optimize(point, value);
  } catch (const nlopt::roundoff_limited &) { // as good as the numbers allow: what was seen holds
  }
  return asked.best;
}

} // namespace sme::analysis
