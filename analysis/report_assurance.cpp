// What this cannot tell, the assurance page, and the full tables.
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

namespace {

void limits(const Report &report, Page &page) {
  page.section("limits", {"What this cannot tell you", "本页不能告诉您什么"});
  const std::vector<Words> all{
      {"It does not forecast. It compares worlds of one model that differ in the policy alone.",
       "本页不作预测，只比较同一模型中仅政策不同的世界。"},
      report.data.per_draw > 0
          ? Words{"Doubt about equations and data is in none of the intervals; of the parameters "
                  "only those that were calibrated are drawn.",
                  "方程与数据的不确定性不在任何区间之内；参数中只有经校准者被抽样。"}
          : Words{"Doubt about parameters, equations and data is in none of the intervals; it is "
                  "the larger part.",
                  "参数、方程与数据的不确定性不在任何区间之内，而它是主要部分。"},
      {"Substitution inside a firm is not represented.", "企业内部替代未被刻画。"},
      {"Not modelled: households and foreign firms as agents, workers one by one, intermediaries "
       "who write files.",
       "未建模：作为主体的居民与外国企业、逐个劳动者、代写材料的中介。"},
      {"Switching values are of what is assumed beside the model (worth, cost, delay, discount). "
       "How far an assumption inside it must move needs runs of its own: `sme sensitivity`.",
       "临界值针对模型之外的假设（价值、成本、推迟、折现）。模型内部假设要变动多少才会改变结论，"
       "需另行运行：`sme sensitivity`。"},
      {"Results by province, chain and size are exploratory.",
       "分省、分链、分规模的结果属探索性。"}};
  page.raw("<ul>");
  for (const auto &one : all)
    page.raw("<li>" + with_code(one) + "</li>");
  page.raw("</ul>\n");
}

/// What the program checked of these figures itself, and where its tests are.
void checks(const Report &report, Page &page) {
  HtmlTable table{
      {"Checked by the program while it computed this result", "程序在计算本结果时自行核对的内容"},
      {both("What", "项目"), both("checks", "次数"), both("failed", "未通过")},
      {}};
  for (const auto &one : report.file.axes())
    for (std::size_t k = 0; one.name == "comparison/check" && k < one.labels.size(); ++k)
      table.rows.push_back({both(label_words(one.labels[k])), report.number("check_count", {k}),
                            report.number("check_failed", {k})});
  table.name = "checks";
  page.raw("<h3>" + both("What was checked", "核对了什么") + "</h3>" + html_of(table));
  page.text({"Books that do not close stop the program, so that there is no result. Whether the "
             "program passed its tests is not in the result: `tests/run.sh` in the sources of this "
             "version runs them all and counts them in its last line; what they are: README.md, "
             "Rooms.",
             "账目不平时程序即停止，不会产生结果。程序是否通过测试不在结果中：在该版本源码中运行 "
             "`tests/run.sh`即可全部运行，末行给出计数；说明见 README.md 的 Rooms 一节。"});
}

} // namespace

