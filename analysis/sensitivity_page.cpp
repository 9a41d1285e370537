// The page of a study of sensitivity: what could change the advice, what outcomes and effects rest
// on, all assumptions by influence. The first part also stands in the page of a comparison.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/report_parts.hpp"
#include "analysis/sensitivity.hpp"

namespace sme::analysis {

namespace {

constexpr std::size_t shown = 15; ///< assumptions in a figure of screening
const char *const grey = "#777777";

std::string percent_cell(double share) {
  return std::isnan(share) ? "–" : number_in_words(100 * share).en + " %";
}

std::string number_cell(double value) { return both(number_in_words(value)); }

std::string between(const Interval &range) {
  return number_cell(range.low) + both(" to ", "至") + number_cell(range.high);
}

/// One bar with its interval.
struct Bar {
  Words label;
  double value;
  Interval interval;
  double mark = unknown; ///< what chance alone would give
  bool chance = false;
};

/// Bars from the left, intervals as lines, chance grey, the mark a tick.
Drawing bars(const Words &heading, const Words &alt, const std::vector<Bar> &all,
             const Words &axis) {
  Json values = Json::array();
  for (const auto &one : all) {
    Json value{{"label", lines_json(one.label, 34)},
               {"value", one.value},
               {"low", one.interval.low},
               {"high", one.interval.high},
               {"colour", one.chance ? grey : colours()[0].c_str()}};
    if (!std::isnan(one.mark))
      value["mark"] = one.mark;
    values.push_back(std::move(value));
  }
  const Json y{{"field", "label"},
               {"type", "nominal"},
               {"sort", nullptr},
               {"axis", {{"title", nullptr}, {"labelExpr", split_label}, {"labelLimit", 260}}}};
  const auto x = [&](const char *field) {
    return Json{{"field", field}, {"type", "quantitative"}, {"axis", number_axis(axis)}};
  };
  Json layers = Json::array();
  layers.push_back({{"mark", {{"type", "bar"}, {"height", 11}}},
                    {"encoding",
                     {{"x", x("value")},
                      {"y", y},
                      {"color", {{"field", "colour"}, {"type", "nominal"}, {"scale", nullptr}}}}}});
  layers.push_back({{"mark", {{"type", "rule"}, {"color", "#111"}}},
                    {"encoding", {{"x", x("low")}, {"x2", {{"field", "high"}}}, {"y", y}}}});
  if (std::any_of(all.begin(), all.end(), [](const Bar &one) { return !std::isnan(one.mark); }))
    layers.push_back(
        {{"mark", {{"type", "tick"}, {"color", "#D55E00"}, {"thickness", 3}, {"size", 14}}},
         {"encoding", {{"x", x("mark")}, {"y", y}}}});
  return {heading, alt,
          drawing_of(std::move(values), 60 + 20 * static_cast<int>(all.size()),
                     {{"layer", std::move(layers)}}),
          false};
}

/// Shares of one answer: chance, then each finalist's total.
std::vector<Bar> shares_of(const Sensitivity &found, std::size_t answer) {
  const auto &one = found.indexed.indices[answer];
  std::vector<Bar> all{{{"pure chance", "纯随机"}, one.chance, one.chance_interval, unknown, true}};
  for (std::size_t k = 0; k < one.inputs.size(); ++k) {
    const auto &key = found.frame.assumptions[found.indexed.finalists[k]].key;
    all.push_back({{key, key}, one.inputs[k].total, one.inputs[k].total_interval});
  }
  return all;
}

bool there(const Sensitivity &found, std::size_t answer) {
  const auto &one = found.indexed.indices[answer];
  return !one.inputs.empty() && !std::isnan(one.chance) && !std::isnan(one.inputs[0].total);
}

/// Indices of all answers of some kinds: a drawing for each, one table.
void indices_figure(const Sensitivity &found, Page &page, const std::string &id, const Words &title,
                    const std::vector<Answer> &kinds) {
  std::vector<Drawing> drawings;
  HtmlTable table{
      {"First: the assumption alone; total: with others. Shares of the variance of one "
       "run, chance included; estimates, so they may be below 0 or above 1.",
       "一阶：仅该假设；总：含与其他假设的交互。均为单次运行方差的占比，含随机；因是估计，"
       "可能小于0或大于1。"},
      {both("Answer", "问题"), both("Assumption", "假设"), both("First", "一阶"),
       both("interval", "区间"), both("Total", "总"), both("interval", "区间"),
       both("points", "点数")},
      {}};
  const auto questions = questions_of(found.frame);
  for (std::size_t q = 0; q < questions.size(); ++q) {
    if (std::find(kinds.begin(), kinds.end(), questions[q].kind) == kinds.end())
      continue;
    const auto words = title_of(found.frame, questions[q]);
    if (!there(found, q)) {
      table.rows.push_back({both(words),
                            both("too few runs have this answer", "有此答案的运行太少"), "–", "–",
                            "–", "–", std::to_string(found.indexed.used[q])});
      continue;
    }
    drawings.push_back(bars(words,
                            {words.en + ": total shares with intervals; grey is pure chance.",
                             words.zh + "：总占比与区间；灰色为纯随机。"},
                            shares_of(found, q), {"share of variance", "方差占比"}));
    const auto &one = found.indexed.indices[q];
    table.rows.push_back({both(words), both("pure chance", "纯随机"), number_cell(one.chance),
                          between(one.chance_interval), "–", "–",
                          std::to_string(found.indexed.used[q])});
    for (std::size_t k = 0; k < one.inputs.size(); ++k)
      table.rows.push_back(
          {both(words),
           "<code>" + escaped(found.frame.assumptions[found.indexed.finalists[k]].key) + "</code>",
           number_cell(one.inputs[k].first), between(one.inputs[k].first_interval),
           number_cell(one.inputs[k].total), between(one.inputs[k].total_interval), ""});
  }
  if (!table.rows.empty())
    page.figure(id, title, drawings, table);
}

/// Where the choice turns: shares of points in which each option is best, by thirds.
void choice_figure(const Sensitivity &found, Page &page) {
  const auto &[frame, screened, indexed] = found;
  Json domain = Json::array(), range = Json::array();
  for (std::size_t o = 0; o < frame.options.size(); ++o) {
    domain.push_back(words_json(frame.options[o].title));
    range.push_back(o == 0 ? "#bbbbbb" : colours()[(o - 1) % colours().size()]);
  }
  HtmlTable table{{"Best: share of points in which the option is the best on average over its "
                   "runs. Ahead: mean effect beyond that of the choice at all points, with an "
                   "interval that holds for all rows at once.",
                   "最优：该方案平均最优的点数占比。领先：平均效果超出总体选择的部分，区间对所有行"
                   "同时成立。"},
                  {both("Assumption", "假设"), both("From … to", "取值范围"),
                   both("Option", "方案"), both("Best", "最优"), both("Mean effect", "平均效果"),
                   both("Ahead", "领先"), both("interval", "区间"), both("points", "点数")},
                  {}};
  std::vector<Drawing> drawings;
  for (std::size_t k = 0; k < indexed.conditional.size(); ++k) {
    const auto &assumption = frame.assumptions[indexed.finalists[k]];
    Json values = Json::array();
    for (std::size_t third = 0; third < thirds; ++third) {
      const auto where = third_of(assumption, third);
      const auto low = number_in_words(where.low), high = number_in_words(where.high);
      const Words label{low.en + " to " + high.en, low.zh + "至" + high.zh};
      for (std::size_t o = 0; o < frame.options.size(); ++o) {
        const auto &cell = indexed.conditional[k][third][o];
        if (!std::isnan(cell.best))
          values.push_back({{"label", words_json(label)},
                            {"option", words_json(frame.options[o].title)},
                            {"order", o},
                            {"share", cell.best}});
        table.rows.push_back({"<code>" + escaped(assumption.key) + "</code>", both(label),
                              both(frame.options[o].title), percent_cell(cell.best),
                              number_cell(cell.effect), number_cell(cell.ahead),
                              between(cell.interval), std::to_string(indexed.points_in[k][third])});
      }
    }
    const Json more{
        {"mark", {{"type", "bar"}, {"height", 16}}},
        {"encoding",
         {{"y",
           {{"field", "label"},
            {"type", "nominal"},
            {"sort", nullptr},
            {"axis", {{"title", nullptr}, {"labelLimit", 200}}}}},
          {"x",
           {{"field", "share"},
            {"type", "quantitative"},
            {"axis",
             {{"title", words_json({"share of points in which it is best", "最优的点数占比"})},
              {"format", ".0%"}}},
            {"scale", {{"domain", {0, 1}}}}}},
          {"order", {{"field", "order"}, {"type", "quantitative"}}},
          {"color",
           {{"field", "option"},
            {"type", "nominal"},
            {"title", nullptr},
            {"scale", {{"domain", domain}, {"range", range}}}}}}}};
    drawings.push_back({{assumption.key, assumption.key},
                        {assumption.key + ": which option is best in each third of its range.",
                         assumption.key + "：在其范围每个三分之一中何者最优。"},
                        drawing_of(values, 130 + 22 * static_cast<int>(frame.options.size()), more),
                        false});
  }
  page.figure("choice", {"Which option is best, by assumption", "按假设取值：何者最优"}, drawings,
              table);
}

void screening_figures(const Sensitivity &found, Page &page) {
  const auto &frame = found.frame;
  const auto &screened = found.screened;
  std::vector<std::size_t> order(frame.assumptions.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return screened.influence[a] > screened.influence[b];
  });
  HtmlTable table{{"Influence: mean over outcomes, effects and ranking of what the assumption does "
                   "beyond chance, over the greatest. Switched: share of its moves after which "
                   "another option was best.",
                   "影响：对结果、效果与名次超出随机的作用相对最大者的平均。改变：移动后最优方案"
                   "不同的占比。"},
                  {both("Assumption", "假设"), both("Unit", "单位"), both("From", "从"),
                   both("Scenario", "情景"), both("To", "到"), both("Influence", "影响"),
                   both("Switched", "改变"), both("Meaning and source", "含义与出处（英文）")},
                  {}};
  for (const auto k : order) {
    const auto &one = frame.assumptions[k];
    table.rows.push_back(
        {"<code>" + escaped(one.key) + "</code>", escaped(one.unit), number_cell(one.bounds.low),
         number_cell(one.value), number_cell(one.bounds.high), number_cell(screened.influence[k]),
         percent_cell(screened.switched[k]), escaped(one.meaning + ". " + one.source)});
  }
  const auto questions = questions_of(frame);
  std::vector<Drawing> drawings;
  for (std::size_t q = 0; q < questions.size(); ++q) {
    const bool wanted = questions[q].kind == Answer::effect ||
                        (questions[q].kind == Answer::level && questions[q].of == frame.primary);
    if (!wanted || screened.trajectories[q] < 2)
      continue;
    auto by_size = order;
    std::stable_sort(by_size.begin(), by_size.end(), [&](std::size_t a, std::size_t b) {
      return screened.effects[q][a].mean_size > screened.effects[q][b].mean_size;
    });
    by_size.resize(std::min(shown, by_size.size()));
    std::vector<Bar> all;
    for (const auto k : by_size) {
      const auto &one = screened.effects[q][k];
      const auto &key = frame.assumptions[k].key;
      all.push_back({{key, key}, one.mean_size, one.interval, one.of_chance});
    }
    const auto words = title_of(frame, questions[q]);
    drawings.push_back(
        bars(words,
             {words.en + ": mean size of the change when the assumption crosses its range.",
              words.zh + "：假设跨越其范围时变化的平均大小。"},
             all, {"mean size of the change", "变化的平均大小"}));
  }
  page.figure("screening", {"All assumptions by influence", "全部假设按影响排列"}, drawings, table,
              {"Bars: mean size of the change when the assumption crosses its range, all others "
               "anywhere; line: interval; orange tick: what chance alone would give. Each figure "
               "shows the greatest " +
                   std::to_string(shown) + "; the table has all.",
               "条：假设跨越其范围、其余任意取值时变化的平均大小；线：区间；橙色短线：仅由随机产生"
               "的大小。每图列前" +
                   std::to_string(shown) + "项，全部见表。"});
}

/// What was moved, how often and in what world.
Words study_words(const Sensitivity &found) {
  const auto &[frame, screened, indexed] = found;
  const auto text = [](std::size_t count) { return std::to_string(count); };
  return {text(frame.assumptions.size()) + " assumed parameters were moved in " +
              text(frame.trajectories) + " trajectories (" + text(screened.points) +
              " points), the " + text(indexed.finalists.size()) + " most influential again in " +
              text(indexed.points) + " points" +
              (frame.emulated ? ", from which an emulator was made" : "") + "; " +
              text(frame.replicates) + " runs at each, at a scale of " + exact_text(frame.scale) +
              ". Answers are of " + std::to_string(frame.year) + ".",
          text(frame.assumptions.size()) + "项假设参数沿" + text(frame.trajectories) +
              "条轨迹移动（" + text(screened.points) + "点），其中影响最大的" +
              text(indexed.finalists.size()) + "项再以" + text(indexed.points) + "点检验" +
              (frame.emulated ? "（由代理模型推算）" : "") + "；每点" + text(frame.replicates) +
              "次运行，规模" + exact_text(frame.scale) + "。结论年份为" +
              std::to_string(frame.year) + "年。"};
}

/// What these figures must not be taken for.
void caveats(const Sensitivity &found, Page &page) {
  const auto &[frame, screened, indexed] = found;
  const auto text = [](std::size_t count) { return std::to_string(count); };
  page.raw("<ul class=\"caveats\"><li>" +
           both("Ranges are conventions unless the study gave them: they say how far each "
                "assumption was moved, not how likely that is.",
                "除研究文件另有规定外，范围只是约定：说明假设被移动多远，而非其可能性。") +
           "</li><li>" +
           both("Small worlds have more chance than the nation: its share is of one run at this "
                "scale; larger worlds, and means of many runs, have less of it.",
                "小规模世界的随机性大于全国：该占比针对此规模的单次运行；规模更大或取多次运行的均值"
                "时更小。") +
           "</li><li>" +
           both("The shape of the equations is an assumption, too, and is not moved here.",
                "方程形式也是假设，此处未变动。") +
           "</li>");
  if (screened.failed + indexed.failed > 0)
    page.raw("<li>" +
             both(text(screened.failed + indexed.failed) + " of " +
                      text(screened.points + indexed.points) +
                      " points failed, as amounts outgrew the books, and are left out.",
                  text(screened.points + indexed.points) + "点中有" +
                      text(screened.failed + indexed.failed) +
                      "点因金额超出账簿范围而失败，已剔除。") +
             "</li>");
  page.raw("</ul>\n");
}

void assumptions_section(const Sensitivity &found, Page &page) {
  for (const auto &one : advice_in_words(found))
    page.text(one);
  if (!found.indexed.conditional.empty())
    choice_figure(found, page);
  page.raw("<ul>");
  for (const auto &one : sources_in_words(found))
    page.raw("<li>" + both(one) + "</li>");
  page.raw("</ul>\n");
  indices_figure(found, page, "of-effects", {"What the effects rest on", "效果取决于什么"},
                 {Answer::effect});
}

} // namespace

