#include <system_error>
#include <utility>

#include "analysis/publish.hpp"
#include "analysis/result_file.hpp"
#include "analysis/schema.hpp"

namespace sme::analysis {

ResultWriter::File::File(fs::path wanted, Existing rule)
    : target(std::move(wanted)), existing(rule) {
  const Quiet quiet;
  const auto folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw ResultError(ResultError::io, target.string() + ": cannot be written, " + folder.string() +
                                           " is not a folder; create it first");
  if (existing == Existing::refuse && fs::exists(fs::symlink_status(target, error)))
    throw ResultError(ResultError::exists,
                      target.string() + ": exists already; choose another name or move it");
  sweep_abandoned(target);
  temporary = temporary_of(target);
  if (fs::exists(fs::symlink_status(temporary, error)))
    throw ResultError(ResultError::exists,
                      temporary.string() + ": is in use by this process or cannot be removed");
  const auto order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  const Handle creation(H5Pcreate(H5P_FILE_CREATE));
  H5Pset_link_creation_order(creation, order);
  H5Pset_attr_creation_order(creation, order);
  H5Pset_obj_track_times(creation, 0);
  const Handle access(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_file_locking(access, false, true); // the name is ours alone; NFS may lack locks
  file = own(H5Fcreate(temporary.c_str(), H5F_ACC_EXCL, creation, access), "creating the file");
  mark = mark_in_use(temporary);
  try {
    store_attribute(file, "Conventions", std::string("CF-1.10, ACDD-1.3"));
    store_attribute(file, "sme_schema_version", std::int64_t{result_schema_version});
  } catch (...) {
    abandon(); // no destructor runs for a half-made object
    throw;
  }
}

void ResultWriter::File::fail(const std::string &doing, const std::string &reason) const {
  failed = true;
  fail_io(target, doing, reason);
}

Handle ResultWriter::File::own(hid_t id, const std::string &doing) const {
  if (id < 0)
    fail(doing, hdf5_reason());
  return Handle(id);
}

void ResultWriter::File::must(herr_t result, const std::string &doing) const {
  if (result < 0)
    fail(doing, hdf5_reason());
}

void ResultWriter::File::need_open() const {
  if (file < 0)
    refuse(target.string() + ": the writer is finished; make a new one");
}

/// R's ncdf4 loses a dataset of a group that is named like an axis of the root.
void ResultWriter::File::need_name_in_group(const std::string &path) {
  if (group_of(path).empty())
    return;
  if (declared.contains(leaf_of(path)))
    refuse("'" + path +
           "' is named like an axis of the root and would be lost in R's ncdf4; "
           "choose another name, e.g. '" +
           path + "_index'");
  in_groups.insert(leaf_of(path));
}

/// Declares a dataset's path and makes its groups.
void ResultWriter::File::claim(const std::string &path) {
  need_open();
  require_name(path);
  const auto below = taken.lower_bound(path + "/");
  if (taken.contains(path) || (below != taken.end() && below->starts_with(path + "/")))
    refuse(target.string() + ": '" + path + "' is declared twice");
  for (auto group = group_of(path); !group.empty(); group = group_of(group))
    if (taken.contains(group))
      refuse("'" + group + "' is a dataset and cannot hold '" + path + "'");
  taken.insert(path);
  make_groups(group_of(path));
}

void ResultWriter::File::make_groups(const std::string &path) {
  if (path.empty())
    return;
  make_groups(group_of(path));
  if (H5Lexists(file, path.c_str(), H5P_DEFAULT) > 0)
    return;
  const Handle creation(H5Pcreate(H5P_GROUP_CREATE));
  H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  H5Pset_obj_track_times(creation, 0);
  own(H5Gcreate2(file, path.c_str(), H5P_DEFAULT, creation, H5P_DEFAULT), "creating group " + path);
}

void ResultWriter::File::store_attribute(hid_t object, const std::string &name,
                                         const Attribute &value) const {
  const auto doing = "writing attribute " + name;
  if (H5Aexists(object, name.c_str()) > 0)
    must(H5Adelete(object, name.c_str()), doing);
  const Handle space(H5Screate(H5S_SCALAR));
  const auto store = [&](hid_t type, hid_t memory, const void *data) {
    const auto attribute =
        own(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), doing);
    must(H5Awrite(attribute, memory, data), doing);
  };
  if (const auto *text = std::get_if<std::string>(&value)) {
    require_utf8(*text, "attribute " + name);
    const auto type = text_type();
    const char *const letters = text->c_str();
    store(type, type, &letters);
  } else if (const auto *whole = std::get_if<std::int64_t>(&value)) {
    const bool short_enough = std::in_range<std::int32_t>(*whole); // R warns of wider ones
    store(short_enough ? H5T_STD_I32LE : H5T_STD_I64LE, H5T_NATIVE_INT64, whole);
  } else {
    store(H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &std::get<double>(value));
  }
}

/// netCDF wants `_FillValue` and the codes as arrays of the type of the data.
void ResultWriter::File::store_array(hid_t object, const std::string &name, hid_t type,
                                     hid_t memory, hsize_t count, const void *values) const {
  const Handle space(H5Screate_simple(1, &count, nullptr));
  const auto attribute = own(
      H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), "writing " + name);
  must(H5Awrite(attribute, memory, values), "writing " + name);
}

