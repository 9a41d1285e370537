// Outcomes of a comparison from the yearly indicators, at 1:1, and the words about them.
#include <array>
#include <limits>

#include <nlohmann/json.hpp>

#include "sim/year_book.hpp"

namespace sme::sim {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Sums of one cube by year and row over tiers from `lowest` up.
class Reading {
public:
  Reading(const Slices &slices, View view, std::size_t rows, std::size_t year, std::size_t row)
      : slices_(slices), view_(view), at_((year * rows + row) * tiers) {}
  double sum(std::string_view indicator, int lowest = 0) const {
    const auto &values = slices_.whole.at(cube_name(indicator, view_));
    std::int64_t total = 0;
    for (std::size_t tier = static_cast<std::size_t>(lowest); tier < tiers; ++tier) {
      total += values[at_ + tier];
    }
    return static_cast<double>(total);
  }

private:
  const Slices &slices_;
  View view_;
  std::size_t at_;
};

double ratio(double part, double whole) { return whole > 0 ? part / whole : unknown; }

/// An outcome that follows from indicators; NaN for those that do not.
double from_indicators(Outcome outcome, const Reading &r, double scale) {
  switch (outcome) {
  case Outcome::firms:
    return r.sum("firms") / scale;
  case Outcome::innovative:
    return r.sum("firms", 1) / scale;
  case Outcome::srdi:
    return r.sum("firms", 2) / scale;
  case Outcome::little_giants:
    return r.sum("firms", 3) / scale;
  case Outcome::champions:
    return r.sum("firms", 4) / scale;
  case Outcome::productivity:
    return ratio(r.sum("productivity") / 1000, r.sum("firms"));
  case Outcome::digital:
    return ratio(r.sum("digital_levels"), r.sum("firms"));
  case Outcome::credit_access:
    return ratio(r.sum("credit_granted"), r.sum("credit_wanted"));
  case Outcome::exits:
    return (r.sum("insolvencies") + r.sum("closures")) / scale;
  case Outcome::survival:
  case Outcome::public_spent:
  case Outcome::public_forgone:
  case Outcome::public_returned:
  case Outcome::public_called:
  case Outcome::public_cost:
    return unknown;
  default: // the name of the indicator
    return r.sum(OutcomeWords::words[static_cast<std::size_t>(outcome)]) / scale;
  }
}

/// Sums of a programme cube over programmes, by year and the last axis (or all of it).
double over_programmes(const Slices &slices, const std::string &cube, std::size_t programmes,
                       std::size_t year, std::size_t rows, std::size_t first, std::size_t last) {
  const auto &values = slices.whole.at(cube);
  std::int64_t total = 0;
  for (std::size_t p = 0; p < programmes; ++p) {
    for (std::size_t row = first; row < last; ++row) {
      total += values[(year * programmes + p) * rows + row];
    }
  }
  return static_cast<double>(total);
}

/// Share of the firms founded three years ago that are still there.
double survival(const Slices &slices, std::size_t year, std::size_t years) {
  constexpr std::size_t after = 3;
  if (year < after) {
    return unknown;
  }
  const std::size_t cohort = year - after + 1;
  return ratio(static_cast<double>(slices.whole.at("cohort_alive")[cohort * years + year]),
               static_cast<double>(slices.whole.at("cohort_founded")[cohort]));
}

struct OutcomeText {
  const char *unit, *title, *title_zh, *meaning;
  int better; ///< 1 more, -1 less, 0 neither
};
constexpr std::array<OutcomeText, outcome_kinds> outcome_texts{{
    {"1", "Firms", "企业数", "firms at the end of the year", 0},
    {"1", "Innovative SMEs or above", "创新型中小企业及以上",
     "firms with this label or a higher one", 1},
    {"1", "SRDI firms or above", "专精特新企业及以上", "firms with this label or a higher one", 1},
    {"1", "Little giants or above", "专精特新“小巨人”及以上",
     "firms with this label or a higher one", 1},
    {"1", "Single champions", "单项冠军", "firms with this label", 1},
    {"person", "Jobs", "就业人数", "employees at the end of the year", 1},
    {"person", "R&D staff", "研发人员", "R&D staff at the end of the year", 1},
    {"CNY", "Revenue", "营业收入", "sales of the year", 1},
    {"CNY", "Value added", "增加值", "sales less purchases and overheads", 1},
    {"CNY", "Real R&D", "真实研发投入", "R&D that is real", 1},
    {"CNY", "Reported R&D", "申报研发投入", "R&D reported, relabelled expenses included", 0},
    {"1", "Innovations", "创新成果", "successful innovations", 1},
    {"1", "Class-I IP", "I类知识产权", "class-I intellectual property gained", 1},
    {"1", "Productivity", "劳动生产率", "mean of firms, relative to trend", 1},
    {"1", "Digital level", "数字化水平", "mean digital maturity level", 1},
    {"CNY", "Bank debt", "银行贷款余额", "bank debt at the end of the year", 0},
    {"CNY", "Equity raised", "股权融资", "institutional equity raised", 1},
    {"CNY", "Profit tax", "企业所得税", "profit tax paid", 1},
    {"share", "Access to credit", "信贷可得性", "loans granted over loans applied for", 1},
    {"1", "Suppliers of chain leaders", "链主企业供应商", "firms with supply ties", 1},
    {"1", "Entrants", "新设企业", "firms founded in the year", 0},
    {"1", "Exits", "退出企业", "firms that left in the year", 0},
    {"1", "Insolvencies", "破产企业", "firms that left because they could not pay", -1},
    {"share", "Three-year survival", "三年存活率",
     "share of the firms founded three years ago that are still there", 1},
    {"CNY", "Public money spent", "财政支出", "grants, guarantee calls, subsidies, services", 0},
    {"CNY", "Tax forgone", "税收减免", "tax forgone and cheap central-bank money", 0},
    {"CNY", "Public money returned", "财政回收", "claw-back, fees, repayments", 0},
    {"CNY", "Guarantees called", "担保代偿", "guarantees called, part of what is spent", -1},
    {"CNY", "Public cost", "公共成本", "spent and forgone less returned, not discounted", -1},
}};

nlohmann::ordered_json one(std::string_view key, const char *title, const char *title_zh) {
  return {{"key", std::string(key)}, {"title", title}, {"title_zh", title_zh}};
}

} // namespace

