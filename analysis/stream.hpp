// Keyed chance one number after another, for designs, searches and Markov chains.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "analysis/distributions.hpp"
#include "analysis/resampling.hpp"

namespace sme::analysis {

/// The numbers of one stream in their order: stream `which` of a purpose of an experiment.
class Stream {
public:
  Stream(std::uint32_t seed, Resampling what, std::uint32_t which)
      : chance_(seed, what), which_(which) {}

  std::uint32_t word() {
    if (at_ == words_.size()) {
      words_ = chance_.words(which_, block_++);
      at_ = 0;
    }
    return words_[at_++];
  }
  /// Uniform, inside (0, 1).
  double uniform() { return (word() + 0.5) * 0x1p-32; }
  double normal() { return normal_quantile(uniform()); }
  /// A whole number from 0 to one below `count`.
  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>((static_cast<std::uint64_t>(word()) * count) >> 32U);
  }
  /// The numbers 0 to one below `count` in random order (Fisher & Yates).
  std::vector<std::size_t> permutation(std::size_t count) {
    std::vector<std::size_t> out(count);
    for (std::size_t i = 0; i < count; ++i)
      out[i] = i;
    for (std::size_t left = count; left > 1; --left)
      std::swap(out[left - 1], out[below(left)]);
    return out;
  }

private:
  Chance chance_;
  std::uint32_t which_;
  std::uint32_t block_ = 0;
  std::size_t at_ = 4;
  std::array<std::uint32_t, 4> words_{};
};

} // namespace sme::analysis
