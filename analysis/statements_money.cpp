// Cost to the public, cost per additional unit, net benefit and its expected loss.
#include <algorithm>
#include <numeric>

#include "analysis/decision.hpp"
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

using Index = Eigen::Index;
using Series = std::vector<double>;
constexpr std::int32_t willingness_points = 21;

Series zeros(const Comparison &c) { return Series(c.replicates, 0); }

void add(Series &sum, const Series &more, double factor = 1) {
  for (std::size_t r = 0; r < sum.size() && !more.empty(); ++r)
    sum[r] += factor * more[r];
}

Series sum_of(const Series &a, const Series &b, double sign = 1) {
  Series out = a;
  add(out, b, sign);
  return out;
}

bool all_zero(const Series &series) {
  return std::all_of(series.begin(), series.end(), [](double one) { return one == 0; });
}

/// Firms alive when the worlds part that are still there at the horizon.
Series survivors(const Comparison &c, std::size_t w) {
  const Cube moves(c.data, "moves", c.data.scale);
  const auto absent = c.place("state_from", "absent");
  Series out = zeros(c);
  if (!moves.there())
    return {};
  for (std::size_t from = 0; from < moves.size(3); ++from)
    for (std::size_t to = 0; to < moves.size(4); ++to)
      if (from != absent && to != absent)
        add(out, moves.series(w, {c.horizon, from, to}));
  return out;
}

/// What one more costs: name, and its change by replicate (empty when it is not measured).
std::vector<std::pair<std::string, Series>> units_of(const Comparison &c, std::size_t w) {
  std::vector<std::pair<std::string, Series>> out;
  out.emplace_back("primary", c.change(w, c.horizon, c.primary));
  for (const std::string name : {"innovative", "srdi", "little_giants", "champions", "staff"})
    out.emplace_back(name, c.change(w, c.horizon, name));
  Series years;
  for (std::size_t y = 0; y <= c.horizon; ++y) {
    const auto staff = c.change(w, y, "staff");
    if (years.empty())
      years = staff;
    else
      add(years, staff);
  }
  out.emplace_back("staff_years", years);
  out.emplace_back("firms", c.change(w, c.horizon, "firms"));
  const auto here = survivors(c, w);
  out.emplace_back("survivors", here.empty() ? here : differences(survivors(c, 0), here));
  return out;
}

/// Net benefit at each willingness to pay, with the baseline as the option of zero.
void state_benefit(const Comparison &c, Statements &out) {
  const auto &s = c.data.settings;
  if (!(s.willingness_high > 0) || s.willingness_low > s.willingness_high)
    return;
  Axis grid{"comparison/willingness", "step of the willingness to pay", "1", {}, {}};
  grid.values.resize(willingness_points);
  std::iota(grid.values.begin(), grid.values.end(), 0);
  out.axes.push_back(grid);
  Plane value(c, out, "willingness_value", "CNY", "willingness to pay for one more of the primary",
              {"willingness"});
  Series lambda;
  for (std::int32_t k = 0; k < willingness_points; ++k) {
    lambda.push_back(s.willingness_low +
                     (s.willingness_high - s.willingness_low) * k / (willingness_points - 1));
    value.at({static_cast<std::size_t>(k)}) = lambda.back();
  }
  const std::vector<std::string> axes{"world", "willingness"};
  Ranged benefit(c, out, "nmb", "CNY",
                 "net monetary benefit: willingness times additional primary, less discounted "
                 "programme cost; tax gained is left out",
                 axes);
  const std::string over = "over replicates as the futures examined, the baseline being an option";
  Plane loss(c, out, "expected_loss", "CNY", "expected loss against the best option, " + over,
             axes);
  Plane acceptable(c, out, "acceptable", "1", "share of futures in which it is best, " + over,
                   axes);
  Plane evpi(c, out, "evpi", "CNY", "worth of knowing the future: least expected loss, " + over,
             {"willingness"});
  const auto sign = static_cast<double>(c.better(c.primary) < 0 ? -1 : 1);
  Eigen::MatrixXd cost =
      Eigen::MatrixXd::Zero(static_cast<Index>(c.worlds), static_cast<Index>(c.replicates));
  Eigen::MatrixXd effect = cost;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto money = cost_series(c, w).programme_discounted;
    auto gain = c.change(w, c.horizon, c.primary);
    for (std::size_t r = 0; r < c.replicates; ++r) {
      gain[r] *= sign;
      cost(static_cast<Index>(w), static_cast<Index>(r)) = money[r];
      effect(static_cast<Index>(w), static_cast<Index>(r)) = gain[r];
    }
    for (std::size_t k = 0; k < lambda.size(); ++k)
      benefit.set({w, k}, net_benefit(money, gain, lambda[k]), s.level);
  }
  for (std::size_t k = 0; k < lambda.size(); ++k)
    benefit.set({0, k}, 0, {0, 0});
  if (c.replicates == 0)
    return;
  const auto found = expected_loss(cost, effect, lambda);
  for (std::size_t k = 0; k < lambda.size(); ++k) {
    evpi.at({k}) = found.evpi[k];
    for (std::size_t w = 0; w < c.worlds; ++w) {
      loss.at({w, k}) = found.loss(static_cast<Index>(w), static_cast<Index>(k));
      acceptable.at({w, k}) = found.acceptable(static_cast<Index>(w), static_cast<Index>(k));
    }
  }
}

} // namespace

