// Value for money: the plane of cost and effect, and the expected loss.
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

namespace {

void plane(const Report &report, Page &page) {
  const auto &c = report.c;
  Json cloud = Json::array(), means = Json::array();
  HtmlTable table{{"Cost and effect", "成本与效果"},
                  {both("Policy", "政策"), both("Effect", "效果"),
                   both("Programme cost, discounted", "项目成本（折现）"), both("interval", "区间"),
                   both("Cost of one more", "每多一个的成本"), both("interval", "区间")},
                  {}};
  const auto cost = report.place("comparison/cost", "programme_discounted");
  const auto unit = report.place("comparison/unit", "primary");
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto money = cost_series(c, w).programme_discounted;
    const auto gain = c.change(w, c.horizon, c.primary);
    const auto name = words_json(report.title(w));
    for (std::size_t r = 0; r < money.size() && r < gain.size(); ++r)
      cloud.push_back({{"policy", name}, {"effect", gain[r]}, {"cost", money[r]}});
    means.push_back({{"policy", name},
                     {"effect", report.stated("primary_mean", {w})},
                     {"cost", report.stated("cost_mean", {w, cost})}});
    table.rows.push_back({both(report.title(w)),
                          report.number("primary_mean", {w}, c.outcome_unit(c.primary)),
                          report.number("cost_mean", {w, cost}, "CNY"),
                          report.range("cost_low", "cost_high", {w, cost}, "CNY"),
                          report.number("cost_per_mean", {w, unit}, "CNY"),
                          report.range("cost_per_low", "cost_per_high", {w, unit}, "CNY")});
  }
  const auto outcome = c.outcome_title(c.primary);
  auto x_axis = number_axis({"effect: " + outcome.en, "效果：" + outcome.zh});
  auto y_axis = number_axis({"cost to the public, yuan", "公共成本（元）"});
  // The layout measures labels once; room for longer ones keeps the title inside the drawing.
  y_axis["minExtent"] = 60;
  const Json place{{"x",
                    {{"field", "effect"},
                     {"type", "quantitative"},
                     {"axis", x_axis},
                     {"scale", {{"padding", 14}}}}},
                   {"y",
                    {{"field", "cost"},
                     {"type", "quantitative"},
                     {"axis", y_axis},
                     {"scale", {{"padding", 22}}}}},
                   {"color", policy_colour(report, 1)},
                   {"shape", policy_mark(report, 1)}};
  Json corner = Json::array();
  const auto corners = [&](const char *x, const char *y, const char *align, const char *base,
                           const Words &words) {
    corner.push_back({{"data", {{"values", Json::array({{{"text", words_json(words)}}})}}},
                      {"mark",
                       {{"type", "text"},
                        {"align", align},
                        {"baseline", base},
                        {"color", "#555"},
                        {"fontStyle", "italic"}}},
                      {"encoding",
                       {{"x", {{"value", {{"expr", x}}}}},
                        {"y", {{"value", {{"expr", y}}}}},
                        {"text", {{"field", "text"}, {"type", "nominal"}}}}}});
  };
  corners("4", "4", "left", "top", {"dearer, fewer", "更贵、更少"});
  corners("width-4", "4", "right", "top", {"dearer, more", "更贵、更多"});
  corners("4", "height-4", "left", "bottom", {"cheaper, fewer", "更省、更少"});
  corners("width-4", "height-4", "right", "bottom", {"cheaper, more", "更省、更多"});
  Json layers = Json::array(
      {zero_line("x"),
       zero_line("y"),
       {{"data", {{"values", cloud}}},
        {"mark", {{"type", "point"}, {"filled", true}, {"opacity", 0.45}, {"size", 35}}},
        {"encoding", place}},
       {{"data", {{"values", means}}},
        {"mark",
         {{"type", "point"}, {"filled", true}, {"opacity", 1}, {"size", 170}, {"stroke", "#111"}}},
        {"encoding", place}}});
  for (auto &one : corner)
    layers.push_back(std::move(one));
  Words alt;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto words = report.finding("cost", w);
    alt.en += (alt.en.empty() ? "" : " ") + words.en;
    alt.zh += words.zh;
  }
  page.figure("plane", {"Cost and effect", "成本与效果"},
              {{{},
                alt,
                drawing_of(Json::array(), 360 + legend_height(c.worlds - 1), {{"layer", layers}}),
                false}},
              table,
              {"Small marks: one pair of worlds each. Large marks: means. Money discounted by " +
                   number_in_words(100 * c.data.settings.discount).en + " % a year to " +
                   std::to_string(c.data.settings.discount_base) + ", prices of " +
                   std::to_string(c.data.settings.price_base) + ".",
               "小点：每对世界；大点：均值。金额按每年" +
                   number_in_words(100 * c.data.settings.discount).zh + "%折现至" +
                   std::to_string(c.data.settings.discount_base) + "年，" +
                   std::to_string(c.data.settings.price_base) + "年价格。"});
}

