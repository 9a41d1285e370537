#include "analysis/report.hpp"

#include "analysis/report_assets.hpp"
#include "analysis/report_parts.hpp"

namespace sme::analysis {

std::string report_page(const ResultReader &file) {
  const Report report(file);
  Page page;
  write_answer(report, page);
  write_effects(report, page);
  write_waterfall(report, page);
  write_value(report, page);
  write_places(report, page);
  write_flows(report, page);
  write_firms(report, page);
  write_choice(report, page);
  write_sureness(report, page);
  write_assurance(report, page);
  write_tables(report, page);

  const std::string style(report_style()), script(report_script());
  const auto title = report.title(0);
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src " +
         source_of(script) + "; style-src " + source_of(style) +
         "; img-src data:; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         escaped("Policies compared with " + title.en + " · 政策比较：" + title.zh) +
         "</title>\n<style>" + style +
         "</style></head>\n<body>\n"
         "<input class=\"language\" type=\"radio\" name=\"language\" id=\"language-en\" checked>\n"
         "<input class=\"language\" type=\"radio\" name=\"language\" id=\"language-zh\">\n"
         "<div class=\"switch\"><label for=\"language-en\">English</label>"
         "<label for=\"language-zh\" lang=\"zh-CN\">中文</label></div>\n<main>\n" +
         page.html + "</main>\n<script type=\"application/json\" id=\"specs\">" +
         script_json(page.specs) + "</script>\n<script>" + script + "</script>\n</body></html>\n";
}

} // namespace sme::analysis
