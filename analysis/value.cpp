#include "analysis/value.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

#include "analysis/distributions.hpp"

namespace sme::analysis {

double DiscountSchedule::factor(int years) const {
  if (steps.empty())
    return 1;
  double product = 1;
  auto step = steps.begin();
  for (int s = 1; s <= std::abs(years); ++s) {
    while (s > step->until && step + 1 != steps.end())
      ++step;
    product *= 1 + step->rate;
  }
  return years < 0 ? product : 1 / product;
}

DiscountSchedule green_book() { return {{{30, 0.035}, {75, 0.030}, {125, 0.025}}}; }

double present_value(std::span<const double> yearly, int first, const DiscountSchedule &schedule) {
  double sum = 0;
  for (std::size_t y = 0; y < yearly.size(); ++y)
    sum += schedule.factor(first + static_cast<int>(y)) * yearly[y];
  return sum;
}

PublicCost public_cost(std::span<const PublicMoney> yearly, int first,
                       const DiscountSchedule &schedule) {
  PublicCost out;
  double back = 0;
  for (std::size_t y = 0; y < yearly.size(); ++y) {
    const double factor = schedule.factor(first + static_cast<int>(y));
    out.gross += factor * (yearly[y].spent + yearly[y].forgone);
    back += factor * (yearly[y].returned + yearly[y].tax);
  }
  out.net = out.gross - back;
  return out;
}

RatioSet fieller(double cost, double effect, double cost_variance, double covariance,
                 double effect_variance, double t) {
  RatioSet out;
  out.ratio = effect != 0 ? cost / effect : unknown;
  // x^2 (N^2 - t^2 v_N) - 2 x (C N - t^2 v_CN) + (C^2 - t^2 v_C) <= 0
  const double a = effect * effect - t * t * effect_variance;
  const double b = cost * effect - t * t * covariance;
  const double c = cost * cost - t * t * cost_variance;
  const double discriminant = b * b - a * c;
  if (a > 0) {
    const double root = std::sqrt(std::max(discriminant, 0.0));
    out.shape = RatioSet::Shape::interval;
    out.bounds = {(b - root) / a, (b + root) / a};
  } else if (a < 0 && discriminant > 0) {
    const double root = std::sqrt(discriminant);
    out.shape = RatioSet::Shape::outside;
    out.bounds = {(b + root) / a, (b - root) / a};
  } else if (a == 0 && b != 0) { // one bound only: x <= or >= c / 2b
    const double bound = c / (2 * b);
    constexpr double endless = std::numeric_limits<double>::infinity();
    out.shape = RatioSet::Shape::outside;
    out.bounds = b > 0 ? Interval{-endless, bound} : Interval{bound, endless};
  } else {
    out.shape = RatioSet::Shape::everything;
  }
  return out;
}

Interval limits_of(const RatioSet &set) {
  constexpr double endless = std::numeric_limits<double>::infinity();
  switch (set.shape) {
  case RatioSet::Shape::interval:
    return set.bounds;
  case RatioSet::Shape::outside:
    return {set.bounds.high, endless};
  case RatioSet::Shape::everything:
    return {-endless, endless};
  case RatioSet::Shape::none:
    break;
  }
  return {};
}

double end_of_other_branch(const RatioSet &set) {
  return set.shape == RatioSet::Shape::outside ? set.bounds.low : unknown;
}

RatioSet cost_per_unit(std::span<const double> cost, std::span<const double> effect, double alpha) {
  if (cost.size() != effect.size())
    throw std::invalid_argument("cost per unit: cost and effect have unequal replicates");
  std::vector<double> c, e;
  for (std::size_t r = 0; r < cost.size(); ++r)
    if (!std::isnan(cost[r]) && !std::isnan(effect[r])) {
      c.push_back(cost[r]);
      e.push_back(effect[r]);
    }
  const auto mc = moments(c), me = moments(e);
  if (c.size() < 2) {
    RatioSet out;
    out.ratio = me.count > 0 && me.mean != 0 ? mc.mean / me.mean : unknown;
    return out;
  }
  const auto n = static_cast<double>(c.size());
  double together = 0;
  for (std::size_t r = 0; r < c.size(); ++r)
    together += (c[r] - mc.mean) * (e[r] - me.mean);
  const double of_mean = 1 / (n * (n - 1));
  return fieller(mc.mean, me.mean, mc.deviation * mc.deviation / n, together * of_mean,
                 me.deviation * me.deviation / n, student_quantile(1 - alpha / 2, n - 1));
}

std::vector<double> net_benefit(std::span<const double> cost, std::span<const double> effect,
                                double lambda) {
  if (cost.size() != effect.size())
    throw std::invalid_argument("net benefit: cost and effect have unequal replicates");
  std::vector<double> out(cost.size());
  for (std::size_t r = 0; r < out.size(); ++r)
    out[r] = lambda * effect[r] - cost[r];
  return out;
}

Worth worth(std::span<const double> benefit, std::span<const double> cost,
            const PairedOptions &options) {
  return {paired_effect(cost, benefit, options), cost_per_unit(benefit, cost, options.alpha)};
}

namespace {

/// Evaluates each input once, up to a limit.
class Trials {
public:
  Trials(const std::function<Measured(double)> &measure, int most)
      : measure_(measure), most_(most) {}
  Measured at(double x) {
    const auto known = seen_.find(x);
    if (known != seen_.end())
      return known->second;
    return seen_.emplace(x, measure_(x)).first->second;
  }
  [[nodiscard]] bool spent() const { return static_cast<int>(seen_.size()) >= most_; }
  [[nodiscard]] int count() const { return static_cast<int>(seen_.size()); }

