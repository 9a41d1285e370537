// The shape of a network of firms: degrees, triangles, distances, core. Tests:
// tests/unit/test_network_shape.cpp, tests/statistical/test_network_shape.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "analysis/estimate.hpp"

namespace sme::analysis {

/// A tie between two nodes; the numbers are names, in no order.
using Tie = std::pair<std::int64_t, std::int64_t>;

/// An undirected network without loops and double ties. Nodes without a tie are not in it.
class Network {
public:
  /// Ties in any order and direction; those of a node with itself are left out, repeated ones count
  /// once.
  explicit Network(std::span<const Tie> ties);

  [[nodiscard]] std::size_t nodes() const { return first_.size() - 1; }
  [[nodiscard]] std::size_t ties() const { return neighbours_.size() / 2; }
  [[nodiscard]] std::size_t degree(std::size_t node) const {
    return first_[node + 1] - first_[node];
  }
  /// Neighbours in rising order; nodes are numbered from 0 in the order of their names.
  [[nodiscard]] std::span<const std::uint32_t> neighbours(std::size_t node) const {
    return std::span(neighbours_).subspan(first_[node], degree(node));
  }

private:
  std::vector<std::size_t> first_; ///< of each node in neighbours_, and the end
  std::vector<std::uint32_t> neighbours_;
};

/// 2 ties / nodes. Error: deviation of degrees over the root of nodes, as if nodes were drawn.
/// Nothing without a tie.
[[nodiscard]] std::optional<Estimate> mean_degree(const Network &network);

/// P(degree = k) = k^-exponent / zeta(exponent, least) for k >= least.
struct DegreeLaw {
  Estimate exponent;
  std::size_t least = 0; ///< smallest degree in the tail
  std::size_t count = 0; ///< nodes in the tail
  double distance = 0;   ///< Kolmogorov-Smirnov
};
/// Discrete maximum likelihood, the least degree by the smallest distance (Clauset, Shalizi &
/// Newman 2009, SIAM Review 51:661, eq. 3.5 and section 3.3), error from the curvature of the
/// likelihood. Nothing when no tail has `nodes` nodes and two degrees, or where the exponent is not
/// within (1.01, 20).
[[nodiscard]] std::optional<DegreeLaw> degree_law(const Network &network, std::size_t nodes = 50);
/// The same with the least degree given, at least ten nodes.
[[nodiscard]] std::optional<DegreeLaw> degree_law_from(const Network &network, std::size_t least);

/// Mean over nodes of two or more ties of the share of pairs of neighbours that are tied (Watts &
/// Strogatz 1998, Nature 393:440). NaN without such a node.
[[nodiscard]] double clustering(const Network &network);

/// Pearson's correlation of the degrees at the two ends of ties (Newman 2002, PRL 89:208701). NaN
/// when all nodes have one degree.
[[nodiscard]] double assortativity(const Network &network);

/// Nodes of the largest connected part; of equal ones the one with the lowest name.
[[nodiscard]] std::vector<std::uint32_t> giant(const Network &network);

/// Mean number of steps between two nodes of the giant, over at most `starts` of its nodes, all
/// when it has no more, otherwise drawn without repetition, keyed by `seed`. NaN below two nodes.
[[nodiscard]] double mean_path(const Network &network, std::size_t starts = 200,
                               std::uint32_t seed = 1);

/// The core that fits best.
struct Core {
  double correlation = unknown; ///< with the ideal pattern, -1 to 1
  std::size_t nodes = 0;        ///< in the core
};
/// Correlation over all pairs of nodes between being tied and the ideal pattern, in which a pair is
/// tied when one of the two is of the core (Borgatti & Everett 1999, Soc. Networks 21:375). The
/// core is that of the highest correlation among the nodes of highest degree, those of equal degree
/// together (Lip 2011, arXiv 1102.5511, on why degree decides). A star has 1. NaN below three
/// nodes, or when all nodes have one degree. (The continuous model with degree for coreness was
/// tried: pairs inside the core outweigh all others, so that a nearly ideal core had 0.3.)
[[nodiscard]] Core core_periphery(const Network &network);

/// A network of as many nodes and ties, which tie any two nodes with equal chance (Erdos & Renyi
/// 1959); number `which` of those keyed by `seed`. Nodes may end without a tie and drop out.
[[nodiscard]] Network random_network(std::size_t nodes, std::size_t ties, std::uint32_t which,
                                     std::uint32_t seed = 1);

/// Against random networks of the same nodes and ties.
struct SmallWorld {
  double clustering = unknown;
  double path = unknown;
  double core = unknown;        ///< correlation of core_periphery
  double random_clustering = 0; ///< 2 ties / (nodes (nodes - 1)), the expectation
  double random_path = 0;       ///< mean over the random networks
  double random_core = 0;       ///< mean over the random networks
  /// (clustering / random clustering) / (path / random path), Humphries & Gurney (2008, PLOS ONE
  /// 3:e2051): above 1 is a small world.
  double sigma = unknown;
};
/// Nothing below ten nodes, or when the mean degree is not above 1: then random networks have no
/// giant to measure distances on.
[[nodiscard]] std::optional<SmallWorld> small_world(const Network &network,
                                                    std::uint32_t networks = 10,
                                                    std::size_t starts = 200,
                                                    std::uint32_t seed = 1);

} // namespace sme::analysis
