// Who moves up: flows between tiers from the parting to the horizon, against the baseline.
#include <algorithm>
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

namespace {

/// The order of bars, top first; firms that never touch the ladder are left out.
const std::vector<std::string> &order() {
  static const std::vector<std::string> all{"champion",   "little_giant", "srdi",
                                            "innovative", "none",         "absent"};
  return all;
}

bool on_ladder(const std::string &from, const std::string &to) {
  const auto off = [](const std::string &one) { return one == "none" || one == "absent"; };
  return !(off(from) && off(to));
}

/// Ribbons as areas between two columns of bars, and the bars' names.
Json alluvial(const Report &report, std::size_t world) {
  const auto &c = report.c;
  const auto count = [&](const std::string &from, const std::string &to) {
    return on_ladder(from, to) ? report.mean_of("moves", world,
                                                {c.horizon, report.place("state_from", from),
                                                 report.place("state_to", to)})
                               : 0.0;
  };
  double total = 0;
  for (const auto &from : order())
    for (const auto &to : order())
      total += count(from, to);
  const double gap = 0.045 * total;
  std::map<std::string, double> left, right, height_left, height_right;
  double a = 0, b = 0;
  for (const auto &one : order()) {
    left[one] = a;
    right[one] = b;
    for (const auto &other : order()) {
      height_left[one] += count(one, other);
      height_right[one] += count(other, one);
    }
    a += height_left[one] + gap;
    b += height_right[one] + gap;
  }
  const std::map<std::string, std::string> ink{{"champion", "#8C2D04"}, {"little_giant", "#D55E00"},
                                               {"srdi", "#009E73"},     {"innovative", "#56B4E9"},
                                               {"none", "#8a8a8a"},     {"absent", "#c9c9c9"}};
  Json ribbons = Json::array(), names = Json::array();
  auto from_at = left, to_at = right;
  for (const auto &from : order())
    for (const auto &to : order()) {
      const double size = count(from, to);
      if (!(size > 0))
        continue;
      const auto id = from + ">" + to;
      for (const double x : {0.0, 0.06, 0.94, 1.0}) {
        const double y = x < 0.5 ? from_at[from] : to_at[to];
        ribbons.push_back({{"id", id}, {"state", from}, {"x", x}, {"y", y}, {"y2", y + size}});
      }
      from_at[from] += size;
      to_at[to] += size;
    }
  for (const bool start : {true, false}) {
    double free = -1e300; // names keep their distance
    for (const auto &one : order()) {
      const double height = start ? height_left[one] : height_right[one];
      if (!(height > 0))
        continue;
      const double middle = (start ? left[one] : right[one]) + height / 2;
      const double at = std::max(middle, free);
      free = at + 0.06 * (std::max(a, b) - gap);
      const auto words = label_words(one), number = number_in_words(height);
      names.push_back({{"x", start ? 0.0 : 1.0},
                       {"start", start},
                       {"y", at},
                       {"text", words_json({words.en + " " + number.en, words.zh + number.zh})}});
    }
  }
  Json domain = Json::array(), range = Json::array();
  for (const auto &one : order()) {
    domain.push_back(one);
    range.push_back(ink.at(one));
  }
  const Json x{{"field", "x"},
               {"type", "quantitative"},
               {"axis", nullptr},
               {"scale", {{"domain", {-0.9, 1.9}}, {"nice", false}}}};
  const Json y{{"field", "y"},
               {"type", "quantitative"},
               {"axis", nullptr},
               {"scale", {{"reverse", true}, {"nice", false}}}};
  const auto name = [&](const char *which, const char *align, int dx) -> Json {
    return {{"data", {{"values", names}}},
            {"transform", Json::array({{{"filter", which}}})},
            {"mark", {{"type", "text"}, {"align", align}, {"dx", dx}, {"baseline", "middle"}}},
            {"encoding", {{"x", x}, {"y", y}, {"text", {{"field", "text"}, {"type", "nominal"}}}}}};
  };
  return drawing_of(
      ribbons, 300,
      {{"layer",
        Json::array({{{"mark", {{"type", "area"}, {"interpolate", "monotone"}, {"opacity", 0.75}}},
                      {"encoding",
                       {{"x", x},
                        {"y", y},
                        {"y2", {{"field", "y2"}}},
                        {"detail", {{"field", "id"}, {"type", "nominal"}}},
                        {"color",
                         {{"field", "state"},
                          {"type", "nominal"},
                          {"legend", nullptr},
                          {"scale", {{"domain", domain}, {"range", range}}}}}}}},
                     name("datum.start", "right", -5),
                     name("!datum.start", "left", 5)})}});
}

} // namespace

