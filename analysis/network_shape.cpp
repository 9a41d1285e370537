#include "analysis/network_shape.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "analysis/resampling.hpp"

namespace sme::analysis {

namespace {

constexpr std::uint32_t unseen = 0xffffffffU;

// A stream of whole numbers below a bound.
class Picks {
public:
  Picks(std::uint32_t seed, Resampling what, std::uint32_t which)
      : chance_(seed, what), which_(which) {}
  std::size_t below(std::size_t bound) {
    if (at_ == 4) {
      words_ = chance_.words(which_, block_++);
      at_ = 0;
    }
    return static_cast<std::size_t>((words_[at_++] * static_cast<std::uint64_t>(bound)) >> 32U);
  }

private:
  Chance chance_;
  std::uint32_t which_, block_ = 0, at_ = 4;
  std::array<std::uint32_t, 4> words_{};
};

// Steps from one node to all others; the nodes reached are left in `order`.
std::uint64_t steps_from(const Network &network, std::uint32_t start,
                         std::vector<std::uint32_t> &steps, std::vector<std::uint32_t> &order) {
  std::fill(steps.begin(), steps.end(), unseen);
  order.assign(1, start);
  steps[start] = 0;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto node = order[i];
    sum += steps[node];
    for (const auto next : network.neighbours(node))
      if (steps[next] == unseen) {
        steps[next] = steps[node] + 1;
        order.push_back(next);
      }
  }
  return sum;
}

} // namespace

Network::Network(std::span<const Tie> ties) {
  std::vector<Tie> both;
  for (const auto &[a, b] : ties)
    if (a != b) {
      both.emplace_back(a, b);
      both.emplace_back(b, a);
    }
  std::sort(both.begin(), both.end());
  both.erase(std::unique(both.begin(), both.end()), both.end());
  std::vector<std::int64_t> names;
  for (std::size_t i = 0; i < both.size(); ++i)
    if (i == 0 || both[i].first != both[i - 1].first) {
      names.push_back(both[i].first);
      first_.push_back(i);
    }
  first_.push_back(both.size());
  for (const auto &tie : both)
    neighbours_.push_back(static_cast<std::uint32_t>(
        std::lower_bound(names.begin(), names.end(), tie.second) - names.begin()));
}

std::optional<Estimate> mean_degree(const Network &network) {
  if (network.nodes() == 0)
    return std::nullopt;
  std::vector<double> degrees;
  for (std::size_t i = 0; i < network.nodes(); ++i)
    degrees.push_back(static_cast<double>(network.degree(i)));
  const auto found = moments(degrees);
  const auto n = static_cast<double>(found.count);
  return Estimate{found.mean, found.deviation / std::sqrt(n), n - 1};
}

double clustering(const Network &network) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < network.nodes(); ++i) {
    const auto mine = network.neighbours(i);
    if (mine.size() < 2)
      continue;
    std::size_t tied = 0; // each pair twice
    for (const auto other : mine) {
      const auto theirs = network.neighbours(other);
      const auto &few = mine.size() < theirs.size() ? mine : theirs;
      const auto &many = mine.size() < theirs.size() ? theirs : mine;
      for (const auto third : few)
        tied += std::binary_search(many.begin(), many.end(), third);
    }
    const auto degree = static_cast<double>(mine.size());
    sum += static_cast<double>(tied) / (degree * (degree - 1));
    ++count;
  }
  return count > 0 ? sum / count : unknown;
}

double assortativity(const Network &network) {
  // sums over both ends of each tie; by whole numbers, so that one degree has no variance at all
  double ends = 0, sum = 0, square = 0, product = 0;
  for (std::size_t i = 0; i < network.nodes(); ++i) {
    const auto degree = static_cast<double>(network.degree(i));
    for (const auto other : network.neighbours(i)) {
      ++ends;
      sum += degree;
      square += degree * degree;
      product += degree * static_cast<double>(network.degree(other));
    }
  }
  const double variance = ends * square - sum * sum;
  return variance > 0 ? (ends * product - sum * sum) / variance : unknown;
}

