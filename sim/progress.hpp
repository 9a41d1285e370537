// How far a run is, on standard error: one changing line on a terminal, a line each tenth
// elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace sme::sim {

/// A message for people on standard error. It may go nowhere; that is no reason to fail.
void say(std::string_view text);

class Progress {
public:
  /// `quarters` in all, spin-ups and replicates included.
  explicit Progress(std::uint64_t quarters);
  ~Progress() { clear(); }
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  /// A quarter with so many firms has passed. `where` is "replicate 2 of 4, 2024Q3".
  void passed(std::uint64_t firms, const std::string &where);
  /// A line that stays.
  void say(const std::string &line);
  /// Takes the changing line away.
  void clear();
  double seconds() const;
  std::uint64_t firm_quarters() const { return firm_quarters_; }

private:
  std::string line(const std::string &where) const;

  std::uint64_t quarters_, done_ = 0, firm_quarters_ = 0, tenth_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), shown_{};
  bool terminal_ = false, drawn_ = false;
};

} // namespace sme::sim
