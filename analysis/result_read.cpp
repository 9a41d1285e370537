#include <algorithm>
#include <array>
#include <fstream>
#include <new>
#include <utility>

#include "analysis/publish.hpp"
#include "analysis/result_open.hpp"

namespace sme::analysis {

ResultReader::File::File(fs::path given) : path(std::move(given)) {
  const Quiet quiet;
  std::error_code error;
  if (!fs::exists(path, error))
    throw ResultError(ResultError::io, path.string() + ": no such file");
  if (!fs::is_regular_file(path, error))
    throw ResultError(ResultError::io, path.string() + ": is not a file");
  checked_ = check_bytes();
  if (!checked_)
    try_in_child();
  try {
    load();
  } catch (const std::bad_alloc &) {
    corrupt("the length of a dataset");
  } catch (const std::length_error &) {
    corrupt("the length of a dataset");
  }
}

void ResultReader::File::load() {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_file_locking(access, false, true); // a published file never changes; NFS may lack locks
  file = Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access));
  if (file < 0) {
    if (!std::ifstream(path))
      throw ResultError(ResultError::io, path.string() + ": cannot be opened for reading");
    throw ResultError(ResultError::corrupt, path.string() + ": is not a complete HDF5 file");
  }
  check_version();
  collect(open("/"), "", 0);
  for (const auto &name : found_)
    describe(name, open(name));
  check_lengths();
}

void ResultReader::File::check_lengths() const {
  for (const auto &cube : cubes) {
    const auto shape = shape_of(open(cube.name));
    for (std::size_t i = 0; i < shape.size(); ++i) {
      const auto name = path_in(group_of(cube.name), cube.axes[i]);
      const auto axis =
          std::find_if(axes.begin(), axes.end(), [&](const Axis &one) { return one.name == name; });
      if (axis == axes.end() || axis->size() != shape[i])
        corrupt("the length of cube " + cube.name);
    }
  }
  for (const auto &table : tables)
    for (const auto &column : table.columns) {
      const auto rows = [&](const Column &one) {
        return shape_of(open(path_in(table.group, one.name))).at(0);
      };
      if (rows(column) != rows(table.columns.front()))
        corrupt("the length of column " + path_in(table.group, column.name));
    }
}

bool ResultReader::File::check_bytes() const {
  auto sidecar = path;
  sidecar += ".sha256";
  std::error_code error;
  if (!fs::exists(sidecar, error)) {
    const auto seal = seal_of(path);
    if (seal == Seal::broken)
      throw ResultError(ResultError::corrupt,
                        path.string() + ": its bytes differ from the checksum at its end; the file "
                                        "was damaged or changed, restore it or run again");
    return seal == Seal::holds;
  }
  std::string expected;
  std::ifstream(sidecar) >> expected;
  if (expected != sha256_of_file(path))
    throw ResultError(ResultError::corrupt,
                      path.string() + ": its bytes differ from " + sidecar.string() +
                          "; the file was damaged or changed, restore it or run again");
  return true;
}

void ResultReader::File::check_version() const {
  const auto value = attribute_of(file, "sme_schema_version");
  const auto *version = value ? std::get_if<std::int64_t>(&*value) : nullptr;
  if (version == nullptr || *version < 1)
    throw ResultError(ResultError::schema, path.string() + ": is not a result of this program "
                                                           "(no sme_schema_version)");
  if (*version > result_schema_version)
    throw ResultError(ResultError::schema,
                      path.string() + ": is written in result schema " + std::to_string(*version) +
                          ", this program reads up to " + std::to_string(result_schema_version) +
                          "; use the newer program that wrote it");
  if (*version >= first_sealed_version && !checked_)
    throw ResultError(ResultError::corrupt,
                      path.string() + ": the checksum at its end is missing; the file was damaged, "
                                      "or written again by another program");
}

