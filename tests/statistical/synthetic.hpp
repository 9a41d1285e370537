// Data made up for the tests of statistics: keyed, the same on every machine.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "analysis/distributions.hpp"
#include "analysis/resampling.hpp"

namespace synthetic {

/// A stream of numbers of one experiment.
class Numbers {
public:
  explicit Numbers(std::uint32_t experiment)
      : chance_(20260101, sme::analysis::Resampling::synthetic), experiment_(experiment) {}
  double uniform() {
    if (at_ == 4) {
      words_ = chance_.words(experiment_, block_++);
      at_ = 0;
    }
    return (words_[at_++] + 0.5) * 0x1p-32;
  }
  double normal() { return sme::analysis::normal_quantile(uniform()); }
  /// Exponential less one: mean 0, variance 1, skewness 2.
  double skewed() { return -std::log(uniform()) - 1; }
  std::vector<double> normals(std::size_t count) {
    std::vector<double> out(count);
    for (auto &one : out)
      one = normal();
    return out;
  }

private:
  sme::analysis::Chance chance_;
  std::uint32_t experiment_;
  std::uint32_t block_ = 0;
  std::uint32_t at_ = 4;
  std::array<std::uint32_t, 4> words_{};
};

} // namespace synthetic