void loss(const Report &report, Page &page) {
  const auto &c = report.c;
  const auto &grid = report.stated("willingness_value");
  Json values = Json::array();
  HtmlTable table{{"Expected loss against the best option", "相对最优方案的期望损失"},
                  {both("Worth of one more, policy", "每多一个的价值、政策"),
                   both("Expected loss", "期望损失"),
                   both("share of futures best", "最优的未来占比"), both("net benefit", "净收益"),
                   both("interval", "区间")},
                  {}};
  for (std::size_t g = 0; g < grid.values.size(); ++g)
    for (std::size_t w = 0; w < c.worlds; ++w) {
      const double lost = report.stated("expected_loss", {w, g});
      if (!std::isfinite(lost))
        continue;
      values.push_back(
          {{"policy", words_json(report.title(w))}, {"worth", grid.values[g]}, {"loss", lost}});
      if (g % 2 == 1 && g + 1 < grid.values.size())
        continue; // half of the grid is enough to read
      table.rows.push_back(
          {report.number("willingness_value", {g}, "CNY") + " · " + both(report.title(w)),
           report.number("expected_loss", {w, g}, "CNY"),
           report.number("acceptable", {w, g}, "percent"), report.number("nmb_mean", {w, g}, "CNY"),
           report.range("nmb_low", "nmb_high", {w, g}, "CNY")});
    }
  const Json more{{"mark", {{"type", "line"}, {"strokeWidth", 2.5}}},
                  {"encoding",
                   {{"x",
                     {{"field", "worth"},
                      {"type", "quantitative"},
                      {"axis", number_axis({"worth of one more, yuan", "每多一个的价值（元）"})}}},
                    {"y",
                     {{"field", "loss"},
                      {"type", "quantitative"},
                      {"axis", number_axis({"expected loss, yuan", "期望损失（元）"})}}},
                    {"color", policy_colour(report, 0)},
                    {"strokeDash", policy_mark(report, 0)}}}};
  page.figure("loss", {"Expected loss of each choice", "各种选择的期望损失"},
              {{{}, {}, drawing_of(values, 250 + legend_height(c.worlds), more)}}, table,
              {"The lowest line is the choice to make at that worth; its height is what more "
               "knowledge could be worth at most (EVPI).",
               "在给定价值下，最低的线是应作的选择；其高度是更多信息至多值多少（EVPI）。"});
}

/// What a billion yuan buys, policy by policy.
void per_billion(const Report &report, Page &page) {
  const auto outcome = inside_sentence(report.c.outcome_title(report.c.primary));
  const auto unit = report.c.outcome_unit(report.c.primary);
  HtmlTable table{{"More " + outcome.en +
                       " per billion yuan of discounted programme cost, for "
                       "policies whose cost is clearly above zero. Less the best "
                       "other: simultaneous; where it contains 0 the two cannot "
                       "be told apart",
                   "每十亿元项目成本（折现）增加的" + outcome.zh +
                       "，限于成本明确大于零的政策。“减去其余最优”为同时区间；包含0则两者无法区分"},
                  {both("Policy", "政策"), both("Per billion yuan", "每十亿元"),
                   both("95 % interval", "95%区间"), both("chance of being first", "居首的概率"),
                   both("less the best other", "减去其余最优"), both("interval", "区间")},
                  {}};
  for (std::size_t w = 1; w < report.c.worlds; ++w)
    if (std::isfinite(report.stated("per_billion_mean", {w})))
      table.rows.push_back(
          {both(report.title(w)), report.number("per_billion_mean", {w}, unit),
           report.range("per_billion_low", "per_billion_high", {w}, unit),
           report.number("per_billion_best", {w}, "percent"),
           report.number("per_billion_lead_mean", {w}, unit),
           report.range("per_billion_lead_low", "per_billion_lead_high", {w}, unit)});
  page.raw("<h3 id=\"per-billion\">" + both("What a billion yuan buys", "十亿元能换来多少") +
           "</h3>\n");
  page.sentences(report.list("yuan"));
  if (table.rows.empty())
    return;
  table.name = "per-billion-table";
  page.raw(html_of(table));
}

} // namespace

void write_value(const Report &report, Page &page) {
  page.section("value", {"Value for money", "资金效益"});
  plane(report, page);
  per_billion(report, page);
  loss(report, page);
  write_optimism(report, page);
  HtmlTable table{
      {"Public cost by kind, against the baseline, to the year of the answer",
       "公共成本构成（相对基准，累计至答案年份）"},
      {both("Policy, cost", "政策、成本"), both("Mean", "均值"), both("95 % interval", "95%区间")},
      {}};
  HtmlTable per{
      {"Cost of one more unit of", "每多一个单位的成本"},
      {both("Policy, unit", "政策、单位"), both("Mean", "均值"), both("interval", "区间")},
      {}};
  const auto labels = [&](const std::string &axis) {
    for (const auto &one : report.file.axes())
      if (one.name == axis)
        return one.labels;
    return std::vector<std::string>{};
  };
  const auto costs = labels("comparison/cost"), units = labels("comparison/unit");
  for (std::size_t w = 1; w < report.c.worlds; ++w) {
    for (std::size_t k = 0; k < costs.size(); ++k)
      table.rows.push_back({row_name(report.title(w), label_words(costs[k])),
                            report.number("cost_mean", {w, k}, "CNY"),
                            report.range("cost_low", "cost_high", {w, k}, "CNY")});
    for (std::size_t k = 0; k < units.size(); ++k) {
      per.rows.push_back({row_name(report.title(w), label_words(units[k])),
                          report.number("cost_per_mean", {w, k}, "CNY"),
                          report.range("cost_per_low", "cost_per_high", {w, k}, "CNY")});
    }
  }
  table.name = "public-cost";
  per.name = "cost-of-one-more";
  page.raw("<details><summary>" + both("Public cost by kind", "公共成本构成") + "</summary>" +
           html_of(table) + "</details><details><summary>" +
           both("Cost of one more job, firm, label", "每多一个岗位、企业、称号的成本") +
           "</summary>" + html_of(per) + "</details>\n");
}

} // namespace sme::analysis
