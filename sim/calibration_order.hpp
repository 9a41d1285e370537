// What a calibration is computed from, as one text: kept beside unfinished jobs and in the result.
#pragma once

#include <string>

#include "analysis/result.hpp"
#include "sim/calibration_file.hpp"

namespace sme::sim {

/// The kind of a LeftOrder (number_jobs.hpp) that is a calibration.
inline constexpr const char *calibration_kind = "calibration";

/// As JSON: all texts of the study, the program and the kind of processor.
std::string calibration_order(const StudyText &study);
/// The texts again. Throws Failure (corrupt) when they cannot be read.
StudyText study_in(const std::string &order);
/// Whether a result is a calibration; its order is then the text `calibration/order`.
bool is_calibration(const analysis::ResultReader &result);

} // namespace sme::sim
