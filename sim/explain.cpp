#include "sim/explain.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "analysis/plain_text.hpp"
#include "models/scenario.hpp"
#include "sim/calibration_settings.hpp"
#include "sim/scenario_values.hpp"
#include "sim/sensitivity_settings.hpp"

namespace sme::sim {
namespace {

/// One entry of a codebook in words.
struct Line {
  std::string key, type, unit, low, high, standard;
  std::string_view meaning, source;
  std::vector<std::string_view> words;
  bool assumed() const { return source.find("assumed") != std::string_view::npos; }
};

/// One table that a scenario file may have.
struct Page {
  enum class Kind { section, common, instrument, study };
  Kind kind;
  std::string name;      ///< "market", "credit_guarantee"
  std::string mechanism; ///< of an instrument
  std::vector<Line> lines;
};

template <class T> std::string type_in_words(std::string_view unit) {
  if constexpr (std::is_same_v<T, double>) {
    return "number";
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return unit == "CNY" ? "money in whole yuan" : "whole number";
  } else if constexpr (std::is_same_v<T, Quarter>) {
    return "quarter, as in \"2025Q2\"";
  } else if constexpr (is_set<T>::value) {
    return "list of words, or \"all\"";
  } else {
    return "word";
  }
}

template <class Owner> std::vector<Line> lines_of(const Owner &defaults) {
  std::vector<Line> lines;
  walk<Owner>([&]<class T>(const Entry<Owner, T> &e) {
    const Asked asked = asked_by(e, defaults, std::string(e.key));
    Line line{std::string(e.key),
              type_in_words<T>(e.unit),
              std::string(e.unit),
              asked.low,
              asked.high,
              asked.standard,
              e.meaning,
              e.source,
              {}};
    if constexpr (is_set<T>::value) {
      line.words.assign(is_set<T>::words::words.begin(), is_set<T>::words::words.end());
    } else if constexpr (std::is_enum_v<T>) {
      line.words.assign(WordsOf<T>::words.begin(), WordsOf<T>::words.end());
    }
    lines.push_back(std::move(line));
  });
  return lines;
}

/// The lines of a programme with an instrument: common ones with the instrument's own defaults.
template <class I> std::vector<Line> lines_of_programme() {
  std::vector<Line> lines = lines_of(I::terms());
  const std::vector<Line> own = lines_of(I{});
  lines.insert(lines.end(), own.begin(), own.end());
  return lines;
}

std::vector<Page> all_pages() {
  std::vector<Page> pages;
  const Parameters parameters;
  sections(parameters, [&]<class Owner>(std::string_view name, const Owner &owner) {
    pages.push_back({Page::Kind::section, std::string(name), {}, lines_of(owner)});
  });
  pages.push_back({Page::Kind::common, "policy", {}, lines_of(Programme{})});
  each_instrument<Instrument>([&]<class I>(std::type_identity<I>) {
    pages.push_back({Page::Kind::instrument, std::string(I::name), std::string(I::mechanism),
                     lines_of_programme<I>()});
  });
  return pages;
}

/// The tables of study files: no part of a scenario, so that its manual and template lack them.
std::vector<Page> study_pages() {
  return {{Page::Kind::study, "calibrate", {}, lines_of(CalibrationSettings{})},
          {Page::Kind::study, "sensitivity", {}, lines_of(SensitivitySettings{})}};
}

std::string bounds(const Line &line) {
  return line.low.empty() ? std::string("words") : fmt::format("{} to {}", line.low, line.high);
}

bool plural_unit(const Line &line) { return line.unit != "words" && line.unit != "word"; }

std::string page_of_line(const std::string &path, const std::string &table, const Line &line) {
  std::string text = fmt::format("{}\n  {}\n\n", path, line.meaning);
  const auto row = [&](std::string_view name, std::string_view value) {
    text += fmt::format("  {:<8} {}\n", name, value);
  };
  row("type", line.type);
  if (plural_unit(line) && line.type[0] != 'q') {
    row("unit", unit_in_words(line.unit));
  }
  if (line.words.empty()) {
    row("bounds", bounds(line));
  } else {
    row("words", list(line.words));
  }
  row("default", line.standard);
  row("source", line.source);
  row("assumed", line.assumed() ? "yes" : "no");
  return text + fmt::format("\n  [{}]\n  {} = {}\n", table, line.key, line.standard);
}

std::string markdown_table(const Page &page) {
  std::string text = "| key | unit | default | bounds | meaning | source | assumed |\n"
                     "|---|---|---|---|---|---|---|\n";
  for (const Line &line : page.lines) {
    text += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", line.key,
                        plural_unit(line) ? line.unit : "", line.standard,
                        line.words.empty() ? bounds(line) : list(line.words),
                        analysis::markdown_cell(line.meaning), analysis::markdown_cell(line.source),
                        line.assumed() ? "**assumed**" : "");
  }
  return text;
}

/// The lines of a page as text for a terminal.
std::string plain_table(const Page &page) {
  std::size_t keys = 0, defaults = 0, units = 0;
  for (const Line &line : page.lines) {
    keys = std::max(keys, line.key.size());
    defaults = std::max(defaults, std::min<std::size_t>(line.standard.size(), 24));
    units = std::max(units, line.unit.size());
  }
  std::string text;
  for (const Line &line : page.lines) {
    text += fmt::format("  {:<{}}  {:>{}} {:<{}}  {}{}\n", line.key, keys, line.standard, defaults,
                        plural_unit(line) ? line.unit : "", units, line.meaning,
                        line.assumed() ? " (assumed)" : "");
  }
  return text;
}

/// The TOML table of a programme with all defaults; `mark` stands before each line.
std::string example(const Page &page, std::string_view mark) {
  std::string text = fmt::format("{0}[policy.my_{1}]\n{0}instrument = \"{1}\"\n", mark, page.name);
  for (const Line &line : page.lines) {
    text += fmt::format("{}{} = {}\n", mark, line.key, line.standard);
  }
  return text;
}

std::string explain_page(const Page &page) {
  switch (page.kind) {
  case Page::Kind::section:
  case Page::Kind::study:
    return fmt::format("[{}]\n\n{}", page.name, plain_table(page));
  case Page::Kind::common:
    return fmt::format(
        "[policy.a_name_of_yours]: what all programmes have in common. Each also has "
        "an `instrument` and its keys; see `instruments`. `remove = true` takes an "
        "inherited programme out.\n\n{}",
        plain_table(page));
  case Page::Kind::instrument:
    return fmt::format("{}\n  {}\n\n{}\nAll defaults as a programme of a scenario:\n\n{}",
                       page.name, page.mechanism, plain_table(page), example(page, "  "));
  }
  return {};
}

std::string lists(const std::vector<Page> &pages, Page::Kind kind) {
  std::string text;
  for (const Page &page : pages) {
    if (page.kind == kind) {
      text += kind == Page::Kind::section || kind == Page::Kind::study
                  ? fmt::format("  [{}] {} keys\n", page.name, page.lines.size())
                  : fmt::format("  {}\n    {}\n", page.name, page.mechanism);
    }
  }
  return text;
}

std::string_view without(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start ? text.substr(start.size()) : text;
}

} // namespace

