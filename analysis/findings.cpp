#include "analysis/findings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace sme::analysis {

namespace {

/// At most three significant digits without an exponent; `value` is not above a few millions.
std::string three_digits(double value) {
  const double size = std::abs(value);
  int decimals = 0;
  if (size > 0)
    decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(size) + 1e-12)), 0, 6);
  double rounded = value;
  if (size >= 1000) { // 1234 is 1230
    const double unit = std::pow(10.0, std::floor(std::log10(size) + 1e-12) - 2);
    rounded = std::round(value / unit) * unit;
  }
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), rounded,
                                 std::chars_format::fixed, decimals);
  std::string text(buffer.data(), end.ptr);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
      text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

std::string with_commas(std::string digits) {
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  const auto dot = std::min(digits.find('.'), digits.size());
  for (std::size_t at = dot; at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

/// The interval in brackets or after "between": low to high.
Words range(const Interval &interval, const std::string &unit) {
  const auto low = number_in_words(unit == "share" ? 100 * interval.low : interval.low);
  const auto high = amount_in_words(interval.high, unit);
  return {low.en + " to " + high.en, low.zh + "至" + high.zh};
}

Interval turned(const Interval &interval) { return {-interval.high, -interval.low}; }

/// "2030" in front of Chinese outcomes, "in 2030" behind English ones.
Words what(const Subject &subject) {
  const auto inside = inside_sentence(subject.outcome);
  if (subject.year == 0)
    return inside;
  const auto year = std::to_string(subject.year);
  return {inside.en + " in " + year, year + "年" + inside.zh};
}

} // namespace

Words inside_sentence(Words title) {
  auto &en = title.en;
  if (en.size() > 1 && en[0] >= 'A' && en[0] <= 'Z' && en[1] >= 'a')
    en[0] = static_cast<char>(en[0] - 'A' + 'a');
  return title;
}

Words listed(const std::vector<Words> &names) {
  Words out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool last = i > 0 && i + 1 == names.size();
    out.en += (i == 0 ? "" : last ? " and " : ", ") + names[i].en;
    out.zh += (i == 0 ? "" : last ? "和" : "、") + names[i].zh;
  }
  return out;
}

Words number_in_words(double value) {
  if (std::isnan(value))
    return {"unknown", "未知"};
  if (std::isinf(value))
    return value > 0 ? Words{"without limit", "无上限"} : Words{"without lower limit", "无下限"};
  const double size = std::abs(value);
  Words out;
  if (size >= 0.9995e12)
    out.en = with_commas(three_digits(value / 1e12)) + " trillion";
  else if (size >= 0.9995e9)
    out.en = with_commas(three_digits(value / 1e9)) + " billion";
  else if (size >= 0.9995e6)
    out.en = with_commas(three_digits(value / 1e6)) + " million";
  else
    out.en = with_commas(three_digits(value));
  if (size >= 0.9995e12)
    out.zh = three_digits(value / 1e12) + "万亿";
  else if (size >= 0.9995e8)
    out.zh = three_digits(value / 1e8) + "亿";
  else if (size >= 0.9995e4)
    out.zh = three_digits(value / 1e4) + "万";
  else
    out.zh = three_digits(value);
  return out;
}

Words amount_in_words(double value, const std::string &unit) {
  if (std::isinf(value))
    return number_in_words(value);
  if (unit == "share") {
    const auto number = number_in_words(100 * value);
    return {number.en + " percentage points", number.zh + "个百分点"};
  }
  auto out = number_in_words(value);
  if (unit == "CNY") {
    out.en += " yuan";
    out.zh += "元";
  } else if (unit == "person") {
    out.en += " people";
    out.zh += "人";
  } else if (!unit.empty() && unit != "1") {
    out.en += " " + unit;
    out.zh += " " + unit;
  }
  return out;
}

std::string name_of(Rule rule) {
  switch (rule) {
  case Rule::by_construction:
    return "by_construction";
  case Rule::never_differs:
    return "never_differs";
  case Rule::one_replicate:
    return "one_replicate";
  case Rule::raises:
    return "raises";
  case Rule::lowers:
    return "lowers";
  case Rule::negligible:
    return "negligible";
  case Rule::too_few:
    return "too_few";
  case Rule::unclear:
    break;
  }
  return "unclear";
}

