// The quarterly series of one replicate in memory: indicators, flows of money, balances, what
// programmes did. A recorder writes them; a history is read off them without a file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/history.hpp"
#include "models/measures.hpp"
#include "models/scenario.hpp"

namespace sme::sim {

/// The series of a replicate, missing until they are recorded.
class SeriesBook {
public:
  /// One cube of one replicate: `width` numbers a quarter.
  struct Series {
    std::string cube;
    std::size_t width = 0;
    std::vector<std::int64_t> values;
    std::int64_t *at(std::size_t quarter) { return values.data() + quarter * width; }
  };

  explicit SeriesBook(const Scenario &scenario);

  /// Takes up a quarter. Quarters outside run.from to run.until are passed over.
  void record(const Measures &measures);
  /// All series, in a fixed order.
  const std::vector<Series> &series() const { return series_; }
  /// Everything is missing again: for the next replicate.
  void clear();

private:
  void record_indicators(std::size_t quarter, const Tally &tally);
  void record_programmes(std::size_t quarter, const Tally &tally);

  Quarter from_, until_;
  std::vector<int> payer_; ///< by programme
  std::vector<Series> series_;
  std::size_t flows_ = 0, balance_ = 0, programmes_ = 0; ///< places of the series
};

/// The replicate in a book as facts are read off it; without panel and networks.
analysis::History history_of(const SeriesBook &book, const Scenario &scenario);

} // namespace sme::sim