  /// The known inputs closest to a change of sign of mean + side * half-width, then halved.
  double root(double side, double low, double high, double tolerance) {
    const auto value = [&](const Measured &m) { return m.mean + side * m.half_width; };
    const bool rises = value(at(high)) > value(at(low));
    for (const auto &[x, m] : seen_) { // in order of x
      const bool before = (value(m) < 0) == rises;
      if (before && x < high)
        low = std::max(low, x);
    }
    for (const auto &[x, m] : seen_)
      if (x > low && (value(m) < 0) != rises)
        high = std::min(high, x);
    while (high - low > tolerance && !spent()) {
      const double middle = low + (high - low) / 2;
      ((value(at(middle)) < 0) == rises ? low : high) = middle;
    }
    // the straight line between the two last inputs
    const double below = value(at(low)), above = value(at(high));
    return above == below ? low : low + (high - low) * (-below / (above - below));
  }

private:
  const std::function<Measured(double)> &measure_;
  int most_;
  std::map<double, Measured> seen_;
};

} // namespace

SwitchingValue switching_value(const std::function<Measured(double)> &measure, double low,
                               double high, const SwitchingOptions &options) {
  if (!(low < high))
    throw std::invalid_argument("switching value: the bracket must have low < high");
  Trials trials(measure, options.most);
  const auto first = trials.at(low), last = trials.at(high);
  SwitchingValue out;
  using Switch = SwitchingValue::Verdict;
  if (first.mean == 0 && last.mean == 0)
    out.verdict = Switch::undecided;
  else if (first.mean >= 0 && last.mean >= 0)
    out.verdict = Switch::always;
  else if (first.mean <= 0 && last.mean <= 0)
    out.verdict = Switch::never;
  else {
    out.verdict = Switch::found;
    const double tolerance = options.tolerance * (high - low);
    out.at = trials.root(0, low, high, tolerance);
    std::vector<double> ends;
    for (const double side : {-1.0, 1.0}) {
      const double left = first.mean + side * first.half_width;
      const double right = last.mean + side * last.half_width;
      if ((left < 0) != (right < 0))
        ends.push_back(trials.root(side, low, high, tolerance));
      else // zero is still inside at one end of the bracket
        ends.push_back((side < 0) == (first.mean < 0) ? high : low);
    }
    out.interval = {std::min(ends[0], ends[1]), std::max(ends[0], ends[1])};
  }
  out.evaluations = trials.count();
  return out;
}

} // namespace sme::analysis