CostSeries cost_series(const Comparison &c, std::size_t world) {
  CostSeries out;
  for (auto *one : {&out.spent, &out.forgone, &out.returned, &out.called, &out.tax_gained,
                    &out.gross_discounted, &out.net_discounted, &out.programme_discounted})
    *one = zeros(c);
  const DiscountSchedule schedule{{{1000, c.data.settings.discount}}};
  const int base = c.data.settings.discount_base != 0 ? c.data.settings.discount_base : c.year(0);
  for (std::size_t y = 0; y <= c.horizon; ++y) {
    const auto spent = c.change(world, y, "public_spent");
    const auto forgone = c.change(world, y, "public_forgone");
    const auto returned = c.change(world, y, "public_returned");
    const auto tax = c.change(world, y, "tax");
    const double factor = schedule.factor(c.year(y) - base);
    add(out.spent, spent);
    add(out.forgone, forgone);
    add(out.returned, returned);
    add(out.called, c.change(world, y, "public_called"));
    add(out.tax_gained, tax);
    add(out.tax_gained, forgone); // tax paid has fallen by the relief already
    add(out.gross_discounted, spent, factor);
    add(out.gross_discounted, forgone, factor);
    add(out.programme_discounted, returned, -factor);
    add(out.net_discounted, tax, -factor);
    add(out.net_discounted, forgone, -factor);
  }
  add(out.programme_discounted, out.gross_discounted);
  add(out.net_discounted, out.programme_discounted);
  out.gross = sum_of(out.spent, out.forgone);
  out.net = sum_of(sum_of(out.gross, out.returned, -1), out.tax_gained, -1);
  return out;
}

void state_money(const Comparison &c, Statements &out) {
  const auto &s = c.data.settings;
  out.axes.push_back({"comparison/cost",
                      "kind of public cost, against the baseline",
                      "",
                      {"gross", "net", "gross_discounted", "net_discounted", "spent", "forgone",
                       "returned", "called", "tax_gained", "bias", "programme_discounted"},
                      {}});
  Ranged cost(
      c, out, "cost", "CNY",
      "public cost against the baseline up to the horizon; spent includes guarantee calls; "
      "gross = spent + forgone; net = gross - returned - tax gained; tax gained counts the "
      "tax forgone back, so that relief is not counted twice; bias = optimism bias on gross",
      {"world", "cost"});
  std::vector<std::string> names;
  for (const auto &unit : units_of(c, 0))
    names.push_back(unit.first);
  out.axes.push_back({"comparison/unit", "what one more of costs", "", names, {}});
  const std::vector<std::string> axes{"world", "unit"};
  const std::string ratio = "discounted programme cost (spent + forgone - returned) over the "
                            "additional units at the horizon; ratio of means, Fieller's set, whose "
                            "upper end is infinite where the effect may be zero";
  Ranged per(c, out, "cost_per", "CNY", ratio, axes);
  Plane bounded(c, out, "cost_per_bounded", "1", "1: the set is an interval; 0: without limit",
                axes);
  Plane other(c, out, "cost_per_other", "CNY",
              "where cost_per has no upper limit: values at or below this one are not excluded "
              "either (the effect may have the other sign)",
              axes);
  Ranged biased(c, out, "cost_per_biased", "CNY",
                ratio + "; with optimism bias on cost and take-up", axes);
  const double bias = (1 + s.cost_bias) / (1 - std::min(s.uptake_bias, 0.99));
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto money = cost_series(c, w);
    auto extra = money.gross_discounted;
    for (auto &one : extra)
      one *= s.cost_bias;
    std::size_t k = 0;
    for (const auto *series :
         {&money.gross, &money.net, &money.gross_discounted, &money.net_discounted, &money.spent,
          &money.forgone, &money.returned, &money.called, &money.tax_gained,
          static_cast<const Series *>(&extra), &money.programme_discounted})
      cost.set({w, k++}, *series, s.level);
    k = 0;
    for (const auto &[name, gained] : units_of(c, w)) {
      const auto place = k++;
      if (gained.empty())
        continue;
      const auto set = cost_per_unit(money.programme_discounted, gained, s.level);
      bounded.at({w, place}) = set.shape == RatioSet::Shape::interval ? 1 : 0;
      if (all_zero(money.programme_discounted) && all_zero(gained))
        continue; // nothing over nothing
      const auto limits = limits_of(set);
      per.set({w, place}, set.ratio, limits);
      other.at({w, place}) = end_of_other_branch(set);
      biased.set({w, place}, bias * set.ratio, {bias * limits.low, bias * limits.high});
    }
  }
  state_benefit(c, out);
}

} // namespace sme::analysis
