// Which facts a study fits: those with use = fit that its runs can speak of, and never one to test.
#pragma once

#include <vector>

#include "analysis/facts.hpp"
#include "sim/rules_section.hpp"
#include "sim/scenario_file.hpp"

namespace sme::sim {

/// The facts that the key `only` of a study names, by family or by themselves; without it, all. To
/// the messages of the section go: a fact that is not to be fitted, one whose measure reads single
/// firms or quarters that the runs of `scenario` do not record, names that are none, no fact at
/// all.
std::vector<analysis::Fact>
facts_of_study(const Section &study, const std::vector<FileText> &tables, const Scenario &scenario);

} // namespace sme::sim
