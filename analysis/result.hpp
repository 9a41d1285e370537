#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The result file: what runs leave behind and all that analysis ever reads. It is an HDF5 file
/// laid out so that ncdump, xarray, R (ncdf4, hdf5r) and h5web open it with names, labels, units
/// and missing values. Layout and traps: INTEROP.md 2.1-2.4. Nothing in it depends on the clock:
/// the same calls in the same order give the same bytes.
namespace sme::analysis {

/// Version of the layout, stored as root attribute `sme_schema_version`. Newer files are refused.
/// 2: a checksum of all bytes is the last line of the file (publish.hpp), a comparison states costs
/// without an upper limit, looks, checks and options against business as usual.
inline constexpr int result_schema_version = 2;
/// From this version on a file ends with its checksum.
inline constexpr int first_sealed_version = 2;

/// The one failure of this module. `what()` names the file and says what to do about it.
class ResultError : public std::runtime_error {
public:
  /// exists: the target is already there. io: no such file, or the disk or the folder failed.
  /// corrupt: the bytes are not those that were written. schema: a declaration or a version does
  /// not fit. missing: no such cube, axis, table, column or text. asked: the same, when a person
  /// gave the name.
  enum class Kind { exists, io, corrupt, schema, missing, asked };
  static constexpr Kind exists = Kind::exists;
  static constexpr Kind io = Kind::io;
  static constexpr Kind corrupt = Kind::corrupt;
  static constexpr Kind schema = Kind::schema;
  static constexpr Kind missing = Kind::missing;
  static constexpr Kind asked = Kind::asked;

  ResultError(Kind kind, const std::string &message) : std::runtime_error(message), kind_(kind) {}
  [[nodiscard]] Kind kind() const noexcept { return kind_; }

private:
  Kind kind_;
};

/// One dimension of cubes with its coordinates. Exactly one of `labels` (UTF-8) and `values` is
/// filled; its size is the length of the axis. `unit` may be empty for labels.
/// A name with '/' ("network/tier") belongs to that group only.
struct Axis {
  std::string name;
  std::string meaning;
  std::string unit;
  std::vector<std::string> labels;
  std::vector<std::int32_t> values;

  [[nodiscard]] std::size_t size() const noexcept {
    return labels.empty() ? values.size() : labels.size();
  }
  bool operator==(const Axis &) const = default;
};

/// A whole number of a cube that is missing; a real one is NaN.
inline constexpr std::int64_t no_whole = std::numeric_limits<std::int64_t>::min();

/// One outcome: a cube over `axes`, slowest first. `real` is f64 with NaN as missing; `whole` is
/// int64 with `no_whole` as missing. `name` may hold a group ("network/strength"); the axes are
/// then looked up in that group first, else copied into it from the root.
struct Quantity {
  enum class Type { real, whole };

  std::string name;
  std::string unit;      ///< singular, "1" for pure numbers; never "days" or "years since ..."
  std::string long_name; ///< meaning in one phrase
  std::string source;    ///< equation, paper or statistic it follows; may be empty
  std::vector<std::string> axes;
  Type type = Type::real;

  bool operator==(const Quantity &) const = default;
};

/// One column of a table. A coded column lists its codes in `flag_values` and, at the same
/// positions, one word for each in `flag_meanings`. Missing is NaN for f32 and f64; whole numbers
/// have no missing.
struct Column {
  enum class Type { i8, i16, i32, i64, u8, u16, u32, f32, f64 };

  std::string name; ///< never the name of an axis of the root: R's ncdf4 would lose the column
  std::string unit;
  std::string meaning;
  Type type = Type::f64;
  std::vector<std::int64_t> flag_values;
  std::vector<std::string> flag_meanings;

  bool operator==(const Column &) const = default;
};

/// Columns of equal length in one group ("panel") over a dimension without coordinates ("row").
struct Table {
  std::string group;
  std::string row_axis = "row";
  std::vector<Column> columns;

  bool operator==(const Table &) const = default;
};

using Attribute = std::variant<std::string, std::int64_t, double>;

struct NamedAttribute {
  std::string name;
  Attribute value;
};

/// Values in row-major order (last axis fastest) with their shape.
template <class T> struct Block {
  std::vector<std::size_t> shape;
  std::vector<T> values;
};

/// What to do with a file that already has the target's name.
enum class Existing {
  refuse,      ///< throw ResultError::exists, before any work and again on publish
  keep_as_old, ///< keep it until publish has succeeded (as NAME.old meanwhile), then remove it
};

/// SHA-256 of the bytes of a file as 64 hex digits: the content id. Throws io.
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path &file);
/// The same of a text.
[[nodiscard]] std::string sha256_of_text(std::string_view text);

