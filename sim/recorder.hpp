// From the model to the result file: every quarter's measures as cubes, a panel of firms each
// fourth quarter, the network of ties at intervals. What is recorded follows from the codebooks
// (layout.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/result.hpp"
#include "models/economy.hpp"
#include "models/measures.hpp"
#include "models/scenario.hpp"
#include "sim/row_places.hpp"
#include "sim/series_book.hpp"

namespace sme::sim {

/// Whether the panel follows a firm: the same firms in all worlds, replicates and quarters.
bool in_panel(std::uint64_t firm, const RunParameters &run);

/// Records the runs of one scenario, one replicate after the other. Throws analysis::ResultError.
class Recorder {
public:
  /// Declares everything in `result`. Both must outlive the recorder.
  Recorder(analysis::ResultWriter &result, const Scenario &scenario);

  /// What happened in a quarter and how the economy stands at its end. Quarters before run.from are
  /// passed over.
  void record(std::size_t replicate, const Measures &measures, const Economy &economy);
  /// Writes the series of a replicate after its last quarter.
  void finish(std::size_t replicate);

private:
  /// Both give the number of rows.
  std::size_t record_panel(std::size_t replicate, const Economy &economy);
  std::size_t record_network(std::size_t replicate, const Economy &economy);
  void append_dates(const char *group, std::size_t replicate, Quarter now, std::size_t rows);

  analysis::ResultWriter &result_;
  const Scenario &scenario_;
  SeriesBook book_;
  RowPlaces panel_places_, network_places_;
};

} // namespace sme::sim
