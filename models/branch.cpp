#include "models/branch.hpp"

#include <algorithm>
#include <stdexcept>

namespace sme {

namespace {

template <class Owner> bool same_entries(const Owner &one, const Owner &other) {
  bool same = true;
  walk<Owner>([&](const auto &e) { same = same && one.*(e.member) == other.*(e.member); });
  return same;
}

bool same_instrument(const Instrument &one, const Instrument &other) {
  return one.index() == other.index() &&
         std::visit([&]<class I>(const I &left) { return same_entries(left, std::get<I>(other)); },
                    one);
}

const Policy *find(const Scenario &scenario, const std::string &name) {
  const auto found = std::find_if(scenario.policies.begin(), scenario.policies.end(),
                                  [&](const Policy &policy) { return policy.name == name; });
  return found == scenario.policies.end() ? nullptr : &*found;
}

/// First quarter in which a programme may act differently from another of the same name. One that
/// only lasts longer is the same until the earlier end.
Quarter first_of(const Policy &one, const Policy &other) {
  Policy prolonged = one;
  prolonged.programme.until = other.programme.until;
  return same_programme(prolonged, other) ? std::min(one.programme.until, other.programme.until) + 1
                                          : std::min(one.programme.from, other.programme.from);
}

/// First quarter in which other rules may hold. The first rules hold from the founding on.
Quarter first_of(const std::vector<RuleSet> &one, const std::vector<RuleSet> &other,
                 Quarter founding) {
  const std::size_t both = std::min(one.size(), other.size());
  std::size_t i = 0;
  while (i < both && one[i] == other[i]) {
    ++i;
  }
  if (i == one.size() && i == other.size()) {
    return never;
  }
  if (i == 0) {
    return founding;
  }
  return std::min(i < one.size() ? one[i].from : never, i < other.size() ? other[i].from : never);
}

/// What firms did last quarter with regard to a programme.
template <class Rename> void rename_lists(Economy &economy, Rename &&rename) {
  const auto all = [&](auto &list) {
    for (auto &one : list) {
      rename(one.by);
    }
  };
  all(economy.answers);
  all(economy.solutions);
  all(economy.stakes);
}

} // namespace

bool same_programme(const Policy &one, const Policy &other) {
  return one.name == other.name && same_entries(one.programme, other.programme) &&
         same_instrument(one.instrument, other.instrument);
}

Parting parting_of(const Scenario &baseline, const Scenario &policy) {
  const RunParameters &run = baseline.parameters.run;
  Parting parting;
  const auto differs = [&](const std::string &name, Quarter since) {
    parting.programmes.push_back(name);
    parting.first = std::min(parting.first, std::max(since, run.from)); // no policy before run.from
  };
  for (const Policy &one : baseline.policies) {
    const Policy *other = find(policy, one.name);
    if (other == nullptr) {
      differs(one.name, one.programme.from);
    } else if (!same_programme(one, *other)) {
      differs(one.name, first_of(one, *other));
    }
  }
  for (const Policy &one : policy.policies) {
    if (find(baseline, one.name) == nullptr) {
      differs(one.name, one.programme.from);
    }
  }
  std::sort(parting.programmes.begin(), parting.programmes.end());
  const Quarter other_rules = first_of(baseline.rules, policy.rules, run.spin_up);
  parting.rules = other_rules != never;
  parting.first = std::min(parting.first, other_rules);
  return parting;
}

Economy branch(Economy economy, const Scenario &from, const Scenario &to) {
  std::vector<ProgrammeIndex> now(from.policies.size(), no_programme);
  std::vector<ProgrammeBook> books(to.policies.size());
  std::vector<Money> wanted(to.policies.size());
  for (std::size_t i = 0; i < from.policies.size(); ++i) {
    const Policy *same = find(to, from.policies[i].name);
    if (same == nullptr) {
      continue;
    }
    const auto at = static_cast<std::size_t>(same - to.policies.data());
    now[i] = static_cast<ProgrammeIndex>(at);
    books[at] = std::move(economy.programmes[i]);
    wanted[at] = economy.guarantee_wanted[i];
  }
  economy.programmes = std::move(books);
  economy.guarantee_wanted = std::move(wanted);
  const auto rename = [&](ProgrammeIndex &programme) {
    if (programme == no_programme) {
      return;
    }
    if (now[programme] == no_programme) {
      throw std::logic_error("a firm is bound to the programme " + from.policies[programme].name +
                             ", which the branch does not have");
    }
    programme = now[programme];
  };
  static_assert(no_guarantor == no_programme);
  for (Block &block : economy.blocks) {
    std::for_each(block.researchers.guarantor.begin(), block.researchers.guarantor.end(), rename);
  }
  rename_lists(economy, rename);
  return economy;
}

} // namespace sme
