// How statements are put together. Private to statements*.cpp.
#pragma once

#include <Eigen/Dense>

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison_data.hpp"
#include "analysis/findings.hpp"
#include "analysis/paired.hpp"
#include "analysis/value.hpp"

namespace sme::analysis {

using Places = std::initializer_list<std::size_t>;

/// A raw cube over (world, replicate, ...), whole or real, divided by a number; empty when the
/// comparison has no such cube.
class Cube {
public:
  Cube(const ComparisonData &data, const std::string &name, double divisor = 1);
  [[nodiscard]] bool there() const { return shape_ != nullptr; }
  [[nodiscard]] std::size_t size(std::size_t axis) const { return shape_->at(axis); }
  [[nodiscard]] double at(Places places) const;
  /// Over all independent replicates: where several share a draw of the parameters, their mean.
  [[nodiscard]] std::vector<double> series(std::size_t world, Places rest) const;
  /// Over all replicates one by one.
  [[nodiscard]] std::vector<double> each(std::size_t world, Places rest) const;

private:
  const std::vector<std::size_t> *shape_ = nullptr;
  const std::vector<double> *real_ = nullptr;
  const std::vector<std::int64_t> *whole_ = nullptr;
  double divisor_;
  std::size_t per_draw_;
};

/// What all parts need: sizes, positions of labels, the settings.
struct Comparison {
  explicit Comparison(const ComparisonData &from);

  const ComparisonData &data;
  std::size_t worlds = 0, years = 0, outcomes = 0;
  std::size_t replicates =
      0;                   ///< that are independent: draws of the parameters where they are drawn
  std::size_t horizon = 0; ///< position of the year of the answer
  std::size_t primary = 0; ///< position of the primary outcome
  PairedOptions options;   ///< for outcomes without a declared effect of interest
  PairedOptions options_of_primary;
  Cube outcome;

