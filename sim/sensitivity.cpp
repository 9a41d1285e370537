#include "sim/sensitivity.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <unistd.h>

#include "analysis/sensitivity_file.hpp"
#include "models/quarter.hpp"
#include "sim/compare_replicate.hpp"
#include "sim/estimate.hpp"
#include "sim/failure.hpp"
#include "sim/number_jobs.hpp"
#include "sim/output_lock.hpp"
#include "sim/progress.hpp"
#include "sim/provenance.hpp"
#include "sim/scenario_values.hpp"
#include "sim/study_run.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;
using Places = std::vector<std::size_t>;

/// Replicates of the second stage: none of those of the first.
constexpr std::uint32_t first_of_indices = 1U << 30U;

/// Sets numbers in all worlds that have them: a programme may be in some only.
void turn_in_all(Comparison &comparison, const std::vector<std::string> &keys, double value) {
  for (CompareWorld &world : comparison.worlds) {
    for (const std::string &key : keys) {
      if (knob_of(world.read.scenario, key)) {
        turn(world.read.scenario, key, value);
      }
    }
  }
}

/// The runs of a study and what comes of them.
class Study {
public:
  Study(SensitivityStudy study, NumberJobs &jobs) : study_(std::move(study)), jobs_(jobs) {
    for (CompareWorld &world : study_.comparison.worlds) {
      world.read.text = {}; // which runs do not need
    }
    for (const auto &headline : study_.frame.headlines) {
      const auto &words = OutcomeWords::words;
      places_.push_back(static_cast<std::size_t>(
          std::find(words.begin(), words.end(), headline.key) - words.begin()));
    }
  }

  void run(const std::function<void(const std::string &)> &tell) {
    const SensitivitySettings &s = study_.settings;
    found_.frame = study_.frame;
    Places all;
    for (std::size_t k = 0; k < study_.frame.assumptions.size(); ++k) {
      all.push_back(k);
    }
    const auto dimension = static_cast<Eigen::Index>(all.size());
    const auto design = analysis::morris_design(s.trajectories, dimension,
                                                static_cast<int>(s.levels), study_.frame.seed);
    // A trajectory has one chance: what its moves do is then hardly blurred by it.
    const auto screening = runs_of("screening", design.points, all, [&](Eigen::Index point) {
      return static_cast<std::uint32_t>(point / (dimension + 1) * s.replicates);
    });
    found_.screened = analysis::screen(study_.frame, design, screening);
    const auto finalists =
        analysis::most_influential(found_.screened, static_cast<std::size_t>(s.sobol_parameters));
    std::vector<std::string> names;
    for (const std::size_t k : finalists) {
      names.push_back(study_.frame.assumptions[k].key);
    }
    tell(fmt::format("{} points screened; the most influential are {}", design.points.rows(),
                     fmt::join(names, ", ")));
    const auto kept = static_cast<Eigen::Index>(finalists.size());
    const auto points = study_.frame.emulated
                            ? analysis::sobol_points(s.sobol_points, kept, study_.frame.seed)
                            : analysis::saltelli_design(s.sobol_points, kept, study_.frame.seed);
    // Here every point has chance of its own: it is one of the sources that are told apart.
    const auto indices = runs_of("indices", points, finalists, [&](Eigen::Index point) {
      return first_of_indices + static_cast<std::uint32_t>(point * s.replicates);
    });
    tell(fmt::format("{} points run; computing shares", points.rows()));
    found_.indexed = analysis::index(study_.frame, finalists, points, indices);
    designs_ = {analysis::to_bounds(design.points, bounds_of(all)),
                analysis::to_bounds(points, bounds_of(finalists)),
                analysis::answers_of(study_.frame, screening),
                analysis::answers_of(study_.frame, indices)};
  }

  void write(analysis::ResultWriter &result, const std::string &order) const;
  const analysis::Sensitivity &found() const { return found_; }

private:
  std::vector<analysis::Bounds> bounds_of(const Places &which) const {
    std::vector<analysis::Bounds> bounds;
    for (const std::size_t k : which) {
      bounds.push_back(study_.frame.assumptions[k].bounds);
    }
    return bounds;
  }

