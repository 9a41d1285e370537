// A study of sensitivity as a result file: what was found, and the runs behind it.
#pragma once

#include "analysis/result.hpp"
#include "analysis/sensitivity.hpp"

namespace sme::analysis {

/// The runs: points in the units of the parameters, and for each answer points x replicates.
struct SensitivityDesigns {
  Eigen::MatrixXd screening, indices;
  std::vector<Eigen::MatrixXd> screening_answers, index_answers;
};

/// Declares axes, cubes and the text `sensitivity/words`, and fills them.
void write_sensitivity(ResultWriter &into, const Sensitivity &found,
                       const SensitivityDesigns &designs);

/// Whether a result is a study of sensitivity.
[[nodiscard]] bool is_sensitivity(const ResultReader &file);
/// What was found, without the runs. Throws ResultError when the file is no study of sensitivity or
/// a part is missing.
[[nodiscard]] Sensitivity read_sensitivity(const ResultReader &file);

} // namespace sme::analysis
