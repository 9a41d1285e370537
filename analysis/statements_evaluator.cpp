// What an evaluator of one world would conclude from the panel, beside the truth; and of what he
// finds at a threshold, how much is there without the policy.
#include <charconv>
#include <cmath>
#include <map>

#include "analysis/designs.hpp"
#include "analysis/evaluator.hpp"
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

/// R&D in revenue at which several written rules of the ladder change their answer.
constexpr double notch = 0.03;
constexpr double notch_reach = 0.02;

/// Firms of one world seen in two years; outcome: staff.
struct Seen {
  std::vector<double> firm, before, after, intensity_before, intensity_after;
  std::vector<std::uint8_t> treated;
  std::vector<std::int64_t> label;
  Eigen::MatrixXd covariates;
};

Seen seen_in(const ComparisonData &data, std::size_t world, int first, int last) {
  const auto &panel = data.panel;
  const auto column = [&](const char *name) -> const std::vector<double> & {
    return panel.at(name);
  };
  const auto &worlds = column("world_index"), &replicates = column("replicate_index"),
             &years = column("observed_year"), &firms = column("firm"),
             &staff = column("employees"), &revenue = column("revenue_of_year"),
             &rnd = column("rnd_of_year"), &labels = column("label"), &helped = column("treated"),
             &founded = column("founded"), &productivity = column("productivity_level");
  std::map<double, std::size_t> before; // identity to row
  const auto mine = [&](std::size_t row, int year) {
    return worlds[row] == static_cast<double>(world) && replicates[row] == 0 && years[row] == year;
  };
  for (std::size_t row = 0; row < firms.size(); ++row)
    if (mine(row, first))
      before.emplace(firms[row], row);
  Seen out;
  std::vector<std::size_t> rows;
  const auto intensity = [&](std::size_t row) {
    return revenue[row] > 0 && !std::isnan(rnd[row]) ? rnd[row] / revenue[row] : 0;
  };
  for (std::size_t row = 0; row < firms.size(); ++row) {
    const auto then = mine(row, last) ? before.find(firms[row]) : before.end();
    if (then == before.end())
      continue;
    const auto old = then->second;
    rows.push_back(old);
    out.firm.push_back(firms[row]);
    out.before.push_back(staff[old]);
    out.after.push_back(staff[row]);
    out.treated.push_back(helped[row] == 1 ? 1 : 0);
    out.label.push_back(static_cast<std::int64_t>(labels[old]));
    out.intensity_before.push_back(intensity(old));
    out.intensity_after.push_back(intensity(row));
  }
  out.covariates.resize(static_cast<Eigen::Index>(rows.size()), 5);
  for (std::size_t i = 0; i < rows.size(); ++i)
    out.covariates.row(static_cast<Eigen::Index>(i)) << staff[rows[i]], revenue[rows[i]],
        intensity(rows[i]), founded[rows[i]], productivity[rows[i]];
  return out;
}

bool complete(const ComparisonData &data) {
  for (const char *name :
       {"world_index", "replicate_index", "observed_year", "firm", "employees", "revenue_of_year",
        "rnd_of_year", "label", "treated", "founded", "productivity_level"})
    if (!data.panel.contains(name))
      return false;
  return true;
}

/// The last whole year before a world differs.
int year_before(const std::string &quarter, int otherwise) {
  int year = 0;
  const auto parsed = std::from_chars(quarter.data(), quarter.data() + quarter.size(), year);
  return parsed.ec == std::errc() ? year - 1 : otherwise;
}

BunchingOptions notch_options(double alpha) {
  return {.notch = notch,
          .width = 0.002,
          .reach = 12,
          .below = 3,
          .above = 2,
          .degree = 3,
          .alpha = alpha};
}

std::vector<double> doing_rnd(const std::vector<double> &intensity) {
  std::vector<double> out = intensity;
  for (auto &one : out)
    one = one > 0 ? one : unknown;
  return out;
}

EffectEstimate jump_of(const Seen &seen, double alpha) {
  return regression_discontinuity(doing_rnd(seen.intensity_before),
                                  differences(seen.before, seen.after), notch, notch_reach, alpha);
}

EffectEstimate bunching_of(const Seen &seen, double alpha) {
  const auto values = doing_rnd(seen.intensity_after);
  const auto found = estimate_bunching(values, notch_options(alpha));
  EffectEstimate out;
  out.treated = moments(values).count;
  if (found.error > 0) {
    out.value = found.excess;
    out.interval = found.interval;
  }
  return out;
}

