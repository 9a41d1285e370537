// The page of a validation: for each family of facts a figure (model over observation, so that all
// facts share one axis) and the table behind it.
#include "analysis/report_parts.hpp"
#include "analysis/validation.hpp"

#include <algorithm>
#include <cmath>

namespace sme::analysis {

namespace {

Words family_words(const std::string &family) {
  static const std::map<std::string, Words> words{
      {"counts", {"Counts by year and batch", "历年与各批数量"}},
      {"re_reviews", {"Re-reviews", "复核"}},
      {"provinces", {"Provinces and regions", "省份与地区"}},
      {"pyramid", {"The pyramid of labels", "梯度结构"}},
      {"firm_averages", {"Averages of labelled firms", "获评企业均值"}},
      {"credit_ladder", {"Credit by kind of firm", "各类企业的信贷"}},
      {"hazard_by_age", {"Exit by age", "按企业年龄的退出率"}},
      {"entry_exit", {"Entry, exit and age", "进入、退出与年龄"}},
      {"growth_size", {"Growth and size", "增长与规模"}},
      {"rnd", {"R&D", "研发"}},
      {"network", {"Collaboration", "合作网络"}},
      {"digital", {"Digital", "数字化"}},
      {"population", {"Population", "企业总体"}},
      {"policy_parameters", {"Inputs of programmes", "政策参数"}}};
  const auto found = words.find(family);
  return found == words.end() ? Words{family, family} : found->second;
}

Words use_words(Use use) {
  return use == Use::fit    ? Words{"to fit", "拟合用"}
         : use == Use::test ? Words{"to test", "检验用"}
                            : Words{"input", "输入"};
}

Words verdict_words(const Verdict &v) {
  return !v.measured ? Words{"not modelled", "未建模"}
         : v.inside  ? Words{"within", "范围内"}
                     : Words{"outside", "范围外"};
}

/// Facts that can stand on the axis of ratios: measured, and not a direction.
bool drawable(const Verdict &v) {
  return v.measured && !v.fact.unit.starts_with("sign") && v.fact.value > 0;
}

Drawing ratios(const std::vector<const Verdict *> &facts) {
  Json values = Json::array();
  std::size_t inside = 0;
  for (const Verdict *v : facts) {
    const auto over = [&](double number) {
      return std::clamp(number / v->fact.value, 0.1, 10.0); // beyond: at the edge, see the table
    };
    inside += v->inside ? 1 : 0;
    values.push_back({{"fact", v->fact.fact + ", " + v->fact.scope + ", " + v->fact.period},
                      {"low", over(v->fact.low * (1 - fact_tolerance))},
                      {"high", over(v->fact.high * (1 + fact_tolerance))},
                      {"mean", over(v->model.mean)},
                      {"from", over(v->model.low)},
                      {"to", over(v->model.high)},
                      {"verdict", words_json(verdict_words(*v))}});
  }
  const Json scale{{"type", "log"}, {"domain", {0.1, 10}}};
  const Json ticks{0.1, 0.2, 0.5, 1, 2, 5, 10};
  const Json axis{{"title", words_json({"model over observed", "模型÷观测"})},
                  {"values", ticks},
                  {"format", "~g"}};
  const Json y{{"field", "fact"},
               {"type", "nominal"},
               {"sort", nullptr},
               {"axis", {{"title", nullptr}, {"labelLimit", 330}}}};
  const auto x = [&](const char *field) {
    return Json{{"field", field}, {"type", "quantitative"}, {"scale", scale}, {"axis", axis}};
  };
  const auto layer = [&](Json mark, const char *from, const char *to, bool coloured) {
    Json encoding{{"x", x(from)}, {"y", y}};
    if (to != nullptr) {
      encoding["x2"] = {{"field", to}};
    }
    if (coloured) {
      encoding["color"] = {
          {"field", "verdict"},
          {"type", "nominal"},
          {"scale",
           {{"domain", {words_json({"within", "范围内"}), words_json({"outside", "范围外"})}},
            {"range", {"#0072B2", "#D55E00"}}}},
          {"legend", {{"title", nullptr}}}};
      encoding["shape"] = {
          {"field", "verdict"},
          {"type", "nominal"},
          {"scale",
           {{"domain", {words_json({"within", "范围内"}), words_json({"outside", "范围外"})}},
            {"range", {"circle", "triangle-up"}}}},
          {"legend", {{"title", nullptr}}}};
    }
    return Json{{"mark", std::move(mark)}, {"encoding", std::move(encoding)}};
  };
  Json layers = Json::array();
  layers.push_back(
      layer({{"type", "bar"}, {"color", "#c8c8c8"}, {"height", 12}}, "low", "high", false));
  layers.push_back(layer({{"type", "rule"}, {"color", "#222"}}, "from", "to", false));
  layers.push_back(layer({{"type", "point"}, {"filled", true}, {"size", 80}, {"opacity", 1}},
                         "mean", nullptr, true));
  const auto count = std::to_string(facts.size());
  return {{},
          {"Grey: the observed range, widened by 10 %. Mark: the model's mean; line: its "
           "replicates. " +
               std::to_string(inside) + " of " + count + " within.",
           "灰条：观测范围（放宽10%）；标记：模型均值；线：各次重复。" + count + "项中" +
               std::to_string(inside) + "项在范围内。"},
          drawing_of(std::move(values), 70 + 22 * static_cast<int>(facts.size()),
                     {{"layer", std::move(layers)}})};
}

std::vector<std::string> row_of(const Verdict &v) {
  const auto range = [](double low, double high) {
    return escaped(low == high ? short_number(low)
                               : short_number(low) + " – " + short_number(high));
  };
  return {escaped(v.fact.fact + ", " + v.fact.scope + ", " + v.fact.period),
          range(v.fact.low, v.fact.high) + " " + escaped(v.fact.unit),
          v.measured ? escaped(short_number(v.model.mean)) : "–",
          v.measured ? range(v.model.low, v.model.high) : "–",
          both(verdict_words(v)) + (v.measured ? "" : ": " + escaped(v.fact.remark)),
          both(use_words(v.fact.use)),
          escaped(v.fact.source + " (" + v.fact.grade + ")")};
}

std::vector<std::string> header() {
  return {both("Fact", "事实"),
          both("Observed", "观测"),
          both("Model, mean", "模型均值"),
          both("Replicates", "各次重复"),
          both("Verdict", "结论"),
          both("Use", "用途"),
          both("Source (grade)", "出处（等级）")};
}

} // namespace

std::string validation_page(const std::vector<Verdict> &verdicts, const ValidatedRun &run) {
  Page page;
  page.raw("<h1>" + both("The model held to the facts", "模型与事实对照") + "</h1>\n");
  for (const Use use : {Use::test, Use::fit}) {
    const Score s = score_of(verdicts, use);
    const auto inside = std::to_string(s.inside), measured = std::to_string(s.measured);
    const auto touching = std::to_string(s.touching), facts = std::to_string(s.facts);
    page.text({"Facts " + use_words(use).en + ": " + inside + " of " + measured +
                   " within their range (widened by 10 %); " + touching +
                   " meet the range as observed. The model has no number for " +
                   std::to_string(s.facts - s.measured) + " of " + facts + ".",
               use_words(use).zh + "事实：" + measured + "项中" + inside +
                   "项在范围内（放宽10%），" + touching + "项与原始观测范围相交；" + facts +
                   "项中有" + std::to_string(s.facts - s.measured) + "项模型没有对应量。"});
  }
  page.text({"Scenario " + run.scenario + ", scale " + exact_text(run.scale) + ", " +
                 std::to_string(run.replicates) +
                 " replicates. Facts are named as in their tables.",
             "情景" + run.scenario + "，规模" + exact_text(run.scale) + "，重复" +
                 std::to_string(run.replicates) + "次。事实名称与数据表一致（英文）。"});
  for (const auto &family : families_of(verdicts)) {
    std::vector<const Verdict *> drawn;
    HtmlTable table{family_words(family), header(), {}};
    for (const Verdict &v : verdicts) {
      if (v.fact.family == family) {
        table.rows.push_back(row_of(v));
        if (drawable(v)) {
          drawn.push_back(&v);
        }
      }
    }
    page.section(family, family_words(family));
    if (drawn.empty()) {
      page.raw(html_of(table));
    } else {
      page.figure("figure-" + family, {"Model over observed", "模型与观测之比"}, {ratios(drawn)},
                  table);
    }
  }
  return html_of(page, {"The model held to the facts", "模型与事实对照"});
}

} // namespace sme::analysis
