#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "analysis/result_open.hpp"

namespace sme::analysis {

std::vector<hsize_t> shape_of(hid_t dataset) {
  const Handle space(H5Dget_space(dataset));
  std::vector<hsize_t> shape(
      static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space))));
  H5Sget_simple_extent_dims(space, shape.data(), nullptr);
  return shape;
}

haddr_t place_of(hid_t object) {
  H5O_info_t info{};
  return H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0 ? HADDR_UNDEF : info.addr;
}

std::optional<Attribute> attribute_of(hid_t object, const std::string &name) {
  if (H5Aexists(object, name.c_str()) <= 0)
    return std::nullopt;
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT));
  const Handle space(H5Aget_space(attribute));
  const Handle type(H5Aget_type(attribute));
  if (H5Sget_simple_extent_type(space) != H5S_SCALAR)
    return std::nullopt;
  if (H5Tis_variable_str(type) > 0) {
    char *text = nullptr;
    if (H5Aread(attribute, type, &text) < 0)
      return std::nullopt;
    std::string value = text == nullptr ? "" : text;
    H5free_memory(text);
    return value;
  }
  if (H5Tget_class(type) == H5T_INTEGER) {
    std::int64_t value = 0;
    if (H5Aread(attribute, H5T_NATIVE_INT64, &value) < 0)
      return std::nullopt;
    return value;
  }
  double value = 0;
  if (H5Tget_class(type) != H5T_FLOAT || H5Aread(attribute, H5T_NATIVE_DOUBLE, &value) < 0)
    return std::nullopt;
  return value;
}

std::vector<NamedAttribute> attributes_of(hid_t object) {
  std::vector<NamedAttribute> attributes;
  const auto take = [](hid_t where, const char *one, const H5A_info_t *, void *out) -> herr_t {
    const std::string_view mine(one);
    if (mine == "CLASS" || mine == "NAME")
      return 0; // HDF5's marks of a scale
    if (auto value = attribute_of(where, one))
      static_cast<std::vector<NamedAttribute> *>(out)->push_back({one, std::move(*value)});
    return 0;
  };
  hsize_t position = 0;
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &position, take, &attributes);
  return attributes;
}

namespace {

/// The column type that a stored number has, or nothing for text and what this program never
/// writes.
std::optional<Column::Type> number_type(hid_t type) {
  using Type = Column::Type;
  const auto size = H5Tget_size(type);
  if (H5Tget_class(type) == H5T_FLOAT)
    return size == 4 ? Type::f32 : Type::f64;
  if (H5Tget_class(type) != H5T_INTEGER)
    return std::nullopt;
  const bool is_signed = H5Tget_sign(type) == H5T_SGN_2;
  switch (size) {
  case 1:
    return is_signed ? Type::i8 : Type::u8;
  case 2:
    return is_signed ? Type::i16 : Type::u16;
  case 4:
    return is_signed ? Type::i32 : Type::u32;
  default:
    return is_signed ? std::optional(Type::i64) : std::nullopt;
  }
}

std::string word(hid_t object, const std::string &name) {
  const auto value = attribute_of(object, name);
  const auto *text = value ? std::get_if<std::string>(&*value) : nullptr;
  return text == nullptr ? "" : *text;
}

Column describe_column(hid_t dataset, const std::string &path, Column::Type type) {
  Column column{leaf_of(path), word(dataset, "units"), word(dataset, "long_name"), type, {}, {}};
  if (H5Aexists(dataset, "flag_values") > 0) {
    const Handle attribute(H5Aopen(dataset, "flag_values", H5P_DEFAULT));
    const Handle space(H5Aget_space(attribute));
    const auto count = H5Sget_simple_extent_npoints(space);
    column.flag_values.resize(static_cast<std::size_t>(std::max<hssize_t>(0, count)));
    H5Aread(attribute, H5T_NATIVE_INT64, column.flag_values.data());
    std::istringstream words(word(dataset, "flag_meanings"));
    for (std::string one; words >> one;)
      column.flag_meanings.push_back(one);
  }
  return column;
}

} // namespace

void ResultReader::File::describe(const std::string &name, hid_t dataset) {
  const Handle type(H5Dget_type(dataset));
  const auto number = number_type(type);
  const auto shape = shape_of(dataset);
  if (H5DSis_scale(dataset) > 0) {
    if (shape.size() != 1)
      corrupt("axis " + name);
    Axis axis{name, word(dataset, "long_name"), word(dataset, "units"), {}, {}};
    if (H5Tis_variable_str(type) > 0) {
      axis.labels = strings(dataset, name);
    } else {
      axis.values.resize(shape[0]);
      if (H5Dread(dataset, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, axis.values.data()) < 0)
        corrupt("axis " + name);
    }
    axes.push_back(std::move(axis));
    return;
  }
  if (!number) {
    if (shape.empty() && H5Tis_variable_str(type) > 0)
      texts.push_back(name);
    return;
  }
  std::vector<std::string> along;
  for (unsigned i = 0; i < shape.size(); ++i) {
    const auto take = [](hid_t, unsigned, hid_t scale, void *out) -> herr_t {
      *static_cast<haddr_t *>(out) = place_of(scale);
      return 1;
    };
    haddr_t place = HADDR_UNDEF;
    H5DSiterate_scales(dataset, i, nullptr, take, &place);
    const auto scale = scales_.find(place);
    if (scale == scales_.end())
      corrupt("the list of axes of " + name);
    along.push_back(scale->second);
  }
  if (along.size() == 1 && std::find(pure_.begin(), pure_.end(), along[0]) != pure_.end()) {
    const auto group = group_of(name);
    auto table = std::find_if(tables.begin(), tables.end(),
                              [&](const Table &one) { return one.group == group; });
    if (table == tables.end())
      table = tables.insert(table, Table{group, leaf_of(along[0]), {}});
    table->columns.push_back(describe_column(dataset, name, *number));
    return;
  }
  Quantity cube{name,
                word(dataset, "units"),
                word(dataset, "long_name"),
                word(dataset, "source"),
                {},
                *number == Column::Type::f64 ? Quantity::Type::real : Quantity::Type::whole};
  for (const auto &axis : along)
    cube.axes.push_back(leaf_of(axis));
  cubes.push_back(std::move(cube));
}

} // namespace sme::analysis
