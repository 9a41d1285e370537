// Whether effects last, and who takes the programmes up.
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

void write_lasting(const Report &report, Page &page) {
  const auto &c = report.c;
  const auto list = report.list("lasting");
  if (list.empty())
    return;
  page.raw("<h3 id=\"lasting\">" + both("Does it last?", "能否持续？") + "</h3>\n");
  page.sentences(list);
  HtmlTable table{
      {"Effect over that of the last year of support, to the year of the answer",
       "影响与支持最后一年之比，至答案年份"},
      {both("Policy, year", "政策、年份"), both("Share", "占比"), both("interval", "区间")},
      {}};
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t y = 0; y < c.years; ++y)
      if (std::isfinite(report.stated("lasting_mean", {w, y})))
        table.rows.push_back({both(report.title(w)) + ", " + std::to_string(c.year(y)),
                              report.number("lasting_mean", {w, y}, "percent"),
                              report.range("lasting_low", "lasting_high", {w, y}, "percent")});
  if (table.rows.size() < c.worlds) // no more than the last year of support itself
    return;
  table.name = "lasting-table";
  page.raw("<details><summary>" + both("Table: year by year", "表：逐年") + "</summary>" +
           html_of(table) + "</details>\n");
}

void write_uptake(const Report &report, Page &page) {
  const auto &c = report.c;
  if (!report.has("comparison/programme_applicants_mean"))
    return;
  const auto year = std::to_string(c.year(c.horizon));
  HtmlTable table{{"Take-up of the programmes that differ from the baseline, in " + year +
                       "; firms at 1:1, money in yuan",
                   year + "年与基准不同的各项目的申领情况；企业数按1:1，金额为元"},
                  {both("Policy, programme", "政策、项目"), both("applicants", "申请企业"),
                   both("admitted", "获准"), both("refused", "被拒"), both("unserved", "未排上"),
                   both("money spent", "支出"), both("asked for in vain", "未满足的申请额")},
                  {}};
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (const auto &one : c.programmes(w)) {
      const auto p = c.place("programme", one.name);
      if (!p)
        continue;
      const At at{w, c.horizon, *p};
      std::vector<std::string> row{row_name(report.title(w), c.programme_title(one.name))};
      for (const std::string what :
           {"applicants", "admitted", "refused", "unserved", "spent", "unmet"}) {
        const auto unit = what == "spent" || what == "unmet" ? "CNY" : "";
        const auto cube = "programme_" + what;
        row.push_back(report.number(cube + "_mean", at, unit) + " (" +
                      report.range(cube + "_low", cube + "_high", at, unit) + ")");
      }
      table.rows.push_back(std::move(row));
    }
  if (table.rows.empty())
    return;
  page.raw("<h3 id=\"uptake\">" + both("Who takes it up?", "谁来申领？") + "</h3>\n");
  table.name = "uptake-table";
  page.raw(html_of(table));
}

} // namespace sme::analysis
