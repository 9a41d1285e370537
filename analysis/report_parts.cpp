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
      for (const auto &version : file.attributes())
        if (version.name == "sme_schema_version" && version.value == Attribute(std::int64_t{1}))
          throw ResultError(
              ResultError::schema,
              "the comparison was made by an earlier version of the program and lacks "
              "what the page states now; `sme compare` again, with the command in its "
              "text compare/command");
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
  if (std::isnan(value))
    return {"not defined", "无定义"};
  if (unit == "percent" || unit == "hundredths") {
    const auto number = number_in_words(100 * value);
    return unit == "percent" ? Words{number.en + " %", number.zh + "%"} : number;
  }
  if (unit == "year") {
    const auto number = number_in_words(value);
    return {number.en + (value == 1 ? " year" : " years"), number.zh + "年"};
  }
  return amount_in_words(value, unit);
}

/// The unit of the low end of an interval, whose high end bears it.
std::string bare(const std::string &unit) {
  if (unit == "share" || unit == "percent")
    return "hundredths";
  return "";
}

} // namespace

std::string plain_number(double value, const std::string &unit) {
  return "<data value=" + exact_text(value) + ">" + both(shown_amount(value, unit)) + "</data>";
}

std::string Report::number(const std::string &name, const At &at, const std::string &unit) const {
  const double value = stated(name, at);
  const auto cube = "comparison/" + name;
  const auto found = std::find(shown_.begin(), shown_.end(), cube);
  const auto place = found - shown_.begin();
  if (found == shown_.end())
    shown_.push_back(cube);
  return "<data value=" + exact_text(value) + " data-at=" + std::to_string(place) + ":" +
         places_text(at) + ">" + both(shown_amount(value, unit)) + "</data>";
}

std::string Report::range(const std::string &low, const std::string &high, const At &at,
                          const std::string &unit) const {
  const double from = stated(low, at), to = stated(high, at);
  if (std::isnan(from) && std::isnan(to))
    return number(low, at);
  if (std::isinf(from) && std::isinf(to) && from < to)
    return both("nothing is ruled out: ", "不排除任何数值：") + number(low, at) +
           both(" to ", "至") + number(high, at);
  if (std::isfinite(from) && std::isinf(to))
    return both("at least ", "至少") + number(low, at, unit) + both(", ", "，") + number(high, at);
  return number(low, at, bare(unit)) + both(" to ", "至") + number(high, at, unit);
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

double Report::real_attribute(const std::string &name) const {
  for (const auto &one : file.attributes())
    if (const auto *real = std::get_if<double>(&one.value); one.name == name && real != nullptr)
      return *real;
  return std::nan("");
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

std::string row_name(const Words &first, const Words &second) {
  return with_code({first.en + ": " + second.en, first.zh + "：" + second.zh});
}

std::string sentence_cell(const Words &words) {
  return "<span class=words>" + with_code(words) + "</span>";
}

std::string unit_of_level(const std::string &unit) { return unit == "share" ? "percent" : unit; }

void Page::section(const std::string &id, const Words &heading) {
  html += "<h2 id=\"" + escaped(id) + "\">" + both(heading) + "</h2>\n";
}

std::string with_code(const Words &words) {
  for (const std::string &text : {words.en, words.zh}) // a title may hold one that is no mark
    if (std::ranges::count(text, '`') % 2 != 0)
      return both(words);
  std::string out;
  bool inside = false;
  for (const char letter : both(words))
    if (letter == '`') {
      out += inside ? "</code>" : "<code>";
      inside = !inside;
    } else {
      out += letter;
    }
  return out;
}

void Page::text(const Words &words) { html += "<p>" + with_code(words) + "</p>\n"; }

void Page::sentences(const Json &list, int input) {
  if (list.empty())
    return;
  html += "<ul>";
  for (const auto &one : list)
    if (input < 0 || one.value("input", -1) == input)
      html += "<li>" + with_code({one.value("en", ""), one.value("zh", "")}) + "</li>";
  html += "</ul>\n";
}

void Page::figure(const std::string &id, const Words &title, const std::vector<Drawing> &drawings,
                  const HtmlTable &table, const Words &note) {
  html += "<figure id=\"" + escaped(id) + "\"><figcaption>" + both(title) +
          "</figcaption><div class=\"drawings\">";
  for (const auto &one : drawings) {
    html += one.wide ? "<div class=\"drawing wide\">" : "<div class=\"drawing\">";
    if (!one.heading.en.empty())
      html += "<h4>" + both(one.heading) + "</h4>";
    const auto number = std::to_string(specs.size());
    const auto chart = [&](const char *language, const char *tag, const std::string &alt) {
      html += std::string("<div class=\"chart ") + language + "\" lang=\"" + tag +
              "\" role=\"img\" data-language=\"" + language + "\" data-figure=\"" + number +
              "\" aria-label=\"" + escaped(alt) + "\"></div>";
    };
    const Words alt = !one.alt.en.empty()      ? one.alt
                      : one.heading.en.empty() ? title
                                               : Words{title.en + ": " + one.heading.en,
                                                       title.zh + "：" + one.heading.zh};
    chart("en", "en", alt.en);
    chart("zh", "zh", alt.zh);
    if (!one.alt.en.empty() && one.alt_shown)
      html += "<p class=\"alt\">" + both(one.alt) + "</p>";
    html += "</div>";
    specs.push_back(one.spec);
  }
  html += "</div>";
  if (!note.en.empty())
    html += "<p class=\"note\">" + with_code(note) + "</p>";
  auto named = table;
  named.name = id;
  html += "<details><summary>" + both("Table: ", "表：") + both(title) + "</summary>" +
          html_of(named) + "</details></figure>\n";
}

void Page::no_figure(const std::string &id, const Words &title, const Words &why) {
  html += "<figure id=\"" + escaped(id) + "\"><figcaption>" + both(title) + "</figcaption><p>" +
          both(why) + "</p></figure>\n";
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
         "<label for=\"language-zh\" lang=\"zh\">中文</label></div>\n<main>\n" +
         (script.empty() ? "<p class=\"note\">" + both(without_figures()) + "</p>"
                         : std::string()) +
         page.html + "</main>\n<script type=\"application/json\" id=\"cubes\">" +
         script_json(Json(cubes)) + "</script>\n<script type=\"application/json\" id=\"specs\">" +
         script_json(page.specs) + "</script>\n<script>" + script + "</script>\n</body></html>\n";
}

} // namespace sme::analysis
