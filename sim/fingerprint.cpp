#include "sim/fingerprint.hpp"

#include <array>
#include <bit>
#include <cfenv>
#include <cmath>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

namespace sme::sim {

namespace {

/// FNV-1a of the bits of a number.
std::uint64_t mixed(std::uint64_t hash, double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  for (int byte = 0; byte < 8; ++byte) {
    hash = (hash ^ (bits >> (8 * byte) & 0xffU)) * 0x100000001b3ULL;
  }
  return hash;
}

/// Keeps the compiler from computing in its own arithmetic what the machine must compute.
double at_run_time(double value) {
  volatile double hidden = value;
  return hidden;
}

std::uint64_t functions_of_the_library() {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  std::uint64_t state = 1;
  for (int i = 0; i < 4096; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL; // Knuth's MMIX
    const double share = at_run_time(static_cast<double>(state >> 11U) * 0x1p-53);
    hash = mixed(hash, std::exp(share * 40 - 20));
    hash = mixed(hash, std::log(share * 1e6 + 1e-9));
    hash = mixed(hash, std::pow(share * 100 + 1e-3, 1.7));
    hash = mixed(hash, std::sin(share * 200 - 100));
    hash = mixed(hash, std::tgamma(share * 20 + 0.1));
  }
  return hash;
}

const char *rounding_mode() {
  switch (std::fegetround()) {
  case FE_TONEAREST:
    return "nearest";
  case FE_UPWARD:
    return "upward";
  case FE_DOWNWARD:
    return "downward";
  default:
    return "towards_zero";
  }
}

} // namespace

Fingerprint fingerprint() {
  Fingerprint found;
  found.functions = fmt::format("{:016x}", functions_of_the_library());
  found.rounding = rounding_mode();
  const double least = at_run_time(std::numeric_limits<double>::min());
  const double below = at_run_time(least / 2); // flush-to-zero acts on results
  found.keeps_denormals =
      below != 0 && at_run_time(std::numeric_limits<double>::denorm_min()) * at_run_time(2.0) != 0;
  // (1 + e)^2 - (1 + 2 e) is e^2 when the product is not rounded, 0 when it is.
  const double e = at_run_time(0x1p-30);
  const double a = at_run_time(1 + e), c = at_run_time(-(1 + 2 * e));
  found.separate_products = a * a + c == 0;
  return found;
}

std::string Fingerprint::text() const {
  return fmt::format("libm-{} round-{} {} {}", functions, rounding,
                     keeps_denormals ? "denormals-kept" : "denormals-flushed",
                     separate_products ? "products-rounded" : "products-fused");
}

} // namespace sme::sim
