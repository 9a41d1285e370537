// What a yuan of public money buys: additional units over cost, which is defined wherever the cost
// is clearly above zero, also where the cost of one more has no upper limit.
#include <algorithm>
#include <cmath>

#include "analysis/decision.hpp"
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

using Index = Eigen::Index;
constexpr double billion = 1e9;

/// Policies whose discounted programme cost is clearly above zero.
std::vector<std::size_t> comparable(const Comparison &c) {
  std::vector<std::size_t> found;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto money = moments(cost_series(c, w).programme_discounted);
    if (student_interval(money, c.data.settings.level).low > 0)
      found.push_back(w);
  }
  return found;
}

/// "more jobs, 12 people per billion yuan".
Words rate_in_words(const Comparison &c, double value) {
  const auto amount = amount_in_words(value, c.outcome_unit(c.primary));
  const auto outcome = inside_sentence(c.outcome_title(c.primary));
  const bool fewer = c.better(c.primary) < 0;
  return {(fewer ? "fewer " : "more ") + outcome.en + ", " + amount.en + " per billion yuan",
          std::string("每十亿元") + (fewer ? "减少" : "增加") + outcome.zh + amount.zh};
}

Words from_to(const Interval &interval, const std::string &unit) {
  const auto low = amount_in_words(interval.low, unit), high = amount_in_words(interval.high, unit);
  return {low.en + " to " + high.en, low.zh + "至" + high.zh};
}

} // namespace

void state_yuan(const Comparison &c, Statements &out) {
  const std::string what =
      "additional primary outcome at the horizon per billion CNY of discounted programme cost, "
      "more being better, for policies whose cost is clearly above zero";
  Ranged rate(c, out, "per_billion", "1", what + "; ratio of means, Fieller's set", {"world"});
  Plane best(c, out, "per_billion_best", "1",
             "chance of most per yuan among these, whole replicates drawn again", {"world"});
  Ranged lead(c, out, "per_billion_lead", "1",
              "less the best other of these, simultaneous (multiple comparison with the best); " +
                  what,
              {"world"});
  const auto worlds = comparable(c);
  if (worlds.empty() || c.replicates < 2)
    return;
  const auto all = gain_and_cost(c);
  Eigen::MatrixXd gain(all.gain.rows(), static_cast<Index>(worlds.size())), cost = gain;
  for (std::size_t k = 0; k < worlds.size(); ++k) {
    gain.col(static_cast<Index>(k)) = all.gain.col(static_cast<Index>(worlds[k]));
    cost.col(static_cast<Index>(k)) = all.cost.col(static_cast<Index>(worlds[k])) / billion;
  }
  if (gain.hasNaN() || cost.hasNaN())
    return;
  const auto order = rank_policies(linear_ratios(gain, cost), c.data.settings.level, c.data.seed);
  for (std::size_t k = 0; k < worlds.size(); ++k) {
    const auto column = static_cast<Index>(k);
    const std::vector<double> units(gain.col(column).begin(), gain.col(column).end()),
        money(cost.col(column).begin(), cost.col(column).end());
    const auto set = cost_per_unit(units, money, c.data.settings.level);
    rate.set({worlds[k]}, set.ratio, limits_of(set));
    best.at({worlds[k]}) = order.best[k];
    if (worlds.size() > 1)
      lead.set({worlds[k]}, order.lead[k], order.against_best[k]);
  }
}

std::vector<Said> say_yuan(const Comparison &c, const Statements &out) {
  if (c.replicates < 2 || c.worlds < 2)
    return {};
  const auto at = [&](const std::string &end, std::size_t w) {
    return stated(out, "per_billion" + end, w);
  };
  std::vector<std::size_t> ranked, without;
  for (std::size_t w = 1; w < c.worlds; ++w)
    (std::isnan(at("_mean", w)) ? without : ranked).push_back(w);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [&](std::size_t a, std::size_t b) { return at("_mean", a) > at("_mean", b); });
  if (ranked.empty())
    return {{0,
             "no_cost",
             {"Which policy gives most per public yuan is no question here: the cost of none is "
              "clearly above zero.",
              "无从比较每元公共资金的效果：没有一项政策的成本明确大于零。"},
             unknown,
             {}}};
  const auto first = ranked.front();
  const auto name = c.world_title(first);
  const auto unit = c.outcome_unit(c.primary);
  const Interval own{at("_low", first), at("_high", first)};
  const Interval lead{at("_lead_low", first), at("_lead_high", first)};
  const auto rate = rate_in_words(c, at("_mean", first));
  const auto between = from_to(own, unit);
  const auto bracket = Words{" (" + percent_of(c) + " % interval: " + between.en + ")",
                             "（" + percent_of(c) + "%区间：" + between.zh + "）"};
  Words tail;
  if (!without.empty()) {
    const auto names = titles_of(c, without);
    tail = {" Not ranked, as the cost is not clearly above zero: " + names.en + ".",
            "未列入比较（成本并非明确大于零）：" + names.zh + "。"};
  }
  const auto say = [&](const std::string &rule, const Words &text) {
    return std::vector<Said>{
        {first, rule, {text.en + tail.en, text.zh + tail.zh}, at("_mean", first), own}};
  };
  if (ranked.size() == 1)
    return say("alone", {"Only " + name.en +
                             " has a cost clearly above zero, so there is nothing "
                             "to rank it with: " +
                             rate.en + bracket.en + ".",
                         "只有" + name.zh + "的成本明确大于零，没有可比较的对象：" + rate.zh +
                             bracket.zh + "。"});
  if (lead.low > 0 && own.low > 0) {
    const auto ahead = amount_in_words(lead.low, unit);
    return say("most", {"Most per public yuan: " + name.en + ", " + rate.en + bracket.en +
                            "; at least " + ahead.en + " above the next.",
                        "每元公共资金效果最大：" + name.zh + "，" + rate.zh + bracket.zh +
                            "，至少比第二名多" + ahead.zh + "。"});
  }
  // Those that may be the best: the interval of their difference to the best other contains zero.
  std::vector<std::size_t> possible;
  for (const auto w : ranked)
    if (!(at("_lead_high", w) < 0))
      possible.push_back(w);
  constexpr std::size_t shown = 3;
  std::vector<Words> names;
  for (const auto w : possible)
    if (names.size() < shown) {
      const auto title = c.world_title(w);
      const auto chance = std::to_string(static_cast<int>(std::floor(100 * at("_best", w) + 1e-9)));
      names.push_back({title.en + " (first in " + chance + " % of draws)",
                       title.zh + "（" + chance + "%的抽样中居首）"});
    }
  if (possible.size() > shown) {
    const auto more = std::to_string(possible.size() - shown);
    names.push_back({more + " more", "另外" + more + "项"});
  }
  const auto n = std::to_string(c.replicates);
  const auto list = listed(names);
  if (possible.size() > 1)
    return say("apart",
               {"Which policy gives most per public yuan cannot be told with " + n +
                    " replicates: the differences between " + list.en + " may be zero. Of these " +
                    name.en + " has " + rate.en + bracket.en + ".",
                "以" + n + "次重复无法判断哪项政策每元公共资金效果最大：" + list.zh +
                    "之间的差别可能为零。其中" + name.zh + "：" + rate.zh + bracket.zh + "。"});
  return say("no_gain", {"No policy has a clear gain per public yuan; " + name.en +
                             " comes first with " + rate.en + bracket.en + ".",
                         "没有一项政策每元公共资金有明确增益；居首的是" + name.zh + "：" + rate.zh +
                             bracket.zh + "。"});
}

} // namespace sme::analysis