std::vector<std::uint32_t> giant(const Network &network) {
  std::vector<std::uint32_t> best, part;
  std::vector<std::uint8_t> seen(network.nodes());
  for (std::uint32_t start = 0; start < network.nodes(); ++start) {
    if (seen[start] != 0)
      continue;
    part.assign(1, start);
    seen[start] = 1;
    for (std::size_t i = 0; i < part.size(); ++i)
      for (const auto next : network.neighbours(part[i]))
        if (seen[next] == 0) {
          seen[next] = 1;
          part.push_back(next);
        }
    if (part.size() > best.size())
      best = part;
  }
  std::sort(best.begin(), best.end());
  return best;
}

double mean_path(const Network &network, std::size_t starts, std::uint32_t seed) {
  auto nodes = giant(network);
  if (nodes.size() < 2 || starts == 0)
    return unknown;
  const auto count = std::min(starts, nodes.size());
  if (count < nodes.size()) {
    Picks picks(seed, Resampling::path_starts, 0);
    for (std::size_t i = 0; i < count; ++i) // the first of a shuffle
      std::swap(nodes[i], nodes[i + picks.below(nodes.size() - i)]);
  }
  std::vector<std::uint32_t> steps(network.nodes()), order;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i)
    sum += steps_from(network, nodes[i], steps, order);
  return static_cast<double>(sum) /
         (static_cast<double>(count) * static_cast<double>(nodes.size() - 1));
}

Core core_periphery(const Network &network) {
  const std::size_t count = network.nodes();
  Core best;
  if (count < 3)
    return best;
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return network.degree(a) > network.degree(b);
  });
  const auto n = static_cast<double>(count);
  const double pairs = n * (n - 1) / 2;
  const auto ties = static_cast<double>(network.ties());
  std::vector<std::uint8_t> inside(count);
  double touched = 0; // ties with an end in the core
  for (std::size_t k = 0; k < count; ++k) {
    inside[order[k]] = 1;
    for (const auto other : network.neighbours(order[k]))
      touched += inside[other] == 0;
    if (k + 1 < count && network.degree(order[k + 1]) == network.degree(order[k]))
      continue;
    const double out = n - static_cast<double>(k + 1);
    const double ideal = pairs - out * (out - 1) / 2; // pairs with an end in the core
    const double variance = ties * (pairs - ties) * ideal * (pairs - ideal);
    if (!(variance > 0))
      continue;
    const double correlation = (touched * pairs - ties * ideal) / std::sqrt(variance);
    if (!(best.correlation >= correlation))
      best = {correlation, k + 1};
  }
  return best;
}

Network random_network(std::size_t nodes, std::size_t ties, std::uint32_t which,
                       std::uint32_t seed) {
  if (nodes < 2 || ties > nodes * (nodes - 1) / 4) // half of all pairs: draws would repeat for long
    throw std::invalid_argument("random network: at most half of all pairs can be tied");
  Picks picks(seed, Resampling::random_network, which);
  std::vector<Tie> drawn, sorted;
  while (sorted.size() < ties) {
    while (drawn.size() < ties) {
      const auto a = static_cast<std::int64_t>(picks.below(nodes));
      const auto b = static_cast<std::int64_t>(picks.below(nodes));
      if (a != b)
        drawn.emplace_back(std::min(a, b), std::max(a, b));
    }
    sorted = drawn;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    drawn = sorted;
  }
  return Network(drawn);
}

std::optional<SmallWorld> small_world(const Network &network, std::uint32_t networks,
                                      std::size_t starts, std::uint32_t seed) {
  const auto n = static_cast<double>(network.nodes());
  const auto ties = static_cast<double>(network.ties());
  const double density = 2 * ties / (n * (n - 1));
  if (network.nodes() < 10 || !(2 * ties / n > 1) || density > 0.5 || networks == 0)
    return std::nullopt;
  SmallWorld out;
  out.clustering = clustering(network);
  out.path = mean_path(network, starts, seed);
  out.core = core_periphery(network).correlation;
  out.random_clustering = density;
  for (std::uint32_t which = 0; which < networks; ++which) {
    const auto one = random_network(network.nodes(), network.ties(), which, seed);
    out.random_path += mean_path(one, starts, seed) / networks;
    out.random_core += core_periphery(one).correlation / networks;
  }
  out.sigma = (out.clustering / out.random_clustering) / (out.path / out.random_path);
  return out;
}

} // namespace sme::analysis
