// The table of firms: one column per variable, rows sorted by niche inside a block. What only firms
// doing R&D carry (knowledge, labels, patents, outside equity) is a second, shorter table.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/codebook.hpp"
#include "models/quantities.hpp"

namespace sme {

/// Dimensions of the knowledge space in which partners fit each other (Nooteboom et al. 2007).
inline constexpr int knowledge_dimensions = 6;
using Knowledge = std::array<float, knowledge_dimensions>;

/// Marks an ordinary firm: no row in the table of researchers.
inline constexpr std::int32_t no_researcher = -1;

/// Columns of all firms of a block; row r is one legal entity. Sorted by niche, then by entry.
struct Firms {
  std::vector<std::uint64_t> id;
  std::vector<Money> cash;
  std::vector<Money> loan;
  std::vector<Money> capital;
  std::vector<Money> revenue_year;
  std::vector<Money> profit_year;
  std::vector<double> share;
  std::vector<float> revenue_last;
  std::vector<float> revenue_before;
  std::vector<float> revenue_third;
  std::vector<float> profit_last;
  std::vector<float> productivity;
  std::vector<float> quality;
  std::vector<float> loan_rate;
  std::vector<float> credit_wanted;
  std::vector<float> credit_offer;
  std::vector<std::int32_t> staff;
  std::vector<std::int32_t> researcher;
  std::vector<std::int16_t> founded;
  std::vector<std::uint16_t> niche;
  std::vector<std::uint16_t> east;
  std::vector<std::uint16_t> north;
  std::vector<std::uint8_t> province;
  std::vector<std::uint8_t> tier;
  std::vector<std::uint8_t> size;
  std::vector<std::uint8_t> digital;
  std::vector<std::uint8_t> digital_age;
  std::vector<std::uint8_t> losses;

