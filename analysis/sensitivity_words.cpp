// What a study of sensitivity says, in words by fixed rules, and its tables for a terminal.
#include "analysis/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "analysis/plain_text.hpp"

namespace sme::analysis {

namespace {

constexpr std::size_t named = 3; ///< assumptions a sentence names at most

std::string percent(double share) { return number_in_words(100 * share).en + " %"; }

Words range_words(const Interval &range) {
  const auto low = number_in_words(range.low), high = number_in_words(range.high);
  return {low.en + " to " + high.en, low.zh + "至" + high.zh};
}

const Words &third_words(std::size_t third) {
  static const std::array<Words, thirds> all{{{"the low third", "低三分之一"},
                                              {"the middle third", "中间三分之一"},
                                              {"the high third", "高三分之一"}}};
  return all.at(third);
}

/// Means over the answers of one kind.
struct Sources {
  double chance = 0;
  std::vector<double> total; ///< by finalist
  std::vector<bool> sure;    ///< above chance in one of them
  std::size_t answers = 0;
};

Sources sources_of(const Sensitivity &found, Answer kind) {
  const auto questions = questions_of(found.frame);
  Sources out;
  out.total.assign(found.indexed.finalists.size(), 0);
  out.sure.assign(found.indexed.finalists.size(), false);
  for (std::size_t q = 0; q < questions.size(); ++q) {
    const auto &one = found.indexed.indices[q];
    if (questions[q].kind != kind || one.inputs.empty() || !(one.variance > 0) ||
        std::isnan(one.chance))
      continue; // it has no answer, or never varies
    ++out.answers;
    out.chance += one.chance;
    for (std::size_t k = 0; k < one.inputs.size(); ++k) {
      out.total[k] += std::max(0.0, one.inputs[k].total);
      out.sure[k] = out.sure[k] || one.inputs[k].total_interval.low > 0;
    }
  }
  for (double &one : out.total)
    one /= std::max<double>(1, static_cast<double>(out.answers));
  out.chance /= std::max<double>(1, static_cast<double>(out.answers));
  return out;
}

/// Whether no policy changed the primary outcome in any run of the second stage.
bool never_differs(const Sensitivity &found) {
  const auto questions = questions_of(found.frame);
  for (std::size_t q = 0; q < questions.size(); ++q)
    if (questions[q].kind == Answer::effect && found.indexed.indices[q].variance > 0)
      return false;
  const auto &effect = found.indexed.effect;
  return std::all_of(effect.begin(), effect.end(), [](double one) { return one == 0; });
}

/// What an emulator's shares are worth: how much it explains of points left out, over all answers.
Words emulator_words(const Sensitivity &found) {
  std::vector<double> explained;
  for (const double one : found.indexed.explained)
    if (!std::isnan(one))
      explained.push_back(std::max(0.0, one));
  std::sort(explained.begin(), explained.end());
  const auto middle = percent(explained.empty() ? unknown : explained[explained.size() / 2]);
  return {"These shares are of an emulator, whose own error is in no interval: of means at points "
          "left out it explains " +
              middle + " (median over the answers).",
          "这些占比来自代理模型，其自身误差不在任何区间之内：对留出点的均值，其解释力为" + middle +
              "（各问题的中位数）。"};
}

/// How far the effect of a policy moves, with assumptions and with the chance of one run.
Words spread_words(const Sensitivity &found, std::size_t answer, std::size_t option) {
  const auto &[frame, screened, indexed] = found;
  const auto &one = indexed.indices[answer];
  const auto &unit = frame.headlines[frame.primary].unit;
  const double of_assumptions = std::sqrt(std::max(0.0, one.variance * (1 - one.chance)));
  const auto mean = amount_in_words(indexed.effect[option], unit);
  const auto moved = amount_in_words(of_assumptions, unit);
  const auto chance = amount_in_words(std::sqrt(std::max(0.0, one.variance * one.chance)), unit);
  const auto &title = frame.options[option].title;
  const bool told = of_assumptions > 0;
  return {title.en + ": the effect is " + mean.en + " on average; the assumptions move it by " +
              (told ? moved.en + " (a standard deviation)" : "less than these runs can tell") +
              ", the chance of one run by " + chance.en + ".",
          title.zh + "：平均效果为" + mean.zh + "；假设使其变动" +
              (told ? moved.zh + "（标准差）" : "的幅度小到这些运行无法分辨") +
              "，单次运行的随机使其变动" + chance.zh + "。"};
}

Words kind_words(Answer kind) {
  switch (kind) {
  case Answer::level:
    return {"Outcomes without the policies", "不实施政策时的结果"};
  case Answer::effect:
    return {"Effects of the policies", "政策效果"};
  case Answer::per_yuan:
    return {"Effects for a billion yuan", "每十亿元的效果"};
  case Answer::rank:
    return {"Ranks of the options", "方案名次"};
  case Answer::best:
    break;
  }
  return {"Which option is best", "何者最优"};
}

} // namespace

std::size_t advised(const Sensitivity &found) {
  const auto &effect = found.indexed.effect;
  std::size_t best = 0;
  for (std::size_t o = 1; o < effect.size(); ++o)
    best = found.frame.better * effect[o] > found.frame.better * effect[best] ? o : best;
  return best;
}

std::vector<AdviceFinding> advice_findings(const Sensitivity &found) {
  std::vector<AdviceFinding> all;
  const auto &cells = found.indexed.conditional;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    AdviceFinding one{k};
    double most = 0;
    for (std::size_t third = 0; third < thirds; ++third)
      for (std::size_t o = 0; o < cells[k][third].size(); ++o) {
        const InThird &cell = cells[k][third][o];
        const auto bearing = cell.interval.low > 0 ? Bearing::changes : Bearing::may;
        if (cell.ahead > 0 &&
            (bearing > one.bearing || (bearing == one.bearing && cell.ahead > most))) {
          most = cell.ahead;
          one = {k, bearing, third, o};
        }
      }
    all.push_back(one);
  }
  return all;
}

