// What an evaluator of one world would conclude from the panel, beside the truth.
#include <charconv>
#include <cmath>
#include <map>

#include "analysis/evaluator.hpp"
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

namespace {

/// R&D in revenue at which several written rules of the ladder change their answer.
constexpr double notch = 0.03;
constexpr double notch_reach = 0.02;

/// Firms of one world seen in two years; outcome: staff.
struct Seen {
  std::vector<double> before, after, intensity_before, intensity_after;
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

} // namespace

void state_evaluator(const Comparison &c, Statements &out) {
  if (!complete(c.data))
    return;
  const double alpha = c.data.settings.level;
  out.axes.push_back({"comparison/estimator",
                      "design of an evaluation",
                      "",
                      {"before_after", "matched", "did", "rdd", "bunching", "truth"},
                      {}});
  Ranged estimate(
      c, out, "emulator", "1",
      "employees gained by a helped firm as an evaluator of the panel's first replicate "
      "would find them (firms as the sample), and the truth over replicates; rdd: jump "
      "at 3 % R&D in revenue; bunching: firms in excess there",
      {"world", "estimator"});
  Plane count(c, out, "emulator_count", "1", "firms that the estimate rests on (helped or above)",
              {"world", "estimator"});
  const Cube identity(c.data, "identity"), treated(c.data, "treated_firms");
  const auto staff = c.place("measure", "staff"), direct = c.place("term", "direct");
  const int last = c.year(c.horizon);
  for (std::size_t w = 1; w < c.worlds; ++w) {
    if (identity.there() && treated.there() && staff && direct) {
      const auto set = cost_per_unit(identity.series(w, {c.horizon, *staff, *direct}),
                                     treated.series(w, {c.horizon}), alpha);
      estimate.set({w, 5}, set.ratio,
                   set.shape == RatioSet::Shape::interval ? set.bounds : Interval{});
      count.at({w, 5}) = moments(treated.series(w, {c.horizon})).mean;
    }
    const int first = std::max(year_before(c.first_difference(w), c.year(0)), c.year(0));
    if (first >= last)
      continue;
    const auto seen = seen_in(c.data, w, first, last);
    if (seen.before.empty())
      continue;
    const TwoPeriods firms{seen.before, seen.after, seen.treated};
    const auto put = [&](std::size_t which, const EffectEstimate &found) {
      estimate.set({w, which}, found.value, found.interval);
      count.at({w, which}) = static_cast<double>(found.treated);
    };
    put(0, before_after(firms, alpha));
    put(1, matched(firms, seen.covariates, seen.label, alpha));
    put(2, difference_in_differences(firms, alpha));
    std::vector<double> change = differences(seen.before, seen.after), running;
    for (std::size_t i = 0; i < change.size(); ++i)
      running.push_back(seen.intensity_before[i] > 0 ? seen.intensity_before[i] : unknown);
    put(3, regression_discontinuity(running, change, notch, notch_reach, alpha));
    std::vector<double> doing;
    for (const double one : seen.intensity_after)
      if (one > 0)
        doing.push_back(one);
    const auto mass = estimate_bunching(doing, {.notch = notch,
                                                .width = 0.002,
                                                .reach = 12,
                                                .below = 3,
                                                .above = 2,
                                                .degree = 3,
                                                .alpha = alpha});
    if (mass.error > 0)
      estimate.set({w, 4}, mass.excess, mass.interval);
    count.at({w, 4}) = static_cast<double>(doing.size());
  }
}

} // namespace sme::analysis
