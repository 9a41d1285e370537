// The power law of degrees; see analysis/network_shape.hpp.
#include <algorithm>
#include <cmath>
#include <functional>

#include "analysis/network_shape.hpp"

namespace sme::analysis {

namespace {

constexpr double least_exponent = 1.01, most_exponent = 20;

// Hurwitz' zeta, the sum of (q + k)^-s over k >= 0, by Euler and Maclaurin after twenty terms.
double zeta(double s, double q) {
  double sum = 0;
  constexpr int terms = 20;
  for (int k = 0; k < terms; ++k)
    sum += std::pow(q + k, -s);
  const double x = q + terms, power = std::pow(x, -s);
  sum += power * x / (s - 1) + power / 2;
  double term = s * power / x; // Bernoulli's numbers over factorials: 1/12, -1/720, 1/30240
  sum += term / 12;
  term *= (s + 1) * (s + 2) / (x * x);
  sum -= term / 720;
  term *= (s + 3) * (s + 4) / (x * x);
  return sum + term / 30240;
}

struct DegreeTail {
  std::span<const std::size_t> degrees; // falling
  double logs = 0;                      // sum of their logs
};

double log_likelihood(const DegreeTail &tail, double exponent, double least) {
  return -static_cast<double>(tail.degrees.size()) * std::log(zeta(exponent, least)) -
         exponent * tail.logs;
}

// The likelihood has one top: the family is exponential in log k.
double best_exponent(const DegreeTail &tail, double least) {
  double low = least_exponent, high = most_exponent;
  while (high - low > 1e-8) {
    const double left = low + (high - low) / 3, right = high - (high - low) / 3;
    if (log_likelihood(tail, left, least) < log_likelihood(tail, right, least))
      low = left;
    else
      high = right;
  }
  return (low + high) / 2;
}

double distance_of(const DegreeTail &tail, double exponent, double least) {
  const double all = zeta(exponent, least);
  const auto count = static_cast<double>(tail.degrees.size());
  double widest = 0;
  for (std::size_t next = 0; next < tail.degrees.size();) {
    const auto degree = tail.degrees[next];
    while (next < tail.degrees.size() && tail.degrees[next] == degree)
      ++next;
    const double at_least = zeta(exponent, static_cast<double>(degree)) / all;
    widest = std::max(widest, std::abs(static_cast<double>(next) / count - at_least));
  }
  return widest;
}

std::optional<DegreeLaw> fitted(const DegreeTail &tail, std::size_t from) {
  if (tail.degrees.size() < 10 || tail.degrees.front() == tail.degrees.back())
    return std::nullopt;
  const auto least = static_cast<double>(from);
  const double exponent = best_exponent(tail, least);
  if (exponent < least_exponent + 1e-3 || exponent > most_exponent - 1e-3)
    return std::nullopt;
  constexpr double h = 1e-3; // curvature of the log likelihood by differences
  const double curvature =
      (2 * log_likelihood(tail, exponent, least) - log_likelihood(tail, exponent + h, least) -
       log_likelihood(tail, exponent - h, least)) /
      (h * h);
  return DegreeLaw{{exponent, 1 / std::sqrt(curvature)},
                   from,
                   tail.degrees.size(),
                   distance_of(tail, exponent, least)};
}

std::vector<std::size_t> falling_degrees(const Network &network) {
  std::vector<std::size_t> out(network.nodes());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = network.degree(i);
  std::sort(out.begin(), out.end(), std::greater<>());
  return out;
}

} // namespace

std::optional<DegreeLaw> degree_law_from(const Network &network, std::size_t least) {
  const auto degrees = falling_degrees(network);
  DegreeTail tail;
  std::size_t count = 0;
  for (; count < degrees.size() && degrees[count] >= least; ++count)
    tail.logs += std::log(static_cast<double>(degrees[count]));
  tail.degrees = std::span(degrees).first(count);
  return fitted(tail, std::max<std::size_t>(least, 1));
}

std::optional<DegreeLaw> degree_law(const Network &network, std::size_t nodes) {
  const auto degrees = falling_degrees(network);
  std::optional<DegreeLaw> best;
  double logs = 0;
  for (std::size_t next = 0; next < degrees.size();) {
    const auto degree = degrees[next];
    for (; next < degrees.size() && degrees[next] == degree; ++next)
      logs += std::log(static_cast<double>(degree));
    if (next < nodes)
      continue;
    const auto fit = fitted({std::span(degrees).first(next), logs}, degree);
    if (fit && (!best || fit->distance < best->distance))
      best = fit;
  }
  return best;
}

} // namespace sme::analysis