void write_assurance(const Report &report, Page &page) {
  limits(report, page);
  page.section("assurance", {"Assurance: how this was made", "可信依据：本页如何产生"});
  HtmlTable table{{"Taken from the result file", "取自结果文件"},
                  {both("What", "项目"), both("Value", "内容")},
                  {}};
  const std::vector<std::pair<std::string, Words>> wanted{
      {"product_version", {"version of the program", "程序版本"}},
      {"id", {"identity of the result", "结果标识"}},
      {"sme_schema_version", {"layout of the result", "结果格式版本"}},
      {"sme_chance_version", {"random numbers", "随机数"}},
      {"sme_seed", {"seed", "随机种子"}},
      {"sme_scale", {"scale (firms simulated per firm)", "规模（每家企业对应的模拟企业）"}},
      {"sme_parting", {"the worlds part in", "世界分叉于"}},
      {"sme_compare_sha256", {"hash of the settings of the comparison", "比较设定的散列"}},
      {"sme_platform", {"arithmetic of the machine", "机器算术"}},
      {"references", {"description and data sources", "说明与数据来源"}},
      {"license", {"licence", "许可"}}};
  for (const auto &[name, words] : wanted)
    table.rows.push_back({both(words), "<code>" + escaped(report.attribute(name)) + "</code>"});
  table.rows.push_back({both("share of work saved by the shared past", "共同历史节省的计算占比"),
                        plain_number(report.real_attribute("sme_shared_share"), "percent")});
  const auto manifest = Json::parse(report.file.text("provenance/manifest"), nullptr, false);
  const auto compiler = manifest.is_object() ? manifest.value("compiler", Json()) : Json();
  if (compiler.is_object())
    table.rows.push_back(
        {both("compiler", "编译器"),
         "<code>" +
             escaped(compiler.value("id", "") + " " + compiler.value("version", "") + ", " +
                     compiler.value("flags", "")) +
             "</code>"});
  const auto settings = report.file.text("compare/settings");
  const bool same = sha256_of_text(settings) == report.attribute("sme_compare_sha256");
  table.rows.push_back({both("settings unchanged since the run", "设定自运行后未改动"),
                        same ? both("yes, the hash fits", "是，散列一致")
                             : both("NO: the settings were edited after the run; do not trust the "
                                    "choice of outcome and thresholds",
                                    "否：设定在运行后被修改，请勿信任结果与门槛的选择")});
  for (std::size_t w = 0; w < report.c.worlds; ++w)
    table.rows.push_back(
        {both(report.title(w).en + ", scenario file", report.title(w).zh + "，情景文件"),
         "<code>" + escaped(report.worlds.at(w).value("file", "")) + "</code>"});
  table.name = "assurance";
  page.raw(html_of(table));
  page.raw("<h3>" + both("To get the same bytes again", "重新得到同样的字节") + "</h3><pre>" +
           escaped(report.file.text("compare/command")) + "</pre>");
  checks(report, page);
  page.raw("<details><summary>" + both("Settings of the comparison", "比较设定") +
           "</summary><pre>" + escaped(settings) + "</pre></details><details><summary>" +
           both("Manifest", "清单") + "</summary><pre>" +
           escaped(report.file.text("provenance/manifest")) + "</pre></details>\n");
}

void write_tables(const Report &report, Page &page) {
  page.section("tables", {"Full tables", "完整表格"});
  const auto &c = report.c;
  const auto year = std::to_string(c.year(c.horizon));
  for (std::size_t w = 1; w < c.worlds; ++w) {
    HtmlTable table{{"All outcomes in " + year, year + "年全部结果"},
                    {both("Outcome", "结果"), both("Baseline", "基准"), both("Policy", "政策"),
                     both("Effect", "效果"), both("95 % interval", "95%区间"),
                     both("simultaneous", "同时区间"), both("variance ratio", "方差比"),
                     both("smallest detectable", "可检出的最小效果"), "p",
                     both("In words", "文字")},
                    {}};
    for (std::size_t o = 0; o < c.outcomes; ++o) {
      const At at{w, o, c.horizon};
      const auto unit = c.outcome_unit(o);
      const auto key = c.axis("outcome").labels[o];
      table.rows.push_back(
          {both(c.outcome_title(o)), report.number("effect_baseline", at, unit_of_level(unit)),
           report.number("effect_policy", at, unit_of_level(unit)),
           report.number("effect_mean", at, unit),
           report.range("effect_low", "effect_high", at, unit),
           report.range("effect_low_all", "effect_high_all", at, unit),
           report.number("effect_vrr", at), report.number("effect_mde", at, unit),
           report.number("effect_p", at),
           sentence_cell(report.finding(o == c.primary ? "primary" : "outcome", w, key))});
    }
    table.name = "outcomes-" + std::to_string(w);
    page.raw("<details><summary>" + both(report.title(w)) + "</summary>" + html_of(table) +
             "</details>\n");
  }
  page.text(
      {"Every number is in the result file: `data-at` of a number is the place of its cube in the "
       "list with the id `cubes`, then its place in the cube, and `value` is the exact number; "
       "HDF5 "
       "opens in Python, R and h5web. CSV below a table saves it with exact numbers.",
       "每个数字都在结果文件中：数字的`data-at`属性先给出数据立方体在id为`cubes`的列表中的序号，"
       "再给出其中的位置，`value`为精确值；HDF5可用Python、R和h5web打开。表下的CSV按钮可保存精确"
       "数字。"});
}

} // namespace sme::analysis