Interval third_of(const Assumption &assumption, std::size_t third) {
  Eigen::MatrixXd unit(2, 1);
  unit << static_cast<double>(third) / thirds, static_cast<double>(third + 1) / thirds;
  const auto value = to_bounds(unit, std::span(&assumption.bounds, 1));
  return {value(0, 0), value(1, 0)};
}

std::vector<Words> advice_in_words(const Sensitivity &found) {
  const auto &[frame, screened, indexed] = found;
  if (frame.options.size() < 2)
    return {{"The study has no policies: there is nothing to choose between.",
             "研究中没有政策方案，无从选择。"}};
  if (indexed.conditional.empty())
    return {{"Too few runs came to an end to say what the choice rests on.",
             "完成的运行太少，无法说明选择依赖于什么。"}};
  const auto choice = advised(found);
  const auto &title = frame.options[choice].title;
  const auto &primary = frame.headlines[frame.primary];
  const auto amount = amount_in_words(indexed.effect[choice], primary.unit);
  const auto count = std::to_string(indexed.finalists.size());
  std::vector<Words> out{
      {"With " + count +
           (count == "1" ? " assumption anywhere in its range"
                         : " assumptions anywhere in their ranges") +
           ", the best on average is: " + title.en + " (effect on " + primary.title.en + " in " +
           std::to_string(frame.year) + ": " + amount.en + "); it is the best in " +
           percent(indexed.best[choice]) + " of the points tried.",
       count + "项假设在各自范围内任意取值时，平均最优的是：" + title.zh + "（" +
           std::to_string(frame.year) + "年对" + primary.title.zh + "的效果：" + amount.zh +
           "）；在" + percent(indexed.best[choice]) + "的试验点上最优。"}};
  if (never_differs(found))
    return {{"No policy changes the primary outcome (" + primary.title.en +
                 ") in any of these runs: a larger scale or a later year may show more.",
             "在这些运行中没有政策改变主要结果（" + primary.title.zh +
                 "）：更大的规模或更晚的年份可能看到更多。"}};
  std::vector<std::string> firm;
  for (const auto &one : advice_findings(found)) {
    const auto &assumption = frame.assumptions[indexed.finalists[one.finalist]];
    if (one.bearing == Bearing::none) {
      firm.push_back(assumption.key);
      continue;
    }
    const InThird &cell = indexed.conditional[one.finalist][one.third][one.option];
    const auto &other = frame.options[one.option].title;
    const auto where = range_words(third_of(assumption, one.third));
    const auto ahead = amount_in_words(cell.ahead, primary.unit);
    const auto between = range_words(cell.interval);
    const bool sure = one.bearing == Bearing::changes;
    out.push_back({assumption.key + (sure ? " changes the advice: " : " may change the advice: ") +
                       "from " + where.en + " (" + third_words(one.third).en + " of its range) " +
                       other.en + " is ahead of " + title.en + " by " + ahead.en + " (interval " +
                       between.en + ")" +
                       (sure ? "." : "; these runs cannot tell that from chance."),
                   assumption.key + (sure ? "会改变建议：" : "可能改变建议：") + "取值" + where.zh +
                       "（范围的" + third_words(one.third).zh + "）时，" + other.zh + "领先" +
                       title.zh + ahead.zh + "（区间" + between.zh + "）" +
                       (sure ? "。" : "；现有运行无法将其与随机波动区分。")});
  }
  if (!firm.empty())
    out.push_back(
        {"In every third of its range the choice is the same: " + joined(firm, ", ") + ".",
         "在范围的每个三分之一中选择都相同：" + joined(firm, "、") + "。"});
  return out;
}

