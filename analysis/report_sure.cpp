// How sure: replicates, variance ratio, smallest detectable effect, split halves, shared chance,
// what an evaluator would have found.
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

namespace {

void primary_table(const Report &report, Page &page) {
  const auto &c = report.c;
  const auto unit = c.outcome_unit(c.primary);
  HtmlTable table{{"Primary outcome in the year of the answer", "答案年份的主要结果"},
                  {both("Policy", "政策"), both("pairs", "对数"), both("variance ratio", "方差比"),
                   both("smallest detectable effect", "可检出的最小效果"),
                   both("replicates needed", "所需重复"), "p", both("p (Holm)", "p（Holm）"),
                   both("first half of pairs", "前一半"), both("second half", "后一半")},
                  {}};
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const At at{w, c.primary, c.horizon};
    table.rows.push_back(
        {both(report.title(w)), report.number("effect_n", at), report.number("primary_vrr", {w}),
         report.number("primary_mde", {w}, unit),
         c.data.settings.smallest_effect > 0
             ? report.number("primary_needed", {w})
             : both("no smallest effect is set", "未设最小关注效果"),
         report.number("primary_p", {w}), report.number("primary_p_holm", {w}),
         report.number("effect_half_a", at, unit), report.number("effect_half_b", at, unit)});
  }
  table.name = "sureness";
  page.raw(html_of(table));
  page.text(
      {"The variance ratio says how many pairs with unshared chance one pair is worth; below "
       "1.5 sharing it hardly helps.",
       "方差比表示一对世界相当于多少对不共用随机数的世界；低于1.5则共用随机数几乎没有帮助。"});
}

void convergence(const Report &report, Page &page) {
  const auto &c = report.c;
  Json values = Json::array();
  HtmlTable table{
      {"Mean difference after so many pairs", "前若干对的平均差别"}, {both("Pairs", "对数")}, {}};
  for (std::size_t w = 1; w < c.worlds; ++w)
    table.header.push_back(both(report.title(w)));
  table.rows.resize(c.replicates);
  for (std::size_t r = 0; r < c.replicates; ++r)
    table.rows[r].push_back(std::to_string(r + 1));
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto change = c.change(w, c.horizon, c.primary);
    double sum = 0;
    for (std::size_t r = 0; r < change.size(); ++r) {
      sum += change[r];
      const double mean = sum / static_cast<double>(r + 1);
      values.push_back({{"policy", words_json(report.title(w))}, {"pairs", r + 1}, {"mean", mean}});
      table.rows[r].push_back(plain_number(mean, c.outcome_unit(c.primary)));
    }
  }
  const Json more{
      {"mark", {{"type", "line"}, {"point", true}}},
      {"encoding",
       {{"x",
         {{"field", "pairs"},
          {"type", "quantitative"},
          {"axis", {{"tickMinStep", 1}, {"title", words_json({"pairs of worlds", "世界对数"})}}}}},
        {"y",
         {{"field", "mean"},
          {"type", "quantitative"},
          {"axis", number_axis({"mean difference", "平均差别"})}}},
        {"color", policy_colour(report, 1)},
        {"strokeDash", policy_mark(report, 1)}}}};
  page.figure("convergence", {"Does the mean settle?", "均值是否稳定？"},
              {{{}, {}, drawing_of(values, 210 + legend_height(c.worlds - 1), more)}}, table);
}

void health(const Report &report, Page &page) {
  const auto &c = report.c;
  HtmlTable table{{"Untreated firms that are the same to the bit in both worlds",
                   "未受支持且在两个世界中逐位相同的企业占比"},
                  {both("Policy", "政策")},
                  {}};
  for (std::size_t y = 0; y < c.years; ++y)
    table.header.push_back(std::to_string(c.year(y)));
  for (std::size_t w = 1; w < c.worlds; ++w) {
    std::vector<std::string> row{both(report.title(w))};
    for (std::size_t y = 0; y < c.years; ++y)
      row.push_back(plain_number(report.mean_of("untreated_identical", w, {y}) /
                                     report.mean_of("untreated_firms", w, {y}),
                                 "percent"));
    table.rows.push_back(std::move(row));
  }
  table.name = "shared-chance";
  page.raw("<h3>" + both("Is chance shared?", "随机数是否共用？") + "</h3>" + html_of(table));
}

void evaluator(const Report &report, Page &page) {
  std::vector<std::string> estimators;
  for (const auto &one : report.file.axes())
    if (one.name == "comparison/estimator")
      estimators = one.labels;
  HtmlTable table{
      {"Employees gained by a helped firm, as an evaluator would find them in the panel "
       "of the first replicate; the truth is that of all replicates. Jump and bunching "
       "are about firms at a threshold of R&D, whatever the policy: employees at the "
       "jump, firms in excess",
       "受支持企业新增员工数：评估者在首次重复的面板中会得到的估计；真值取全部重复。"
       "断点与聚束针对研发强度门槛处的企业，与政策无关：断点处为员工数，聚束为超额企业数"},
      {both("Policy, method", "政策、方法"), both("Estimate", "估计"), both("interval", "区间"),
       both("firms", "企业数")},
      {}};
  for (std::size_t w = 1; w < report.c.worlds; ++w)
    for (std::size_t e = 0; e < estimators.size(); ++e)
      table.rows.push_back({row_name(report.title(w), label_words(estimators[e])),
                            report.number("emulator_mean", {w, e}),
                            report.range("emulator_low", "emulator_high", {w, e}),
                            report.number("emulator_count", {w, e})});
  table.name = "evaluator";
  page.raw("<h3>" + both("What an evaluator would have concluded", "评估者会得出什么结论") +
           "</h3>" + html_of(table));
}

} // namespace

void write_sureness(const Report &report, Page &page) {
  page.section("sure", {"How sure", "有多确定"});
  primary_table(report, page);
  convergence(report, page);
  write_two_levels(report, page);
  health(report, page);
  if (report.has("comparison/emulator_mean"))
    evaluator(report, page);
}

} // namespace sme::analysis
