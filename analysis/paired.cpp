#include "analysis/paired.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "analysis/distributions.hpp"
#include "analysis/resampling.hpp"

namespace sme::analysis {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> present(std::span<const double> values) {
  std::vector<double> out;
  out.reserve(values.size());
  std::copy_if(values.begin(), values.end(), std::back_inserter(out),
               [](double x) { return !std::isnan(x); });
  return out;
}

double variance_of(std::span<const double> values, double mean) {
  double sum = 0;
  for (const double x : values)
    sum += (x - mean) * (x - mean);
  return sum / static_cast<double>(values.size() - 1);
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double x : values)
    sum += x;
  return sum / static_cast<double>(values.size());
}

} // namespace

Moments moments(std::span<const double> values) {
  const auto kept = present(values);
  Moments out;
  out.count = kept.size();
  if (kept.empty())
    return out;
  if (std::all_of(kept.begin(), kept.end(), [&](double x) { return x == kept[0]; })) {
    out.mean = kept[0]; // a sum of equal numbers would round
    if (kept.size() > 1)
      out.deviation = 0;
    return out;
  }
  out.mean = mean_of(kept);
  const double variance = variance_of(kept, out.mean);
  out.deviation = std::sqrt(variance);
  double third = 0;
  for (const double x : kept) {
    const double z = (x - out.mean) / out.deviation;
    third += z * z * z;
  }
  const auto n = static_cast<double>(kept.size());
  const double biased = std::sqrt(n / (n - 1));
  out.skewness = third / n * biased * biased * biased;
  return out;
}

std::vector<double> differences(std::span<const double> baseline, std::span<const double> policy) {
  if (baseline.size() != policy.size())
    throw std::invalid_argument("differences: the worlds have unequal numbers of replicates");
  std::vector<double> out(policy.size());
  for (std::size_t r = 0; r < out.size(); ++r)
    out[r] = policy[r] - baseline[r];
  return out;
}

double paired_p(const Moments &sample) {
  if (sample.count < 2)
    return unknown;
  if (sample.deviation == 0)
    return sample.mean == 0 ? 1 : 0;
  const auto n = static_cast<double>(sample.count);
  return student_two_sided(sample.mean / (sample.deviation / std::sqrt(n)), n - 1);
}

Interval student_interval(const Moments &sample, double alpha) {
  if (sample.count < 2)
    return {};
  const auto n = static_cast<double>(sample.count);
  const double half = student_quantile(1 - alpha / 2, n - 1) * sample.deviation / std::sqrt(n);
  return {sample.mean - half, sample.mean + half};
}

Interval bootstrap_t_interval(std::span<const double> values, double alpha, std::uint32_t seed) {
  const auto kept = present(values);
  const auto sample = moments(kept);
  if (kept.size() < 2 || sample.deviation == 0)
    return student_interval(sample, alpha);
  const auto n = static_cast<double>(kept.size());
  const Chance chance(seed, Resampling::one_difference);
  std::vector<std::uint32_t> times(kept.size());
  std::vector<double> t;
  t.reserve(resamples);
  for (std::uint32_t b = 0; b < resamples; ++b) {
    chance.multiplicities(b, times);
    double sum = 0, squares = 0; // of deviations from the mean
    for (std::size_t i = 0; i < kept.size(); ++i)
      sum += times[i] * (kept[i] - sample.mean);
    const double shift = sum / n;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const double away = kept[i] - sample.mean - shift;
      squares += times[i] * (away * away);
    }
    const double error = std::sqrt(squares / (n - 1) / n);
    if (error > 1e-9 * sample.deviation)
      t.push_back(shift / error);
  }
  // Resamples of one value only have no t. A few are left out, more make the interval worthless.
  const auto tail = static_cast<std::size_t>((resamples + 1) * alpha / 2 + 1e-9);
  if (tail < 1 || resamples - t.size() > tail / 2)
    return {};
  std::sort(t.begin(), t.end());
  const double error = sample.deviation / std::sqrt(n);
  return {sample.mean - t[t.size() - tail] * error, sample.mean - t[tail - 1] * error};
}

double minimum_detectable_effect(double deviation, std::size_t count, double alpha, double power) {
  if (count < 2)
    return unknown;
  const auto n = static_cast<double>(count);
  return (student_quantile(1 - alpha / 2, n - 1) + student_quantile(power, n - 1)) * deviation /
         std::sqrt(n);
}

double replicates_needed(double deviation, double interest, double alpha, double power,
                         std::size_t family) {
  if (!(interest > 0))
    throw std::invalid_argument("replicates_needed: the smallest effect of interest must be > 0");
  const double share = alpha / static_cast<double>(std::max<std::size_t>(family, 1));
  const auto enough = [&](double n) {
    const double t = student_quantile(1 - share / 2, n - 1) + student_quantile(power, n - 1);
    return t * t * deviation * deviation / (interest * interest) <= n;
  };
  double high = 2;
  while (!enough(high)) {
    high *= 2;
    if (high > 1e9)
      return infinity;
  }
  double low = std::max(1.0, std::floor(high / 2)); // not enough, or one pair
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

PairedEffect paired_effect(std::span<const double> baseline, std::span<const double> policy,
                           const PairedOptions &options) {
  const auto difference = differences(baseline, policy);
  const auto sample = moments(difference);
  PairedEffect out;
  out.count = sample.count;
  out.mean = sample.mean;
  out.deviation = sample.deviation;
  out.skewness = sample.skewness;
  if (sample.count < 2)
    return out;

  std::vector<double> before, after; // of complete pairs
  for (std::size_t r = 0; r < difference.size(); ++r)
    if (!std::isnan(difference[r])) {
      before.push_back(baseline[r]);
      after.push_back(policy[r]);
    }
  const double apart = moments(before).deviation, together = moments(after).deviation;
  const double levels = apart * apart + together * together;
  const double variance = sample.deviation * sample.deviation;
  out.variance_reduction = levels > 0 || variance > 0 ? levels / variance : unknown;

  out.minimum_detectable =
      minimum_detectable_effect(sample.deviation, sample.count, options.alpha, options.power);
  if (options.interest > 0)
    out.replicates_needed = replicates_needed(sample.deviation, options.interest, options.alpha,
                                              options.power, options.family);
  out.interval = student_interval(sample, options.alpha);
  out.p = paired_p(sample);
  if (sample.deviation == 0) {
    out.method = Method::same;
    return out;
  }
  out.method = Method::student;
  if (std::abs(sample.skewness) > skewed && sample.count < many_pairs) {
    const auto bootstrap = bootstrap_t_interval(difference, options.alpha, options.seed);
    out.method = std::isnan(bootstrap.low) ? Method::coarse : Method::bootstrap_t;
    if (out.method == Method::bootstrap_t)
      out.interval = bootstrap;
  }
  return out;
}

} // namespace sme::analysis
