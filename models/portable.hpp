// Elementary functions with the same bits on every processor (SLEEF, deterministic pure C variants).
// The C library's own differ in the last bit between processors with and without FMA.
#pragma once

#include <sleef.h>

namespace sme {

inline double portable_exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
inline double portable_log(double x) { return Sleef_cinz_logd1_u10purec(x); }
inline double portable_pow(double x, double y) { return Sleef_cinz_powd1_u10purec(x, y); }

} // namespace sme
