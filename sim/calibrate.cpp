#include "sim/calibrate.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>

#include "analysis/measure.hpp"
#include "models/quarter.hpp"
#include "sim/calibration_order.hpp"
#include "sim/calibration_result.hpp"
#include "sim/estimate.hpp"
#include "sim/failure.hpp"
#include "sim/number_jobs.hpp"
#include "sim/output_lock.hpp"
#include "sim/progress.hpp"
#include "sim/scenario_values.hpp"
#include "sim/study_run.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;

/// Replicates of the runs that check the estimate: none of those of the design.
constexpr std::uint32_t first_check = 1U << 30U;

/// The runs of a study, wave by wave, and what comes of them.
class Waves {
public:
  Waves(const CalibrationStudy &study, NumberJobs &jobs)
      : study_(study), settings_(study.settings), jobs_(jobs), bounds_(bounds_of(study)) {
    for (const analysis::Fact &fact : study.facts) {
      if (fact.use != analysis::Use::fit) { // whatever the study file asked for
        throw std::logic_error("fact " + fact.id + " is not to be fitted");
      }
      found_.targets.push_back(analysis::target_of(fact));
    }
    options_.discrepancy = settings_.discrepancy;
    options_.chance = std::min(1.0, settings_.scale / settings_.observed_scale);
    options_.cutoff = settings_.cutoff;
    options_.candidates = settings_.candidates;
    options_.draws = settings_.posterior_points;
    options_.level = settings_.level;
    options_.seed = static_cast<std::uint32_t>(settings_.seed);
    found_.runs.points.resize(0, static_cast<Eigen::Index>(bounds_.size()));
  }

  CalibrationFindings run(const std::function<void(const std::string &)> &tell) {
    const auto dimension = static_cast<Eigen::Index>(bounds_.size());
    found_.waves.push_back({static_cast<std::size_t>(settings_.first_points)});
    run_wave(analysis::sobol_points(settings_.first_points, dimension, options_.seed));
    emulate();
    for (std::int64_t wave = 1; wave <= settings_.waves; ++wave) {
      const auto next = analysis::next_points(found_.emulation, found_.runs.points,
                                              settings_.wave_points, options_);
      tell(fmt::format("{} points run; {:.3g} % of all parameters are not ruled out yet",
                       found_.runs.points.rows(), 100 * next.left.share));
      if (next.points.rows() == 0) {
        break;
      }
      found_.waves.push_back(
          {static_cast<std::size_t>(next.points.rows()), next.left.share, next.cutoff});
      run_wave(next.points);
      emulate();
    }
    tell(fmt::format("{} points run; estimating", found_.runs.points.rows()));
    found_.estimation = analysis::estimate(found_.emulation, options_, parallel());
    check();
    return std::move(found_);
  }

private:
  analysis::InParallel parallel() const {
    return [this](std::size_t count, const std::function<void(std::size_t)> &task) {
      jobs_.in_parallel(count, task);
    };
  }

  void emulate() {
    found_.emulation = analysis::emulate(found_.runs, found_.targets, options_, parallel());
    if (found_.emulation.moments.empty()) {
      throw Failure(Exit::numeric,
                    fmt::format("no fact is left to fit:\n  {}\n  a larger calibrate.scale shows "
                                "more",
                                fmt::join(found_.emulation.left_out, "\n  ")));
    }
  }

  /// A run at parameters; not a number where a fact is not defined in it.
  NumberJob job_at(const Eigen::VectorXd &parameters, std::uint32_t replicate,
                   std::string name) const {
    std::string key = fmt::format("replicate {}", replicate);
    for (std::size_t k = 0; k < study_.free.size(); ++k) {
      key += fmt::format(" {}={}", study_.free[k].knob.key,
                         in_toml(parameters(static_cast<Eigen::Index>(k))));
    }
    return {std::move(name), std::move(key), quarters_of_run(study_.scenario),
            [this, parameters, replicate](const Executor &executor, const RunWatch &watch) {
              return numbers_of(parameters, replicate, executor, watch);
            }};
  }

  std::vector<double> numbers_of(const Eigen::VectorXd &parameters, std::uint32_t replicate,
                                 const Executor &executor, const RunWatch &watch) const {
    Scenario scenario = study_.scenario;
    for (std::size_t k = 0; k < study_.free.size(); ++k) {
      const FreeParameter &free = study_.free[k];
      turn(scenario, free.knob.key,
           std::clamp(parameters(static_cast<Eigen::Index>(k)), free.bounds.low, free.bounds.high));
    }
    std::vector<double> numbers(study_.facts.size(), std::numeric_limits<double>::quiet_NaN());
    try {
      const auto history = run_history(scenario, replicate, executor, watch);
      for (std::size_t f = 0; f < study_.facts.size(); ++f) {
        const analysis::Fact &fact = study_.facts[f];
        numbers[f] = analysis::Measure(fact.measure)
                         .of(history, analysis::period_in(fact, history))
                         .value_or(numbers[f]);
      }
    } catch (const Uncountable &) { // these parameters are out of the question
    }
    return numbers;
  }

