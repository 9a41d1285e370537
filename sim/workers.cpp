#include "sim/workers.hpp"

#include <utility>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

namespace sme::sim {

namespace tbb = oneapi::tbb;

struct Workers::Arena {
  explicit Arena(std::size_t threads)
      : count(threads), limit(tbb::global_control::max_allowed_parallelism, threads),
        arena(static_cast<int>(threads)) {}
  std::size_t count;
  tbb::global_control limit; // lets there be more threads than processors, too
  tbb::task_arena arena;
};

Workers::Workers(std::size_t threads)
    : arena_(std::make_unique<Arena>(
          threads > 0 ? threads : static_cast<std::size_t>(tbb::info::default_concurrency()))) {
#if defined(__GLIBC__)
  // What one quarter gives back the next one takes again: it stays with the process.
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}
Workers::~Workers() = default;

std::size_t Workers::count() const { return arena_->count; }

Executor Workers::executor(std::function<void(std::string_view)> phase) const {
  Executor executor;
  executor.workers = count();
  executor.phase = phase ? std::move(phase) : [](std::string_view) {};
  executor.each = [arena = arena_.get()](
                      std::size_t blocks,
                      const std::function<void(std::size_t index, std::size_t worker)> &work) {
    const auto run = [&](const tbb::blocked_range<std::size_t> &range) {
      const auto worker = static_cast<std::size_t>(tbb::this_task_arena::current_thread_index());
      for (std::size_t index = range.begin(); index != range.end(); ++index) {
        work(index, worker);
      }
    };
    arena->arena.execute([&] {
      tbb::parallel_for(tbb::blocked_range<std::size_t>(0, blocks, 1), run,
                        tbb::simple_partitioner());
    });
  };
  return executor;
}

} // namespace sme::sim
