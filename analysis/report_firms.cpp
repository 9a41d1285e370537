// Who survives, who gains and who loses.
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

namespace {

void survival(const Report &report, Page &page) {
  const auto &c = report.c;
  const auto &cohorts = c.axis("cohort").values;
  // The first whole cohort that the policies meet; the first entry stands for all older firms.
  const auto parting = report.attribute("sme_parting");
  std::size_t k = 0;
  for (std::size_t i = 1; i < cohorts.size(); ++i)
    if (k == 0 && std::to_string(cohorts[i]) + "Q1" >= parting)
      k = i;
  const auto name = [&](std::size_t i) {
    const auto text = std::to_string(cohorts[i]);
    return i == 0 ? Words{"founded before " + std::to_string(cohorts[0] + 1),
                          std::to_string(cohorts[0] + 1) + "年以前成立"}
                  : Words{"founded in " + text, text + "年成立"};
  };
  HtmlTable table{{"Share still there, difference, firms at risk", "存活占比、差别、企业数"},
                  {both("Cohort, policy, year", "批次、政策、年份"), both("Share", "占比"),
                   both("less baseline", "减基准"), both("95 % interval", "95%区间"),
                   both("firms alive", "存活企业")},
                  {}};
  Json values = Json::array();
  double least = 1;
  for (std::size_t w = 0; w < c.worlds; ++w)
    for (std::size_t y = 0; y < c.years; ++y)
      if (const double share = report.stated("survival", {w, k, y}); std::isfinite(share)) {
        values.push_back({{"policy", words_json(report.title(w))},
                          {"year", std::to_string(c.year(y))},
                          {"share", share}});
        least = std::min(least, share);
      }
  for (std::size_t i = 0; i < cohorts.size(); ++i)
    for (std::size_t w = 0; w < c.worlds; ++w)
      for (std::size_t y = 0; y < c.years; ++y) {
        const At at{w, i, y};
        if (!std::isfinite(report.stated("survival", at)) || (i != k && i != 0))
          continue;
        table.rows.push_back(
            {both(name(i).en + ", " + report.title(w).en + ", " + std::to_string(c.year(y)),
                  name(i).zh + "，" + report.title(w).zh + "，" + std::to_string(c.year(y))),
             report.number("survival", at, "percent"),
             w == 0 ? "" : report.number("survival_difference_mean", at, "share"),
             w == 0
                 ? ""
                 : report.range("survival_difference_low", "survival_difference_high", at, "share"),
             plain_number(report.mean_of("cohort_alive", w, {i, y}))});
      }
  const Json more{
      {"mark", {{"type", "line"}, {"strokeWidth", 2}}},
      {"encoding",
       {{"x",
         {{"field", "year"},
          {"type", "ordinal"},
          {"scale", {{"type", "point"}}},
          {"axis", {{"title", nullptr}, {"labelAngle", 0}}}}},
        {"y",
         {{"field", "share"},
          {"type", "quantitative"},
          {"scale", {{"domain", {std::floor(10 * least) / 10, 1}}}},
          {"axis", {{"format", "%"}, {"title", words_json({"still there", "年末存续"})}}}}},
        {"color", policy_colour(report, 0)},
        {"strokeDash", policy_mark(report, 0)}}}};
  Json changes = Json::array();
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t y = 0; y < c.years; ++y)
      if (const double d = report.stated("survival_difference_mean", {w, k, y}); std::isfinite(d))
        changes.push_back({{"policy", words_json(report.title(w))},
                           {"year", std::to_string(c.year(y))},
                           {"points", 100 * d}});
  Json difference = more;
  difference["encoding"]["y"] = {
      {"field", "points"},
      {"type", "quantitative"},
      {"axis", number_axis({"less baseline, % points", "减基准（百分点）"})}};
  Words alt;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto words = report.finding("outcome", w, "survival");
    alt.en += (alt.en.empty() ? "" : " ") + words.en;
    alt.zh += words.zh;
  }
  const auto cohort = name(k);
  page.figure(
      "survival", {"Who survives: firms " + cohort.en, "谁存活：" + cohort.zh + "的企业"},
      {{{"Share", "占比"}, alt, drawing_of(values, 270 + legend_height(c.worlds), more), false},
       {{"Difference", "差别"},
        {},
        drawing_of(changes, 270 + legend_height(c.worlds), difference)}},
      table,
      {"Lines that lie on each other do not differ; the table has the differences.",
       "重合的线表示没有差别；差别见表。"});
  HtmlTable lived{
      {"Years lived up to the end of " + std::to_string(c.year(c.years - 1)) +
           " by a firm of the cohort (restricted mean survival time), policy less baseline",
       "该批次每家企业至" + std::to_string(c.year(c.years - 1)) +
           "年末的平均存续年数（限制平均生存时间），政策减基准"},
      {both("Policy, cohort", "政策、批次"), both("Difference, years", "差别（年）"),
       both("95 % interval", "95%区间")},
      {}};
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (const std::size_t i : k == 0 ? At{0} : At{k, 0})
      lived.rows.push_back({row_name(report.title(w), name(i)), report.number("rmst_mean", {w, i}),
                            report.range("rmst_low", "rmst_high", {w, i})});
  lived.name = "years-lived";
  page.raw(html_of(lived));
}