std::vector<Words> sources_in_words(const Sensitivity &found) {
  std::vector<Words> out;
  for (const Answer kind :
       {Answer::level, Answer::effect, Answer::per_yuan, Answer::rank, Answer::best}) {
    const auto sources = sources_of(found, kind);
    if (sources.answers == 0) {
      if (kind == Answer::effect && found.frame.options.size() > 1)
        out.push_back({"Effects of the policies never vary in these runs, or too few have them.",
                       "在这些运行中政策效果从不变化，或有效果的运行太少。"});
      continue;
    }
    std::vector<std::size_t> order(sources.total.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return sources.total[a] > sources.total[b];
    });
    std::vector<std::string> most;
    for (const auto k : order)
      if (sources.sure[k] && most.size() < named)
        most.push_back(found.frame.assumptions[found.indexed.finalists[k]].key + " (" +
                       percent(sources.total[k]) + ")");
    const auto words = kind_words(kind);
    const auto chance = percent(std::min(1.0, sources.chance)); // estimates may be above
    out.push_back({words.en + ": pure chance is " + chance +
                       " of the variance of one run; of the assumptions " +
                       (most.empty() ? "none is surely above zero."
                                     : "most is owed to " + joined(most, ", ") + "."),
                   words.zh + "：单次运行的方差中纯随机占" + chance + "；" +
                       (most.empty() ? "没有哪项假设明确大于零。"
                                     : "影响最大的假设为" + joined(most, "、") + "。")});
  }
  const auto questions = questions_of(found.frame);
  for (std::size_t q = 0; q < questions.size() && !found.indexed.effect.empty(); ++q)
    if (questions[q].kind == Answer::effect && found.indexed.indices[q].variance > 0)
      out.push_back(spread_words(found, q, questions[q].of));
  if (found.frame.emulated)
    out.push_back(emulator_words(found));
  return out;
}

Words title_of(const SensitivityFrame &frame, const Question &question) {
  const auto &primary = frame.headlines[frame.primary].title;
  if (question.kind == Answer::level)
    return frame.headlines[question.of].title;
  const auto &option = frame.options[question.of].title;
  switch (question.kind) {
  case Answer::effect:
    return {option.en + ": effect on " + primary.en, option.zh + "：对" + primary.zh + "的效果"};
  case Answer::per_yuan:
    return {option.en + ": " + primary.en + " for a billion yuan",
            option.zh + "：每十亿元的" + primary.zh};
  case Answer::rank:
    return {option.en + ": rank", option.zh + "：名次"};
  default:
    return {option.en + ": being best", option.zh + "：是否最优"};
  }
}

std::string sensitivity_tables(const Sensitivity &found) {
  const auto &frame = found.frame;
  const auto &screened = found.screened;
  const auto &indexed = found.indexed;
  const auto questions = questions_of(frame);
  std::size_t wide = 9;
  for (const auto &one : frame.assumptions)
    wide = std::max(wide, one.key.size());
  const bool policies = frame.options.size() > 1;
  std::vector<std::size_t> order(frame.assumptions.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return screened.influence[a] > screened.influence[b];
  });
  std::string text = fmt::format("{:<{}}  {:>11} {:>11} {:>11}  {:>9}  {:>8}\n", "parameter", wide,
                                 "from", "scenario", "to", "influence", policies ? "switched" : "");
  for (const auto k : order) {
    const auto &one = frame.assumptions[k];
    text += fmt::format("{:<{}}  {:>11.4g} {:>11.4g} {:>11.4g}  {:>9.3f}  {:>8}\n", one.key, wide,
                        one.bounds.low, one.value, one.bounds.high, screened.influence[k],
                        policies ? fmt::format("{:.0f} %", 100 * screened.switched[k]) : "");
  }
  std::size_t answer = 6;
  for (const auto &one : questions)
    answer = std::max(answer, one.key.size());
  text += fmt::format("\n{:<{}}  {:>6}", "answer", answer, "chance");
  for (const auto k : indexed.finalists)
    text += fmt::format("  {:>{}}", frame.assumptions[k].key,
                        std::max<std::size_t>(5, frame.assumptions[k].key.size()));
  text += "\n";
  for (std::size_t q = 0; q < questions.size(); ++q) {
    const auto &one = indexed.indices[q];
    text += fmt::format("{:<{}}  {:>6.2f}", questions[q].key, answer, one.chance);
    for (std::size_t k = 0; k < one.inputs.size(); ++k)
      text +=
          fmt::format("  {:>{}.2f}", one.inputs[k].total,
                      std::max<std::size_t>(5, frame.assumptions[indexed.finalists[k]].key.size()));
    text += "\n";
  }
  text += "(total shares of the variance of one run; estimates, so they may be below 0 or above 1; "
          "the result has their intervals)\n\n";
  for (const auto &one : sources_in_words(found))
    text += one.en + "\n";
  for (const auto &one : advice_in_words(found))
    text += one.en + "\n";
  if (screened.failed + indexed.failed > 0)
    text += fmt::format("warning: {} of {} points failed, as amounts outgrew the books; they are "
                        "left out\n",
                        screened.failed + indexed.failed, screened.points + indexed.points);
  return text;
}

} // namespace sme::analysis
