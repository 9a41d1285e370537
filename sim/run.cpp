#include "sim/run.hpp"

#include <ctime>
#include <fstream>
#include <new>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "models/quarter.hpp"
#include "sim/estimate.hpp"
#include "sim/failure.hpp"
#include "sim/files.hpp"
#include "sim/layout.hpp"
#include "sim/output_lock.hpp"
#include "sim/progress.hpp"
#include "sim/provenance.hpp"
#include "sim/recorder.hpp"
#include "sim/stop_requests.hpp"
#include "sim/workers.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;

std::string utc_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

/// The command that meets the same defect again, as early as it can.
std::string command_for(const ReadScenario &read, const RunOrder &order, std::size_t replicate,
                        Quarter quarter) {
  std::string command = fmt::format("sme run {} -o again.h5", order.scenario.string());
  for (const std::string &one : read.text.overrides) {
    command += fmt::format(" --set '{}'", one);
  }
  return command + fmt::format(" --set run.replicates={} --set 'run.until=\"{}\"'", replicate + 1,
                               quarter_name(std::max(quarter, read.scenario.parameters.run.from)));
}

/// One replicate, quarter by quarter.
class Replicate {
public:
  Replicate(const ReadScenario &read, const RunOrder &order, std::size_t number)
      : read_(read), scenario_(read.scenario), order_(order), number_(number),
        now_(read.scenario.parameters.run.spin_up) {
    order.uncertainty.apply(number, scenario_);
  }

  void run(const Executor &executor, Recorder &recorder, Progress &progress,
           const StopRequests &stop) {
    try {
      through(executor, recorder, progress, stop);
    } catch (const Failure &) {
      throw;
    } catch (const Uncountable &) {
      throw;
    } catch (const analysis::ResultError &error) {
      if (error.kind() != analysis::ResultError::schema) {
        throw;
      }
      defect(error.what()); // we asked for a file that some reader could not open
    } catch (const std::bad_alloc &) {
      throw Failure(Exit::refused,
                    fmt::format("memory ran out in replicate {}, {}; try a smaller --scale",
                                number_ + 1, quarter_name(now_)));
    } catch (const std::exception &error) {
      defect(error.what());
    }
  }

  Quarter now() const { return now_; }

private:
  void through(const Executor &executor, Recorder &recorder, Progress &progress,
               const StopRequests &stop) {
    const RunParameters &run = scenario_.parameters.run;
    const Fate fate{static_cast<std::uint32_t>(run.seed), static_cast<std::uint32_t>(number_)};
    const auto go_on = [&] {
      if (stop.requested()) {
        throw Failure(Exit::stopped, fmt::format("stopped on request in replicate {} of {}, {}; "
                                                 "nothing was written",
                                                 number_ + 1, run.replicates, quarter_name(now_)));
      }
    };
    go_on();
    Economy economy = found(scenario_, fate, executor);
    for (now_ = economy.now + 1; now_ <= run.until; now_ = now_ + 1) {
      go_on();
      const Measures measures = quarter(economy, scenario_, executor);
      recorder.record(number_, measures, economy);
      progress.passed(firms_in(economy), fmt::format("replicate {} of {}, {}", number_ + 1,
                                                     run.replicates, quarter_name(now_)));
    }
    recorder.finish(number_);
  }

  [[noreturn]] void defect(const std::string &what) const {
    throw Failure(Exit::defect,
                  fmt::format("this is a defect of the program: {}\n  seed {}, replicate {}, "
                              "quarter {}\n  to repeat it: {}\n  please report it with this text",
                              what, read_.scenario.parameters.run.seed, number_, quarter_name(now_),
                              command_for(read_, order_, number_, now_)));
  }

  const ReadScenario &read_;
  Scenario scenario_; ///< with the parameters of this replicate
  const RunOrder &order_;
  std::size_t number_;
  Quarter now_;
};