  [[nodiscard]] const Axis &axis(const std::string &name) const;
  [[nodiscard]] std::optional<std::size_t> place(const std::string &axis,
                                                 const std::string &label) const;
  [[nodiscard]] int year(std::size_t position) const;
  /// Levels of an outcome of the nation over replicates, and policy less baseline.
  [[nodiscard]] std::vector<double> level(std::size_t world, std::size_t year,
                                          std::size_t outcome) const;
  [[nodiscard]] std::vector<double> change(std::size_t world, std::size_t year,
                                           std::size_t outcome) const;
  /// The same by the outcome's name; empty when there is none.
  [[nodiscard]] std::vector<double> change(std::size_t world, std::size_t year,
                                           const std::string &outcome) const;
  /// Whether every outcome of a world equals the baseline's in a year and all years before.
  [[nodiscard]] bool same_until(std::size_t world, std::size_t year) const;
  /// A programme that is new or changed in a world, and all that the text compare/worlds says of
  /// it, so that one of another size is another one.
  struct Programme {
    std::string name, all;
    auto operator<=>(const Programme &) const = default;
  };
  /// By name. None for a world with other rules: it is not made of its programmes alone.
  [[nodiscard]] std::vector<Programme> programmes(std::size_t world) const;
  /// The world with exactly these programmes; none of them is the baseline.
  [[nodiscard]] std::optional<std::size_t> world_with(const std::vector<Programme> &wanted) const;
  /// First quarter in which a world differs from the baseline, "" for never.
  [[nodiscard]] std::string first_difference(std::size_t world) const;
  /// The scenario's title; with the scenario's name where another one has the same title.
  [[nodiscard]] Words world_title(std::size_t world) const;
  /// What a programme is: its instrument in words; with the programme's name where another
  /// programme of the comparison has the same instrument.
  [[nodiscard]] Words programme_title(const std::string &name) const;
  [[nodiscard]] Words outcome_title(std::size_t outcome) const;
  [[nodiscard]] std::string outcome_unit(std::size_t outcome) const;
  [[nodiscard]] int better(std::size_t outcome) const; ///< 1 more, -1 less, 0 neither

private:
  [[nodiscard]] std::vector<Words> titles() const;
  std::vector<Words> titles_; ///< by world
};

/// One cube being filled; what is not set is missing.
class Plane {
public:
  Plane(const Comparison &comparison, Statements &out, const std::string &name,
        const std::string &unit, const std::string &meaning, std::vector<std::string> axes);
  double &at(Places places);

private:
  Statements *out_;
  std::size_t which_;
  std::vector<std::size_t> shape_;
};

/// A mean with its interval: `<name>_mean`, `_low`, `_high`; or `<name>` for the first.
class Ranged {
public:
  Ranged(const Comparison &comparison, Statements &out, const std::string &name,
         const std::string &unit, const std::string &meaning, const std::vector<std::string> &axes,
         const std::string &end_of_mean = "_mean");
  void set(Places places, double mean, const Interval &interval);
  /// Student's interval of a series; that of a count does not go below zero.
  void set(Places places, std::span<const double> series, double alpha);
  void set_count(Places places, std::span<const double> series, double alpha);

private:
  Plane mean_, low_, high_;
};

void state_effects(const Comparison &comparison, Statements &out);
void state_groups(const Comparison &comparison, Statements &out);
void state_primary(const Comparison &comparison, Statements &out);
void state_interaction(const Comparison &comparison, Statements &out);
void state_bundle(const Comparison &comparison, Statements &out);
void state_two_levels(const Comparison &comparison, Statements &out);
void state_optimism(const Comparison &comparison, Statements &out);
void state_switching(const Comparison &comparison, Statements &out);
void state_split(const Comparison &comparison, Statements &out);
void state_identity(const Comparison &comparison, Statements &out);
void state_survival(const Comparison &comparison, Statements &out);
void state_reach(const Comparison &comparison, Statements &out);
void state_money(const Comparison &comparison, Statements &out);
void state_choice(const Comparison &comparison, Statements &out);
void state_yuan(const Comparison &comparison, Statements &out);
void state_looks(const Comparison &comparison, Statements &out);
void state_convergence(const Comparison &comparison, Statements &out);
void state_checks(const Comparison &comparison, Statements &out);
void state_lasting(const Comparison &comparison, Statements &out);
void state_mixture(const Comparison &comparison, Statements &out);
void state_evaluator(const Comparison &comparison, Statements &out);
void state_findings(const Comparison &comparison, Statements &out);

/// A sentence by rule, with the figures it rests on.
struct Said {
  std::size_t world = 0;
  std::string rule;
  Words text;
  double mean = unknown;
  Interval interval;
};
/// A number of a cube that has been stated, by its place; NaN when there is no such cube.
[[nodiscard]] double stated(const Statements &out, const std::string &cube, std::size_t at);
/// The confidence of intervals in per cent.
[[nodiscard]] std::string percent_of(const Comparison &comparison);
/// Titles of worlds in a list.
[[nodiscard]] Words titles_of(const Comparison &comparison, const std::vector<std::size_t> &worlds);
/// Gain in the primary outcome at the horizon, more being better: a row for each replicate, a
/// column for each world, the baseline's of zeros first; and the discounted programme cost.
struct GainAndCost {
  Eigen::MatrixXd gain, cost;
};
[[nodiscard]] GainAndCost gain_and_cost(const Comparison &comparison);

[[nodiscard]] std::vector<Said> say_choice(const Comparison &comparison, const Statements &out);
[[nodiscard]] std::vector<Said> say_ties(const Comparison &comparison);
[[nodiscard]] std::vector<Said> say_yuan(const Comparison &comparison, const Statements &out);
[[nodiscard]] std::vector<Said> say_looks(const Comparison &comparison, const Statements &out);
[[nodiscard]] std::vector<Said> say_mixture(const Comparison &comparison, const Statements &out);
[[nodiscard]] std::vector<Said> say_lasting(const Comparison &comparison, const Statements &out);
[[nodiscard]] std::vector<Said> say_halves(const Comparison &comparison, const Statements &out);
[[nodiscard]] std::vector<Said> say_evaluator(const Comparison &comparison, const Statements &out);

/// Public cost of a world against the baseline up to the horizon, by replicate, in yuan.
struct CostSeries {
  std::vector<double> spent, forgone, returned, called, tax_gained;
  std::vector<double> gross, net, gross_discounted, net_discounted, programme_discounted;
};
[[nodiscard]] CostSeries cost_series(const Comparison &comparison, std::size_t world);

/// Single worlds whose programmes are together those of a package; empty when it is none.
[[nodiscard]] std::vector<std::size_t> parts_of_package(const Comparison &comparison,
                                                        std::size_t world);

} // namespace sme::analysis
