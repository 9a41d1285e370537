// Space-filling designs: where in the space of parameters the simulator is run. A design has a row
// for each point and a column for each parameter, in the unit cube; bounds make parameters of it.
// Tests: tests/unit/test_design.cpp.
#pragma once

#include <Eigen/Dense>

#include <cstdint>
#include <span>

namespace sme::analysis {

/// The first points of Sobol's sequence, the zero point included (Bratley & Fox 1988, ACM TOMS 14),
/// in the unit cube without its faces. Each coordinate's bits are turned by a word drawn for it
/// (digital shift: L'Ecuyer & Lemieux 2002, 2.8), which keeps every first 2^k points a net and
/// makes means over seeds unbiased. Points beyond `count` never change those before. Throws
/// std::invalid_argument for a count or dimension below one or a dimension above 1000.
[[nodiscard]] Eigen::MatrixXd sobol_points(Eigen::Index count, Eigen::Index dimension,
                                           std::uint32_t seed);

/// A Latin hypercube (McKay, Beckman & Conover 1979): each parameter has one point in each of
/// `count` slices, anywhere in it. Of fifty drawn, the one whose closest two points are furthest
/// apart (maximin: Morris & Mitchell 1995); the first of equals. Throws as `sobol_points`.
[[nodiscard]] Eigen::MatrixXd latin_hypercube(Eigen::Index count, Eigen::Index dimension,
                                              std::uint32_t seed);

/// Up to `count` rows of `candidates` that fill the space best next to the rows `taken`: the one
/// furthest from all taken so far, then again (Kennard & Stone 1969). Without `taken` the first is
/// the one nearest to the mean of the candidates. Ties go to the first; equal points come once.
[[nodiscard]] Eigen::MatrixXd spread_out(const Eigen::MatrixXd &candidates, Eigen::Index count,
                                         const Eigen::MatrixXd &taken);

/// How a parameter moves from its lower to its upper bound.
enum class Scale : std::uint8_t {
  linear,
  logarithmic, ///< equal factors are equal steps; both bounds are above zero
};
struct Bounds {
  double low = 0;
  double high = 1;
  Scale scale = Scale::linear;
};

/// Parameters of points in the unit cube, one bound for each column. Throws std::invalid_argument,
/// naming the column, for bounds that are not finite, not in order, or not above zero on a
/// logarithmic scale, and for another number of bounds than columns.
[[nodiscard]] Eigen::MatrixXd to_bounds(const Eigen::MatrixXd &unit,
                                        std::span<const Bounds> bounds);
/// The inverse: points of the unit cube of parameters. Throws the same.
[[nodiscard]] Eigen::MatrixXd to_unit(const Eigen::MatrixXd &parameters,
                                      std::span<const Bounds> bounds);

} // namespace sme::analysis
