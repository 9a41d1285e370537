// Elementary functions with the same bits on every processor: sums, products and quotients only,
// each rounded once, in the order written; the C library's own differ in the last bit between
// processors. They are short enough to be part of loops over firms. Errors stay below 4e-16 of the
// result for exp and log, below 1e-15 (1 + |y log x|) for pow.
// Tests: tests/unit/test_portable.cpp.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace sme {

/// e^x by e^x = 2^k e^r, |r| <= log(2) / 2, and the series of e^r; x is held between -708 and 709.
inline double portable_exp(double x) {
  constexpr double log2_high = 6.93147180369123816490e-01; // 33 bits: exact when multiplied by k
  constexpr double log2_low = 1.90821492927058770002e-10;
  constexpr double to_whole = 0x1.8p52; // added and taken away again, rounds to a whole number
  const double low = x < -708 ? -708 : x;
  const double held = low > 709 ? 709 : low;
  const double shifted = held * 1.44269504088896338700 + to_whole;
  const double k = shifted - to_whole;
  const double r = (held - k * log2_high) - k * log2_low;
  double sum = 1.0 / 6227020800;
  sum = sum * r + 1.0 / 479001600;
  sum = sum * r + 1.0 / 39916800;
  sum = sum * r + 1.0 / 3628800;
  sum = sum * r + 1.0 / 362880;
  sum = sum * r + 1.0 / 40320;
  sum = sum * r + 1.0 / 5040;
  sum = sum * r + 1.0 / 720;
  sum = sum * r + 1.0 / 120;
  sum = sum * r + 1.0 / 24;
  sum = sum * r + 1.0 / 6;
  sum = sum * r + 0.5;
  sum = sum * r * r + r;
  const std::int64_t power = (std::bit_cast<std::int64_t>(shifted) + 1023) << 52;
  return (1 + sum) * std::bit_cast<double>(power);
}

/// Natural logarithm of a normal x > 0, by x = 2^k m, 1/sqrt(2) <= m < sqrt(2), and the series of
/// log m = 2 artanh((m - 1) / (m + 1)).
inline double portable_log(double x) {
  constexpr double log2_high = 6.93147180369123816490e-01;
  constexpr double log2_low = 1.90821492927058770002e-10;
  constexpr std::int64_t root_half = 0x3fe6a09e667f3bcd; // bits of 1 / sqrt(2)
  const auto bits = std::bit_cast<std::int64_t>(x);
  const std::int64_t exponent = (bits - root_half) >> 52;
  const double m = std::bit_cast<double>(bits - (exponent << 52));
  const auto k = static_cast<double>(static_cast<std::int32_t>(exponent));
  const double f = m - 1;
  const double s = f / (m + 1);
  const double z = s * s;
  double sum = 1.0 / 23;
  sum = sum * z + 1.0 / 21;
  sum = sum * z + 1.0 / 19;
  sum = sum * z + 1.0 / 17;
  sum = sum * z + 1.0 / 15;
  sum = sum * z + 1.0 / 13;
  sum = sum * z + 1.0 / 11;
  sum = sum * z + 1.0 / 9;
  sum = sum * z + 1.0 / 7;
  sum = sum * z + 1.0 / 5;
  sum = sum * z + 1.0 / 3;
  // 2 s = f - s f, since s (m + 1) = f.
  return k * log2_high + (f - (s * f - (2 * s * z * sum + k * log2_low)));
}

/// x^y for a normal x > 0.
inline double portable_pow(double x, double y) {
  // The square root is exact on every processor.
  return y == 0.5 ? std::sqrt(x) : portable_exp(y * portable_log(x));
}

} // namespace sme
