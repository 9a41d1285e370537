// What an evaluator would have concluded, in one sentence or two for each policy.
#include <cmath>

#include "analysis/designs.hpp"
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

std::vector<Said> say_evaluator(const Comparison &c, const Statements &out) {
  std::vector<Said> said;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto at = [&](const char *end, Design design) {
      return stated(out, std::string("emulator") + end, w * design_names.size() + design);
    };
    const auto limits = [&](Design design) {
      return Interval{at("_low", design), at("_high", design)};
    };
    const auto there = [&](Design design) { return !std::isnan(at("_mean", design)); };
    const auto words = [&](Design design) {
      const auto mean = number_in_words(at("_mean", design));
      if (std::isnan(at("_low", design)))
        return mean;
      const auto low = number_in_words(at("_low", design)),
                 high = number_in_words(at("_high", design));
      return Words{mean.en + " (" + low.en + " to " + high.en + ")",
                   mean.zh + "（" + low.zh + "至" + high.zh + "）"};
    };
    const bool seen = there(by_time) || there(jump) || there(bunched);
    if (!seen && !there(true_effect) && !there(jump_baseline))
      continue;
    const auto name = c.world_title(w);
    std::string rule = "not_seen";
    Words text{name.en + ": ", name.zh + "："};
    const auto add = [&](const Words &more) {
      text.en += more.en;
      text.zh += more.zh;
    };
    if (c.same_until(w, c.years - 1)) {
      rule = "same";
      add({"its world is the baseline's, so that whatever a design finds is there without it, too.",
           "其世界与基准相同，任何方法得到的结果在没有该政策时同样存在。"});
    } else if (there(by_difference) && there(true_effect)) {
      const auto found = limits(by_difference), truth = limits(true_effect);
      const bool much = found.low > truth.high, little = found.high < truth.low;
      rule = much ? "too_much" : little ? "too_little" : "not_apart";
      const auto a = words(by_difference), b = words(true_effect);
      add({"differences in differences would find " + a.en +
               " employees gained by a helped firm; the truth is " + b.en +
               (much     ? ": too much."
                : little ? ": too little."
                         : ": the two cannot be told apart."),
           "双重差分会得到每家受支持企业增加员工" + a.zh + "人，真值为" + b.zh +
               (much     ? "：估计过高。"
                : little ? "：估计过低。"
                         : "：两者无法区分。")});
    } else {
      add({"too few helped firms are in the panel for differences in differences.",
           "面板中受支持企业太少，无法作双重差分。"});
    }
    if (there(jump) && there(jump_change) && there(true_near)) {
      const auto a = words(jump), b = words(jump_baseline), d = words(jump_change),
                 e = words(true_near);
      add({" At the threshold of 3 % R&D a jump of " + a.en +
               " employees would be found, and without the policy one of " + b.en +
               "; the policy's part is " + d.en + ". Firms near the threshold truly gain " + e.en +
               ".",
           "在研发强度3%的门槛处会得到断点" + a.zh + "人，没有该政策时为" + b.zh +
               "人，政策部分为" + d.zh + "人。门槛附近企业的真实增加为" + e.zh + "人。"});
    }
    if (there(bunched) && there(bunched_baseline)) {
      const auto a = words(bunched), b = words(bunched_baseline), d = words(bunched_change),
                 e = number_in_words(at("_mean", true_moved));
      add({" Firms in excess there: " + a.en + ", without the policy " + b.en +
               "; the policy's part is " + d.en + ", by counting " + e.en + ".",
           "该处超额企业" + a.zh + "家，没有政策时" + b.zh + "家；政策部分为" + d.zh +
               "家，直接计数为" + e.zh + "家。"});
    }
    said.push_back({w, rule, text, at("_mean", by_difference), limits(by_difference)});
  }
  return said;
}

} // namespace sme::analysis
