// Ctrl-C and its kin, heard without interrupting the work.
#pragma once

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

namespace sme::sim {

/// While it lives, SIGINT, SIGTERM and SIGHUP are requests: the first is answered between quarters,
/// the second at once. Make it before any other thread. Signals that were ignored stay so (nohup).
class StopRequests {
public:
  /// `first` is told of the first request, `second` must end the program.
  StopRequests(std::function<void()> first, std::function<void()> second);
  ~StopRequests();
  StopRequests(const StopRequests &) = delete;
  StopRequests &operator=(const StopRequests &) = delete;

  bool requested() const { return requested_; }

private:
  void listen(const std::stop_token &over);

  std::function<void()> first_, second_;
  std::atomic<bool> requested_ = false;
  sigset_t heard_{}, former_{};
  std::jthread listener_;
};

} // namespace sme::sim
