#include "analysis/appraisal.hpp"

#include <array>
#include <cmath>
#include <functional>

namespace sme::analysis {

namespace {

using Series = std::vector<double>;
constexpr double least_cost = -0.95, most_cost = 4, most_discount = 0.3; // where roots are sought

/// What came in year y comes in year y + delay.
Series at_year(const std::vector<Series> &yearly, std::size_t year, double delay) {
  const auto whole = static_cast<std::size_t>(std::floor(delay));
  const double part = delay - std::floor(delay);
  Series out(yearly.at(year).size(), 0);
  for (std::size_t r = 0; r < out.size(); ++r) {
    if (year >= whole)
      out[r] += (1 - part) * yearly[year - whole][r];
    if (part > 0 && year > whole)
      out[r] += part * yearly[year - whole - 1][r];
  }
  return out;
}

Measured measured(const Series &series, double alpha) {
  const auto sample = moments(series);
  const double half = student_interval(sample, alpha).half_width();
  return {sample.mean, std::isfinite(half) ? half : 0};
}

Interval bracket_of(const Comparison &c, Input input) {
  const auto &s = c.data.settings;
  switch (input) {
  case Input::worth:
  case Input::against_best:
    return {s.willingness_low, s.willingness_high};
  case Input::cost_bias:
    return {least_cost, most_cost};
  case Input::uptake_bias:
    return {-most_cost, -least_cost};
  case Input::discount:
    return {0, most_discount};
  case Input::delay_bias:
    return {0, static_cast<double>(c.horizon)};
  }
  return {};
}

Assumed with(Assumed assumed, Input input, double x) {
  switch (input) {
  case Input::worth:
  case Input::against_best:
    assumed.worth = x;
    break;
  case Input::cost_bias:
    assumed.cost = x;
    break;
  case Input::uptake_bias:
    assumed.uptake = x;
    break;
  case Input::discount:
    assumed.discount = x;
    break;
  case Input::delay_bias:
    assumed.delay = x;
    break;
  }
  return assumed;
}

} // namespace

Appraised appraised(const Comparison &c, std::size_t world) {
  Appraised out;
  const double sign = c.better(c.primary) < 0 ? -1 : 1;
  for (std::size_t y = 0; y <= c.horizon; ++y) {
    Series cost(c.replicates, 0);
    for (const auto &[name, factor] :
         {std::pair{"public_spent", 1.0}, {"public_forgone", 1.0}, {"public_returned", -1.0}}) {
      const auto change = c.change(world, y, std::string(name));
      for (std::size_t r = 0; r < change.size(); ++r)
        cost[r] += factor * change[r];
    }
    auto effect = c.change(world, y, c.primary);
    for (auto &one : effect)
      one *= sign;
    out.cost.push_back(std::move(cost));
    out.effect.push_back(std::move(effect));
  }
  return out;
}

std::optional<Assumed> assumed(const Comparison &c) {
  const auto &s = c.data.settings;
  if (!(s.willingness_high > 0) || !(s.willingness_low < s.willingness_high))
    return std::nullopt;
  return Assumed{(s.willingness_low + s.willingness_high) / 2, s.discount};
}

Appraisal appraise(const Comparison &c, const Appraised &policy, const Assumed &assumed) {
  const DiscountSchedule schedule{{{1000, assumed.discount}}};
  const int base = c.data.settings.discount_base != 0 ? c.data.settings.discount_base : c.year(0);
  Appraisal out;
  out.effect = at_year(policy.effect, c.horizon, assumed.delay);
  for (auto &one : out.effect)
    one *= 1 - assumed.uptake;
  out.cost.assign(out.effect.size(), 0);
  for (std::size_t y = 0; y <= c.horizon; ++y) {
    const auto cost = at_year(policy.cost, y, assumed.delay);
    for (std::size_t r = 0; r < cost.size(); ++r)
      out.cost[r] += (1 + assumed.cost) * schedule.factor(c.year(y) - base) * cost[r];
  }
  out.benefit = net_benefit(out.cost, out.effect, assumed.worth);
  return out;
}

std::size_t best_at_worth(const Comparison &c, const Assumed &assumed) {
  std::size_t best = 0;
  double most = 0;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const double mean = moments(appraise(c, appraised(c, w), assumed).benefit).mean;
    if (best == 0 || mean > most) {
      best = w;
      most = mean;
    }
  }
  return best;
}

std::optional<Turning> turning(const Comparison &c, std::size_t world, Input input,
                               const Assumed &assumed, std::size_t best) {
  if (input == Input::against_best && world == best)
    return std::nullopt;
  const auto own = appraised(c, world);
  const auto other = input == Input::against_best ? appraised(c, best) : Appraised{};
  const double alpha = c.data.settings.level;
  const std::function<Measured(double)> measure = [&](double x) {
    const auto moved = with(assumed, input, x);
    auto benefit = appraise(c, own, moved).benefit;
    if (input == Input::against_best)
      benefit = differences(appraise(c, other, moved).benefit, benefit);
    return measured(benefit, alpha);
  };
  Turning out;
  out.bracket = bracket_of(c, input);
  if (!(out.bracket.low < out.bracket.high))
    return std::nullopt;
  const double first = measure(out.bracket.low).mean, last = measure(out.bracket.high).mean;
  if (!std::isfinite(first) || !std::isfinite(last))
    return std::nullopt;
  out.rising = last > first;
  out.value =
      switching_value(measure, out.bracket.low, out.bracket.high, {.tolerance = 1e-4, .most = 60});
  if (c.replicates < 2)
    out.value.interval = {};
  return out;
}

