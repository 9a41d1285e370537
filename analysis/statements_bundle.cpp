// What each programme of a package does: order-free where the worlds in between were run, else a
// range from being the first to being the last (COMPARISON 1.2).
#include <algorithm>
#include <cmath>

#include "analysis/bundle.hpp"
#include "analysis/interaction.hpp"

namespace sme::analysis {

namespace {

using Programmes = std::vector<Comparison::Programme>;
constexpr std::size_t most_programmes = 4;

Programmes without(const Programmes &all, std::size_t left_out) {
  Programmes some = all;
  some.erase(some.begin() + static_cast<std::ptrdiff_t>(left_out));
  return some;
}

Programmes subset(const Programmes &all, std::size_t bits) {
  Programmes some;
  for (std::size_t p = 0; p < all.size(); ++p)
    if ((bits >> p & 1U) != 0)
      some.push_back(all[p]);
  return some;
}

} // namespace

Bundle bundle_of(const Comparison &c, std::size_t world) {
  Bundle found;
  found.programmes = c.programmes(world);
  const auto &all = found.programmes;
  if (all.size() < 2)
    return found;
  for (std::size_t p = 0; p < all.size(); ++p) {
    found.alone.push_back(c.world_with({all[p]}));
    found.others.push_back(c.world_with(without(all, p)));
  }
  if (all.size() > most_programmes)
    return found;
  const std::size_t sets = std::size_t{1} << all.size();
  for (std::size_t bits = 0; bits < sets; ++bits) {
    const auto some = subset(all, bits);
    const auto at = bits + 1 == sets ? std::optional(world) : c.world_with(some);
    if (at) {
      found.subsets.push_back(*at);
      continue;
    }
    Words names;
    for (const auto &one : some) {
      const auto title = c.programme_title(one.name);
      const std::string join = names.en.empty() ? "" : " + ";
      names.en += join + title.en;
      names.zh += join + title.zh;
    }
    found.missing.push_back(names);
  }
  if (!found.missing.empty())
    found.subsets.clear();
  return found;
}

void state_bundle(const Comparison &c, Statements &out) {
  if (!c.data.axes.contains("programme"))
    return;
  const std::string end = ", at the horizon, in units of the outcome";
  const std::vector<std::string> axes{"world", "programme", "outcome"};
  Ranged share(c, out, "shapley", "1",
               "share of a programme in the effect of its package, in no order (Shapley)" + end,
               axes);
  Ranged first(c, out, "first_in", "1", "effect of a programme of a package when it is alone" + end,
               axes);
  Ranged last(c, out, "last_in", "1", "what a programme adds to all others of its package" + end,
              axes);
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto bundle = bundle_of(c, w);
    const auto size = bundle.programmes.size();
    for (std::size_t o = 0; o < c.outcomes && size > 1; ++o) {
      const auto level = [&](std::size_t world) { return c.level(world, c.horizon, o); };
      Eigen::MatrixXd shares;
      if (!bundle.subsets.empty()) {
        Eigen::MatrixXd worlds(static_cast<Eigen::Index>(c.replicates),
                               static_cast<Eigen::Index>(bundle.subsets.size()));
        for (std::size_t s = 0; s < bundle.subsets.size(); ++s) {
          const auto one = level(bundle.subsets[s]);
          worlds.col(static_cast<Eigen::Index>(s)) =
              Eigen::Map<const Eigen::VectorXd>(one.data(), worlds.rows());
        }
        shares = shapley(worlds);
      }
      for (std::size_t p = 0; p < size; ++p) {
        const auto at = c.place("programme", bundle.programmes[p].name);
        if (!at)
          continue;
        if (shares.size() > 0) {
          const auto column = shares.col(static_cast<Eigen::Index>(p));
          const std::vector<double> series(column.begin(), column.end());
          share.set({w, *at, o}, series, c.data.settings.level);
        }
        if (const auto alone = bundle.alone[p]) {
          const auto effect = paired_effect(level(0), level(*alone), c.options);
          first.set({w, *at, o}, effect.mean, effect.interval);
        }
        if (const auto others = bundle.others[p]) {
          const auto effect = paired_effect(level(*others), level(w), c.options);
          last.set({w, *at, o}, effect.mean, effect.interval);
        }
      }
    }
  }
}

Words bundle_finding(const Comparison &c, const Statements &out, std::size_t world,
                     const Bundle &bundle) {
  const auto package = c.world_title(world);
  const auto unit = c.outcome_unit(c.primary);
  const auto of_part = [&](const std::string &name, std::size_t p) {
    const auto at = (world * c.axis("programme").size() + p) * c.outcomes + c.primary;
    return stated(out, name, at);
  };
  const bool shared = !bundle.subsets.empty();
  Words list;
  bool all = true;
  for (std::size_t k = 0; k < bundle.programmes.size(); ++k) {
    const auto alone = bundle.alone[k];
    const auto name = alone ? c.world_title(*alone) : c.programme_title(bundle.programmes[k].name);
    const auto p = c.place("programme", bundle.programmes[k].name);
    const auto say = [&](const std::string &cube) {
      return amount_in_words(p ? of_part(cube, *p) : unknown, unit);
    };
    const auto from = say(shared ? "shapley_low" : "first_in_mean");
    const auto to = say(shared ? "shapley_high" : "last_in_mean");
    const auto mean = say("shapley_mean");
    all = all && alone && bundle.others[k];
    list.en += (k == 0 ? "" : "; ") + name.en + " " +
               (shared ? mean.en + " (" + from.en + " to " + to.en + ")"
                       : from.en + " alone, " + to.en + " on top of all others");
    list.zh += (k == 0 ? "" : "；") + name.zh +
               (shared ? mean.zh + "（" + from.zh + "至" + to.zh + "）"
                       : "单独" + from.zh + "，在其他各项之上" + to.zh);
  }
  if (shared)
    return {package.en + ", shares of its programmes in its effect, in no order: " + list.en + ".",
            package.zh + "，各项目在其效果中的份额（与次序无关）：" + list.zh + "。"};
  Words needed;
  for (const auto &one : bundle.missing) {
    needed.en += (needed.en.empty() ? "" : "; ") + one.en;
    needed.zh += (needed.zh.empty() ? "" : "；") + one.zh;
  }
  if (bundle.missing.empty())
    needed = {"one with each programme alone and one with all but it (shares in no order take "
              "every combination and are computed for up to four programmes)",
              "每个项目单独实施以及除它以外全部实施的世界（与次序无关的份额需要全部组合，"
              "至多四个项目）"};
  if (all)
    return {package.en + ", from being the first to being the last: " + list.en +
                ". This is a range, not an attribution; shares would need worlds with, at the "
                "package's own doses: " +
                needed.en + ".",
            package.zh + "，自首先实施至最后实施：" + list.zh +
                "。这是范围而非归因；份额另需以下世界（剂量与组合内相同）：" + needed.zh + "。"};
  return {package.en +
              ": what each of its programmes does is not told by these worlds. It would "
              "need worlds with, at the package's own doses: " +
              needed.en + ".",
          package.zh +
              "：现有各世界无法说明其中每个项目的作用，另需以下世界（剂量与组合内相同）：" +
              needed.zh + "。"};
}

} // namespace sme::analysis
