#include "analysis/pairing.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace sme::analysis {

namespace {

constexpr std::uint64_t nobody = std::numeric_limits<std::uint64_t>::max();

/// Walks along a sorted list.
class Cursor {
public:
  explicit Cursor(std::span<const FirmYear> firms) : firms_(firms) {}
  std::uint64_t id() const { return at_ < firms_.size() ? firms_[at_].id : nobody; }
  /// The firm if it is here; steps over it.
  const FirmYear *take(std::uint64_t id) {
    while (at_ < firms_.size() && firms_[at_].id < id) {
      ++at_;
    }
    return at_ < firms_.size() && firms_[at_].id == id ? &firms_[at_++] : nullptr;
  }

private:
  std::span<const FirmYear> firms_;
  std::size_t at_ = 0;
};

int state_of(const FirmYear *firm) { return firm == nullptr ? absent : firm->state; }

Part part_of(const FirmYear *start, const FirmYear *baseline, const FirmYear *policy, bool treated,
             int state) {
  const bool in_baseline = baseline != nullptr && baseline->state >= state;
  const bool in_policy = policy != nullptr && policy->state >= state;
  if (in_baseline && in_policy) {
    const bool before = start != nullptr && start->state >= state;
    return before ? Part::held : treated ? Part::deadweight : Part::both_untreated;
  }
  if (in_policy) {
    return baseline != nullptr ? (treated ? Part::direct : Part::spillover)
           : treated           ? Part::policy_only_treated
                               : Part::policy_only_untreated;
  }
  return policy != nullptr ? (treated ? Part::harmed : Part::displaced)
         : treated         ? Part::baseline_only_treated
                           : Part::baseline_only_untreated;
}

void count(Pairing &pairing, const FirmYear *start, const FirmYear *baseline,
           const FirmYear *policy, bool treated) {
  const std::size_t group = (baseline != nullptr ? baseline : policy)->group;
  const int highest =
      std::max(baseline != nullptr ? baseline->state : 0, policy != nullptr ? policy->state : 0);
  for (int state = 0; state <= highest; ++state) {
    ++pairing.split[group][static_cast<std::size_t>(state)]
                   [static_cast<std::size_t>(part_of(start, baseline, policy, treated, state))];
  }
  const auto from = static_cast<std::size_t>(state_of(start));
  for (std::size_t m = 0; m < pairing_measures; ++m) {
    const std::int64_t before = start != nullptr ? start->measure[m] : 0;
    const std::int64_t y_baseline = baseline != nullptr ? baseline->measure[m] : 0;
    const std::int64_t y_policy = policy != nullptr ? policy->measure[m] : 0;
    const std::int64_t change = y_policy - y_baseline;
    auto &identity = pairing.identity[group][m];
    const auto add = [&](Term term, std::int64_t value) {
      identity[static_cast<std::size_t>(term)] += value;
    };
    if (treated) {
      add(Term::gross, y_policy - before);
      add(Term::deadweight, y_baseline - before);
      add(Term::direct, change);
    } else {
      add(change < 0 ? Term::displacement : Term::spillover, change);
    }
    add(Term::net, change);
    const std::size_t direction = change > 0 ? 0 : change == 0 ? 1 : 2;
    ++pairing.affected[m][from][direction];
    pairing.change[m][from][direction] += change;
  }
  pairing.treated += treated ? 1 : 0;
  if (!treated && baseline != nullptr && policy != nullptr) {
    ++pairing.untreated;
    pairing.identical += baseline->print == policy->print ? 1 : 0;
  }
}

} // namespace

Pairing pair_worlds(std::span<const FirmYear> start, std::span<const FirmYear> baseline,
                    std::span<const FirmYear> policy, const Identities &treated, int groups) {
  Pairing pairing(groups);
  Cursor at_start(start), in_baseline(baseline), in_policy(policy);
  auto help = treated.begin();
  while (true) {
    const std::uint64_t id = std::min(in_baseline.id(), in_policy.id());
    if (id == nobody) {
      return pairing;
    }
    while (help != treated.end() && *help < id) {
      ++help;
    }
    const bool was_treated = help != treated.end() && *help == id;
    const FirmYear *const start_firm = at_start.take(id);
    const FirmYear *const baseline_firm = in_baseline.take(id);
    const FirmYear *const policy_firm = in_policy.take(id);
    count(pairing, start_firm, baseline_firm, policy_firm, was_treated);
  }
}

Moves moves_between(std::span<const FirmYear> start, std::span<const FirmYear> now) {
  Moves moves{};
  Cursor before(start), after(now);
  while (true) {
    const std::uint64_t id = std::min(before.id(), after.id());
    if (id == nobody) {
      return moves;
    }
    const auto from = static_cast<std::size_t>(state_of(before.take(id)));
    const auto to = static_cast<std::size_t>(state_of(after.take(id)));
    ++moves[from][to];
  }
}

void unite(Identities &set, Identities more) {
  std::sort(more.begin(), more.end());
  more.erase(std::unique(more.begin(), more.end()), more.end());
  Identities both;
  both.reserve(set.size() + more.size());
  std::set_union(set.begin(), set.end(), more.begin(), more.end(), std::back_inserter(both));
  set = std::move(both);
}

std::array<std::int64_t, pairing_states + 1> by_state(std::span<const FirmYear> start,
                                                      const Identities &firms) {
  std::array<std::int64_t, pairing_states + 1> counts{};
  Cursor before(start);
  for (const std::uint64_t id : firms) {
    ++counts[static_cast<std::size_t>(state_of(before.take(id)))];
  }
  return counts;
}

} // namespace sme::analysis
