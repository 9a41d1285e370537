#include <fcntl.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "analysis/result.hpp"
#include "analysis/schema.hpp"

namespace sme::analysis {
namespace {

namespace fs = std::filesystem;
constexpr hsize_t chunk_bytes = 1U << 20U;
constexpr hsize_t chunk_rows = 128U << 10U;

/// Owns any HDF5 identifier.
class Handle {
public:
    Handle() = default;
    explicit Handle(hid_t id) : id_(id) {}
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    ~Handle() {
        if (id_ >= 0) H5Idec_ref(id_);
    }
    operator hid_t() const noexcept { return id_; }
    void release() noexcept { id_ = -1; }

private:
    hid_t id_ = -1;
};

/// HDF5 prints its error stack (a setting per thread); here the reason travels in ResultError.
class Quiet {
public:
    Quiet() {
        H5dont_atexit();  // see abandon()
        H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    }
    ~Quiet() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

private:
    H5E_auto2_t function_ = nullptr;
    void* data_ = nullptr;
};

/// The innermost reason HDF5 gives, or the operating system's words where it quotes them.
std::string hdf5_reason() {
    std::string reason;
    const auto visit = [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
        auto& text = *static_cast<std::string*>(out);
        const std::string said = error->desc != nullptr ? error->desc : "";
        const std::string mark = "error message = '";
        if (const auto at = said.find(mark); at != std::string::npos)
            text =
                said.substr(at + mark.size(), said.find('\'', at + mark.size()) - at - mark.size());
        else if (text.empty())
            text = said;
        return 0;
    };
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, visit, &reason);
    return reason;
}

[[noreturn]] void refuse(const std::string& message) {
    throw ResultError(ResultError::schema, message);
}

std::string group_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string leaf_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string joined(const std::string& group, const std::string& leaf) {
    return group.empty() ? leaf : group + "/" + leaf;
}

template <class T>
inline constexpr auto column_type = Column::Type::f64;
template <>
inline constexpr auto column_type<std::int8_t> = Column::Type::i8;
template <>
inline constexpr auto column_type<std::int16_t> = Column::Type::i16;
template <>
inline constexpr auto column_type<std::int32_t> = Column::Type::i32;
template <>
inline constexpr auto column_type<std::int64_t> = Column::Type::i64;
template <>
inline constexpr auto column_type<std::uint8_t> = Column::Type::u8;
template <>
inline constexpr auto column_type<std::uint16_t> = Column::Type::u16;
template <>
inline constexpr auto column_type<std::uint32_t> = Column::Type::u32;
template <>
inline constexpr auto column_type<float> = Column::Type::f32;

/// Variable length with the UTF-8 tag: the only text that every reader opens.
Handle text_type() {
    Handle type(H5Tcopy(H5T_C_S1));
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

hid_t stored_type(Column::Type type) {
    const hid_t types[] = {H5T_STD_I8LE,  H5T_STD_I16LE,  H5T_STD_I32LE,
                           H5T_STD_I64LE, H5T_STD_U8LE,   H5T_STD_U16LE,
                           H5T_STD_U32LE, H5T_IEEE_F32LE, H5T_IEEE_F64LE};
    return types[static_cast<std::size_t>(type)];
}

}  // namespace

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
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[noreturn]] void fail(const std::string& doing, const std::string& reason) const;
    Handle own(hid_t id, const std::string& doing) const;
    void must(herr_t result, const std::string& doing) const;
    void claim(const std::string& path);
    void need_open() const;
    void need_name_in_group(const std::string& path);
    void make_groups(const std::string& path);
    void store_attribute(hid_t object, const std::string& name, const Attribute& value) const;
    void store_array(hid_t object, const std::string& name, hid_t type, hid_t memory, hsize_t count,
                     const void* values) const;
    hid_t make_scale(const std::string& path, const Axis& axis);
    hid_t scale_for(const std::string& group, const std::string& axis, hsize_t& length);
    void write(std::string_view name, const std::vector<std::size_t>& leading, const void* data,
               std::size_t count, Quantity::Type type);
    void abandon() noexcept;
    std::string publish();

    fs::path target, temporary;
    Existing existing;
    Handle file;
    mutable bool failed = false;  // the disk refused something: HDF5 must not try again
    std::set<std::string> taken;
    std::set<std::string> in_groups;  // last words of datasets in groups that are not axes
    std::map<std::string, Axis> declared;
    std::map<std::string, Handle> scales;
    std::map<std::string, Cube, std::less<>> cubes;
    std::map<std::string, Panel, std::less<>> tables;

