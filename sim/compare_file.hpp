// The result of a comparison: written from finished jobs, and taken apart again for more
// replicates.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analysis/comparison_data.hpp"
#include "analysis/result.hpp"
#include "analysis/stopping.hpp"
#include "sim/compare.hpp"
#include "sim/compare_jobs.hpp"

namespace sme::sim {

/// What the file says of how it came about.
struct CompareNotes {
  std::string order; ///< order_text
  Replicates replicates;
  std::vector<analysis::Look> looks; ///< of --replicates auto
};

/// Writes everything into `result`; reads every job once, in fixed order. The statements are
/// computed from what was read.
void write_comparison(analysis::ResultWriter &result, const Comparison &comparison,
                      const CompareNotes &notes, const JobFolder &jobs);

/// The slices of one world and replicate of a finished comparison.
Slices slices_in(const analysis::ResultReader &result, std::size_t world, std::size_t replicate);

/// The primary outcome at the horizon, in units at 1:1: a row for each replicate, a column for each
/// world, the baseline first.
Eigen::MatrixXd primary_levels(const Comparison &comparison, const JobFolder &jobs,
                               std::size_t replicates);

} // namespace sme::sim
