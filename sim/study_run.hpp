// What studies of many runs (of `sme calibrate` and `sme sensitivity`) leave beside their result.
#pragma once

#include <filesystem>
#include <string>

#include "analysis/result.hpp"
#include "sim/number_jobs.hpp"

namespace sme::sim {

/// A message for people on standard error.
void say(const std::string &line);

/// Whether the result and the file `beside` it may be written. Throws Failure (io) when one is
/// there and must stay; a result that would be replaced must be one (ResultError).
void require_free(const std::filesystem::path &output, const std::filesystem::path &beside,
                  analysis::Existing existing);

/// NAME.ext for NAME.h5, else OUT.ext; `extension` with its dot.
std::filesystem::path beside(const std::filesystem::path &output, const char *extension);

/// Publishes a text by rename. Throws Failure (io).
void write_text(const std::filesystem::path &file, const std::string &text);

/// What depends on when, where and by whom, beside the result: NAME.log.json.
void write_study_log(const std::filesystem::path &output, const std::string &command,
                     const std::string &digest, double seconds, const NumberJobs &jobs);

} // namespace sme::sim
