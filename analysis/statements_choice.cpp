// Which option does most for the primary outcome, business as usual being an option like any other:
// ranks, regret and its relatives, and the sentences about them.
#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/decision.hpp"
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

using Index = Eigen::Index;

/// Worlds whose gain is the same in every replicate, in groups of two or more.
std::vector<std::vector<std::size_t>> ties_of(const Eigen::MatrixXd &gain) {
  std::vector<std::vector<std::size_t>> groups;
  std::vector<bool> taken(static_cast<std::size_t>(gain.cols()), false);
  for (Index w = 0; w < gain.cols(); ++w) {
    std::vector<std::size_t> group;
    for (Index v = w; v < gain.cols(); ++v)
      if (!taken[static_cast<std::size_t>(v)] && gain.col(v) == gain.col(w)) {
        taken[static_cast<std::size_t>(v)] = true;
        group.push_back(static_cast<std::size_t>(v));
      }
    if (group.size() > 1)
      groups.push_back(group);
  }
  return groups;
}

Words primary_in_year(const Comparison &c) {
  const auto title = inside_sentence(c.outcome_title(c.primary));
  const auto year = std::to_string(c.year(c.horizon));
  return {title.en + " in " + year, year + "年" + title.zh};
}

} // namespace

GainAndCost gain_and_cost(const Comparison &c) {
  const double sign = c.better(c.primary) < 0 ? -1 : 1;
  GainAndCost out;
  out.gain = out.cost =
      Eigen::MatrixXd::Zero(static_cast<Index>(c.replicates), static_cast<Index>(c.worlds));
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto change = c.change(w, c.horizon, c.primary);
    const auto money = cost_series(c, w).programme_discounted;
    for (std::size_t r = 0; r < c.replicates; ++r) {
      out.gain(static_cast<Index>(r), static_cast<Index>(w)) = sign * change[r];
      out.cost(static_cast<Index>(r), static_cast<Index>(w)) = money[r];
    }
  }
  return out;
}

void state_choice(const Comparison &c, Statements &out) {
  const auto &s = c.data.settings;
  const auto [gain, cost] = gain_and_cost(c);
  const std::string futures = "; replicates are the futures examined, the baseline is an option";
  const auto plane = [&](const std::string &name, const std::string &meaning,
                         const std::vector<double> &values) {
    Plane one(c, out, name, "1", meaning + " (primary outcome at the horizon)", {"world"});
    for (std::size_t w = 0; w < values.size(); ++w)
      one.at({w}) = values[w];
  };
  if (c.worlds > 1) {
    const auto order = rank_policies(gain, s.level, c.data.seed);
    const std::string drawn = ", whole replicates drawn again, the baseline being an option";
    plane("best", "chance of being the best option, ties sharing it" + drawn, order.best);
    plane("best_tied", "chance of being the best together with others" + drawn,
          order.first_of_many);
    plane("top_two", "chance of being among the best two" + drawn, order.best_two);
    plane("expected_rank", "expected rank, 1 is best" + drawn, order.expected_rank);
    Ranged lead(c, out, "against_best", "1",
                "gain less that of the best other option, simultaneous (multiple comparison with "
                "the best), the baseline being an option (primary outcome at the horizon)",
                {"world"});
    for (std::size_t w = 0; w < c.worlds; ++w)
      lead.set({w}, order.lead[w], order.against_best[w]);
  }
  if (c.worlds > 2 && c.replicates >= 4 && !gain.hasNaN()) {
    const auto halves = split_half(gain, c.data.seed);
    Plane promised(c, out, "half_promised", "1",
                   "gain of the option that is best in one half of the replicates, there",
                   {"world"});
    Plane delivered(c, out, "half_delivered", "1", "the same option's gain in the other half",
                    {"world"});
    Plane agreement(c, out, "half_agreement", "1",
                    "Kendall's tau-b between the orders of the options in the two halves",
                    {"world"});
    promised.at({halves.winner}) = halves.promised;
    delivered.at({halves.winner}) = halves.delivered;
    agreement.at({halves.winner}) = halves.agreement;
  }
  if (c.replicates == 0 || gain.hasNaN() || cost.hasNaN())
    return;
  const auto rows = static_cast<Index>(c.replicates), options = static_cast<Index>(c.worlds);
  const Eigen::MatrixXd utility = gain.transpose();
  plane("regret_mean", "mean regret" + futures, laplace(regret(utility)));
  plane("regret_max", "greatest regret" + futures, greatest_regret(utility));
  plane("regret_90", "regret not exceeded in 90 % of futures" + futures,
        regret_quantile(utility, 0.9));
  plane("regret_of_means", "regret of means over replicates, the baseline being an option",
        laplace(regret(utility.rowwise().mean())));
  plane("hurwicz", "half the best and half the worst future" + futures, hurwicz(utility, 0.5));
  std::vector<Eigen::MatrixXd> tests{utility};
  std::vector<double> thresholds{s.least_gain};
  if (s.most_cost > 0) {
    tests.push_back(-cost.transpose());
    thresholds.push_back(-s.most_cost);
  }
  const auto met = domain(tests, thresholds);
  if (s.thresholds_given())
    plane("domain", "share of futures with at least the least gain and at most the greatest cost",
          met);
  std::vector<Eigen::MatrixXd> replicates;
  for (Index r = 0; r < rows; ++r) {
    Eigen::MatrixXd both(options, 2);
    both << gain.row(r).transpose(), -cost.row(r).transpose();
    replicates.push_back(both);
  }
  plane("pareto", "frequency of not being beaten on effect and cost, whole replicates drawn again",
        efficient_frequency(replicates, c.data.seed));
  for (const std::string name : {"metric", "other_metric"})
    out.axes.push_back({"comparison/" + name,
                        "metric of choice",
                        "",
                        {"regret_mean", "regret_max", "regret_90", "hurwicz", "domain", "mean"},
                        {}});
  Plane tau(c, out, "metric_tau", "1",
            "Kendall's tau-b between the orders of two metrics; missing where one is all ties or "
            "was not asked for",
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
                                                  met,
                                                  laplace(utility)};
  const auto asked = [&](std::size_t metric) { return metric != 4 || s.thresholds_given(); };
  for (std::size_t a = 0; a < orders.size(); ++a)
    for (std::size_t b = 0; b < orders.size(); ++b)
      if (asked(a) && asked(b))
        tau.at({a, b}) = kendall_tau(orders[a], orders[b]);
}

