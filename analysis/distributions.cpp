#include "analysis/distributions.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <cmath>

namespace sme::analysis {

namespace bm = boost::math;

double student_quantile(double probability, double freedom) {
  return bm::quantile(bm::students_t(freedom), probability);
}

double student_two_sided(double t, double freedom) {
  if (std::isinf(t))
    return 0;
  return 2 * bm::cdf(bm::complement(bm::students_t(freedom), std::abs(t)));
}

double normal_quantile(double probability) { return bm::quantile(bm::normal(), probability); }
double normal_below(double z) { return bm::cdf(bm::normal(), z); }
double normal_above(double z) { return bm::cdf(bm::complement(bm::normal(), z)); }

double chi_square_quantile(double probability, double freedom) {
  return bm::quantile(bm::chi_squared(freedom), probability);
}

double fisher_quantile(double probability, double upper, double lower) {
  return bm::quantile(bm::fisher_f(upper, lower), probability);
}

} // namespace sme::analysis
