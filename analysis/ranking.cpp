// The second part of decision.hpp: how sure an order of policies is.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "analysis/decision.hpp"
#include "analysis/resampling.hpp"
#include "analysis/simultaneous.hpp"

namespace sme::analysis {

namespace {

using Index = Eigen::Index;

/// Ranks with 1 for the greatest; equals take the middle of their places.
std::vector<double> ranks(const Eigen::VectorXd &values) {
  std::vector<double> out;
  for (const double mine : values) {
    const auto above = static_cast<double>((values.array() > mine).count());
    const auto equal = static_cast<double>((values.array() == mine).count());
    out.push_back(above + (equal + 1) / 2);
  }
  return out;
}

/// Means of complete rows only.
Eigen::MatrixXd complete(const Eigen::MatrixXd &replicates) {
  Eigen::MatrixXd out(replicates.rows(), replicates.cols());
  Index kept = 0;
  for (Index r = 0; r < replicates.rows(); ++r)
    if (!replicates.row(r).hasNaN())
      out.row(kept++) = replicates.row(r);
  return out.topRows(kept);
}

std::vector<Interval> compare_with_best(const Eigen::MatrixXd &data, double alpha,
                                        std::uint32_t seed) {
  const Index policies = data.cols();
  Eigen::MatrixXd pairs(data.rows(), policies * (policies - 1) / 2);
  Index at = 0;
  for (Index p = 0; p < policies; ++p)
    for (Index q = p + 1; q < policies; ++q)
      pairs.col(at++) = data.col(p) - data.col(q);
  const auto found = simultaneous_intervals(pairs, alpha, seed);
  // mean of p less the best other: at most the least upper end, at least the least lower end
  std::vector<Interval> out(
      static_cast<std::size_t>(policies),
      {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()});
  const auto narrow = [&](Index p, double low, double high) {
    auto &mine = out[static_cast<std::size_t>(p)];
    mine = {std::min(mine.low, low), std::min(mine.high, high)};
  };
  std::size_t pair = 0;
  for (Index p = 0; p < policies; ++p)
    for (Index q = p + 1; q < policies; ++q, ++pair) {
      narrow(p, found.intervals[pair].low, found.intervals[pair].high);
      narrow(q, -found.intervals[pair].high, -found.intervals[pair].low);
    }
  return out;
}

} // namespace

Ranking rank_policies(const Eigen::MatrixXd &replicates, double alpha, std::uint32_t seed) {
  const Eigen::MatrixXd data = complete(replicates);
  const auto policies = static_cast<std::size_t>(data.cols());
  Ranking out;
  out.mean.assign(policies, unknown);
  out.best.assign(policies, unknown);
  out.best_two = out.expected_rank = out.first_of_many = out.lead = out.best;
  out.against_best.assign(policies, {});
  if (data.rows() == 0)
    return out;
  for (std::size_t p = 0; p < policies; ++p)
    out.mean[p] = data.col(static_cast<Index>(p)).mean();
  for (std::size_t p = 0; p < policies && policies > 1; ++p) {
    double other = -std::numeric_limits<double>::infinity();
    for (std::size_t q = 0; q < policies; ++q)
      other = q == p ? other : std::max(other, out.mean[q]);
    out.lead[p] = out.mean[p] - other;
  }
  if (data.rows() < 2)
    return out;
  if (policies > 1)
    out.against_best = compare_with_best(data, alpha, seed);
  out.best.assign(policies, 0);
  out.best_two = out.expected_rank = out.first_of_many = out.best;
  const Chance chance(seed, Resampling::ranking);
  std::vector<std::uint32_t> times(static_cast<std::size_t>(data.rows()));
  for (std::uint32_t b = 0; b < resamples; ++b) {
    chance.multiplicities(b, times);
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(data.cols());
    for (std::size_t r = 0; r < times.size(); ++r)
      sum += times[r] * data.row(static_cast<Index>(r)).transpose();
    const auto place = ranks(sum);
    for (std::size_t p = 0; p < policies; ++p) {
      const auto equal = static_cast<double>((sum.array() == sum[static_cast<Index>(p)]).count());
      const double first = place[p] - (equal - 1) / 2; // best place of the equals
      const auto share = [&](double places) {
        return std::clamp((places - first + 1) / equal, 0.0, 1.0) / resamples;
      };
      out.best[p] += share(1);
      out.first_of_many[p] += first == 1 && equal > 1 ? 1.0 / resamples : 0;
      out.best_two[p] += share(2);
      out.expected_rank[p] += place[p] / resamples;
    }
  }
  return out;
}

Eigen::MatrixXd linear_ratios(const Eigen::MatrixXd &numerator,
                              const Eigen::MatrixXd &denominator) {
  if (numerator.rows() != denominator.rows() || numerator.cols() != denominator.cols())
    throw std::invalid_argument("linear ratios: numerator and denominator have different shapes");
  const Eigen::RowVectorXd below = denominator.colwise().mean();
  const Eigen::RowVectorXd ratio = numerator.colwise().mean().cwiseQuotient(below);
  const Eigen::MatrixXd apart = numerator - denominator * ratio.asDiagonal();
  return (apart * below.cwiseInverse().asDiagonal()).rowwise() + ratio;
}

double kendall_tau(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size())
    throw std::invalid_argument("Kendall's tau: the orders have different lengths");
  double agree = 0, in_a = 0, in_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = i + 1; j < a.size(); ++j) {
      const int x = (a[i] < a[j]) - (a[i] > a[j]), y = (b[i] < b[j]) - (b[i] > b[j]);
      agree += x * y;
      in_a += x * x;
      in_b += y * y;
    }
  return in_a > 0 && in_b > 0 ? agree / std::sqrt(in_a * in_b) : unknown;
}

std::vector<bool> first_half(std::size_t replicates, std::uint32_t seed) {
  std::vector<std::uint32_t> words(replicates);
  Chance(seed, Resampling::halves).fill(0, words);
  std::vector<std::size_t> order(replicates);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return words[a] < words[b]; });
  std::vector<bool> out(replicates, false);
  for (std::size_t i = 0; i < replicates / 2; ++i)
    out[order[i]] = true;
  return out;
}

SplitHalf split_half(const Eigen::MatrixXd &replicates, std::uint32_t seed) {
  const Eigen::MatrixXd data = complete(replicates);
  const auto rows = static_cast<std::size_t>(data.rows());
  if (rows < 4)
    throw std::invalid_argument("split half: needs four complete replicates");
  const auto is_first = first_half(rows, seed);
  const std::size_t half = rows / 2;
  SplitHalf out;
  for (Index p = 0; p < data.cols(); ++p) {
    double first = 0, second = 0;
    for (std::size_t i = 0; i < rows; ++i)
      (is_first[i] ? first : second) += data(static_cast<Index>(i), p);
    out.first.push_back(first / static_cast<double>(half));
    out.second.push_back(second / static_cast<double>(rows - half));
  }
  out.winner = static_cast<std::size_t>(std::max_element(out.first.begin(), out.first.end()) -
                                        out.first.begin());
  if (!out.first.empty()) {
    out.promised = out.first[out.winner];
    out.delivered = out.second[out.winner];
    out.agreement = kendall_tau(out.first, out.second);
  }
  return out;
}

} // namespace sme::analysis
