// The shape of the growth of firms: tent or bell, how its spread falls with size and age, how heavy
// its tails are. Growth is the difference of the logs of size over a year.
// Tests: tests/unit/test_growth_shape.cpp, tests/statistical/test_growth_shape.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/estimate.hpp"

namespace sme::analysis {

/// Growth less the mean of its group (a supply chain, an industry), so that groups can be pooled.
/// Groups of fewer than `least` firms are left out: their mean is too much the firm itself. Missing
/// growth is left out. Throws std::invalid_argument for unequal lengths.
[[nodiscard]] std::vector<double> without_group_means(std::span<const double> growth,
                                                      std::span<const std::int32_t> groups,
                                                      std::size_t least = 10);

/// The density exp(-|x - m|^b / (b a^b)) / (2 a b^(1/b) Gamma(1 + 1/b)) of Subbotin (1923): b = 2
/// is normal, b = 1 Laplace's tent, below 1 fatter still.
struct Subbotin {
  Estimate location; ///< m, units of x
  Estimate scale;    ///< a, units of x
  Estimate shape;    ///< b, no unit
  std::size_t count = 0;
  double log_likelihood = 0;
};

/// Maximum likelihood as in Bottazzi & Secchi (2006, Rivista di Politica Economica; Subbotools),
/// with errors from the Fisher information. For b <= 1 every observation is a spike of the
/// likelihood in m, so that the median is taken, which is also consistent; its error is that of a
/// median, somewhat too small below b = 1 (a 95 % interval of 1,000 values covers nine in ten).
/// Missing values are left out. Nothing below fifty, when more than half are the same number, or
/// when the shape runs out of [0.1, 20].
[[nodiscard]] std::optional<Subbotin> fit_subbotin(std::span<const double> growth);

/// Spread of growth against size: log standard deviation = c - beta log(size) over bins of equal
/// numbers of firms.
struct SpreadFall {
  Estimate beta; ///< positive: the larger, the steadier; Student's t with bins - 2
  std::size_t bins = 0;
  std::size_t count = 0; ///< firms
};

/// Least squares over at most `bins` bins of firms sorted by size, weighted by firms (Stanley et
/// al. 1996, Nature 379:804; Bottazzi & Secchi 2006). Firms of one size stay in one bin. The same
/// for size = age in years + 1 gives the fall with age, whose sign is beta.sign(). Firms whose size
/// is not above zero or whose growth is missing are left out. Nothing below four bins of at least
/// ten firms that vary; throws std::invalid_argument for unequal lengths.
[[nodiscard]] std::optional<SpreadFall>
spread_fall(std::span<const double> size, std::span<const double> growth, std::size_t bins = 20);

/// Exponent z of the density |g|^-z of growth in its tails, both sides of the median together (Fu
/// et al. 2005, PNAS 102:18801): one more than the exponent of P(|g| > x), whose threshold is
/// chosen as in tail_exponent. Nothing where that gives nothing.
[[nodiscard]] std::optional<Estimate> growth_tail(std::span<const double> growth,
                                                  std::size_t least = 50);

} // namespace sme::analysis
