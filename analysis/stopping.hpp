// How many replicates are enough: stop on the precision of the primary outcome, never on
// significance, which would find effects where there are none. Every look is kept for the result.
// Tests: tests/statistical/test_stopping.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sme::analysis {

struct StoppingRule {
  double precision = 0;   ///< widest simultaneous half-width wanted, units of the outcome; 0: none
  std::size_t first = 20; ///< replicates before the first look
  std::size_t batch = 10; ///< replicates between looks
  std::size_t most = 200; ///< replicates at which it ends in any case
  double alpha = 0.05;    ///< one less the confidence of the intervals
  std::uint32_t seed = 1; ///< of the experiment
};

/// How narrow intervals are to be, and why.
struct Precision {
  enum class By : std::uint8_t {
    asked,    ///< [compare] precision
    effect,   ///< a share of the smallest effect of interest
    baseline, ///< a share of the baseline's mean of the primary outcome, for want of either
  };
  double half_width = 0; ///< in units of the primary outcome
  By by = By::asked;
};
/// Half of the smallest effect of interest: an effect of that size is then told from none with a
/// margin as wide as the interval itself.
inline constexpr double precision_of_effect = 0.5;
/// One per cent of what there is anyway.
inline constexpr double precision_of_baseline = 0.01;
/// What --replicates auto wants: `asked` when it is above zero, else a share of `effect` when that
/// is, else a share of the baseline's mean (of the first look; 0 when that is zero or missing, and
/// then no number of replicates is precise enough).
[[nodiscard]] Precision wanted_precision(double asked, double effect, double baseline);

/// One look at the replicates made so far.
struct Look {
  enum class Verdict : std::uint8_t {
    more,    ///< not precise enough
    precise, ///< the half-width is small enough: stop
    spent,   ///< no more replicates are allowed: stop, though not precise enough
  };
  std::size_t replicates = 0;
  double half_width = 0; ///< the widest simultaneous half-width of all policies
  Verdict verdict = Verdict::more;
};

/// Looks at the differences of the primary outcome: a row for each replicate, a column for each
/// policy. Only the width counts, wherever the mean is. Throws std::invalid_argument for a rule
/// that cannot be followed.
[[nodiscard]] Look look_at(const Eigen::MatrixXd &differences, const StoppingRule &rule);

/// Replicates to have at the next look, from the looks so far; the last look's own number when it
/// says stop.
[[nodiscard]] std::size_t next_replicates(const std::vector<Look> &looks, const StoppingRule &rule);

} // namespace sme::analysis
