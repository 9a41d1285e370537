// Did anything happen, and how surely: paired fan charts and forest plots.
#include <algorithm>
#include <cmath>

#include "analysis/distributions.hpp"
#include "analysis/report_parts.hpp"

namespace sme::analysis {

namespace {

void fan(const Report &report, Page &page) {
  const auto &c = report.c;
  const auto o = c.primary;
  const auto outcome = c.outcome_title(o);
  const auto unit = c.outcome_unit(o);
  HtmlTable table{
      {"Policy less baseline by year: " + outcome.en, "政策减基准，按年：" + outcome.zh},
      {both("Policy, year", "政策、年份"), both("Baseline", "基准"), both("Policy", "政策"),
       both("Difference", "差别"), both("95 % interval", "95%区间"),
       both("all at once", "同时区间")},
      {}};
  double low = 0, high = 0;
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t y = 0; y < c.years; ++y) {
      const double a = report.stated("effect_low", {w, o, y});
      const double b = report.stated("effect_high", {w, o, y});
      low = std::isfinite(a) ? std::min(low, a) : low;
      high = std::isfinite(b) ? std::max(high, b) : high;
    }
  std::vector<Drawing> drawings;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    Json values = Json::array();
    for (std::size_t y = 0; y < c.years; ++y) {
      const At at{w, o, y};
      const double mean = report.stated("effect_mean", at), n = report.stated("effect_n", at);
      const double error = report.stated("effect_sd", at) / std::sqrt(n);
      const auto half = [&](double p) { return n > 1 ? error * student_quantile(p, n - 1) : 0; };
      values.push_back({{"year", std::to_string(c.year(y))},
                        {"mean", mean},
                        {"low", report.stated("effect_low", at)},
                        {"high", report.stated("effect_high", at)},
                        {"low80", mean - half(0.9)},
                        {"high80", mean + half(0.9)},
                        {"low50", mean - half(0.75)},
                        {"high50", mean + half(0.75)}});
      table.rows.push_back({both(report.title(w)) + " " + std::to_string(c.year(y)),
                            report.number("effect_baseline", at, unit_of_level(unit)),
                            report.number("effect_policy", at, unit_of_level(unit)),
                            report.number("effect_mean", at, unit),
                            report.range("effect_low", "effect_high", at, unit),
                            report.range("effect_low_all", "effect_high_all", at, unit)});
    }
    auto y_axis = number_axis({"policy less baseline", "政策减基准"});
    const Json x{{"field", "year"},
                 {"type", "ordinal"},
                 {"axis", {{"title", nullptr}, {"labelAngle", 0}, {"labelOverlap", true}}},
                 {"scale", {{"type", "point"}}}};
    const auto band = [&](const char *from, const char *to, double opacity) -> Json {
      return {{"mark", {{"type", "area"}, {"color", colours()[0]}, {"opacity", opacity}}},
              {"encoding",
               {{"x", x},
                {"y",
                 {{"field", from},
                  {"type", "quantitative"},
                  {"axis", y_axis},
                  {"scale", {{"domain", shared_domain(low, high)}, {"nice", true}}}}},
                {"y2", {{"field", to}}}}}};
    };
    const Json zero{{"data", {{"values", Json::array({{{"zero", 0}}})}}},
                    {"mark", {{"type", "rule"}, {"color", "#333"}, {"strokeDash", {4, 3}}}},
                    {"encoding", {{"y", {{"field", "zero"}, {"type", "quantitative"}}}}}};
    const Json line{{"mark", {{"type", "line"}, {"color", colours()[0]}, {"point", true}}},
                    {"encoding", {{"x", x}, {"y", {{"field", "mean"}, {"type", "quantitative"}}}}}};
    drawings.push_back({report.title(w), report.finding("primary", w),
                        drawing_of(values, 220,
                                   {{"layer",
                                     {band("low", "high", 0.22), band("low80", "high80", 0.3),
                                      band("low50", "high50", 0.4), zero, line}}})});
  }
  page.figure(
      "fan",
      {"Over time: " + outcome.en + ", policy less baseline",
       "随时间变化：" + outcome.zh + "，政策减基准"},
      drawings, table,
      {"Bands: 95, 80 and 50 % intervals of the mean paired difference. All panels have the "
       "same axis.",
       "色带：成对差别均值的95%、80%和50%区间。各图坐标轴相同。"});
}