std::optional<std::string> explain_key(std::string_view key, Messages &messages) {
  std::vector<Page> pages = all_pages();
  for (Page &page : study_pages()) {
    pages.push_back(std::move(page));
  }
  if (key == "instruments") {
    return lists(pages, Page::Kind::instrument);
  }
  if (key == "sections" || key.empty()) {
    return lists(pages, Page::Kind::section) +
           "  [policy.a_name_of_yours] a programme; see `policy` and `instruments`\n"
           "In study files:\n" +
           lists(pages, Page::Kind::study);
  }
  std::string_view sought = key;
  if (sought.size() > 2 && sought.front() == '[' && sought.back() == ']') {
    sought = sought.substr(1, sought.size() - 2);
  }
  std::vector<std::string> known{"instruments", "sections"};
  std::vector<std::string> found;
  for (const Page &page : pages) {
    const bool instrument = page.kind == Page::Kind::instrument;
    const std::string_view name = instrument ? without(sought, "policy.") : sought;
    if (name == page.name) {
      return explain_page(page);
    }
    known.push_back(page.name);
    for (const Line &line : page.lines) {
      const std::string path = fmt::format("{}.{}", page.name, line.key);
      const std::string full = instrument ? "policy." + path : path;
      const std::string table = page.kind == Page::Kind::section || page.kind == Page::Kind::study
                                    ? page.name
                                : instrument ? "policy.my_" + page.name
                                             : "policy.a_name_of_yours";
      if (name == path) {
        return page_of_line(full, table, line);
      }
      known.push_back(full);
      known.push_back(line.key);
      if (sought == line.key) {
        found.push_back(page_of_line(full, table, line));
      }
    }
  }
  if (!found.empty()) {
    return fmt::format("{}", fmt::join(found, "\n"));
  }
  const std::vector<std::string_view> words(known.begin(), known.end());
  const std::string near = nearest(key, words);
  messages.add(fmt::format("no key, section or instrument is called `{}`", key), std::nullopt,
               near.empty() ? "`sections` and `instruments` list all"
                            : fmt::format("did you mean `{}`?", near));
  return std::nullopt;
}