/// What depends on when, where and by whom, beside the result: NAME.log.json.
void write_log(const RunOrder &order, const ReadScenario &read, const std::string &digest,
               const std::string &started, std::size_t threads, const Progress &progress) {
  nlohmann::ordered_json log;
  log["result"] = order.output.filename().string();
  log["sha256"] = digest;
  log["command"] = order.command;
  log["started"] = started;
  log["ended"] = utc_now();
  log["seconds"] = progress.seconds();
  log["threads"] = threads;
  log["firm_quarters"] = progress.firm_quarters();
  log["memory_bytes"] = memory_in_use();
  log["process"] = getpid();
  log["seed"] = read.scenario.parameters.run.seed;
  log["replicates"] = read.scenario.parameters.run.replicates;
  fs::path path = order.output, part = order.output;
  path += ".log.json";
  part += fmt::format(".part-{}.log", getpid());
  std::ofstream(part, std::ios::binary)
      << log.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  std::error_code error;
  fs::rename(part, path, error); // the result is safe; a log that cannot be written is no failure
  if (error) {
    fs::remove(part, error);
  }
}

} // namespace

std::string run(const ReadScenario &read, const RunOrder &order) {
  const RunParameters &parameters = read.scenario.parameters.run;
  const std::string started = utc_now();
  std::optional<OutputLock> lock;
  fs::path temporary = order.output;
  temporary += fmt::format(".part-{}", getpid());
  Progress progress(static_cast<std::uint64_t>(need_of(read.scenario, 1).quarters));
  const auto say = [&](const std::string &line) { progress.say("sme: " + line); };
  // Before any other thread, so that all threads leave signals to the listener.
  const StopRequests stop([&] { say("stopping after this quarter; once more stops at once"); },
                          [&] {
                            std::error_code error;
                            fs::remove(temporary, error);
                            if (lock) {
                              lock->release();
                            }
                            _exit(static_cast<int>(Exit::stopped));
                          });
  std::error_code error;
  if (order.existing == analysis::Existing::refuse && fs::exists(order.output, error)) {
    throw Failure(Exit::io, fmt::format("{}: exists already; choose another name, or give --force "
                                        "to replace it when the new one is complete",
                                        order.output.string()));
  }
  if (fs::exists(order.output, error) && !is_result(order.output)) {
    throw Failure(Exit::io,
                  fmt::format("{}: is not a result (HDF5), so --force does not replace it; "
                              "choose another name",
                              order.output.string()));
  }
  require_draws(order.uncertainty, read.scenario, static_cast<std::size_t>(parameters.replicates));
  const Workers workers(order.threads);
  require_room(need_of(read.scenario, workers.count()), order.output);
  lock.emplace(order.output, say);
  analysis::ResultWriter result(order.output, order.existing);
  Recorder recorder(result, read.scenario);
  write_provenance(result, read);
  write_draws(result, order.uncertainty, static_cast<std::size_t>(parameters.replicates));
  keep_draws(result, order.uncertainty);
  const Executor executor = workers.executor();
  std::vector<std::string> failed;
  for (std::size_t r = 0; r < static_cast<std::size_t>(parameters.replicates); ++r) {
    Replicate replicate(read, order, r);
    try {
      replicate.run(executor, recorder, progress, stop);
    } catch (const Uncountable &limit) { // the others may be well
      recorder.finish(r);
      failed.push_back(
          fmt::format("replicate {}, {}: {}", r + 1, quarter_name(replicate.now()), limit.what()));
    }
  }
  std::string digest = result.publish();
  progress.clear();
  write_log(order, read, digest, started, workers.count(), progress);
  if (!failed.empty()) {
    throw Failure(Exit::numeric, fmt::format("{} was written, but {} of {} replicates failed; what "
                                             "they lack is missing in it\n  {}",
                                             order.output.string(), failed.size(),
                                             parameters.replicates, fmt::join(failed, "\n  ")));
  }
  return digest;
}

} // namespace sme::sim
