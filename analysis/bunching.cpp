#include "analysis/bunching.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "analysis/resampling.hpp"

namespace sme::analysis {

namespace {

constexpr std::size_t least_firms = 100;
constexpr std::size_t least_bunchers = 10;

// Places of a notch as numbers of bins from `lower`.
struct Bins {
  Eigen::Index low, notch, high, all; ///< low..notch - 1 missing, notch..high - 1 bunching
};

Eigen::Index whole_bins(double width, double bin) {
  const double bins = width / bin;
  if (!(std::abs(bins - std::round(bins)) < 1e-6))
    throw std::invalid_argument("bunching: each place must be whole bins away from the notch");
  return static_cast<Eigen::Index>(std::llround(bins));
}

Bins bins_of(const Notch &n) {
  if (!(n.bin > 0) || !(n.lower < n.excluded_low) || !(n.excluded_low <= n.notch) ||
      !(n.notch < n.excluded_high) || !(n.excluded_high < n.upper) || n.power < 0)
    throw std::invalid_argument("bunching: needs a bin above zero and lower < excluded_low <= "
                                "notch < excluded_high < upper");
  const auto before = whole_bins(n.notch - n.lower, n.bin);
  return {before - whole_bins(n.notch - n.excluded_low, n.bin), before,
          before + whole_bins(n.excluded_high - n.notch, n.bin),
          before + whole_bins(n.upper - n.notch, n.bin)};
}

// The bin of each value that is inside; counted from the notch so that it is a clean edge.
std::vector<Eigen::Index> placed(std::span<const double> values, const Notch &n, const Bins &bins) {
  std::vector<Eigen::Index> out;
  for (const double value : values) {
    if (!(value >= n.lower - n.bin) || !(value < n.upper + n.bin))
      continue;
    // a value written in decimals may miss its threshold by rounding
    const double from_notch = (value - n.notch) / n.bin + 1e-9;
    const auto bin = bins.notch + static_cast<Eigen::Index>(std::floor(from_notch));
    if (bin >= 0 && bin < bins.all)
      out.push_back(bin);
  }
  return out;
}

// The matrix that turns counts into the counterfactual: fit outside the window, predict everywhere.
Eigen::MatrixXd projection(const Bins &bins, int power) {
  Eigen::MatrixXd all(bins.all, power + 1);
  for (Eigen::Index r = 0; r < bins.all; ++r) {
    const double x = 2 * (static_cast<double>(r) + 0.5) / static_cast<double>(bins.all) - 1;
    double term = 1;
    for (Eigen::Index c = 0; c <= power; ++c, term *= x)
      all(r, c) = term;
  }
  Eigen::MatrixXd outside = all;
  outside.middleRows(bins.low, bins.high - bins.low).setZero();
  return all * (outside.transpose() * outside).ldlt().solve(outside.transpose());
}

struct Masses {
  double excess, missing, mass;
};

Masses masses(const Eigen::VectorXd &counts, const Eigen::VectorXd &without, const Bins &bins) {
  const auto more = [&](Eigen::Index from, Eigen::Index to) {
    return (counts - without).segment(from, to - from).sum();
  };
  const double excess = more(bins.notch, bins.high);
  const double height = without.segment(bins.notch, bins.high - bins.notch).mean();
  return {excess, -more(bins.low, bins.notch), excess / height};
}

double deviation(const std::vector<double> &values) { return moments(values).deviation; }

} // namespace

std::optional<Bunching> bunching(std::span<const double> values, const Notch &notch,
                                 std::uint32_t seed, std::uint32_t draws) {
  const auto bins = bins_of(notch);
  const auto places = placed(values, notch, bins);
  if (places.size() < least_firms || bins.all - (bins.high - bins.low) < notch.power + 3)
    return std::nullopt;
  const auto matrix = projection(bins, notch.power);
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(bins.all);
  for (const auto place : places)
    counts(place) += 1;
  const Eigen::VectorXd without = matrix * counts;
  if (!(without.segment(bins.notch, bins.high - bins.notch).minCoeff() > 0))
    return std::nullopt;
  Bunching out;
  out.counts.assign(counts.begin(), counts.end());
  out.counterfactual.assign(without.begin(), without.end());
  const auto found = masses(counts, without, bins);
  const Chance chance(seed, Resampling::bunching);
  std::vector<std::uint32_t> times(places.size());
  std::vector<double> excess, missing, mass;
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    chance.multiplicities(draw, times);
    Eigen::VectorXd again = Eigen::VectorXd::Zero(bins.all);
    for (std::size_t i = 0; i < places.size(); ++i)
      again(places[i]) += times[i];
    const auto one = masses(again, matrix * again, bins);
    excess.push_back(one.excess);
    missing.push_back(one.missing);
    mass.push_back(one.mass);
  }
  out.excess = {found.excess, deviation(excess)};
  out.missing = {found.missing, deviation(missing)};
  out.mass = {found.mass, deviation(mass)};
  return out;
}

std::optional<Estimate> relabelled_share(const Reports &reports, double notch, double width) {
  const auto &[real, reported, revenue] = reports;
  if (real.size() != reported.size() || real.size() != revenue.size())
    throw std::invalid_argument("relabelled share: real and reported R&D and revenue must have the "
                                "same length");
  std::vector<std::size_t> there;
  double false_sum = 0, sum = 0;
  for (std::size_t i = 0; i < real.size(); ++i) {
    const double intensity = revenue[i] > 0 ? reported[i] / revenue[i] : unknown;
    if (!(intensity >= notch - 1e-12) || !(intensity < notch + width) || !std::isfinite(real[i]))
      continue;
    there.push_back(i);
    false_sum += reported[i] - real[i];
    sum += reported[i];
  }
  if (there.size() < least_bunchers || !(sum > 0))
    return std::nullopt;
  const double share = false_sum / sum;
  double squares = 0;
  for (const auto i : there) {
    const double off = reported[i] - real[i] - share * reported[i];
    squares += off * off;
  }
  const auto n = static_cast<double>(there.size());
  return Estimate{share, std::sqrt(squares * n / (n - 1)) / sum, n - 1};
}

} // namespace sme::analysis
