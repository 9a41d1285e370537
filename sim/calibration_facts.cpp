#include "sim/calibration_facts.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "analysis/measure.hpp"
#include "sim/facts_file.hpp"
#include "sim/layout.hpp"
#include "sim/series_book.hpp"

namespace sme::sim {

namespace {

using analysis::Fact;
using analysis::Use;

/// Chooses among the facts; the one place where a fact enters a fit.
class Choice {
public:
  Choice(const Scenario &scenario, Messages &messages) : scenario_(scenario), messages_(messages) {
    if (scenario.parameters.run.from <= scenario.parameters.run.until) {
      empty_ = history_of(SeriesBook(scenario), scenario);
    }
  }

  void choose(const Section &section, const std::vector<FileText> &tables) {
    const std::size_t before = messages_.count();
    const auto all = read_facts(tables, messages_);
    const RunParameters &run = scenario_.parameters.run;
    if (messages_.count() != before || tables.empty() || run.until < run.from) {
      return;
    }
    const TomlNode *only = section.of_kind("only", TomlNode::Kind::array, "a list of texts");
    std::set<std::string> taken;
    if (only == nullptr) {
      for (const Fact &fact : all) {
        take(fact, taken, section.node().span);
      }
    } else {
      for (const TomlNode &word : only->items) {
        take_word(all, word, taken);
      }
    }
    if (chosen_.empty() && messages_.count() == before) {
      messages_.add("no fact is left to fit", section.node().span,
                    "facts with `use` = fit and a measure can be fitted");
    }
  }

  std::vector<Fact> chosen() && { return std::move(chosen_); }

private:
  void take_word(const std::vector<Fact> &all, const TomlNode &word, std::set<std::string> &taken) {
    std::vector<std::string_view> known;
    bool family = false, any = false;
    for (const Fact &fact : all) {
      if (std::find(known.begin(), known.end(), fact.family) == known.end()) {
        known.push_back(fact.family);
      }
      known.push_back(fact.id);
      if (word.kind == TomlNode::Kind::text && fact.id == word.text) {
        if (fact.use != Use::fit) {
          messages_.add(fmt::format("fact `{}` may not be fitted: its use is {}", fact.id,
                                    fact.use == Use::test ? "test" : "inform"),
                        word.span, "facts to test with never enter a fit");
        } else if (fact.measure.empty()) {
          messages_.add(fmt::format("fact `{}` has no measure", fact.id), word.span, fact.remark);
        } else {
          take(fact, taken, word.span);
        }
        return;
      }
      if (word.kind == TomlNode::Kind::text && fact.family == word.text) {
        family = true;
        any = any || fact.use == Use::fit;
        take(fact, taken, word.span);
      }
    }
    if (!family) {
      const std::string near = nearest(word.text, known);
      messages_.add(fmt::format("`{}` is neither a family of facts nor a fact", word.written),
                    word.span,
                    near.empty() ? "families are called like their tables, facts_*.csv"
                                 : fmt::format("did you mean `{}`?", near));
    } else if (!any) {
      messages_.add(fmt::format("no fact of the family `{}` may be fitted", word.text), word.span,
                    "facts to test with never enter a fit");
    }
  }

  /// Takes a fact up once; of a family, only those to fit.
  void take(const Fact &fact, std::set<std::string> &taken, const Span &place) {
    if (fact.use != Use::fit || fact.measure.empty() || !taken.insert(fact.id).second) {
      return;
    }
    const RunParameters &run = scenario_.parameters.run;
    try {
      const auto needs =
          analysis::Measure(fact.measure).needs(empty_, analysis::period_in(fact, empty_));
      if (needs.firms) {
        messages_.add(
            fmt::format("fact `{}` is read off single firms or ties: {}", fact.id, fact.measure),
            place, "a calibration keeps indicators only; leave the fact out by `only`");
      } else if (needs.first < run.from.index || needs.last > run.until.index) {
        messages_.add(fmt::format("fact `{}` of {} needs {} to {}; the runs record {} to {}",
                                  fact.id, fact.period, quarter_name(Quarter{needs.first}),
                                  quarter_name(Quarter{needs.last}), quarter_name(run.from),
                                  quarter_name(run.until)),
                      place, "a later calibrate.until, or leave the fact out by `only`");
      } else {
        chosen_.push_back(fact);
      }
    } catch (const analysis::MeasureError &error) {
      messages_.add(fmt::format("the measure of `{}`: {}", fact.id, error.what()), place,
                    fact.measure);
    }
  }

  const Scenario &scenario_;
  Messages &messages_;
  analysis::History empty_; ///< of the shape that runs have
  std::vector<Fact> chosen_;
};

} // namespace

std::vector<Fact> facts_of_study(const Section &study, const std::vector<FileText> &tables,
                                 const Scenario &scenario) {
  Choice choice(scenario, study.messages());
  choice.choose(study, tables);
  return std::move(choice).chosen();
}

} // namespace sme::sim
