// Production: staff, capital, unit cost, wages, purchases, overheads, tax.
//
// One unit of output sells at price 1 in 2019 at productivity 1. Unit cost is c = (m + w) x / A: m
// the purchases and w the wages per unit of the chain's mean firm, x the index of wages and input
// prices, A the firm's productivity including the common trend and its digital level. Small firms
// work by hand and to order: a firm with s makers needs k = (s / s0)^-g times the labour per unit
// of output and buys (k - 1) w less, so that its unit cost is the same. (In the census of 2018
// firms below 20m CNY of sales have a third of industry's workers and an eighth of its sales.)
// Staff follows orders with delay; sales are limited by staff and by capital (Leontief), what
// cannot be served is lost. Not modelled: inventories, overtime pay, value-added tax, loss
// carry-forward. Tests: tests/unit/test_production.cpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/codebook.hpp"
#include "models/portable.hpp"
#include "models/quantities.hpp"

namespace sme {

struct ProductionParameters {
  double wage = 90000;
  double labour_elasticity = 0.26;
  double labour_reference = 200;
  double labour_least = 0.7;
  double labour_most = 4;
  double wage_growth = 0.045;
  double trend_productivity = 0.03;
  double staff_adjustment = 0.35;
  double overtime = 0.25;
  double overhead_fixed = 3000;
  double overhead_share = 0.004;
  double capital_per_revenue = 0.30;
  double depreciation = 0.025;
  double investment_speed = 0.25;
  double learning = 0.012;
  double obsolescence = 0.008;
  double productivity_noise = 0.012;
  double payout = 0.5;
  double cash_target = 0.6;
  double tax_rate = 0.25;
  double tax_rate_high_tech = 0.15;
  double tax_rate_micro = 0.05;
  double micro_profit_limit = 3e6;
  double centre_tax_share = 0.6;

