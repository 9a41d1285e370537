#include "sim/compare.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <mutex>
#include <new>
#include <optional>
#include <thread>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "analysis/stopping.hpp"
#include "sim/compare_file.hpp"
#include "sim/compare_jobs.hpp"
#include "sim/compare_replicate.hpp"
#include "sim/estimate.hpp"
#include "sim/failure.hpp"
#include "sim/output_lock.hpp"
#include "sim/progress.hpp"
#include "sim/stop_requests.hpp"
#include "sim/workers.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;

void say(const std::string &line) {
  const std::string text = "sme: " + line + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

std::string way_on(const fs::path &output) {
  return fmt::format("to go on: sme resume {}", output.string());
}

/// What is still to be computed of one replicate.
struct Missing {
  std::size_t replicate;
  std::vector<bool> worlds;
};

/// Replicates over threads: one for each thread while there are enough of them, else one after the
/// other with all threads. What is computed does not depend on which.
class Crew {
public:
  Crew(const Comparison &comparison, const JobFolder &jobs, const fs::path &output,
       const StopRequests &stop, std::size_t threads)
      : c_(comparison), jobs_(jobs), output_(output), stop_(stop), workers_(threads) {}

  std::size_t threads() const { return workers_.count(); }
  std::uint64_t firm_quarters() const { return firm_quarters_; }

  void work(const std::vector<Missing> &missing);

private:
  void lane(const std::vector<Missing> &missing, const Executor &executor);
  void compute(const Missing &one, const Executor &executor);
  void fail(std::size_t replicate, std::exception_ptr error) {
    const std::lock_guard guard(mutex_);
    if (!error_ || replicate < failed_) {
      error_ = std::move(error);
      failed_ = replicate;
    }
    ended_ = true;
  }

  const Comparison &c_;
  const JobFolder &jobs_;
  const fs::path &output_;
  const StopRequests &stop_;
  Workers workers_;
  std::mutex mutex_;
  std::optional<Progress> progress_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> ended_ = false;
  std::exception_ptr error_;
  std::size_t failed_ = 0;
  std::uint64_t firm_quarters_ = 0;
};

void Crew::work(const std::vector<Missing> &missing) {
  std::uint64_t quarters = 0;
  for (const Missing &one : missing) {
    quarters += quarters_of(c_, one.worlds);
  }
  progress_.emplace(quarters);
  next_ = 0;
  if (missing.size() >= threads() && threads() > 1) {
    std::vector<std::jthread> lanes;
    for (std::size_t i = 0; i < threads(); ++i) {
      lanes.emplace_back([&] { lane(missing, serial_executor()); });
    }
  } else {
    lane(missing, workers_.executor());
  }
  progress_->clear();
  firm_quarters_ += progress_->firm_quarters();
  if (error_) {
    std::rethrow_exception(error_);
  }
}

void Crew::lane(const std::vector<Missing> &missing, const Executor &executor) {
  for (std::size_t at = next_++; at < missing.size() && !ended_; at = next_++) {
    try {
      compute(missing[at], executor);
    } catch (...) {
      fail(missing[at].replicate, std::current_exception());
    }
  }
}

void Crew::compute(const Missing &one, const Executor &executor) {
  Quarter now = c_.shape.run.spin_up;
  std::size_t in = 0;
  ReplicateWatch watch;
  watch.done = [&](std::size_t world, const Slices &slices) {
    jobs_.write(world, one.replicate, slices);
  };
  watch.passed = [&](std::uint64_t firms, std::size_t world, Quarter quarter) {
    now = quarter;
    in = world;
    const std::lock_guard guard(mutex_);
    progress_->passed(firms, fmt::format("replicate {} of {}, {}, {}", one.replicate + 1,
                                         c_.shape.replicates, c_.shape.worlds[world],
                                         quarter_name(quarter)));
  };
  watch.go_on = [&] {
    if (stop_.requested() || ended_) {
      throw Failure(Exit::stopped,
                    "stopped on request; finished jobs are kept\n  " + way_on(output_));
    }
  };
  try {
    run_replicate(c_, one.replicate, one.worlds, executor, watch);
  } catch (const Failure &) {
    throw;
  } catch (const analysis::ResultError &) {
    throw;
  } catch (const std::bad_alloc &) {
    throw Failure(Exit::refused,
                  fmt::format("memory ran out in replicate {}, {}; finished jobs are kept\n  use "
                              "fewer --threads, or a smaller --scale",
                              one.replicate + 1, quarter_name(now)));
  } catch (const std::exception &error) {
    throw Failure(
        Exit::defect,
        fmt::format("this is a defect of the program: {}\n  seed {}, replicate {}, world {}, after "
                    "{}\n  to repeat it: sme run {} -o again.h5 --replicates {}\n  please report "
                    "it with this text",
                    error.what(), c_.shape.run.seed, one.replicate, c_.shape.worlds[in],
                    quarter_name(now), c_.worlds[in].file, one.replicate + 1));
  }
}

std::vector<Missing> missing_jobs(const Comparison &comparison, const JobFolder &jobs) {
  std::vector<Missing> missing;
  for (std::size_t r = 0; r < comparison.shape.replicates; ++r) {
    Missing one{r, {}};
    bool any = false;
    for (std::size_t w = 0; w < comparison.worlds.size(); ++w) {
      one.worlds.push_back(!jobs.read(w, r));
      any = any || one.worlds.back();
    }
    if (any) {
      missing.push_back(std::move(one));
    }
  }
  return missing;
}

/// Memory of all lanes with their branches; jobs and result on the disk.
Need need_of_comparison(const Comparison &comparison, std::size_t threads) {
  Need need = need_of(comparison.scenario(0), threads);
  std::vector<int> firsts;
  for (const CompareWorld &world : comparison.worlds) {
    if (world.parting.first != never) {
      firsts.push_back(world.parting.first.index);
    }
  }
  std::sort(firsts.begin(), firsts.end());
  const auto branches = std::unique(firsts.begin(), firsts.end()) - firsts.begin();
  const bool side_by_side = comparison.shape.replicates >= threads;
  need.memory *= static_cast<std::uint64_t>(2 + branches) * (side_by_side ? threads : 1);
  double slice = 0;
  for (const auto &cube : comparison.layout.cubes) {
    slice += has_slices(cube)
                 ? static_cast<double>(slice_size(cube, comparison.layout) * sizeof(double))
                 : 0;
  }
  need.disk = static_cast<std::uint64_t>(1.5 * slice) * comparison.shape.replicates *
              comparison.worlds.size();
  return need;
}

analysis::StoppingRule rule_of(const Comparison &comparison) {
  const auto settings = analysis::settings_from(compare_settings(comparison));
  if (!(settings.precision > 0)) {
    throw Failure(
        Exit::scenario,
        "--replicates auto stops when intervals are narrow enough, but `compare.precision`"
        " is 0\nhelp: [compare] precision = half-width wanted, in units of the primary "
        "outcome at 1:1; or give a number of replicates");
  }
  return {settings.precision,
          static_cast<std::size_t>(settings.first_replicates),
          static_cast<std::size_t>(settings.batch),
          static_cast<std::size_t>(std::max(settings.most_replicates, settings.first_replicates)),
          settings.level,
          static_cast<std::uint32_t>(comparison.shape.run.seed)};
}

/// What depends on when, where and by whom, beside the result: NAME.log.json.
void write_log(const CompareOrder &order, const Comparison &comparison, const std::string &digest,
               double seconds, const Crew &crew) {
  nlohmann::ordered_json log;
  log["result"] = order.output.filename().string();
  log["sha256"] = digest;
  log["command"] = order.command;
  log["ended"] = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  log["seconds"] = seconds;
  log["threads"] = crew.threads();
  log["firm_quarters"] = crew.firm_quarters();
  log["worlds"] = comparison.shape.worlds;
  log["replicates"] = comparison.shape.replicates;
  log["shared_share"] = comparison.shared_share();
  fs::path path = order.output, part = order.output;
  path += ".log.json";
  part += fmt::format(".part-{}.log", getpid());
  std::ofstream(part, std::ios::binary)
      << log.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  std::error_code error;
  fs::rename(part, path, error); // the result is safe; a log that cannot be written is no failure
}

void require_free(const CompareOrder &order) {
  std::error_code error;
  if (!fs::exists(order.output, error)) {
    return;
  }
  if (order.existing == analysis::Existing::refuse) {
    throw Failure(Exit::io, fmt::format("{}: exists already; choose another name, or give --force "
                                        "to replace it when the new one is complete",
                                        order.output.string()));
  }
  const analysis::ResultReader former(order.output); // --force replaces results only
}

} // namespace

