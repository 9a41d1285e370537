// What the parts of the page share: the comparison, its statements, and the page being written.
// Private to report*.cpp.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/labels.hpp"
#include "analysis/report_html.hpp"
#include "analysis/statement_parts.hpp"

namespace sme::analysis {

using At = std::vector<std::size_t>;

/// A comparison as the page sees it.
class Report {
public:
  /// Throws ResultError when the file is no comparison or a part is missing.
  explicit Report(const ResultReader &file);
  Report(const Report &) = delete;
  Report &operator=(const Report &) = delete;

  const ResultReader &file;
  ComparisonData data;
  Comparison c;
  Json worlds, findings;

  /// A cube of /comparison; throws ResultError (missing).
  [[nodiscard]] const Block<double> &stated(const std::string &name) const;
  [[nodiscard]] double stated(const std::string &name, const At &at) const;
  /// A raw whole cube, mean over replicates, per firm of the nation; `at` begins after the
  /// replicate. NaN when there is no such cube.
  [[nodiscard]] double mean_of(const std::string &cube, std::size_t world, Places at) const;
  [[nodiscard]] bool has(const std::string &cube) const;
  /// A stated number as HTML with its cube, place and exact value; `unit` as in the result file,
  /// or "percent" for a share of one that is shown in percent.
  [[nodiscard]] std::string number(const std::string &name, const At &at,
                                   const std::string &unit = "") const;
  /// Low to high.
  [[nodiscard]] std::string range(const std::string &low, const std::string &high, const At &at,
                                  const std::string &unit = "") const;
  [[nodiscard]] std::string attribute(const std::string &name) const;
  /// NaN without one.
  [[nodiscard]] double real_attribute(const std::string &name) const;
  /// The finding of a list ("primary", "outcome", "cost") about a world; empty words without one.
  [[nodiscard]] Words finding(const std::string &list, std::size_t world,
                              const std::string &outcome = "") const;
  /// The rule that chose that finding, such as "by_construction"; empty without one.
  [[nodiscard]] std::string finding_case(const std::string &list, std::size_t world) const;
  /// Whether the policy's world is the baseline's, firm by firm.
  [[nodiscard]] bool changes_nothing(std::size_t world) const {
    return finding_case("primary", world) == "by_construction";
  }
  /// All findings of a list, empty without one.
  [[nodiscard]] Json list(const std::string &name) const {
    return findings.value(name, Json::array());
  }
  [[nodiscard]] Words title(std::size_t world) const { return c.world_title(world); }
  [[nodiscard]] std::size_t place(const std::string &axis, const std::string &label) const;
  /// The cubes of the numbers written so far; data-at of a number begins with a place in it.
  [[nodiscard]] const std::vector<std::string> &cubes_shown() const { return shown_; }

private:
  mutable std::map<std::string, Block<double>> cache_;
  mutable std::vector<std::string> shown_;
};

/// A number of our own (a mean of raw cubes) as HTML.
[[nodiscard]] std::string plain_number(double value, const std::string &unit = "");
/// The name of a row in two parts: "Policy: step", each language with its own colon.
[[nodiscard]] std::string row_name(const Words &first, const Words &second);
/// Both languages of our own words, in which `this` is code.
[[nodiscard]] std::string with_code(const Words &words);
/// A cell of sentences, which keeps room beside columns of numbers.
[[nodiscard]] std::string sentence_cell(const Words &words);
/// The unit of a level on the page: what is a share is shown in percent, its differences in
/// percentage points.
[[nodiscard]] std::string unit_of_level(const std::string &unit);

/// One drawing of a figure; empty heading: none.
struct Drawing {
  Words heading;
  Words alt; ///< for who cannot see it; written below the drawing, too, unless told otherwise
  Json spec;
  bool alt_shown = true;
  bool wide = false; ///< takes a whole line, for what is not one of the panels side by side
};

/// The page being written: HTML of the body and the figures' specifications.
struct Page {
  std::string html;
  Json specs = Json::array();

