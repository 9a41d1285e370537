#include "analysis/statements.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/statement_parts.hpp"

namespace sme::analysis {

Cube::Cube(const ComparisonData &data, const std::string &name, double divisor)
    : divisor_(divisor), per_draw_(std::max<std::size_t>(1, data.per_draw)) {
  if (const auto real = data.real.find(name); real != data.real.end()) {
    shape_ = &real->second.shape;
    real_ = &real->second.values;
  } else if (const auto whole = data.whole.find(name); whole != data.whole.end()) {
    shape_ = &whole->second.shape;
    whole_ = &whole->second.values;
  }
}

double Cube::at(Places places) const {
  std::size_t at = 0, axis = 0;
  for (const auto place : places)
    at = at * shape_->at(axis++) + place;
  if (real_ != nullptr)
    return real_->at(at) / divisor_;
  const auto value = whole_->at(at);
  return value == no_whole ? unknown : static_cast<double>(value) / divisor_;
}

std::vector<double> Cube::series(std::size_t world, Places rest) const {
  const auto all = each(world, rest);
  if (per_draw_ == 1)
    return all;
  std::vector<double> means(all.size() / per_draw_, 0);
  for (std::size_t r = 0; r < means.size() * per_draw_; ++r)
    means[r / per_draw_] += all[r] / static_cast<double>(per_draw_);
  return means;
}

std::vector<double> Cube::each(std::size_t world, Places rest) const {
  std::vector<double> out(shape_->at(1));
  std::size_t below = 0, axis = 2, step = 1;
  for (const auto place : rest) {
    below = below * shape_->at(axis) + place;
    step *= shape_->at(axis++);
  }
  for (std::size_t r = 0; r < out.size(); ++r) {
    const auto at = (world * out.size() + r) * step + below;
    if (real_ != nullptr)
      out[r] = real_->at(at) / divisor_;
    else
      out[r] =
          whole_->at(at) == no_whole ? unknown : static_cast<double>(whole_->at(at)) / divisor_;
  }
  return out;
}

Comparison::Comparison(const ComparisonData &from) : data(from), outcome(from, "outcomes") {
  const auto missing = [](const std::string &what) {
    throw ResultError(ResultError::missing, "the comparison has no " + what);
  };
  if (!outcome.there())
    missing("cube 'outcomes'");
  worlds = axis("world").size();
  replicates = axis("replicate").size() / std::max<std::size_t>(1, from.per_draw);
  years = axis("year").size();
  outcomes = axis("outcome").size();
  if (worlds == 0 || years == 0)
    missing("world or year");
  titles_ = titles();
  const auto found = place("outcome", data.settings.primary);
  if (!found)
    missing("outcome '" + data.settings.primary + "', the primary of [compare]");
  primary = *found;
  horizon = years - 1;
  for (std::size_t y = 0; y < years; ++y)
    if (year(y) == data.settings.horizon)
      horizon = y;
  options.alpha = data.settings.level;
  options.power = data.settings.power;
  options.seed = data.seed;
  options_of_primary = options;
  options_of_primary.interest = data.settings.smallest_effect;
  options_of_primary.family = std::max<std::size_t>(worlds - 1, 1);
}

const Axis &Comparison::axis(const std::string &name) const {
  const auto found = data.axes.find(name);
  if (found == data.axes.end())
    throw ResultError(ResultError::missing, "the comparison has no axis '" + name + "'");
  return found->second;
}

std::optional<std::size_t> Comparison::place(const std::string &name,
                                             const std::string &label) const {
  const auto found = data.axes.find(name);
  if (found == data.axes.end())
    return std::nullopt;
  const auto &labels = found->second.labels;
  const auto at = std::find(labels.begin(), labels.end(), label);
  if (at == labels.end())
    return std::nullopt;
  return static_cast<std::size_t>(at - labels.begin());
}

int Comparison::year(std::size_t position) const { return axis("year").values.at(position); }

std::vector<double> Comparison::level(std::size_t world, std::size_t year_at,
                                      std::size_t which) const {
  return outcome.series(world, {year_at, which});
}

std::vector<double> Comparison::change(std::size_t world, std::size_t year_at,
                                       std::size_t which) const {
  return differences(level(0, year_at, which), level(world, year_at, which));
}

std::vector<double> Comparison::change(std::size_t world, std::size_t year_at,
                                       const std::string &name) const {
  const auto which = place("outcome", name);
  return which ? change(world, year_at, *which) : std::vector<double>();
}

bool Comparison::same_until(std::size_t world, std::size_t year_at) const {
  for (std::size_t y = 0; y <= year_at; ++y)
    for (std::size_t o = 0; o < outcomes; ++o)
      for (const double one : change(world, y, o))
        if (one != 0 && one == one)
          return false;
  return true;
}

Plane::Plane(const Comparison &comparison, Statements &out, const std::string &name,
             const std::string &unit, const std::string &meaning, std::vector<std::string> axes)
    : out_(&out), which_(out.cubes.size()) {
  std::size_t size = 1;
  for (const auto &axis : axes) {
    const auto own = std::find_if(out.axes.begin(), out.axes.end(), [&](const Axis &one) {
      return one.name == "comparison/" + axis;
    });
    shape_.push_back(own != out.axes.end() ? own->size() : comparison.axis(axis).size());
    size *= shape_.back();
  }
  Quantity quantity;
  quantity.name = "comparison/" + name;
  quantity.unit = unit;
  quantity.long_name = meaning;
  quantity.axes = std::move(axes);
  out.cubes.push_back({std::move(quantity), std::vector<double>(size, unknown)});
}

double &Plane::at(Places places) {
  std::size_t at = 0, axis = 0;
  for (const auto place : places)
    at = at * shape_.at(axis++) + place;
  return out_->cubes[which_].values.at(at);
}

Ranged::Ranged(const Comparison &comparison, Statements &out, const std::string &name,
               const std::string &unit, const std::string &meaning,
               const std::vector<std::string> &axes, const std::string &end_of_mean)
    : mean_(comparison, out, name + end_of_mean, unit, meaning, axes),
      low_(comparison, out, name + "_low", unit, meaning + "; lower end of the interval", axes),
      high_(comparison, out, name + "_high", unit, meaning + "; upper end of the interval", axes) {}

void Ranged::set(Places places, double mean, const Interval &interval) {
  mean_.at(places) = mean;
  low_.at(places) = interval.low;
  high_.at(places) = interval.high;
}

void Ranged::set(Places places, std::span<const double> series, double alpha) {
  const auto sample = moments(series);
  set(places, sample.mean, student_interval(sample, alpha));
}

void Ranged::set_count(Places places, std::span<const double> series, double alpha) {
  const auto sample = moments(series);
  auto interval = student_interval(sample, alpha);
  if (interval.low < 0 && sample.mean >= 0)
    interval.low = 0;
  set(places, sample.mean, interval);
}

std::vector<std::size_t> parts_of_package(const Comparison &comparison, std::size_t world) {
  const auto wanted = comparison.programmes(world);
  std::vector<std::size_t> parts;
  if (wanted.size() < 2)
    return parts;
  for (const auto &one : wanted)
    if (const auto alone = comparison.world_with({one}))
      parts.push_back(*alone);
  if (parts.size() != wanted.size())
    parts.clear();
  return parts;
}

double stated(const Statements &out, const std::string &cube, std::size_t at) {
  for (const auto &one : out.cubes)
    if (one.quantity.name == "comparison/" + cube)
      return one.values.at(at);
  return unknown;
}

std::string percent_of(const Comparison &comparison) {
  return std::to_string(std::lround(100 * (1 - comparison.data.settings.level)));
}

Words titles_of(const Comparison &comparison, const std::vector<std::size_t> &worlds) {
  std::vector<Words> titles;
  for (const auto world : worlds)
    titles.push_back(comparison.world_title(world));
  return listed(titles);
}

Statements statements_of(const ComparisonData &data) {
  const Comparison comparison(data);
  Statements out;
  state_effects(comparison, out);
  state_groups(comparison, out);
  state_primary(comparison, out);
  state_interaction(comparison, out);
  state_lasting(comparison, out);
  state_mixture(comparison, out);
  state_bundle(comparison, out);
  state_two_levels(comparison, out);
  state_split(comparison, out);
  state_identity(comparison, out);
  state_survival(comparison, out);
  state_reach(comparison, out);
  state_money(comparison, out);
  state_optimism(comparison, out);
  state_switching(comparison, out);
  state_choice(comparison, out);
  state_yuan(comparison, out);
  state_convergence(comparison, out);
  state_looks(comparison, out);
  state_checks(comparison, out);
  state_evaluator(comparison, out);
  state_findings(comparison, out);
  return out;
}

} // namespace sme::analysis
