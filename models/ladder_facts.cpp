// What the rules may ask of a firm, taken from its columns.
#include <algorithm>
#include <cmath>

#include "models/ladder.hpp"

namespace sme {
namespace {

double growth(double later, double earlier) { return earlier > 0 ? later / earlier - 1 : 0; }
double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }
double flag(bool yes) { return yes ? 1 : 0; }

/// 1 plus the number of firms of the niche with a larger share.
int rank_in_niche(const Block &block, std::size_t row) {
  const std::size_t niche = block.firms.niche[row];
  const auto first = block.firms.share.begin() + block.first_row[niche];
  const auto last = block.firms.share.begin() + block.first_row[niche + 1];
  const double own = block.firms.share[row];
  return 1 + static_cast<int>(std::count_if(first, last, [&](double s) { return s > own; }));
}

/// 1 plus the number of firms of its province in the niche with a larger share.
int rank_in_province(const Block &block, std::size_t row) {
  const std::size_t niche = block.firms.niche[row];
  const auto first = static_cast<std::size_t>(block.first_row[niche]);
  const auto last = static_cast<std::size_t>(block.first_row[niche + 1]);
  int rank = 1;
  for (std::size_t other = first; other < last; ++other) {
    rank += (block.firms.share[other] > block.firms.share[row]) &
            (block.firms.province[other] == block.firms.province[row]);
  }
  return rank;
}

/// Rank in the world: foreign rivals follow Zipf's law, the k-th has `leader / k` in units of the
/// national niche, so leader / share of them are ahead (assumed; no source gives world shares).
double rank_in_world(double share, int rank, double leader) {
  return share > 0 ? rank + std::floor(leader / share) : 1e6;
}

void books(const Block &block, std::size_t r, std::size_t row, FirmFacts &facts) {
  using enum Indicator;
  const Firms &firms = block.firms;
  const Researchers &researchers = block.researchers;
  const double last = firms.revenue_last[row];
  const double before = firms.revenue_before[row];
  const double third = firms.revenue_third[row];
  facts[revenue_last_year] = last;
  facts[revenue_3y_mean] = third > 0    ? (last + before + third) / 3
                           : before > 0 ? (last + before) / 2
                                        : last;
  facts[growth_1y] = growth(last, before);
  facts[growth_2y] =
      third > 0 ? (growth(last, before) + growth(before, third)) / 2 : growth(last, before);
  const double gained = firms.profit_last[row];
  const double gained_before = researchers.profit_before[r];
  const double gained_third = researchers.profit_third[r];
  facts[profit_growth_2y] =
      gained_third > 0 ? (growth(gained, gained_before) + growth(gained_before, gained_third)) / 2
                       : growth(gained, gained_before);
  facts[net_margin] = ratio(firms.profit_last[row], last);
  const double debt = static_cast<double>(firms.loan[row] + researchers.guaranteed_loan[r]);
  const double assets =
      static_cast<double>(std::max<Money>(0, firms.cash[row]) + firms.capital[row]);
  facts[debt_ratio] = assets > 0 ? debt / assets : (debt > 0 ? 10 : 0);
  facts[rnd_last_year] = researchers.rnd_last[r];
  facts[rnd_year_before] = researchers.rnd_before[r];
  facts[rnd_2y_sum] = facts[rnd_last_year] + facts[rnd_year_before];
  facts[rnd_2y_mean] = facts[rnd_2y_sum] / 2;
  facts[rnd_intensity_last_year] = ratio(researchers.rnd_last[r], last);
  facts[rnd_intensity_year_before] = ratio(researchers.rnd_before[r], before);
  facts[equity_2y] = static_cast<double>(researchers.equity_last[r]) + researchers.equity_before[r];
  facts[equity_3y] = facts[equity_2y] + researchers.equity_third[r];
}

} // namespace

FirmFacts facts_of(const Block &block, std::size_t r, const LadderView &view) {
  using enum Indicator;
  const Firms &firms = block.firms;
  const Researchers &researchers = block.researchers;
  const LadderParameters &p = view.parameters;
  const auto row = static_cast<std::size_t>(researchers.firm[r]);
  FirmFacts facts;
  books(block, r, row, facts);
  facts.province = firms.province[row];
  facts[staff] = firms.staff[row];
  facts[main_business_share] = researchers.main_business[r];
  facts[years_in_niche] = std::max(0, view.now.index - researchers.niche_since[r]) / 4.0;
  const int rank = rank_in_niche(block, row);
  facts[niche_share] = firms.share[row];
  facts[niche_rank] = rank;
  facts[province_rank] = rank_in_province(block, row);
  facts[global_rank] = rank_in_world(firms.share[row], rank, p.foreign_leader);
  facts[rnd_staff_share] = ratio(researchers.rnd_staff[r], firms.staff[row]);
  facts[rnd_institution] = researchers.institution[r];
  facts[class1_ip] = researchers.class1[r];
  facts[class1_ip_held] = class1_held(researchers, r);
  facts[class1_ip_high_value] = researchers.class1_valuable[r];
  facts[class2_ip] = researchers.class2[r];
  facts[science_award] = researchers.science_award[r];
  const bool supplier = researchers.supply[r] >= p.key_supply;
  const int field = std::max<int>(researchers.field[r], supplier ? 1 : 0);
  facts[field_class] = field;
  facts[priority_field] = flag(researchers.field[r] >= 1);
  facts[key_chain_role] = flag(supplier || field >= 2 || (field >= 1 && rank <= p.key_rank));
  const std::uint8_t assets = researchers.assets[r];
  facts[high_tech_enterprise] = flag(assets & high_tech);
  facts[core_process_digital] = flag((assets & core_process) != 0 || block.firms.digital[row] >= 1);
  facts[has_management_system] = flag(assets & management_system);
  facts[has_own_brand] = flag(assets & own_brand);
  facts[digital_level] = firms.digital[row];
  facts[provincial_feature] = researchers.feature[r];
  facts[tier_rank] = firms.tier[row];
  facts[manufacturing] = flag(manufactures(block.chain));
  const bool large = view.rules != nullptr && !view.rules->large.empty()
                         ? holds(view.rules->large, facts)
                         : static_cast<Size>(firms.size[row]) == Size::large;
  facts[is_sme] = flag(!large);
  return facts;
}

} // namespace sme
