// A result without NAME.sha256 beside it is first read by a child process: HDF5 1.10 can crash,
// loop or take all memory on damaged bytes (FAULTS 4.3), and no check of ours comes before its own.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <functional>
#include <new>
#include <numeric>

#include "analysis/result_open.hpp"

namespace sme::analysis {

namespace {

constexpr int too_large = 1; ///< the child's exit code when memory is not enough
constexpr rlim_t spare_memory = rlim_t{2} << 30U;
constexpr rlim_t least_seconds = 20;
constexpr std::uintmax_t bytes_per_second = 2'000'000; // far slower than any disk or inflate

/// Reads all numbers of a dataset and forgets them, one chunk after the other.
void touch(hid_t dataset, hid_t memory) {
  const auto shape = shape_of(dataset);
  auto step = shape;
  const Handle creation(H5Dget_create_plist(dataset));
  if (H5Pget_layout(creation) == H5D_CHUNKED)
    H5Pget_chunk(creation, static_cast<int>(step.size()), step.data());
  if (std::find(shape.begin(), shape.end(), 0U) != shape.end() ||
      std::find(step.begin(), step.end(), 0U) != step.end())
    return;
  std::vector<hsize_t> start(shape.size(), 0), count(shape.size(), 1);
  std::vector<double> buffer; // as wide as the widest number
  const Handle space(H5Dget_space(dataset));
  for (bool more = true; more;) {
    for (std::size_t i = 0; i < shape.size(); ++i)
      count[i] = std::min(step[i], shape[i] - start[i]);
    if (!shape.empty())
      H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
    const hsize_t size = std::accumulate(count.begin(), count.end(), hsize_t{1}, std::multiplies());
    buffer.resize(size);
    const Handle rows(H5Screate_simple(1, &size, nullptr));
    if (H5Dread(dataset, memory, rows, space, H5P_DEFAULT, buffer.data()) < 0)
      return; // in order: who needs these numbers will be told
    more = false;
    for (std::size_t i = shape.size(); i-- > 0 && !more;) {
      start[i] += step[i];
      more = start[i] < shape[i];
      start[i] = more ? start[i] : 0;
    }
  }
}

void limit(decltype(RLIMIT_CPU) what, rlim_t most) {
  rlimit now{};
  if (getrlimit(what, &now) == 0) {
    now.rlim_cur = std::min(now.rlim_max, most);
    setrlimit(what, &now);
  }
}

/// Says nothing, leaves no core, and takes neither for ever nor all memory.
void become_child(const fs::path &path) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGABRT, SIGSEGV, SIGBUS, SIGFPE})
    std::signal(signal, SIG_DFL);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) {
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
  }
  limit(RLIMIT_CORE, 0);
  rlim_t pages = 0;
  if (std::ifstream("/proc/self/statm") >> pages)
    limit(RLIMIT_AS, pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + spare_memory);
  std::error_code error;
  const auto size = fs::file_size(path, error);
  limit(RLIMIT_CPU, least_seconds + (error ? 0 : size / bytes_per_second));
}

} // namespace

void ResultReader::File::read_everything() const {
  std::vector<std::string> names{"/"};
  const auto each = [&](const std::string &name, const auto &read) {
    names.push_back(name);
    try {
      read();
    } catch (const ResultError &) { // told in order, to who asks for it
    }
  };
  for (const auto &one : texts)
    each(one, [&] { strings(open(one), one); });
  for (const auto &cube : cubes)
    each(cube.name, [&] {
      touch(open(cube.name),
            cube.type == Quantity::Type::real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64);
    });
  for (const auto &table : tables)
    for (const auto &column : table.columns) {
      const auto name = path_in(table.group, column.name);
      each(name, [&] { touch(open(name), memory_type(column.type)); });
    }
  for (const auto &axis : axes)
    names.push_back(axis.name);
  for (const auto &name : names)
    attributes_of(open(name));
}

void ResultReader::File::try_in_child() const {
  const pid_t child = fork();
  if (child == 0) {
    become_child(path);
    int code = 0;
    try {
      File trial;
      trial.path = path;
      trial.load();
      trial.read_everything();
    } catch (const ResultError &) { // this process will find the same, and say it
    } catch (const std::exception &) {
      code = too_large;
    }
    _exit(code); // HDF5 has nothing to tidy up
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (child < 0)
    throw ResultError(ResultError::io, path.string() + ": no process could be started to read it");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return;
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (signal == SIGINT || signal == SIGTERM || signal == SIGHUP)
    throw ResultError(ResultError::io, path.string() + ": reading it was interrupted");
  const std::string how = signal == SIGXCPU ? "finds no end"
                          : signal != 0     ? "ends by signal " + std::to_string(signal)
                                            : "takes more memory than it can hold";
  throw ResultError(ResultError::corrupt, path.string() +
                                              ": its structure is damaged (reading it " + how +
                                              "); restore the file, or run again");
}

} // namespace sme::analysis