void write_assumptions(const Sensitivity &found, Page &page) {
  page.section("assumptions",
               {"Which assumptions could change the advice", "哪些假设可能改变建议"});
  page.text(study_words(found));
  caveats(found, page);
  assumptions_section(found, page);
}

std::string sensitivity_page(const Sensitivity &found) {
  const Words title{"How far the answers rest on assumptions", "结论在多大程度上依赖假设"};
  Page page;
  page.raw("<h1>" + both(title) + "</h1>\n");
  page.raw("<p class=\"lead\">" + both(study_words(found)) + "</p>\n");
  page.raw("<p class=\"verdict\">" + both(advice_in_words(found).front()) + "</p>\n");
  caveats(found, page);
  page.section("assumptions",
               {"Which assumptions could change the advice", "哪些假设可能改变建议"});
  assumptions_section(found, page);
  indices_figure(found, page, "of-money",
                 {"What effects for a billion yuan rest on", "每十亿元效果取决于什么"},
                 {Answer::per_yuan});
  indices_figure(found, page, "of-choice", {"What the choice rests on", "选择取决于什么"},
                 {Answer::rank, Answer::best});
  page.section("levels", {"Outcomes without the policies", "不实施政策时的结果"});
  indices_figure(found, page, "of-levels", {"What outcomes rest on", "结果取决于什么"},
                 {Answer::level});
  page.section("all", {"All assumptions", "全部假设"});
  screening_figures(found, page);
  return html_of(page, title);
}

} // namespace sme::analysis
