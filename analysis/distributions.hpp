#pragma once

/// Distributions of test statistics, from Boost.Math. `freedom` is the number of degrees of
/// freedom, above zero; probabilities are inside (0, 1). Each throws std::domain_error otherwise.
namespace sme::analysis {

/// The value that Student's t stays below with this probability.
[[nodiscard]] double student_quantile(double probability, double freedom);
/// Probability that Student's t is further from zero than `t`, on either side.
[[nodiscard]] double student_two_sided(double t, double freedom);
[[nodiscard]] double normal_quantile(double probability);
/// Probability that a standard normal number is below `z`.
[[nodiscard]] double normal_below(double z);
/// Probability that a standard normal number is above `z`, precise in the far tail.
[[nodiscard]] double normal_above(double z);
[[nodiscard]] double chi_square_quantile(double probability, double freedom);
/// Quantile of Fisher's F with the freedom of numerator and denominator.
[[nodiscard]] double fisher_quantile(double probability, double upper, double lower);

} // namespace sme::analysis
