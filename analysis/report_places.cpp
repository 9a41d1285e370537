// Where: one square per province, the same colours for all policies.
#include <algorithm>
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

void write_places(const Report &report, Page &page) {
  page.section("where", {"Where and for whom", "在哪里、对谁"});
  const auto &c = report.c;
  const auto &provinces = c.axis("province").labels;
  const auto outcome = c.outcome_title(c.primary);
  const auto unit = c.outcome_unit(c.primary);
  double most = 0;
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t p = 0; p < provinces.size(); ++p) {
      const double mean = report.stated("effect_mean_by_province", {w, c.primary, c.horizon, p});
      most = std::isfinite(mean) ? std::max(most, std::abs(mean)) : most;
    }
  if (most == 0)
    most = 1;
  HtmlTable table{{"Effect by province; exploratory", "分省效果（探索性）"},
                  {both("Policy, province", "政策、省份"), both("Effect", "效果"),
                   both("95 % interval", "95%区间"), both("adjusted p", "校正p值")},
                  {}};
  std::vector<Drawing> drawings{
      colour_key(most, {outcome.en + ", policy less baseline", outcome.zh + "，政策减基准"})};
  for (std::size_t w = 1; w < c.worlds; ++w) {
    Json values = Json::array();
    std::size_t clear = 0;
    for (const auto &tile : tiles()) {
      const auto found = std::find(provinces.begin(), provinces.end(), tile.label);
      if (found == provinces.end())
        continue;
      const auto p = static_cast<std::size_t>(found - provinces.begin());
      const At at{w, c.primary, c.horizon, p};
      const double mean = report.stated("effect_mean_by_province", at);
      const bool sure = report.stated("effect_adjusted_by_province", at) <= c.data.settings.level;
      clear += sure ? 1 : 0;
      const auto amount = number_in_words(mean);
      values.push_back(
          {{"column", tile.column},
           {"line", tile.row},
           {"name", words_json({tile.code, tile.zh})},
           {"mean", mean},
           {"amount", words_json({(sure ? "* " : "") + amount.en, (sure ? "* " : "") + amount.zh})},
           {"dark", std::abs(mean) > 0.6 * most}});
    }
    for (std::size_t p = 0; p < provinces.size(); ++p) {
      const At at{w, c.primary, c.horizon, p};
      Words name{provinces[p], provinces[p]};
      for (const auto &tile : tiles())
        if (tile.label == provinces[p])
          name = {tile.label + " (" + tile.code + ")", tile.name_zh};
      table.rows.push_back(
          {row_name(report.title(w), name), report.number("effect_mean_by_province", at, unit),
           report.range("effect_low_by_province", "effect_high_by_province", at, unit),
           report.number("effect_adjusted_by_province", at)});
    }
    const Json x{{"field", "column"},
                 {"type", "ordinal"},
                 {"axis", nullptr},
                 {"scale", {{"paddingInner", 0.05}, {"domain", {0, 1, 2, 3, 4, 5, 6, 7, 8}}}}};
    const Json y{{"field", "line"},
                 {"type", "ordinal"},
                 {"axis", nullptr},
                 {"scale", {{"paddingInner", 0.05}}}};
    const Json ink{{"condition", {{"test", "datum.dark"}, {"value", "#fff"}}}, {"value", "#111"}};
    const Json layers = Json::array(
        {{{"mark", {{"type", "rect"}, {"stroke", "#999"}, {"strokeWidth", 0.7}}},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"color",
             {{"field", "mean"},
              {"type", "quantitative"},
              {"legend", nullptr},
              {"scale", about_zero(most)}}}}}},
         {{"mark", {{"type", "text"}, {"yOffset", -7}, {"fontWeight", "bold"}, {"fontSize", 12}}},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"text", {{"field", "name"}, {"type", "nominal"}}},
            {"color", ink}}}},
         {{"mark", {{"type", "text"}, {"yOffset", 9}, {"fontSize", 11}}},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"text", {{"field", "amount"}, {"type", "nominal"}}},
            {"color", ink}}}}});
    auto spec = drawing_of(values, 350, {{"layer", layers}});
    spec["width"] = "square";
    drawings.push_back({report.title(w),
                        {std::to_string(clear) + " of " + std::to_string(provinces.size()) +
                             " provinces differ clearly from the baseline (marked *).",
                         std::to_string(provinces.size()) + "个省份中，" + std::to_string(clear) +
                             "个与基准有明确差别（标*）。"},
                        std::move(spec)});
  }
  page.figure(
      "map", {"By province: " + outcome.en, "分省：" + outcome.zh}, drawings, table,
      {"One square per province, placed roughly as on a map; all policies share the colours. "
       "Exploratory: * adjusted for looking at every province (Benjamini-Hochberg).",
       "每省一格，位置大致同地图；各政策颜色标度相同。探索性结果：*表示按Benjamini-"
       "Hochberg对全部省份校正后仍显著。"});
  for (const auto &[axis, heading] :
       {std::pair{"size", Words{"By size", "按规模"}}, {"chain", Words{"By chain", "按产业链"}}}) {
    HtmlTable groups{{"Effect, exploratory: " + outcome.en, "效果（探索性）：" + outcome.zh},
                     {both("Policy, group", "政策、组别"), both("Effect", "效果"),
                      both("95 % interval", "95%区间"), both("adjusted p", "校正p值")},
                     {}};
    const std::string by = std::string("_by_") + axis;
    const auto &labels = c.axis(axis).labels;
    for (std::size_t w = 1; w < c.worlds; ++w)
      for (std::size_t g = 0; g < labels.size(); ++g) {
        const At at{w, c.primary, c.horizon, g};
        groups.rows.push_back({row_name(report.title(w), label_words(labels[g])),
                               report.number("effect_mean" + by, at, unit),
                               report.range("effect_low" + by, "effect_high" + by, at, unit),
                               report.number("effect_adjusted" + by, at)});
      }
    groups.name = std::string("by-") + axis;
    page.raw("<details><summary>" + both(heading) + "</summary>" + html_of(groups) +
             "</details>\n");
  }
}

} // namespace sme::analysis
