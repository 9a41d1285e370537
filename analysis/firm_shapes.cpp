#include "analysis/firm_shapes.hpp"

#include <map>

#include "analysis/curvature.hpp"
#include "analysis/growth_shape.hpp"
#include "analysis/hazard.hpp"
#include "analysis/panel_rows.hpp"
#include "analysis/size_tail.hpp"

namespace sme::analysis {

namespace {

using H = const History &;
using T = const std::vector<std::size_t> &;
using Number = std::optional<double>;

/// Sales from which the firms of the literature's sample count (the survey of "above-scale" firms
/// of 1998-2008), CNY a year.
constexpr double sampled_sales = 5e6;
constexpr int years_pooled = 5;
constexpr int grown_up = 8; ///< quarters: two whole years of sales to compare

/// Yearly growth of the firms of the sample, of several years.
struct Growth {
  std::vector<double> growth, size, age;
};
Growth growth_of(H history, T tiers, int year) {
  Growth all;
  std::vector<double> growth;
  std::vector<std::int32_t> chains;
  for (int y = year - years_pooled + 1; y <= year; ++y) {
    const PanelRows panel = panel_rows(history, tiers, y);
    for (const std::size_t row : panel.rows) {
      const double before = panel.at(row, "revenue_before"), now = panel.at(row, "revenue_last");
      const double age = panel.at(row, "period") - panel.at(row, "founded");
      if (before >= sampled_sales && now > 0 && age >= grown_up) {
        growth.push_back(std::log(now / before));
        chains.push_back(100 * (y - year) + static_cast<std::int32_t>(panel.at(row, "industry")));
        all.size.push_back(before);
        all.age.push_back(1 + age / 4);
      }
    }
  }
  all.growth = without_group_means(growth, chains); // a group is a chain in a year
  if (all.growth.size() != growth.size()) { // a group too small was left out: keep columns together
    all = {};
  }
  return all;
}

/// Firms of the year ends up to `year`, for who leaves.
std::vector<Stock> stocks_of(H history, T tiers, int year) {
  std::vector<Stock> stocks;
  for (int y = year - years_pooled; y <= year; ++y) {
    const PanelRows panel = panel_rows(history, tiers, y);
    Stock stock;
    stock.quarter = 4 * (y - 2000) + 3;
    for (const std::size_t row : panel.rows) {
      stock.firm.push_back(static_cast<std::uint64_t>(panel.at(row, "firm")));
      stock.founded.push_back(static_cast<std::int32_t>(panel.at(row, "founded")));
    }
    if (!panel.rows.empty()) {
      stocks.push_back(std::move(stock));
    }
  }
  return stocks;
}

std::optional<ExitFacts> exits_of(H history, T tiers, int year) {
  const auto stocks = stocks_of(history, tiers, year);
  return stocks.size() < 2 ? std::nullopt : exit_facts(firm_years(stocks));
}

/// Mean hazard of the years of life `from` to `until`.
Number hazard(H history, T tiers, int year, std::size_t from, std::size_t until) {
  const auto facts = exits_of(history, tiers, year);
  if (!facts || facts->hazard.size() < until) {
    return std::nullopt;
  }
  std::uint64_t left = 0, at_risk = 0;
  for (std::size_t k = from; k <= until; ++k) {
    left += facts->hazard[k - 1].hits;
    at_risk += facts->hazard[k - 1].trials;
  }
  return at_risk > 0 ? Number(static_cast<double>(left) / static_cast<double>(at_risk))
                     : std::nullopt;
}
Number survival(H history, T tiers, int year, std::size_t years) {
  const auto facts = exits_of(history, tiers, year);
  return facts && facts->survival.size() >= years ? Number(facts->survival[years - 1])
                                                  : std::nullopt;
}

Number age_share(H history, T tiers, int year, std::size_t band) {
  const PanelRows panel = panel_rows(history, tiers, year);
  std::vector<std::int32_t> ages;
  for (const std::size_t row : panel.rows) {
    ages.push_back(static_cast<std::int32_t>(panel.at(row, "period") - panel.at(row, "founded")));
  }
  const std::int32_t edges[] = {5, 10};
  const auto bands = age_bands(ages, edges);
  return bands ? Number((*bands)[band].value) : std::nullopt;
}

/// Sign of the change of the chance to leave within a year with the log of staff.
Number size_on_hazard(H history, T tiers, int year) {
  std::vector<double> size, leaves;
  const PanelRows before = panel_rows(history, tiers, year - 1);
  const PanelRows after = panel_rows(history, tiers, year);
  std::vector<double> alive;
  for (const std::size_t row : after.rows) {
    alive.push_back(after.at(row, "firm"));
  }
  std::sort(alive.begin(), alive.end());
  for (const std::size_t row : before.rows) {
    size.push_back(std::log(std::max(1.0, before.at(row, "staff"))));
    leaves.push_back(std::binary_search(alive.begin(), alive.end(), before.at(row, "firm")) ? 0.0
                                                                                            : 1.0);
  }
  const auto effect = alive.empty() ? std::nullopt : slope(size, leaves);
  return effect ? Number(effect->sign()) : std::nullopt;
}

Number size_tail(H history, T tiers, int year) {
  const PanelRows panel = panel_rows(history, tiers, year);
  std::vector<double> staff;
  for (const std::size_t row : panel.rows) {
    staff.push_back(panel.at(row, "staff"));
  }
  const auto tail = tail_exponent(staff, Sizes::whole);
  return tail ? Number(tail->exponent.value) : std::nullopt;
}

Number shape_of_growth(H history, T tiers, int year) {
  const auto fit = fit_subbotin(growth_of(history, tiers, year).growth);
  return fit ? Number(fit->shape.value) : std::nullopt;
}
Number tail_of_growth(H history, T tiers, int year) {
  const auto tail = growth_tail(growth_of(history, tiers, year).growth);
  return tail ? Number(tail->value) : std::nullopt;
}
Number spread_by_size(H history, T tiers, int year) {
  const Growth g = growth_of(history, tiers, year);
  const auto fall = spread_fall(g.size, g.growth);
  return fall ? Number(fall->beta.value) : std::nullopt;
}
Number spread_by_age(H history, T tiers, int year) {
  const Growth g = growth_of(history, tiers, year);
  const auto fall = spread_fall(g.age, g.growth);
  return fall ? Number(-fall->beta.sign()) : std::nullopt;
}
/// 1 where small firms grow faster and their growth is more spread.
Number small_grow_faster(H history, T tiers, int year) {
  const Growth g = growth_of(history, tiers, year);
  std::vector<double> size;
  for (const double one : g.size) {
    size.push_back(std::log(one));
  }
  const auto speed = slope(size, g.growth);
  const auto fall = spread_fall(g.size, g.growth);
  if (!speed || !fall) {
    return std::nullopt;
  }
  return speed->sign() < 0 && fall->beta.sign() > 0 ? 1 : 0;
}

const std::map<std::string_view, FirmStatistic> &shape_table() {
  static const std::map<std::string_view, FirmStatistic> statistics{
      {"hazard_1", [](H h, T t, int y) { return hazard(h, t, y, 1, 1); }},
      {"hazard_2", [](H h, T t, int y) { return hazard(h, t, y, 2, 2); }},
      {"hazard_3", [](H h, T t, int y) { return hazard(h, t, y, 3, 3); }},
      {"hazard_4_7", [](H h, T t, int y) { return hazard(h, t, y, 4, 7); }},
      {"hazard_8_13", [](H h, T t, int y) { return hazard(h, t, y, 8, 13); }},
      {"hazard_peak",
       [](H h, T t, int y) {
         const auto facts = exits_of(h, t, y);
         return facts && facts->peak ? Number(*facts->peak) : std::nullopt;
       }},
      {"survival_3", [](H h, T t, int y) { return survival(h, t, y, 3); }},
      {"survival_5", [](H h, T t, int y) { return survival(h, t, y, 5); }},
      {"survival_7", [](H h, T t, int y) { return survival(h, t, y, 7); }},
      {"survival_9", [](H h, T t, int y) { return survival(h, t, y, 9); }},
      {"survival_13", [](H h, T t, int y) { return survival(h, t, y, 13); }},
      {"age_at_exit",
       [](H h, T t, int y) {
         const auto facts = exits_of(h, t, y);
         return facts ? Number(facts->age_at_exit.value) : std::nullopt;
       }},
      {"exits_within_5",
       [](H h, T t, int y) {
         const auto facts = exits_of(h, t, y);
         return facts ? Number(facts->within_five.value) : std::nullopt;
       }},
      {"age_below_5", [](H h, T t, int y) { return age_share(h, t, y, 0); }},
      {"age_5_to_10", [](H h, T t, int y) { return age_share(h, t, y, 1); }},
      {"age_above_10", [](H h, T t, int y) { return age_share(h, t, y, 2); }},
      {"size_on_hazard", size_on_hazard},
      {"size_tail", size_tail},
      {"growth_shape", shape_of_growth},
      {"growth_tail", tail_of_growth},
      {"growth_spread_by_size", spread_by_size},
      {"growth_spread_by_age", spread_by_age},
      {"small_grow_faster", small_grow_faster}};
  return statistics;
}

} // namespace

FirmStatistic shape_statistic(std::string_view name) {
  const auto found = shape_table().find(name);
  return found == shape_table().end() ? nullptr : found->second;
}

} // namespace sme::analysis
