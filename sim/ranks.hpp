// The processes of one comparison under `mpirun -n N`. Without MPI, or alone, there is one.
#pragma once

#include <cstdint>
#include <functional>

namespace sme::sim {

/// Begins MPI and ends it. Make it after StopRequests, so that its threads leave signals alone.
class Ranks {
public:
  Ranks();
  ~Ranks();
  Ranks(const Ranks &) = delete;
  Ranks &operator=(const Ranks &) = delete;

  std::size_t rank() const { return rank_; }
  std::size_t count() const { return count_; }
  bool first() const { return rank_ == 0; }

  /// Acts in every process and waits for all. A failure of one is a failure of all: who failed
  /// throws its own, the others a Failure with the same exit code.
  void together(const std::function<void()> &action) const;
  /// The number that the first process has.
  std::uint64_t of_first(std::uint64_t number) const;

private:
  std::size_t rank_ = 0, count_ = 1;
};

} // namespace sme::sim
