// Jobs that leave numbers: runs of a calibration or of a study of sensitivity, over threads and
// ranks. Each finished job is a file in OUT.jobs beside the result, so that what was stopped goes
// on where it was. Tests: tests/unit/test_number_jobs.cpp.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sim/progress.hpp"
#include "sim/ranks.hpp"
#include "sim/run_history.hpp"
#include "sim/stop_requests.hpp"
#include "sim/workers.hpp"

namespace sme::sim {

/// The file in OUT.jobs that says what its jobs are for.
inline constexpr const char *order_file = "order.json";

/// One job. Its numbers depend on `key` and the order alone, never on threads.
struct NumberJob {
  std::string name;           ///< for people: "point 3, replicate 1"
  std::string key;            ///< what it is computed from, beside the order
  std::uint64_t quarters = 0; ///< that it simulates
  std::function<std::vector<double>(const Executor &, const RunWatch &)> compute;
};

/// An order that was left unfinished in OUT.jobs: which command, and what from.
struct LeftOrder {
  std::string kind; ///< "calibration", "sensitivity"
  std::string text;
};
/// Nothing when OUT.jobs holds no such order (or is of a comparison, which has its own).
std::optional<LeftOrder> left_order(const std::filesystem::path &output);

class NumberJobs {
public:
  /// Jobs of the result `output`. All must outlive it. `threads` of this process, 0 for all.
  NumberJobs(std::filesystem::path output, const Ranks &ranks, const StopRequests &stop,
             std::size_t threads);

  /// Creates OUT.jobs for an order, or finds it with jobs of the same order. To be called in every
  /// rank. Throws Failure (io) when the folder holds something else.
  void open(const LeftOrder &order);

  /// The numbers of all jobs, in their order; those that are there already are read. Every rank
  /// computes its share and gets all. `stage` ("wave_1") is part of the names of files, one word.
  /// A job for each thread while there are enough of them, else one after the other with all
  /// threads. Throws what the first job to fail throws, and Failure (stopped) on
  /// request, when finished jobs are kept.
  std::vector<std::vector<double>> compute(const std::string &stage,
                                           const std::vector<NumberJob> &jobs);

  /// Tasks of mathematics over the threads of this process.
  void in_parallel(std::size_t count, const std::function<void(std::size_t)> &task) const;

  /// Removes the folder: the result is there. Only the first rank does.
  void remove() const noexcept;

  std::size_t threads() const { return workers_.count(); }
  std::uint64_t firm_quarters() const { return firm_quarters_; }

private:
  std::filesystem::path file(const std::string &stage, std::size_t job) const;
  std::string key(const std::string &stage, std::size_t job, const NumberJob &one) const;
  std::optional<std::vector<double>> read(const std::string &stage, std::size_t job,
                                          const NumberJob &one) const;
  void lane(const std::string &stage, const std::vector<NumberJob> &jobs,
            const std::vector<std::size_t> &missing, const Executor &executor);
  void compute_one(const std::string &stage, std::size_t job, const NumberJob &one,
                   const Executor &executor);
  void work(const std::string &stage, const std::vector<NumberJob> &jobs);

  std::filesystem::path output_, folder_;
  const Ranks &ranks_;
  const StopRequests &stop_;
  Workers workers_;
  std::string digest_;
  std::mutex mutex_;
  std::optional<Progress> progress_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> ended_ = false;
  std::exception_ptr error_;
  std::uint64_t firm_quarters_ = 0;
};

} // namespace sme::sim
