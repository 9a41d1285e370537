// Words of the result file's labels, for sentences and for the page.
#pragma once

#include <string>
#include <vector>

#include "analysis/findings.hpp"

namespace sme::analysis {

/// What a label (a tier, an instrument, a chain, a cost ...) is called in both languages; the label
/// itself where no words are known. Test: tests/unit/test_labels.cpp.
[[nodiscard]] Words label_words(const std::string &label);

/// A title with the name of what bears it, in brackets.
[[nodiscard]] Words with_name(const Words &title, const std::string &name);
/// The titles of all that are shown side by side; those that two share in either language with
/// their names. Test: tests/unit/test_statements_names.cpp.
[[nodiscard]] std::vector<Words> told_apart(const std::vector<Words> &titles,
                                            const std::vector<std::string> &names);

} // namespace sme::analysis
