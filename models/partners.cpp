// Search for partners and suppliers: candidates, proposals, pairs from the best down, leaders.
#include "models/partners.hpp"

#include <algorithm>
#include <utility>

#include "models/matching.hpp"
#include "models/policy.hpp"

namespace sme {
namespace {

/// Kind of knowledge in 6 bits: above or below the middle in each dimension.
std::uint64_t code_of(const Knowledge &knowledge) {
  std::uint64_t code = 0;
  for (std::size_t d = 0; d < knowledge.size(); ++d) {
    code |= knowledge[d] > 0.5F ? std::uint64_t{1} << d : 0U;
  }
  return code;
}
/// Key in the ring of knowledge: province, kind of knowledge, keyed hash.
std::uint64_t place_of(int province, std::uint64_t code, std::uint64_t hash) {
  return (static_cast<std::uint64_t>(province) << 59U) | (code << 53U) | (hash >> 11U);
}
/// Key in the ring of established firms: chain, keyed hash.
std::uint64_t chain_place(int chain, std::uint64_t hash) {
  return (static_cast<std::uint64_t>(chain) << 59U) | (hash >> 5U);
}

/// Order of proposals: the best first, equal ones by lot.
auto better(const std::vector<Node> &nodes) {
  return [&nodes](const Proposal &x, const Proposal &y) {
    if (x.value != y.value || x.lot != y.lot) {
      return x.value != y.value ? x.value > y.value : x.lot < y.lot;
    }
    return std::pair{nodes[x.a].id, nodes[x.b].id} < std::pair{nodes[y.a].id, nodes[y.b].id};
  };
}

constexpr std::size_t established_ties = 3; ///< ties for one place among the established
constexpr std::size_t leaders_asked = 4;    ///< leaders to which a firm applies in a quarter

} // namespace

void Ring::sort(const std::vector<Node> &nodes) {
  std::sort(listings.begin(), listings.end(), [&](const Listing &a, const Listing &b) {
    return a.key != b.key ? a.key < b.key : nodes[a.node].id < nodes[b.node].id;
  });
  std::size_t at = 0;
  for (std::size_t bucket = 0; bucket < first.size(); ++bucket) {
    while (at < listings.size() && (listings[at].key >> shift) < bucket) {
      ++at;
    }
    first[bucket] = static_cast<std::uint32_t>(at);
  }
}

std::size_t Ring::at(std::uint64_t key) const {
  const std::uint64_t bucket = key >> shift;
  const auto found =
      std::lower_bound(listings.begin() + first[bucket], listings.begin() + first[bucket + 1], key,
                       [](const Listing &a, std::uint64_t k) { return a.key < k; });
  const auto place = static_cast<std::size_t>(found - listings.begin());
  return place < listings.size() ? place : 0;
}

/// Open firms with room, once around their knowledge and once around their chain for every
/// `established_ties` ties they have.
void Meeting::list_firms() {
  knowledge_ring_.listings.reserve(open_.size());
  for (const std::uint32_t firm : open_) {
    const Node &n = nodes_[firm];
    if (degree_[firm] >= n.slots) {
      continue;
    }
    const std::uint64_t hash = mix(n.id ^ salt_);
    knowledge_ring_.listings.push_back({place_of(n.province, code_of(n.knowledge), hash), firm});
    for (std::size_t copy = 1; copy <= degree_[firm] / established_ties; ++copy) {
      established_.listings.push_back({chain_place(n.chain, mix(hash + copy)), firm});
    }
  }
  executor_.each(2, [&](std::size_t ring, std::size_t) {
    (ring == 0 ? knowledge_ring_ : established_).sort(nodes_);
  });
}

/// Candidates of one searching firm.
void Meeting::search(std::uint32_t firm, std::vector<Proposal> &proposals) const {
  const Node &own = nodes_[firm];
  if (degree_[firm] >= own.slots) {
    return;
  }
  const std::size_t before = proposals.size();
  Candidates candidates;
  const Words w = words(economy_.fate, now_, Purpose::partner, own.id, 1);
  const Words v = words(economy_.fate, now_, Purpose::partner, own.id, 2);
  const auto spread = [](std::uint32_t word) { return std::uint64_t{word} << 32U; };
  const auto &list = knowledge_ring_.listings;
  const std::uint64_t code = code_of(own.knowledge);
  const bool newcomer = degree_[firm] == 0;
  const bool to_established =
      !established_.listings.empty() && (!newcomer || uniform(w[3]) < p_.newcomer_established);
  if (to_established) {
    for (std::uint64_t k = 0; k < (newcomer ? 3U : 1U); ++k) {
      const std::uint64_t at = chain_place(own.chain, mix(spread(v[3]) + k));
      candidates.meet(established_.listings[established_.at(at)].node);
    }
  }
  if (!list.empty() && !(newcomer && to_established)) {
    const std::size_t near = knowledge_ring_.at(place_of(own.province, code, spread(w[0])));
    candidates.meet(list[near].node);
    const std::uint64_t other = code ^ (std::uint64_t{1} << (w[1] % knowledge_dimensions));
    candidates.meet(list[knowledge_ring_.at(place_of(own.province, other, spread(w[1])))].node);
    const auto any = static_cast<std::size_t>(uniform(w[2]) * static_cast<double>(list.size()));
    const int away = nodes_[list[any].node].province;
    candidates.meet(list[knowledge_ring_.at(place_of(away, code, spread(w[3])))].node);
  }
  if (!newcomer) {
    candidates.meet(neighbour(neighbour(firm, v[0]), v[1]));
    candidates.meet(neighbour(neighbour(firm, v[1]), v[0]));
  }
  ask_institute(firm, v[2], v[3], candidates);
  for (std::size_t i = 0; i < candidates.count; ++i) {
    __builtin_prefetch(&nodes_[candidates.node[i]]);
    __builtin_prefetch(&degree_[candidates.node[i]]);
  }
  for (std::size_t i = 0; i < candidates.count; ++i) {
    propose(firm, candidates.node[i], proposals);
  }
  // A firm pursues the best few only.
  const auto from = proposals.begin() + static_cast<std::ptrdiff_t>(before);
  const auto most = static_cast<std::ptrdiff_t>(p_.ties_per_quarter) + 1;
  if (proposals.end() - from > most) {
    std::sort(from, proposals.end(), [](const Proposal &x, const Proposal &y) {
      return x.value != y.value ? x.value > y.value : x.lot < y.lot;
    });
    proposals.erase(from + most, proposals.end());
  }
}

/// With some chance an institute is among the candidates, of the own province or of any.
void Meeting::ask_institute(std::uint32_t firm, std::uint32_t chance, std::uint32_t which,
                            Candidates &candidates) const {
  const std::size_t province = nodes_[firm].province;
  const double u = uniform(chance) / std::max(p_.institute_search, 1e-300);
  if (u >= 1) {
    return;
  }
  const bool away =
      u < p_.institute_away || first_institute_[province] == first_institute_[province + 1];
  const std::size_t from = away ? 0 : first_institute_[province];
  const std::size_t to = away ? first_institute_.back() : first_institute_[province + 1];
  if (to > from) {
    const auto pick = static_cast<std::size_t>(uniform(which) * static_cast<double>(to - from));
    candidates.meet(static_cast<std::uint32_t>(institutes_ + from + pick));
  }
}

std::uint32_t Meeting::neighbour(std::uint32_t node, std::uint32_t word) const {
  return neighbours_[first_[node] + word % (first_[node + 1U] - first_[node])].node;
}

void Meeting::propose(std::uint32_t firm, std::uint32_t other,
                      std::vector<Proposal> &proposals) const {
  const bool leader = other >= handles_ && other < institutes_;
  if (other == firm || leader || degree_[other] >= nodes_[other].slots) {
    return;
  }
  const auto value = static_cast<float>(pair_value(nodes_[firm], nodes_[other]));
  const auto known = [&](const Neighbour &n) { return n.node == other; };
  if (value < p_.consent || std::any_of(neighbours_.begin() + first_[firm],
                                        neighbours_.begin() + first_[firm + 1U], known)) {
    return;
  }
  const bool swap = other < handles_ && nodes_[other].id < nodes_[firm].id;
  const std::uint32_t a = swap ? other : firm;
  const std::uint32_t b = swap ? firm : other;
  const std::uint64_t lot = mix(mix(nodes_[a].id ^ salt_) + nodes_[b].id);
  proposals.push_back({value, static_cast<std::uint32_t>(lot >> 32U), a, b});
}

void Meeting::form(std::uint32_t a, std::uint32_t b, TieKind kind) {
  const bool leader = b >= handles_ && b < institutes_;
  const std::size_t base = b < handles_ ? 0 : leader ? handles_ : institutes_;
  ++degree_[a];
  ++degree_[b];
  ties_.add({a, static_cast<std::uint32_t>(b - base), nodes_[a].id, nodes_[b].id,
             b < handles_ ? PartnerKind::firm
             : leader     ? PartnerKind::leader
                          : PartnerKind::institute,
             kind, static_cast<float>(p_.first_strength), now_});
}

std::uint32_t Meeting::node_of(const Introduction &introduction) const {
  const auto kind = static_cast<PartnerKind>(introduction.partner_kind);
  const std::size_t base = kind == PartnerKind::firm     ? 0
                           : kind == PartnerKind::leader ? handles_
                                                         : institutes_;
  return static_cast<std::uint32_t>(base + introduction.partner);
}

void Meeting::count_contracts() {
  using Pair = std::pair<std::uint64_t, std::uint64_t>;
  std::vector<Pair> formed;
  for (std::size_t i = old_ties_; i < ties_.size_rows(); ++i) {
    formed.push_back({ties_.firm_id[i], ties_.partner_id[i]});
  }
  std::sort(formed.begin(), formed.end());
  for (const Introduction &introduction : support_.introductions) {
    const Node &firm = nodes_[introduction.firm];
    const Node &partner = nodes_[node_of(introduction)];
    const auto made = [&](std::uint64_t a, std::uint64_t b) {
      return std::binary_search(formed.begin(), formed.end(), Pair{a, b});
    };
    if (made(firm.id, partner.id) || made(partner.id, firm.id)) {
      const FirmView view = firm_of(economy_, introduction.firm);
      ++activity_of(view, economy_.programmes[introduction.by]).contracts;
    }
  }
}

/// All proposals from the best down; each part comes sorted.
std::vector<Proposal> Meeting::merged(std::vector<std::vector<Proposal>> parts) const {
  while (parts.size() > 1) {
    std::vector<std::vector<Proposal>> next((parts.size() + 1) / 2);
    executor_.each(next.size(), [&](std::size_t i, std::size_t) {
      if (2 * i + 1 == parts.size()) {
        next[i] = std::move(parts[2 * i]);
        return;
      }
      const auto &a = parts[2 * i];
      const auto &b = parts[2 * i + 1];
      next[i].resize(a.size() + b.size());
      std::merge(a.begin(), a.end(), b.begin(), b.end(), next[i].begin(), better(nodes_));
    });
    parts = std::move(next);
  }
  return parts.empty() ? std::vector<Proposal>{} : std::move(parts.front());
}

void Meeting::pair_up() {
  old_ties_ = ties_.size_rows();
  list_firms();
  std::vector<std::vector<Proposal>> found((searchers_.size() + chunk - 1) / chunk);
  executor_.each(found.size(), [&](std::size_t index, std::size_t) {
    const std::size_t end = std::min(searchers_.size(), (index + 1) * chunk);
    for (std::size_t i = index * chunk; i < end; ++i) {
      search(searchers_[i], found[index]);
    }
    std::sort(found[index].begin(), found[index].end(), better(nodes_));
  });
  found.emplace_back();
  for (const Introduction &introduction : support_.introductions) {
    if (degree_[introduction.firm] < nodes_[introduction.firm].slots) {
      propose(introduction.firm, node_of(introduction), found.back()); // leaders are met below
    }
  }
  std::sort(found.back().begin(), found.back().end(), better(nodes_));
  const std::vector<Proposal> proposals = merged(std::move(found));
  const auto room = [&](std::uint32_t n) {
    return degree_[n] < nodes_[n].slots && (n >= handles_ || fresh_[n] < p_.ties_per_quarter);
  };
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    const Proposal &o = proposals[i];
    const bool again = i > 0 && proposals[i - 1].a == o.a && proposals[i - 1].b == o.b;
    if (!again && room(o.a) && room(o.b)) {
      ++fresh_[o.a];
      if (o.b < handles_) {
        ++fresh_[o.b];
      }
      form(o.a, o.b, o.value >= p_.joint_least ? TieKind::joint_rnd : TieKind::learning);
    }
  }
}

