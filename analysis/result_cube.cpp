#include <algorithm>
#include <limits>

#include "analysis/result_file.hpp"
#include "analysis/schema.hpp"

namespace sme::analysis {

void ResultWriter::File::write(std::string_view name, const std::vector<std::size_t> &leading,
                               const void *data, std::size_t count, Quantity::Type type) {
  need_open();
  const auto found = cubes.find(name);
  if (found == cubes.end())
    throw ResultError(ResultError::missing,
                      target.string() + ": cube '" + std::string(name) + "' is not declared");
  const auto &cube = found->second;
  const auto where = "cube " + std::string(name);
  if (cube.type != type)
    refuse(where + ": real cubes take double, whole cubes int64");
  if (leading.size() > cube.shape.size())
    refuse(where + ": more indices than axes");
  std::vector<hsize_t> start(cube.shape.size(), 0);
  std::vector<hsize_t> extent = cube.shape;
  for (std::size_t i = 0; i < leading.size(); ++i) {
    if (leading[i] >= cube.shape[i])
      refuse(where + ": index " + std::to_string(leading[i]) + " on axis " + std::to_string(i) +
             " of length " + std::to_string(cube.shape[i]));
    start[i] = leading[i];
    extent[i] = 1;
  }
  hsize_t size = 1;
  for (const auto length : extent)
    size *= length;
  if (size != count)
    refuse(where + ": got " + std::to_string(count) + " values for a block of " +
           std::to_string(size));
  const Handle space(H5Dget_space(cube.dataset));
  if (!extent.empty())
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr);
  const Handle memory(H5Screate_simple(1, &size, nullptr));
  const hid_t number = type == Quantity::Type::real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64;
  must(H5Dwrite(cube.dataset, number, memory, space, H5P_DEFAULT, data), "writing " + where);
}

void ResultWriter::add_cube(const Quantity &quantity) {
  const Quiet quiet;
  require_readable(quantity);
  const auto &name = quantity.name;
  const auto group = group_of(name);
  file_->need_name_in_group(name);
  File::Cube cube{Handle(), {}, quantity.type};
  std::vector<hid_t> scales;
  for (const auto &axis : quantity.axes)
    scales.push_back(file_->scale_for(group, axis, cube.shape.emplace_back()));
  file_->claim(name);
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_obj_track_times(creation, 0);
  const int rank = static_cast<int>(cube.shape.size());
  if (rank > 0) {
    auto chunk = cube.shape;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, chunk.size()); ++i)
      if (quantity.axes[i] == "scenario" || quantity.axes[i] == "world" ||
          quantity.axes[i] == "replicate")
        chunk[i] = 1;
    hsize_t bytes = sizeof(double);
    for (const auto length : chunk)
      bytes *= length;
    for (auto &length : chunk)
      for (; bytes > chunk_bytes && length > 1; length = (length + 1) / 2)
        bytes = bytes / length * ((length + 1) / 2);
    H5Pset_chunk(creation, rank, chunk.data());
    H5Pset_shuffle(creation);
    H5Pset_deflate(creation, 1);
    H5Pset_fletcher32(creation);
  }
  const bool real = quantity.type == Quantity::Type::real;
  const hid_t type = real ? H5T_IEEE_F64LE : H5T_STD_I64LE;
  const hid_t memory = real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64;
  const double no_number = std::numeric_limits<double>::quiet_NaN();
  const void *const missing = real ? static_cast<const void *>(&no_number) : &no_whole;
  H5Pset_fill_value(creation, memory, missing);
  const Handle space(rank == 0 ? H5Screate(H5S_SCALAR)
                               : H5Screate_simple(rank, cube.shape.data(), nullptr));
  const auto doing = "creating cube " + name;
  cube.dataset = file_->own(
      H5Dcreate2(file_->file, name.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT),
      doing);
  for (unsigned i = 0; i < scales.size(); ++i)
    file_->must(H5DSattach_scale(cube.dataset, scales[i], i), doing);
  file_->store_attribute(cube.dataset, "units", quantity.unit);
  if (!quantity.long_name.empty())
    file_->store_attribute(cube.dataset, "long_name", quantity.long_name);
  if (!quantity.source.empty())
    file_->store_attribute(cube.dataset, "source", quantity.source);
  file_->store_array(cube.dataset, "_FillValue", type, memory, 1, missing);
  file_->cubes.emplace(name, std::move(cube));
}

void ResultWriter::write(std::string_view cube, const std::vector<std::size_t> &leading,
                         std::span<const double> block) {
  const Quiet quiet;
  file_->write(cube, leading, block.data(), block.size(), Quantity::Type::real);
}

void ResultWriter::write(std::string_view cube, const std::vector<std::size_t> &leading,
                         std::span<const std::int64_t> block) {
  const Quiet quiet;
  file_->write(cube, leading, block.data(), block.size(), Quantity::Type::whole);
}

} // namespace sme::analysis
