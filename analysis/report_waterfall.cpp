// From the gross change of the helped firms to the net change, by the identity of COMPARISON 1.2.
#include <algorithm>
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

Json domain_of(const std::vector<std::vector<Step>> &panels) {
  double low = 0, high = 0;
  for (const auto &steps : panels)
    for (const auto &one : steps)
      for (const double value : {one.from, one.to, one.interval.low, one.interval.high})
        if (std::isfinite(value)) {
          low = std::min(low, value);
          high = std::max(high, value);
        }
  return shared_domain(low, high);
}

Json waterfall_of(const std::vector<Step> &steps, const Words &axis, const Json &domain) {
  Json values = Json::array();
  for (const auto &one : steps) {
    const double change = one.to - one.from;
    const auto amount = amount_in_words(change, one.unit);
    values.push_back(
        {{"row", values.size()},
         {"from", one.from},
         {"to", one.to},
         {"low", one.interval.low},
         {"high", one.interval.high},
         {"text", words_json({one.label.en + ": " + amount.en, one.label.zh + "：" + amount.zh})},
         {"kind", one.total    ? "total"
                  : change < 0 ? "less"
                               : "more"}});
  }
  const Json y{{"field", "row"}, {"type", "ordinal"}, {"axis", nullptr}, {"sort", nullptr}};
  const Json text{{"y", y}, {"text", {{"field", "text"}, {"type", "nominal"}}}};
  const Json layers = Json::array(
      {zero_line("x"),
       {{"mark", {{"type", "bar"}, {"height", 12}, {"yOffset", 8}}},
        {"encoding",
         {{"y", y},
          {"x",
           {{"field", "from"},
            {"type", "quantitative"},
            {"axis", number_axis(axis)},
            {"scale", {{"domain", domain}, {"nice", true}}}}},
          {"x2", {{"field", "to"}}},
          {"color",
           {{"field", "kind"},
            {"type", "nominal"},
            {"legend", nullptr},
            {"scale",
             {{"domain", {"total", "less", "more"}},
              {"range", {"#7f7f7f", "#D55E00", "#0072B2"}}}}}}}}},
       {{"mark", {{"type", "rule"}, {"strokeWidth", 1.5}, {"color", "#111"}, {"yOffset", 8}}},
        {"encoding",
         {{"y", y},
          {"x", {{"field", "low"}, {"type", "quantitative"}}},
          {"x2", {{"field", "high"}}}}}},
       {{"mark",
         {{"type", "text"},
          {"align", "left"},
          {"x", 2},
          {"yOffset", -8},
          {"stroke", "#fff"},
          {"strokeWidth", 4}}},
        {"encoding", text}},
       {{"mark", {{"type", "text"}, {"align", "left"}, {"x", 2}, {"yOffset", -8}}},
        {"encoding", text}}});
  return drawing_of(values, static_cast<int>(38 * steps.size() + 40), {{"layer", layers}});
}

void write_waterfall(const Report &report, Page &page) {
  page.section("waterfall-section", {"From gross to net", "从总量到净增"});
  const auto &c = report.c;
  const auto measure = report.place("measure", "little_giants");
  const auto &terms = c.axis("term").labels;
  HtmlTable table{
      {"Little giants or above in the year of the answer", "答案年份的小巨人及以上"},
      {both("Policy, step", "政策、步骤"), both("Mean", "均值"), both("95 % interval", "95%区间")},
      {}};
  std::vector<std::vector<Step>> panels;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    std::vector<Step> steps;
    double before = 0;
    for (std::size_t t = 0; t < terms.size(); ++t) {
      const At at{w, c.horizon, measure, t};
      const double mean = report.stated("identity_mean", at);
      const double low = report.stated("identity_low", at);
      const double high = report.stated("identity_high", at);
      const bool total = terms[t] == "gross" || terms[t] == "direct" || terms[t] == "net";
      const double sign = terms[t] == "deadweight" ? -1 : 1;
      const double from = total ? 0 : before;
      before = from + sign * mean;
      steps.push_back(
          {label_words(terms[t]),
           from,
           before,
           {from + sign * (sign > 0 ? low : high), from + sign * (sign > 0 ? high : low)},
           total,
           ""});
      table.rows.push_back({row_name(report.title(w), label_words(terms[t])),
                            report.number("identity_mean", at),
                            report.range("identity_low", "identity_high", at)});
    }
    table.rows.push_back({row_name(report.title(w), {"substitution", "替代"}),
                          both("not represented in this model", "本模型不刻画"), ""});
    panels.push_back(std::move(steps));
  }
  const auto domain = domain_of(panels);
  std::vector<Drawing> drawings;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto net =
        number_in_words(report.stated("identity_mean", {w, c.horizon, measure, terms.size() - 1}));
    const auto gross = number_in_words(report.stated("identity_mean", {w, c.horizon, measure, 0}));
    drawings.push_back(
        {report.title(w),
         {"The helped firms change by " + gross.en + "; what the policy adds to the nation is " +
              net.en + ".",
          "受支持企业变化" + gross.zh + "；政策给全国带来的净增为" + net.zh + "。"},
         waterfall_of(panels[w - 1], {"little giants or above", "小巨人及以上"}, domain)});
  }
  page.figure(
      "waterfall", {"Gross to net, little giants or above", "从总量到净增：小巨人及以上"}, drawings,
      table,
      {"Grey: totals. Orange: taken off. Blue: added. Thin lines: 95 % intervals of the "
       "step. All panels have the same axis. Substitution inside a firm: not represented in this "
       "model.",
       "灰：合计；橙：扣减；蓝：增加；细线：该步骤的95%"
       "区间。各图坐标轴相同。企业内部替代：本模型不刻画。"});
  HtmlTable rates{{"Rates of the guides, measured", "评估指南中的比率（实测）"},
                  {both("Policy", "政策"), both("deadweight", "无谓"),
                   both("leakage", "外溢到区外"), both("displacement", "挤出"),
                   both("multiplier", "乘数"), both("guides' form of net", "指南形式的净增")},
                  {}};
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const At at{w, c.horizon, measure};
    rates.rows.push_back(
        {both(report.title(w)), report.number("identity_rate_deadweight", at, "percent"),
         report.number("identity_rate_leakage", at, "percent"),
         report.number("identity_rate_displacement", at, "percent"),
         report.number("identity_rate_multiplier", at), report.number("identity_guides", at)});
  }
  rates.name = "rates";
  page.raw("<details><summary>" + both("Rates", "比率") + "</summary>" + html_of(rates) +
           "</details>\n");
  write_bundles(report, page);
}

} // namespace sme::analysis
