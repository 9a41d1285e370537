// The file behind a ResultReader. Private to result_read.cpp, result_open.cpp and
// result_values.cpp.
#pragma once

#include <hdf5_hl.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/hdf5_handles.hpp"

namespace sme::analysis {

namespace fs = std::filesystem;

std::vector<hsize_t> shape_of(hid_t dataset);
/// Where an object lies in its file.
haddr_t place_of(hid_t object);
/// A single-valued attribute, or nothing when it is absent, an array or HDF5's own.
std::optional<Attribute> attribute_of(hid_t object, const std::string &name);

/// All single-valued attributes but HDF5's own.
std::vector<NamedAttribute> attributes_of(hid_t object);

class ResultReader::File {
public:
  /// Checks the file against NAME.sha256 or the checksum at its end; without either, a child
  /// process reads the file first.
  explicit File(fs::path path);

  fs::path path;
  Handle file;
  std::vector<Axis> axes;
  std::vector<Quantity> cubes;
  std::vector<Table> tables;
  std::vector<std::string> texts;

  [[noreturn]] void corrupt(const std::string &what) const {
    throw ResultError(ResultError::corrupt,
                      path.string() + ": " + what + " is damaged; restore the file or run again");
  }
  [[noreturn]] void missing(const std::string &what) const {
    throw ResultError(ResultError::missing, path.string() + ": has no " + what);
  }
  Handle open(const std::string &name) const;
  const Quantity &cube(std::string_view name, Quantity::Type type) const;
  template <class T>
  Block<T> read(std::string_view name, const std::vector<std::size_t> &leading,
                Quantity::Type type) const;
  std::vector<std::string> strings(hid_t dataset, const std::string &name) const;

private:
  File() = default;
  bool checked_ = false; ///< bytes against a checksum
  /// False when there is neither NAME.sha256 nor a checksum at the end to check against.
  bool check_bytes() const;
  /// Throws corrupt when a child that reads everything does not come back.
  void try_in_child() const;
  void read_everything() const;
  /// Opens the file and describes what is in it.
  void load();
  void check_version() const;
  /// Cubes are as long as their axes, and the columns of a table equally long.
  void check_lengths() const;
  void collect(hid_t group, const std::string &prefix, int depth);
  void describe(const std::string &name, hid_t dataset);

  std::map<haddr_t, std::string>
      scales_;                    // by place in the file: HDF5 itself would search for names
  std::vector<std::string> pure_; // dimensions without coordinates
  std::vector<std::string> found_;
};

} // namespace sme::analysis
