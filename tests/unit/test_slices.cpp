// Files of finished jobs: what is written is what is read, and nothing else passes for it.
#include <doctest/doctest.h>

#include <fstream>

#include <unistd.h>

#include "sim/slices.hpp"

using namespace sme::sim;

namespace {

std::filesystem::path place() {
  return std::filesystem::temp_directory_path() / ("sme-slices-" + std::to_string(getpid()));
}
Slices some() {
  Slices slices;
  slices.whole["firms"] = {1, -5, 9'000'000'000'000'000'000};
  slices.whole["nobody"] = {};
  slices.real["outcomes"] = {0.1, -0.0, 1e300};
  return slices;
}

} // namespace

TEST_CASE("a job file gives back what was put into it, for its own key only") {
  const auto file = place();
  write_slices(file, "order 1 2", some());
  const auto read = read_slices(file, "order 1 2");
  REQUIRE(read);
  CHECK(*read == some());
  CHECK(!read_slices(file, "order 1 3"));
  CHECK(!read_slices(file.string() + ".none", "order 1 2"));
  std::filesystem::remove(file);
}

TEST_CASE("a job file with any byte changed, or cut anywhere, is no job") {
  const auto file = place();
  write_slices(file, "key", some());
  std::ifstream in(file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  const auto put = [&](const std::string &other) {
    std::ofstream(file, std::ios::binary) << other;
    return read_slices(file, "key").has_value();
  };
  CHECK(put(text));
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string other = text;
    other[at] = static_cast<char>(other[at] ^ 1);
    CHECK(!put(other));
    CHECK(!put(text.substr(0, at)));
  }
  std::filesystem::remove(file);
}