/// Lists datasets in the order of creation, those of groups after those of the group itself; links
/// to elsewhere are not followed.
void ResultReader::File::collect(hid_t group, const std::string &prefix, int depth) {
  if (depth > 8)
    corrupt("group " + prefix);
  H5G_info_t info{};
  if (H5Gget_info(group, &info) < 0)
    corrupt("group " + prefix);
  const Handle creation(H5Gget_create_plist(group));
  unsigned order = 0;
  H5Pget_link_creation_order(creation, &order);
  const auto index = (order & H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  std::vector<std::string> groups;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    std::array<char, 1024> name{};
    H5L_info_t link{};
    if (H5Lget_name_by_idx(group, ".", index, H5_ITER_INC, i, name.data(), name.size(),
                           H5P_DEFAULT) < 0 ||
        H5Lget_info(group, name.data(), &link, H5P_DEFAULT) < 0)
      corrupt("group " + prefix);
    if (link.type != H5L_TYPE_HARD)
      continue;
    const Handle object(H5Oopen(group, name.data(), H5P_DEFAULT));
    if (object < 0)
      corrupt(prefix + name.data());
    const auto kind = H5Iget_type(object);
    if (kind == H5I_GROUP)
      groups.push_back(prefix + name.data());
    if (kind != H5I_DATASET)
      continue;
    const bool is_scale = H5DSis_scale(object) > 0;
    if (is_scale)
      scales_.emplace(place_of(object), prefix + name.data());
    const bool pure = is_scale && [&] {
      std::array<char, 128> label{};
      H5DSget_scale_name(object, label.data(), label.size());
      return std::string_view(label.data()).starts_with("This is a netCDF dimension");
    }();
    (pure ? pure_ : found_).push_back(prefix + name.data());
  }
  for (const auto &name : groups)
    collect(open(name), name + "/", depth + 1);
}

Handle ResultReader::File::open(const std::string &name) const {
  Handle object(H5Oopen(file, name.c_str(), H5P_DEFAULT));
  if (object < 0)
    corrupt(name);
  return object;
}

std::vector<std::string> ResultReader::File::strings(hid_t dataset, const std::string &name) const {
  const Handle type(H5Dget_type(dataset));
  const Handle space(H5Dget_space(dataset));
  std::vector<char *> raw(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)), nullptr);
  if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw.data()) < 0)
    corrupt(name);
  std::vector<std::string> texts_read;
  texts_read.reserve(raw.size());
  for (const char *text : raw)
    texts_read.emplace_back(text == nullptr ? "" : text);
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, raw.data());
  return texts_read;
}

const Quantity &ResultReader::File::cube(std::string_view name, Quantity::Type type) const {
  const auto found = std::find_if(cubes.begin(), cubes.end(),
                                  [&](const Quantity &one) { return one.name == name; });
  if (found == cubes.end())
    missing("cube '" + std::string(name) + "'");
  if (found->type != type)
    throw ResultError(ResultError::schema,
                      path.string() + ": cube '" + found->name +
                          (type == Quantity::Type::real ? "' is whole, use read_whole"
                                                        : "' is real, use read_real"));
  return *found;
}

template <class T>
Block<T> ResultReader::File::read(std::string_view name, const std::vector<std::size_t> &leading,
                                  Quantity::Type type) const {
  const Quiet quiet;
  const auto dataset = open(cube(name, type).name);
  auto extent = shape_of(dataset);
  std::vector<hsize_t> start(extent.size(), 0);
  if (leading.size() > extent.size())
    missing("cube " + std::string(name) + " with so many axes");
  for (std::size_t i = 0; i < leading.size(); ++i) {
    if (leading[i] >= extent[i])
      missing("index " + std::to_string(leading[i]) + " on axis " + std::to_string(i) +
              " of cube " + std::string(name));
    start[i] = leading[i];
    extent[i] = 1;
  }
  Block<T> block;
  hsize_t size = 1;
  for (std::size_t i = 0; i < extent.size(); ++i) {
    size *= extent[i];
    if (i >= leading.size())
      block.shape.push_back(extent[i]);
  }
  block.values.resize(size);
  const Handle space(H5Dget_space(dataset));
  if (!extent.empty())
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr);
  const Handle memory(H5Screate_simple(1, &size, nullptr));
  if (H5Dread(dataset, memory_type(column_type<T>), memory, space, H5P_DEFAULT,
              block.values.data()) < 0)
    corrupt("cube " + std::string(name));
  return block;
}

