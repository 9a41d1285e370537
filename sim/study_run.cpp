#include "sim/study_run.hpp"

#include <cstdio>
#include <ctime>
#include <fstream>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "sim/failure.hpp"
#include "sim/fingerprint.hpp"
#include "sim/provenance.hpp"

namespace sme::sim {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

void require_free(const fs::path &output, const fs::path &beside, analysis::Existing existing) {
  std::error_code error;
  for (const fs::path &file : {output, beside}) {
    if (fs::exists(file, error) && existing == analysis::Existing::refuse) {
      throw Failure(Exit::io,
                    fmt::format("{}: exists already; choose another name, or give --force to "
                                "replace it when the new one is complete",
                                file.string()));
    }
  }
  if (fs::exists(output, error)) {
    const analysis::ResultReader former(output); // --force replaces results only
  }
}

fs::path beside(const fs::path &output, const char *extension) {
  fs::path file = output;
  if (output.extension() == ".h5") {
    return file.replace_extension(extension);
  }
  file += extension;
  return file;
}

void write_text(const fs::path &file, const std::string &text) {
  fs::path part = file;
  part += fmt::format(".part-{}", getpid());
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::error_code error;
  if (!out.fail()) {
    fs::rename(part, file, error);
  }
  if (out.fail() || error) {
    fs::remove(part, error);
    throw Failure(Exit::io, fmt::format("{}: cannot be written", file.string()));
  }
}

void write_study_log(const fs::path &output, const std::string &command, const std::string &digest,
                     double seconds, const NumberJobs &jobs) {
  Json log;
  log["result"] = output.filename().string();
  log["sha256"] = digest;
  log["command"] = command;
  log["ended"] = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  log["seconds"] = seconds;
  log["threads"] = jobs.threads();
  log["firm_quarters"] = jobs.firm_quarters();
  fs::path path = output;
  path += ".log.json";
  write_text(path, log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void write_study_manifest(analysis::ResultWriter &result, const RunParameters &run,
                          const std::string &order) {
  const Json manifest{{"program", "sme"},
                      {"program_version", program_version()},
                      {"schema_version", analysis::result_schema_version},
                      {"chance_version", chance_version},
                      {"seed", run.seed},
                      {"scale", run.scale},
                      {"order_sha256", analysis::sha256_of_text(order)},
                      {"platform", fingerprint().text()}};
  result.add_text("provenance/manifest", manifest.dump(2) + "\n");
}

} // namespace sme::sim
