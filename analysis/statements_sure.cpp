// How the number of replicates came about, whether means settle, and what was checked on the way.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

const std::vector<std::string> no_terms,
    identity_terms{"gross", "deadweight", "direct", "displacement", "spillover", "net"};

/// The widest simultaneous half-width of the primary outcome with all replicates.
double half_width_at_end(const Comparison &c, const Statements &out) {
  double widest = unknown;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const Interval all{stated(out, "primary_low_all", w), stated(out, "primary_high_all", w)};
    if (!(all.half_width() <= widest))
      widest = std::isnan(all.half_width()) ? widest : all.half_width();
  }
  return widest;
}

Precision wanted(const Comparison &c) {
  auto level = c.level(0, c.horizon, c.primary);
  if (!c.data.looks.empty()) // as it was when the rule was made
    level.resize(std::min(level.size(), c.data.looks.front().replicates));
  return wanted_precision(c.data.settings.precision, c.data.settings.smallest_effect,
                          moments(level).mean);
}

Words reason(const Precision &precision) {
  switch (precision.by) {
  case Precision::By::asked:
    return {"`compare.precision`", "`compare.precision`"};
  case Precision::By::effect:
    return {"half of `compare.smallest_effect`", "`compare.smallest_effect`的一半"};
  case Precision::By::baseline:
    break;
  }
  const auto mean = number_in_words(precision.half_width / precision_of_baseline);
  return {"1 % of the baseline's mean of " + mean.en, "基准均值" + mean.zh + "的1%"};
}

} // namespace

void state_looks(const Comparison &c, Statements &out) {
  if (c.data.looks.empty())
    return;
  Axis axis{"comparison/look", "look at the precision reached so far", "1", {}, {}};
  for (std::size_t k = 0; k < c.data.looks.size(); ++k)
    axis.values.push_back(static_cast<std::int32_t>(k));
  out.axes.push_back(axis);
  Plane replicates(c, out, "look_replicates", "1", "replicates at the look", {"look"});
  Plane width(c, out, "look_half_width", "1",
              "widest simultaneous half-width of the primary outcome at the look", {"look"});
  Plane aim(c, out, "look_wanted", "1",
            "half-width at which it stops: compare.precision, else half of "
            "compare.smallest_effect, else 1 % of the baseline's mean in the first look",
            {"look"});
  Plane verdict(c, out, "look_verdict", "1", "0 go on, 1 precise enough, 2 no more allowed",
                {"look"});
  for (std::size_t k = 0; k < c.data.looks.size(); ++k) {
    const auto &look = c.data.looks[k];
    replicates.at({k}) = static_cast<double>(look.replicates);
    width.at({k}) = look.half_width;
    aim.at({k}) = wanted(c).half_width;
    verdict.at({k}) = static_cast<double>(look.verdict);
  }
}

std::vector<Said> say_looks(const Comparison &c, const Statements &out) {
  if (c.replicates < 2 || c.worlds < 2)
    return {};
  const auto precision = wanted(c);
  const auto unit = c.outcome_unit(c.primary);
  const double reached = half_width_at_end(c, out);
  const auto n = std::to_string(c.replicates);
  const auto is = amount_in_words(reached, unit), aim = amount_in_words(precision.half_width, unit);
  const auto why = reason(precision);
  const bool narrow = reached <= precision.half_width;
  if (c.data.looks.empty())
    return {{0,
             narrow ? "fixed_precise" : "fixed_wide",
             {"The number of replicates, " + n +
                  ", was given beforehand; no look at the figures decided it. The widest "
                  "simultaneous half-width of the primary outcome is " +
                  is.en + (narrow ? ", narrower than " : ", wider than ") + "the " + aim.en +
                  " at which `--replicates auto` would stop (" + why.en + ").",
              "重复次数" + n + "为事先给定，并非看过结果后决定。主要结果同时区间的最大半宽为" +
                  is.zh + (narrow ? "，窄于" : "，宽于") + "`--replicates auto`的停止标准" +
                  aim.zh + "（" + why.zh + "）。"},
             reached,
             {}}};
  const bool precise = c.data.looks.back().verdict == Look::Verdict::precise;
  const auto looks = std::to_string(c.data.looks.size());
  return {{0,
           precise ? "precise" : "spent",
           {"Replicates were added until the widest simultaneous half-width of the primary outcome "
            "was at most " +
                aim.en + " (" + why.en + "), never until an effect was significant: " + looks +
                (looks == "1" ? " look, " : " looks, ") + n + " replicates, half-width " + is.en +
                (precise ? "." : "; no more were allowed (`compare.most_replicates`)."),
            "重复次数逐批增加，直至主要结果同时区间的最大半宽不大于" + aim.zh + "（" + why.zh +
                "），从不以显著为停止标准：共查看" + looks + "次，" + n + "次重复，半宽为" + is.zh +
                (precise ? "。" : "；已达允许的上限（`compare.most_replicates`）。")},
           reached,
           {}}};
}