private:
    void close_datasets() noexcept;
    void release_datasets() noexcept;
    void sync_to_disk(const fs::path& path) const;
    void put_in_place(const std::string& digest);
};

ResultWriter::File::File(fs::path wanted, Existing rule)
    : target(std::move(wanted)), existing(rule) {
    const Quiet quiet;
    const auto folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    std::error_code error;
    if (!fs::is_directory(folder, error))
        throw ResultError(ResultError::io, target.string() + ": cannot be written, " +
                                               folder.string() +
                                               " is not a folder; create it first");
    if (existing == Existing::refuse && fs::exists(fs::symlink_status(target, error)))
        throw ResultError(ResultError::exists,
                          target.string() + ": exists already; choose another name or move it");
    temporary = target;
    temporary += ".part-" + std::to_string(getpid());
    if (fs::exists(fs::symlink_status(temporary, error)))
        throw ResultError(ResultError::exists,
                          temporary.string() +
                              ": is left from a killed run or in use by this one; "
                              "remove it if no run is writing " +
                              target.string());
    const auto order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    const Handle creation(H5Pcreate(H5P_FILE_CREATE));
    H5Pset_link_creation_order(creation, order);
    H5Pset_attr_creation_order(creation, order);
    H5Pset_obj_track_times(creation, 0);
    file =
        own(H5Fcreate(temporary.c_str(), H5F_ACC_EXCL, creation, H5P_DEFAULT), "creating the file");
    try {
        store_attribute(file, "Conventions", std::string("CF-1.10, ACDD-1.3"));
        store_attribute(file, "sme_schema_version", std::int64_t{result_schema_version});
    } catch (...) {
        abandon();  // no destructor runs for a half-made object
        throw;
    }
}

void ResultWriter::File::fail(const std::string& doing, const std::string& reason) const {
    failed = true;
    throw ResultError(ResultError::io, target.string() + ": " + doing + " failed: " +
                                           (reason.empty() ? "unknown reason" : reason) +
                                           "; free space or choose another folder, then run again");
}

Handle ResultWriter::File::own(hid_t id, const std::string& doing) const {
    if (id < 0) fail(doing, hdf5_reason());
    return Handle(id);
}

void ResultWriter::File::must(herr_t result, const std::string& doing) const {
    if (result < 0) fail(doing, hdf5_reason());
}

void ResultWriter::File::need_open() const {
    if (file < 0) refuse(target.string() + ": the writer is finished; make a new one");
}

/// R's ncdf4 loses a dataset of a group that is named like an axis of the root.
void ResultWriter::File::need_name_in_group(const std::string& path) {
    if (group_of(path).empty()) return;
    if (declared.contains(leaf_of(path)))
        refuse("'" + path +
               "' is named like an axis of the root and would be lost in R's ncdf4; "
               "choose another name, e.g. '" +
               path + "_index'");
    in_groups.insert(leaf_of(path));
}

/// Declares a dataset's path and makes its groups.
void ResultWriter::File::claim(const std::string& path) {
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

void ResultWriter::File::make_groups(const std::string& path) {
    if (path.empty()) return;
    make_groups(group_of(path));
    if (H5Lexists(file, path.c_str(), H5P_DEFAULT) > 0) return;
    const Handle creation(H5Pcreate(H5P_GROUP_CREATE));
    H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    H5Pset_obj_track_times(creation, 0);
    own(H5Gcreate2(file, path.c_str(), H5P_DEFAULT, creation, H5P_DEFAULT),
        "creating group " + path);
}

void ResultWriter::File::store_attribute(hid_t object, const std::string& name,
                                         const Attribute& value) const {
    const auto doing = "writing attribute " + name;
    if (H5Aexists(object, name.c_str()) > 0) must(H5Adelete(object, name.c_str()), doing);
    const Handle space(H5Screate(H5S_SCALAR));
    const auto store = [&](hid_t type, hid_t memory, const void* data) {
        const auto attribute =
            own(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), doing);
        must(H5Awrite(attribute, memory, data), doing);
    };
    if (const auto* text = std::get_if<std::string>(&value)) {
        require_utf8(*text, "attribute " + name);
        const auto type = text_type();
        const char* const letters = text->c_str();
        store(type, type, &letters);
    } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        const bool short_enough = std::in_range<std::int32_t>(*whole);  // R warns of wider ones
        store(short_enough ? H5T_STD_I32LE : H5T_STD_I64LE, H5T_NATIVE_INT64, whole);
    } else {
        store(H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &std::get<double>(value));
    }
}

