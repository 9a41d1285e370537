#include "analysis/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

#include "analysis/design.hpp"

namespace sme::analysis {

namespace {

/// dt/dv at v.
double slope_of(double value, MomentScale scale) {
  switch (scale) {
  case MomentScale::linear:
    return 1;
  case MomentScale::root:
    return value > 0 ? 0.5 / std::sqrt(value) : 0; // a fact of zero is doubted by chance alone
  case MomentScale::logarithmic:
    return 1 / value;
  }
  return 1;
}

/// One moment at all points, on a scale.
struct AllPoints {
  std::vector<Eigen::Index> points; ///< at which it is defined
  Eigen::VectorXd mean;             ///< at these
  Eigen::VectorXd count;            ///< of replicates there
  double within = 0;                ///< pooled variance of one replicate
};

AllPoints column_of(const Runs &runs, Eigen::Index target, MomentScale scale) {
  AllPoints out;
  std::vector<double> means, counts;
  double squares = 0, freedom = 0;
  for (std::size_t p = 0; p < runs.numbers.size(); ++p) {
    std::vector<double> values;
    for (const double one : runs.numbers[p].col(target)) {
      if (!std::isnan(one)) {
        values.push_back(on_scale(one, scale));
      }
    }
    if (values.empty()) {
      continue;
    }
    double mean = 0;
    for (const double one : values) {
      mean += one / static_cast<double>(values.size());
    }
    for (const double one : values) {
      squares += (one - mean) * (one - mean);
    }
    freedom += static_cast<double>(values.size()) - 1;
    out.points.push_back(static_cast<Eigen::Index>(p));
    means.push_back(mean);
    counts.push_back(static_cast<double>(values.size()));
  }
  out.mean = Eigen::Map<Eigen::VectorXd>(means.data(), static_cast<Eigen::Index>(means.size()));
  out.count = Eigen::Map<Eigen::VectorXd>(counts.data(), static_cast<Eigen::Index>(counts.size()));
  out.within = freedom > 0 ? squares / freedom : 0;
  return out;
}

/// How the moments' chance goes together: of the deviations of runs from the means of their points,
/// each moment's scaled to length one, so that it is a correlation whatever is not defined.
Eigen::MatrixXd correlation_of(const Runs &runs, const Emulation &emulation) {
  const auto moments = static_cast<Eigen::Index>(emulation.targets.size());
  Eigen::Index rows = 0;
  for (const Eigen::MatrixXd &point : runs.numbers) {
    rows += point.rows();
  }
  Eigen::MatrixXd deviation = Eigen::MatrixXd::Zero(rows, moments);
  for (Eigen::Index m = 0; m < moments; ++m) {
    const auto place = static_cast<std::size_t>(m);
    Eigen::Index row = 0;
    for (const Eigen::MatrixXd &point : runs.numbers) {
      const auto values = point.col(static_cast<Eigen::Index>(emulation.targets[place]));
      double sum = 0, count = 0;
      for (const double one : values) {
        sum += std::isnan(one) ? 0 : on_scale(one, emulation.scales[place]);
        count += std::isnan(one) ? 0 : 1;
      }
      for (const double one : values) {
        deviation(row++, m) =
            std::isnan(one) ? 0 : on_scale(one, emulation.scales[place]) - sum / count;
      }
    }
    const double length = deviation.col(m).norm();
    deviation.col(m) /= length > 0 ? length : 1;
  }
  constexpr double shrink = 0.02; // few runs, many moments
  Eigen::MatrixXd together = (1 - shrink) * deviation.transpose() * deviation;
  together.diagonal().setOnes();
  return together;
}

/// Calls visit(value) for every defined number of a target.
template <class Visitor> void each_number(const Runs &runs, Eigen::Index target, Visitor &&visit) {
  for (const Eigen::MatrixXd &point : runs.numbers) {
    for (const double one : point.col(target)) {
      if (!std::isnan(one)) {
        visit(one);
      }
    }
  }
}

/// The asked scale, if it reaches everything that was observed and simulated.
MomentScale fitting_scale(const Runs &runs, Eigen::Index target, const Target &asked) {
  bool fits = std::isfinite(on_scale(asked.low, asked.scale));
  each_number(runs, target,
              [&](double one) { fits = fits && std::isfinite(on_scale(one, asked.scale)); });
  return fits ? asked.scale : MomentScale::linear;
}

/// Whether two targets are the same number in every run (a stock and the inflow of its first year).
bool same_numbers(const Runs &runs, Eigen::Index one, Eigen::Index other) {
  for (const Eigen::MatrixXd &point : runs.numbers) {
    for (Eigen::Index r = 0; r < point.rows(); ++r) {
      const double a = point(r, one), b = point(r, other);
      if (!(a == b || (std::isnan(a) && std::isnan(b)))) {
        return false;
      }
    }
  }
  return true;
}

/// Why a target says nothing; empty when it does.
std::string silence_of(const Runs &runs, const std::vector<Target> &targets, std::size_t target) {
  const auto column = static_cast<Eigen::Index>(target);
  std::size_t defined = 0;
  for (const Eigen::MatrixXd &point : runs.numbers) {
    defined += point.col(column).array().isNaN().all() ? 0 : 1;
  }
  if (2 * defined < runs.numbers.size()) {
    return "is not defined at more than half of the points";
  }
  std::optional<double> first;
  bool moves = false;
  each_number(runs, column, [&](double one) {
    moves = moves || (first && one != *first);
    first = first ? first : one;
  });
  if (!moves) {
    return first && *first == 0 ? "is zero in every run: the scale is too small to see it"
                                : "is the same in every run: no free parameter moves it";
  }
  for (std::size_t former = 0; former < target; ++former) {
    if (same_numbers(runs, static_cast<Eigen::Index>(former), column)) {
      return "is the same number as " + targets[former].name + " in every run";
    }
  }
  return {};
}

Moment moment_of(const Target &target, MomentScale scale, double within,
                 const CalibrationOptions &options) {
  const double slope = slope_of(target.value, scale) * std::abs(target.value);
  const double spread = on_scale(target.high, scale) - on_scale(target.low, scale);
  Moment moment;
  moment.observed = on_scale(target.value, scale);
  moment.observation =
      spread * spread / 12 + target.doubt * slope * target.doubt * slope; // evenly in its range
  moment.discrepancy = options.discrepancy * slope * options.discrepancy * slope;
  moment.chance = options.chance * within;
  return moment;
}

} // namespace

double on_scale(double value, MomentScale scale) {
  switch (scale) {
  case MomentScale::linear:
    return value;
  case MomentScale::root:
    return std::sqrt(value);
  case MomentScale::logarithmic:
    return std::log(value);
  }
  return value;
}

double doubt_of(std::string_view grade) {
  constexpr double high = 0, middle = 0.05, low = 0.20;
  return grade == "H"     ? high
         : grade == "M-H" ? (high + middle) / 2
         : grade == "M"   ? middle
         : grade == "M-L" ? (middle + low) / 2
                          : low;
}

Target target_of(const Fact &fact) {
  const bool counts = fact.unit == "firms" || fact.unit == "persons" || fact.unit == "patents";
  return {fact.id,
          fact.low,
          fact.value,
          fact.high,
          doubt_of(fact.grade),
          counts                         ? MomentScale::root
          : fact.unit.starts_with("CNY") ? MomentScale::logarithmic
                                         : MomentScale::linear};
}

Emulation emulate(const Runs &runs, const std::vector<Target> &targets,
                  const CalibrationOptions &options, const InParallel &in_parallel) {
  const auto wanted = static_cast<Eigen::Index>(targets.size());
  for (const Eigen::MatrixXd &point : runs.numbers) {
    if (point.cols() != wanted) {
      throw std::invalid_argument("another number of moments than targets");
    }
  }
  if (static_cast<Eigen::Index>(runs.numbers.size()) != runs.points.rows()) {
    throw std::invalid_argument("another number of points than runs");
  }
  Emulation out;
  std::vector<AllPoints> columns;
  for (std::size_t t = 0; t < targets.size(); ++t) {
    if (const std::string why = silence_of(runs, targets, t); !why.empty()) {
      out.left_out.push_back(targets[t].name + " " + why);
      continue;
    }
    const auto column = static_cast<Eigen::Index>(t);
    const MomentScale scale = fitting_scale(runs, column, targets[t]);
    columns.push_back(column_of(runs, column, scale));
    out.targets.push_back(t);
    out.scales.push_back(scale);
    out.within.push_back(columns.back().within);
    out.moments.push_back(moment_of(targets[t], scale, columns.back().within, options));
  }
  out.together = correlation_of(runs, out);
  std::vector<std::optional<Surrogate>> made(columns.size());
  in_parallel(columns.size(), [&](std::size_t m) {
    const AllPoints &column = columns[m];
    Eigen::MatrixXd points(column.mean.size(), runs.points.cols());
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      points.row(i) = runs.points.row(column.points[static_cast<std::size_t>(i)]);
    }
    const Eigen::VectorXd noise = column.within / column.count.array();
    made[m].emplace(
        points, column.mean, noise,
        SurrogateOptions{
            .trend = Trend::linear, .starts = 2, .evaluations = 300, .seed = options.seed});
  });
  for (auto &one : made) {
    out.emulators.push_back(std::move(*one));
  }
  return out;
}

