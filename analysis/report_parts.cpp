#include "analysis/report_parts.hpp"

#include "analysis/report_assets.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sme::analysis {

namespace {

Json parsed(const ResultReader &file, const std::string &path) {
  Json json = Json::parse(file.text(path), nullptr, false);
  if (json.is_discarded())
    throw ResultError(ResultError::corrupt, "the text " + path + " of the result is no JSON");
  return json;
}

const ResultReader &comparison_only(const ResultReader &file) {
  for (const auto &one : file.attributes())
    if (const auto *kind = std::get_if<std::string>(&one.value);
        one.name == "sme_kind" && kind != nullptr && *kind == "comparison") {
      if (std::ranges::find(file.texts(), "comparison/findings") == file.texts().end())
        throw ResultError(ResultError::schema,
                          "the comparison has one replicate, which says nothing about how sure it "
                          "is; a report needs two or more: `sme resume RESULT --extend 9`");
      return file;
    }
  throw ResultError(ResultError::schema, "the result is of one run, not of a comparison; a report "
                                         "needs what `sme compare BASE.toml POLICY.toml -o "
                                         "RESULT` writes");
}

std::size_t offset_of(const std::vector<std::size_t> &shape, const At &at) {
  if (at.size() != shape.size())
    throw std::out_of_range("a number of the report has other axes");
  std::size_t offset = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (at[i] >= shape[i])
      throw std::out_of_range("a number of the report is beyond its axis");
    offset = offset * shape[i] + at[i];
  }
  return offset;
}

Words without_figures() {
  return {"This page has no figures: the program was built without node and npm, which bundle what "
          "draws them. All numbers are in its tables.",
          "本页没有图：编译程序时缺少用来生成绘图代码的 node 和 npm。全部数字都在表中。"};
}

} // namespace

Report::Report(const ResultReader &from)
    : file(comparison_only(from)), data(read_comparison(file)), c(data),
      worlds(parsed(file, "compare/worlds")), findings(parsed(file, "comparison/findings")) {}

const Block<double> &Report::stated(const std::string &name) const {
  const auto found = cache_.find(name);
  if (found != cache_.end())
    return found->second;
  return cache_.emplace(name, file.read_real("comparison/" + name)).first->second;
}

double Report::stated(const std::string &name, const At &at) const {
  const auto &block = stated(name);
  return block.values[offset_of(block.shape, at)];
}

bool Report::has(const std::string &cube) const {
  for (const auto &one : file.cubes())
    if (one.name == cube)
      return true;
  return false;
}

double Report::mean_of(const std::string &name, std::size_t world, Places at) const {
  const Cube cube(data, name, data.scale);
  if (!cube.there())
    return std::nan("");
  const auto series = cube.series(world, at);
  return std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(series.size());
}

namespace {

/// What is no number has no unit either: a ratio to nothing, an interval of one replicate.
Words shown_amount(double value, const std::string &unit) {
  return std::isnan(value) ? Words{"not defined", "无定义"} : amount_in_words(value, unit);
}

} // namespace

std::string plain_number(double value, const std::string &unit) {
  return "<data value=\"" + exact_text(value) + "\">" + both(shown_amount(value, unit)) + "</data>";
}

std::string Report::number(const std::string &name, const At &at, const std::string &unit) const {
  const double value = stated(name, at);
  const auto cube = "comparison/" + name;
  const auto found = std::find(shown_.begin(), shown_.end(), cube);
  const auto place = found - shown_.begin();
  if (found == shown_.end())
    shown_.push_back(cube);
  return "<data value=\"" + exact_text(value) + "\" data-at=\"" + std::to_string(place) + ":" +
         places_text(at) + "\">" + both(shown_amount(value, unit)) + "</data>";
}

std::string Report::range(const std::string &low, const std::string &high, const At &at,
                          const std::string &unit) const {
  return number(low, at, unit == "CNY" || unit == "person" ? "" : unit) + both(" to ", "至") +
         number(high, at, unit);
}

std::string Report::attribute(const std::string &name) const {
  for (const auto &one : file.attributes())
    if (one.name == name) {
      if (const auto *text = std::get_if<std::string>(&one.value))
        return *text;
      if (const auto *whole = std::get_if<std::int64_t>(&one.value))
        return std::to_string(*whole);
      return exact_text(std::get<double>(one.value));
    }
  return "";
}

Words Report::finding(const std::string &list, std::size_t world,
                      const std::string &outcome) const {
  if (findings.contains(list))
    for (const auto &one : findings.at(list))
      if (one.value("world", std::size_t{0}) == world &&
          (outcome.empty() || one.value("outcome", "") == outcome))
        return {one.value("en", ""), one.value("zh", "")};
  return {};
}

std::string Report::finding_case(const std::string &list, std::size_t world) const {
  if (findings.contains(list))
    for (const auto &one : findings.at(list))
      if (one.value("world", std::size_t{0}) == world)
        return one.value("case", "");
  return "";
}

std::size_t Report::place(const std::string &axis, const std::string &label) const {
  for (const auto &one : file.axes())
    if (one.name == axis)
      for (std::size_t i = 0; i < one.labels.size(); ++i)
        if (one.labels[i] == label)
          return i;
  throw ResultError(ResultError::missing, "the result has no `" + label + "` on axis " + axis);
}

void Page::section(const std::string &id, const Words &heading) {
  html += "<h2 id=\"" + escaped(id) + "\">" + both(heading) + "</h2>\n";
}

void Page::text(const Words &words) { html += "<p>" + both(words) + "</p>\n"; }

