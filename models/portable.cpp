#include "models/portable.hpp"

#include <sleef.h>

namespace sme {

double portable_exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
double portable_log(double x) { return Sleef_cinz_logd1_u10purec(x); }
double portable_pow(double x, double y) { return Sleef_cinz_powd1_u10purec(x, y); }

} // namespace sme
