#include "analysis/report.hpp"

#include "analysis/report_assets.hpp"
#include "analysis/report_parts.hpp"

namespace sme::analysis {

bool pages_have_figures() { return !report_script().empty(); }

std::string report_page(const ResultReader &file, const Sensitivity *assumptions) {
  const Report report(file);
  Page page;
  write_answer(report, page);
  write_effects(report, page);
  write_lasting(report, page);
  write_waterfall(report, page);
  write_value(report, page);
  write_places(report, page);
  write_flows(report, page);
  write_firms(report, page);
  write_uptake(report, page);
  write_choice(report, page);
  if (assumptions != nullptr)
    write_assumptions(*assumptions, page);
  write_sureness(report, page);
  write_assurance(report, page);
  write_tables(report, page);

  const auto title = report.title(0);
  return html_of(page, {"Policies compared with " + title.en, "政策比较：" + title.zh},
                 report.cubes_shown());
}

} // namespace sme::analysis