  static constexpr auto codebook() {
    using F = Firms;
    return Codebook{
        column("firm", &F::id, "1",
               "permanent identity: quarter and niche of founding, place in the pool of founders"),
        column("cash", &F::cash, "CNY", "deposits at the end of the quarter"),
        column("loan", &F::loan, "CNY", "outstanding bank debt without a guarantee"),
        column("capital", &F::capital, "CNY",
               "fixed capital at purchase prices net of depreciation"),
        column("revenue_year", &F::revenue_year, "CNY", "revenue of the fiscal year to date"),
        column("profit_year", &F::profit_year, "CNY",
               "profit after tax of the fiscal year to date"),
        column("share", &F::share, "share", "share of the demand of its niche"),
        column("revenue_last", &F::revenue_last, "CNY", "revenue of the last fiscal year"),
        column("revenue_before", &F::revenue_before, "CNY",
               "revenue of the fiscal year before the last"),
        column("revenue_third", &F::revenue_third, "CNY", "revenue three fiscal years ago"),
        column("profit_last", &F::profit_last, "CNY", "profit after tax of the last fiscal year"),
        column("productivity", &F::productivity, "1",
               "labour productivity relative to its chain in 2019"),
        column("quality", &F::quality, "1", "product quality relative to its chain in 2019"),
        column("loan_rate", &F::loan_rate, "1/year", "interest rate of its bank debt"),
        column("credit_wanted", &F::credit_wanted, "CNY",
               "loan applied for, decided at the next meeting of banks"),
        column("credit_offer", &F::credit_offer, "1/year",
               "rate at which a lender breaks even on the application"),
        column("staff", &F::staff, "person", "employees, R&D staff included"),
        column("researcher", &F::researcher, "1",
               "row in the table of firms doing R&D, -1 for none"),
        column("founded", &F::founded, "quarter", "quarter of founding, counted from 2000Q1"),
        column("niche", &F::niche, "1", "niche market inside its block"),
        column("east", &F::east, "km", "place on the grid of its province, eastward"),
        column("north", &F::north, "km", "place on the grid of its province, northward"),
        column("home", &F::province, "1", "province"),
        column("label", &F::tier, "1", "highest valid label of the ladder"),
        column("size_band", &F::size, "1", "size band of 2011"),
        column("digital", &F::digital, "1", "digital maturity level, 0 to 4"),
        column("digital_age", &F::digital_age, "quarter",
               "quarters since the last digital upgrade"),
        column("losses", &F::losses, "quarter", "consecutive quarters with a loss")};
  }
  std::size_t size_rows() const { return id.size(); }
};
static_assert(complete<Firms>());

/// Expiry of each label, by Tier - 1; a value below the current quarter means none.
using Expiries = std::array<std::int16_t, tiers - 1>;

/// Columns of the firms that do R&D; `firm` points at the row in the block's table of firms.
struct Researchers {
  std::vector<std::uint32_t> handle;
  std::vector<std::int32_t> firm;
  std::vector<Knowledge> knowledge;
  std::vector<float> rnd_wish;
  std::vector<float> rnd_real_plan;
  std::vector<float> rnd_reported_plan;
  std::vector<float> rnd_guarded;
  std::vector<std::int32_t> rnd_staff;
  std::vector<float> rnd_vacancies;
  std::vector<Money> rnd_year;
  std::vector<Money> rnd_real_year;
  std::vector<float> rnd_last;
  std::vector<float> rnd_real_last;
  std::vector<float> rnd_before;
  std::vector<float> profit_before;
  std::vector<float> profit_third;
  std::vector<Money> equity_year;
  std::vector<float> equity_last;
  std::vector<float> equity_before;
  std::vector<float> equity_third;
  std::vector<Money> equity_stock;
  std::vector<float> equity_wanted;
  std::vector<Money> guaranteed_loan;
  std::vector<std::uint8_t> guarantor;
  std::vector<float> guaranteed_share;
  std::vector<float> patenting;
  std::vector<std::uint16_t> class1;
  std::vector<std::uint16_t> class1_valuable;
  std::vector<std::uint8_t> class1_bought;
  std::vector<std::uint8_t> class1_bought_year;
  std::vector<std::uint16_t> class2;
  std::vector<float> main_business;
  std::vector<std::int16_t> niche_since;
  std::vector<Expiries> expires;
  std::vector<std::uint8_t> known;
  std::vector<std::uint8_t> prepared;
  std::vector<std::uint8_t> assets;
  std::vector<std::uint8_t> institution;
  std::vector<std::uint8_t> field;
  std::vector<std::uint8_t> science_award;
  std::vector<std::uint8_t> feature;
  std::vector<float> inflow;
  std::vector<float> supply;
  std::vector<std::uint8_t> ties;