Finding effect_finding(const Subject &subject, const PairedEffect &effect, const Interval &interval,
                       bool same_worlds) {
  const auto about = what(subject);
  const auto &who = subject.policy;
  const auto percent = std::to_string(subject.percent);
  Finding out;
  if (same_worlds) {
    out.rule = Rule::by_construction;
    out.text = {who.en + " makes no difference to " + about.en +
                    " by construction: the two worlds are the same, firm by firm.",
                who.zh + "对" + about.zh + "没有影响，这由设定决定：两个世界逐个企业完全相同。"};
  } else if (effect.zero() && effect.count > 1) {
    const auto n = std::to_string(effect.count);
    out.rule = Rule::never_differs;
    out.text = {who.en + " makes no difference to " + about.en + " in any of " + n +
                    " pairs of worlds.",
                "在全部" + n + "对世界中，" + who.zh + "对" + about.zh + "都没有影响。"};
  } else if (effect.count < 2 || std::isnan(interval.low)) {
    const auto seen = amount_in_words(effect.mean, subject.unit);
    out.rule = Rule::one_replicate;
    out.text = {"One pair of worlds cannot tell what " + who.en + " does to " + about.en +
                    "; in this one the difference is " + seen.en + ".",
                "只有一对世界，无法判断" + who.zh + "对" + about.zh + "的影响；这一对的差别为" +
                    seen.zh + "。"};
  } else if (interval.low > 0 || interval.high < 0) {
    const bool up = interval.low > 0;
    out.rule = up ? Rule::raises : Rule::lowers;
    const auto size = amount_in_words(std::abs(effect.mean), subject.unit);
    const auto between = range(up ? interval : turned(interval), subject.unit);
    out.text = {who.en + (up ? " raises " : " lowers ") + about.en + " by " + size.en + " (" +
                    percent + " % interval: " + between.en + ").",
                who.zh + "使" + about.zh + (up ? "增加" : "减少") + size.zh + "（" + percent +
                    "%区间：" + between.zh + "）。"};
  } else if (subject.interest > 0 && interval.low >= -subject.interest &&
             interval.high <= subject.interest) {
    out.rule = Rule::negligible;
    const auto between = range(interval, subject.unit);
    const auto least = amount_in_words(subject.interest, subject.unit);
    out.text = {who.en + " makes no difference to " + about.en + " that matters (from " +
                    between.en + "; what matters was set at " + least.en + ").",
                who.zh + "对" + about.zh + "没有值得关注的影响（" + between.zh +
                    "；事先设定的关注下限为" + least.zh + "）。"};
  } else if (effect.count < 5 ||
             (subject.interest > 0 && effect.minimum_detectable > subject.interest)) {
    out.rule = Rule::too_few;
    const auto least = amount_in_words(effect.minimum_detectable, subject.unit);
    out.text = {"Too few replicates to tell whether " + who.en + " changes " + about.en +
                    ": smallest detectable effect " + least.en,
                "重复次数太少，无法判断" + who.zh + "是否改变" + about.zh + "：可检出的最小影响为" +
                    least.zh};
    if (std::isfinite(effect.replicates_needed)) {
      const auto wanted = amount_in_words(subject.interest, subject.unit);
      const auto needed = number_in_words(effect.replicates_needed);
      out.text.en += "; " + wanted.en + " would take about " + needed.en + " replicates";
      out.text.zh += "；要检出" + wanted.zh + "约需" + needed.zh + "次重复";
    }
    out.text.en += ".";
    out.text.zh += "。";
  } else {
    const auto between = range(interval, subject.unit);
    out.rule = Rule::unclear;
    out.text = {who.en + " makes no clear difference to " + about.en + " (could be from " +
                    between.en + ").",
                who.zh + "对" + about.zh + "没有明确影响（可能为" + between.zh + "）。"};
  }
  return out;
}

Words cost_finding(const Subject &subject, const RatioSet &set, double cost_of_all) {
  const auto about = what(subject);
  if (cost_of_all <= 0) {
    const auto saved = amount_in_words(-cost_of_all, "CNY");
    return {subject.policy.en + " saves " + saved.en + " of public money: one more unit of " +
                about.en + " has no price.",
            subject.policy.zh + "节省公共资金" + saved.zh + "，因此不存在" + about.zh +
                "每增加一个单位的价格。"};
  }
  const auto head = Words{"Under " + subject.policy.en + ", one more unit of " + about.en + " ",
                          "在" + subject.policy.zh + "下，" + about.zh + "每增加一个单位"};
  const auto percent = std::to_string(subject.percent);
  using Shape = RatioSet::Shape;
  if (set.shape == Shape::interval && set.bounds.low >= 0) {
    const auto cost = amount_in_words(set.ratio, "CNY");
    const auto between = range(set.bounds, "CNY");
    return {head.en + "costs " + cost.en + " of public money (" + percent +
                " % interval: " + between.en + ").",
            head.zh + "需公共资金" + cost.zh + "（" + percent + "%区间：" + between.zh + "）。"};
  }
  if (set.shape == Shape::interval && set.bounds.high <= 0)
    return {head.en + "has no cost that could be stated: money is spent and units are lost, or "
                      "money is saved and units are gained.",
            head.zh + "没有可表述的成本：要么花了钱反而减少，要么省了钱反而增加。"};
  if (set.shape == Shape::interval) {
    const auto between = range(set.bounds, "CNY");
    return {head.en + "costs from " + between.en + " of public money: it may cost nothing.",
            head.zh + "需公共资金" + between.zh + "：也可能没有成本。"};
  }
  if (set.shape == Shape::outside && set.bounds.high > 0 && std::isfinite(set.bounds.high)) {
    const auto least = amount_in_words(set.bounds.high, "CNY");
    return {head.en + "costs at least " + least.en +
                " of public money and there is no upper limit: the policy may have no effect or "
                "the opposite one.",
            head.zh + "至少需公共资金" + least.zh + "，且没有上限：该政策可能没有效果，甚至相反。"};
  }
  if (set.shape == Shape::none)
    return {head.en + "has a cost that one pair of worlds cannot tell.",
            head.zh + "的成本，只有一对世界无法判断。"};
  return {head.en + "has a cost that cannot be told: with these replicates no value can be ruled "
                    "out.",
          head.zh + "的成本无法判断：以现有重复次数，任何数值都不能排除。"};
}

} // namespace sme::analysis
