// The figures in words: JSON of findings in both languages (text comparison/findings).
#include <cmath>

#include <nlohmann/json.hpp>

#include "analysis/appraisal.hpp"
#include "analysis/bundle.hpp"
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

using Json = nlohmann::ordered_json;

/// JSON has no infinity: a limit that is not there is null, as is what is missing.
Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json finding(std::size_t world, const std::string &outcome, int year, const std::string &rule,
             const Words &text, double mean, const Interval &interval) {
  return {{"world", world},
          {"outcome", outcome},
          {"year", year},
          {"case", rule},
          {"en", text.en},
          {"zh", text.zh},
          {"mean", json_number(mean)},
          {"low", json_number(interval.low)},
          {"high", json_number(interval.high)}};
}

Subject subject_of(const Comparison &c, std::size_t world, std::size_t outcome) {
  Subject subject;
  subject.policy = c.world_title(world);
  subject.outcome = c.outcome_title(outcome);
  subject.unit = c.outcome_unit(outcome);
  subject.year = c.year(c.horizon);
  subject.interest = outcome == c.primary ? c.data.settings.smallest_effect : 0;
  subject.percent = static_cast<int>(std::lround(100 * (1 - c.data.settings.level)));
  return subject;
}

std::string shape_name(RatioSet::Shape shape) {
  switch (shape) {
  case RatioSet::Shape::interval:
    return "interval";
  case RatioSet::Shape::outside:
    return "unbounded";
  case RatioSet::Shape::everything:
    return "everything";
  case RatioSet::Shape::none:
    break;
  }
  return "none";
}

/// The three things that matter most, first; always there, whatever the figures.
Json caveats(const Comparison &c) {
  const auto n = std::to_string(c.replicates);
  Json out = Json::array();
  if (c.data.per_draw > 0)
    out.push_back(
        {{"key", "not_in_intervals"},
         {"en", "The intervals show chance and what a calibration left unsure of the parameters, "
                "between " +
                    n +
                    " draws of them. They do not include doubt about the equations or the data."},
         {"zh", "区间反映偶然差异以及校准后参数仍有的不确定性（" + n +
                    "组参数抽样），不包括方程和数据的不确定性。"}});
  else
    out.push_back(
        {{"key", "not_in_intervals"},
         {"en", "The intervals show chance between " + n +
                    " replicates of this model. They do not include doubt about its parameters, "
                    "its equations or the data, which is the larger part."},
         {"zh", "区间只反映本模型" + n +
                    "次重复之间的偶然差异，不包括参数、方程和数据的不确定性，而后者才是主要部"
                    "分。"}});
  out.push_back({{"key", "substitution"},
                 {"en", "Substitution inside a firm (one activity replaced by a helped one) is not "
                        "represented in this model."},
                 {"zh", "本模型不刻画企业内部的替代（以受扶持的业务取代原有业务）。"}});
  bool weak = false;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto effect = paired_effect(c.level(0, c.horizon, c.primary),
                                      c.level(w, c.horizon, c.primary), c.options);
    weak = weak || effect.weakly_paired();
  }
  if (weak)
    out.push_back(
        {{"key", "weak_pairing"},
         {"en", "Shared chance removes little variance for some policy (ratio below 1.5): "
                "its worlds hardly resemble the baseline any more."},
         {"zh", "对某些政策，共同的随机数几乎没有降低方差（比值低于1.5）：其世界与基准已很"
                "不相似。"}});
  return out;
}

/// Sentences about the primary outcome as JSON.
Json told(const Comparison &c, const std::vector<Said> &said) {
  Json list = Json::array();
  for (const auto &one : said)
    list.push_back(finding(one.world, c.axis("outcome").labels[c.primary], c.year(c.horizon),
                           one.rule, one.text, one.mean, one.interval));
  return list;
}

/// Where the answer turns, one sentence for each input of each policy.
Json switching(const Comparison &c) {
  Json found = Json::array();
  const auto plain = assumed(c);
  if (!plain)
    return found;
  const auto best = best_at_worth(c, *plain);
  const auto &names = c.axis("outcome").labels;
  constexpr const char *verdicts[]{"found", "always", "never", "undecided"};
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t i = 0; i < input_kinds; ++i)
      if (const auto turn = turning(c, w, static_cast<Input>(i), *plain, best)) {
        const auto &value = turn->value;
        auto one = finding(w, names[c.primary], c.year(c.horizon),
                           verdicts[static_cast<std::size_t>(value.verdict)],
                           turning_finding(c, w, static_cast<Input>(i), *plain, best, *turn),
                           value.at, value.interval);
        one["input"] = i;
        found.push_back(std::move(one));
      }
  return found;
}

/// Who does how much in a package.
Json shares(const Comparison &c, const Statements &out) {
  Json found = Json::array();
  for (std::size_t w = 1; w < c.worlds && c.data.axes.contains("programme"); ++w)
    if (const auto bundle = bundle_of(c, w); bundle.package())
      found.push_back(finding(w, c.axis("outcome").labels[c.primary], c.year(c.horizon),
                              bundle.subsets.empty() ? "not_told" : "shared",
                              bundle_finding(c, out, w, bundle), unknown, {}));
  return found;
}

