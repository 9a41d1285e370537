// The first screen: question, options, baseline; the answer by policy; what to keep in mind.
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

namespace {

Words option_words(const Report &report, std::size_t world) {
  Words out = report.title(world);
  Words inside;
  for (const auto &one : report.worlds.at(world).value("programmes", Json::array())) {
    if (!one.value("new", false))
      continue;
    const auto what = label_words(one.value("instrument", ""));
    const auto payer = label_words(one.value("payer", ""));
    const auto from = one.value("from", ""), until = one.value("until", "");
    const double budget = one.value("yearly_budget", 0.0);
    inside.en += (inside.en.empty() ? "" : "; ") + what.en + " from " + from +
                 (until.empty() ? "" : " to " + until) + ", paid by " +
                 (payer.en == "provinces" ? "the provinces" : "the " + payer.en);
    inside.zh += (inside.zh.empty() ? "" : "；") + what.zh + "，" + from + "起" +
                 (until.empty() ? "" : "至" + until) + "，由" + payer.zh + "承担";
    if (budget < 1e12) { // the default stands for no limit
      inside.en += ", at most " + amount_in_words(budget, "CNY").en + " a year";
      inside.zh += "，每年至多" + amount_in_words(budget, "CNY").zh;
    }
  }
  if (inside.en.empty() && report.worlds.at(world).value("other_rules", false))
    inside = {"other rules", "规则不同"};
  if (inside.en.empty() && report.changes_nothing(world))
    inside = {"the same rules as the baseline", "规则与基准相同"};
  if (inside.en.empty())
    inside = {"other settings", "其他设定不同"};
  out.en += " (" + inside.en + ")";
  out.zh += "（" + inside.zh + "）";
  return out;
}

/// Extra public money by payer, undiscounted, up to the horizon.
std::vector<double> paid(const Report &report, std::size_t world) {
  const auto payers = report.c.axis("payer").size();
  std::vector<double> out(payers, 0);
  for (std::size_t p = 0; p < payers; ++p)
    for (std::size_t y = 0; y <= report.c.horizon; ++y)
      for (std::size_t k = 0; k < report.c.axis("programme").size(); ++k)
        for (const auto &[cube, sign] : {std::pair{"programme_spent", 1.0},
                                         {"programme_forgone", 1.0},
                                         {"programme_returned", -1.0}})
          out[p] +=
              sign * (report.mean_of(cube, world, {y, k, p}) - report.mean_of(cube, 0, {y, k, p}));
  return out;
}

Words who_pays(const Report &report, std::size_t world) {
  const auto amounts = paid(report, world);
  const auto &labels = report.c.axis("payer").labels;
  Words out;
  for (std::size_t p = 0; p < amounts.size(); ++p) {
    auto amount = amount_in_words(std::abs(amounts[p]), "CNY");
    if (amounts[p] < 0)
      amount = {"saves " + amount.en, "节省" + amount.zh};
    const auto who = label_words(labels[p]);
    out.en += (out.en.empty() ? "" : "; ") + who.en + " " + amount.en;
    out.zh += (out.zh.empty() ? "" : "；") + who.zh + amount.zh;
  }
  return out;
}

Words who_loses(const Report &report, std::size_t world) {
  const auto measure = report.place("measure", "revenue");
  const auto gain = report.place("direction", "gains"), lose = report.place("direction", "loses");
  double losing = 0, gaining = 0;
  for (std::size_t s = 0; s < report.c.axis("state_from").size(); ++s) {
    losing += report.mean_of("affected_firms", world, {report.c.horizon, measure, s, lose});
    gaining += report.mean_of("affected_firms", world, {report.c.horizon, measure, s, gain});
  }
  double pushed = 0;
  const auto tier = report.place("tier", "little_giant");
  for (const char *part :
       {"displaced", "harmed", "baseline_only_treated", "baseline_only_untreated"})
    pushed += report.mean_of("split", world, {report.c.horizon, tier, report.place("part", part)});
  const auto a = number_in_words(pushed), b = number_in_words(losing), d = number_in_words(gaining);
  Words out{a.en + " firms are little giants in the baseline and not under the policy",
            a.zh + "家企业在基准中是小巨人，在该政策下不是"};
  if (pushed == 0)
    out = {"no little giant of the baseline is lost", "基准中的小巨人无一流失"};
  if (losing == 0 && gaining == 0)
    return {out.en + "; no firm's revenue differs", out.zh + "；没有企业的收入不同"};
  return {out.en + "; revenue is lower in " + b.en + " firms, higher in " + d.en,
          out.zh + "；" + b.zh + "家企业收入更低，" + d.zh + "家更高"};
}

Words verdict(const Report &report) {
  bool nothing = true;
  for (std::size_t w = 1; w < report.c.worlds; ++w)
    nothing = nothing && report.changes_nothing(w);
  if (nothing)
    return {"Nothing changes: no option sets anything that the baseline does not set, and the "
            "worlds are the same, firm by firm. Every difference on this page is zero by "
            "construction; it says nothing about any policy.",
            "没有任何变化：各方案的设定与基准完全相同，两个世界逐个企业一致。本页的差别由设定决定均"
            "为零，不说明任何政策的效果。"};
  const auto yuan = report.list("yuan");
  return yuan.empty() ? Words{} : Words{yuan[0].value("en", ""), yuan[0].value("zh", "")};
}

/// A finding beside the name of its policy: without the name at its beginning.
Words without_name(Words finding, const Words &name) {
  for (const auto &start : {"Under " + name.en + ", ", name.en + " "})
    if (finding.en.starts_with(start) && finding.en.size() > start.size()) {
      finding.en.erase(0, start.size());
      if (finding.en[0] >= 'a' && finding.en[0] <= 'z')
        finding.en[0] = static_cast<char>(finding.en[0] - 'a' + 'A');
    }
  for (const auto &start : {"在" + name.zh + "下，", name.zh})
    if (finding.zh.starts_with(start))
      finding.zh.erase(0, start.size());
  return finding;
}

/// All in one sentence, for a few.
std::string few_options(const Report &report) {
  Words options;
  for (std::size_t w = 1; w < report.c.worlds; ++w) {
    const auto one = option_words(report, w);
    options.en += (w == 1 ? "" : "; ") + one.en;
    options.zh += (w == 1 ? "" : "；") + one.zh;
  }
  return both(options.en + ".", options.zh + "。");
}

std::string many_options(const Report &report) {
  const auto count = std::to_string(report.c.worlds - 1);
  return both(count + " policies, one row each; ", count + "项政策，每项一行；") +
         "<a href=\"#options\">" + both("each one in words is below the table", "逐项说明见表后") +
         "</a>" + both(".", "。");
}

/// What an effect is, in a word or two; its sentence stands below the table.
Words short_words(const std::string &rule) {
  static const std::map<std::string, Words> all{
      {"by_construction", {"the same by construction", "设定相同"}},
      {"never_differs", {"no difference in any pair", "各对均无差别"}},
      {"one_replicate", {"one replicate: cannot tell", "仅一次重复，无法判断"}},
      {"raises", {"raises", "提高"}},
      {"lowers", {"lowers", "降低"}},
      {"negligible", {"negligible", "可忽略"}},
      {"too_few", {"too few replicates to tell", "重复太少，无法判断"}},
      {"unclear", {"no clear difference", "无明确差别"}}};
  const auto found = all.find(rule);
  return found == all.end() ? Words{rule, rule} : found->second;
}

void options_in_words(const Report &report, Page &page) {
  page.raw("<h3 id=\"options\">" + both("The options one by one", "逐项方案") + "</h3>\n<ul>");
  for (std::size_t w = 1; w < report.c.worlds; ++w) {
    const auto name = report.title(w);
    const auto cost = without_name(report.finding("cost", w), name);
    page.raw("<li><b>" + both(option_words(report, w)) + "</b> " +
             both(without_name(report.finding("primary", w), name)) + " " + both(cost) + "</li>\n");
  }
  page.raw("</ul>\n");
}

/// The other answers (COMPARISON 1.7): what a job costs, and who survives.
void jobs_and_survival(const Report &report, Page &page) {
  const auto &c = report.c;
  const auto staff = c.place("outcome", "staff"), survival = c.place("outcome", "survival");
  if (!staff)
    return;
  HtmlTable table{
      {"Jobs and survival in the same year; a job-year is one more job in one year up to "
       "then. Intervals: simultaneous over policies and years for jobs and survival, of "
       "one statement for costs",
       "同一年份的就业与存活；岗位·年指截至该年每年多一个岗位。就业与存活的区间对全部政策和"
       "年份同时成立，成本区间为单项"},
      {both("Policy", "政策"), both("More jobs", "新增岗位"),
       both("Cost of one more job", "每多一个岗位的成本"),
       both("of one more job-year", "每多一个岗位·年的成本"),
       both("Survival of firms", "企业存活率")},
      {}};
  const auto job = report.place("comparison/unit", "staff"),
             job_year = report.place("comparison/unit", "staff_years");
  const auto effect = [&](std::size_t w, std::size_t outcome, const std::string &unit) {
    const At at{w, outcome, c.horizon};
    return report.number("effect_mean", at, unit) + " (" +
           report.range("effect_low_all", "effect_high_all", at, unit) + ")";
  };
  const auto cost = [&](std::size_t w, std::size_t unit) { // without a limit a mean says nothing
    const auto limits = report.range("cost_per_low", "cost_per_high", {w, unit}, "CNY");
    return report.stated("cost_per_bounded", {w, unit}) == 1
               ? report.number("cost_per_mean", {w, unit}, "CNY") + " (" + limits + ")"
               : limits;
  };
  for (std::size_t w = 1; w < c.worlds; ++w)
    table.rows.push_back({both(report.title(w)), effect(w, *staff, "person"),
                          report.changes_nothing(w) ? "" : cost(w, job),
                          report.changes_nothing(w) ? "" : cost(w, job_year),
                          survival ? effect(w, *survival, "share") : ""});
  table.name = "jobs-survival";
  page.raw(html_of(table));
}

} // namespace

