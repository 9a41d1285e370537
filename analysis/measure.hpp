// The small language in which a fact says which number of the model it speaks of:
//
//   firms[srdi+|Jiangsu] / firms[little_giant|Jiangsu]
//   renewed[little_giant] / certified[little_giant]@-3
//   hazard_3[*]
//
// NAME[TIERS|GROUP]@YEARS. NAME is an indicator of the result file (a flow is summed over the
// calendar year, a stock taken at the end of the quarter, or as mean_NAME over the quarters of the
// year) or a statistic of the panel of firms or
// of the network (firm_statistics.hpp). TIERS is *, a tier, or a tier and all above it (+). GROUP
// is a province, chain or size band of the result file, or one of the groups in groups(). @-3 looks
// three years back. Numbers, + - * / ^ ( ) as usual. Counts and money are those of the nation: they
// are divided by the scale.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/facts.hpp"

namespace sme::analysis {

/// A measure that cannot be read; `at` is the place of the first wrong letter.
class MeasureError : public std::runtime_error {
public:
  MeasureError(const std::string &what, std::size_t place) : std::runtime_error(what), at(place) {}
  std::size_t at;
};

/// A named set of labels of one axis.
struct Group {
  std::string_view name, axis;
  std::vector<std::string_view> labels;
};
/// Regions of the statistical yearbook, kinds of industry, SMEs.
const std::vector<Group> &groups();

/// Which firms: tiers by place, and a group, in words.
struct Selection {
  std::string tiers = "*"; ///< as written
  std::string group;       ///< empty: all
};

class Measure {
public:
  /// Reads a measure. Throws MeasureError.
  explicit Measure(std::string_view text);
  ~Measure();
  Measure(Measure &&) noexcept;

  /// The number; nothing when the history lacks the year, has no panel, or the number is not
  /// defined (division by zero, too few firms). Throws MeasureError for a name that neither the
  /// history nor the statistics of firms know.
  std::optional<double> of(const History &history, Period period) const;

  /// What has to be there for `of`: whether the panel or the networks are, and which quarters of
  /// indicators (counted from 2000Q1; `last` below `first` when it reads none). Throws as `of`.
  struct Needs {
    bool firms = false;
    int first = 1, last = 0;
  };
  Needs needs(const History &history, Period period) const;

  struct Node; ///< private to measure.cpp

private:
  std::unique_ptr<Node> root_;
};

/// Places of the selected tiers on the axis; empty when the words name none.
std::vector<std::size_t> tiers_of(const std::string &words, const std::vector<std::string> &tiers);

} // namespace sme::analysis
