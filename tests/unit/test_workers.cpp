#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "models/chance.hpp"
#include "sim/workers.hpp"

using namespace sme;
using namespace sme::sim;

TEST_CASE("every block is worked on exactly once, whatever the number of threads") {
  for (const std::size_t threads : {1U, 2U, 3U, 7U}) {
    Workers workers(threads);
    CHECK(workers.count() == threads);
    const auto executor = workers.executor();
    CHECK(executor.workers == threads);
    std::vector<std::atomic<int>> visits(1000);
    executor.each(visits.size(), [&](std::size_t index, std::size_t) { ++visits[index]; });
    for (const auto &visit : visits) {
      REQUIRE(visit == 1);
    }
    executor.each(0, [](std::size_t, std::size_t) { FAIL("there is no block"); });
  }
}

TEST_CASE("no two tasks at work at the same time share a worker") {
  Workers workers(7);
  const auto executor = workers.executor();
  std::vector<std::atomic<int>> busy(executor.workers);
  std::atomic<bool> shared = false, outside = false;
  executor.each(2000, [&](std::size_t index, std::size_t worker) {
    if (worker >= busy.size()) {
      outside = true;
      return;
    }
    shared = shared || busy[worker]++ != 0;
    volatile double sink = 0;
    for (std::size_t i = 0; i < 1000 * (index % 7); ++i) {
      sink = sink + 1;
    }
    --busy[worker];
  });
  CHECK_FALSE(shared);
  CHECK_FALSE(outside);
}

TEST_CASE("whole sums by worker add up to the same number for every number of threads") {
  std::vector<std::int64_t> totals;
  for (const std::size_t threads : {1U, 2U, 3U, 7U}) {
    Workers workers(threads);
    const auto executor = workers.executor();
    std::vector<std::int64_t> sums(executor.workers);
    executor.each(5000, [&](std::size_t index, std::size_t worker) {
      sums[worker] += words({7, 0}, quarter_of(2020, 1), Purpose::quarterly, index)[0];
    });
    std::int64_t total = 0;
    for (const auto sum : sums) {
      total += sum;
    }
    totals.push_back(total);
  }
  for (const auto total : totals) {
    CHECK(total == totals.front());
  }
}

TEST_CASE("a defect in one block ends the quarter and the workers go on to the next") {
  Workers workers(3);
  const auto executor = workers.executor();
  CHECK_THROWS_AS(executor.each(100,
                                [](std::size_t index, std::size_t) {
                                  if (index == 42) {
                                    throw std::logic_error("block 42");
                                  }
                                }),
                  std::logic_error);
  std::atomic<int> visits = 0;
  executor.each(100, [&](std::size_t, std::size_t) { ++visits; });
  CHECK(visits == 100);
}

TEST_CASE("phases are told to who watches, and nobody need watch") {
  Workers workers(1);
  workers.executor().phase("nobody listens");
  std::vector<std::string> heard;
  workers.executor([&](std::string_view name) { heard.emplace_back(name); }).phase("credit");
  CHECK(heard == std::vector<std::string>{"credit"});
}
