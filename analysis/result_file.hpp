// The file behind a ResultWriter. Private to result_write.cpp, result_cube.cpp and
// result_table.cpp.
#pragma once

#include <hdf5_hl.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "analysis/hdf5_handles.hpp"

namespace sme::analysis {

namespace fs = std::filesystem;
inline constexpr hsize_t chunk_bytes = 1U << 20U;
inline constexpr hsize_t chunk_rows = 128U << 10U;

class ResultWriter::File {
public:
  struct Cube {
    Handle dataset;
    std::vector<hsize_t> shape;
    Quantity::Type type;
  };
  struct Rows {
    Handle dataset;
    Column::Type type;
    hsize_t length = 0;
  };
  struct Panel {
    Handle row;
    std::map<std::string, Rows> columns;
  };

  File(fs::path target, Existing existing);
  ~File() { abandon(); }
  File(const File &) = delete;
  File &operator=(const File &) = delete;

  [[noreturn]] void fail(const std::string &doing, const std::string &reason) const;
  Handle own(hid_t id, const std::string &doing) const;
  void must(herr_t result, const std::string &doing) const;
  void claim(const std::string &path);
  void need_open() const;
  void need_name_in_group(const std::string &path);
  void make_groups(const std::string &path);
  void store_attribute(hid_t object, const std::string &name, const Attribute &value) const;
  void store_array(hid_t object, const std::string &name, hid_t type, hid_t memory, hsize_t count,
                   const void *values) const;
  hid_t make_scale(const std::string &path, const Axis &axis);
  hid_t scale_for(const std::string &group, const std::string &axis, hsize_t &length);
  void write(std::string_view name, const std::vector<std::size_t> &leading, const void *data,
             std::size_t count, Quantity::Type type);
  void abandon() noexcept;
  std::string publish();

  fs::path target, temporary;
  Existing existing;
  int mark = -1; ///< shows that the temporary file is in use
  Handle file;
  mutable bool failed = false; // the disk refused something: HDF5 must not try again
  std::set<std::string> taken;
  std::set<std::string> in_groups; // last words of datasets in groups that are not axes
  std::map<std::string, Axis> declared;
  std::map<std::string, Handle> scales;
  std::map<std::string, Cube, std::less<>> cubes;
  std::map<std::string, Panel, std::less<>> tables;

private:
  void close_datasets() noexcept;
  void release_datasets() noexcept;
};

} // namespace sme::analysis
