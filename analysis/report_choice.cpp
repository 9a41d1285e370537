// Which policy when the future is not agreed: regret and its relatives, side by side.
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

namespace {

/// Whether the metrics agree on the order of the options.
void agreement(const Report &report, Page &page) {
  const std::vector<std::pair<const char *, Words>> names{
      {"regret_mean", {"mean regret", "平均后悔值"}},
      {"regret_max", {"greatest regret", "最大后悔值"}},
      {"regret_90", {"regret in 9 of 10", "九成未来的后悔值"}},
      {"hurwicz", {"Hurwicz", "Hurwicz"}},
      {"domain", {"thresholds met", "达到门槛"}},
      {"mean", {"mean gain", "平均增益"}}};
  if (!report.has("comparison/metric_tau"))
    return;
  HtmlTable table{
      {"Do the metrics agree? Kendall's tau between the orders of the options: 1 the same "
       "order, -1 the reverse",
       "各准则是否一致？各方案排序之间的肯德尔τ：1为相同，-1为相反"},
      {both("Metric", "准则")},
      {}};
  const auto place = [&](const char *key) { return report.place("comparison/metric", key); };
  std::vector<std::pair<const char *, Words>> shown;
  for (const auto &one : names) // a metric that ties all options has no order
    if (std::isfinite(report.stated("metric_tau", {place(one.first), place(one.first)})))
      shown.push_back(one);
  for (const auto &one : shown)
    table.header.push_back(both(one.second));
  for (const auto &a : shown) {
    std::vector<std::string> row{both(a.second)};
    for (const auto &b : shown)
      row.push_back(report.number("metric_tau", {place(a.first), place(b.first)}));
    table.rows.push_back(std::move(row));
  }
  table.name = "agreement";
  if (shown.size() > 1)
    page.raw(html_of(table));
  else
    page.text({"The metrics order nothing: by each of them all options are equal.",
               "各准则都无法排序：所有方案相同。"});
}

} // namespace

void write_choice(const Report &report, Page &page) {
  page.section("robust", {"How robust the choice is", "选择有多稳健"});
  page.sentences(report.list("choice"));
  page.sentences(report.list("tie"));
  const auto &c = report.c;
  struct Metric {
    const char *cube;
    Words words;
    std::string unit = "";
  };
  const auto unit = c.outcome_unit(c.primary);
  std::vector<Metric> metrics{
      {"best", {"chance of being best", "最优的概率"}, "percent"},
      {"top_two", {"chance of top two", "前二的概率"}, "percent"},
      {"expected_rank", {"expected rank", "期望名次"}},
      {"regret_mean", {"mean regret", "平均后悔值"}, unit},
      {"regret_90", {"regret in 9 of 10 futures", "九成未来的后悔值"}, unit},
      {"regret_max", {"greatest regret", "最大后悔值"}, unit},
      {"hurwicz", {"half best, half worst (Hurwicz)", "最好与最坏各半（Hurwicz）"}, unit},
      {"pareto",
       {"chance of not being beaten on effect and cost", "效果与成本均未被超过的概率"},
       "percent"}};
  const bool thresholds = report.has("comparison/domain");
  if (thresholds)
    metrics.push_back(
        {"domain", {"share of futures that meet the thresholds", "达到门槛的未来占比"}, "percent"});
  HtmlTable table{
      {"Policies by several metrics; they may disagree", "多种准则下的政策；准则之间可能不一致"},
      {both("Policy", "政策")},
      {}};
  for (const auto &one : metrics)
    table.header.push_back(both(one.words));
  table.header.push_back(both("less the best other option (simultaneous)", "减去其余最优（同时）"));
  Json values = Json::array();
  for (std::size_t w = 0; w < c.worlds; ++w) {
    std::vector<std::string> row{both(report.title(w))};
    for (const auto &one : metrics) {
      row.push_back(report.number(one.cube, {w}, one.unit));
      if (std::string(one.cube) == "best" && report.stated("best_tied", {w}) > 0)
        row.back() +=
            both(", a tie in ", "，其中并列") + report.number("best_tied", {w}, "percent");
    }
    row.push_back(report.number("against_best_mean", {w}, unit) + " (" +
                  report.range("against_best_low", "against_best_high", {w}, unit) + ")");
    table.rows.push_back(std::move(row));
    for (const auto &one : metrics) {
      const double value = report.stated(one.cube, {w});
      if (std::string(one.cube).starts_with("regret") && std::isfinite(value))
        values.push_back({{"policy", lines_json(report.title(w))},
                          {"metric", lines_json(one.words, 8)},
                          {"value", value},
                          {"text", words_json(number_in_words(value))}});
    }
  }
  double most = 1e-9;
  for (const auto &one : values)
    most = std::max(most, one["value"].get<double>());
  for (auto &one : values)
    one["dark"] = one["value"].get<double>() > 0.55 * most;
  const Json x{
      {"field", "metric"},
      {"type", "ordinal"},
      {"sort", nullptr},
      {"axis",
       {{"title", nullptr}, {"labelAngle", 0}, {"labelExpr", split_label}, {"labelLimit", 130}}}};
  const Json y{{"field", "policy"},
               {"type", "ordinal"},
               {"sort", nullptr},
               {"axis", {{"title", nullptr}, {"labelExpr", split_label}, {"labelLimit", 150}}}};
  const Json layers = Json::array(
      {{{"mark", {{"type", "rect"}, {"stroke", "#fff"}}},
        {"encoding",
         {{"x", x},
          {"y", y},
          {"color",
           {{"field", "value"},
            {"type", "quantitative"},
            {"legend", nullptr},
            {"scale", {{"domain", {0, most}}, {"range", {"#f4f4f4", "#8C3800"}}}}}}}}},
       {{"mark", {{"type", "text"}}},
        {"encoding",
         {{"x", x},
          {"y", y},
          {"text", {{"field", "text"}, {"type", "nominal"}}},
          {"color",
           {{"condition", {{"test", "datum.dark"}, {"value", "#fff"}}}, {"value", "#111"}}}}}}});
  std::size_t least = 0;
  for (std::size_t w = 1; w < c.worlds; ++w)
    if (report.stated("regret_mean", {w}) < report.stated("regret_mean", {least}))
      least = w;
  const auto chosen = report.title(least);
  const auto lost = amount_in_words(report.stated("regret_mean", {least}), unit);
  page.figure("regret",
              {"Regret: what is lost against the best choice of each future",
               "后悔值：与每种未来中最优选择相比的损失"},
              {{{},
                {"Least mean regret: " + chosen.en + ", " + lost.en + ".",
                 "平均后悔值最小：" + chosen.zh + "，" + lost.zh + "。"},
                drawing_of(values, static_cast<int>(80 + 56 * c.worlds), {{"layer", layers}})}},
              table,
              {"Each replicate is one future examined, all with equal weight; that weight is a "
               "choice. Darker is worse.",
               "每次重复视为一种未来，权重相等；这一权重本身是一种选择。颜色越深越差。"});
  table.name = "choice";
  page.raw(html_of(table));
  if (!thresholds)
    page.text({"In which share of futures an option succeeds is not shown: it was not said what "
               "counts as success. `least_gain` and `most_cost` of [compare] say it.",
               "未显示各方案达到目标的未来占比：未说明何为成功。可用[compare]的`least_gain`与"
               "`most_cost`给出。"});
  agreement(report, page);
  write_switching(report, page);
}

} // namespace sme::analysis
