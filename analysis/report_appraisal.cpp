// Optimism bias step by step, where the answer turns, who does how much in a package, and doubt
// about parameters beside chance.
#include <algorithm>
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

namespace {

std::vector<std::string> labels(const Report &report, const std::string &axis) {
  for (const auto &one : report.file.axes())
    if (one.name == axis)
      return one.labels;
  return {};
}

Words step_words(const std::string &step) {
  if (step == "cost")
    return {"cost is higher", "成本更高"};
  if (step == "uptake")
    return {"the effect is smaller", "效果更小"};
  if (step == "delay")
    return {"all comes later", "全部推迟"};
  return {"as modelled", "模型结果"};
}

} // namespace

void write_optimism(const Report &report, Page &page) {
  if (!report.has("comparison/optimism_cost_mean"))
    return;
  const auto &c = report.c;
  const auto &s = c.data.settings;
  const Words heading{"Optimism bias", "乐观偏差"};
  if (s.cost_bias == 0 && s.uptake_bias == 0 && s.delay_bias == 0) {
    page.raw("<h3>" + both(heading) + "</h3>\n");
    page.text(
        {"None is assumed: costs, effects and dates are those of the model. To see results "
         "with it, set `compare.cost_bias`, `compare.uptake_bias` and `compare.delay_bias`, and "
         "say where the numbers come from.",
         "未作假设：成本、效果与时间均为模型结果。如需考虑，请设定`compare.cost_bias`、"
         "`compare.uptake_bias`和`compare.delay_bias`，并注明出处。"});
    return;
  }
  const auto steps = labels(report, "comparison/optimism");
  const auto unit = c.outcome_unit(c.primary);
  HtmlTable table{{"With and without optimism bias, each step on top of those before it",
                   "计入与不计入乐观偏差，逐步累加"},
                  {both("Policy, step", "政策、步骤"), both("Cost of one more", "每多一个的成本"),
                   both("interval", "区间"), both("Programme cost", "项目成本"),
                   both("Effect", "效果"), both("Net benefit", "净收益"), both("interval", "区间")},
                  {}};
  std::vector<std::vector<Step>> panels;
  std::vector<std::size_t> of_panel;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    std::vector<Step> bars;
    double before = 0;
    for (std::size_t k = 0; k < steps.size(); ++k) {
      const At at{w, k};
      const double cost = report.stated("optimism_cost_per_mean", at);
      const Interval interval{report.stated("optimism_cost_per_low", at),
                              report.stated("optimism_cost_per_high", at)};
      table.rows.push_back(
          {row_name(report.title(w), step_words(steps[k])),
           report.number("optimism_cost_per_mean", at, "CNY"),
           std::isfinite(interval.low)
               ? report.range("optimism_cost_per_low", "optimism_cost_per_high", at, "CNY")
               : both("no upper limit can be stated", "无法给出上限"),
           report.number("optimism_cost_mean", at, "CNY"),
           report.number("optimism_effect_mean", at, unit),
           report.number("optimism_nmb_mean", at, "CNY"),
           report.range("optimism_nmb_low", "optimism_nmb_high", at, "CNY")});
      if (!std::isfinite(cost) || !std::isfinite(interval.low))
        continue; // nothing to stack
      bars.push_back({step_words(steps[k]), k == 0 ? 0 : before, cost, interval, k == 0, "CNY"});
      before = cost;
    }
    if (bars.size() != steps.size())
      continue;
    bars.push_back({{"with all of it", "全部计入"}, 0, before, bars.back().interval, true, "CNY"});
    panels.push_back(std::move(bars));
    of_panel.push_back(w);
  }
  const auto domain = domain_of(panels);
  std::vector<Drawing> drawings;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const auto plain = amount_in_words(panels[i].front().to, "CNY"),
               biased = amount_in_words(panels[i].back().to, "CNY");
    drawings.push_back(
        {report.title(of_panel[i]),
         {"One more costs " + plain.en + " as modelled, " + biased.en + " with optimism bias.",
          "每多一个的成本：模型结果为" + plain.zh + "，计入乐观偏差后为" + biased.zh + "。"},
         waterfall_of(panels[i], {"cost of one more, yuan", "每多一个的成本（元）"}, domain)});
  }
  const auto percent = [](double share) { return number_in_words(100 * share); };
  const auto years = number_in_words(s.delay_bias);
  const Words note{
      "Assumed in the scenario: cost " + percent(s.cost_bias).en + " % higher, effects " +
          percent(s.uptake_bias).en + " % smaller, all " + years.en +
          " years later in a world that is otherwise the same; what comes after the "
          "year of the answer is not counted. Net benefit: at the middle of the "
          "worth of one more.",
      "情景中的假设：成本高" + percent(s.cost_bias).zh + "%，效果小" + percent(s.uptake_bias).zh +
          "%，全部推迟" + years.zh +
          "年（其他不变），答案年份之后的部分不计。净收益按每多一个的价值取中值计算。"};
  if (drawings.empty()) {
    page.no_figure("optimism", heading,
                   {"No policy has a cost of one more with an upper limit, so there is nothing to "
                    "draw; the table has what there is.",
                    "没有政策的单位成本有上限，故无图；现有数字见表。"});
    table.name = "optimism-table";
    page.raw(html_of(table));
    page.text(note);
    return;
  }
  page.figure("optimism", heading, drawings, table, note);
}

