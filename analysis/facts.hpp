// What is known about the ecosystem: one row of the tables scenarios/reference/facts_*.csv each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/history.hpp"

namespace sme::analysis {

/// What a fact may be used for. A fact to test with never enters a fit.
enum class Use { fit, test, inform };

struct Fact {
  std::string id, family, fact, scope, period;
  double low = 0, value = 0, high = 0; ///< in `unit`; equal where one figure is known
  std::string unit, source, grade;
  Use use = Use::inform;
  std::string measure; ///< of a history (measure.hpp); empty when the model has no such number
  std::string remark;  ///< why there is no measure
};

/// The period of a fact: "2019Q4", "2024", "2021/2022" (its end counts), "undated".
struct Period {
  int year = 0;
  int quarter = 4; ///< of the year, 1 to 4; stocks are taken at its end
};
/// Nothing for "undated". Throws std::invalid_argument for other words.
std::optional<Period> period_of(const std::string &text);

/// What the model says of one fact: a number of each replicate.
struct Comparand {
  std::vector<double> replicates;     ///< without those in which it is not defined
  double mean = 0, low = 0, high = 0; ///< lowest and highest of the replicates
};

/// How far beside the observed range a model still counts as inside: a tenth of the fact, the
/// accuracy the forecasts are asked for. Directions (unit `sign`) must be hit.
inline constexpr double fact_tolerance = 0.10;

struct Verdict {
  Fact fact;
  Comparand model;
  bool measured = false; ///< the model has this number
  bool inside = false;   ///< the mean of the replicates is in the range widened by the tolerance
  bool touches = false;  ///< lowest to highest replicate meets the range as observed
};

/// Facts older than the history, or undated, hold for any year: they are read off this one, if the
/// run reaches it.
inline constexpr int usual_year = 2024;

/// When a fact is read off a history: at its own time, else in the usual year.
Period period_in(const Fact &fact, const History &history);

/// Every fact against every replicate. Throws MeasureError for a measure that is none.
std::vector<Verdict> verdicts_of(const std::vector<Fact> &facts,
                                 const std::vector<History> &replicates);

/// Numbers of a family, or of all.
struct Score {
  std::size_t facts = 0, measured = 0, inside = 0, touching = 0;
};
Score score_of(const std::vector<Verdict> &verdicts, Use use);

} // namespace sme::analysis
