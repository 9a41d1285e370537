// The years of one world: what a comparison needs of them, gathered quarter by quarter. A value:
// copying it with the economy branches the record with the world.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "analysis/pairing.hpp"
#include "models/economy.hpp"
#include "models/measures.hpp"
#include "sim/compare_layout.hpp"
#include "sim/slices.hpp"

namespace sme::sim {

/// All firms at the end of a year, by identity.
analysis::FirmYears firms_of(const Economy &economy);

class YearBook {
public:
  /// `with_panel`: keeps rows of the panel too.
  enum class Panel { none, kept };
  YearBook(const CompareShape &shape, Panel panel);

  /// What happened in a quarter. Quarters outside the recorded years only count the firms at the
  /// start. `scenario` is the world's own.
  void record(const Measures &measures, const Economy &economy, const Scenario &scenario);
  /// Follows the panel at the end of a recorded year; `treated` so far.
  void follow(const Economy &economy, const analysis::Identities &treated,
              const ComparisonParameters &compare);

  /// The slices of the world alone: indicators, programmes, flows, cohorts, outcomes.
  void give(Slices &slices, double scale) const;

private:
  using Numbers = std::vector<std::int64_t>;
  void record_indicators(std::size_t year, bool end_of_year, const Tally &tally);
  void record_programmes(std::size_t year, const Tally &tally, const Scenario &scenario);
  void record_cohorts(std::size_t year, const Economy &economy);

  std::size_t programmes() const { return std::max<std::size_t>(1, shape_.programmes.size()); }

  CompareShape shape_;
  Panel panel_;
  std::vector<Numbers> indicators_; ///< [indicator * views + view]: [year][row][tier]
  std::vector<Numbers> by_payer_;   ///< column of Activity: [year][programme][payer]
  std::vector<Numbers> by_province_;
  Numbers called_, flows_, founded_, alive_;
  Slices rows_; ///< of the panel
};

/// Outcomes at 1:1 from the slices of a world: `outcomes` and its views.
void add_outcomes(const CompareShape &shape, double scale, Slices &slices);

/// Words about outcomes, parts, terms and measures for the report: JSON of `compare/words`.
std::string compare_words();

} // namespace sme::sim
