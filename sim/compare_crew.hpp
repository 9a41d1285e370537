// Who computes the jobs of a comparison: replicates over threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <vector>

#include "sim/compare_jobs.hpp"
#include "sim/compare_worlds.hpp"
#include "sim/progress.hpp"
#include "sim/ranks.hpp"
#include "sim/stop_requests.hpp"
#include "sim/workers.hpp"

namespace sme::sim {

/// What is still to be computed of one replicate.
struct Missing {
  std::size_t replicate;
  std::vector<bool> worlds;
};

/// Replicates over threads: one for each thread while there are enough of them, else one after the
/// other with all threads. What is computed does not depend on which.
class Crew {
public:
  Crew(const Comparison &comparison, const JobFolder &jobs, const std::filesystem::path &output,
       const StopRequests &stop, std::size_t threads)
      : c_(comparison), jobs_(jobs), output_(output), stop_(stop), workers_(threads) {}

  std::size_t threads() const { return workers_.count(); }
  std::uint64_t firm_quarters() const { return firm_quarters_; }

  void work(const std::vector<Missing> &missing, const Ranks &ranks);

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
  const std::filesystem::path &output_;
  const StopRequests &stop_;
  Workers workers_;
  std::mutex mutex_;
  std::optional<Progress> progress_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> ended_ = false;
  std::exception_ptr error_;
  std::size_t failed_ = 0;
  std::uint64_t firm_quarters_ = 0;
  bool shows_progress_ = true;
};

/// Of the replicates that fall to this process.
std::vector<Missing> missing_jobs(const Comparison &comparison, const JobFolder &jobs,
                                  const Ranks &ranks);

} // namespace sme::sim
