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

/// Why there are so many replicates.
void looks(const Report &report, Page &page) {
  page.raw("<h3 id=\"looks\">" + both("Why so many replicates?", "为何是这么多次重复？") +
           "</h3>\n");
  for (const auto &one : report.list("looks")) // our own words alone, no name of a scenario
    page.text({one.value("en", ""), one.value("zh", "")});
  if (!report.has("comparison/look_replicates"))
    return;
  HtmlTable table{{"Log of looks at the precision", "查看精度的记录"},
                  {both("Look", "次序"), both("replicates", "重复次数"),
                   both("half-width of the intervals", "区间半宽"), both("wanted", "要求"),
                   both("then", "随后")},
                  {}};
  const auto unit = report.c.outcome_unit(report.c.primary);
  for (std::size_t k = 0; k < report.stated("look_replicates").values.size(); ++k) {
    const double verdict = report.stated("look_verdict", {k});
    table.rows.push_back({std::to_string(k + 1), report.number("look_replicates", {k}),
                          report.number("look_half_width", {k}, unit),
                          report.number("look_wanted", {k}, unit),
                          verdict == 0   ? both("went on", "继续")
                          : verdict == 1 ? both("stopped: narrow enough", "停止：已足够窄")
                                         : both("stopped: no more allowed", "停止：已达上限")});
  }
  table.name = "looks-table";
  page.raw(html_of(table));
}

void convergence(const Report &report, Page &page) {
  const auto &c = report.c;
  Json values = Json::array();
  HtmlTable table{
      {"Mean difference after so many pairs and its interval", "前若干对的平均差别及其区间"},
      {both("Pairs", "对数")},
      {}};
  for (std::size_t w = 1; w < c.worlds; ++w)
    table.header.push_back(both(report.title(w)));
  const auto unit = c.outcome_unit(c.primary);
  for (std::size_t r = 0; r < c.replicates; ++r) {
    const bool shown = r < 20 || (r + 1) % 10 == 0 || r + 1 == c.replicates;
    std::vector<std::string> row{std::to_string(r + 1)};
    for (std::size_t w = 1; w < c.worlds; ++w) {
      values.push_back({{"policy", words_json(report.title(w))},
                        {"pairs", r + 1},
                        {"mean", report.stated("convergence_mean", {w, r})}});
      row.push_back(
          report.number("convergence_mean", {w, r}, unit) +
          (r == 0
               ? ""
               : " (" + report.range("convergence_low", "convergence_high", {w, r}, unit) + ")"));
    }
    if (shown)
      table.rows.push_back(std::move(row));
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
      row.push_back(report.number("identical_share_mean", {w, y}, "percent") + " (" +
                    report.range("identical_share_low", "identical_share_high", {w, y}, "percent") +
                    ")");
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
      {"What designs find in the panel of the first replicate (firms as the sample) beside the "
       "truth. The first four are employees gained by a helped firm. A jump at 3 % R&D in revenue "
       "is what goes with crossing a written threshold, not the policy; bunching is firms in "
       "excess "
       "there",
       "各方法在首次重复面板中的估计（以企业为样本）与真值。前四行为每家受支持企业增加的员工数；研"
       "发强"
       "度3%处的断点对应跨越书面门槛本身，而非政策；聚束为该处的超额企业数"},
      {both("Policy, method", "政策、方法"), both("Estimate", "估计"), both("interval", "区间"),
       both("firms", "企业数")},
      {}};
  for (std::size_t w = 1; w < report.c.worlds; ++w)
    for (std::size_t e = 0; e < estimators.size(); ++e)
      if (std::isfinite(report.stated("emulator_mean", {w, e})))
        table.rows.push_back({row_name(report.title(w), label_words(estimators[e])),
                              report.number("emulator_mean", {w, e}),
                              report.range("emulator_low", "emulator_high", {w, e}),
                              report.number("emulator_count", {w, e})});
  table.name = "evaluator";
  page.raw("<h3>" + both("What an evaluator would have concluded", "评估者会得出什么结论") +
           "</h3>\n");
  page.sentences(report.list("evaluator"));
  if (!table.rows.empty())
    page.raw("<details><summary>" + both("Table: all designs", "表：全部方法") + "</summary>" +
             html_of(table) + "</details>\n");
}

} // namespace

void write_sureness(const Report &report, Page &page) {
  page.section("sure", {"How sure", "有多确定"});
  primary_table(report, page);
  page.sentences(report.list("halves"));
  looks(report, page);
  convergence(report, page);
  write_two_levels(report, page);
  health(report, page);
  if (report.has("comparison/emulator_mean"))
    evaluator(report, page);
}

} // namespace sme::analysis
