#include "analysis/bunching.hpp"
#include "analysis/firm_shapes.hpp"
#include "analysis/network_shape.hpp"
#include "analysis/panel_rows.hpp"

#include <map>

namespace sme::analysis {

namespace {

using H = const History &;
using T = const std::vector<std::size_t> &;
using Number = std::optional<double>;

/// Thresholds for a high-tech enterprise by yearly revenue, CNY: each group of firms has one.
constexpr double small_sales = 50e6, large_sales = 200e6;

/// R&D over revenue as reported and as real, of firms of one range of sales.
struct Intensities {
  std::vector<double> reported, real;
};
Intensities intensities(H history, T tiers, int year, double least, double most) {
  Intensities all;
  const PanelRows panel = panel_rows(history, tiers, year);
  for (const std::size_t row : panel.rows) {
    const double sales = panel.at(row, "revenue_last");
    const double reported = panel.at(row, "rnd_last");
    if (sales >= least && sales < most && reported > 0) {
      // A ratio of two rounded sums may lie a hair below the threshold that was aimed at.
      all.reported.push_back(reported / sales * (1 + 1e-6));
      all.real.push_back(panel.at(row, "rnd_real_last") / sales);
    }
  }
  return all;
}

Number gathered(const Intensities &firms, const Notch &notch) {
  const auto found = bunching(firms.reported, notch);
  return found ? Number(found->mass.sign()) : std::nullopt;
}
Number bunching_3(H history, T tiers, int year) {
  return gathered(intensities(history, tiers, year, large_sales, 1e15),
                  {0.03, 0.0025, 0.005, 0.07, 0.02, 0.04, 3});
}
Number bunching_5(H history, T tiers, int year) {
  return gathered(intensities(history, tiers, year, 0, small_sales),
                  {0.05, 0.0025, 0.01, 0.10, 0.035, 0.06, 3});
}

/// Relabelled share of reported R&D of the firms just above their own threshold.
Number relabelled(H history, T tiers, int year) {
  constexpr double width = 0.005;
  double hidden = 0, reported = 0;
  for (const auto &[least, most, notch] :
       {std::tuple{0.0, small_sales, 0.05}, std::tuple{small_sales, large_sales, 0.04},
        std::tuple{large_sales, 1e15, 0.03}}) {
    const Intensities firms = intensities(history, tiers, year, least, most);
    for (std::size_t i = 0; i < firms.reported.size(); ++i) {
      if (firms.reported[i] >= notch && firms.reported[i] < notch + width) {
        hidden += firms.reported[i] - firms.real[i];
        reported += firms.reported[i];
      }
    }
  }
  return reported > 0 ? Number(hidden / reported) : std::nullopt;
}

/// Joint R&D of firms at the last networks recorded by the end of a year.
std::optional<Network> alliances(H history, int year) {
  if (history.network.empty()) {
    return std::nullopt;
  }
  const auto &period = history.network.at("period");
  const auto &partner = history.network.at("partner_kind"), &kind = history.network.at("tie_kind");
  const auto &one = history.network.at("firm_identity");
  const auto &other = history.network.at("partner_identity");
  constexpr int firm = 0, joint_rnd = 1;
  double last = -1;
  for (const double quarter : period) {
    last = quarter <= 4.0 * (year - 2000) + 3 ? std::max(last, quarter) : last;
  }
  std::vector<Tie> ties;
  for (std::size_t i = 0; i < period.size(); ++i) {
    if (period[i] == last && static_cast<int>(partner[i]) == firm &&
        static_cast<int>(kind[i]) == joint_rnd) {
      ties.emplace_back(static_cast<std::int64_t>(one[i]), static_cast<std::int64_t>(other[i]));
    }
  }
  return ties.empty() ? std::nullopt : std::optional(Network(ties));
}

Number degree(H history, T, int year) {
  const auto network = alliances(history, year);
  const auto mean = network ? mean_degree(*network) : std::nullopt;
  return mean ? Number(mean->value) : std::nullopt;
}
Number exponent(H history, T, int year) {
  const auto network = alliances(history, year);
  const auto law = network ? degree_law(*network) : std::nullopt;
  return law ? Number(law->exponent.value) : std::nullopt;
}
/// 1 for a small world with a core.
Number is_small_world(H history, T, int year) {
  const auto network = alliances(history, year);
  const auto shape =
      network ? small_world(*network, 3, 50) : std::nullopt; // of 100,000 nodes: enough
  return shape ? Number(shape->sigma > 1 && shape->core > shape->random_core ? 1 : 0)
               : std::nullopt;
}

} // namespace

FirmStatistic notch_statistic(std::string_view name) {
  static const std::map<std::string_view, FirmStatistic> statistics{
      {"bunching_3", bunching_3},
      {"bunching_5", bunching_5},
      {"relabelled_at_notches", relabelled},
      {"alliance_degree", degree},
      {"alliance_exponent", exponent},
      {"alliance_small_world", is_small_world}};
  const auto found = statistics.find(name);
  return found == statistics.end() ? nullptr : found->second;
}

} // namespace sme::analysis