/// From the least to the greatest end of intervals, with zero and what is shaded about it.
Json domain_of_rows(const std::vector<Json> &panels, double interest) {
  double low = -interest, high = interest;
  for (const auto &rows : panels)
    for (const auto &one : rows) {
      low = std::min(low, one["low"].get<double>());
      high = std::max(high, one["high"].get<double>());
    }
  return shared_domain(low, high);
}

/// One row each; the axis of `domain` is shared by panels that are to be compared.
Json forest_spec(const Json &values, const Json &domain, Json axis, double interest) {
  axis["grid"] = true;
  const Json y{{"field", "row"},
               {"type", "ordinal"},
               {"axis", nullptr},
               {"sort", nullptr},
               {"scale", {{"paddingInner", 0}}}};
  Json layers = Json::array();
  if (interest > 0)
    layers.push_back({{"data", {{"values", Json::array({{{"a", -interest}, {"b", interest}}})}}},
                      {"mark", {{"type", "rect"}, {"color", "#bbb"}, {"opacity", 0.45}}},
                      {"encoding",
                       {{"x", {{"field", "a"}, {"type", "quantitative"}, {"axis", axis}}},
                        {"x2", {{"field", "b"}}}}}});
  layers.push_back(zero_line("x"));
  layers.push_back(
      {{"mark", {{"type", "rule"}, {"strokeWidth", 3}, {"color", colours()[0]}, {"yOffset", 7}}},
       {"encoding",
        {{"y", y},
         {"x",
          {{"field", "low"},
           {"type", "quantitative"},
           {"axis", axis},
           {"scale", {{"domain", domain}, {"nice", true}}}}},
         {"x2", {{"field", "high"}}}}}});
  layers.push_back(
      {{"mark",
        {{"type", "point"},
         {"filled", true},
         {"size", 70},
         {"opacity", 1},
         {"color", colours()[1]},
         {"yOffset", 7}}},
       {"encoding", {{"y", y}, {"x", {{"field", "mean"}, {"type", "quantitative"}}}}}});
  for (const bool halo : {true, false}) { // so that lines do not run through the words
    Json mark{{"type", "text"},
              {"align", "left"},
              {"x", 2},
              {"yOffset", -6},
              {"limit", {{"expr", "width"}}}};
    if (halo)
      mark.update({{"stroke", "#fff"}, {"strokeWidth", 4}});
    layers.push_back(
        {{"mark", mark},
         {"encoding", {{"y", y}, {"text", {{"field", "label"}, {"type", "nominal"}}}}}});
  }
  return drawing_of(values, static_cast<int>(30 * values.size() + 40), {{"layer", layers}});
}

/// How many rows have an interval on one side of zero.
Words clear_words(const Json &rows) {
  std::size_t above = 0, below = 0;
  for (const auto &one : rows) {
    above += one["low"].get<double>() > 0 ? 1 : 0;
    below += one["high"].get<double>() < 0 ? 1 : 0;
  }
  const auto up = std::to_string(above), down = std::to_string(below),
             all = std::to_string(rows.size());
  return {"Clearly higher than in the baseline: " + up + " of " + all +
              " outcomes; clearly lower: " + down + ".",
          all + "项结果中，" + up + "项明确高于基准，" + down + "项明确低于基准。"};
}

Words sample_words(const Report &report, const At &at) {
  const auto n = number_in_words(report.stated("effect_n", at));
  const double ratio = report.stated("effect_vrr", at);
  const auto vrr = number_in_words(ratio);
  if (!std::isfinite(ratio))
    return {"(" + n.en + " pairs)", "（" + n.zh + "对）"};
  return {"(" + n.en + " pairs, variance ratio " + vrr.en + ")",
          "（" + n.zh + "对，方差比" + vrr.zh + "）"};
}

