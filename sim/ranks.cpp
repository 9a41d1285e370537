#include "sim/ranks.hpp"

#include <exception>

#ifdef SME_MPI
#include <mpi.h>
#endif

#include "analysis/result.hpp"
#include "sim/failure.hpp"

namespace sme::sim {

#ifdef SME_MPI

Ranks::Ranks() {
  int has_begun = 0, provided = 0, rank = 0, count = 1;
  MPI_Initialized(&has_begun);
  if (has_begun == 0) {
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
  }
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  rank_ = static_cast<std::size_t>(rank);
  count_ = static_cast<std::size_t>(count);
}

Ranks::~Ranks() { MPI_Finalize(); }

std::uint64_t Ranks::of_first(std::uint64_t number) const {
  MPI_Bcast(&number, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
  return number;
}

namespace {
int worst_of(int code) {
  int worst = 0;
  MPI_Allreduce(&code, &worst, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return worst;
}
} // namespace

#else

Ranks::Ranks() = default;
Ranks::~Ranks() = default;
std::uint64_t Ranks::of_first(std::uint64_t number) const { return number; }

namespace {
int worst_of(int code) { return code; }
} // namespace

#endif

void Ranks::together(const std::function<void()> &action) const {
  std::exception_ptr own;
  Exit code = Exit::success;
  try {
    action();
  } catch (const Failure &failure) {
    own = std::current_exception();
    code = failure.exit;
  } catch (const analysis::ResultError &) {
    own = std::current_exception();
    code = Exit::io;
  } catch (...) {
    own = std::current_exception();
    code = Exit::defect;
  }
  const int worst = worst_of(static_cast<int>(code));
  if (own) {
    std::rethrow_exception(own);
  }
  if (worst != 0) {
    throw Failure(static_cast<Exit>(worst),
                  "another process of this comparison ended; it says why");
  }
}

} // namespace sme::sim
