// What the bits of a result may depend on besides the program: elementary functions of the C
// library (they differ by CPU), contraction of products and sums, flushing of denormal numbers.
#pragma once

#include <string>

namespace sme::sim {

/// What this machine computes with this build. Equal fingerprints: equal bits of results.
struct Fingerprint {
  std::string functions;         ///< hash of exp, log, pow, sin, tgamma on 4096 inputs
  std::string rounding;          ///< "nearest" or the mode that is set
  bool keeps_denormals = true;   ///< neither flush-to-zero nor denormals-are-zero
  bool separate_products = true; ///< a * b + c is rounded twice

  /// One word of the above.
  std::string text() const;
  bool operator==(const Fingerprint &) const = default;
};

/// Takes less than a millisecond.
Fingerprint fingerprint();

} // namespace sme::sim