/// netCDF wants `_FillValue` and the codes as arrays of the type of the data.
void ResultWriter::File::store_array(hid_t object, const std::string& name, hid_t type,
                                     hid_t memory, hsize_t count, const void* values) const {
    const Handle space(H5Screate_simple(1, &count, nullptr));
    const auto attribute = own(
        H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), "writing " + name);
    must(H5Awrite(attribute, memory, values), "writing " + name);
}

hid_t ResultWriter::File::make_scale(const std::string& path, const Axis& axis) {
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
        std::vector<const char*> labels;
        for (const auto& label : axis.labels) labels.push_back(label.c_str());
        must(H5Dwrite(dataset, text, H5S_ALL, H5S_ALL, H5P_DEFAULT, labels.data()), doing);
    }
    must(H5DSset_scale(dataset, leaf_of(path).c_str()), doing);
    if (!axis.unit.empty()) store_attribute(dataset, "units", axis.unit);
    if (!axis.meaning.empty()) store_attribute(dataset, "long_name", axis.meaning);
    return scales.emplace(path, std::move(dataset)).first->second;
}

/// The scale of an axis as seen from a group: xarray loses labels that live in the root, so that a
/// group gets its own copy.
hid_t ResultWriter::File::scale_for(const std::string& group, const std::string& axis,
                                    hsize_t& length) {
    const auto local = joined(group, axis);
    auto found = declared.find(local);
    if (found == declared.end()) found = declared.find(axis);
    if (found == declared.end())
        throw ResultError(ResultError::missing, target.string() + ": axis '" + axis +
                                                    "' is not declared; call add_axis first");
    length = found->second.size();
    if (const auto there = scales.find(local); there != scales.end()) return there->second;
    claim(local);
    return make_scale(local, found->second);
}

