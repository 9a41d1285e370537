// Chance belongs to the firm: a draw depends on (seed, replicate, quarter, purpose, firm) only.
// Philox4x32-10 (Salmon et al. 2011, SC'11) from Random123, used as the engine of Boost.Random.
#pragma once

#include <Random123/philox.h>

#include <array>
#include <cstdint>
#include <limits>

#include "models/quantities.hpp"

namespace sme {

/// What a draw is for. The list only grows: a number, once given, keeps its meaning for ever.
enum class Purpose : std::uint16_t {
  quarterly = 0,     ///< four words a firm and quarter: contracts; staff and noise; digital and R&D
                     ///< start; exit and credit
  opportunities = 1, ///< sizes and signs of contracts won and lost
  founding = 2,      ///< attributes of a firm of the founding population or of a founder
  entry = 3,         ///< whether a potential founder enters
  niche = 4,         ///< attributes of a niche
  chain_shock = 5,   ///< demand shock of a chain
  macro = 6,         ///< aggregate cycle
  innovation = 7,    ///< success and step of R&D
  filing = 8,        ///< patents filed
  partner = 9,       ///< candidates of a search for partners
  joint = 10,        ///< outcome of joint work
  awareness = 11,    ///< learning of a programme's rules
  review = 12,       ///< noise of reviewers
  rationing = 13,    ///< lotteries among equal claims
  equity = 14,       ///< meeting an investor
  researcher = 15,   ///< attributes of a firm that starts R&D
  preparation = 16,  ///< preparing for a label
  panel = 17,        ///< which firms the panel follows
  instrument = 18,   ///< chance inside an instrument
  leader = 19,       ///< attributes of chain leaders
  institute = 20,    ///< attributes of research institutes
  challenge = 21,    ///< solving a posted problem
};

/// Seed of an experiment and number of the replicate: the key of every draw of a run.
struct Fate {
  std::uint32_t seed = 1;
  std::uint32_t replicate = 0;
};

using Words = std::array<std::uint32_t, 4>;

/// The `block`-th four random words of a firm (or other entity) for one purpose in one quarter.
inline Words words(Fate fate, Quarter quarter, Purpose purpose, std::uint64_t entity,
                   std::uint32_t block = 0) {
  const r123::Philox4x32::ctr_type counter{
      {static_cast<std::uint32_t>(entity), static_cast<std::uint32_t>(entity >> 32U),
       (static_cast<std::uint32_t>(quarter.index) << 16U) | static_cast<std::uint32_t>(purpose),
       block}};
  const r123::Philox4x32::key_type key{{fate.seed, fate.replicate}};
  const auto out = r123::Philox4x32{}(counter, key);
  return {out[0], out[1], out[2], out[3]};
}

/// The same words by plain arithmetic, for loops over many entities at once.
struct Philox {
  std::uint32_t a, b, c, d;
  std::uint32_t key, other_key;

  Philox(Fate fate, Quarter quarter, Purpose purpose, std::uint64_t entity, std::uint32_t block = 0)
      : a(static_cast<std::uint32_t>(entity)), b(static_cast<std::uint32_t>(entity >> 32U)),
        c((static_cast<std::uint32_t>(quarter.index) << 16U) | static_cast<std::uint32_t>(purpose)),
        d(block), key(fate.seed), other_key(fate.replicate) {
    three_rounds();
    three_rounds();
    three_rounds();
    round();
  }

private:
  void three_rounds() {
    round();
    round();
    round();
  }
  void round() {
    const std::uint64_t x = std::uint64_t{0xD2511F53U} * a;
    const std::uint64_t y = std::uint64_t{0xCD9E8D57U} * c;
    a = static_cast<std::uint32_t>(y >> 32U) ^ b ^ key;
    c = static_cast<std::uint32_t>(x >> 32U) ^ d ^ other_key;
    b = static_cast<std::uint32_t>(y);
    d = static_cast<std::uint32_t>(x);
    key += 0x9E3779B9U;
    other_key += 0xBB67AE85U;
  }
};

/// A word as a number strictly between 0 and 1.
constexpr double uniform(std::uint32_t word) { return (word + 0.5) * 0x1p-32; }

/// Two independent numbers in (0, 1) from one word.
constexpr double low_half(std::uint32_t word) {
  return (static_cast<std::int32_t>(word & 0xffffU) + 0.5) * 0x1p-16;
}
constexpr double high_half(std::uint32_t word) {
  return (static_cast<std::int32_t>(word >> 16U) + 0.5) * 0x1p-16;
}

/// A stream of draws of one entity for one purpose: a UniformRandomBitGenerator for Boost.Random.
class Draws {
public:
  using result_type = std::uint32_t;
  Draws(Fate fate, Quarter quarter, Purpose purpose, std::uint64_t entity)
      : fate_(fate), quarter_(quarter), purpose_(purpose), entity_(entity) {}
  /// The same stream where its first four words are known already.
  Draws(Fate fate, Quarter quarter, Purpose purpose, std::uint64_t entity, const Words &first)
      : fate_(fate), quarter_(quarter), purpose_(purpose), entity_(entity), block_(1), used_(0),
        words_(first) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
  result_type operator()() {
    if (used_ == 4) {
      words_ = words(fate_, quarter_, purpose_, entity_, block_++);
      used_ = 0;
    }
    return words_[used_++];
  }
  /// The next number strictly between 0 and 1.
  double next() { return uniform((*this)()); }
  /// A number of mean 0 and variance 1, nearly normal: twelve uniform numbers less six, without any
  /// elementary function.
  double bell() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
      sum += next();
    }
    return sum;
  }

private:
  Fate fate_;
  Quarter quarter_;
  Purpose purpose_;
  std::uint64_t entity_;
  std::uint32_t block_ = 0;
  std::uint32_t used_ = 4;
  Words words_{};
};

} // namespace sme
