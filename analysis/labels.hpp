// Words of the result file's labels, for sentences and for the page.
#pragma once

#include <string>

#include "analysis/findings.hpp"

namespace sme::analysis {

/// What a label (a tier, an instrument, a chain, a cost ...) is called in both languages; the label
/// itself where no words are known. Test: tests/unit/test_labels.cpp.
[[nodiscard]] Words label_words(const std::string &label);

} // namespace sme::analysis