  void section(const std::string &id, const Words &heading);
  void text(const Words &words);
  void raw(const std::string &more) { html += more; }
  /// The texts of a list of findings, one item each; `input` chooses among those that have one.
  /// Nothing for an empty list.
  void sentences(const Json &list, int input = -1);
  /// Drawings side by side where there is room, and their table folded below.
  void figure(const std::string &id, const Words &title, const std::vector<Drawing> &drawings,
              const HtmlTable &table, const Words &note = {});
  /// The same place when there is nothing to draw: why, in words.
  void no_figure(const std::string &id, const Words &title, const Words &why);
};

/// The whole file: one self-contained page with a strict content security policy.
[[nodiscard]] std::string html_of(const Page &page, const Words &title,
                                  const std::vector<std::string> &cubes = {});

/// Place of a province on the tile-grid map, with its short names.
struct Tile {
  std::string label, code, zh;
  int column, row;
  std::string name_zh; ///< the whole name
};
[[nodiscard]] const std::vector<Tile> &tiles();

/// A specification with data, mark and size; `more` is merged into it.
[[nodiscard]] Json drawing_of(Json data, int height, const Json &more);
/// What a legend of so many names adds to the height of a drawing, which holds both.
[[nodiscard]] constexpr int legend_height(std::size_t names) {
  return 18 * static_cast<int>(names);
}
/// The same words in lines of about `most` letters, for labels with `split_label`.
[[nodiscard]] Json lines_json(const Words &words, std::size_t most = 22);
/// The expression of a label that shows lines_json.
inline constexpr const char *split_label = "split(datum.label,'\\n')";
/// An axis whose numbers are written as people of the language do.
[[nodiscard]] Json number_axis(const Words &title);
/// Colours that stay apart for the colour-blind (Okabe and Ito), by policy.
[[nodiscard]] const std::vector<std::string> &colours();
/// The channel `color` by policy, the baseline being dark, for worlds from `first` on.
[[nodiscard]] Json policy_colour(const Report &report, std::size_t first);
/// A second channel (dash, shape) by policy with the same legend, so that it is not colour alone.
[[nodiscard]] Json policy_mark(const Report &report, std::size_t first);
/// A step of a waterfall; totals begin at zero.
struct Step {
  Words label;
  double from = 0, to = 0;
  Interval interval; ///< of the end
  bool total = false;
  std::string unit;
};
/// `domain`: of the axis, the same for all panels that are to be compared.
[[nodiscard]] Json waterfall_of(const std::vector<Step> &steps, const Words &axis,
                                const Json &domain);
/// From the least to the greatest that steps and their intervals reach, with zero in it.
[[nodiscard]] Json domain_of(const std::vector<std::vector<Step>> &panels);
/// Low to high with a little air, for axes that panels share.
[[nodiscard]] Json shared_domain(double low, double high);
/// A line at zero across "x" or "y".
[[nodiscard]] Json zero_line(const char *channel);
/// A scale of colours from -most (orange) over zero (white) to most (blue).
[[nodiscard]] Json about_zero(double most);
/// The key to those colours, one for all panels of a figure.
[[nodiscard]] Drawing colour_key(double most, const Words &axis);

void write_answer(const Report &report, Page &page);
void write_effects(const Report &report, Page &page);
void write_waterfall(const Report &report, Page &page);
void write_value(const Report &report, Page &page);
void write_places(const Report &report, Page &page);
void write_flows(const Report &report, Page &page);
void write_firms(const Report &report, Page &page);
void write_lasting(const Report &report, Page &page);
void write_uptake(const Report &report, Page &page);
void write_choice(const Report &report, Page &page);
void write_bundles(const Report &report, Page &page);
void write_optimism(const Report &report, Page &page);
void write_switching(const Report &report, Page &page);
void write_two_levels(const Report &report, Page &page);
struct Sensitivity; // of sensitivity.hpp
void write_assumptions(const Sensitivity &found, Page &page);
void write_sureness(const Report &report, Page &page);
void write_assurance(const Report &report, Page &page);
void write_tables(const Report &report, Page &page);

} // namespace sme::analysis
