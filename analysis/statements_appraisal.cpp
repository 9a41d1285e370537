// Optimism bias step by step, and where answers turn.
#include "analysis/appraisal.hpp"

namespace sme::analysis {

void state_optimism(const Comparison &c, Statements &out) {
  const auto plain = assumed(c).value_or(Assumed{0, c.data.settings.discount});
  const auto &s = c.data.settings;
  out.axes.push_back({"comparison/optimism",
                      "step of optimism bias, each on top of those before it",
                      "",
                      {"modelled", "cost", "uptake", "delay"},
                      {}});
  const std::vector<std::string> axes{"world", "optimism"};
  Ranged cost(c, out, "optimism_cost", "CNY", "discounted programme cost with optimism bias", axes);
  Ranged effect(c, out, "optimism_effect", "1",
                "effect on the primary outcome at the horizon with optimism bias, better is more",
                axes);
  Ranged per(c, out, "optimism_cost_per", "CNY",
             "cost of one more of the primary with optimism bias; ratio of means, Fieller's set",
             axes);
  Ranged benefit(c, out, "optimism_nmb", "CNY",
                 "net monetary benefit with optimism bias, at the middle of the willingness to pay",
                 axes);
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto policy = appraised(c, w);
    for (std::size_t step = 0; step < 4; ++step) {
      auto biased = plain;
      biased.cost = step >= 1 ? s.cost_bias : 0;
      biased.uptake = step >= 2 ? s.uptake_bias : 0;
      biased.delay = step >= 3 ? s.delay_bias : 0;
      const auto found = appraise(c, policy, biased);
      cost.set({w, step}, found.cost, s.level);
      effect.set({w, step}, found.effect, s.level);
      const auto set = cost_per_unit(found.cost, found.effect, s.level);
      per.set({w, step}, set.ratio, set.ratio == set.ratio ? limits_of(set) : Interval{});
      if (plain.worth > 0)
        benefit.set({w, step}, found.benefit, s.level);
    }
  }
}

void state_switching(const Comparison &c, Statements &out) {
  const auto plain = assumed(c);
  if (!plain)
    return;
  out.axes.push_back(
      {"comparison/input",
       "what is moved until the sign of net benefit turns",
       "",
       {"worth", "cost_bias", "uptake_bias", "discount", "delay_bias", "worth_against_best"},
       {}});
  const std::vector<std::string> axes{"world", "input"};
  Ranged at(c, out, "switching", "1",
            "value of an input at which net benefit is zero (worth_against_best: equals that of "
            "the best policy), all else as assumed; worth in CNY, delay in years, else shares; "
            "interval: where zero lies within the interval of net benefit",
            axes);
  Plane verdict(c, out, "switching_verdict", "1",
                "0 the sign turns there, 1 above zero everywhere, 2 below, 3 zero everywhere",
                axes);
  const auto best = best_at_worth(c, *plain);
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t i = 0; i < input_kinds; ++i)
      if (const auto found = turning(c, w, static_cast<Input>(i), *plain, best)) {
        verdict.at({w, i}) = static_cast<double>(found->value.verdict);
        at.set({w, i}, found->value.at, found->value.interval);
      }
}

} // namespace sme::analysis
