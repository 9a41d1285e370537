#include "models/portable.hpp"

#include <sleef.h>

#include <cmath>

namespace sme {

double portable_exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
double portable_log(double x) { return Sleef_cinz_logd1_u10purec(x); }
double portable_pow(double x, double y) {
  // The square root is exact on every processor and far cheaper.
  return y == 0.5 ? std::sqrt(x) : Sleef_cinz_powd1_u10purec(x, y);
}

} // namespace sme
