// The inside of a quarter's meeting of partners: what everybody sees of the others, and the steps
// in which ties are used, firms search, pairs and supply ties are made, and knowledge flows. Only
// collaboration.cpp and partners.cpp use it; see collaboration.hpp for the economics.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/collaboration.hpp"
#include "models/economy.hpp"
#include "models/measures.hpp"

namespace sme {

/// Finalizer of splitmix64 (Steele, Lea & Flood 2014): one to one on 64 bits.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

/// A firm, leader or institute as all others see it this quarter.
struct alignas(64) Node {
  std::uint64_t id = 0;
  Knowledge knowledge{};
  float rnd = 0;   ///< CNY a year
  float offer = 0; ///< quality times productivity
  std::uint16_t slots = 0;
  std::uint8_t province = 0;
  std::uint8_t chain = 0;
  bool present = false;
};

/// The other end of a tie and the knowledge that flows along it.
struct Neighbour {
  std::uint32_t node;
  float flow;
};

/// Firms listed around a ring: by place (11 bits: bucket), then by keyed hash.
struct Ring {
  struct Listing {
    std::uint64_t key;
    std::uint32_t node;
  };
  static constexpr unsigned shift = 53;
  std::vector<Listing> listings;
  std::vector<std::uint32_t> first = std::vector<std::uint32_t>((1U << 11U) + 1);

  void sort(const std::vector<Node> &nodes);
  /// Place of the first listing at or after `key`, around the ring. Needs at least one listing.
  std::size_t at(std::uint64_t key) const;
};

/// Two that would work together; `a` has the smaller identity or `b` is an institute.
struct Proposal {
  float value;
  std::uint32_t lot;
  std::uint32_t a;
  std::uint32_t b;
};

/// Whom a searching firm meets in a quarter.
struct Candidates {
  std::array<std::uint32_t, 12> node{};
  std::size_t count = 0;
  void meet(std::uint32_t other) { node[count++] = other; }
};

/// Rows of a table of ties or of searching firms that one call of the executor works on.
inline constexpr std::size_t chunk = 4096;

/// One quarter's meeting; the steps are called in the order in which they stand here. All orders
/// are by score and keyed hash of permanent identities, so that neither threads nor the order of
/// rows can change who works with whom.
class Meeting {
public:
  Meeting(Economy &economy, const CollaborationParameters &p, const Support &support,
          const Executor &executor);
  /// Everybody becomes visible; firms decide by chance whether they search or listen.
  void look_around();
  /// Ties are used or not, decay and end; those of firms that are gone are dropped.
  void use_ties();
  /// Searching firms meet candidates; pairs are made from the best down.
  void pair_up();
  /// Firms apply to leaders of their chain; leaders keep the best by fit and offer.
  void meet_leaders();
  /// New ties between those whom a programme brought together are counted for it.
  void count_contracts();
  /// Firms learn from their partners and grow alike; ties and supply are counted.
  void learn();

private:
  std::uint32_t partner_node(std::size_t tie) const;
  double pair_value(const Node &a, const Node &b) const;
  float use(std::size_t tie);
  void link(const std::vector<float> &flow);
  void list_firms();
  std::vector<Proposal> merged(std::vector<std::vector<Proposal>> parts) const;
  void search(std::uint32_t firm, std::vector<Proposal> &proposals) const;
  void ask_institute(std::uint32_t firm, std::uint32_t chance, std::uint32_t which,
                     Candidates &candidates) const;
  void propose(std::uint32_t firm, std::uint32_t other, std::vector<Proposal> &proposals) const;
  std::uint32_t neighbour(std::uint32_t node, std::uint32_t word) const;
  void form(std::uint32_t a, std::uint32_t b, TieKind kind);
  std::uint32_t node_of(const Introduction &introduction) const;
  void learn(Researchers &t, std::size_t r, std::uint32_t firm) const;

  Economy &economy_;
  Ties &ties_;
  const CollaborationParameters &p_;
  const Support &support_;
  const Executor &executor_;
  Quarter now_;
  std::size_t handles_;      ///< nodes below are firms by handle, then leaders
  std::size_t institutes_;   ///< nodes from here are institutes
  std::size_t old_ties_ = 0; ///< rows of ties formed before this quarter
  std::uint64_t salt_ = 0;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> degree_;
  std::vector<std::uint8_t> fresh_; ///< new ties of the quarter by handle
  std::vector<float> supply_;
  std::vector<std::uint32_t> searchers_, open_;
  std::array<std::size_t, chains + 1> first_leader_{};
  std::array<std::size_t, provinces + 1> first_institute_{};
  std::vector<std::uint32_t> first_; ///< of each node's neighbours
  std::vector<Neighbour> neighbours_;
  Ring knowledge_ring_, established_;
};

} // namespace sme
