// Chance of the bootstrap. Philox4x32-10 (Salmon et al. 2011, SC'11) from Random123, keyed by the
// seed of the experiment: the same file gives the same intervals, on any machine and in any order.
#pragma once

#include <Random123/philox.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sme::analysis {

/// What is drawn again. The list only grows: a number, once given, keeps its meaning.
enum class Resampling : std::uint32_t {
  one_difference = 0,  ///< pairs of one outcome, for its bootstrap-t interval
  whole_rows = 1,      ///< whole replicates, for simultaneous intervals
  ranking = 2,         ///< whole replicates, for chances of being best and of being efficient
  halves = 3,          ///< replicates shared out to two halves
  synthetic = 4,       ///< data made up by tests
  shift = 5,           ///< digital shift of Sobol points
  hypercube = 6,       ///< Latin hypercubes
  starts = 7,          ///< where searches start
  chains = 8,          ///< Markov chains of the posterior
  trajectories = 9,    ///< Morris's trajectories
  screening = 10,      ///< whole trajectories, for intervals of elementary effects
  indices = 11,        ///< whole base points, for intervals of Sobol indices
  bunching = 12,       ///< firms around a threshold
  path_starts = 13,    ///< firms of a network from which distances are measured
  random_network = 14, ///< networks of chance that a network is held against
};

/// Random words of one experiment for one purpose: word `position` of resample `which`.
class Chance {
public:
  Chance(std::uint32_t seed, Resampling what) : seed_(seed), what_(what) {}

  /// The four words of block `block` of a resample.
  [[nodiscard]] std::array<std::uint32_t, 4> words(std::uint32_t which, std::uint32_t block) const {
    const r123::Philox4x32::ctr_type counter{{block, which, 0, 0}};
    const r123::Philox4x32::key_type key{{seed_, static_cast<std::uint32_t>(what_)}};
    const auto out = r123::Philox4x32{}(counter, key);
    return {out[0], out[1], out[2], out[3]};
  }

  /// Fills `words` with the words of a resample from its first on.
  void fill(std::uint32_t which, std::span<std::uint32_t> out) const {
    for (std::size_t at = 0; at < out.size(); at += 4) {
      const auto four = words(which, static_cast<std::uint32_t>(at / 4));
      for (std::size_t k = 0; k < 4 && at + k < out.size(); ++k)
        out[at + k] = four[k];
    }
  }

  /// Draws as many rows as there are, with repetition: how often each row comes.
  void multiplicities(std::uint32_t which, std::span<std::uint32_t> times) const {
    for (auto &one : times)
      one = 0;
    const auto rows = static_cast<std::uint64_t>(times.size());
    for (std::size_t at = 0; at < times.size(); at += 4) {
      const auto four = words(which, static_cast<std::uint32_t>(at / 4));
      for (std::size_t k = 0; k < 4 && at + k < times.size(); ++k)
        ++times[static_cast<std::size_t>((four[k] * rows) >> 32U)];
    }
  }

private:
  std::uint32_t seed_;
  Resampling what_;
};

/// A number of mean 0 and variance 1, nearly normal: twelve uniform numbers, the halves of six
/// words, less six; without any elementary function.
inline double bell(std::span<const std::uint32_t, 6> words) {
  std::uint32_t sum = 0;
  for (const auto word : words)
    sum += (word & 0xffffU) + (word >> 16U);
  return (sum + 6.0) * 0x1p-16 - 6;
}

/// How many times everything is drawn again; with one more, 5 % and 2.5 % are whole numbers.
inline constexpr std::uint32_t resamples = 1999;

} // namespace sme::analysis