void ResultWriter::File::write(std::string_view name, const std::vector<std::size_t>& leading,
                               const void* data, std::size_t count, Quantity::Type type) {
    need_open();
    const auto found = cubes.find(name);
    if (found == cubes.end())
        throw ResultError(ResultError::missing,
                          target.string() + ": cube '" + std::string(name) + "' is not declared");
    const auto& cube = found->second;
    const auto where = "cube " + std::string(name);
    if (cube.type != type) refuse(where + ": real cubes take double, whole cubes int64");
    if (leading.size() > cube.shape.size()) refuse(where + ": more indices than axes");
    std::vector<hsize_t> start(cube.shape.size(), 0);
    std::vector<hsize_t> extent = cube.shape;
    for (std::size_t i = 0; i < leading.size(); ++i) {
        if (leading[i] >= cube.shape[i])
            refuse(where + ": index " + std::to_string(leading[i]) + " on axis " +
                   std::to_string(i) + " of length " + std::to_string(cube.shape[i]));
        start[i] = leading[i];
        extent[i] = 1;
    }
    hsize_t size = 1;
    for (const auto length : extent) size *= length;
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

/// After a full disk HDF5 can neither close the file nor end with the program without crashing, as
/// it tries to write again (FAULTS 4.3). So what a healthy file still holds goes to anonymous
/// memory and is closed; a failed file is left to the end of the process, when HDF5 must not tidy
/// up (H5dont_atexit), and its descriptor is pointed elsewhere so that the disk space is free at
/// once.
void ResultWriter::File::abandon() noexcept {
    if (file >= 0) {
        const Quiet quiet;
        void* descriptor = nullptr;
        const int memory = memfd_create("abandoned result", MFD_CLOEXEC);
        if (memory >= 0 && H5Fget_vfd_handle(file, H5P_DEFAULT, &descriptor) >= 0)
            dup2(memory, *static_cast<int*>(descriptor));
        if (memory >= 0) close(memory);
        if (failed || H5Fflush(file, H5F_SCOPE_GLOBAL) < 0)
            release_datasets();
        else
            close_datasets();
        if (failed) file.release();
        file = Handle();
    }
    if (!temporary.empty()) unlink(temporary.c_str());
    temporary.clear();
}

void ResultWriter::File::release_datasets() noexcept {
    failed = true;
    for (auto& [path, scale] : scales) scale.release();
    for (auto& [name, cube] : cubes) cube.dataset.release();
    for (auto& [group, table] : tables) {
        table.row.release();
        for (auto& [name, column] : table.columns) column.dataset.release();
    }
}

void ResultWriter::File::close_datasets() noexcept {
    tables.clear();
    cubes.clear();
    scales.clear();
}

std::string ResultWriter::File::publish() {
    need_open();
    for (auto& [group, table] : tables) {
        const auto rows = table.columns.begin()->second.length;
        for (const auto& [name, column] : table.columns)
            if (column.length != rows)
                refuse("table " + group + ": column " + name + " has " +
                       std::to_string(column.length) + " rows, column " +
                       table.columns.begin()->first + " has " + std::to_string(rows));
        must(H5Dset_extent(table.row, &rows), "closing table " + group);
    }
    must(H5Fflush(file, H5F_SCOPE_GLOBAL), "writing");  // so that a full disk shows before closing
    close_datasets();
    if (H5Fclose(file) < 0) fail("closing", hdf5_reason());
    file.release();
    sync_to_disk(temporary);
    auto digest = sha256_of_file(temporary);
    put_in_place(digest);
    return digest;
}

void ResultWriter::File::sync_to_disk(const fs::path& path) const {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool good = descriptor >= 0 && fsync(descriptor) == 0;
    const int reason = errno;
    if (descriptor >= 0) close(descriptor);
    if (!good) fail("saving " + path.string(), std::strerror(reason));
}

/// At every instant the name shows the old file or the new one, never a sidecar of the other.
void ResultWriter::File::put_in_place(const std::string& digest) {
    const auto with = [](fs::path path, const char* end) { return path += end; };
    const auto sidecar = with(target, ".sha256");
    const auto old = with(target, ".old");
    const auto new_sidecar = with(temporary, ".sha256");
    std::error_code error;
    const auto need = [&](const std::string& doing) {
        if (!error) return;
        unlink(new_sidecar.c_str());
        fail(doing, error.message());
    };
    {
        std::ofstream out(new_sidecar, std::ios::binary);
        out << digest << "  " << target.filename().string() << '\n';
        out.close();
        if (!out) error = std::make_error_code(std::errc::io_error);
        need("writing " + sidecar.string());
    }
    sync_to_disk(new_sidecar);
    if (existing == Existing::keep_as_old && fs::exists(target, error)) {
        fs::remove(old, error);
        fs::create_hard_link(target, old, error);
        if (error) fs::copy_file(target, old, error);  // a file system without hard links
        need("keeping the former result as " + old.string());
    }
    if (existing == Existing::refuse && fs::exists(fs::symlink_status(target, error))) {
        unlink(new_sidecar.c_str());
        throw ResultError(ResultError::exists,
                          target.string() + ": appeared while this run was writing; move it away");
    }
    fs::remove(sidecar, error);
    const unsigned rule = existing == Existing::refuse ? RENAME_NOREPLACE : 0;
    if (renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, target.c_str(), rule) != 0) {
        if (errno == EINVAL || errno == ENOSYS)  // a file system without this rule
            fs::rename(temporary, target, error);
        else
            error = std::error_code(errno, std::generic_category());
        need("renaming to " + target.string());
    }
    temporary.clear();
    fs::rename(new_sidecar, sidecar, error);
    need("renaming to " + sidecar.string());
    sync_to_disk(target.has_parent_path() ? target.parent_path() : fs::path("."));
    if (existing == Existing::keep_as_old) fs::remove(old, error);
}

ResultWriter::ResultWriter(fs::path target, Existing existing)
    : file_(std::make_unique<File>(std::move(target), existing)) {}
ResultWriter::~ResultWriter() = default;
ResultWriter::ResultWriter(ResultWriter&&) noexcept = default;

void ResultWriter::add_axis(const Axis& axis) {
    const Quiet quiet;
    require_readable(axis);
    if (file_->in_groups.contains(axis.name))
        refuse("axis " + axis.name +
               ": a dataset in a group has this name; R's ncdf4 would lose it");
    file_->claim(axis.name);
    file_->make_scale(axis.name, axis);
    file_->declared.emplace(axis.name, axis);
}