void add_outcomes(const CompareShape &shape, double scale, Slices &slices) {
  const auto years = static_cast<std::size_t>(shape.years);
  const std::size_t programmes = std::max<std::size_t>(1, shape.programmes.size());
  constexpr std::pair<const char *, std::size_t> views_of[views] = {
      {"outcomes", 1},
      {"outcomes_by_province", provinces},
      {"outcomes_by_chain", chains},
      {"outcomes_by_size", sizes}};
  for (std::size_t view = 0; view < views; ++view) {
    const char *name = views_of[view].first;
    const std::size_t rows = views_of[view].second;
    std::vector<double> values(years * outcome_kinds * rows, unknown);
    for (std::size_t year = 0; year < years; ++year) {
      for (std::size_t row = 0; row < rows; ++row) {
        const Reading reading(slices, static_cast<View>(view), rows, year, row);
        const auto at = [&](Outcome outcome) -> double & {
          return values[(year * outcome_kinds + static_cast<std::size_t>(outcome)) * rows + row];
        };
        for (int o = 0; o < outcome_kinds; ++o) {
          at(static_cast<Outcome>(o)) = from_indicators(static_cast<Outcome>(o), reading, scale);
        }
        if (view > 1) {
          continue;
        }
        const auto money = [&](const std::string &cube) {
          return (view == 0 ? over_programmes(slices, cube, programmes, year, payers, 0, payers)
                            : over_programmes(slices, cube + "_by_province", programmes, year,
                                              provinces, row, row + 1)) /
                 scale;
        };
        at(Outcome::public_spent) = money("programme_spent");
        at(Outcome::public_forgone) = money("programme_forgone");
        at(Outcome::public_returned) = money("programme_returned");
        at(Outcome::public_cost) =
            at(Outcome::public_spent) + at(Outcome::public_forgone) - at(Outcome::public_returned);
        if (view == 0) {
          at(Outcome::public_called) = money("programme_called");
          at(Outcome::survival) = survival(slices, year, years);
        }
      }
    }
    slices.real[name] = std::move(values);
  }
}

