#include "analysis/firm_statistics.hpp"

#include <map>

#include "analysis/firm_shapes.hpp"
#include "analysis/measure.hpp"
#include "analysis/panel_rows.hpp"

namespace sme::analysis {

namespace {

using Tiers = std::vector<std::size_t>;

/// Sales from which the statistics of China call an industrial firm "above scale", CNY a year.
constexpr double above_scale_sales = 20e6;
constexpr double fewest_firms = 20; ///< of a share or mean, else it says nothing
constexpr int large = 3;            ///< place on the axis `size`
constexpr int high_tech_bit = 8;    ///< of the column `assets`

bool in_group(const PanelRows &panel, std::size_t row, const History &history,
              std::string_view name) {
  const auto &chains = history.labels.at("chain");
  const auto &chain = chains[static_cast<std::size_t>(panel.at(row, "industry"))];
  for (const Group &group : groups()) {
    if (group.name == name) {
      return std::find(group.labels.begin(), group.labels.end(), chain) != group.labels.end();
    }
  }
  return false;
}

double debt(const PanelRows &panel, std::size_t row) {
  const double guaranteed = panel.at(row, "guaranteed_loan");
  return panel.at(row, "loan") + (std::isnan(guaranteed) ? 0 : guaranteed);
}
bool is_sme(const PanelRows &panel, std::size_t row) {
  return static_cast<int>(panel.at(row, "size_band")) < large;
}
bool researches(const PanelRows &panel, std::size_t row) {
  return panel.at(row, "researcher") >= 0;
}
bool high_tech(const PanelRows &panel, std::size_t row) {
  const double bits = panel.at(row, "assets");
  return !std::isnan(bits) && (static_cast<int>(bits) & high_tech_bit) != 0;
}
bool above_scale(const PanelRows &panel, std::size_t row) {
  return panel.at(row, "revenue_last") >= above_scale_sales;
}

/// Sum over chosen firms, for the nation.
template <class Choice, class Value>
std::optional<double> total(const History &history, const Tiers &tiers, int year, Choice choice,
                            Value value) {
  const PanelRows panel = panel_rows(history, tiers, year);
  if (panel.weight == 0) {
    return std::nullopt;
  }
  double sum = 0;
  for (const std::size_t row : panel.rows) {
    if (choice(panel, row)) {
      const double one = value(panel, row);
      sum += std::isnan(one) ? 0 : one;
    }
  }
  return sum * panel.weight;
}

/// Ratio of two sums over chosen firms.
template <class Choice, class Above, class Below>
std::optional<double> ratio(const History &history, const Tiers &tiers, int year, Choice choice,
                            Above above, Below below) {
  const PanelRows panel = panel_rows(history, tiers, year);
  double chosen = 0, up = 0, down = 0;
  for (const std::size_t row : panel.rows) {
    if (choice(panel, row)) {
      const double over = above(panel, row), under = below(panel, row);
      chosen += 1;
      up += std::isnan(over) ? 0 : over;
      down += std::isnan(under) ? 0 : under;
    }
  }
  return panel.weight > 0 && chosen >= fewest_firms && down > 0 ? std::optional(up / down)
                                                                : std::nullopt;
}

double one(const PanelRows &, std::size_t) { return 1; }
bool any(const PanelRows &, std::size_t) { return true; }
double sales(const PanelRows &panel, std::size_t row) { return panel.at(row, "revenue_last"); }
double profit(const PanelRows &panel, std::size_t row) { return panel.at(row, "profit_last"); }
double rnd(const PanelRows &panel, std::size_t row) { return panel.at(row, "rnd_last"); }
double borrows(const PanelRows &panel, std::size_t row) { return debt(panel, row) > 0 ? 1 : 0; }
double rate_paid(const PanelRows &panel, std::size_t row) {
  return panel.at(row, "loan_rate") * debt(panel, row);
}
bool rnd_sme(const PanelRows &panel, std::size_t row) {
  return researches(panel, row) && is_sme(panel, row);
}
bool borrowing_rnd_sme(const PanelRows &panel, std::size_t row) {
  return rnd_sme(panel, row) && debt(panel, row) > 0;
}
bool small(const PanelRows &panel, std::size_t row) {
  return static_cast<int>(panel.at(row, "size_band")) < 2;
}

/// Industrial firms above scale of a group of chains.
auto industrial(const History &history, std::string_view group, bool smes_only) {
  return [&history, group, smes_only](const PanelRows &panel, std::size_t row) {
    return above_scale(panel, row) && (!smes_only || is_sme(panel, row)) &&
           in_group(panel, row, history, group);
  };
}

using H = const History &;
using T = const Tiers &;

/// Provinces with more than 15 000 industrial SMEs above scale.
std::optional<double> dense_provinces(H history, T tiers, int year) {
  double provinces = 0;
  for (std::size_t p = 0; p < history.labels.at("province").size(); ++p) {
    const auto firms = total(
        history, tiers, year,
        [&](const PanelRows &panel, std::size_t row) {
          return static_cast<std::size_t>(panel.at(row, "home")) == p &&
                 industrial(history, "manufacturing", true)(panel, row);
        },
        one);
    if (!firms) {
      return std::nullopt;
    }
    provinces += *firms > 15'000 ? 1 : 0;
  }
  return provinces;
}

const std::map<std::string_view, FirmStatistic> &statistics_table() {
  static const std::map<std::string_view, FirmStatistic> statistics{
      {"mean_age",
       [](H h, T t, int y) {
         return ratio(
             h, t, y, any,
             [](const PanelRows &p, std::size_t r) {
               return (p.at(r, "period") - p.at(r, "founded")) / 4;
             },
             one);
       }},
      {"niche_10_years",
       [](H h, T t, int y) {
         return ratio(
             h, t, y, any,
             [](const PanelRows &p, std::size_t r) {
               return p.at(r, "period") - p.at(r, "niche_since") >= 40 ? 1.0 : 0.0;
             },
             one);
       }},
      {"rnd_intensity", // mean of the firms' own, as official averages of little giants are
       [](H h, T t, int y) {
         return ratio(
             h, t, y, [](const PanelRows &p, std::size_t r) { return sales(p, r) > 0; },
             [](const PanelRows &p, std::size_t r) { return rnd(p, r) / sales(p, r); }, one);
       }},
      {"rnd_staff_share",
       [](H h, T t, int y) {
         return ratio(
             h, t, y, [](const PanelRows &p, std::size_t r) { return p.at(r, "staff") > 0; },
             [](const PanelRows &p, std::size_t r) {
               return p.at(r, "rnd_staff") / p.at(r, "staff");
             },
             one);
       }},
      {"rnd_10m",
       [](H h, T t, int y) {
         return ratio(
             h, t, y, any,
             [](const PanelRows &p, std::size_t r) { return rnd(p, r) >= 10e6 ? 1.0 : 0.0; }, one);
       }},
      {"equity_backed",
       [](H h, T t, int y) {
         return ratio(
             h, t, y, any,
             [](const PanelRows &p, std::size_t r) {
               return p.at(r, "equity_stock") > 0 ? 1.0 : 0.0;
             },
             one);
       }},
      {"revenue_growth",
       [](H h, T t, int y) {
         const auto grown = ratio(
             h, t, y,
             [](const PanelRows &p, std::size_t r) { return p.at(r, "revenue_before") > 0; }, sales,
             [](const PanelRows &p, std::size_t r) { return p.at(r, "revenue_before"); });
         return grown ? std::optional(*grown - 1) : grown;
       }},
      {"access_rnd_smes", [](H h, T t, int y) { return ratio(h, t, y, rnd_sme, borrows, one); }},
      {"access_high_tech", [](H h, T t, int y) { return ratio(h, t, y, high_tech, borrows, one); }},
      {"loan_rnd_smes",
       [](H h, T t, int y) { return ratio(h, t, y, borrowing_rnd_sme, debt, one); }},
      {"loans_rnd_smes", [](H h, T t, int y) { return total(h, t, y, rnd_sme, debt); }},
      {"rate_small", [](H h, T t, int y) { return ratio(h, t, y, small, rate_paid, debt); }},
      {"rate", [](H h, T t, int y) { return ratio(h, t, y, any, rate_paid, debt); }},
      {"high_tech_enterprises", [](H h, T t, int y) { return total(h, t, y, high_tech, one); }},
      {"rnd_smes", [](H h, T t, int y) { return total(h, t, y, rnd_sme, one); }},
      {"above_scale",
       [](H h, T t, int y) { return total(h, t, y, industrial(h, "industry", false), one); }},
      {"above_scale_manufacturing",
       [](H h, T t, int y) { return total(h, t, y, industrial(h, "manufacturing", false), one); }},
      {"above_scale_ht",
       [](H h, T t, int y) { return total(h, t, y, industrial(h, "high_tech", false), one); }},
      {"above_scale_smes",
       [](H h, T t, int y) { return total(h, t, y, industrial(h, "industry", true), one); }},
      {"above_scale_sme_revenue",
       [](H h, T t, int y) { return total(h, t, y, industrial(h, "industry", true), sales); }},
      {"above_scale_sme_profit",
       [](H h, T t, int y) { return total(h, t, y, industrial(h, "industry", true), profit); }},
      {"above_scale_revenue",
       [](H h, T t, int y) {
         return total(h, t, y, industrial(h, "manufacturing", false), sales);
       }},
      {"above_scale_rnd",
       [](H h, T t, int y) { return total(h, t, y, industrial(h, "manufacturing", false), rnd); }},
      {"above_scale_ht_revenue",
       [](H h, T t, int y) { return total(h, t, y, industrial(h, "high_tech", false), sales); }},
      {"above_scale_ht_rnd",
       [](H h, T t, int y) { return total(h, t, y, industrial(h, "high_tech", false), rnd); }},
      {"provinces_15000_above_scale", dense_provinces}};
  return statistics;
}

} // namespace

FirmStatistic firm_statistic(std::string_view name) {
  const auto found = statistics_table().find(name);
  if (found != statistics_table().end()) {
    return found->second;
  }
  const FirmStatistic shape = shape_statistic(name);
  return shape != nullptr ? shape : notch_statistic(name);
}

} // namespace sme::analysis