ResultReader::ResultReader(fs::path path) : file_(std::make_unique<File>(std::move(path))) {}
ResultReader::~ResultReader() = default;
ResultReader::ResultReader(ResultReader &&) noexcept = default;
const std::vector<Axis> &ResultReader::axes() const noexcept { return file_->axes; }
const std::vector<Quantity> &ResultReader::cubes() const noexcept { return file_->cubes; }
const std::vector<Table> &ResultReader::tables() const noexcept { return file_->tables; }
const std::vector<std::string> &ResultReader::texts() const noexcept { return file_->texts; }

Block<double> ResultReader::read_real(std::string_view cube,
                                      const std::vector<std::size_t> &leading) const {
  return file_->read<double>(cube, leading, Quantity::Type::real);
}

Block<std::int64_t> ResultReader::read_whole(std::string_view cube,
                                             const std::vector<std::size_t> &leading) const {
  return file_->read<std::int64_t>(cube, leading, Quantity::Type::whole);
}

template <class T>
std::vector<T> ResultReader::read_column(std::string_view group, std::string_view column) const {
  const Quiet quiet;
  const auto name = std::string(group) + "/" + std::string(column);
  for (const auto &table : file_->tables)
    for (const auto &one : table.columns) {
      if (table.group != group || one.name != column)
        continue;
      if (one.type != column_type<T>)
        throw ResultError(ResultError::schema,
                          file_->path.string() + ": column " + name + " has another type");
      const auto dataset = file_->open(name);
      std::vector<T> rows(shape_of(dataset)[0]);
      if (!rows.empty() &&
          H5Dread(dataset, memory_type(one.type), H5S_ALL, H5S_ALL, H5P_DEFAULT, rows.data()) < 0)
        file_->corrupt("column " + name);
      return rows;
    }
  file_->missing("column '" + name + "'");
}

template std::vector<std::int8_t> ResultReader::read_column(std::string_view,
                                                            std::string_view) const;
template std::vector<std::int16_t> ResultReader::read_column(std::string_view,
                                                             std::string_view) const;
template std::vector<std::int32_t> ResultReader::read_column(std::string_view,
                                                             std::string_view) const;
template std::vector<std::int64_t> ResultReader::read_column(std::string_view,
                                                             std::string_view) const;
template std::vector<std::uint8_t> ResultReader::read_column(std::string_view,
                                                             std::string_view) const;
template std::vector<std::uint16_t> ResultReader::read_column(std::string_view,
                                                              std::string_view) const;
template std::vector<std::uint32_t> ResultReader::read_column(std::string_view,
                                                              std::string_view) const;
template std::vector<float> ResultReader::read_column(std::string_view, std::string_view) const;
template std::vector<double> ResultReader::read_column(std::string_view, std::string_view) const;

std::string ResultReader::text(std::string_view path) const {
  const Quiet quiet;
  const std::string name(path);
  const auto &texts = file_->texts;
  if (std::find(texts.begin(), texts.end(), name) == texts.end())
    file_->missing("text '" + name + "'");
  auto lines = file_->strings(file_->open(name), name);
  if (lines.size() != 1)
    file_->corrupt("text " + name);
  return std::move(lines.front());
}

std::vector<NamedAttribute> ResultReader::attributes(std::string_view object) const {
  const Quiet quiet;
  const std::string name = object.empty() ? "/" : std::string(object);
  if (!object.empty() && H5LTpath_valid(file_->file, name.c_str(), 1) <= 0)
    file_->missing("object '" + name + "'");
  return attributes_of(file_->open(name));
}

} // namespace sme::analysis
