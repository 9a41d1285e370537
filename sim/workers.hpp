// Threads that share the blocks of a quarter (oneTBB). What they compute never depends on how many
// they are or on who takes which block: models sees to that, tests/unit/test_workers.cpp checks it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "models/measures.hpp"

namespace sme::sim {

/// A fixed number of threads that live as long as this object.
class Workers {
public:
  /// 0 takes as many as the process may use.
  explicit Workers(std::size_t threads = 0);
  ~Workers();
  Workers(const Workers &) = delete;
  Workers &operator=(const Workers &) = delete;

  std::size_t count() const;
  /// What models ask for. Must not outlive the workers. An index goes to whoever is free; two tasks
  /// at work at the same time never have the same `worker`. The first exception ends `each`.
  Executor executor(std::function<void(std::string_view phase)> phase = {}) const;

private:
  struct Arena;
  std::unique_ptr<Arena> arena_;
};

} // namespace sme::sim