void gainers(const Report &report, Page &page) {
  const auto &c = report.c;
  const auto measure = report.place("measure", "revenue");
  const auto &states = c.axis("state_from").labels;
  const auto &directions = c.axis("direction").labels;
  HtmlTable table{{"Firms by revenue against the baseline, by state when the worlds part",
                   "按营业收入相对基准划分的企业数（按分叉时状态）"},
                  {both("Policy, state", "政策、状态"), both("higher", "更高"),
                   both("same", "相同"), both("lower", "更低"),
                   both("change of the higher", "更高者的变化"),
                   both("change of the lower", "更低者的变化"),
                   both("simulated firms, per replicate", "每次重复的模拟企业数")},
                  {}};
  std::vector<Drawing> drawings;
  constexpr double few = 30; // shares of fewer simulated firms are rough
  double counted = 0;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    Json values = Json::array();
    for (std::size_t s = 0; s < states.size(); ++s) {
      double total = 0;
      std::vector<double> firms;
      for (std::size_t d = 0; d < directions.size(); ++d) {
        firms.push_back(report.mean_of("affected_firms", w, {c.horizon, measure, s, d}));
        total += firms.back();
      }
      const double simulated = total * c.data.scale;
      counted += std::isfinite(total) ? total : 0;
      const auto ranged = [&](const std::string &cube, std::size_t d, const std::string &unit) {
        const At at{w, c.horizon, measure, s, d};
        return report.number(cube + "_mean", at, unit) + " (" +
               report.range(cube + "_low", cube + "_high", at, unit) + ")";
      };
      table.rows.push_back({row_name(report.title(w), label_words(states[s])),
                            ranged("affected_firms", 0, ""), ranged("affected_firms", 1, ""),
                            ranged("affected_firms", 2, ""), ranged("affected_change", 0, "CNY"),
                            ranged("affected_change", 2, "CNY"), plain_number(simulated)});
      if (!(total > 0))
        continue;
      auto state = label_words(states[s]);
      if (simulated < few) {
        const auto count = std::to_string(std::lround(simulated));
        state.en += " (" + count + ")";
        state.zh += "（" + count + "）";
      }
      for (std::size_t d = 0; d < directions.size(); ++d)
        values.push_back({{"state", words_json(state)},
                          {"direction", words_json(label_words(directions[d]))},
                          {"order", d},
                          {"share", firms[d] / total}});
    }
    Json domain = Json::array();
    for (const auto &one : directions)
      domain.push_back(words_json(label_words(one)));
    const Json more{
        {"mark", {{"type", "bar"}, {"stroke", "#fff"}}},
        {"encoding",
         {{"y",
           {{"field", "state"},
            {"type", "ordinal"},
            {"sort", nullptr},
            {"axis", {{"title", nullptr}, {"labelLimit", 110}}}}},
          {"x",
           {{"field", "share"},
            {"type", "quantitative"},
            {"stack", "zero"},
            {"scale", {{"domain", {0, 1}}}},
            {"axis",
             {{"format", "%"},
              {"values", {0, 0.25, 0.5, 0.75, 1}},
              {"title", words_json({"share of firms", "企业占比"})}}}}},
          {"order", {{"field", "order"}}},
          {"color",
           {{"field", "direction"},
            {"type", "nominal"},
            {"title", nullptr},
            {"scale", {{"domain", domain}, {"range", {"#0072B2", "#dddddd", "#D55E00"}}}}}}}}};
    drawings.push_back({report.title(w), {}, drawing_of(values, 270, more)});
  }
  if (!(counted > 0)) {
    page.no_figure("gainers", {"Who gains, who loses: revenue", "谁受益、谁受损：营业收入"},
                   {"Nobody: no firm is in another state than in the baseline, because the worlds "
                    "never part.",
                    "没有企业受益或受损：两个世界从不分叉，每家企业都与基准相同。"});
    return;
  }
  page.figure(
      "gainers", {"Who gains, who loses: revenue", "谁受益、谁受损：营业收入"}, drawings, table,
      {"Each firm is compared with itself in the baseline with the same chance, by its state "
       "when the worlds part. All " +
           std::to_string(c.axis("replicate").size()) +
           " replicates together; where a bar rests on fewer than 30 simulated firms per "
           "replicate, "
           "their mean number stands in brackets.",
       "每家企业与自身在基准中的情形比较（随机数相同），按分叉时的状态分组。合并" +
           std::to_string(c.axis("replicate").size()) +
           "次重复；每次重复平均不足30家模拟企业的横条，括号内为其数目。"});
}

} // namespace

void write_firms(const Report &report, Page &page) {
  survival(report, page);
  gainers(report, page);
}

} // namespace sme::analysis