std::string compare(CompareOrder order) {
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
  require_free(order);
  const std::string text = order_text(order.scenarios);
  Comparison comparison = comparison_of(std::move(order.scenarios), order.replicates.count);
  const auto grow = [&](std::size_t replicates) {
    comparison.shape.replicates = replicates;
    comparison.layout = compare_layout(comparison.shape);
  };
  std::optional<analysis::StoppingRule> rule;
  std::vector<analysis::Look> looks;
  if (order.replicates.by_precision) {
    rule = rule_of(comparison);
    grow(rule->first);
  }
  JobFolder jobs(order.output);
  Crew crew(comparison, jobs, order.output, stop, order.threads);
  require_room(need_of_comparison(comparison, crew.threads()), order.output);
  lock.emplace(order.output, say);
  jobs.open(text, order.replicates);
  while (true) {
    const std::vector<Missing> missing = missing_jobs(comparison, jobs);
    crew.work(missing);
    if (!rule) {
      break;
    }
    looks.push_back(analysis::look_at(
        primary_differences(comparison, jobs, comparison.shape.replicates), *rule));
    say(fmt::format("{} replicates: half-width {:.4g}, {:.4g} wanted", looks.back().replicates,
                    looks.back().half_width, rule->precision));
    if (looks.back().verdict != analysis::Look::Verdict::more) {
      break;
    }
    grow(analysis::next_replicates(looks, *rule));
  }
  analysis::ResultWriter result(order.output, order.existing);
  write_comparison(result, comparison, {text, order.replicates, looks}, jobs);
  const std::string digest = result.publish();
  jobs.remove();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  write_log(order, comparison, digest, seconds.count(), crew);
  say(fmt::format("{} worlds, {} replicates in {}; the shared past saved {:.0f} % of the quarters",
                  comparison.worlds.size(), comparison.shape.replicates, in_time(seconds.count()),
                  100 * comparison.shared_share()));
  return digest;
}

