// The designs of an evaluation and the truths beside them: labels of the axis comparison/estimator.
// Private to statements_evaluator.cpp and evaluator_words.cpp.
#pragma once

#include <string>
#include <vector>

namespace sme::analysis {

enum Design : std::size_t {
  by_time,
  by_match,
  by_difference,
  true_effect,
  jump,
  jump_baseline,
  jump_change,
  true_near,
  bunched,
  bunched_baseline,
  bunched_change,
  true_moved,
};
inline const std::vector<std::string> design_names{
    "before_after",    "matched",       "did",       "truth",    "rdd",
    "rdd_baseline",    "rdd_change",    "rdd_truth", "bunching", "bunching_baseline",
    "bunching_change", "bunching_truth"};

} // namespace sme::analysis
