#include "sim/validate.hpp"

#include <fmt/format.h>

#include "analysis/measure.hpp"
#include "analysis/validation.hpp"
#include "sim/facts_file.hpp"
#include "sim/failure.hpp"
#include "sim/study_run.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;

analysis::ValidatedRun described(const analysis::ResultReader &run, const fs::path &result,
                                 const ValidateOrder &order) {
  analysis::ValidatedRun text;
  text.scenario = order.file.filename().string();
  text.command = order.command;
  text.replicates = analysis::replicates_in(run);
  text.sha256 = analysis::sha256_of_file(result);
  for (const auto &attribute : run.attributes()) {
    if (attribute.name == "sme_scale") {
      text.scale = std::get<double>(attribute.value);
    } else if (attribute.name == "sme_seed") {
      text.seed = std::get<std::int64_t>(attribute.value);
    }
  }
  return text;
}

} // namespace

std::vector<std::string> validation_settings() {
  return {"run.until=\"2025Q4\"", "run.replicates=4", "run.panel_share=0.01",
          "run.network_every=4"};
}

std::string validate(const fs::path &result, const ValidateOrder &order) {
  Messages messages;
  const auto facts = read_facts(order.facts, messages);
  if (!messages.empty()) {
    throw Failure(Exit::scenario,
                  messages.render_all() +
                      fmt::format("\n{}: {} {}", order.facts.string(), messages.count(),
                                  messages.count() == 1 ? "mistake" : "mistakes"));
  }
  const analysis::ResultReader run(result);
  std::vector<analysis::Verdict> verdicts;
  try {
    std::vector<analysis::History> replicates;
    for (std::size_t r = 0; r < analysis::replicates_in(run); ++r) {
      replicates.push_back(analysis::read_history(run, r));
    }
    verdicts = analysis::verdicts_of(facts, replicates);
  } catch (const analysis::MeasureError &error) {
    throw Failure(Exit::scenario, fmt::format("{}: {}", order.facts.string(), error.what()));
  }
  const auto text = described(run, result, order);
  write_text(order.folder / "VALIDATION.md", analysis::validation_markdown(verdicts, text));
  write_text(order.folder / "facts.csv", analysis::validation_csv(verdicts));
  write_text(order.folder / "validation.html", analysis::validation_page(verdicts, text));
  return analysis::validation_text(verdicts);
}

} // namespace sme::sim