/// Firms seen in both worlds, one entry each.
struct Pair {
  std::vector<double> running, effect; ///< R&D before in the baseline; employees, policy - baseline
  std::vector<double> here, there;     ///< R&D afterwards in the baseline and in the policy's world
};
Pair pair_of(const Seen &baseline, const Seen &policy) {
  std::map<double, std::size_t> known;
  for (std::size_t i = 0; i < baseline.firm.size(); ++i)
    known.emplace(baseline.firm[i], i);
  const auto running = doing_rnd(baseline.intensity_before),
             here = doing_rnd(baseline.intensity_after), there = doing_rnd(policy.intensity_after);
  Pair out;
  for (std::size_t j = 0; j < policy.firm.size(); ++j) {
    const auto i = known.find(policy.firm[j]);
    if (i == known.end())
      continue;
    out.running.push_back(running[i->second]);
    out.effect.push_back(policy.after[j] - baseline.after[i->second]);
    out.here.push_back(here[i->second]);
    out.there.push_back(there[j]);
  }
  return out;
}

/// What the policy did to the firms near the threshold, as the pair of worlds knows it.
EffectEstimate near_threshold(const Pair &pair, double alpha) {
  std::vector<double> near;
  for (std::size_t i = 0; i < pair.running.size(); ++i)
    if (std::abs(pair.running[i] - notch) < notch_reach)
      near.push_back(pair.effect[i]);
  const auto sample = moments(near);
  EffectEstimate out;
  out.value = sample.mean;
  out.interval = student_interval(sample, alpha);
  out.treated = sample.count;
  return out;
}

/// Firms in the window at the notch, policy less baseline, counted.
EffectEstimate moved_to_notch(const Pair &pair, double alpha) {
  const auto at = notch_options(alpha);
  const auto inside = [&](double x) { return x >= notch && x < notch + at.above * at.width; };
  EffectEstimate out;
  out.value = 0;
  for (std::size_t i = 0; i < pair.here.size(); ++i) {
    out.value += (inside(pair.there[i]) ? 1 : 0) - (inside(pair.here[i]) ? 1 : 0);
    ++out.treated;
  }
  out.interval = {out.value, out.value};
  return out;
}

} // namespace

void state_evaluator(const Comparison &c, Statements &out) {
  if (!complete(c.data))
    return;
  const double alpha = c.data.settings.level;
  out.axes.push_back(
      {"comparison/estimator", "design of an evaluation, and the truth", "", design_names, {}});
  Ranged estimate(
      c, out, "emulator", "1",
      "employees gained by a helped firm as an evaluator of the panel's first replicate would find "
      "them (firms as the sample), and the truth over replicates; rdd: jump of the change in "
      "employees at 3 % R&D in revenue, in the policy's world, in the baseline, and its change for "
      "firms seen in both, beside the mean true effect on firms near the threshold; bunching: "
      "firms in excess there, likewise, beside the firms counted there, policy less baseline",
      {"world", "estimator"});
  Plane count(c, out, "emulator_count", "1",
              "firms that the estimate rests on: helped, at or above the threshold, or all seen",
              {"world", "estimator"});
  const Cube identity(c.data, "identity"), treated(c.data, "treated_firms");
  const auto staff = c.place("measure", "staff"), direct = c.place("term", "direct");
  const int last = c.year(c.horizon);
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto put = [&](Design which, const EffectEstimate &found) {
      estimate.set({w, which}, found.value, found.interval);
      if (!std::isnan(found.value))
        count.at({w, which}) = static_cast<double>(found.treated);
    };
    if (identity.there() && treated.there() && staff && direct) {
      const auto helped = treated.series(w, {c.horizon});
      const auto set =
          cost_per_unit(identity.series(w, {c.horizon, *staff, *direct}), helped, alpha);
      if (!std::isnan(set.ratio)) {
        estimate.set({w, true_effect}, set.ratio, limits_of(set));
        count.at({w, true_effect}) = moments(helped).mean;
      }
    }
    const int first = std::max(year_before(c.first_difference(w), c.year(0)), c.year(0));
    if (first >= last)
      continue;
    const auto seen = seen_in(c.data, w, first, last), base = seen_in(c.data, 0, first, last);
    if (seen.before.empty())
      continue;
    const TwoPeriods firms{seen.before, seen.after, seen.treated};
    put(by_time, before_after(firms, alpha));
    put(by_match, matched(firms, seen.covariates, seen.label, alpha));
    put(by_difference, difference_in_differences(firms, alpha));
    put(jump, jump_of(seen, alpha));
    put(bunched, bunching_of(seen, alpha));
    if (base.before.empty())
      continue;
    const auto pair = pair_of(base, seen);
    put(jump_baseline, jump_of(base, alpha));
    put(jump_change,
        regression_discontinuity(pair.running, pair.effect, notch, notch_reach, alpha));
    put(true_near, near_threshold(pair, alpha));
    put(bunched_baseline, bunching_of(base, alpha));
    const auto change = bunching_difference(pair.here, pair.there, notch_options(alpha));
    put(bunched_change,
        {change.excess, change.error, change.interval, moments(pair.there).count, 0});
    put(true_moved, moved_to_notch(pair, alpha));
  }
}

} // namespace sme::analysis