/// Whether doubt about the parameters or chance moves an effect more.
Json two_levels(const Comparison &c, const Statements &out) {
  Json found = Json::array();
  if (c.data.per_draw < 2 || c.replicates < 2)
    return found;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto at = w * c.outcomes + c.primary;
    const double mean = stated(out, "variance_share_mean", at);
    const Interval share{stated(out, "variance_share_low", at),
                         stated(out, "variance_share_high", at)};
    if (!std::isfinite(mean))
      continue;
    const bool parameters = share.low > 0.5, chance = share.high < 0.5;
    const auto percent = [](double x) { return number_in_words(100 * x); };
    const auto size = percent(mean), low = percent(share.low), high = percent(share.high);
    const auto policy = c.world_title(w);
    const Words verdict =
        parameters ? Words{"More replicates narrow this little; better data on the parameters do.",
                           "增加重复帮助不大，改进参数数据才有用。"}
        : chance   ? Words{"More replicates narrow it.", "增加重复可使其缩小。"}
                   : Words{"Which is the larger part is not clear with so few draws.",
                         "以现有抽样数无法判断哪一部分更大。"};
    found.push_back(finding(
        w, c.axis("outcome").labels[c.primary], c.year(c.horizon),
        parameters ? "parameters"
        : chance   ? "chance"
                   : "unclear",
        {policy.en + ": " + size.en + " % (" + low.en + " to " + high.en +
             ") of the variance of its effect lies between draws of the parameters, the rest is "
             "chance. " +
             verdict.en,
         policy.zh + "：其效果的方差中" + size.zh + "%（" + low.zh + "至" + high.zh +
             "）来自参数抽样之间，其余为偶然。" + verdict.zh},
        mean, share));
  }
  return found;
}

} // namespace

void state_findings(const Comparison &c, Statements &out) {
  Json primary = Json::array(), others = Json::array(), costs = Json::array(),
       joint = Json::array();
  const auto &labels = c.axis("outcome").labels;
  const int year = c.year(c.horizon);
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const bool same = c.same_until(w, c.years - 1);
    for (std::size_t o = 0; o < c.outcomes; ++o) {
      const auto before = c.level(0, c.horizon, o), after = c.level(w, c.horizon, o);
      if (moments(differences(before, after)).count == 0)
        continue;
      const bool is_primary = o == c.primary;
      const auto effect =
          paired_effect(before, after, is_primary ? c.options_of_primary : c.options);
      const auto at = (w * c.outcomes + o) * c.years + c.horizon;
      const Interval interval =
          is_primary
              ? Interval{stated(out, "primary_low_all", w), stated(out, "primary_high_all", w)}
              : Interval{stated(out, "effect_low_all", at), stated(out, "effect_high_all", at)};
      const auto found = effect_finding(subject_of(c, w, o), effect, interval, same);
      (is_primary ? primary : others)
          .push_back(
              finding(w, labels[o], year, name_of(found.rule), found.text, effect.mean, interval));
    }
    if (!same) {
      const auto money = cost_series(c, w).programme_discounted;
      const auto set =
          cost_per_unit(money, c.change(w, c.horizon, c.primary), c.data.settings.level);
      costs.push_back(finding(w, labels[c.primary], year, shape_name(set.shape),
                              cost_finding(subject_of(c, w, c.primary), set, moments(money).mean),
                              set.ratio, limits_of(set)));
    }
    if (parts_of_package(c, w).empty())
      continue;
    const auto at = w * c.outcomes + c.primary;
    const Interval interval{stated(out, "interaction_low", at),
                            stated(out, "interaction_high", at)};
    const double mean = stated(out, "interaction_mean", at);
    auto subject = subject_of(c, w, c.primary);
    const auto size = amount_in_words(std::abs(mean), subject.unit);
    const bool more = interval.low > 0, less = interval.high < 0;
    const auto policy = subject.policy;
    const Words text =
        more   ? Words{policy.en + ": together the programmes do " + size.en +
                         " more than the sum of each alone.",
                     policy.zh + "：各项目合在一起，比单独实施之和多" + size.zh + "。"}
        : less ? Words{policy.en + ": together the programmes do " + size.en +
                           " less than the sum of each alone.",
                       policy.zh + "：各项目合在一起，比单独实施之和少" + size.zh + "。"}
               : Words{policy.en +
                           ": no clear difference between the joint effect and the sum of "
                           "each alone (could be from " +
                           amount_in_words(interval.low, "").en + " to " +
                           amount_in_words(interval.high, subject.unit).en + ").",
                       policy.zh + "：联合效果与单独实施之和没有明确差别（可能为" +
                           amount_in_words(interval.low, "").zh + "至" +
                           amount_in_words(interval.high, subject.unit).zh + "）。"};
    joint.push_back(finding(w, labels[c.primary], year,
                            more   ? "more"
                            : less ? "less"
                                   : "unclear",
                            text, mean, interval));
  }
  const Json all{{"primary", primary},
                 {"outcome", others},
                 {"cost", costs},
                 {"yuan", told(c, say_yuan(c, out))},
                 {"interaction", joint},
                 {"mixture", told(c, say_mixture(c, out))},
                 {"shares", shares(c, out)},
                 {"two_levels", two_levels(c, out)},
                 {"switching", switching(c)},
                 {"choice", told(c, say_choice(c, out))},
                 {"tie", told(c, say_ties(c))},
                 {"lasting", told(c, say_lasting(c, out))},
                 {"looks", told(c, say_looks(c, out))},
                 {"halves", told(c, say_halves(c, out))},
                 {"evaluator", told(c, say_evaluator(c, out))},
                 {"caveat", caveats(c)}};
  out.texts.emplace_back("comparison/findings",
                         all.dump(1, ' ', false, Json::error_handler_t::replace));
}

} // namespace sme::analysis
