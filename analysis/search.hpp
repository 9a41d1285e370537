// The least value of a function of a few numbers, without derivatives: the one place that talks to
// NLopt (Johnson 2007). Both methods are deterministic. Tests: tests/unit/test_search.cpp.
#pragma once

#include <Eigen/Dense>

#include <functional>

namespace sme::analysis {

/// A function of a point; a value that is not finite says that the point is out of the question.
using Objective = std::function<double(const Eigen::VectorXd &)>;

struct SearchOptions {
  int evaluations = 500;   ///< at most
  double tolerance = 1e-5; ///< of the value, absolute, and of the point, of the width of its bounds
  double step = 0.15;      ///< first step, of the width of the bounds
};
struct Found {
  Eigen::VectorXd at; ///< the best point seen
  double value = 0;   ///< there; infinite if no value was finite
  int evaluations = 0;
};

/// The least value between bounds, from `start` on: BOBYQA (Powell 2009), or Sbplx (Rowan 1990)
/// where there is one number only. A local search: call it from several starts. Throws
/// std::invalid_argument for lengths that differ or bounds that are not in order.
[[nodiscard]] Found minimise(const Objective &objective, const Eigen::VectorXd &start,
                             const Eigen::VectorXd &lower, const Eigen::VectorXd &upper,
                             const SearchOptions &options = {});

} // namespace sme::analysis