  /// Runs a design over some assumptions; the others stay as the scenarios have them. `first` says
  /// with which replicate a point begins.
  analysis::SensitivityRuns runs_of(const std::string &stage, const Eigen::MatrixXd &points,
                                    const Places &which,
                                    const std::function<std::uint32_t(Eigen::Index)> &first) {
    const Eigen::MatrixXd values = analysis::to_bounds(points, bounds_of(which));
    const std::int64_t replicates = study_.settings.replicates;
    std::vector<NumberJob> jobs;
    for (Eigen::Index p = 0; p < points.rows(); ++p) {
      for (std::int64_t r = 0; r < replicates; ++r) {
        jobs.push_back(job_at(values.row(p), which, first(p) + static_cast<std::uint32_t>(r),
                              fmt::format("{}, point {} of {}", stage, p + 1, points.rows())));
      }
    }
    const auto numbers = jobs_.compute(stage, jobs);
    analysis::SensitivityRuns runs;
    for (Eigen::Index p = 0; p < points.rows(); ++p) {
      Eigen::MatrixXd one(replicates, static_cast<Eigen::Index>(study_.frame.numbers()));
      for (Eigen::Index r = 0; r < replicates; ++r) {
        const auto &row = numbers[static_cast<std::size_t>(p * replicates + r)];
        one.row(r) = Eigen::Map<const Eigen::RowVectorXd>(row.data(), one.cols());
      }
      runs.push_back(std::move(one));
    }
    return runs;
  }

  NumberJob job_at(const Eigen::VectorXd &values, const Places &which, std::uint32_t replicate,
                   std::string name) const {
    std::string key = fmt::format("replicate {}", replicate);
    for (std::size_t k = 0; k < which.size(); ++k) {
      key += fmt::format(" {}={}", study_.frame.assumptions[which[k]].key,
                         in_toml(values(static_cast<Eigen::Index>(k))));
    }
    const std::vector<bool> wanted(study_.comparison.worlds.size(), true);
    return {std::move(name), std::move(key), quarters_of(study_.comparison, wanted),
            [=, this](const Executor &executor, const RunWatch &watch) {
              return numbers_at(values, which, replicate, executor, watch);
            }};
  }

  /// The worlds of one replicate at a point; not numbers if they cannot be counted.
  std::vector<double> numbers_at(const Eigen::VectorXd &values, const Places &which,
                                 std::uint32_t replicate, const Executor &executor,
                                 const RunWatch &watch) const {
    Comparison comparison = study_.comparison;
    for (std::size_t k = 0; k < which.size(); ++k) {
      const auto &one = study_.frame.assumptions[which[k]];
      turn_in_all(
          comparison, study_.targets[which[k]],
          std::clamp(values(static_cast<Eigen::Index>(k)), one.bounds.low, one.bounds.high));
    }
    const double missing = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> numbers(study_.frame.numbers(), missing);
    ReplicateWatch each;
    each.done = [&](std::size_t world, const Slices &slices) { take(world, slices, numbers); };
    each.passed = [&](std::uint64_t firms, std::size_t, Quarter quarter) {
      watch.passed(firms, quarter);
    };
    each.go_on = watch.go_on;
    const std::vector<bool> wanted(comparison.worlds.size(), true);
    try {
      run_replicate(comparison, replicate, wanted, executor, each);
    } catch (const Uncountable &) { // such parameters no economy has; the study says how many
      std::fill(numbers.begin(), numbers.end(), missing);
    }
    return numbers;
  }

  /// Headlines of a world in the year of the answers, and its public cost up to then.
  void take(std::size_t world, const Slices &slices, std::vector<double> &numbers) const {
    const auto &outcomes = slices.real.at("outcomes");
    const auto year =
        static_cast<std::size_t>(study_.frame.year - study_.comparison.shape.first_year);
    double *at = numbers.data() + world * (places_.size() + 1);
    for (const std::size_t place : places_) {
      *at++ = outcomes[year * outcome_kinds + place];
    }
    *at = 0;
    for (std::size_t y = 0; y <= year; ++y) {
      *at += outcomes[y * outcome_kinds + static_cast<std::size_t>(Outcome::public_cost)];
    }
  }

  SensitivityStudy study_;
  NumberJobs &jobs_;
  Places places_; ///< of the headlines among all outcomes
  analysis::Sensitivity found_;
  analysis::SensitivityDesigns designs_;
};

