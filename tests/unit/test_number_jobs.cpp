// Jobs that leave numbers: the same whoever computes them, kept when they are stopped.
#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include <stdlib.h>

#include "sim/failure.hpp"
#include "sim/number_jobs.hpp"

using namespace sme;
using namespace sme::sim;
namespace fs = std::filesystem;

namespace {

class Folder {
public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "sme-jobs-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;
  fs::path output() const { return path_ / "out.h5"; }
  fs::path jobs() const { return path_ / "out.h5.jobs"; }

private:
  fs::path path_;
};

struct Counted {
  std::atomic<int> begun = 0;
};

/// Jobs whose numbers follow from their place; the `failing`-th fails.
std::vector<NumberJob> jobs_of(std::size_t count, Counted &counted, std::size_t failing = 1000,
                               const std::string &key = "key") {
  std::vector<NumberJob> jobs;
  for (std::size_t j = 0; j < count; ++j) {
    jobs.push_back({"job " + std::to_string(j), key + std::to_string(j), 1,
                    [j, failing, &counted](const Executor &, const RunWatch &watch) {
                      ++counted.begun;
                      watch.go_on();
                      if (j == failing) {
                        throw Failure(Exit::stopped, "stopped here");
                      }
                      watch.passed(10, quarter_of(2020, 1));
                      return std::vector<double>{std::sqrt(static_cast<double>(j)), -0.0,
                                                 std::numeric_limits<double>::infinity()};
                    }});
  }
  return jobs;
}

const LeftOrder order{"calibration", "a text\nof an order"};

/// What one process computes.
std::vector<std::vector<double>> computed(const Folder &folder, const std::vector<NumberJob> &jobs,
                                          std::size_t threads) {
  const StopRequests stop([] {}, [] {});
  const Ranks ranks;
  NumberJobs crew(folder.output(), ranks, stop, threads);
  crew.open(order);
  return crew.compute("wave_1", jobs);
}

} // namespace

TEST_CASE("jobs leave the same numbers for any number of threads") {
  const auto with = [](std::size_t threads) {
    const Folder folder;
    Counted counted;
    return computed(folder, jobs_of(7, counted), threads);
  };
  const auto one = with(1);
  REQUIRE(one.size() == 7);
  CHECK(one[4][0] == 2);
  CHECK(with(2) == one);
  CHECK(with(3) == one);
  CHECK(with(16) == one); // fewer jobs than threads
}

TEST_CASE("what was finished before a job failed is not computed again") {
  const Folder folder;
  Counted first, second;
  CHECK_THROWS_AS(computed(folder, jobs_of(6, first, 3), 1), Failure);
  CHECK(first.begun == 4);
  const auto all = computed(folder, jobs_of(6, second), 1);
  CHECK(second.begun == 3);
  const Folder fresh;
  Counted third;
  CHECK(all == computed(fresh, jobs_of(6, third), 2));
}

TEST_CASE("a damaged or lost job, and one of other parameters, is computed again") {
  const Folder folder;
  Counted first, second, third;
  const auto before = computed(folder, jobs_of(5, first), 2);
  fs::remove(folder.jobs() / "wave_1_000001.job");
  {
    std::fstream file(folder.jobs() / "wave_1_000003.job",
                      std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(150);
    file.put('x');
  }
  CHECK(computed(folder, jobs_of(5, second), 2) == before);
  CHECK(second.begun == 2);
  computed(folder, jobs_of(5, third, 1000, "other key "), 2);
  CHECK(third.begun == 5);
}

TEST_CASE("the order is found again, and no other takes its place") {
  const Folder folder;
  CHECK_FALSE(left_order(folder.output()).has_value());
  Counted counted;
  computed(folder, jobs_of(2, counted), 1);
  const auto left = left_order(folder.output());
  REQUIRE(left);
  CHECK(left->kind == "calibration");
  CHECK(left->text == order.text);
  const StopRequests stop([] {}, [] {});
  const Ranks ranks;
  NumberJobs crew(folder.output(), ranks, stop, 1);
  CHECK_THROWS_AS(crew.open({"calibration", "another"}), Failure);
  CHECK_THROWS_AS(crew.open({"sensitivity", order.text}), Failure);
  crew.open(order);
  crew.remove();
  CHECK_FALSE(fs::exists(folder.jobs()));
}

TEST_CASE("a job that fails with an error of its own is told with its name") {
  const Folder folder;
  std::vector<NumberJob> jobs{{"point 3, replicate 1", "x=2", 1,
                               [](const Executor &, const RunWatch &) -> std::vector<double> {
                                 throw std::runtime_error("books do not close");
                               }}};
  try {
    computed(folder, jobs, 1);
    FAIL("it did not fail");
  } catch (const Failure &failure) {
    CHECK(failure.exit == Exit::defect);
    CHECK(std::string(failure.what()).find("point 3, replicate 1, x=2") != std::string::npos);
  }
}
