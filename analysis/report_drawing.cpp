// What the drawings of the page share: size, colours, axes, scales. Private to report*.cpp.
#include <algorithm>
#include <cmath>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

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
  const auto in_zh = [&](const char *unit, const char *name) {
    return "format(datum.value/" + std::string(unit) + ",'~r')+'" + name + "'";
  };
  return {{"title", words_json(title)},
          {"tickCount", 5}, // so that every tick, zero among them, has room for its label
          {"labelExpr",
           {{"en", size + ">=1e9?" + in("1e9", " bn") + ":" + size + ">=1e6?" + in("1e6", " m") +
                       ":" + small},
            {"zh", size + ">=1e8?" + in_zh("1e8", "亿") + ":" + size + ">=1e4?" +
                       in_zh("1e4", "万") + ":format(datum.value,'~r')"}}}};
}

Json shared_domain(double low, double high) {
  if (!(high > low))
    return {low - 1, high + 1};
  const double air = 0.05 * (high - low);
  return {low - air, high + air};
}

Json zero_line(const char *channel) {
  return {{"data", {{"values", Json::array({{{"zero", 0}}})}}},
          {"mark", {{"type", "rule"}, {"color", "#333"}}},
          {"encoding", {{channel, {{"field", "zero"}, {"type", "quantitative"}}}}}};
}

Json about_zero(double most) {
  return {
      {"domain", {-most, 0, most}}, {"clamp", true}, {"range", {"#8C3800", "#f7f7f7", "#004C7A"}}};
}

Drawing colour_key(double most, const Words &axis) {
  constexpr int steps = 40;
  Json values = Json::array();
  for (int i = 0; i < steps; ++i)
    values.push_back(
        {{"from", most * (2.0 * i / steps - 1)}, {"to", most * (2.0 * (i + 1) / steps - 1)}});
  for (auto &one : values)
    one["middle"] = (one["from"].get<double>() + one["to"].get<double>()) / 2;
  const Json more{{"mark", {{"type", "rect"}, {"height", 14}}},
                  {"encoding",
                   {{"x",
                     {{"field", "from"},
                      {"type", "quantitative"},
                      {"axis", number_axis(axis)},
                      {"scale", {{"domain", {-most, most}}, {"nice", false}}}}},
                    {"x2", {{"field", "to"}}},
                    {"color",
                     {{"field", "middle"},
                      {"type", "quantitative"},
                      {"legend", nullptr},
                      {"scale", about_zero(most)}}}}}};
  auto spec = drawing_of(values, 60, more);
  spec["width"] = "square";
  return {{"Colours of all panels", "各图共用的颜色"},
          {"From " + number_in_words(-most).en + " (dark orange) over 0 (white) to " +
               number_in_words(most).en + " (dark blue).",
           "从" + number_in_words(-most).zh + "（深橙）经0（白）到" + number_in_words(most).zh +
               "（深蓝）。"},
          std::move(spec),
          false,
          true};
}

const std::vector<std::string> &colours() {
  static const std::vector<std::string> all{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7A5C00",
                                            "#56B4E9", "#5B3F8C", "#8C2D04", "#999999", "#00565B"};
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

} // namespace sme::analysis