NextWave next_points(const Emulation &emulation, const Eigen::MatrixXd &run, Eigen::Index count,
                     const CalibrationOptions &options) {
  NextWave wave;
  Cutoff cutoff{.greatest = options.cutoff};
  wave.left = not_ruled_out(emulation.emulators, emulation.moments, cutoff, options.candidates,
                            options.seed);
  // Where the model meets no point of the cube, it is run where it misses least.
  if (wave.left.least > cutoff.greatest) {
    cutoff.greatest = 1.25 * wave.left.least;
  }
  wave.cutoff = cutoff.greatest;
  wave.points = next_wave(emulation.emulators, emulation.moments, cutoff, count, run,
                          options.candidates, options.seed);
  return wave;
}

LogDensity joint_posterior(const Emulation &emulation) {
  if (emulation.emulators.empty()) {
    throw std::invalid_argument("no moment is left");
  }
  return [&emulation](const Eigen::VectorXd &point) {
    const auto moments = static_cast<Eigen::Index>(emulation.moments.size());
    Eigen::VectorXd miss(moments), chance(moments), emulator(moments), own(moments);
    for (Eigen::Index m = 0; m < moments; ++m) {
      const auto place = static_cast<std::size_t>(m);
      const Moment &moment = emulation.moments[place];
      const Prediction predicted = emulation.emulators[place].predict(point);
      miss(m) = moment.observed - predicted.mean;
      chance(m) = std::sqrt(moment.chance);
      emulator(m) = std::sqrt(std::max(0.0, predicted.variance));
      own(m) = moment.observation + moment.discrepancy;
    }
    Eigen::MatrixXd covariance = emulation.together.cwiseProduct(chance * chance.transpose() +
                                                                 emulator * emulator.transpose());
    covariance.diagonal() += own;
    const Eigen::LLT<Eigen::MatrixXd> root(covariance);
    if (root.info() != Eigen::Success) {
      return -std::numeric_limits<double>::infinity();
    }
    const Eigen::VectorXd scaled = root.matrixL().solve(miss);
    return -0.5 * scaled.squaredNorm() -
           root.matrixL().toDenseMatrix().diagonal().array().log().sum();
  };
}

