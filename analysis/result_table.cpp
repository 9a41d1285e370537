#include <limits>

#include "analysis/result_file.hpp"
#include "analysis/schema.hpp"

namespace sme::analysis {

void ResultWriter::add_table(const Table &table) {
  const Quiet quiet;
  require_readable(table);
  const auto row_path = path_in(table.group, table.row_axis);
  for (const auto &column : table.columns)
    file_->need_name_in_group(path_in(table.group, column.name));
  file_->need_name_in_group(row_path);
  file_->claim(row_path);
  const auto doing = "creating table " + table.group;
  const hsize_t none = 0, unlimited = H5S_UNLIMITED;
  const Handle space(H5Screate_simple(1, &none, &unlimited));
  const auto create = [&](const std::string &path, hid_t type, const Column *column) {
    const Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_obj_track_times(creation, 0);
    H5Pset_chunk(creation, 1, &chunk_rows);
    if (column != nullptr) {
      H5Pset_shuffle(creation);
      H5Pset_deflate(creation, 1);
      H5Pset_fletcher32(creation);
      if (type == H5T_IEEE_F32LE || type == H5T_IEEE_F64LE) {
        const double missing = std::numeric_limits<double>::quiet_NaN();
        H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, &missing);
      }
    }
    const Handle access(H5Pcreate(H5P_DATASET_ACCESS)); // a whole chunk must fit the cache
    H5Pset_chunk_cache(access, 101, 2 * chunk_bytes, 1.0);
    return file_->own(
        H5Dcreate2(file_->file, path.c_str(), type, space, H5P_DEFAULT, creation, access), doing);
  };
  File::Panel panel{create(row_path, H5T_IEEE_F32BE, nullptr), {}};
  // netCDF's own words for a dimension without coordinates, length not yet known.
  file_->must(
      H5DSset_scale(panel.row, "This is a netCDF dimension but not a netCDF variable.          0"),
      doing);
  for (const auto &column : table.columns) {
    const auto path = path_in(table.group, column.name);
    file_->claim(path);
    const hid_t type = stored_type(column.type);
    auto dataset = create(path, type, &column);
    file_->must(H5DSattach_scale(dataset, panel.row, 0), doing);
    if (!column.unit.empty())
      file_->store_attribute(dataset, "units", column.unit);
    if (!column.meaning.empty())
      file_->store_attribute(dataset, "long_name", column.meaning);
    if (!column.flag_values.empty()) {
      file_->store_array(dataset, "flag_values", type, H5T_NATIVE_INT64, column.flag_values.size(),
                         column.flag_values.data());
      std::string words;
      for (const auto &word : column.flag_meanings)
        words += (words.empty() ? "" : " ") + word;
      file_->store_attribute(dataset, "flag_meanings", words);
    }
    if (column.type == Column::Type::f32 || column.type == Column::Type::f64) {
      const double missing = std::numeric_limits<double>::quiet_NaN();
      file_->store_array(dataset, "_FillValue", type, H5T_NATIVE_DOUBLE, 1, &missing);
    }
    panel.columns.emplace(column.name, File::Rows{std::move(dataset), column.type});
  }
  file_->tables.emplace(table.group, std::move(panel));
}

template <class T>
void ResultWriter::append(std::string_view group, std::string_view column,
                          std::span<const T> rows) {
  const Quiet quiet;
  file_->need_open();
  const auto where = "column " + std::string(group) + "/" + std::string(column);
  const auto table = file_->tables.find(group);
  if (table == file_->tables.end() || !table->second.columns.contains(std::string(column)))
    throw ResultError(ResultError::missing, where + " is not declared; call add_table first");
  auto &there = table->second.columns.at(std::string(column));
  if (there.type != column_type<T>)
    refuse(where + ": rows are not of the declared type");
  if (rows.empty())
    return;
  const hsize_t start = there.length, count = rows.size(), end = start + count;
  file_->must(H5Dset_extent(there.dataset, &end), "extending " + where);
  const Handle space(H5Dget_space(there.dataset));
  H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, nullptr, &count, nullptr);
  const Handle memory(H5Screate_simple(1, &count, nullptr));
  file_->must(
      H5Dwrite(there.dataset, stored_type(there.type), memory, space, H5P_DEFAULT, rows.data()),
      "writing " + where);
  there.length = end;
}

template void ResultWriter::append(std::string_view, std::string_view,
                                   std::span<const std::int8_t>);
template void ResultWriter::append(std::string_view, std::string_view,
                                   std::span<const std::int16_t>);
template void ResultWriter::append(std::string_view, std::string_view,
                                   std::span<const std::int32_t>);
template void ResultWriter::append(std::string_view, std::string_view,
                                   std::span<const std::int64_t>);
template void ResultWriter::append(std::string_view, std::string_view,
                                   std::span<const std::uint8_t>);
template void ResultWriter::append(std::string_view, std::string_view,
                                   std::span<const std::uint16_t>);
template void ResultWriter::append(std::string_view, std::string_view,
                                   std::span<const std::uint32_t>);
template void ResultWriter::append(std::string_view, std::string_view, std::span<const float>);
template void ResultWriter::append(std::string_view, std::string_view, std::span<const double>);

} // namespace sme::analysis