  static constexpr auto codebook() {
    using P = ProductionParameters;
    return Codebook{
        entry("wage", &P::wage, "CNY", 1, 1e8,
              "yearly labour cost of one employee in 2019, national mean",
              "assumed; mean wage of private manufacturing plus social contributions"),
        entry("labour_elasticity", &P::labour_elasticity, "1", 0, 0.9,
              "g: fall of labour per unit of output with the number of makers",
              "assumed; census totals [S89] less those above scale [recall] give 0.44 (0.37m CNY a "
              "worker at 12 workers, 1.3m at 210), part of it between chains"),
        entry("labour_reference", &P::labour_reference, "person", 1, 1e6,
              "s0: makers of a firm whose revenue per worker is the chain's", "assumed"),
        entry("labour_least", &P::labour_least, "1", 0.1, 1, "least k, of large firms", "assumed"),
        entry("labour_most", &P::labour_most, "1", 1, 20, "largest k, of the smallest firms",
              "assumed; purchases must not fall below zero"),
        entry("wage_growth", &P::wage_growth, "1/year", -0.2, 0.3,
              "trend growth of wages and input prices", "assumed"),
        entry("trend_productivity", &P::trend_productivity, "1/year", -0.2, 0.3,
              "productivity growth that reaches every firm without own R&D", "assumed"),
        entry("staff_adjustment", &P::staff_adjustment, "1/quarter", 0, 1,
              "share of the gap between wanted and actual staff closed in a quarter",
              "assumed; partial adjustment, Hamermesh 1993"),
        entry("overtime", &P::overtime, "share", 0, 1,
              "output above normal that staff and capital can give", "assumed"),
        entry("overhead_fixed", &P::overhead_fixed, "CNY", 0, 1e9,
              "yearly fixed cost of being in business", "assumed"),
        entry("overhead_share", &P::overhead_share, "share", 0, 0.5,
              "bought services (sales, administration) per yuan of revenue", "assumed"),
        entry("capital_per_revenue", &P::capital_per_revenue, "year", 0.01, 5,
              "fixed capital needed per yuan of yearly revenue", "assumed"),
        entry("depreciation", &P::depreciation, "1/quarter", 0, 0.5, "wear of fixed capital",
              "assumed; ten years"),
        entry("investment_speed", &P::investment_speed, "1/quarter", 0, 1,
              "share of the capital gap a firm plans to close in a quarter", "assumed"),
        entry("learning", &P::learning, "1/quarter", 0, 1,
              "share of the distance to its niche's mean productivity a laggard closes without R&D",
              "assumed"),
        entry("obsolescence", &P::obsolescence, "1/quarter", 0, 1,
              "share of the lead over its niche's mean that others imitate away",
              "assumed; about 0.03 a year"),
        entry("productivity_noise", &P::productivity_noise, "1/quarter", 0, 0.2,
              "half-width of the uniform quarterly shock to productivity", "assumed"),
        entry("payout", &P::payout, "1/quarter", 0, 1,
              "share of cash above the target paid to owners", "assumed"),
        entry("cash_target", &P::cash_target, "quarter", 0, 8,
              "cash a firm likes to hold, in quarters of its costs",
              "assumed; precautionary balances, Bates et al. 2009"),
        entry("tax_rate", &P::tax_rate, "share", 0, 1, "profit tax",
              "Enterprise Income Tax Law, art. 4"),
        entry("tax_rate_high_tech", &P::tax_rate_high_tech, "share", 0, 1,
              "profit tax of certified high-tech enterprises",
              "Enterprise Income Tax Law, art. 28"),
        entry("tax_rate_micro", &P::tax_rate_micro, "share", 0, 1,
              "effective profit tax of small low-profit firms",
              "Ministry of Finance and STA, notice 12 of 2023"),
        entry("micro_profit_limit", &P::micro_profit_limit, "CNY", 0, 1e12,
              "yearly profit up to which the small-firm rate holds",
              "Ministry of Finance and STA, notice 12 of 2023"),
        entry("centre_tax_share", &P::centre_tax_share, "share", 0, 1,
              "share of profit tax that goes to the centre", "State Council document 37 of 2001")};
  }
};
static_assert(well_described<ProductionParameters>());

/// What a chain's production looks like this quarter, the same for all its firms.
struct Technique {
  double purchases = 0; ///< m x: purchases per unit of output at productivity 1
  double labour = 0;    ///< units of output per worker and quarter at productivity 1
  double cost = 0;      ///< (m + w) x: unit cost at productivity 1
  double markup = 0;    ///< mu: 1 = (1 + mu)(m + w) in 2019
};

/// Technique of a chain: `input_share` m, `revenue_per_worker` (CNY a year, 2019), years since
/// 2019.
inline Technique technique(double input_share, double revenue_per_worker, double years,
                           const ProductionParameters &p) {
  const double wages = p.wage / revenue_per_worker;
  const double index = portable_pow(1 + p.wage_growth, years);
  return {input_share * index, revenue_per_worker / 4, (input_share + wages) * index,
          1 / (input_share + wages) - 1};
}

/// Productivity that pays the wages of a province (`wage_index` of the nation's): where wages are
/// high, firms produce as cheaply as elsewhere, or they would not be there (spatial equilibrium,
/// Roback 1982, JPE 90): (m + w i) / (m + w).
inline double productivity_for_wage(double wage_index, const Technique &t) {
  return (t.purchases + (t.cost - t.purchases) * wage_index) / t.cost;
}

/// Labour per unit of output of a firm with `makers` relative to the chain's, k.
inline double labour_need(double makers, const ProductionParameters &p) {
  const double size = std::max(1.0, makers) / p.labour_reference;
  return std::clamp(portable_pow(size, -p.labour_elasticity), p.labour_least, p.labour_most);
}

/// The same by whole numbers of makers up to `last()`, computed once: every firm asks for it
/// every quarter. From the last entry on it stays at its least, unless the table is `cut_off`.
class LabourNeeds {
public:
  LabourNeeds() = default;
  explicit LabourNeeds(const ProductionParameters &p) {
    constexpr std::size_t most = 4096;
    do {
      need_.push_back(labour_need(static_cast<double>(need_.size()), p));
    } while (need_.back() > p.labour_least && need_.size() < most);
    cut_off_ = need_.back() > p.labour_least;
  }
  const double *data() const { return need_.data(); }
  std::int32_t last() const { return static_cast<std::int32_t>(need_.size()) - 1; }
  bool cut_off() const { return cut_off_; }

private:
  std::vector<double> need_;
  bool cut_off_ = false;
};

/// Purchases per unit of output of such a firm where wages are `wage_index` of the nation's: what
/// more labour costs there, it does not buy.
inline double purchases_with(double labour_need, double wage_index, const Technique &t) {
  const double wages = (t.cost - t.purchases) * wage_index;
  return std::max(0.1 * t.purchases, t.purchases - (labour_need - 1) * wages);
}

/// Most a firm can sell this quarter (CNY): the scarcer of staff and capital, with overtime.
inline double capacity(double price, double labour, double productivity, double staff,
                       double capital, const ProductionParameters &p) {
  const double by_staff = price * labour * productivity * staff;
  const double by_capital = capital / (4 * p.capital_per_revenue);
  return (1 + p.overtime) * std::min(by_staff, by_capital);
}

/// Staff after a quarter's partial adjustment towards `wanted`, rounded by chance so that small
/// firms move too: the mean equals the adjustment. At least one person.
inline std::int32_t adjust_staff(std::int32_t staff, double wanted, double uniform_word,
                                 const ProductionParameters &p) {
  const double next = staff + p.staff_adjustment * (wanted - staff);
  const double low = std::floor(next);
  const auto whole = static_cast<std::int32_t>(low) + (uniform_word < next - low ? 1 : 0);
  return std::max(1, whole);
}

/// Investment a firm plans this quarter (CNY): wear plus part of the gap to the capital its yearly
/// revenue needs.
inline double planned_investment(double capital, double yearly_revenue,
                                 const ProductionParameters &p) {
  const double gap = p.capital_per_revenue * yearly_revenue - capital;
  return std::max(0.0, p.depreciation * capital + p.investment_speed * gap);
}

/// Profit-tax rate of a firm of size band `size` (Size) that holds the high-tech certificate when
/// `certified_high_tech` is not zero.
inline double tax_rate(double yearly_profit, std::int32_t size, std::int32_t certified_high_tech,
                       const ProductionParameters &p) {
  const bool small =
      (yearly_profit <= p.micro_profit_limit) & (size <= static_cast<std::int32_t>(Size::small));
  const double usual = certified_high_tech != 0 ? p.tax_rate_high_tech : p.tax_rate;
  return small ? p.tax_rate_micro : usual;
}
inline double tax_rate(double yearly_profit, Size size, std::uint8_t certified_high_tech,
                       const ProductionParameters &p) {
  return tax_rate(yearly_profit, static_cast<std::int32_t>(size),
                  static_cast<std::int32_t>(certified_high_tech), p);
}

/// Productivity after a quarter of learning from, or being imitated by, the rest of the niche.
inline double catch_up(double productivity, double niche_mean, double noise,
                       const ProductionParameters &p) {
  const double gap = niche_mean - productivity;
  const double moved = productivity + (gap > 0 ? p.learning : p.obsolescence) * gap;
  return std::max(0.05, moved * (1 + p.productivity_noise * noise));
}

} // namespace sme
