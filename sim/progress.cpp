#include "sim/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "sim/estimate.hpp"

namespace sme::sim {

namespace {

bool changing_line_wanted() {
  const char *kind = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void to_standard_error(const std::string &text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

} // namespace

void say(std::string_view text) { to_standard_error(fmt::format("sme: {}\n", text)); }

Progress::Progress(std::uint64_t quarters)
    : quarters_(std::max<std::uint64_t>(1, quarters)), terminal_(changing_line_wanted()) {}

void Progress::passed(std::uint64_t firms, const std::string &where) {
  ++done_;
  firm_quarters_ += firms;
  const auto now = std::chrono::steady_clock::now();
  if (terminal_) {
    if (now - shown_ > std::chrono::milliseconds(200) || done_ == quarters_) {
      shown_ = now;
      drawn_ = true;
      to_standard_error("\r\033[K" + line(where).substr(0, terminal_width() - 1));
    }
  } else if (const auto tenth = done_ * 10 / quarters_; tenth > tenth_) {
    tenth_ = tenth;
    to_standard_error(line(where) + "\n");
  }
}

std::string Progress::line(const std::string &where) const {
  const double passed = std::max(1e-9, seconds());
  const double left = passed / static_cast<double>(done_) * static_cast<double>(quarters_ - done_);
  return fmt::format("{}/{} quarters, {}, {:.2f} M firm-quarters/s, {} left, {}", done_, quarters_,
                     where, static_cast<double>(firm_quarters_) / passed / 1e6, in_time(left),
                     in_bytes(memory_in_use()));
}

void Progress::say(const std::string &text) {
  clear();
  to_standard_error(text + "\n");
}

void Progress::clear() {
  if (drawn_) {
    to_standard_error("\r\033[K");
    drawn_ = false;
  }
}

double Progress::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

} // namespace sme::sim
