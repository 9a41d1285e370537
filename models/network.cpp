// Chain leaders and institutes at founding, and the shape of the network of ties.
#include <numeric>
#include <utility>

#include "models/collaboration.hpp"
#include "models/founder.hpp"
#include "models/portable.hpp"
#include "models/reference.hpp"

namespace sme {
namespace {

/// Identities beyond those of firms (whose upper 16 bits are a quarter below 4096).
constexpr std::uint64_t leader_identity(int chain, int number) {
  return (std::uint64_t{0xfffe} << 48U) | (static_cast<std::uint64_t>(chain) << 40U) |
         static_cast<std::uint64_t>(number);
}
constexpr std::uint64_t institute_identity(int province, int number) {
  return (std::uint64_t{0xfffd} << 48U) | (static_cast<std::uint64_t>(province) << 40U) |
         static_cast<std::uint64_t>(number);
}

/// A deviate with mean 0 and variance 1: logistic, by inversion.
double deviate(Draws &draws) {
  const double u = draws.next();
  return 0.5513288954 * portable_log(u / (1 - u));
}
double around(double median, double spread, Draws &draws) {
  return median * portable_exp(spread * deviate(draws));
}

/// A point around the centre of a chain: the centre from which Nursery::begin_research draws firms.
Knowledge knowledge_around(int chain, double spread, Draws &draws) {
  Draws centre({0, 0}, {0}, Purpose::niche, niche_identity(chain, 0xffffe));
  Knowledge knowledge{};
  for (float &k : knowledge) {
    k = static_cast<float>(centre.next() + spread * deviate(draws));
  }
  return knowledge;
}

/// A province in proportion to its firms and their technology.
int technological_province(const Reference &reference, double uniform_number) {
  std::array<double, provinces> weight{};
  for (std::size_t i = 0; i < weight.size(); ++i) {
    weight[i] = reference.province[i].firm_share * reference.province[i].technology_index;
  }
  double left = uniform_number * std::accumulate(weight.begin(), weight.end(), 0.0);
  for (std::size_t i = 0; i < weight.size(); ++i) {
    left -= weight[i];
    if (left < 0) {
      return static_cast<int>(i);
    }
  }
  return 0;
}

int rounded(double number) { return static_cast<int>(number + 0.5); }
std::uint32_t places(double number) {
  return static_cast<std::uint32_t>(std::clamp(number + 0.5, 0.0, 65535.0));
}

/// The numbers of the edges of a network: both directions, sorted, none twice.
using Edges = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
Edges edges_of(const Ties &ties) {
  Edges edges;
  edges.reserve(2 * ties.size_rows());
  for (std::size_t i = 0; i < ties.size_rows(); ++i) {
    edges.push_back({ties.firm_id[i], ties.partner_id[i]});
    edges.push_back({ties.partner_id[i], ties.firm_id[i]});
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

/// Calls `act(from, to)` with the range of edges of every end.
template <class Act> void each_end(const Edges &edges, Act &&act) {
  for (auto from = edges.begin(); from != edges.end();) {
    auto to = from;
    while (to != edges.end() && to->first == from->first) {
      ++to;
    }
    act(from, to);
    from = to;
  }
}

} // namespace

int region_of(int province) {
  static constexpr std::array<std::uint8_t, provinces> region{
      0, 0, 0, 1, 2, 3, 3, 3, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 2, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
  return region[static_cast<std::size_t>(province)];
}

void Ties::add(const Tie &tie) {
  firm.push_back(tie.firm);
  partner.push_back(tie.partner);
  firm_id.push_back(tie.firm_id);
  partner_id.push_back(tie.partner_id);
  partner_kind.push_back(static_cast<std::uint8_t>(tie.partner_kind));
  kind.push_back(static_cast<std::uint8_t>(tie.kind));
  strength.push_back(tie.strength);
  formed.push_back(static_cast<std::int16_t>(tie.formed.index));
}

Network found_network(const Reference &reference, const CollaborationParameters &p, Fate fate,
                      double scale) {
  Network network;
  for (int chain = 0; chain < chains; ++chain) {
    const double expected = reference.chain[static_cast<std::size_t>(chain)].leaders * scale;
    const int number = std::max(1, rounded(expected));
    for (int i = 0; i < number; ++i) {
      Leader leader;
      leader.id = leader_identity(chain, i);
      Draws draws(fate, {0}, Purpose::leader, leader.id);
      leader.chain = static_cast<std::uint8_t>(chain);
      leader.province = static_cast<std::uint8_t>(technological_province(reference, draws.next()));
      for (Knowledge &demand : leader.demand) {
        demand = knowledge_around(chain, p.knowledge_spread, draws);
      }
      leader.procurement = around(p.leader_procurement, p.size_spread, draws) * expected / number;
      leader.places = places(leader.procurement / p.supply_contract);
      leader.rnd = static_cast<float>(around(p.leader_rnd, p.size_spread, draws));
      network.leaders.push_back(leader);
    }
  }
  std::array<int, provinces> number{};
  std::array<int, regions> standing{}, richest{};
  std::array<double, regions> expected{};
  std::array<double, regions> most{-1, -1, -1, -1};
  for (int i = 0; i < provinces; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const auto region = static_cast<std::size_t>(region_of(i));
    const double here = reference.province[at].institutes * scale;
    number[at] = rounded(here);
    expected[region] += here;
    standing[region] += number[at];
    if (here > most[region]) {
      most[region] = here;
      richest[region] = i;
    }
  }
  for (std::size_t region = 0; region < regions; ++region) {
    if (standing[region] == 0) {
      standing[region] = number[static_cast<std::size_t>(richest[region])] = 1;
    }
  }
  for (int i = 0; i < provinces; ++i) {
    const auto region = static_cast<std::size_t>(region_of(i));
    for (int k = 0; k < number[static_cast<std::size_t>(i)]; ++k) {
      Institute institute;
      institute.id = institute_identity(i, k);
      Draws draws(fate, {0}, Purpose::institute, institute.id);
      institute.province = static_cast<std::uint8_t>(i);
      const int chain = static_cast<int>(draws.next() * chains);
      institute.knowledge = knowledge_around(chain, p.knowledge_spread, draws);
      institute.places = places(around(p.institute_capacity, p.size_spread, draws) *
                                expected[region] / standing[region]);
      institute.rnd = static_cast<float>(around(p.institute_rnd, p.size_spread, draws));
      network.institutes.push_back(institute);
    }
  }
  return network;
}

std::vector<std::int64_t> degree_distribution(const Ties &ties) {
  std::vector<std::int64_t> counts;
  each_end(edges_of(ties), [&](auto from, auto to) {
    const auto degree = static_cast<std::size_t>(to - from);
    counts.resize(std::max(counts.size(), degree + 1));
    ++counts[degree];
  });
  return counts;
}

double mean_degree(const Ties &ties, std::size_t firms) {
  std::size_t ends = ties.size_rows();
  for (const std::uint8_t kind : ties.partner_kind) {
    ends += kind == static_cast<std::uint8_t>(PartnerKind::firm) ? 1U : 0U;
  }
  return firms > 0 ? static_cast<double>(ends) / static_cast<double>(firms) : 0;
}

double clustering(const Ties &ties, std::uint64_t every) {
  const Edges edges = edges_of(ties);
  std::int64_t closed = 0;
  std::int64_t triples = 0;
  each_end(edges, [&](auto from, auto to) {
    if (from->first % std::max<std::uint64_t>(1, every) != 0) {
      return;
    }
    for (auto a = from; a != to; ++a) {
      for (auto b = a + 1; b != to; ++b) {
        ++triples;
        closed +=
            std::binary_search(edges.begin(), edges.end(), std::pair{a->second, b->second}) ? 1 : 0;
      }
    }
  });
  return triples > 0 ? static_cast<double>(closed) / static_cast<double>(triples) : 0;
}

double core_share(const Ties &ties, std::size_t least) {
  Edges edges = edges_of(ties);
  const auto ends = [](const Edges &all) {
    std::size_t count = 0;
    each_end(all, [&](auto, auto) { ++count; });
    return count;
  };
  const std::size_t all = ends(edges);
  for (std::size_t before = edges.size() + 1; edges.size() < before;) {
    before = edges.size();
    std::vector<std::uint64_t> few;
    each_end(edges, [&](auto from, auto to) {
      if (static_cast<std::size_t>(to - from) < least) {
        few.push_back(from->first);
      }
    });
    const auto peeled = [&](std::uint64_t end) {
      return std::binary_search(few.begin(), few.end(), end);
    };
    std::erase_if(edges, [&](const auto &e) { return peeled(e.first) || peeled(e.second); });
  }
  return all > 0 ? static_cast<double>(ends(edges)) / static_cast<double>(all) : 0;
}

} // namespace sme
