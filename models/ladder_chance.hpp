// Draws of the ladder. Errors are sums of four uniform numbers, which is close to normal with
// bounded tails (Irwin 1927, Hall 1927, Biometrika 19): no firm is misjudged by more than 3.5
// deviations.
#pragma once

#include "models/chance.hpp"
#include "models/quantities.hpp"

namespace sme {

/// An error with mean zero and variance one from four random words.
inline double error_of(const Words &draws) {
  constexpr double unit = 1.7320508075688772; // four uniforms have variance 4 / 12
  return unit * (uniform(draws[0]) + uniform(draws[1]) + uniform(draws[2]) + uniform(draws[3]) - 2);
}

/// A firm's error about its own score for a label; drawn anew each year.
inline double perceived(Fate fate, Quarter now, std::uint64_t firm, Tier tier) {
  return error_of(words(fate, quarter_of(now.year(), 1), Purpose::preparation, firm,
                        1U + static_cast<std::uint32_t>(tier)));
}

/// The reviewers' error about a file.
inline double reviewed(Fate fate, Quarter now, std::uint64_t firm, Tier tier) {
  return error_of(words(fate, now, Purpose::review, firm, static_cast<std::uint32_t>(tier)));
}

} // namespace sme
