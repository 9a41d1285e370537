// The model held to the facts, as a table, a document and a page.
#pragma once

#include <string>
#include <vector>

#include "analysis/facts.hpp"

namespace sme::analysis {

/// What the document says of the run it was made from.
struct ValidatedRun {
  std::string scenario, command; ///< as named; the command that makes it again
  double scale = 1;
  std::size_t replicates = 0;
  std::int64_t seed = 0;
  std::string sha256; ///< of the result
};

/// Every fact with the model's number, failures marked as plainly as the rest; the scores first.
/// `page` is Markdown: analysis/VALIDATION.md.
std::string validation_markdown(const std::vector<Verdict> &verdicts, const ValidatedRun &run);
/// The measured facts alone, for a terminal.
std::string validation_text(const std::vector<Verdict> &verdicts);
/// All facts as plain text (RFC 4180), a column for each number.
std::string validation_csv(const std::vector<Verdict> &verdicts);
/// One page (HTML) with a figure and a table for each family of facts, in English and Chinese.
std::string validation_page(const std::vector<Verdict> &verdicts, const ValidatedRun &run);

/// The families of facts in the order of the tables.
std::vector<std::string> families_of(const std::vector<Verdict> &verdicts);
/// "within", "outside", or "not modelled".
std::string verdict_word(const Verdict &verdict);
/// Four digits: "14,687", "0.083", "3.12e+11".
std::string short_number(double value);

} // namespace sme::analysis
