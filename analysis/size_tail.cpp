#include "analysis/size_tail.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace sme::analysis {

namespace {

constexpr std::size_t least_in_tail = 10;
constexpr std::size_t thresholds_tried = 200;

std::vector<double> falling(std::span<const double> sizes) {
  std::vector<double> out;
  for (const double size : sizes)
    if (size > 0 && std::isfinite(size))
      out.push_back(size);
  std::sort(out.begin(), out.end(), std::greater<>());
  return out;
}

double half_unit(Sizes kind) { return kind == Sizes::whole ? 0.5 : 0; }

// The law against the first `count` of falling sizes, at the upper end of every distinct size.
double distance_from_law(std::span<const double> tail, double start, double exponent, Sizes kind) {
  const auto count = static_cast<double>(tail.size());
  double widest = 0;
  for (std::size_t first = 0; first < tail.size();) {
    std::size_t next = first;
    while (next < tail.size() && tail[next] == tail[first])
      ++next;
    // P(S >= s) counts the firms down to and with s; P(S > s) those before it
    const double at_least = std::pow((tail[first] - half_unit(kind)) / start, -exponent);
    widest = std::max(widest, std::abs(static_cast<double>(next) / count - at_least));
    if (kind == Sizes::continuous)
      widest = std::max(widest, std::abs(static_cast<double>(first) / count - at_least));
    first = next;
  }
  return widest;
}

// `logs` is the sum of the logs of the sizes in the tail.
std::optional<Tail> fitted(std::span<const double> tail, double threshold, double logs,
                           Sizes kind) {
  const double start = threshold - half_unit(kind);
  if (tail.size() < least_in_tail || !(start > 0) || tail.front() == tail.back())
    return std::nullopt;
  const auto count = static_cast<double>(tail.size());
  const double sum = logs - count * std::log(start);
  const double exponent = count / sum;
  return Tail{{exponent, exponent / std::sqrt(count)},
              threshold,
              tail.size(),
              distance_from_law(tail, start, exponent, kind)};
}

double sum_of_logs(std::span<const double> sizes) {
  double sum = 0;
  for (const double size : sizes)
    sum += std::log(size);
  return sum;
}

} // namespace

std::optional<Tail> hill(std::span<const double> sizes, double threshold, Sizes kind) {
  const auto all = falling(sizes);
  const auto end =
      std::partition_point(all.begin(), all.end(), [&](double size) { return size >= threshold; });
  const std::span<const double> tail(all.begin(), end);
  return fitted(tail, threshold, sum_of_logs(tail), kind);
}

std::optional<Estimate> hill_of_largest(std::span<const double> sizes, std::size_t largest) {
  const auto all = falling(sizes);
  if (largest < least_in_tail || largest >= all.size())
    return std::nullopt;
  const auto count = static_cast<double>(largest);
  const double sum = sum_of_logs(std::span(all).first(largest)) - count * std::log(all[largest]);
  if (!(sum > 0))
    return std::nullopt;
  return Estimate{count / sum, std::sqrt(count) / sum};
}

std::optional<Tail> tail_exponent(std::span<const double> sizes, Sizes kind, std::size_t least) {
  const auto all = falling(sizes);
  least = std::max(least, least_in_tail);
  if (all.size() < least)
    return std::nullopt;
  std::optional<Tail> best;
  const double growth = std::pow(static_cast<double>(all.size()) / static_cast<double>(least),
                                 1.0 / (thresholds_tried - 1));
  double logs = 0, rank = static_cast<double>(least);
  std::size_t done = 0, last = 0;
  for (std::size_t k = 0; k < thresholds_tried; ++k, rank *= growth) {
    auto count = std::min(all.size(), static_cast<std::size_t>(std::llround(rank)));
    while (count < all.size() && all[count] == all[count - 1]) // all firms of the threshold's size
      ++count;
    if (count == last)
      continue;
    last = count;
    for (; done < count; ++done)
      logs += std::log(all[done]);
    const auto fit = fitted(std::span(all).first(count), all[count - 1], logs, kind);
    if (fit && (!best || fit->distance < best->distance))
      best = fit;
  }
  return best;
}

std::optional<Estimate> rank_size(std::span<const double> sizes, std::size_t largest) {
  const auto all = falling(sizes);
  if (largest < least_in_tail || all.size() < largest || all.front() == all[largest - 1])
    return std::nullopt;
  const auto count = static_cast<double>(largest);
  double x = 0, y = 0, xx = 0, xy = 0;
  for (std::size_t i = 0; i < largest; ++i) {
    const double size = std::log(all[i]), rank = std::log(static_cast<double>(i) + 0.5);
    x += size;
    y += rank;
    xx += size * size;
    xy += size * rank;
  }
  const double exponent = -(xy - x * y / count) / (xx - x * x / count);
  return Estimate{exponent, std::abs(exponent) * std::sqrt(2 / count)};
}

} // namespace sme::analysis