/// Writes one result file. All work goes to a temporary file beside the target; only publish()
/// gives it its name, so a result is there completely or not at all. One thread at a time. Every
/// function throws ResultError: `schema` for a declaration that some reader could not open (message
/// says why), `missing` for an undeclared name, `io` when the disk is full or fails; destroy the
/// writer after `io`.
class ResultWriter {
public:
  /// Creates the temporary file NAME.part-PID. Throws exists, or io (no such folder, no
  /// permission).
  explicit ResultWriter(std::filesystem::path target, Existing existing = Existing::refuse);
  /// Removes the temporary file unless published.
  ~ResultWriter();
  ResultWriter(ResultWriter &&) noexcept;
  ResultWriter &operator=(ResultWriter &&) = delete;

  void add_axis(const Axis &axis);
  /// Declares a cube over declared axes; blocks never written read as missing. A chunk holds one
  /// scenario and one replicate when these are the first axes, at most 1 MiB.
  void add_cube(const Quantity &quantity);
  /// Writes the whole block below `leading` indices: for a (scenario, replicate, quarter) cube,
  /// {s, r} takes one series, {} takes everything. Throws schema for a wrong length or index.
  void write(std::string_view cube, const std::vector<std::size_t> &leading,
             std::span<const double> block);
  void write(std::string_view cube, const std::vector<std::size_t> &leading,
             std::span<const std::int64_t> block);

  void add_table(const Table &table);
  /// Appends rows to one column. T must be the column's declared type exactly (u16: uint16_t).
  /// All columns of a table must have equal length when published.
  template <class T>
  void append(std::string_view group, std::string_view column, std::span<const T> rows);
  /// The same for a whole vector, so that T need not be spelt out.
  template <class T>
  void append(std::string_view group, std::string_view column, const std::vector<T> &rows) {
    append(group, column, std::span<const T>(rows));
  }

  /// Stores a text (a scenario file as given, a manifest) under a path such as
  /// "provenance/manifest".
  void add_text(std::string_view path, std::string_view text);
  /// Sets or replaces an attribute; `object` is "" for the root or the path of an axis, cube,
  /// column or text. `Conventions` ("CF-1.10, ACDD-1.3") and `sme_schema_version` are set from
  /// the start.
  void add_attribute(std::string_view object, std::string_view name, const Attribute &value);

  /// Closes, syncs, renames to the final name, writes NAME.sha256 beside it, syncs the folder.
  /// Returns the content id. The writer is finished afterwards.
  std::string publish();

private:
  class File;
  std::unique_ptr<File> file_;
};

/// Reads a result file. NAME.sha256, when it is there, or else the checksum at the end of the file
/// is checked before HDF5 sees it.
class ResultReader {
public:
  /// Throws io (no file), corrupt (hash differs or not HDF5), schema (newer version or not a
  /// result of this program).
  explicit ResultReader(std::filesystem::path path);
  ~ResultReader();
  ResultReader(ResultReader &&) noexcept;
  ResultReader &operator=(ResultReader &&) = delete;

  /// In the order written, the root's before those of groups ("network/scenario").
  [[nodiscard]] const std::vector<Axis> &axes() const noexcept;
  [[nodiscard]] const std::vector<Quantity> &cubes() const noexcept;
  [[nodiscard]] const std::vector<Table> &tables() const noexcept;
  /// Paths of all texts.
  [[nodiscard]] const std::vector<std::string> &texts() const noexcept;

  /// The block below `leading` indices; {} is the whole cube. Throws missing for an unknown name,
  /// schema when the cube has the other type, corrupt when a checksum fails.
  [[nodiscard]] Block<double> read_real(std::string_view cube,
                                        const std::vector<std::size_t> &leading = {}) const;
  [[nodiscard]] Block<std::int64_t> read_whole(std::string_view cube,
                                               const std::vector<std::size_t> &leading = {}) const;
  /// T must be the column's type exactly.
  template <class T>
  [[nodiscard]] std::vector<T> read_column(std::string_view group, std::string_view column) const;
  [[nodiscard]] std::string text(std::string_view path) const;
  /// Single-valued attributes of the root ("") or of one dataset, by name.
  [[nodiscard]] std::vector<NamedAttribute> attributes(std::string_view object = "") const;

private:
  class File;
  std::unique_ptr<File> file_;
};

} // namespace sme::analysis
