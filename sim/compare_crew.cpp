#include "sim/compare_crew.hpp"

#include <new>
#include <thread>

#include <fmt/format.h>

#include "analysis/result.hpp"
#include "sim/compare_replicate.hpp"
#include "sim/failure.hpp"

namespace sme::sim {

void Crew::work(const std::vector<Missing> &missing, const Ranks &ranks) {
  shows_progress_ = ranks.first();
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
    if (!shows_progress_) {
      return; // the first process shows its own share; the others are as far
    }
    progress_->passed(firms, fmt::format("replicate {} of {}, {}, {}", one.replicate + 1,
                                         c_.shape.replicates, c_.shape.worlds[world],
                                         quarter_name(quarter)));
  };
  watch.go_on = [&] {
    if (stop_.requested() || ended_) {
      throw Failure(Exit::stopped,
                    "stopped on request; finished jobs are kept\n  to go on: sme resume " +
                        output_.string());
    }
  };
  try {
    std::optional<const Comparison> own;
    if (!c_.uncertainty.none()) {
      own.emplace(of_replicate(c_, one.replicate));
    }
    run_replicate(own ? *own : c_, one.replicate, one.worlds, executor, watch);
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

std::vector<Missing> missing_jobs(const Comparison &comparison, const JobFolder &jobs,
                                  const Ranks &ranks) {
  std::vector<Missing> missing;
  for (std::size_t r = ranks.rank(); r < comparison.shape.replicates; r += ranks.count()) {
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

} // namespace sme::sim
