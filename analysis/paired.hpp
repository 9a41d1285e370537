// One policy against the baseline on one outcome: differences between pairs of worlds that share
// their chance. The unit of analysis is the replicate, never the simulated firm.
// Tests: tests/unit/test_paired.cpp, tests/statistical/test_coverage.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace sme::analysis {

inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

struct Interval {
  double low = unknown;
  double high = unknown;
  [[nodiscard]] bool contains(double x) const { return low <= x && x <= high; }
  [[nodiscard]] double half_width() const { return (high - low) / 2; }
  bool operator==(const Interval &) const = default;
};

/// Count, mean, standard deviation (n - 1) and skewness (third moment over second to 3/2) of
/// values; missing ones (NaN) are left out. Without values the mean is NaN, below two the
/// deviation.
struct Moments {
  std::size_t count = 0;
  double mean = unknown;
  double deviation = unknown;
  double skewness = 0;
};
[[nodiscard]] Moments moments(std::span<const double> values);

/// Policy less baseline, replicate by replicate. Throws std::invalid_argument for unequal lengths.
[[nodiscard]] std::vector<double> differences(std::span<const double> baseline,
                                              std::span<const double> policy);

/// Differences more skewed than this, with fewer pairs than that, need a bootstrap.
inline constexpr double skewed = 1;
inline constexpr std::size_t many_pairs = 100;

/// How an interval was found.
enum class Method : std::uint8_t {
  none,        ///< fewer than two pairs: there is no interval
  same,        ///< every difference is the same number, often zero
  student,     ///< mean -+ t s/sqrt(n)
  bootstrap_t, ///< studentised bootstrap (Efron & Tibshirani 1993, 12.5): |skewness| > 1, n < 100
  coarse,      ///< Student's, though skewed: too few distinct values for the bootstrap
};

struct PairedOptions {
  double alpha = 0.05;    ///< one less the confidence of intervals
  double power = 0.8;     ///< chance of seeing the minimum detectable effect
  double interest = 0;    ///< smallest effect of interest in units of the outcome; 0: none given
  std::size_t family = 1; ///< comparisons that share alpha when replicates are planned
  std::uint32_t seed = 1; ///< of the experiment
};

/// Below this ratio pairing is worth little and the reader is warned.
inline constexpr double low_variance_reduction = 1.5;

struct PairedEffect {
  std::size_t count = 0; ///< pairs without a missing value
  double mean = unknown;
  double deviation = unknown;
  double skewness = 0;
  Interval interval;
  Method method = Method::none;
  double p = unknown; ///< two-sided, Student; one by one, without regard to other comparisons
  /// (s_B^2 + s_P^2) / s_D^2: n pairs are worth n times as many pairs of unrelated worlds. Infinite
  /// when the differences do not vary.
  double variance_reduction = unknown;
  double minimum_detectable = unknown;
  double replicates_needed = unknown; ///< to detect `interest`; NaN when none is given
  /// Every difference is exactly zero.
  [[nodiscard]] bool zero() const { return method == Method::same && mean == 0; }
  [[nodiscard]] bool weakly_paired() const { return variance_reduction < low_variance_reduction; }
};

/// Throws std::invalid_argument for unequal lengths.
[[nodiscard]] PairedEffect paired_effect(std::span<const double> baseline,
                                         std::span<const double> policy,
                                         const PairedOptions &options = {});

/// Two-sided p-value of a mean of zero by Student's t; 1 for a sample of zeros, NaN below two.
[[nodiscard]] double paired_p(const Moments &sample);
/// Student's interval of a mean.
[[nodiscard]] Interval student_interval(const Moments &sample, double alpha);
/// Studentised bootstrap interval; NaN bounds when too many resamples do not vary.
[[nodiscard]] Interval bootstrap_t_interval(std::span<const double> values, double alpha,
                                            std::uint32_t seed);

/// The effect that `count` pairs show as significant with chance `power`:
/// (t_{1-alpha/2,n-1} + t_{power,n-1}) s / sqrt(n). NaN below two pairs.
[[nodiscard]] double minimum_detectable_effect(double deviation, std::size_t count, double alpha,
                                               double power);
/// Smallest n >= 2 with (t_{1-alpha/(2m),n-1} + t_{power,n-1})^2 s^2 / interest^2 <= n for m
/// comparisons; infinite above a milliard. Throws std::invalid_argument unless interest > 0.
[[nodiscard]] double replicates_needed(double deviation, double interest, double alpha,
                                       double power, std::size_t family);

} // namespace sme::analysis
