#include "analysis/simultaneous.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/distributions.hpp"
#include "analysis/resampling.hpp"

namespace sme::analysis {

namespace {

constexpr std::size_t few_replicates = 8;

/// Rows without a missing value; their columns in standard units, replicates first.
struct Standardised {
  std::size_t rows = 0;
  std::vector<Moments> columns;
  std::vector<std::size_t> varying;
  std::vector<double> z; // rows x varying, row-major
};

Standardised standardise(const Eigen::MatrixXd &differences) {
  std::vector<Eigen::Index> kept;
  for (Eigen::Index r = 0; r < differences.rows(); ++r)
    if (!differences.row(r).hasNaN())
      kept.push_back(r);
  Standardised out;
  out.rows = kept.size();
  std::vector<double> column(kept.size());
  for (Eigen::Index c = 0; c < differences.cols(); ++c) {
    for (std::size_t i = 0; i < kept.size(); ++i)
      column[i] = differences(kept[i], c);
    out.columns.push_back(moments(column));
    if (out.columns.back().deviation > 0)
      out.varying.push_back(static_cast<std::size_t>(c));
  }
  for (const auto row : kept)
    for (const auto c : out.varying)
      out.z.push_back((differences(row, static_cast<Eigen::Index>(c)) - out.columns[c].mean) /
                      out.columns[c].deviation);
  return out;
}

/// The order statistic that a share alpha of the resamples exceeds.
double exceeded_by(double alpha, std::vector<double> &greatest) {
  std::sort(greatest.begin(), greatest.end());
  const auto beyond = static_cast<std::size_t>((resamples + 1) * alpha + 1e-9);
  return greatest[resamples - std::max<std::size_t>(beyond, 1)];
}

/// The greatest t over columns under random rotations of the replicates, exact for normal rows.
double greatest_rotated(const Standardised &data, double alpha, std::uint32_t seed) {
  const Chance chance(seed, Resampling::whole_rows);
  const auto width = data.varying.size();
  const double freedom = static_cast<double>(data.rows) - 1;
  std::vector<std::uint32_t> words(6 * data.rows);
  std::vector<double> direction(data.rows), sums(width), greatest(resamples);
  for (std::uint32_t b = 0; b < resamples; ++b) {
    chance.fill(b, words);
    double centre = 0, length = 0;
    for (std::size_t i = 0; i < data.rows; ++i) {
      direction[i] = bell(std::span(words).subspan(6 * i).first<6>());
      centre += direction[i] / static_cast<double>(data.rows);
    }
    for (auto &one : direction) {
      one -= centre;
      length += one * one;
    }
    std::fill(sums.begin(), sums.end(), 0.0);
    for (std::size_t i = 0; i < data.rows; ++i) {
      const double *row = data.z.data() + i * width;
      for (std::size_t j = 0; j < width; ++j)
        sums[j] += direction[i] * row[j];
    }
    double most = 0;
    for (const double sum : sums)
      most = std::max(most, std::abs(sum));
    greatest[b] =
        most / std::sqrt(length * freedom); // a correlation: a column's squares sum to n-1
  }
  const double correlation = std::min(exceeded_by(alpha, greatest), 1 - 1e-12);
  // Centred columns have one degree of freedom less than the t they stand for.
  const double t = correlation * std::sqrt((freedom - 1) / (1 - correlation * correlation));
  return student_quantile(1 - student_two_sided(t, freedom - 1) / 2, freedom);
}

/// The greatest t over columns when whole replicates are drawn with repetition; infinite when some
/// column often comes out without variation.
double greatest_bootstrapped(const Standardised &data, double alpha, std::uint32_t seed) {
  const Chance chance(seed, Resampling::whole_rows);
  const auto width = data.varying.size();
  const auto n = static_cast<double>(data.rows);
  std::vector<std::uint32_t> times(data.rows);
  std::vector<double> sums(width), squares(width), greatest(resamples);
  for (std::uint32_t b = 0; b < resamples; ++b) {
    chance.multiplicities(b, times);
    std::fill(sums.begin(), sums.end(), 0.0);
    std::fill(squares.begin(), squares.end(), 0.0);
    for (std::size_t i = 0; i < data.rows; ++i) {
      const double *row = data.z.data() + i * width;
      for (std::size_t j = 0; j < width; ++j) {
        sums[j] += times[i] * row[j];
        squares[j] += times[i] * (row[j] * row[j]);
      }
    }
    double most = 0;
    for (std::size_t j = 0; j < width; ++j) {
      const double mean = sums[j] / n;
      const double error = (squares[j] - n * mean * mean) / (n - 1) / n;
      most = std::max(most, error > 1e-12 ? std::abs(mean) / std::sqrt(error)
                                          : std::numeric_limits<double>::infinity());
    }
    greatest[b] = most;
  }
  return exceeded_by(alpha, greatest);
}

std::vector<std::size_t> ascending(std::span<const double> p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!std::isnan(p[i]))
      order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  return order;
}

} // namespace

Simultaneous simultaneous_intervals(const Eigen::MatrixXd &differences, double alpha,
                                    std::uint32_t seed) {
  const auto data = standardise(differences);
  Simultaneous out;
  out.count = data.rows;
  out.family = data.varying.size();
  out.intervals.resize(data.columns.size());
  if (data.rows < 2)
    return out;
  const double freedom = static_cast<double>(data.rows) - 1;
  const auto alone = [&](std::size_t c) {
    return std::abs(data.columns[c].skewness) > skewed && data.rows < many_pairs;
  };
  const auto bent = std::count_if(data.varying.begin(), data.varying.end(), alone);
  const bool all = 10 * static_cast<std::size_t>(bent) > out.family;
  double of_skewed = 0;
  if (out.family > 0) {
    const double least = student_quantile(1 - alpha / 2, freedom);
    const double most =
        student_quantile(1 - alpha / (2 * static_cast<double>(out.family)), freedom);
    out.critical = data.rows < few_replicates || out.family == 1
                       ? most
                       : std::clamp(greatest_rotated(data, alpha, seed), least, most);
    of_skewed = out.critical;
    if (data.rows >= few_replicates && bent > 0) {
      const double bootstrapped = greatest_bootstrapped(data, alpha, seed);
      if (std::isfinite(bootstrapped))
        of_skewed = std::max(of_skewed, bootstrapped);
    }
  }
  for (std::size_t c = 0; c < data.columns.size(); ++c) {
    const auto &column = data.columns[c];
    const double error = column.deviation / std::sqrt(static_cast<double>(data.rows));
    const double half =
        column.deviation > 0 ? (all || alone(c) ? of_skewed : out.critical) * error : 0;
    out.intervals[c] = {column.mean - half, column.mean + half};
  }
  return out;
}

std::vector<double> holm(std::span<const double> p) {
  std::vector<double> out(p.begin(), p.end());
  const auto order = ascending(p);
  double least = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto left = static_cast<double>(order.size() - k);
    least = std::max(least, std::min(1.0, left * p[order[k]]));
    out[order[k]] = least;
  }
  return out;
}

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  std::vector<double> out(p.begin(), p.end());
  const auto order = ascending(p);
  const auto all = static_cast<double>(order.size());
  double most = 1;
  for (std::size_t k = order.size(); k-- > 0;) {
    most = std::min(most, all / static_cast<double>(k + 1) * p[order[k]]);
    out[order[k]] = most;
  }
  return out;
}

} // namespace sme::analysis