void write_answer(const Report &report, Page &page) {
  const auto outcome = report.c.outcome_title(report.c.primary);
  const auto unit_of = report.c.outcome_unit(report.c.primary);
  const auto year = std::to_string(report.c.year(report.c.horizon));
  const auto base = report.title(0);
  const bool many = report.c.worlds > 4; // then the sentences stand below the table
  page.raw("<h1>" +
           both("What does each policy do to: " + outcome.en + ", by " + year + "?",
                "到" + year + "年，各项政策对" + outcome.zh + "有何影响？") +
           "</h1>\n");
  page.raw("<p class=\"lead\"><b>" + both("Options: ", "方案：") + "</b>" +
           (many ? many_options(report) : few_options(report)) + "</p>\n");
  const auto level =
      report.number("effect_baseline", {1, report.c.primary, report.c.horizon}, unit_of);
  page.raw("<p class=\"lead\"><b>" + both("Baseline: ", "基准：") + "</b>" +
           both(base.en + ", without any of them, where the number in " + year + " is ",
                base.zh + "，不实施上述任何方案；" + year + "年的数量为") +
           level + both(".", "。") + "</p>\n");
  page.raw("<p class=\"verdict\">" + both(verdict(report)) + "</p>\n");

  const auto head = [](const char *en, const char *zh) { return both(en, zh); };
  const std::vector<std::string> header{head("Policy", "政策"), head("What it changes", "效果"),
                                        head("Cost of one more", "每多一个的成本"),
                                        head("Who pays", "谁付钱"), head("Who loses", "谁受损")};
  HtmlTable table{{"Interval: simultaneous over all policies. Money: extra to the baseline, " +
                       std::to_string(report.c.year(0)) + "-" + year +
                       ", undiscounted where it says who pays.",
                   "区间对全部政策同时成立。金额为" + std::to_string(report.c.year(0)) + "—" +
                       year + "年相对基准的增加额；“谁付钱”一栏未折现。"},
                  header,
                  {}};
  const auto unit = report.place("comparison/unit", "primary");
  for (std::size_t w = 1; w < report.c.worlds; ++w) {
    const auto cell = [&](std::size_t i, const std::string &content) {
      return "<span class=\"cell\">" + header[i] + "</span>" + content;
    };
    auto effect = both(many ? short_words(report.finding_case("primary", w))
                            : without_name(report.finding("primary", w), report.title(w))) +
                  "<br>" + report.number("primary_mean", {w}, unit_of) + both(" (", "（") +
                  report.range("primary_low_all", "primary_high_all", {w}, unit_of) +
                  both(")", "）");
    auto cost = many ? "" : both(without_name(report.finding("cost", w), report.title(w))) + "<br>";
    if (report.stated("cost_per_bounded", {w, unit}) == 1)
      cost += report.number("cost_per_mean", {w, unit}, "CNY") + both(" (", "（") +
              report.range("cost_per_low", "cost_per_high", {w, unit}, "CNY") + both(")", "）");
    else if (many)
      cost = report.range("cost_per_low", "cost_per_high", {w, unit}, "CNY");
    if (report.finding("cost", w).en.empty())
      cost = both("no cost: the worlds are the same", "没有成本：两个世界相同");
    table.rows.push_back({both(report.title(w)), cell(1, effect), cell(2, cost),
                          cell(3, both(who_pays(report, w))), cell(4, both(who_loses(report, w)))});
  }
  table.name = "answer";
  auto html = html_of(table);
  html.replace(html.find("<table"), 6,
               many ? "<table class=\"answer many\"" : "<table class=\"answer\"");
  page.raw(html);

  jobs_and_survival(report, page);
  page.raw("<ul class=\"caveats\">");
  std::size_t count = 0;
  for (const auto &one : report.findings.value("caveat", Json::array()))
    if (count++ < 3)
      page.raw("<li>" + both(one.value("en", ""), one.value("zh", "")) + "</li>");
  page.raw("</ul>\n");
  if (many)
    options_in_words(report, page);
}

} // namespace sme::analysis