void write_flows(const Report &report, Page &page) {
  const auto &c = report.c;
  const auto parting = report.attribute("sme_parting");
  const auto year = std::to_string(c.year(c.horizon));
  const auto place = report.place("state_from", "none");
  if (!std::isfinite(report.mean_of("moves", 0, {c.horizon, place, place}))) {
    page.no_figure("flows", {"Who moves up, to the end of " + year, "谁在升级：至" + year + "年末"},
                   {"Nobody moves otherwise than in the baseline: the worlds never part, so there "
                    "is no parting from which moves could be counted.",
                    "没有企业的升降与基准不同：两个世界从不分叉，因此没有可供计数的起点。"});
    return;
  }
  HtmlTable table{{"Firms by state at the parting and at the end, mean over replicates, nation",
                   "按分叉时与期末状态的企业数（重复均值，全国）"},
                  {both("From, to", "从、到")},
                  {}};
  std::vector<Drawing> drawings;
  // Bands of the baseline only: to the eye those of the policies are the same. What a policy
  // changes is in the squares.
  drawings.push_back({report.title(0), {}, alluvial(report, 0), true, true});
  for (std::size_t w = 0; w < c.worlds; ++w)
    table.header.push_back(both(report.title(w)));
  for (std::size_t w = 1; w < c.worlds; ++w)
    table.header.push_back(
        both(report.title(w).en + " less baseline", report.title(w).zh + "减基准"));
  const auto &states = c.axis("state_from").labels;
  for (std::size_t a = 0; a < states.size(); ++a)
    for (std::size_t b = 0; b < states.size(); ++b) {
      std::vector<std::string> row{
          both(label_words(states[a]).en + " → " + label_words(states[b]).en,
               label_words(states[a]).zh + " → " + label_words(states[b]).zh)};
      const double base = report.mean_of("moves", 0, {c.horizon, a, b});
      for (std::size_t w = 0; w < c.worlds; ++w)
        row.push_back(plain_number(report.mean_of("moves", w, {c.horizon, a, b})));
      for (std::size_t w = 1; w < c.worlds; ++w)
        row.push_back(plain_number(report.mean_of("moves", w, {c.horizon, a, b}) - base));
      table.rows.push_back(std::move(row));
    }
  const auto change_of = [&](std::size_t w, const std::string &from, const std::string &to) {
    const Places at{c.horizon, report.place("state_from", from), report.place("state_to", to)};
    return report.mean_of("moves", w, at) - report.mean_of("moves", 0, at);
  };
  double most = 0; // one scale of colours for all policies
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (const auto &from : order())
      for (const auto &to : order())
        if (on_ladder(from, to))
          most = std::max(most, std::abs(change_of(w, from, to)));
  if (most == 0)
    most = 1;
  drawings.push_back(colour_key(most, {"firms, policy less baseline", "企业数，政策减基准"}));
  for (std::size_t w = 1; w < c.worlds; ++w) {
    Json cells = Json::array();
    double greatest = 0;
    Words alt{"No flow on the ladder differs from the baseline.", "梯度上的升降与基准无差别。"};
    Json sort = Json::array(), sort_to = Json::array();
    for (const auto &from : order()) {
      sort.push_back(words_json(label_words(from)));
      for (const auto &to : order()) {
        if (from == "absent" && to == "absent")
          continue;
        const double change = change_of(w, from, to);
        const auto words = number_in_words(change);
        if (on_ladder(from, to) && std::abs(change) > greatest) {
          greatest = std::abs(change);
          const auto a = label_words(from), b = label_words(to);
          alt = {"Greatest change: from " + a.en + " to " + b.en + ", " + words.en + " firms.",
                 "变化最大：由" + a.zh + "到" + b.zh + "，" + words.zh + "家。"};
        }
        cells.push_back({{"from", words_json(label_words(from))},
                         {"to", words_json(label_words(to))},
                         {"change", change},
                         {"text", words_json(words)}});
      }
    }
    const auto axis = [&](const Words &title) -> Json {
      return {{"title", words_json(title)},
              {"labelAngle", 0},
              {"domain", false},
              {"ticks", false},
              {"labelLimit", 130}};
    };
    auto vertical = axis({"when the worlds part", "分叉时"}),
         flat = axis({"end of " + year, year + "年末"});
    flat["labelAngle"] = -35;
    const Json x{{"field", "to"}, {"type", "ordinal"}, {"sort", sort}, {"axis", flat}};
    const Json y{{"field", "from"}, {"type", "ordinal"}, {"sort", sort}, {"axis", vertical}};
    for (auto &cell : cells)
      cell["dark"] = std::abs(cell["change"].get<double>()) > 0.6 * most;
    const Json layers = Json::array(
        {{{"mark", {{"type", "rect"}, {"stroke", "#fff"}}},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"color",
             {{"field", "change"},
              {"type", "quantitative"},
              {"legend", nullptr},
              {"scale", about_zero(most)}}}}}},
         {{"mark", {{"type", "text"}}},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"text", {{"field", "text"}, {"type", "nominal"}}},
            {"color",
             {{"condition", {{"test", "datum.dark"}, {"value", "#fff"}}}, {"value", "#111"}}}}}}});
    const auto title = report.title(w);
    drawings.push_back({{title.en + ": less baseline", title.zh + "：减基准"},
                        alt,
                        drawing_of(cells, 280, {{"layer", layers}})});
  }
  page.figure(
      "flows",
      {"Who moves up, " + parting + " to the end of " + year,
       "谁在升级：" + parting + "至" + year + "年末"},
      drawings, table,
      {"Bands: left, firms of the baseline when the worlds part; right, at the end. Squares: what "
       "a policy changes; blue more, orange fewer firms, one scale for all policies, whose "
       "last colours also stand for what lies beyond it. Firms without a label at both times are "
       "left out of the bands and of that scale; they are in the squares and in the table.",
       "流带：左为基准中分叉时的企业，右为期末。方格：政策带来的变化，蓝为增、橙为减，各政策颜色标"
       "度相同，超出者用两端的颜色。始末均无称号的企业不计入流带与颜色标度，但见于方格和表内。"});
}

} // namespace sme::analysis
