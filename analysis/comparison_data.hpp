// A comparison of worlds in memory: what statistics start from. Cubes have the names and axes of
// the result file (sim/compare_layout.hpp declares them); whoever computes statements knows
// nothing of the model.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analysis/result.hpp"
#include "analysis/stopping.hpp"

namespace sme::analysis {

/// What was asked of the comparison beforehand ([compare] of the baseline), and the sizes that
/// matter. Shares are fractions, money CNY.
struct CompareSettings {
  std::string primary = "little_giants"; ///< a label of the axis `outcome`
  int horizon = 0;                       ///< year; resolved, so never 0 in a file
  double smallest_effect = 0;            ///< smallest effect of interest, in units of the primary
  double level = 0.05;                   ///< alpha
  double power = 0.8;
  double precision = 0; ///< simultaneous half-width wanted, in units of the primary; 0: default
  std::int64_t first_replicates = 20, batch = 10, most_replicates = 200;
  double willingness_low = 0, willingness_high = 0; ///< CNY per unit of the primary
  double least_gain = 0;                            ///< threshold on the effect on the primary
  double most_cost = 0;                             ///< threshold on the net public cost; 0: none
  double discount = 0.08;                           ///< a year
  int discount_base = 0, price_base = 0;            ///< years
  double cost_bias = 0, uptake_bias = 0, delay_bias = 0; ///< optimism bias; years for the delay
  std::int64_t panel_replicates = 1;
  double panel_share = 0;
  /// Whether it was said what counts as success.
  [[nodiscard]] bool thresholds_given() const { return least_gain != 0 || most_cost > 0; }
  bool operator==(const CompareSettings &) const = default;
};

/// From and to the JSON of the text `compare/settings`. Throws ResultError (corrupt) for a text
/// that is not one.
CompareSettings settings_from(const std::string &json);

struct ComparisonData {
  std::map<std::string, Axis> axes;                 ///< by name
  std::map<std::string, Block<double>> real;        ///< outcomes, outcomes_by_*
  std::map<std::string, Block<std::int64_t>> whole; ///< split, identity, moves, programme_*, ...
  /// Columns of the panel; empty without one. `firm` holds numbered(...) of the identities.
  std::map<std::string, std::vector<double>> panel;
  CompareSettings settings;
  std::string worlds; ///< JSON of the text `compare/worlds`
  std::string words;  ///< JSON of the text `compare/words`; may be empty: names are then the words
  double scale = 1;   ///< firms of the model per firm of the nation
  std::size_t per_draw = 0; ///< replicates that share a draw of the parameters; 0: none are drawn
  std::uint32_t seed = 0;
  std::vector<Look> looks;         ///< of --replicates auto; the file holds them as statements
  std::size_t quarters_closed = 0; ///< whose books were checked when they were simulated
};

/// Identities, which a real number cannot hold, by their place among all different ones.
std::vector<double> numbered(const std::vector<std::int64_t> &identities);

/// The cubes that statistics may use: all but the indicators by group.
bool for_statistics(const Quantity &cube);

/// Reads a comparison from its file. Throws ResultError (missing) when it is none.
ComparisonData read_comparison(const ResultReader &file);

/// One computed cube: `quantity.name` is "comparison/...", its axes are those of the file or of
/// Statements.
struct Statement {
  Quantity quantity;
  std::vector<double> values;
};

/// Everything that is written below /comparison.
struct Statements {
  std::vector<Axis> axes; ///< named "comparison/<axis>"
  std::vector<Statement> cubes;
  std::vector<std::pair<std::string, std::string>> texts; ///< path and text
};

/// Adds all of it to a file that has the root's axes.
void write_statements(const Statements &statements, ResultWriter &into);

} // namespace sme::analysis