void write_switching(const Report &report, Page &page) {
  page.raw("<h3 id=\"switching\">" +
           both("Switching values: where the answer turns", "临界值：结论在何处改变") + "</h3>\n");
  const auto list = report.list("switching");
  if (list.empty() || !report.has("comparison/switching_mean")) {
    page.text({"Not computed: the scenario does not say between what the worth of one more lies "
               "(`compare.willingness_low`, `compare.willingness_high`).",
               "未计算：情景未给出每多一个的价值范围（`compare.willingness_low`、"
               "`compare.willingness_high`）。"});
    return;
  }
  page.sentences(list, 0); // the worth
  const auto inputs = labels(report, "comparison/input");
  HtmlTable table{{"Value at which the sign of net benefit turns, all else as assumed",
                   "净收益变号时的取值，其他假设不变"},
                  {both("Policy, input", "政策、输入"), both("Value", "取值"),
                   both("interval", "区间"), both("In words", "文字")},
                  {}};
  const std::vector<std::string> units{"CNY", "percent", "percent", "percent", "year", "CNY"};
  const std::vector<Words> words{{"worth of one more", "每多一个的价值"},
                                 {"cost higher by", "成本提高"},
                                 {"effect lower by", "效果降低"},
                                 {"discount rate", "折现率"},
                                 {"delay", "推迟"},
                                 {"worth, against the best", "价值（与最优相比）"}};
  for (const auto &one : list) {
    const auto w = one.value("world", std::size_t{0});
    const auto i = one.value("input", std::size_t{0});
    if (w == 0 || w >= report.c.worlds || i >= inputs.size())
      continue;
    const At at{w, i};
    const bool found = one.value("case", "") == "found";
    table.rows.push_back(
        {row_name(report.title(w), words.at(i)),
         found ? report.number("switching_mean", at, units.at(i))
               : both("none within reach", "所考察范围内无"),
         found ? report.range("switching_low", "switching_high", at, units.at(i)) : std::string(),
         sentence_cell({one.value("en", ""), one.value("zh", "")})});
  }
  table.name = "switching";
  page.raw("<details><summary>" +
           both("Worth, cost, effect, discount, delay, and the best policy",
                "价值、成本、效果、折现、推迟，以及最优政策") +
           "</summary>" + html_of(table) + "</details>\n");
}