/// Which option does most for the primary outcome, and how sure that is.
std::vector<Said> say_choice(const Comparison &c, const Statements &out) {
  if (c.worlds < 3 || c.replicates < 2 || std::isnan(stated(out, "best", 0)))
    return {};
  std::size_t first = 0;
  for (std::size_t w = 1; w < c.worlds; ++w)
    if (stated(out, "best", w) > stated(out, "best", first))
      first = w;
  const double chance = stated(out, "best", first);
  const Interval lead{stated(out, "against_best_low", first),
                      stated(out, "against_best_high", first)};
  const auto about = primary_in_year(c);
  const auto unit = c.outcome_unit(c.primary);
  const auto name = c.world_title(first);
  const bool least = c.better(c.primary) < 0;
  for (const auto &group : ties_of(gain_and_cost(c).gain)) {
    double together = 0;
    for (const auto w : group)
      together += stated(out, "best", w);
    if (std::find(group.begin(), group.end(), first) == group.end() || together < 1 - 1e-9)
      continue;
    const auto names = titles_of(c, group);
    return {{first,
             "tie",
             {"No option is the best for " + about.en + " alone: " + names.en +
                  " come first together in every draw, because they are the same in every "
                  "replicate.",
              "就" + about.zh + "而言，没有唯一最优的方案：" + names.zh +
                  "在每次重复中都相同，因而在所有抽样中并列第一。"},
             chance,
             lead}};
  }
  if (lead.low > 0) {
    const auto by = amount_in_words(lead.low, unit);
    return {{first,
             "best",
             {name.en + " has the " + (least ? "least " : "most ") + about.en +
                  " of all options, business as usual among them; it leads the next by at least " +
                  by.en + ".",
              "在所比较的全部方案（含不变）中，" + name.zh + "的" + about.zh +
                  (least ? "最少" : "最多") + "，至少领先第二名" + by.zh + "。"},
             chance,
             lead}};
  }
  const auto percent = std::to_string(static_cast<int>(std::floor(100 * chance + 1e-9)));
  return {{first,
           "unclear",
           {"No option is clearly the best for " + about.en + ", business as usual among them; " +
                name.en + " comes first in " + percent + " % of draws of these replicates.",
            "就" + about.zh + "而言，没有明确最优的方案（含不变）；" + name.zh + "在" + percent +
                "%的重复抽样中居首。"},
           chance,
           lead}};
}

std::vector<Said> say_halves(const Comparison &c, const Statements &out) {
  for (std::size_t w = 0; w < c.worlds; ++w) {
    const double promised = stated(out, "half_promised", w);
    if (std::isnan(promised))
      continue;
    const auto unit = c.outcome_unit(c.primary);
    const double delivered = stated(out, "half_delivered", w);
    const double tau = stated(out, "half_agreement", w);
    const auto a = amount_in_words(promised, unit), b = amount_in_words(delivered, unit);
    const auto name = c.world_title(w);
    Words text{"Split in two halves at random, " + name.en +
                   " comes first in one half, with a gain of " + a.en + " there and of " + b.en +
                   " in the other: a winner promises more than it delivers when chance made it the "
                   "winner.",
               "随机分成两半：" + name.zh + "在其中一半居首，增益为" + a.zh + "，在另一半为" +
                   b.zh + "；若居首出于偶然，则承诺高于兑现。"};
    if (!std::isnan(tau)) {
      const auto agreement = number_in_words(tau);
      text.en += " The orders of the two halves agree with Kendall's tau " + agreement.en + ".";
      text.zh += "两半排序的肯德尔τ为" + agreement.zh + "。";
    }
    return {{w, "halves", text, delivered, {}}};
  }
  return {};
}

std::vector<Said> say_ties(const Comparison &c) {
  std::vector<Said> said;
  const auto about = primary_in_year(c);
  for (const auto &group : ties_of(gain_and_cost(c).gain)) {
    const auto names = titles_of(c, group);
    said.push_back({group.front(),
                    "tie",
                    {names.en + " are a tie: in " + about.en +
                         " they are the same in every replicate, and share their ranks.",
                     names.zh + "并列：每次重复中" + about.zh + "都相同，名次均分。"},
                    unknown,
                    {}});
  }
  return said;
}

} // namespace sme::analysis