Estimation estimate(const Emulation &emulation, const CalibrationOptions &options,
                    const InParallel &in_parallel) {
  const LogDensity density = joint_posterior(emulation);
  const Eigen::Index dimension = emulation.emulators.front().dimension();
  Estimation out;
  PosteriorOptions chains;
  chains.seed = options.seed;
  // More dimensions mix more slowly.
  chains.warm_up = std::max(chains.warm_up, 500 * static_cast<int>(dimension));
  chains.kept = std::max({chains.kept, 1000 * static_cast<int>(dimension),
                          static_cast<int>(options.draws / chains.chains + 1)});
  out.posterior = sample_posterior(density, dimension, chains);
  out.best = most_likely(density, dimension, 4, options.seed);
  if (out.posterior.best_density > density(out.best)) {
    out.best = out.posterior.best;
  }
  out.posterior.best = out.best;
  out.posterior.best_density = density(out.best);
  out.summary = summarise(out.posterior, options.level);
  out.profiles.resize(static_cast<std::size_t>(dimension));
  in_parallel(out.profiles.size(), [&](std::size_t k) {
    out.profiles[k] =
        profile_interval(density, out.best, static_cast<Eigen::Index>(k), options.level);
  });
  const Eigen::Index length = out.posterior.sample.rows() / out.posterior.chains;
  out.draws.resize(options.draws, dimension);
  const Eigen::Index turns = (options.draws + chains.chains - 1) / chains.chains;
  for (Eigen::Index d = 0; d < options.draws; ++d) {
    const Eigen::Index chain = d % chains.chains, step = d / chains.chains * (length / turns);
    out.draws.row(d) = out.posterior.sample.row(chain * length + step);
  }
  return out;
}

std::vector<double> distance_of(const Eigen::MatrixXd &runs, const Emulation &emulation) {
  std::vector<double> distances;
  for (std::size_t m = 0; m < emulation.moments.size(); ++m) {
    double sum = 0, count = 0;
    for (const double one : runs.col(static_cast<Eigen::Index>(emulation.targets[m]))) {
      if (!std::isnan(one)) {
        sum += on_scale(one, emulation.scales[m]);
        ++count;
      }
    }
    distances.push_back(
        count > 0 ? implausibility({sum / count, emulation.within[m] / count}, emulation.moments[m])
                  : unknown);
  }
  return distances;
}

} // namespace sme::analysis