void write_bundles(const Report &report, Page &page) {
  const auto list = report.list("shares");
  if (list.empty())
    return;
  page.raw("<h3 id=\"packages\">" +
           both("Packages: together, and who does how much", "政策组合：合力与各自份额") +
           "</h3>\n");
  page.sentences(report.list("interaction"));
  page.sentences(report.list("mixture"));
  page.sentences(list);
  if (!report.has("comparison/shapley_mean"))
    return;
  const auto &programmes = report.c.axis("programme").labels;
  const auto unit = report.c.outcome_unit(report.c.primary);
  HtmlTable table{
      {"Programmes of packages: effect on the primary outcome", "组合中的各项目：对主要结果的效果"},
      {both("Package, programme", "组合、项目"), both("share (Shapley)", "份额"),
       both("interval", "区间"), both("alone (first in)", "单独（首先）"),
       both("on top of all others (last in)", "在其他之上（最后）")},
      {}};
  for (const auto &one : list) {
    const auto w = one.value("world", std::size_t{0});
    for (std::size_t p = 0; w > 0 && w < report.c.worlds && p < programmes.size(); ++p) {
      const At at{w, p, report.c.primary};
      const auto there = [&](const char *cube) { return std::isfinite(report.stated(cube, at)); };
      const auto shown = [&](const char *cube) {
        return there(cube) ? report.number(cube, at, unit) : both("not run", "未运行");
      };
      if (there("shapley_mean") || there("first_in_mean") || there("last_in_mean"))
        table.rows.push_back({row_name(report.title(w), report.c.programme_title(programmes[p])),
                              shown("shapley_mean"),
                              there("shapley_low")
                                  ? report.range("shapley_low", "shapley_high", at, unit)
                                  : std::string(),
                              shown("first_in_mean"), shown("last_in_mean")});
    }
  }
  if (table.rows.empty())
    return;
  table.name = "packages-table";
  page.raw(html_of(table));
}

void write_two_levels(const Report &report, Page &page) {
  if (report.data.per_draw == 0)
    return;
  page.raw("<h3 id=\"two-levels\">" +
           both("Doubt about the parameters beside chance", "参数的不确定性与偶然") + "</h3>\n");
  const auto list = report.list("two_levels");
  if (list.empty() && report.data.per_draw > 1) {
    page.text(
        {"No replicate shows an effect on the primary outcome: there is no variance to split.",
         "没有任何重复显示对主要结果的效果：没有可分解的方差。"});
    return;
  }
  if (list.empty() || !report.has("comparison/variance_share_mean")) {
    page.text({"Each replicate has a draw of the parameters of its own: the intervals hold both, "
               "and they cannot be told apart. Compare with `--per-draw 2` or more to split them.",
               "每次重复有各自的参数抽样：区间包含两者，无法区分。以`--per-draw 2`"
               "或更多运行即可分解。"});
    return;
  }
  page.sentences(list);
  HtmlTable table{{"Variance of the effect on the primary outcome, of one replicate",
                   "对主要结果的效果的方差（单次重复）"},
                  {both("Policy", "政策"), both("between draws", "参数抽样之间"),
                   both("chance within", "抽样之内的偶然"), both("share of parameters", "参数占比"),
                   both("interval", "区间")},
                  {}};
  for (std::size_t w = 1; w < report.c.worlds; ++w) {
    const At at{w, report.c.primary};
    table.rows.push_back(
        {both(report.title(w)), report.number("variance_parameters", at),
         report.number("variance_chance", at), report.number("variance_share_mean", at, "percent"),
         report.range("variance_share_low", "variance_share_high", at, "percent")});
  }
  table.name = "two-levels-table";
  page.raw(html_of(table));
  page.text({"Intervals on this page are over " + std::to_string(report.c.replicates) +
                 " draws, each the mean of " + std::to_string(report.data.per_draw) +
                 " replicates that share it.",
             "本页区间以" + std::to_string(report.c.replicates) + "组参数抽样为单位，每组为" +
                 std::to_string(report.data.per_draw) + "次共用该抽样的重复的均值。"});
}

} // namespace sme::analysis