std::string compare_words() {
  nlohmann::ordered_json all;
  for (std::size_t o = 0; o < outcome_kinds; ++o) {
    auto entry = one(OutcomeWords::words[o], outcome_texts[o].title, outcome_texts[o].title_zh);
    entry["unit"] = outcome_texts[o].unit;
    entry["meaning"] = outcome_texts[o].meaning;
    entry["better"] = outcome_texts[o].better;
    all["outcome"].push_back(std::move(entry));
  }
  constexpr std::array<std::pair<const char *, const char *>, analysis::part_kinds> part_titles{{
      {"held before", "原已持有"},
      {"deadweight: would have reached it anyway", "无谓支持：无政策也能达到"},
      {"in both worlds, untreated", "两种情形均达到（未受支持）"},
      {"direct: treated and only under the policy", "直接带动：受支持且仅在政策下达到"},
      {"spillover: untreated and only under the policy", "溢出：未受支持但仅在政策下达到"},
      {"displaced: untreated and only in the baseline", "挤出：未受支持且仅在基准下达到"},
      {"harmed: treated and only in the baseline", "受损：受支持却仅在基准下达到"},
      {"there only under the policy, treated", "仅在政策下存在（受支持）"},
      {"there only under the policy, untreated", "仅在政策下存在（未受支持）"},
      {"there only in the baseline, treated", "仅在基准下存在（受支持）"},
      {"there only in the baseline, untreated", "仅在基准下存在（未受支持）"},
  }};
  for (std::size_t p = 0; p < analysis::part_kinds; ++p) {
    auto entry = one(analysis::part_names[p], part_titles[p].first, part_titles[p].second);
    entry["sign"] = analysis::part_signs[p];
    all["part"].push_back(std::move(entry));
  }
  constexpr std::array<std::pair<const char *, const char *>, analysis::term_kinds> term_titles{{
      {"gross: change of the treated", "总变化（受支持企业）"},
      {"deadweight: their change in the baseline", "无谓部分（基准下的变化）"},
      {"direct additional", "直接净增"},
      {"displacement: losses of the untreated", "挤出（未受支持企业的损失）"},
      {"spillover: gains of the untreated", "溢出（未受支持企业的收益）"},
      {"net additional", "净增"},
  }};
  for (std::size_t t = 0; t < analysis::term_kinds; ++t) {
    all["term"].push_back(
        one(analysis::term_names[t], term_titles[t].first, term_titles[t].second));
  }
  constexpr std::array<std::array<const char *, 4>, analysis::pairing_measures> measures{{
      {"firms", "Firms", "企业数", "1"},
      {"srdi", "SRDI firms or above", "专精特新企业及以上", "1"},
      {"little_giants", "Little giants or above", "专精特新“小巨人”及以上", "1"},
      {"staff", "Jobs", "就业人数", "person"},
      {"rnd_staff", "R&D staff", "研发人员", "person"},
      {"revenue", "Revenue", "营业收入", "CNY"},
      {"profit", "Profit after tax", "税后利润", "CNY"},
      {"rnd_reported", "Reported R&D", "申报研发投入", "CNY"},
      {"class1", "Class-I IP held", "I类知识产权存量", "1"},
  }};
  for (const auto &measure : measures) {
    auto entry = one(measure[0], measure[1], measure[2]);
    entry["unit"] = measure[3];
    all["measure"].push_back(std::move(entry));
  }
  return all.dump(1) + "\n";
}

} // namespace sme::sim
