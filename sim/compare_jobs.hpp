// The finished jobs of a comparison: files in OUT.jobs beside the result, and the order they belong
// to.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/result.hpp"
#include "sim/compare.hpp"
#include "sim/slices.hpp"

namespace sme::sim {

/// What a comparison is computed from, as JSON: the texts of all worlds. Does not hold how many
/// replicates there are.
std::string order_text(const std::vector<NamedScenario> &scenarios, const Uncertainty &uncertainty);
/// The scenarios again. Throws Failure (corrupt) when they cannot be read.
std::vector<NamedScenario> scenarios_from(const std::string &order_text);
/// The draws of parameters that belong to it; none when it has none. Throws the same.
Uncertainty uncertainty_from(const std::string &order_text);

class JobFolder {
public:
  /// The folder of a result; not created yet.
  explicit JobFolder(const std::filesystem::path &output);

  /// Creates the folder for an order, or finds it with jobs of the same order. Throws Failure (io)
  /// when it holds another comparison.
  void open(const std::string &order, const Replicates &replicates);
  /// For who did not open it: jobs of this order.
  void follow(const std::string &order) { digest_ = analysis::sha256_of_text(order); }
  /// The order a stopped comparison left; nothing when there is none.
  struct Left {
    std::string order;
    Replicates replicates;
  };
  std::optional<Left> left() const;

  std::optional<Slices> read(std::size_t world, std::size_t replicate) const;
  void write(std::size_t world, std::size_t replicate, const Slices &slices) const;
  void remove() const noexcept;
  const std::filesystem::path &path() const { return path_; }

private:
  std::filesystem::path file(std::size_t world, std::size_t replicate) const;
  std::string key(std::size_t world, std::size_t replicate) const;

  std::filesystem::path output_, path_;
  std::string digest_;
};

} // namespace sme::sim