hid_t ResultWriter::File::make_scale(const std::string &path, const Axis &axis) {
  const auto doing = "writing axis " + path;
  const hsize_t length = axis.size();
  const Handle space(H5Screate_simple(1, &length, nullptr));
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_obj_track_times(creation, 0);
  const auto text = text_type();
  const hid_t type = axis.labels.empty() ? H5T_STD_I32LE : static_cast<hid_t>(text);
  auto dataset =
      own(H5Dcreate2(file, path.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT), doing);
  if (axis.labels.empty()) {
    must(H5Dwrite(dataset, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, axis.values.data()),
         doing);
  } else {
    std::vector<const char *> labels;
    for (const auto &label : axis.labels)
      labels.push_back(label.c_str());
    must(H5Dwrite(dataset, text, H5S_ALL, H5S_ALL, H5P_DEFAULT, labels.data()), doing);
  }
  must(H5DSset_scale(dataset, leaf_of(path).c_str()), doing);
  if (!axis.unit.empty())
    store_attribute(dataset, "units", axis.unit);
  if (!axis.meaning.empty())
    store_attribute(dataset, "long_name", axis.meaning);
  return scales.emplace(path, std::move(dataset)).first->second;
}

/// The scale of an axis as seen from a group: xarray loses labels that live in the root, so that a
/// group gets its own copy.
hid_t ResultWriter::File::scale_for(const std::string &group, const std::string &axis,
                                    hsize_t &length) {
  const auto local = path_in(group, axis);
  auto found = declared.find(local);
  if (found == declared.end())
    found = declared.find(axis);
  if (found == declared.end())
    throw ResultError(ResultError::missing, target.string() + ": axis '" + axis +
                                                "' is not declared; call add_axis first");
  length = found->second.size();
  if (const auto there = scales.find(local); there != scales.end())
    return there->second;
  claim(local);
  return make_scale(local, found->second);
}

ResultWriter::ResultWriter(fs::path target, Existing existing)
    : file_(std::make_unique<File>(std::move(target), existing)) {}
ResultWriter::~ResultWriter() = default;
ResultWriter::ResultWriter(ResultWriter &&) noexcept = default;

void ResultWriter::add_axis(const Axis &axis) {
  const Quiet quiet;
  require_readable(axis);
  if (file_->in_groups.contains(axis.name))
    refuse("axis " + axis.name + ": a dataset in a group has this name; R's ncdf4 would lose it");
  file_->claim(axis.name);
  file_->make_scale(axis.name, axis);
  file_->declared.emplace(axis.name, axis);
}

void ResultWriter::add_text(std::string_view path, std::string_view text) {
  const Quiet quiet;
  const std::string name(path), content(text);
  require_utf8(text, "text " + name);
  file_->need_name_in_group(name);
  file_->claim(name);
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_obj_track_times(creation, 0);
  const Handle space(H5Screate(H5S_SCALAR));
  const auto type = text_type();
  const auto dataset = file_->own(
      H5Dcreate2(file_->file, name.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT),
      "creating text " + name);
  const char *const letters = content.c_str();
  file_->must(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &letters),
              "writing text " + name);
}

void ResultWriter::add_attribute(std::string_view object, std::string_view name,
                                 const Attribute &value) {
  const Quiet quiet;
  file_->need_open();
  require_name(name);
  if (name == "CLASS" || name == "NAME" || name == "DIMENSION_LIST" || name == "REFERENCE_LIST")
    refuse("attribute " + std::string(name) + " belongs to HDF5");
  const std::string path(object);
  if (path.empty())
    return file_->store_attribute(file_->file, std::string(name), value);
  if (!file_->taken.contains(path))
    throw ResultError(ResultError::missing, "'" + path + "' is not declared in the result");
  const auto dataset =
      file_->own(H5Oopen(file_->file, path.c_str(), H5P_DEFAULT), "opening " + path);
  file_->store_attribute(dataset, std::string(name), value);
}

} // namespace sme::analysis
