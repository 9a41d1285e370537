#include "sim/stop_requests.hpp"

#include <utility>

#include <signal.h>

namespace sme::sim {

StopRequests::StopRequests(std::function<void()> first, std::function<void()> second)
    : first_(std::move(first)), second_(std::move(second)) {
  sigemptyset(&heard_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    if (now.sa_handler != SIG_IGN) {
      sigaddset(&heard_, signal);
    }
  }
  pthread_sigmask(SIG_BLOCK, &heard_, &former_);
  listener_ = std::jthread([this](const std::stop_token &over) { listen(over); });
}

StopRequests::~StopRequests() {
  listener_.request_stop();
  listener_.join();
  pthread_sigmask(SIG_SETMASK, &former_, nullptr);
}

void StopRequests::listen(const std::stop_token &over) {
  const timespec a_moment{0, 50'000'000};
  while (!over.stop_requested()) {
    if (sigtimedwait(&heard_, nullptr, &a_moment) < 0) {
      continue;
    }
    if (requested_.exchange(true)) {
      second_();
    } else {
      first_();
    }
  }
}

} // namespace sme::sim
