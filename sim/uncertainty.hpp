// Parameters as unsure as a calibration left them: replicate r of a comparison takes draw r of the
// posterior in all its worlds, so that differences stay paired and their spread holds both chance
// and parameters. With several replicates per draw the two can be told apart.
#pragma once

#include <Eigen/Dense>

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/result.hpp"
#include "models/scenario.hpp"

namespace sme::sim {

/// Draws of a posterior. Without keys there are none and scenarios stay as they are.
struct Uncertainty {
  std::string calibration;       ///< SHA-256 of the result they are from
  std::vector<std::string> keys; ///< of the parameters
  Eigen::MatrixXd draws;         ///< a row each, in the units of the parameters
  std::size_t per_draw = 1;      ///< replicates that follow each other and share a draw

  bool none() const { return keys.empty(); }
  /// The row of a replicate.
  Eigen::Index draw_of(std::size_t replicate) const {
    return static_cast<Eigen::Index>(replicate / per_draw);
  }
  /// Sets the parameters of a replicate.
  void apply(std::size_t replicate, Scenario &scenario) const;
};

/// The draws that a calibration keeps. Throws Failure (usage) when the file is none.
Uncertainty read_uncertainty(const std::filesystem::path &calibration);

/// Throws Failure (scenario) when a parameter is unknown or a draw outside its bounds, and (usage)
/// when there are more replicates than draws allow, or a draw with fewer replicates than others.
void require_draws(const Uncertainty &uncertainty, const Scenario &scenario,
                   std::size_t replicates);

/// As JSON, exact, and back. Throws nlohmann's exceptions.
std::string uncertainty_text(const Uncertainty &uncertainty);
Uncertainty uncertainty_of(const std::string &text);

/// Writes which parameters each replicate had. Nothing without draws.
void write_draws(analysis::ResultWriter &result, const Uncertainty &uncertainty,
                 std::size_t replicates);
/// Keeps all draws in the result of a run, for `sme repeat`; a comparison keeps its whole order.
void keep_draws(analysis::ResultWriter &result, const Uncertainty &uncertainty);
/// The draws kept so; none where there are none. Throws Failure (corrupt).
Uncertainty uncertainty_in(const analysis::ResultReader &result);

} // namespace sme::sim