void ResultWriter::add_cube(const Quantity& quantity) {
    const Quiet quiet;
    require_readable(quantity);
    const auto& name = quantity.name;
    const auto group = group_of(name);
    file_->need_name_in_group(name);
    File::Cube cube{Handle(), {}, quantity.type};
    std::vector<hid_t> scales;
    for (const auto& axis : quantity.axes)
        scales.push_back(file_->scale_for(group, axis, cube.shape.emplace_back()));
    file_->claim(name);
    const Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_obj_track_times(creation, 0);
    const int rank = static_cast<int>(cube.shape.size());
    if (rank > 0) {
        auto chunk = cube.shape;
        for (std::size_t i = 0; i < std::min<std::size_t>(2, chunk.size()); ++i)
            if (quantity.axes[i] == "scenario" || quantity.axes[i] == "replicate") chunk[i] = 1;
        hsize_t bytes = sizeof(double);
        for (const auto length : chunk) bytes *= length;
        for (auto& length : chunk)
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
    const std::int64_t no_whole = std::numeric_limits<std::int64_t>::min();
    const void* const missing = real ? static_cast<const void*>(&no_number) : &no_whole;
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
    if (!quantity.source.empty()) file_->store_attribute(cube.dataset, "source", quantity.source);
    file_->store_array(cube.dataset, "_FillValue", type, memory, 1, missing);
    file_->cubes.emplace(name, std::move(cube));
}

void ResultWriter::write(std::string_view cube, const std::vector<std::size_t>& leading,
                         std::span<const double> block) {
    const Quiet quiet;
    file_->write(cube, leading, block.data(), block.size(), Quantity::Type::real);
}

void ResultWriter::write(std::string_view cube, const std::vector<std::size_t>& leading,
                         std::span<const std::int64_t> block) {
    const Quiet quiet;
    file_->write(cube, leading, block.data(), block.size(), Quantity::Type::whole);
}

void ResultWriter::add_table(const Table& table) {
    const Quiet quiet;
    require_readable(table);
    const auto row_path = joined(table.group, table.row_axis);
    for (const auto& column : table.columns)
        file_->need_name_in_group(joined(table.group, column.name));
    file_->need_name_in_group(row_path);
    file_->claim(row_path);
    const auto doing = "creating table " + table.group;
    const hsize_t none = 0, unlimited = H5S_UNLIMITED;
    const Handle space(H5Screate_simple(1, &none, &unlimited));
    const auto create = [&](const std::string& path, hid_t type, const Column* column) {
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
        const Handle access(H5Pcreate(H5P_DATASET_ACCESS));  // a whole chunk must fit the cache
        H5Pset_chunk_cache(access, 101, 2 * chunk_bytes, 1.0);
        return file_->own(
            H5Dcreate2(file_->file, path.c_str(), type, space, H5P_DEFAULT, creation, access),
            doing);
    };
    File::Panel panel{create(row_path, H5T_IEEE_F32BE, nullptr), {}};
    // netCDF's own words for a dimension without coordinates, length not yet known.
    file_->must(H5DSset_scale(panel.row,
                              "This is a netCDF dimension but not a netCDF variable.          0"),
                doing);
    for (const auto& column : table.columns) {
        const auto path = joined(table.group, column.name);
        file_->claim(path);
        const hid_t type = stored_type(column.type);
        auto dataset = create(path, type, &column);
        file_->must(H5DSattach_scale(dataset, panel.row, 0), doing);
        if (!column.unit.empty()) file_->store_attribute(dataset, "units", column.unit);
        if (!column.meaning.empty()) file_->store_attribute(dataset, "long_name", column.meaning);
        if (!column.flag_values.empty()) {
            file_->store_array(dataset, "flag_values", type, H5T_NATIVE_INT64,
                               column.flag_values.size(), column.flag_values.data());
            std::string words;
            for (const auto& word : column.flag_meanings)
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
    auto& there = table->second.columns.at(std::string(column));
    if (there.type != column_type<T>) refuse(where + ": rows are not of the declared type");
    if (rows.empty()) return;
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
    const char* const letters = content.c_str();
    file_->must(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &letters),
                "writing text " + name);
}

void ResultWriter::add_attribute(std::string_view object, std::string_view name,
                                 const Attribute& value) {
    const Quiet quiet;
    file_->need_open();
    require_name(name);
    if (name == "CLASS" || name == "NAME" || name == "DIMENSION_LIST" || name == "REFERENCE_LIST")
        refuse("attribute " + std::string(name) + " belongs to HDF5");
    const std::string path(object);
    if (path.empty()) return file_->store_attribute(file_->file, std::string(name), value);
    if (!file_->taken.contains(path))
        throw ResultError(ResultError::missing, "'" + path + "' is not declared in the result");
    const auto dataset =
        file_->own(H5Oopen(file_->file, path.c_str(), H5P_DEFAULT), "opening " + path);
    file_->store_attribute(dataset, std::string(name), value);
}

std::string ResultWriter::publish() {
    const Quiet quiet;
    return file_->publish();
}

}  // namespace sme::analysis
