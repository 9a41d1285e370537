#include "analysis/validation.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/backtest.hpp"
#include "analysis/plain_text.hpp"

namespace sme::analysis {

namespace {

constexpr const char *use_keys[] = {"fit", "test", "inform"};

const char *word_of(Use use) { return use_keys[static_cast<int>(use)]; }

std::string range_of(double low, double high) {
  return low == high ? short_number(low) : short_number(low) + " – " + short_number(high);
}

std::string of_model(const Verdict &v) {
  if (!v.measured) {
    return "–";
  }
  return v.model.replicates.size() == 1 ? short_number(v.model.mean)
                                        : fmt::format("{} ({})", short_number(v.model.mean),
                                                      range_of(v.model.low, v.model.high));
}

std::string score_line(const std::string &name, const Score &score) {
  const double share = score.measured > 0 ? 100.0 * static_cast<double>(score.inside) /
                                                static_cast<double>(score.measured)
                                          : 0.0;
  return fmt::format("| {} | {} | {} | {} | {:.0f} % | {} |\n", name, score.facts, score.measured,
                     score.inside, share, score.touching);
}

std::vector<Verdict> of_family(const std::vector<Verdict> &verdicts, const std::string &family) {
  std::vector<Verdict> chosen;
  std::copy_if(verdicts.begin(), verdicts.end(), std::back_inserter(chosen),
               [&](const Verdict &v) { return v.fact.family == family; });
  return chosen;
}

} // namespace

std::string short_number(double value) {
  const double size = std::abs(value);
  if (std::isnan(value)) {
    return "–";
  }
  if (size >= 1e9 || (size > 0 && size < 1e-3)) {
    return fmt::format("{:.3g}", value);
  }
  if (size < 1000) {
    return fmt::format("{:.3g}", value);
  }
  std::string digits = fmt::format("{:.0f}", value);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (value < 0 ? 1 : 0);
       at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return digits;
}

std::vector<std::string> families_of(const std::vector<Verdict> &verdicts) {
  std::vector<std::string> families;
  for (const Verdict &v : verdicts) {
    if (families.empty() || families.back() != v.fact.family) {
      families.push_back(v.fact.family);
    }
  }
  return families;
}

std::string verdict_word(const Verdict &verdict) {
  return !verdict.measured ? "not modelled" : verdict.inside ? "within" : "OUTSIDE";
}

std::string validation_markdown(const std::vector<Verdict> &verdicts, const ValidatedRun &run) {
  std::string page = fmt::format(
      "# The model held to the facts\n\n"
      "Written by the program, not by hand: `{}`. Scenario `{}`, scale {}, {} replicates, seed {}; "
      "result {}.\n\n"
      "`within`: the mean over the replicates lies in the observed range widened by {:.0f} % of "
      "the "
      "fact (directions must be hit). The last column of the first table counts the stricter case: "
      "the replicates, lowest to highest, meet the range as observed, without any widening.\n"
      "Use: facts to `fit` (2019-2022) may be calibrated on, facts to `test` never are, facts that "
      "`inform` are inputs. A fact without a number of the model says why.\n\n"
      "| use | facts | the model has the number | within | of those it has | meets the range as "
      "observed |\n|---|---|---|---|---|---|\n",
      run.command, run.scenario, run.scale, run.replicates, run.seed, run.sha256.substr(0, 12),
      100 * fact_tolerance);
  for (const Use use : {Use::fit, Use::test, Use::inform}) {
    page += score_line(word_of(use), score_of(verdicts, use));
  }
  page += "\n## Facts to test, by family\n\n| family | facts | the model has the number | within | "
          "of those it has | meets the range as observed |\n|---|---|---|---|---|---|\n";
  for (const auto &family : families_of(verdicts)) {
    const Score score = score_of(of_family(verdicts, family), Use::test);
    page += score.facts > 0 ? score_line(family, score) : "";
  }
  page += backtest_markdown(backtest_of(verdicts));
  for (const auto &family : families_of(verdicts)) {
    page += fmt::format("\n## {}\n\n| fact | of | when | observed | model | verdict | use | source "
                        "|\n|---|---|---|---|---|---|---|---|\n",
                        family);
    for (const Verdict &v : of_family(verdicts, family)) {
      page += fmt::format("| {} | {} | {} | {} {} | {} | {} | {} | {} ({}) |\n",
                          markdown_cell(v.fact.fact), markdown_cell(v.fact.scope), v.fact.period,
                          range_of(v.fact.low, v.fact.high), v.fact.unit, of_model(v),
                          v.measured ? verdict_word(v)
                                     : markdown_cell("not modelled: " + v.fact.remark),
                          word_of(v.fact.use), markdown_cell(v.fact.source), v.fact.grade);
    }
  }
  return page;
}

std::string validation_text(const std::vector<Verdict> &verdicts) {
  std::string text;
  for (const auto &family : families_of(verdicts)) {
    const auto chosen = of_family(verdicts, family);
    if (std::none_of(chosen.begin(), chosen.end(), [](const Verdict &v) { return v.measured; })) {
      continue;
    }
    text += fmt::format("\n{}\n", family);
    for (const Verdict &v : chosen) {
      if (v.measured) {
        text += fmt::format("  {:<8} {:<24} observed {:<24} model {:<40} {}\n", verdict_word(v),
                            v.fact.id, range_of(v.fact.low, v.fact.high), of_model(v),
                            word_of(v.fact.use));
      }
    }
  }
  for (const Use use : {Use::fit, Use::test}) {
    const Score score = score_of(verdicts, use);
    text += fmt::format("\n{}: {} of {} facts within their range ({} more are not modelled); {} "
                        "meet it as observed, without widening",
                        word_of(use), score.inside, score.measured, score.facts - score.measured,
                        score.touching);
  }
  const Backtest test = backtest_of(verdicts);
  return text +
         fmt::format("\nforecasts of 2023 on, mean error: model {:.0f} %, last growth {:.0f} "
                     "%, linear trend {:.0f} %; {} of {} covered\n",
                     100 * test.model_error, 100 * test.growth_error, 100 * test.trend_error,
                     test.covered, test.predictions.size());
}

std::string validation_csv(const std::vector<Verdict> &verdicts) {
  std::string text = "id,family,fact,scope,period,unit,low,value,high,use,source,grade,model_mean,"
                     "model_low,model_high,replicates,verdict,meets_as_observed,measure,remark\n";
  for (const Verdict &v : verdicts) {
    const auto number = [&](double value) {
      return v.measured ? fmt::format("{}", value) : std::string();
    };
    const std::string cells[] = {v.fact.id,
                                 v.fact.family,
                                 v.fact.fact,
                                 v.fact.scope,
                                 v.fact.period,
                                 v.fact.unit,
                                 fmt::format("{}", v.fact.low),
                                 fmt::format("{}", v.fact.value),
                                 fmt::format("{}", v.fact.high),
                                 word_of(v.fact.use),
                                 v.fact.source,
                                 v.fact.grade,
                                 number(v.model.mean),
                                 number(v.model.low),
                                 number(v.model.high),
                                 fmt::format("{}", v.model.replicates.size()),
                                 verdict_word(v),
                                 v.measured ? (v.touches ? "yes" : "no") : "",
                                 v.fact.measure,
                                 v.fact.remark};
    std::string line;
    for (const auto &one : cells) {
      line += (&one == cells ? "" : ",") + csv_field(one);
    }
    text += line + "\n";
  }
  return text;
}

} // namespace sme::analysis