void Page::figure(const std::string &id, const Words &title, const std::vector<Drawing> &drawings,
                  const HtmlTable &table, const Words &note) {
  html += "<figure id=\"" + escaped(id) + "\"><figcaption>" + both(title) +
          "</figcaption><div class=\"drawings\">";
  for (const auto &one : drawings) {
    html += "<div class=\"drawing\">";
    if (!one.heading.en.empty())
      html += "<h4>" + both(one.heading) + "</h4>";
    const auto number = std::to_string(specs.size());
    const auto chart = [&](const char *language, const char *tag, const std::string &alt) {
      html += std::string("<div class=\"chart ") + language + "\" lang=\"" + tag +
              "\" role=\"img\" data-language=\"" + language + "\" data-figure=\"" + number +
              "\" aria-label=\"" + escaped(alt) + "\"></div>";
    };
    const Words alt = one.alt.en.empty() ? title : one.alt;
    chart("en", "en", alt.en);
    chart("zh", "zh-CN", alt.zh);
    if (!one.alt.en.empty() && one.alt_shown)
      html += "<p class=\"alt\">" + both(one.alt) + "</p>";
    html += "</div>";
    specs.push_back(one.spec);
  }
  html += "</div>";
  if (!note.en.empty())
    html += "<p class=\"note\">" + both(note) + "</p>";
  auto named = table;
  named.name = id;
  html += "<details><summary>" + both("Table: ", "表：") + both(title) + "</summary>" +
          html_of(named) + "</details></figure>\n";
}

void Page::no_figure(const std::string &id, const Words &title, const Words &why) {
  html += "<figure id=\"" + escaped(id) + "\"><figcaption>" + both(title) + "</figcaption><p>" +
          both(why) + "</p></figure>\n";
}

Json drawing_of(Json data, int height, const Json &more) {
  Json spec{{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"},
            {"autosize", {{"type", "fit"}, {"contains", "padding"}}},
            {"height", height},
            {"data", {{"values", std::move(data)}}}};
  spec.update(more);
  return spec;
}

Json lines_json(const Words &words, std::size_t most) {
  const std::size_t line = std::max<std::size_t>(1, most / 2);
  std::string en;
  std::size_t length = 0;
  for (const char letter : words.en) {
    const bool end = letter == ' ' && length >= line;
    en += end ? '\n' : letter;
    length = end ? 0 : length + 1;
  }
  std::string zh;
  std::size_t letters = 0;
  for (const char letter : words.zh) {
    const bool first = (static_cast<unsigned char>(letter) & 0xC0U) != 0x80U;
    if (first && letters >= line && letters % line == 0)
      zh += '\n';
    letters += first ? 1 : 0;
    zh += letter;
  }
  return words_json({en, zh});
}

Json number_axis(const Words &title) {
  const std::string size = "abs(datum.value)";
  const auto in = [&](const char *unit, const char *name) {
    return "format(datum.value/" + std::string(unit) + ",',~r')+'" + name + "'";
  };
  const std::string small = "format(datum.value,',~r')";
  return {{"title", words_json(title)},
          {"labelExpr",
           {{"en", size + ">=1e9?" + in("1e9", " bn") + ":" + size + ">=1e6?" + in("1e6", " m") +
                       ":" + small},
            {"zh", size + ">=1e8?" + in("1e8", "亿") + ":" + size + ">=1e4?" + in("1e4", "万") +
                       ":" + small}}}};
}

const std::vector<std::string> &colours() {
  static const std::vector<std::string> all{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A5C00",
                                            "#56B4E9", "#5B3F8C", "#8C2D04", "#444444", "#00565B"};
  return all;
}

Json policy_colour(const Report &report, std::size_t first) {
  auto channel = policy_mark(report, first);
  for (std::size_t w = first; w < report.c.worlds; ++w)
    channel["scale"]["range"].push_back(w == 0 ? "#222222" : colours()[(w - 1) % colours().size()]);
  channel["legend"]["symbolOpacity"] = 1;
  return channel;
}

Json policy_mark(const Report &report, std::size_t first) {
  Json domain = Json::array();
  for (std::size_t w = first; w < report.c.worlds; ++w)
    domain.push_back(words_json(report.title(w)));
  return {{"field", "policy"},
          {"type", "nominal"},
          {"title", nullptr},
          {"scale", {{"domain", domain}}}};
}

std::string html_of(const Page &page, const Words &title, const std::vector<std::string> &cubes) {
  const std::string style(report_style()), script(report_script());
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src " +
         source_of(script) + "; style-src " + source_of(style) +
         "; img-src data:; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         escaped(title.en + " · " + title.zh) + "</title>\n<style>" + style +
         "</style></head>\n<body>\n"
         "<input class=\"language\" type=\"radio\" name=\"language\" id=\"language-en\" checked>\n"
         "<input class=\"language\" type=\"radio\" name=\"language\" id=\"language-zh\">\n"
         "<div class=\"switch\"><label for=\"language-en\">English</label>"
         "<label for=\"language-zh\" lang=\"zh-CN\">中文</label></div>\n<main>\n" +
         (script.empty() ? "<p class=\"note\">" + both(without_figures()) + "</p>"
                         : std::string()) +
         page.html + "</main>\n<script type=\"application/json\" id=\"cubes\">" +
         script_json(Json(cubes)) + "</script>\n<script type=\"application/json\" id=\"specs\">" +
         script_json(page.specs) + "</script>\n<script>" + script + "</script>\n</body></html>\n";
}

} // namespace sme::analysis