void Meeting::meet_leaders() {
  const auto &leaders = economy_.network.leaders;
  std::vector<std::uint32_t> places(leaders.size());
  for (std::size_t i = 0; i < leaders.size(); ++i) {
    const std::uint32_t taken = degree_[handles_ + i];
    places[i] = leaders[i].places > taken ? leaders[i].places - taken : 0;
  }
  // Whom programmes have introduced to which leaders, by firm.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> met;
  for (const Introduction &introduction : support_.introductions) {
    if (static_cast<PartnerKind>(introduction.partner_kind) == PartnerKind::leader) {
      met.push_back({introduction.firm, introduction.partner});
    }
  }
  std::sort(met.begin(), met.end());
  met.erase(std::unique(met.begin(), met.end()), met.end());
  const auto of_firm = [](const auto &a, const auto &b) { return a.first < b.first; };
  std::vector<std::uint32_t> meeting = searchers_;
  std::sort(meeting.begin(), meeting.end());
  const std::vector<std::uint32_t> searching = meeting;
  for (const auto &[firm, leader] : met) {
    meeting.push_back(firm);
  }
  std::sort(meeting.begin(), meeting.end());
  meeting.erase(std::unique(meeting.begin(), meeting.end()), meeting.end());
  Applications applications;
  std::vector<std::uint32_t> applicants;
  std::vector<std::pair<double, Application>> list;
  for (const std::uint32_t firm : meeting) {
    const Node &n = nodes_[firm];
    const auto [from, to] =
        std::equal_range(met.begin(), met.end(), std::pair{firm, std::uint32_t{0}}, of_firm);
    const Words w = words(economy_.fate, now_, Purpose::partner, n.id, 3);
    const std::size_t first = first_leader_[n.chain];
    const std::size_t count = first_leader_[n.chain + 1U] - first;
    const bool searches = supply_[firm] <= 0 && count > 0 && uniform(w[0]) < p_.leader_search &&
                          std::binary_search(searching.begin(), searching.end(), firm);
    if (!searches && from == to) {
      continue;
    }
    list.clear();
    const auto consider = [&](std::size_t i) {
      const double fit = supply_fit(leaders[i], n.knowledge, p_.supply_width);
      if (fit >= p_.supply_fit_least && places[i] > 0) {
        list.push_back({fit * closeness(n.province, leaders[i].province, p_),
                        {static_cast<std::uint32_t>(i), static_cast<float>(fit) * n.offer}});
      }
    };
    const auto start = static_cast<std::size_t>(uniform(w[1]) * static_cast<double>(count));
    for (std::size_t k = 0; searches && k < std::min(count, leaders_asked); ++k) {
      consider(first + (start + k) % count);
    }
    for (auto introduced = from; introduced != to; ++introduced) {
      const std::size_t i = introduced->second;
      const auto same = [&](const auto &l) { return l.second.receiver == i; };
      const auto tied = [&](const Neighbour &other) { return other.node == handles_ + i; };
      if (std::none_of(neighbours_.begin() + first_[firm], neighbours_.begin() + first_[firm + 1U],
                       tied) &&
          std::none_of(list.begin(), list.end(), same)) {
        consider(i);
      }
    }
    std::sort(list.begin(), list.end(), [](const auto &x, const auto &y) {
      return x.first != y.first ? x.first > y.first : x.second.receiver < y.second.receiver;
    });
    applications.begin(mix(n.id ^ salt_));
    applicants.push_back(firm);
    for (const auto &[wanted, application] : list) {
      applications.apply(application);
    }
  }
  const auto matching = deferred_acceptance(applications, places);
  std::vector<std::pair<std::uint64_t, std::size_t>> made;
  for (std::size_t i = 0; i < matching.size(); ++i) {
    if (matching[i] != unmatched) {
      made.push_back({applications.lots[i], i});
    }
  }
  std::sort(made.begin(), made.end());
  for (const auto &[lot, i] : made) {
    form(applicants[i], static_cast<std::uint32_t>(handles_ + matching[i]), TieKind::supply);
    supply_[applicants[i]] += static_cast<float>(p_.first_strength);
  }
}

} // namespace sme
