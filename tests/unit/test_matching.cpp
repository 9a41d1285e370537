#include <doctest/doctest.h>

#include "models/chance.hpp"
#include "models/matching.hpp"

using namespace sme;

namespace {

struct Instance {
  Applications applications;
  std::vector<std::uint32_t> places;
};

/// A random market: each applicant lists some receivers in random order; scores are coarse, so that
/// many are equal and the lots decide.
Instance random_instance(std::uint64_t number) {
  Draws draws({7, 0}, {0}, Purpose::rationing, number);
  Instance market;
  const std::size_t receivers = 1 + draws() % 5;
  const std::size_t applicants = 1 + draws() % 9;
  for (std::size_t r = 0; r < receivers; ++r) {
    market.places.push_back(draws() % 4);
  }
  for (std::size_t a = 0; a < applicants; ++a) {
    market.applications.begin((std::uint64_t{draws()} << 32U) | a);
    std::vector<std::uint32_t> order(receivers);
    for (std::uint32_t r = 0; r < receivers; ++r) {
      order[r] = r;
    }
    for (std::size_t r = receivers; r > 1; --r) {
      std::swap(order[r - 1], order[draws() % r]);
    }
    const std::size_t length = draws() % (receivers + 1);
    for (std::size_t r = 0; r < length; ++r) {
      market.applications.apply({order[r], static_cast<float>(draws() % 3)});
    }
  }
  return market;
}

/// The wrong twin: first come, first served.
std::vector<std::uint32_t> by_arrival(const Instance &market) {
  auto places = market.places;
  std::vector<std::uint32_t> matching(market.applications.applicants(), unmatched);
  for (std::size_t i = 0; i < matching.size(); ++i) {
    for (const Application &a : market.applications.list(i)) {
      if (places[a.receiver] > 0) {
        --places[a.receiver];
        matching[i] = a.receiver;
        break;
      }
    }
  }
  return matching;
}

} // namespace

TEST_CASE("deferred acceptance leaves no pair that would rather have each other") {
  std::size_t matched = 0;
  for (std::uint64_t number = 0; number < 3000; ++number) {
    const Instance market = random_instance(number);
    const auto matching = deferred_acceptance(market.applications, market.places);
    REQUIRE(blocking_pairs(market.applications, market.places, matching) == 0);
    std::vector<std::uint32_t> taken(market.places.size());
    for (std::size_t i = 0; i < matching.size(); ++i) {
      if (matching[i] != unmatched) {
        ++matched;
        REQUIRE(++taken[matching[i]] <= market.places[matching[i]]);
      }
    }
  }
  CHECK(matched > 5000);
}

TEST_CASE("serving whoever comes first leaves pairs that would rather have each other") {
  std::size_t unstable = 0;
  for (std::uint64_t number = 0; number < 3000; ++number) {
    const Instance market = random_instance(number);
    unstable += blocking_pairs(market.applications, market.places, by_arrival(market)) > 0 ? 1 : 0;
  }
  CHECK(unstable > 300);
}

TEST_CASE("the order of applicants does not decide who is chosen") {
  for (std::uint64_t number = 0; number < 500; ++number) {
    const Instance market = random_instance(number);
    const std::size_t n = market.applications.applicants();
    Instance mirrored{{}, market.places};
    for (std::size_t i = n; i-- > 0;) {
      mirrored.applications.begin(market.applications.lots[i]);
      for (const Application &a : market.applications.list(i)) {
        mirrored.applications.apply(a);
      }
    }
    const auto one = deferred_acceptance(market.applications, market.places);
    const auto other = deferred_acceptance(mirrored.applications, mirrored.places);
    for (std::size_t i = 0; i < n; ++i) {
      REQUIRE(one[i] == other[n - 1 - i]);
    }
  }
}

TEST_CASE("of all stable matchings applicants get the best, checked by trying all") {
  for (std::uint64_t number = 0; number < 400; ++number) {
    const Instance market = random_instance(number);
    const std::size_t n = market.applications.applicants();
    if (n > 5) {
      continue;
    }
    const auto matching = deferred_acceptance(market.applications, market.places);
    const auto rank = [&](std::size_t i, std::uint32_t receiver) {
      const auto list = market.applications.list(i);
      std::size_t k = 0;
      while (k < list.size() && list[k].receiver != receiver) {
        ++k;
      }
      return k;
    };
    std::vector<std::size_t> pick(n, 0);
    for (bool more = true; more;) {
      std::vector<std::uint32_t> trial(n, unmatched);
      std::vector<std::uint32_t> taken(market.places.size());
      bool fits = true;
      for (std::size_t i = 0; i < n; ++i) {
        const auto list = market.applications.list(i);
        if (pick[i] < list.size()) {
          trial[i] = list[pick[i]].receiver;
          fits = fits && ++taken[trial[i]] <= market.places[trial[i]];
        }
      }
      if (fits && blocking_pairs(market.applications, market.places, trial) == 0) {
        for (std::size_t i = 0; i < n; ++i) {
          REQUIRE(rank(i, matching[i]) <= rank(i, trial[i]));
        }
      }
      more = false;
      for (std::size_t i = 0; i < n && !more; ++i) {
        if (pick[i] < market.applications.list(i).size()) {
          ++pick[i];
          more = true;
        } else {
          pick[i] = 0;
        }
      }
    }
  }
}