std::string parameters_markdown() {
  const std::vector<Page> pages = all_pages();
  std::size_t keys = 0, assumed = 0;
  for (const Page &page : pages) {
    if (page.kind == Page::Kind::section) {
      keys += page.lines.size();
      assumed += static_cast<std::size_t>(std::count_if(
          page.lines.begin(), page.lines.end(), [](const Line &line) { return line.assumed(); }));
    }
  }
  std::string text = fmt::format(
      "# Parameters\n\nWritten by `sme explain --markdown` from the codebooks; do not edit. Codes "
      "such as [S73] are those of `reference/SOURCES.md`. Of the {} keys of the sections, {} are "
      "**assumed**: no source gives them, in part or at all.\n",
      keys, assumed);
  for (const Page &page : pages) {
    const bool instrument = page.kind == Page::Kind::instrument;
    text += page.kind == Page::Kind::section ? fmt::format("\n## `[{}]`\n\n", page.name)
            : instrument ? fmt::format("\n## Instrument `{}`\n\n{}\n\n", page.name, page.mechanism)
                         : std::string("\n## `[policy.<name>]`: what all "
                                       "programmes have in common\n\n");
    text += markdown_table(page);
  }
  return text;
}

std::string scenario_template() {
  std::string text = "# A scenario with every default. Delete what should stay as it is: what a "
                     "file does not say\n"
                     "# is taken from its base, or from the defaults.\n\n"
                     "name = \"my_scenario\"\n"
                     "title = \"\"\n"
                     "title_zh = \"\"\n"
                     "summary = \"\"\n\n"
                     "# Paths are relative to this file and stay below its folder.\n"
                     "#base = \"baseline.toml\"\n"
                     "#rules = [\"rules/R2022.toml\", \"rules/R2026.toml\"]\n"
                     "#reference = \"reference\"\n";
  for (const Page &page : all_pages()) {
    if (page.kind == Page::Kind::common) {
      text += "\n# Programmes. Delete the # to take one up; the same instrument may be used under "
              "several names.\n";
    } else if (page.kind == Page::Kind::instrument) {
      text += fmt::format("\n# {}\n{}", page.mechanism, example(page, "#"));
    } else {
      text += fmt::format("\n[{}]\n", page.name);
      for (const Line &line : page.lines) {
        text += fmt::format("# {}; {}{}; source: {}\n{} = {}\n", line.meaning,
                            plural_unit(line) && line.type[0] != 'q' ? line.unit + ", " : "",
                            bounds(line), line.source, line.key, line.standard);
      }
    }
  }
  return text;
}

} // namespace sme::sim
