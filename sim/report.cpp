#include "sim/report.hpp"

#include <fstream>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "analysis/report.hpp"
#include "sim/failure.hpp"

namespace sme::sim {

namespace fs = std::filesystem;

void write_report(const fs::path &result, const fs::path &page, analysis::Existing existing) {
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
    html = analysis::report_page(analysis::ResultReader(result));
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
