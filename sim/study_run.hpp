// What studies of many runs (of `sme calibrate` and `sme sensitivity`) leave beside their result.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "analysis/result.hpp"
#include "models/parameters.hpp"
#include "sim/failure.hpp"
#include "sim/messages.hpp"
#include "sim/number_jobs.hpp"

namespace sme::sim {

/// Whether the result and the file `beside` it (none: an empty path) may be written. Throws Failure
/// (io) when one is there and must stay; a result that would be replaced must be one (ResultError).
void require_free(const std::filesystem::path &output, const std::filesystem::path &beside,
                  analysis::Existing existing);

/// NAME.ext for NAME.h5, else OUT.ext; `extension` with its dot.
std::filesystem::path beside(const std::filesystem::path &output, const char *extension);

/// Publishes a text by rename. Throws Failure (io).
void write_text(const std::filesystem::path &file, const std::string &text);

/// What depends on when, where and by whom, beside the result: NAME.log.json.
void write_study_log(const std::filesystem::path &output, const std::string &command,
                     const std::string &digest, double seconds, const NumberJobs &jobs);

/// What a study was computed with and from: the text provenance/manifest.
void write_study_manifest(analysis::ResultWriter &result, const RunParameters &run,
                          const std::string &order);

/// The study of stored texts, by its reader. Throws Failure (corrupt) when it is none.
template <class Text, class Study>
Study study_again(const Text &text, std::optional<Study> (*read)(const Text &, Messages &)) {
  Messages messages;
  auto study = read(text, messages);
  if (!study) {
    throw Failure(Exit::corrupt,
                  "the stored study is none for this program\n\n" + messages.render_all());
  }
  return std::move(*study);
}

} // namespace sme::sim
