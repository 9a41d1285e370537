// The quarter of the network: everybody is seen, ties are used, knowledge flows along them.
#include "models/collaboration.hpp"

#include <algorithm>

#include "models/lots.hpp"
#include "models/partners.hpp"
#include "models/scenario.hpp"

namespace sme {
namespace {

/// How far ahead of its use a node is fetched: their order in memory is that of nobody's ties.
constexpr std::size_t ahead = 12;
void expect(const Node &node) { __builtin_prefetch(&node); }

} // namespace

Meeting::Meeting(Economy &economy, const CollaborationParameters &p, const Support &support,
                 const Executor &executor)
    : economy_(economy), ties_(economy.network.ties), p_(p), support_(support), executor_(executor),
      now_(economy.now + 1), handles_(economy.where.size()),
      institutes_(handles_ + economy.network.leaders.size()),
      nodes_(institutes_ + economy.network.institutes.size()), degree_(nodes_.size()),
      fresh_(handles_), supply_(handles_) {
  const Words w = words(economy.fate, now_, Purpose::partner, ~std::uint64_t{0});
  salt_ = (std::uint64_t{w[0]} << 32U) | w[1];
}

void Meeting::look_around() {
  std::vector<std::vector<std::uint32_t>> searching(economy_.blocks.size());
  std::vector<std::vector<std::uint32_t>> listening(economy_.blocks.size());
  executor_.each(economy_.blocks.size(), [&](std::size_t index, std::size_t) {
    const Block &block = economy_.blocks[index];
    const Researchers &t = block.researchers;
    const Firms &f = block.firms;
    Lots lots;
    std::vector<std::uint64_t> ids(t.size_rows());
    for (std::size_t r = 0; r < ids.size(); ++r) {
      ids[r] = f.id[static_cast<std::size_t>(t.firm[r])];
    }
    draw_lots(executor_.processor, economy_.fate, now_, Purpose::partner, ids, lots);
    for (std::size_t r = 0; r < t.size_rows(); ++r) {
      const std::uint32_t handle = t.handle[r];
      if (handle >= handles_) {
        continue;
      }
      const auto row = static_cast<std::size_t>(t.firm[r]);
      const float revenue = std::max(f.revenue_last[row], static_cast<float>(f.revenue_year[row]));
      nodes_[handle] = {f.id[row],
                        t.knowledge[r],
                        t.rnd_real_plan[r] * std::max(0.0F, revenue),
                        f.quality[row] * f.productivity[row],
                        static_cast<std::uint16_t>(slots_of(t.rnd_staff[r], p_)),
                        f.province[row],
                        static_cast<std::uint8_t>(block.chain),
                        true};
      if (t.rnd_real_plan[r] > 0) {
        if (uniform(lots.word[0][r]) * p_.search_slots < p_.search_rate * nodes_[handle].slots) {
          searching[index].push_back(handle);
        } else if (uniform(lots.word[1][r]) < p_.open_share) {
          listening[index].push_back(handle);
        }
      }
    }
  });
  for (std::size_t i = 0; i < searching.size(); ++i) {
    searchers_.insert(searchers_.end(), searching[i].begin(), searching[i].end());
    open_.insert(open_.end(), listening[i].begin(), listening[i].end());
  }
  open_.insert(open_.end(), searchers_.begin(), searchers_.end());
  for (std::size_t i = 0; i < economy_.network.leaders.size(); ++i) {
    const Leader &l = economy_.network.leaders[i];
    nodes_[handles_ + i] = {l.id,       l.demand[0], l.rnd, 0, static_cast<std::uint16_t>(l.places),
                            l.province, l.chain,     true};
    first_leader_[l.chain + 1U] = i + 1;
  }
  for (std::size_t i = 0; i < economy_.network.institutes.size(); ++i) {
    const Institute &s = economy_.network.institutes[i];
    nodes_[institutes_ + i] = {
        s.id, s.knowledge, s.rnd, 0, static_cast<std::uint16_t>(s.places), s.province, 0, true};
    first_institute_[s.province + 1U] = i + 1;
  }
  for (std::size_t i = 1; i < first_leader_.size(); ++i) {
    first_leader_[i] = std::max(first_leader_[i], first_leader_[i - 1]);
  }
  for (std::size_t i = 1; i < first_institute_.size(); ++i) {
    first_institute_[i] = std::max(first_institute_[i], first_institute_[i - 1]);
  }
}

std::uint32_t Meeting::partner_node(std::size_t tie) const {
  const auto kind = static_cast<PartnerKind>(ties_.partner_kind[tie]);
  const std::size_t base = kind == PartnerKind::firm     ? 0
                           : kind == PartnerKind::leader ? handles_
                                                         : institutes_;
  return static_cast<std::uint32_t>(base + ties_.partner[tie]);
}

double Meeting::pair_value(const Node &a, const Node &b) const {
  return joint_value(distance(a.knowledge, b.knowledge), p_.optimum) *
         closeness(a.province, b.province, p_);
}

/// One quarter of a tie: returns the knowledge that flows, -1 when the tie has ended.
float Meeting::use(std::size_t i) {
  const std::uint32_t other = partner_node(i);
  const Node &a = nodes_[ties_.firm[i]];
  const Node &b = nodes_[other];
  if (!a.present || !b.present || a.id != ties_.firm_id[i] || b.id != ties_.partner_id[i]) {
    return -1;
  }
  const auto kind = static_cast<TieKind>(ties_.kind[i]);
  const double value =
      kind == TieKind::supply
          ? std::min(1.0, a.offer * supply_fit(economy_.network.leaders[other - handles_],
                                               a.knowledge, p_.supply_width))
          : pair_value(a, b);
  const Words w = words(economy_.fate, now_, Purpose::joint, mix(a.id) + b.id);
  const double strength = uniform(w[0]) < value ? used_strength(ties_.strength[i], p_)
                                                : unused_strength(ties_.strength[i], p_);
  if (uniform(w[1]) < p_.end_rate || strength < p_.least_strength) {
    return -1;
  }
  ties_.strength[i] = static_cast<float>(strength);
  const double yield = kind == TieKind::joint_rnd  ? 1
                       : kind == TieKind::learning ? p_.learning_yield
                                                   : p_.customer_learning;
  return static_cast<float>(strength * value * yield);
}

/// Neighbours of every node, in the order of the table of ties.
void Meeting::link(const std::vector<float> &flow) {
  first_.assign(nodes_.size() + 1, 0);
  for (std::size_t i = 0; i < ties_.size_rows(); ++i) {
    ++first_[ties_.firm[i] + 1U];
    ++first_[partner_node(i) + 1U];
  }
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    degree_[n] = first_[n + 1];
    first_[n + 1] += first_[n];
  }
  neighbours_.resize(2 * ties_.size_rows());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::size_t i = 0; i < ties_.size_rows(); ++i) {
    const std::uint32_t a = ties_.firm[i];
    const std::uint32_t b = partner_node(i);
    neighbours_[next[a]++] = {b, flow[i]};
    neighbours_[next[b]++] = {a, flow[i]};
    if (ties_.kind[i] == static_cast<std::uint8_t>(TieKind::supply)) {
      supply_[a] += ties_.strength[i];
    }
  }
}
void Meeting::use_ties() {
  const std::size_t count = ties_.size_rows();
  std::vector<float> flow(count, -1);
  executor_.each((count + chunk - 1) / chunk, [&](std::size_t index, std::size_t) {
    for (std::size_t i = index * chunk; i < std::min(count, (index + 1) * chunk); ++i) {
      if (i + ahead < count) {
        expect(nodes_[ties_.firm[i + ahead]]);
        expect(nodes_[partner_node(i + ahead)]);
      }
      flow[i] = use(i);
    }
  });
  const auto keep = [&](auto &column) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i) {
      column[kept] = column[i];
      kept += flow[i] >= 0 ? 1U : 0U;
    }
    column.resize(kept);
  };
  executor_.each(decltype(Ties::codebook())::size, [&](std::size_t index, std::size_t) {
    std::size_t at = 0;
    walk<Ties>([&](const auto &c) {
      if (at++ == index) {
        keep(ties_.*(c.member));
      }
    });
  });
  std::erase_if(flow, [](float f) { return f < 0; });
  link(flow);
}

