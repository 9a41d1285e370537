#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/result.hpp"

/// Rules of the result file that do not need HDF5: which declarations every reader can open, and
/// the page that describes a file to its users.
namespace sme::analysis {

/// Throws ResultError::schema: a declaration does not fit.
[[noreturn]] void refuse(const std::string &message);

/// Each throws ResultError::schema, naming the declaration and the reader that would fail on it.
void require_readable(const Axis &axis);
void require_readable(const Quantity &quantity);
void require_readable(const Table &table);
/// Names are letters, digits and '_', a letter first, joined by '/' for groups.
void require_name(std::string_view path);
/// Texts are UTF-8 without NUL; `where` names the text in the message.
void require_utf8(std::string_view text, std::string_view where);

/// The text of analysis/SCHEMA.md: how to open a result, then its axes, cubes and tables.
/// Length of an axis is not stated, since it differs between results.
[[nodiscard]] std::string schema_markdown(const std::vector<Axis> &axes,
                                          const std::vector<Quantity> &cubes,
                                          const std::vector<Table> &tables);

} // namespace sme::analysis
