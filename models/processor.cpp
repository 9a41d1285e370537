#include "models/processor.hpp"

namespace sme {

Processor this_processor() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")) {
    return Processor::avx512;
  }
  if (__builtin_cpu_supports("avx2")) {
    return Processor::avx2;
  }
#endif
  return Processor::plain;
}

} // namespace sme
