// Cost to the public, cost per additional unit, net benefit and its expected loss.
#include <algorithm>
#include <array>
#include <cmath>
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
                            "additional units at the horizon; ratio of means, Fieller's set";
  Ranged per(c, out, "cost_per", "CNY", ratio, axes);
  Plane bounded(c, out, "cost_per_bounded", "1", "1: the set is an interval; 0: without limit",
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
      const bool limited = set.shape == RatioSet::Shape::interval;
      bounded.at({w, place}) = limited ? 1 : 0;
      per.set({w, place}, set.ratio, limited ? set.bounds : Interval{});
      biased.set({w, place}, bias * set.ratio,
                 limited ? Interval{bias * set.bounds.low, bias * set.bounds.high} : Interval{});
    }
  }
  state_benefit(c, out);
}

void state_choice(const Comparison &c, Statements &out) {
  const auto &s = c.data.settings;
  const double sign = c.better(c.primary) < 0 ? -1 : 1;
  const auto rows = static_cast<Index>(c.replicates), options = static_cast<Index>(c.worlds);
  Eigen::MatrixXd gain = Eigen::MatrixXd::Zero(rows, options), cost = gain; // baseline first
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto change = c.change(w, c.horizon, c.primary);
    const auto money = cost_series(c, w).programme_discounted;
    for (std::size_t r = 0; r < c.replicates; ++r) {
      gain(static_cast<Index>(r), static_cast<Index>(w)) = sign * change[r];
      cost(static_cast<Index>(r), static_cast<Index>(w)) = money[r];
    }
  }
  const std::string futures = "; replicates are the futures examined, the baseline is an option";
  const auto plane = [&](const std::string &name, const std::string &meaning,
                         const std::vector<double> &values, std::size_t first) {
    Plane one(c, out, name, "1", meaning + " (primary outcome at the horizon)", {"world"});
    for (std::size_t w = 0; w < values.size(); ++w)
      one.at({first + w}) = values[w];
  };
  if (c.worlds > 1) {
    const auto order = rank_policies(gain.rightCols(options - 1), s.level, c.data.seed);
    plane("best", "chance of being the best policy, whole replicates drawn again", order.best, 1);
    plane("top_two", "chance of being among the best two", order.best_two, 1);
    plane("expected_rank", "expected rank, 1 is best", order.expected_rank, 1);
    std::vector<double> low, high;
    for (const auto &one : order.against_best) {
      low.push_back(one.low);
      high.push_back(one.high);
    }
    plane("against_best_low", "less the best other policy, lower end, simultaneous", low, 1);
    plane("against_best_high", "less the best other policy, upper end, simultaneous", high, 1);
  }
  if (c.replicates == 0 || gain.hasNaN() || cost.hasNaN())
    return;
  const Eigen::MatrixXd utility = gain.transpose();
  plane("regret_mean", "mean regret" + futures, laplace(regret(utility)), 0);
  plane("regret_max", "greatest regret" + futures, greatest_regret(utility), 0);
  plane("regret_90", "regret not exceeded in 90 % of futures" + futures,
        regret_quantile(utility, 0.9), 0);
  plane("regret_of_means", "regret of means over replicates, the baseline being an option",
        laplace(regret(utility.rowwise().mean())), 0);
  plane("hurwicz", "half the best and half the worst future" + futures, hurwicz(utility, 0.5), 0);
  std::vector<Eigen::MatrixXd> tests{utility};
  std::vector<double> thresholds{s.least_gain};
  if (s.most_cost > 0) {
    tests.push_back(-cost.transpose());
    thresholds.push_back(-s.most_cost);
  }
  plane("domain", "share of futures with at least the least gain and at most the greatest cost",
        domain(tests, thresholds), 0);
  std::vector<Eigen::MatrixXd> replicates;
  for (Index r = 0; r < rows; ++r) {
    Eigen::MatrixXd both(options, 2);
    both << gain.row(r).transpose(), -cost.row(r).transpose();
    replicates.push_back(both);
  }
  plane("pareto", "frequency of not being beaten on effect and cost, whole replicates drawn again",
        efficient_frequency(replicates, c.data.seed), 0);
  for (const std::string name : {"metric", "other_metric"})
    out.axes.push_back({"comparison/" + name,
                        "metric of choice",
                        "",
                        {"regret_mean", "regret_max", "regret_90", "hurwicz", "domain", "mean"},
                        {}});
  Plane tau(c, out, "metric_tau", "1", "Kendall's tau between the orders of two metrics",
            {"metric", "other_metric"});
  const auto turned = [](std::vector<double> values) {
    for (auto &one : values)
      one = -one;
    return values;
  };
  const std::array<std::vector<double>, 6> orders{turned(laplace(regret(utility))),
                                                  turned(greatest_regret(utility)),
                                                  turned(regret_quantile(utility, 0.9)),
                                                  hurwicz(utility, 0.5),
                                                  domain(tests, thresholds),
                                                  laplace(utility)};
  for (std::size_t a = 0; a < orders.size(); ++a)
    for (std::size_t b = 0; b < orders.size(); ++b)
      tau.at({a, b}) = kendall_tau(orders[a], orders[b]);
}

} // namespace sme::analysis