Words turning_finding(const Comparison &c, std::size_t world, Input input, const Assumed &assumed,
                      std::size_t best, const Turning &found) {
  using Verdict = SwitchingValue::Verdict;
  const auto &v = found.value;
  const auto policy = c.world_title(world);
  const auto outcome = c.outcome_title(c.primary);
  const auto worth = amount_in_words(assumed.worth, "CNY");
  const auto yuan = [](double x) { return amount_in_words(x, "CNY"); };
  const auto percent = [](double x) { return number_in_words(100 * std::abs(x)); };
  if (v.verdict == Verdict::undecided)
    return {policy.en + ": no difference, so nothing turns it.",
            policy.zh + "：没有差别，因此不存在临界值。"};
  const bool positive = v.verdict == Verdict::always;
  const bool is_found = v.verdict == Verdict::found;
  const auto span = [&](bool money) {
    if (!std::isfinite(v.interval.low))
      return Words{};
    const auto low = money ? yuan(v.interval.low) : number_in_words(v.interval.low);
    const auto high = money ? yuan(v.interval.high) : number_in_words(v.interval.high);
    return Words{" (" + low.en + " to " + high.en + ")", "（" + low.zh + "至" + high.zh + "）"};
  };
  if (input == Input::worth || input == Input::against_best) {
    const auto low = yuan(found.bracket.low), high = yuan(found.bracket.high);
    const bool alone = input == Input::worth;
    const auto other = c.world_title(best);
    const Words does =
        alone ? Words{" pays", "合算"} : Words{" is better than " + other.en, "优于" + other.zh};
    const Words not_does = alone ? Words{" does not pay", "不合算"}
                                 : Words{" is not better than " + other.en, "不优于" + other.zh};
    if (!is_found) {
      const auto &verb = positive ? does : not_does;
      return {policy.en + verb.en + " at any worth from " + low.en + " to " + high.en + ".",
              "每多一个" + outcome.zh + "的价值在" + low.zh + "至" + high.zh + "之间时，" +
                  policy.zh + "均" + verb.zh + "。"};
    }
    const auto at = yuan(v.at), range = span(true);
    return {policy.en + does.en + " if one more of: " + outcome.en + " is worth " +
                (found.rising ? "more" : "less") + " than " + at.en + range.en + ".",
            "若每多一个" + outcome.zh + "的价值" + (found.rising ? "高" : "低") + "于" + at.zh +
                range.zh + "，则" + policy.zh + does.zh + "。"};
  }
  const Words at_worth{"at " + worth.en + " for one more, " + policy.en,
                       "每多一个按" + worth.zh + "计，" + policy.zh};
  if (!is_found) {
    static const std::array<Words, input_kinds> what{{{},
                                                      {"cost", "成本"},
                                                      {"size of the effect", "效果大小"},
                                                      {"discount rate", "折现率"},
                                                      {"delay within the run", "期内的推迟"},
                                                      {}}};
    const auto &one = what.at(static_cast<std::size_t>(input));
    return {"At any " + one.en + " that was looked at, " + at_worth.en +
                (positive ? " pays." : " does not pay."),
            at_worth.zh + "，在所考察的任何" + one.zh + "下均" +
                (positive ? "合算。" : "不合算。")};
  }
  const double now = input == Input::discount ? assumed.discount : 0;
  const bool pays = (now < v.at) != found.rising;
  const Words still =
      pays ? Words{"ceases to pay", "不再合算"} : Words{"begins to pay", "开始合算"};
  Words when;
  if (input == Input::cost_bias || input == Input::uptake_bias) {
    const bool is_cost = input == Input::cost_bias;
    const bool higher = (v.at >= 0) == is_cost;
    when = {std::string(is_cost ? "cost is " : "the effect is ") + percent(v.at).en + " % " +
                (higher ? "higher" : "lower"),
            std::string(is_cost ? "成本" : "效果") + (higher ? "高" : "低") + percent(v.at).zh +
                "%"};
  } else if (input == Input::discount) {
    when = {"the discount rate is " + percent(v.at).en + " %", "折现率为" + percent(v.at).zh + "%"};
  } else {
    when = {"all comes " + number_in_words(v.at).en + " years later",
            "全部推迟" + number_in_words(v.at).zh + "年"};
  }
  return {"When " + when.en + ", " + at_worth.en + " " + still.en + ".",
          at_worth.zh + "，" + when.zh + "时" + still.zh + "。"};
}

} // namespace sme::analysis