std::string resume(const fs::path &output, std::size_t extend, std::size_t threads,
                   const std::string &command) {
  JobFolder jobs(output);
  CompareOrder order;
  order.output = output;
  order.threads = threads;
  order.command = command;
  order.existing = analysis::Existing::keep_as_old;
  const auto left = jobs.left();
  if (left) {
    order.scenarios = scenarios_from(left->order);
    order.replicates = left->replicates;
    if (extend > 0 && left->replicates.by_precision) {
      throw Failure(Exit::usage, fmt::format("{}: --replicates auto decides how many there are; "
                                             "extend it when it has finished",
                                             output.string()));
    }
    order.replicates.count += extend;
    return compare(std::move(order));
  }
  std::error_code error;
  if (!fs::exists(output, error)) {
    throw Failure(Exit::io, fmt::format("{}: neither a result nor jobs ({}) are there",
                                        output.string(), jobs.path().string()));
  }
  const analysis::ResultReader former(output);
  const auto &texts = former.texts();
  if (std::find(texts.begin(), texts.end(), "provenance/order") == texts.end()) {
    throw Failure(Exit::usage, fmt::format("{}: is no comparison; only comparisons are resumed",
                                           output.string()));
  }
  if (extend == 0) {
    throw Failure(Exit::usage,
                  fmt::format("{}: is complete; --extend N adds replicates", output.string()));
  }
  const std::string text = former.text("provenance/order");
  order.scenarios = scenarios_from(text);
  if (order_text(order.scenarios) != text) {
    throw Failure(
        Exit::corrupt,
        fmt::format("{}: was computed by another program or on another kind of processor; "
                    "its replicates cannot be joined with new ones",
                    output.string()));
  }
  std::size_t replicates = 0, worlds = 0;
  for (const analysis::Axis &axis : former.axes()) {
    replicates = axis.name == "replicate" ? axis.size() : replicates;
    worlds = axis.name == "world" ? axis.size() : worlds;
  }
  order.replicates.count = replicates + extend;
  jobs.open(text, order.replicates);
  for (std::size_t r = 0; r < replicates; ++r) {
    for (std::size_t w = 0; w < worlds; ++w) {
      jobs.write(w, r, slices_in(former, w, r));
    }
  }
  return compare(std::move(order));
}

} // namespace sme::sim
