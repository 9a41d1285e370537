// One run at a time on one output: NAME.lock says who.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace sme::sim {

/// Holds NAME.lock as long as it lives. Works on network file systems, as the file itself is the
/// lock; one that a dead process of this machine left behind is taken over.
class OutputLock {
public:
  /// Throws Failure (io) naming who writes `target` now. `notice` hears of a take-over.
  OutputLock(const std::filesystem::path &target,
             const std::function<void(const std::string &)> &notice);
  ~OutputLock() { release(); }
  OutputLock(const OutputLock &) = delete;
  OutputLock &operator=(const OutputLock &) = delete;

  void release() noexcept;

private:
  std::filesystem::path path_;
};

} // namespace sme::sim
