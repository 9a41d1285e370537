// Loops over firms in the widest instructions the processor has. Every operation inside them is
// exact or rounded once as IEEE 754 says, products and sums are never fused, and no sum of
// fractions is reordered, so that all versions give the same bits. Tests:
// tests/law/test_chance.cpp.
#pragma once

#include <cstdint>

namespace sme {

/// Vector instructions that loops over firms may use.
enum class Processor : std::uint8_t { plain, avx2, avx512 };

/// The widest that this machine has.
Processor this_processor();

#if defined(__x86_64__)
// The loop is copied, so that nothing it writes can be what it reads as constant.
template <class Loop> [[gnu::target("avx2"), gnu::flatten]] void in_avx2(const Loop &given) {
  const Loop loop = given;
  loop();
}
template <class Loop>
[[gnu::target("avx2,avx512f,avx512dq,avx512vl,avx512bw"), gnu::flatten]] void
in_avx512(const Loop &given) {
  const Loop loop = given;
  loop();
}
#endif

/// Runs `loop()`, compiled once for each kind of processor, as the version for `processor`.
template <class Loop> void each_row(Processor processor, const Loop &loop) {
#if defined(__x86_64__)
  if (processor == Processor::avx512) {
    return in_avx512(loop);
  }
  if (processor == Processor::avx2) {
    return in_avx2(loop);
  }
#endif
  loop();
}

} // namespace sme