void Meeting::learn(Researchers &t, std::size_t r, std::uint32_t firm) const {
  const Node &own = nodes_[firm];
  double learnt = 0;
  std::array<double, knowledge_dimensions> toward{};
  for (std::uint32_t i = first_[firm]; i < first_[firm + 1U]; ++i) {
    if (i + ahead < neighbours_.size()) {
      expect(nodes_[neighbours_[i + ahead].node]);
    }
    const Node &other = nodes_[neighbours_[i].node];
    const double weight = neighbours_[i].flow * partner_weight(own.rnd, other.rnd);
    learnt += weight;
    for (std::size_t d = 0; d < toward.size(); ++d) {
      toward[d] += weight * (other.knowledge[d] - own.knowledge[d]);
    }
  }
  t.inflow[r] = static_cast<float>(std::min(p_.inflow_limit, p_.learning * learnt));
  for (std::size_t d = 0; d < toward.size(); ++d) {
    t.knowledge[r][d] += static_cast<float>(p_.absorption * toward[d] / (1 + learnt));
  }
  t.ties[r] = static_cast<std::uint8_t>(std::min<std::uint32_t>(255, degree_[firm]));
  t.supply[r] = std::min(1.0F, supply_[firm]);
}

void Meeting::learn() {
  executor_.each(economy_.blocks.size(), [&](std::size_t index, std::size_t) {
    Researchers &t = economy_.blocks[index].researchers;
    for (std::size_t r = 0; r < t.size_rows(); ++r) {
      if (t.handle[r] < handles_) {
        learn(t, r, t.handle[r]);
      }
    }
  });
}

void collaborate(Economy &economy, const Scenario &scenario, const Support &support,
                 const Executor &executor) {
  Meeting meeting(economy, scenario.parameters.collaboration, support, executor);
  meeting.look_around();
  meeting.use_ties();
  meeting.pair_up();
  meeting.meet_leaders();
  meeting.count_contracts();
  meeting.learn();
}

} // namespace sme
