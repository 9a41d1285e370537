// Elementary functions with the same bits on every processor (SLEEF, deterministic pure C
// variants). The C library's own differ in the last bit between processors with and without FMA.
#pragma once

namespace sme {

/// e^x
double portable_exp(double x);
/// Natural logarithm of x > 0.
double portable_log(double x);
/// x^y for x > 0.
double portable_pow(double x, double y);

} // namespace sme
