// Whether effects last beyond the support, and whether they were only brought forward (COMPARISON
// 1.2): effects by year against those in the last year of support, and unit-years against the end.
#include <algorithm>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

/// Position of the last year in which any new programme of a world runs; nothing when one never
/// ends, when the world has other rules or no programmes.
std::optional<std::size_t> last_of_support(const Comparison &c, std::size_t world) {
  int last = 0;
  for (const auto &one : c.programmes(world)) {
    const auto json = nlohmann::json::parse(one.all, nullptr, false);
    const auto until = json.value("until", "");
    int year = 0;
    const auto read = std::from_chars(until.data(), until.data() + until.size(), year);
    if (read.ec != std::errc())
      return std::nullopt;
    last = std::max(last, year);
  }
  for (std::size_t y = 0; y < c.years; ++y)
    if (last > 0 && c.year(y) == last)
      return y;
  return std::nullopt;
}

std::vector<double> unit_years(const Comparison &c, std::size_t world) {
  std::vector<double> sum(c.replicates, 0);
  for (std::size_t y = 0; y <= c.horizon; ++y) {
    const auto change = c.change(world, y, c.primary);
    for (std::size_t r = 0; r < sum.size(); ++r)
      sum[r] += std::isnan(change[r]) ? 0 : change[r];
  }
  return sum;
}

} // namespace

void state_lasting(const Comparison &c, Statements &out) {
  Ranged years(c, out, "unit_years", "1",
               "effects on the primary outcome added up over the years to the horizon", {"world"});
  Ranged lasting(c, out, "lasting", "1",
                 "effect on the primary outcome over that of the last year of support, from that "
                 "year on; ratio of means, Fieller's set",
                 {"world", "year"});
  for (std::size_t w = 1; w < c.worlds; ++w) {
    years.set({w}, unit_years(c, w), c.data.settings.level);
    const auto last = last_of_support(c, w);
    for (std::size_t y = last.value_or(c.years); y < c.years; ++y) {
      const auto set = cost_per_unit(c.change(w, y, c.primary), c.change(w, *last, c.primary),
                                     c.data.settings.level);
      if (!std::isnan(set.ratio))
        lasting.set({w, y}, set.ratio, y == *last ? Interval{1, 1} : limits_of(set));
    }
  }
}

std::vector<Said> say_lasting(const Comparison &c, const Statements &out) {
  std::vector<Said> said;
  const auto unit = c.outcome_unit(c.primary);
  const auto outcome = inside_sentence(c.outcome_title(c.primary));
  const auto end = std::to_string(c.year(c.horizon));
  for (std::size_t w = 1; w < c.worlds; ++w) {
    if (c.same_until(w, c.years - 1))
      continue;
    const auto name = c.world_title(w);
    const double total = stated(out, "unit_years_mean", w);
    const Interval sum{stated(out, "unit_years_low", w), stated(out, "unit_years_high", w)};
    const Interval now{stated(out, "primary_low_all", w), stated(out, "primary_high_all", w)};
    const bool forward = now.contains(0) && !sum.contains(0) && std::isfinite(sum.low);
    const auto all = number_in_words(total), low = number_in_words(sum.low),
               high = number_in_words(sum.high);
    Words text{name.en + ": added up over the years to " + end + ", " + all.en + " (" + low.en +
                   " to " + high.en + ") unit-years of " + outcome.en +
                   (forward ? ", though no clear effect is left in " + end +
                                  ": it was brought forward, not added."
                            : "."),
               name.zh + "：截至" + end + "年各年合计" + all.zh + "（" + low.zh + "至" + high.zh +
                   "）" + outcome.zh + "·年" +
                   (forward ? "，但" + end + "年已无明确影响：只是提前，并未净增。" : "。")};
    std::string rule = forward ? "brought_forward" : "not_ended";
    const auto last = last_of_support(c, w);
    const auto at = w * c.years + c.horizon;
    const double share = stated(out, "lasting_mean", at);
    if (last && *last < c.horizon && std::isnan(share)) {
      const auto stop = std::to_string(c.year(*last));
      text.en += " In " + stop + ", the last year of support, there is no effect that could last.";
      text.zh += "支持最后一年" + stop + "年没有影响，无所谓持续。";
    } else if (last && *last < c.horizon) {
      const Interval range{stated(out, "lasting_low", at), stated(out, "lasting_high", at)};
      const auto mean = amount_in_words(100 * share, "%");
      const auto from = number_in_words(100 * range.low), to = number_in_words(100 * range.high);
      const auto stop = std::to_string(c.year(*last));
      const auto gap = c.horizon - *last;
      const auto later = std::to_string(gap);
      rule = forward ? "brought_forward" : "ended";
      text.en += " Of its effect in " + stop + ", the last year of support, " + mean.en + " (" +
                 from.en + " to " + to.en + ") is there " + later +
                 (gap == 1 ? " year" : " years") + " later.";
      text.zh += "其在支持最后一年" + stop + "年的影响，" + later + "年后尚存" + mean.zh + "（" +
                 from.zh + "至" + to.zh + "）。";
    } else {
      text.en += " Whether it lasts is not told: support does not end before " + end + ".";
      text.zh += "能否持续无法判断：支持在" + end + "年之前并未结束。";
    }
    said.push_back({w, rule, text, total, sum});
  }
  return said;
}

} // namespace sme::analysis
