// The rows of a panel in one year. Private to the statistics of firms.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "analysis/history.hpp"

namespace sme::analysis {

/// Firms observed at the end of a year, those of some tiers; each stands for `weight` firms of the
/// nation.
struct PanelRows {
  const Columns &columns;
  std::vector<std::size_t> rows;
  double weight = 0;

  /// A column of the firm at a place of `rows`.
  double at(std::size_t row, const char *column) const { return columns.at(column)[row]; }
};

/// `tiers` as places on the axis. The weight is that of the whole panel of the year.
inline PanelRows panel_rows(const History &history, const std::vector<std::size_t> &tiers,
                            int year) {
  PanelRows panel{history.panel, {}, 0};
  if (history.panel.empty()) {
    return panel;
  }
  const auto &period = history.panel.at("period");
  const auto &label = history.panel.at("label");
  const int quarter = 4 * (year - 2000) + 3;
  std::size_t all = 0;
  for (std::size_t row = 0; row < period.size(); ++row) {
    if (static_cast<int>(period[row]) == quarter) {
      ++all;
      if (std::find(tiers.begin(), tiers.end(), static_cast<std::size_t>(label[row])) !=
          tiers.end()) {
        panel.rows.push_back(row);
      }
    }
  }
  const std::size_t width = history.labels.at("tier").size();
  const auto at = static_cast<std::size_t>(std::max(0, quarter - history.first)) * width;
  const auto &firms = history.cubes.at("firms");
  if (all > 0 && quarter >= history.first && at + width <= firms.size()) {
    double nation = 0;
    for (std::size_t tier = 0; tier < width; ++tier) {
      nation += static_cast<double>(firms[at + tier]);
    }
    panel.weight = nation / static_cast<double>(all) / history.scale;
  }
  return panel;
}

} // namespace sme::analysis
