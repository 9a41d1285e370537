// Which policy when the future is not agreed: regret and its relatives, side by side.
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

void write_choice(const Report &report, Page &page) {
  page.section("robust", {"How robust the choice is", "选择有多稳健"});
  const auto &c = report.c;
  struct Metric {
    const char *cube;
    Words words;
    std::string unit = "";
  };
  const auto unit = c.outcome_unit(c.primary);
  const std::vector<Metric> metrics{
      {"best", {"chance of being best", "最优的概率"}, "percent"},
      {"top_two", {"chance of top two", "前二的概率"}, "percent"},
      {"expected_rank", {"expected rank", "期望名次"}},
      {"regret_mean", {"mean regret", "平均后悔值"}, unit},
      {"regret_90", {"regret in 9 of 10 futures", "九成未来的后悔值"}, unit},
      {"regret_max", {"greatest regret", "最大后悔值"}, unit},
      {"domain", {"share of futures that meet the thresholds", "达到门槛的未来占比"}, "percent"},
      {"hurwicz", {"half best, half worst (Hurwicz)", "最好与最坏各半（Hurwicz）"}, unit},
      {"pareto",
       {"chance of not being beaten on effect and cost", "效果与成本均未被超过的概率"},
       "percent"}};
  HtmlTable table{
      {"Policies by several metrics; they may disagree", "多种准则下的政策；准则之间可能不一致"},
      {both("Policy", "政策")},
      {}};
  for (const auto &one : metrics)
    table.header.push_back(both(one.words));
  Json values = Json::array();
  for (std::size_t w = 0; w < c.worlds; ++w) {
    std::vector<std::string> row{both(report.title(w))};
    for (const auto &one : metrics)
      row.push_back(report.number(one.cube, {w}, one.unit));
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
  write_switching(report, page);
}

} // namespace sme::analysis
