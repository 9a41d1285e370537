#include "models/matching.hpp"

#include <algorithm>

namespace sme {
namespace {

/// An applicant held by a receiver, in the receiver's own order.
struct Held {
  float score;
  std::uint64_t lot;
  std::uint32_t applicant;
  bool better_than(const Held &other) const {
    return score != other.score ? score > other.score : lot < other.lot;
  }
};

/// Heap order that keeps the worst applicant on top.
constexpr auto worst_on_top = [](const Held &a, const Held &b) { return a.better_than(b); };

} // namespace

std::vector<std::uint32_t> deferred_acceptance(const Applications &applications,
                                               std::span<const std::uint32_t> places) {
  const std::size_t applicants = applications.applicants();
  std::vector<std::uint32_t> matching(applicants, unmatched);
  std::vector<std::uint32_t> tried(applicants, 0);
  std::vector<std::vector<Held>> held(places.size());
  std::vector<std::uint32_t> free(applicants);
  for (std::size_t i = 0; i < applicants; ++i) {
    free[i] = static_cast<std::uint32_t>(applicants - 1 - i);
  }
  while (!free.empty()) {
    const std::uint32_t applicant = free.back();
    free.pop_back();
    const auto list = applications.list(applicant);
    while (tried[applicant] < list.size()) {
      const Application application = list[tried[applicant]++];
      const std::uint32_t receiver = application.receiver;
      if (receiver >= places.size() || places[receiver] == 0) {
        continue;
      }
      const Held candidate{application.score, applications.lots[applicant], applicant};
      std::vector<Held> &heap = held[receiver];
      if (heap.size() >= places[receiver]) {
        if (!candidate.better_than(heap.front())) {
          continue;
        }
        std::pop_heap(heap.begin(), heap.end(), worst_on_top);
        matching[heap.back().applicant] = unmatched;
        free.push_back(heap.back().applicant);
        heap.pop_back();
      }
      heap.push_back(candidate);
      std::push_heap(heap.begin(), heap.end(), worst_on_top);
      matching[applicant] = receiver;
      break;
    }
  }
  return matching;
}

std::size_t blocking_pairs(const Applications &applications, std::span<const std::uint32_t> places,
                           std::span<const std::uint32_t> matching) {
  std::vector<std::vector<Held>> held(places.size());
  for (std::size_t i = 0; i < applications.applicants(); ++i) {
    for (const Application &a : applications.list(i)) {
      if (a.receiver == matching[i] && a.receiver < places.size()) {
        held[a.receiver].push_back({a.score, applications.lots[i], static_cast<std::uint32_t>(i)});
        break;
      }
    }
  }
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < applications.applicants(); ++i) {
    for (const Application &a : applications.list(i)) {
      if (a.receiver == matching[i]) {
        break; // the rest of the list is wanted less than what it has
      }
      if (a.receiver >= places.size() || places[a.receiver] == 0) {
        continue;
      }
      const Held candidate{a.score, applications.lots[i], static_cast<std::uint32_t>(i)};
      const auto &have = held[a.receiver];
      const bool room = have.size() < places[a.receiver];
      const bool envies = std::any_of(have.begin(), have.end(), [&](const Held &other) {
        return candidate.better_than(other);
      });
      pairs += room || envies ? 1 : 0;
    }
  }
  return pairs;
}

} // namespace sme
