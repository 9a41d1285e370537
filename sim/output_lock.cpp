#include "sim/output_lock.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/failure.hpp"

namespace sme::sim {

namespace {

/// An open file.
class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) {
      close(number_);
    }
  }
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  operator int() const { return number_; }

private:
  int number_;
};

struct Owner {
  pid_t pid = 0;
  std::string host, started, since;
};

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

/// When a process began, in ticks since the machine did; empty when there is no such process.
/// Process numbers return, in containers at once; with the beginning they do not.
std::string beginning_of(pid_t pid) {
  std::ifstream in(fmt::format("/proc/{}/stat", pid));
  std::string line;
  std::getline(in, line);
  const auto name_end = line.rfind(')'); // the name may hold anything
  if (name_end == std::string::npos) {
    return {};
  }
  std::istringstream fields(line.substr(name_end + 1));
  std::string field;
  for (int i = 3; i <= 22; ++i) {
    fields >> field;
  }
  return field;
}

std::string mine() {
  return fmt::format("{} {} {} {:%Y-%m-%dT%H:%M:%SZ}\n", getpid(), host_name(),
                     beginning_of(getpid()), fmt::gmtime(std::time(nullptr)));
}

Owner owner_in(int file) {
  std::array<char, 1024> text{};
  const auto length = pread(file, text.data(), text.size() - 1, 0);
  std::istringstream in(
      std::string(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0));
  Owner owner;
  in >> owner.pid >> owner.host >> owner.started >> owner.since;
  return owner;
}

bool gone(const Owner &owner) {
  if (owner.host != host_name() || owner.pid <= 0) {
    return false;
  }
  if (kill(owner.pid, 0) != 0 && errno == ESRCH) {
    return true;
  }
  const std::string now = beginning_of(owner.pid);
  return !now.empty() && now != owner.started;
}

bool write_owner(int file) {
  const std::string text = mine();
  return ftruncate(file, 0) == 0 &&
         pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

/// Whether the open file still has this name.
bool still_named(int file, const std::filesystem::path &path) {
  struct stat open_file {
  }, named{};
  return fstat(file, &open_file) == 0 && stat(path.c_str(), &named) == 0 &&
         open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
}

} // namespace

OutputLock::OutputLock(const std::filesystem::path &target,
                       const std::function<void(const std::string &)> &notice) {
  auto path = target;
  path += ".lock";
  const auto fail = [&](const std::string &why) {
    throw Failure(Exit::io, fmt::format("{}: {}", target.string(), why));
  };
  for (int attempt = 0; attempt < 40; ++attempt) {
    const Descriptor fresh(open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0644));
    if (fresh >= 0) {
      flock(fresh, LOCK_EX);
      if (!write_owner(fresh)) {
        unlink(path.c_str());
        fail(fmt::format("writing {} failed: {}", path.string(), std::strerror(errno)));
      }
      path_ = path;
      return;
    }
    if (errno != EEXIST) {
      fail(fmt::format("cannot be written: {}; choose a folder in which you may write",
                       std::strerror(errno)));
    }
    const Descriptor there(open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (there < 0) {
      if (errno == ENOENT) {
        continue; // released meanwhile
      }
      fail(fmt::format("is in use: {} cannot be opened: {}", path.string(), std::strerror(errno)));
    }
    flock(there, LOCK_EX); // one at a time looks and takes over
    if (!still_named(there, path)) {
      continue;
    }
    const Owner owner = owner_in(there);
    if (owner.pid == 0 && attempt < 20) { // its owner is just writing it, or died doing so
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
      continue;
    }
    if (owner.pid != 0 && !gone(owner)) {
      fail(fmt::format("in use by pid {} on {} since {}; wait for it or choose another name{}",
                       owner.pid, owner.host, owner.since,
                       owner.host == host_name()
                           ? std::string()
                           : fmt::format(" (if that run is dead, remove {})", path.string())));
    }
    if (!write_owner(there)) {
      fail(fmt::format("writing {} failed: {}", path.string(), std::strerror(errno)));
    }
    path_ = path;
    notice(fmt::format("{}: taken over from pid {}, which ended without finishing", path.string(),
                       owner.pid));
    return;
  }
  fail("is in use");
}

void OutputLock::release() noexcept {
  if (!path_.empty()) {
    unlink(path_.c_str());
    path_.clear();
  }
}

} // namespace sme::sim