  static constexpr auto codebook() {
    using R = Researchers;
    return Codebook{
        column("handle", &R::handle, "1", "number under which ties and payments find the firm"),
        column("row", &R::firm, "1", "row in the table of firms"),
        column("knowledge", &R::knowledge, "1", "place in knowledge space"),
        column("rnd_wish", &R::rnd_wish, "share",
               "R&D the firm wishes at the user cost of 2019, as a share of revenue"),
        column("rnd_real_plan", &R::rnd_real_plan, "share",
               "real R&D planned for this year, as a share of revenue"),
        column("rnd_reported_plan", &R::rnd_reported_plan, "share",
               "R&D it means to report this year, as a share of revenue"),
        column("rnd_guarded", &R::rnd_guarded, "share",
               "highest threshold of R&D over revenue that it reaches for or stands above; 0 none"),
        column("rnd_staff", &R::rnd_staff, "person", "R&D staff"),
        column("rnd_vacancies", &R::rnd_vacancies, "person",
               "R&D staff looked for in the provincial market"),
        column("rnd_year", &R::rnd_year, "CNY", "R&D reported in the fiscal year to date"),
        column("rnd_real_year", &R::rnd_real_year, "CNY", "real R&D of the fiscal year to date"),
        column("rnd_real_last", &R::rnd_real_last, "CNY", "real R&D of the last fiscal year"),
        column("rnd_last", &R::rnd_last, "CNY", "R&D reported last fiscal year"),
        column("rnd_before", &R::rnd_before, "CNY",
               "R&D reported in the fiscal year before the last"),
        column("profit_before", &R::profit_before, "CNY",
               "profit after tax of the fiscal year before the last"),
        column("profit_third", &R::profit_third, "CNY", "profit after tax three fiscal years ago"),
        column("equity_year", &R::equity_year, "CNY",
               "institutional equity raised in the fiscal year to date"),
        column("equity_last", &R::equity_last, "CNY",
               "institutional equity raised last fiscal year"),
        column("equity_before", &R::equity_before, "CNY",
               "institutional equity raised in the fiscal year before the last"),
        column("equity_third", &R::equity_third, "CNY",
               "institutional equity raised three fiscal years ago"),
        column("equity_stock", &R::equity_stock, "CNY",
               "institutional equity raised since founding"),
        column("equity_wanted", &R::equity_wanted, "CNY",
               "equity looked for at the next meeting of investors"),
        column("guaranteed_loan", &R::guaranteed_loan, "CNY",
               "outstanding bank debt with a public guarantee"),
        column("guarantor", &R::guarantor, "1", "programme that guarantees the debt, 255 for none"),
        column("guaranteed_share", &R::guaranteed_share, "share",
               "share of the lender's loss the guarantor bears"),
        column("patenting", &R::patenting, "1",
               "propensity to patent, relative to the mean of firms with the same R&D"),
        column("class1", &R::class1, "1",
               "class-I intellectual property (invention patents) of its own making"),
        column("class1_valuable", &R::class1_valuable, "1",
               "class-I intellectual property of high value"),
        column("class1_bought", &R::class1_bought, "1",
               "class-I intellectual property bought in earlier years"),
        column("class1_bought_year", &R::class1_bought_year, "1",
               "class-I intellectual property bought this year, which no rule counts yet"),
        column("class2", &R::class2, "1",
               "class-II intellectual property (utility models, software copyrights)"),
        column("main_business", &R::main_business, "share",
               "share of the main business in revenue"),
        column("niche_since", &R::niche_since, "quarter",
               "quarter in which it entered its niche, from 2000Q1"),
        column("expires", &R::expires, "quarter", "last quarter in which each label is valid"),
        column("known", &R::known, "1", "labels whose rules it knows, one bit a tier"),
        column("prepared", &R::prepared, "1", "labels it prepares for, one bit a tier"),
        column(
            "assets", &R::assets, "1",
            "bits: management system, own brand, core process on a system, high-tech enterprise"),
        column("institution", &R::institution, "1",
               "R&D institution: 0 none, 1 below city, 2 city, 3 province, 4 nation"),
        column("field", &R::field, "1",
               "field of the product: 0 other, 1 priority or supplier to a leader, 2 gap-filling"),
        column(
            "science_award", &R::science_award, "1",
            "science award held: 0 none, 1 province, 2 nation (drawn once, not modelled further)"),
        column("feature", &R::feature, "1", "points in the indicators each province sets, 5 to 15"),
        column("inflow", &R::inflow, "1",
               "knowledge learnt from partners this quarter, in units of own R&D"),
        column("supply", &R::supply, "1", "strength of its supply ties to chain leaders"),
        column("ties", &R::ties, "1", "ties of all kinds")};
  }
  std::size_t size_rows() const { return handle.size(); }
};
static_assert(complete<Researchers>());

/// Bits of Researchers::assets.
inline constexpr std::uint8_t management_system = 1, own_brand = 2, core_process = 4, high_tech = 8;
inline constexpr std::uint8_t no_guarantor = 255;
inline constexpr std::uint32_t nowhere = 0xffffffffU;

/// Calls `act(column)` for every column vector of a table (Firms or Researchers).
template <class Table, class Act> void each_column(Table &table, Act &&act) {
  walk<std::remove_const_t<Table>>([&](const auto &c) { act(table.*(c.member)); });
}

/// The bit of `known` and `prepared` that stands for a tier.
constexpr std::uint8_t bit_of(Tier tier) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(tier));
}

} // namespace sme
