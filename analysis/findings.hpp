// What the figures say, in words by fixed rules (CMP-15), in English and Chinese. Nothing is
// weighed by hand: the same figures give the same sentence.
// Tests: tests/unit/test_findings.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/paired.hpp"
#include "analysis/value.hpp"

namespace sme::analysis {

/// One text in both languages.
struct Words {
  std::string en;
  std::string zh;
};

/// A number of three significant digits as people read it: "1,230", "12.3 million"; "1.23万",
/// "1.2亿". Missing is "unknown" and "未知".
[[nodiscard]] Words number_in_words(double value);
/// The same with a unit of the result file: CNY, person, share (as percentage points) or other.
[[nodiscard]] Words amount_in_words(double value, const std::string &unit);

/// A title inside an English sentence: "Jobs" is "jobs" there, "R&D" remains.
[[nodiscard]] Words inside_sentence(Words title);
/// "A, B and C", "A、B和C".
[[nodiscard]] Words listed(const std::vector<Words> &names);

/// What a finding is about.
struct Subject {
  Words policy;
  Words outcome;
  std::string unit; ///< as in the result file
  int year = 0;
  double interest = 0; ///< smallest effect of interest; 0: none was declared
  int percent = 95;    ///< confidence of the interval
};

/// The rule that chose a sentence, in the order in which they are tried.
enum class Rule : std::uint8_t {
  by_construction, ///< the worlds are the same in everything
  never_differs,   ///< they differ, but not in this outcome in any replicate
  one_replicate,   ///< there is no interval
  raises,          ///< the interval is above zero
  lowers,          ///< the interval is below zero
  negligible,      ///< inside -+ the smallest effect of interest
  too_few,         ///< the smallest detectable effect is greater than that of interest, or n < 5
  unclear,         ///< none of these
};
[[nodiscard]] std::string name_of(Rule rule);

struct Finding {
  Rule rule = Rule::unclear;
  Words text;
};

/// `interval` is the one the words rest on: simultaneous where several statements stand together.
[[nodiscard]] Finding effect_finding(const Subject &subject, const PairedEffect &effect,
                                     const Interval &interval, bool same_worlds);

/// Cost of one more unit, in words also when it has no upper limit or the policy does harm. `cost`
/// is the mean public cost: a policy that costs nothing or saves money has no such price.
[[nodiscard]] Words cost_finding(const Subject &subject, const RatioSet &set, double cost);

} // namespace sme::analysis