void forest(const Report &report, Page &page) {
  const auto &c = report.c;
  const auto o = c.primary;
  const auto unit = c.outcome_unit(o);
  const auto outcome = c.outcome_title(o);
  HtmlTable table{{"Effects in the year of the answer", "答案年份的效果"},
                  {both("Policy, outcome", "政策、结果"), both("Effect", "效果"),
                   both("simultaneous interval", "同时区间"),
                   both("share of baseline", "占基准的比例"), both("pairs", "对数"),
                   both("variance ratio", "方差比")},
                  {}};
  const auto row = [&](std::size_t w, std::size_t k) {
    const At at{w, k, c.horizon};
    const auto u = c.outcome_unit(k);
    table.rows.push_back(
        {row_name(report.title(w), c.outcome_title(k)), report.number("effect_mean", at, u),
         report.range("effect_low_all", "effect_high_all", at, u),
         plain_number(report.stated("effect_mean", at) / report.stated("effect_baseline", at),
                      "percent"),
         report.number("effect_n", at), report.number("effect_vrr", at)});
  };
  Json values = Json::array();
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto name = report.title(w), sample = sample_words(report, {w, o, c.horizon});
    values.push_back({{"row", w},
                      {"label", words_json({name.en + " " + sample.en, name.zh + sample.zh})},
                      {"mean", report.stated("primary_mean", {w})},
                      {"low", report.stated("primary_low_all", {w})},
                      {"high", report.stated("primary_high_all", {w})}});
  }
  Words alt;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    const auto words = report.finding("primary", w);
    alt.en += (w == 1 ? "" : " ") + words.en;
    alt.zh += words.zh;
  }
  std::vector<Drawing> drawings;
  const double interest = c.data.settings.smallest_effect;
  const auto year = std::to_string(c.year(c.horizon));
  drawings.push_back({{outcome.en + " in " + year, year + "年" + outcome.zh},
                      alt,
                      forest_spec(values, domain_of_rows({values}, interest),
                                  number_axis({"policy less baseline", "政策减基准"}), interest),
                      false,
                      true});
  std::vector<Json> panels;
  for (std::size_t w = 1; w < c.worlds; ++w) {
    Json others = Json::array();
    for (std::size_t k = 0; k < c.outcomes; ++k) {
      const At at{w, k, c.horizon};
      const double base = report.stated("effect_baseline", at);
      if (!std::isfinite(report.stated("effect_mean", at)))
        continue;
      row(w, k);
      if (c.axis("outcome").labels[k].starts_with("public_") || !(std::abs(base) > 0) ||
          !std::isfinite(report.stated("effect_low_all", at)))
        continue;
      const auto share = [&](const char *s) { return 100 * report.stated(s, at) / std::abs(base); };
      others.push_back({{"row", others.size()},
                        {"label", words_json(c.outcome_title(k))},
                        {"mean", share("effect_mean")},
                        {"low", share("effect_low_all")},
                        {"high", share("effect_high_all")}});
    }
    panels.push_back(std::move(others));
  }
  const auto domain = domain_of_rows(panels, 0);
  for (std::size_t w = 1; w < c.worlds; ++w)
    drawings.push_back(
        {report.title(w), clear_words(panels[w - 1]),
         forest_spec(panels[w - 1], domain,
                     number_axis({"% of the baseline's level", "占基准水平的%"}), 0)});
  page.figure(
      "forest", {"How large, how sure: all outcomes", "多大、多确定：全部结果"}, drawings, table,
      interest > 0
          ? Words{"Lines: simultaneous intervals. All panels of policies have the same axis. "
                  "Public money is in its own section. Grey: smaller than the smallest effect "
                  "of interest, " +
                      amount_in_words(interest, unit).en + ".",
                  "横线：同时区间。各政策的图坐标轴相同。公共资金另有专节。灰色：小于事先设定的最小"
                  "关注效果" +
                      amount_in_words(interest, unit).zh + "。"}
          : Words{"Lines: simultaneous intervals. All panels of policies have the same axis. "
                  "Public money is in its own section. The scenario declares no smallest effect "
                  "of interest (`compare.smallest_effect`), so none is shaded.",
                  "横线：同时区间。各政策的图坐标轴相同。公共资金另有专节。情景未设定最小关注效果"
                  "（`compare.smallest_effect`），故无灰色区域。"});
}

} // namespace

void write_effects(const Report &report, Page &page) {
  page.section("effects", {"What happens", "发生了什么"});
  fan(report, page);
  forest(report, page);
}

} // namespace sme::analysis