  std::vector<Eigen::MatrixXd> numbers_at(const std::string &stage, const Eigen::MatrixXd &points,
                                          std::uint32_t first, std::int64_t replicates,
                                          const std::string &words) {
    std::vector<NumberJob> jobs;
    const Eigen::MatrixXd parameters = analysis::to_bounds(points, bounds_);
    for (Eigen::Index p = 0; p < points.rows(); ++p) {
      for (std::int64_t r = 0; r < replicates; ++r) {
        const auto number = static_cast<std::uint32_t>(p * replicates + r);
        jobs.push_back(
            job_at(parameters.row(p).transpose(), first + number,
                   fmt::format("{}, run {} of {}", words, number + 1, points.rows() * replicates)));
      }
    }
    const auto numbers = jobs_.compute(stage, jobs);
    std::vector<Eigen::MatrixXd> all;
    for (Eigen::Index p = 0; p < points.rows(); ++p) {
      Eigen::MatrixXd one(replicates, static_cast<Eigen::Index>(study_.facts.size()));
      for (Eigen::Index r = 0; r < replicates; ++r) {
        const auto &values = numbers[static_cast<std::size_t>(p * replicates + r)];
        one.row(r) = Eigen::Map<const Eigen::RowVectorXd>(values.data(),
                                                          static_cast<Eigen::Index>(values.size()));
      }
      all.push_back(std::move(one));
    }
    return all;
  }

  void run_wave(const Eigen::MatrixXd &points) {
    const std::size_t wave = found_.waves.size();
    const auto before = found_.runs.points.rows();
    // Every point has chance of its own, so that errors of emulators are independent.
    const auto numbers =
        numbers_at(fmt::format("wave_{}", wave), points,
                   static_cast<std::uint32_t>(before * settings_.replicates), settings_.replicates,
                   fmt::format("wave {} of {}", wave, settings_.waves + 1));
    Eigen::MatrixXd all(before + points.rows(), points.cols());
    all << found_.runs.points, points;
    found_.runs.points = std::move(all);
    found_.runs.numbers.insert(found_.runs.numbers.end(), numbers.begin(), numbers.end());
    found_.wave_of.insert(found_.wave_of.end(), static_cast<std::size_t>(points.rows()),
                          static_cast<std::int64_t>(wave));
  }

  void check() {
    found_.check = numbers_at("check", found_.estimation.best.transpose(), first_check,
                              settings_.check_replicates, "check of the estimate")
                       .front();
    found_.distance = analysis::distance_of(found_.check, found_.emulation);
  }

  const CalibrationStudy &study_;
  const CalibrationSettings &settings_;
  NumberJobs &jobs_;
  std::vector<analysis::Bounds> bounds_;
  analysis::CalibrationOptions options_;
  CalibrationFindings found_;
};

Need need_of_study(const CalibrationStudy &study, std::size_t threads) {
  Need need = need_of(study.scenario, 1);
  need.memory *= threads; // runs are side by side
  const CalibrationSettings &s = study.settings;
  need.disk = static_cast<std::uint64_t>((s.first_points + s.waves * s.wave_points) * s.replicates +
                                         s.check_replicates) *
              (4096 + 8 * study.facts.size());
  return need;
}

} // namespace

fs::path fragment_beside(const fs::path &output) { return beside(output, ".toml"); }

std::string calibrate(const CalibrateOrder &order) {
  const auto start = std::chrono::steady_clock::now();
  std::optional<OutputLock> lock;
  const StopRequests stop(
      [] { say("stopping after this quarter, finished jobs are kept; once more stops at once"); },
      [&] {
        if (lock) {
          lock->release();
        }
        _exit(static_cast<int>(Exit::stopped));
      });
  const Ranks ranks;
  ranks.together(
      [&] { require_free(order.output, fragment_beside(order.output), order.existing); });
  const CalibrationStudy study = study_again(order.study, read_study);
  const std::string text = calibration_order(order.study);
  NumberJobs jobs(order.output, ranks, stop, order.threads);
  ranks.together([&] {
    require_room(need_of_study(study, jobs.threads()), order.output);
    if (ranks.first()) {
      lock.emplace(order.output, say);
    }
    jobs.open({calibration_kind, text});
  });
  const auto found = Waves(study, jobs).run([&](const std::string &line) {
    if (ranks.first()) {
      say(line);
    }
  });
  std::string digest;
  ranks.together([&] {
    if (ranks.first()) {
      analysis::ResultWriter result(order.output, order.existing);
      write_calibration(result, study, found, text);
      write_text(fragment_beside(order.output), calibrated_scenario(study, found));
      digest = result.publish();
      jobs.remove();
    }
  });
  if (!ranks.first()) {
    return {};
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  write_study_log(order.output, order.command, digest, seconds.count(), jobs);
  return calibration_tables(study, found) + fmt::format("\n{}  {}\n{}\n", digest,
                                                        order.output.string(),
                                                        fragment_beside(order.output).string());
}

} // namespace sme::sim
