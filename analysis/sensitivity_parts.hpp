// What the parts of a study of sensitivity share. Private to sensitivity*.cpp.
#pragma once

#include <vector>

#include "analysis/sensitivity.hpp"

namespace sme::analysis {

/// What is chosen by: the effect of each option on the primary outcome, its sign turned where less
/// is better; of the baseline zero, NaN where the run failed. Points x replicates.
[[nodiscard]] std::vector<Eigen::MatrixXd> utilities(const SensitivityFrame &frame,
                                                     const SensitivityRuns &runs);
/// Mean over replicates of each option at each point: points x options.
[[nodiscard]] Eigen::MatrixXd means_of(const std::vector<Eigen::MatrixXd> &utility);
/// Points with a run that failed.
[[nodiscard]] std::size_t failures(const SensitivityRuns &runs);
/// The first of the options with the greatest utility.
[[nodiscard]] std::size_t greatest(const std::vector<double> &utility);
/// Some rows, in the order given.
[[nodiscard]] Eigen::MatrixXd some_rows(const Eigen::MatrixXd &all,
                                        const std::vector<Eigen::Index> &rows);

} // namespace sme::analysis