/// The assumptions that a study leaves where they are, in words.
std::string left_out_words(const SensitivityStudy &study) {
  std::string text;
  for (const auto &[key, why] : study.left_out) {
    text += fmt::format("{}: {}\n", key, why);
  }
  return text;
}

void Study::write(analysis::ResultWriter &result, const std::string &order) const {
  analysis::write_sensitivity(result, found_, designs_);
  const auto note = [&](const char *name, analysis::Attribute value) {
    result.add_attribute("", name, value);
  };
  const RunParameters &run = study_.comparison.shape.run;
  note_origin(result, "Sensitivity of " + found_.frame.options.front().name,
              fmt::format("{} assumptions, {} policies", found_.frame.assumptions.size(),
                          found_.frame.options.size() - 1));
  note("product_version", program_version());
  note("sme_kind", std::string(sensitivity_kind));
  note_chance(result, run);
  note("id", "sha256:" + analysis::sha256_of_text(order));
  std::string command = fmt::format("sme sensitivity {} -o sensitivity.h5", study_.text.path);
  for (const auto *overrides :
       {&study_.text.overrides, &study_.text.scenarios.front().read.text.overrides}) {
    for (const std::string &one : *overrides) {
      command += fmt::format(" --set '{}'", one);
    }
  }
  result.add_text("sensitivity/order", order);
  result.add_text("sensitivity/study", study_.text.text);
  result.add_text("sensitivity/command", command + "\n");
  result.add_text("sensitivity/tables", analysis::sensitivity_tables(found_));
  result.add_text("sensitivity/left_out", left_out_words(study_) + "\n");
  write_study_manifest(result, run, order);
}

Need need_of_study(const SensitivityStudy &study, std::size_t threads) {
  Need need = need_of(study.comparison.scenario(0), 1);
  std::set<int> branches;
  for (const CompareWorld &world : study.comparison.worlds) {
    branches.insert(world.parting.first.index);
  }
  need.memory *= threads * (2 + branches.size()); // runs are side by side
  const SensitivitySettings &s = study.settings;
  const auto points =
      s.trajectories * static_cast<std::int64_t>(study.frame.assumptions.size() + 1) +
      s.sobol_points * (s.sobol_parameters + 2);
  need.disk =
      static_cast<std::uint64_t>(points * s.replicates) * (4096 + study.frame.numbers() * 8);
  return need;
}

} // namespace

std::string sensitivity(const SensitivityOrder &order) {
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
  const fs::path page = beside(order.output, ".html");
  ranks.together([&] { require_free(order.output, page, order.existing); });
  const std::string text = sensitivity_order(order.study);
  SensitivityStudy study = study_again(sensitivity_in(text), read_sensitivity_study);
  NumberJobs jobs(order.output, ranks, stop, order.threads);
  ranks.together([&] {
    require_room(need_of_study(study, jobs.threads()), order.output);
    if (ranks.first()) {
      lock.emplace(order.output, say);
      const SensitivitySettings &s = study.settings;
      const auto moved = static_cast<std::int64_t>(study.frame.assumptions.size());
      say(fmt::format("{} assumed parameters move, {} stay where they are (the text "
                      "sensitivity/left_out of the result says why); {} points to screen, about "
                      "{} more for shares, {} runs at each",
                      moved, study.left_out.size(), s.trajectories * (moved + 1),
                      s.sobol_points *
                          (study.frame.emulated ? 1 : std::min(moved, s.sobol_parameters) + 2),
                      s.replicates));
    }
    jobs.open({sensitivity_kind, text});
  });
  Study run(std::move(study), jobs);
  run.run([&](const std::string &line) {
    if (ranks.first()) {
      say(line);
    }
  });
  std::string digest;
  ranks.together([&] {
    if (ranks.first()) {
      analysis::ResultWriter result(order.output, order.existing);
      run.write(result, text);
      write_text(page, analysis::sensitivity_page(run.found()));
      digest = result.publish();
      jobs.remove();
    }
  });
  if (!ranks.first()) {
    return {};
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  write_study_log(order.output, order.command, digest, seconds.count(), jobs);
  return analysis::sensitivity_tables(run.found()) +
         fmt::format("\n{}  {}\n{}\n", digest, order.output.string(), page.string());
}

} // namespace sme::sim
