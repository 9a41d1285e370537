#include "sim/report.hpp"

#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "analysis/comparison_data.hpp"
#include "analysis/report.hpp"
#include "analysis/sensitivity_file.hpp"
#include "sim/failure.hpp"

namespace sme::sim {

namespace fs = std::filesystem;

namespace {

std::set<std::string> labels_of(const analysis::ResultReader &result, std::string_view axis) {
  for (const auto &one : result.axes())
    if (one.name == axis)
      return {one.labels.begin(), one.labels.end()};
  return {};
}

/// The study, if it is of the same worlds and decides by the same outcome.
analysis::Sensitivity study_for(const analysis::ResultReader &comparison, const fs::path &file) {
  const analysis::ResultReader study(file);
  auto found = analysis::read_sensitivity(study);
  const auto here = labels_of(comparison, "world"), there = labels_of(study, "option");
  if (here != there)
    throw Failure(Exit::usage,
                  fmt::format("{} is no study of these policies\n  compared: {}\n  "
                              "studied: {}",
                              file.string(), fmt::join(here, ", "), fmt::join(there, ", ")));
  const auto &primary = found.frame.headlines.at(found.frame.primary).key;
  const auto settings = analysis::settings_from(comparison.text("compare/settings"));
  if (settings.primary != primary)
    throw Failure(Exit::usage,
                  fmt::format("{} chooses by `{}`, the comparison by `{}` (compare.primary)",
                              file.string(), primary, settings.primary));
  return found;
}

} // namespace

void write_report(const fs::path &result, const fs::path &page, analysis::Existing existing,
                  const fs::path &sensitivity) {
  std::error_code error;
  if (fs::exists(page, error)) {
    if (fs::is_directory(page, error) || fs::equivalent(page, result, error))
      throw Failure(Exit::io,
                    fmt::format("{} is no name for a page: it is {}", page.string(),
                                fs::is_directory(page, error) ? "a folder" : "the result itself"));
    if (existing == analysis::Existing::refuse)
      throw Failure(Exit::io, fmt::format("{}: is already there; give another name or --force",
                                          page.string()));
  }
  std::string html;
  try {
    const analysis::ResultReader comparison(result);
    std::optional<analysis::Sensitivity> study;
    if (!sensitivity.empty())
      study = study_for(comparison, sensitivity);
    html = analysis::report_page(comparison, study ? &*study : nullptr);
  } catch (const analysis::ResultError &problem) {
    const std::string what = problem.what();
    if (what.find(result.string()) != std::string::npos)
      throw;
    throw analysis::ResultError(problem.kind(), result.string() + ": " + what);
  }
  auto part = page;
  part += ".part"; // the page has its name only when it is complete
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out.write(html.data(), static_cast<std::streamsize>(html.size()));
  out.close();
  if (!out) {
    fs::remove(part, error);
    throw Failure(Exit::io, fmt::format("{}: cannot be written (no such folder, no permission, or "
                                        "the disk is full)",
                                        page.string()));
  }
  fs::rename(part, page, error);
  if (error) {
    fs::remove(part, error);
    throw Failure(Exit::io, fmt::format("{}: cannot be replaced", page.string()));
  }
}

} // namespace sme::sim