void state_convergence(const Comparison &c, Statements &out) {
  Ranged mean(c, out, "convergence", "1",
              "mean difference of the primary outcome at the horizon from the first replicates up "
              "to and with this one (of draws where parameters are drawn), Student's interval",
              {"world", "replicate"});
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto change = c.change(w, c.horizon, c.primary);
    for (std::size_t r = 0; r < change.size(); ++r)
      mean.set({w, r}, std::span<const double>(change).first(r + 1), c.data.settings.level);
  }
}

void state_checks(const Comparison &c, Statements &out) {
  struct Check {
    std::string name;
    double count = 0, failed = 0;
    void see(bool holds) {
      ++count;
      failed += holds ? 0 : 1;
    }
  };
  std::vector<Check> checks;
  const auto replicates = c.axis("replicate").size();
  // A failed one would have stopped the program (models/books.cpp), so that none is left to count.
  checks.push_back({"books", static_cast<double>(c.data.quarters_closed), 0});
  // Whole yuan and whole people: a real number would round sums of money.
  const auto whole = [&](const std::string &name) -> const Block<std::int64_t> * {
    const auto found = c.data.whole.find(name);
    return found == c.data.whole.end() ? nullptr : &found->second;
  };
  Check flows{"flows"};
  if (const auto *cube = whole("flow_matrix")) {
    const auto accounts = static_cast<std::ptrdiff_t>(cube->shape.back());
    for (auto row = cube->values.begin(); row != cube->values.end(); row += accounts)
      flows.see(std::accumulate(row, row + accounts, std::int64_t{0}) == 0);
  }
  checks.push_back(flows);
  Check identity{"additionality"};
  const auto &terms = c.data.axes.contains("term") ? c.axis("term").labels : no_terms;
  if (const auto *cube = whole("identity"); cube != nullptr && terms == identity_terms)
    for (std::size_t at = 0; at < cube->values.size(); at += terms.size()) {
      const auto *term = &cube->values[at]; // gross, deadweight, direct, displacement, ...
      identity.see(term[0] - term[1] == term[2] && term[2] + term[3] + term[4] == term[5]);
    }
  checks.push_back(identity);
  Check past{"shared_past"}, nothing{"no_difference"};
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto first = c.first_difference(w);
    for (std::size_t y = 0; y < c.years; ++y)
      for (std::size_t o = 0; o < c.outcomes; ++o) {
        const auto before = c.outcome.each(0, {y, o}), after = c.outcome.each(w, {y, o});
        const bool never = first.empty();
        if (!never && std::to_string(c.year(y)) >= first.substr(0, 4))
          continue;
        for (std::size_t r = 0; r < replicates; ++r)
          (never ? nothing : past)
              .see(before[r] == after[r] || (std::isnan(before[r]) && std::isnan(after[r])));
      }
  }
  checks.push_back(past);
  checks.push_back(nothing);
  Axis axis{"comparison/check", "what the program checked of its own figures", "", {}, {}};
  for (const auto &one : checks)
    axis.labels.push_back(one.name);
  out.axes.push_back(axis);
  Plane count(
      c, out, "check_count", "1",
      "checks made; books: quarters whose books were closed and checked, flows: rows of the "
      "matrix of flows that must sum to zero, additionality: cells of the identity gross - "
      "deadweight = direct, direct + displacement + spillover = net, shared_past: outcomes "
      "before a world parts, equal to the bit, no_difference: those of worlds that never "
      "part",
      {"check"});
  Plane failed(c, out, "check_failed", "1", "of these, failed", {"check"});
  for (std::size_t k = 0; k < checks.size(); ++k) {
    count.at({k}) = checks[k].count;
    failed.at({k}) = checks[k].failed;
  }
}

} // namespace sme::analysis
