#include <hdf5.h>
#include <hdf5_hl.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "analysis/result.hpp"

namespace sme::analysis {
namespace {

namespace fs = std::filesystem;

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

private:
    hid_t id_ = -1;
};

/// HDF5 prints its error stack (a setting per thread); here the reason travels in ResultError.
class Quiet {
public:
    Quiet() {
        H5dont_atexit();  // result_write.cpp, abandon(), says why
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

std::string group_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string leaf_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::vector<hsize_t> shape_of(hid_t dataset) {
    const Handle space(H5Dget_space(dataset));
    std::vector<hsize_t> shape(
        static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space))));
    H5Sget_simple_extent_dims(space, shape.data(), nullptr);
    return shape;
}

std::string name_of(hid_t object) {
    std::array<char, 1024> name{};
    const auto length = H5Iget_name(object, name.data(), name.size());
    return length > 0 ? std::string(name.data() + 1) : std::string();  // without the leading '/'
}

/// The column type that a stored number has, or nothing for text and what this program never
/// writes.
std::optional<Column::Type> number_type(hid_t type) {
    using Type = Column::Type;
    const auto size = H5Tget_size(type);
    if (H5Tget_class(type) == H5T_FLOAT) return size == 4 ? Type::f32 : Type::f64;
    if (H5Tget_class(type) != H5T_INTEGER) return std::nullopt;
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

hid_t memory_type(Column::Type type) {
    const hid_t types[] = {H5T_NATIVE_INT8,   H5T_NATIVE_INT16, H5T_NATIVE_INT32,
                           H5T_NATIVE_INT64,  H5T_NATIVE_UINT8, H5T_NATIVE_UINT16,
                           H5T_NATIVE_UINT32, H5T_NATIVE_FLOAT, H5T_NATIVE_DOUBLE};
    return types[static_cast<std::size_t>(type)];
}

/// A single-valued attribute, or nothing when it is absent, an array or HDF5's own.
std::optional<Attribute> attribute_of(hid_t object, const std::string& name) {
    if (H5Aexists(object, name.c_str()) <= 0) return std::nullopt;
    const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT));
    const Handle space(H5Aget_space(attribute));
    const Handle type(H5Aget_type(attribute));
    if (H5Sget_simple_extent_type(space) != H5S_SCALAR) return std::nullopt;
    if (H5Tis_variable_str(type) > 0) {
        char* text = nullptr;
        if (H5Aread(attribute, type, &text) < 0) return std::nullopt;
        std::string value = text == nullptr ? "" : text;
        H5free_memory(text);
        return value;
    }
    if (H5Tget_class(type) == H5T_INTEGER) {
        std::int64_t value = 0;
        if (H5Aread(attribute, H5T_NATIVE_INT64, &value) < 0) return std::nullopt;
        return value;
    }
    double value = 0;
    if (H5Tget_class(type) != H5T_FLOAT || H5Aread(attribute, H5T_NATIVE_DOUBLE, &value) < 0)
        return std::nullopt;
    return value;
}

std::string word(hid_t object, const std::string& name) {
    const auto value = attribute_of(object, name);
    const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
    return text == nullptr ? "" : *text;
}

Column describe_column(hid_t dataset, const std::string& path, Column::Type type) {
    Column column{leaf_of(path), word(dataset, "units"), word(dataset, "long_name"), type, {}, {}};
    if (H5Aexists(dataset, "flag_values") > 0) {
        const Handle attribute(H5Aopen(dataset, "flag_values", H5P_DEFAULT));
        const Handle space(H5Aget_space(attribute));
        const auto count = H5Sget_simple_extent_npoints(space);
        column.flag_values.resize(static_cast<std::size_t>(std::max<hssize_t>(0, count)));
        H5Aread(attribute, H5T_NATIVE_INT64, column.flag_values.data());
        std::istringstream words(word(dataset, "flag_meanings"));
        for (std::string one; words >> one;) column.flag_meanings.push_back(one);
    }
    return column;
}

}  // namespace

std::string sha256_of_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw ResultError(ResultError::missing, file.string() + ": cannot be opened for reading");
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> digest(EVP_MD_CTX_new(),
                                                                    EVP_MD_CTX_free);
    bool good = EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) == 1;
    std::vector<char> bytes(1U << 20U);
    while (good && in) {
        in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        good = EVP_DigestUpdate(digest.get(), bytes.data(),
                                static_cast<std::size_t>(in.gcount())) == 1;
    }
    std::array<unsigned char, 32> hash{};
    if (!good || in.bad() || EVP_DigestFinal_ex(digest.get(), hash.data(), nullptr) != 1)
        throw ResultError(ResultError::io, file.string() + ": reading failed");
    std::string text;
    for (const unsigned byte : hash) {
        text += "0123456789abcdef"[byte >> 4U];
        text += "0123456789abcdef"[byte & 15U];
    }
    return text;
}

class ResultReader::File {
public:
    explicit File(fs::path path);

    fs::path path;
    Handle file;
    std::vector<Axis> axes;
    std::vector<Quantity> cubes;
    std::vector<Table> tables;
    std::vector<std::string> texts;

    [[noreturn]] void corrupt(const std::string& what) const {
        throw ResultError(ResultError::corrupt, path.string() + ": " + what +
                                                    " is damaged; restore the file or run again");
    }
    [[noreturn]] void missing(const std::string& what) const {
        throw ResultError(ResultError::missing, path.string() + ": has no " + what);
    }
    Handle open(const std::string& name) const;
    const Quantity& cube(std::string_view name, Quantity::Type type) const;
    template <class T>
    Block<T> read(std::string_view name, const std::vector<std::size_t>& leading,
                  Quantity::Type type) const;
    std::vector<std::string> strings(hid_t dataset, const std::string& name) const;

private:
    void check_bytes() const;
    void check_version() const;
    void collect(hid_t group, const std::string& prefix, int depth);
    void describe(const std::string& name, hid_t dataset);

    std::vector<std::string> pure_;  // dimensions without coordinates
    std::vector<std::string> found_;
};

ResultReader::File::File(fs::path given) : path(std::move(given)) {
    const Quiet quiet;
    std::error_code error;
    if (!fs::exists(path, error))
        throw ResultError(ResultError::missing, path.string() + ": no such file");
    if (!fs::is_regular_file(path, error))
        throw ResultError(ResultError::missing, path.string() + ": is not a file");
    check_bytes();
    file = Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
    if (file < 0) {
        if (!std::ifstream(path))
            throw ResultError(ResultError::io, path.string() + ": cannot be opened for reading");
        throw ResultError(ResultError::corrupt, path.string() + ": is not a complete HDF5 file");
    }
    check_version();
    collect(open("/"), "", 0);
    for (const auto& name : found_) describe(name, open(name));
}

void ResultReader::File::check_bytes() const {
    auto sidecar = path;
    sidecar += ".sha256";
    std::error_code error;
    if (!fs::exists(sidecar, error)) return;
    std::string expected;
    std::ifstream(sidecar) >> expected;
    if (expected != sha256_of_file(path))
        throw ResultError(ResultError::corrupt,
                          path.string() + ": its bytes differ from " + sidecar.string() +
                              "; the file was damaged or changed, restore it or run again");
}

void ResultReader::File::check_version() const {
    const auto value = attribute_of(file, "sme_schema_version");
    const auto* version = value ? std::get_if<std::int64_t>(&*value) : nullptr;
    if (version == nullptr || *version < 1)
        throw ResultError(ResultError::schema, path.string() +
                                                   ": is not a result of this program "
                                                   "(no sme_schema_version)");
    if (*version > result_schema_version)
        throw ResultError(ResultError::schema, path.string() + ": is written in result schema " +
                                                   std::to_string(*version) +
                                                   ", this program reads up to " +
                                                   std::to_string(result_schema_version) +
                                                   "; use the newer program that wrote it");
}

/// Lists datasets in the order of creation, those of groups after those of the group itself; links
/// to elsewhere are not followed.
void ResultReader::File::collect(hid_t group, const std::string& prefix, int depth) {
    if (depth > 8) corrupt("group " + prefix);
    H5G_info_t info{};
    if (H5Gget_info(group, &info) < 0) corrupt("group " + prefix);
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
        if (link.type != H5L_TYPE_HARD) continue;
        const Handle object(H5Oopen(group, name.data(), H5P_DEFAULT));
        if (object < 0) corrupt(prefix + name.data());
        const auto kind = H5Iget_type(object);
        if (kind == H5I_GROUP) groups.push_back(prefix + name.data());
        if (kind != H5I_DATASET) continue;
        const bool pure = H5DSis_scale(object) > 0 && [&] {
            std::array<char, 128> label{};
            H5DSget_scale_name(object, label.data(), label.size());
            return std::string_view(label.data()).starts_with("This is a netCDF dimension");
        }();
        (pure ? pure_ : found_).push_back(prefix + name.data());
    }
    for (const auto& name : groups) collect(open(name), name + "/", depth + 1);
}

void ResultReader::File::describe(const std::string& name, hid_t dataset) {
    const Handle type(H5Dget_type(dataset));
    const auto number = number_type(type);
    const auto shape = shape_of(dataset);
    if (H5DSis_scale(dataset) > 0) {
        Axis axis{name, word(dataset, "long_name"), word(dataset, "units"), {}, {}};
        if (H5Tis_variable_str(type) > 0) {
            axis.labels = strings(dataset, name);
        } else {
            axis.values.resize(shape.empty() ? 0 : shape[0]);
            if (H5Dread(dataset, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                        axis.values.data()) < 0)
                corrupt("axis " + name);
        }
        axes.push_back(std::move(axis));
        return;
    }
    if (!number) {
        if (shape.empty() && H5Tis_variable_str(type) > 0) texts.push_back(name);
        return;
    }
    std::vector<std::string> along;
    for (unsigned i = 0; i < shape.size(); ++i) {
        const auto take = [](hid_t, unsigned, hid_t scale, void* out) -> herr_t {
            *static_cast<std::string*>(out) = name_of(scale);
            return 1;
        };
        H5DSiterate_scales(dataset, i, nullptr, take, &along.emplace_back());
        if (along.back().empty()) corrupt("the list of axes of " + name);
    }
    if (along.size() == 1 && std::find(pure_.begin(), pure_.end(), along[0]) != pure_.end()) {
        const auto group = group_of(name);
        auto table = std::find_if(tables.begin(), tables.end(),
                                  [&](const Table& one) { return one.group == group; });
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
    for (const auto& axis : along) cube.axes.push_back(leaf_of(axis));
    cubes.push_back(std::move(cube));
}

Handle ResultReader::File::open(const std::string& name) const {
    Handle object(H5Oopen(file, name.c_str(), H5P_DEFAULT));
    if (object < 0) corrupt(name);
    return object;
}

std::vector<std::string> ResultReader::File::strings(hid_t dataset, const std::string& name) const {
    const Handle type(H5Dget_type(dataset));
    const Handle space(H5Dget_space(dataset));
    std::vector<char*> raw(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)), nullptr);
    if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw.data()) < 0) corrupt(name);
    std::vector<std::string> texts_read;
    for (const char* text : raw) texts_read.emplace_back(text == nullptr ? "" : text);
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, raw.data());
    return texts_read;
}

const Quantity& ResultReader::File::cube(std::string_view name, Quantity::Type type) const {
    const auto found = std::find_if(cubes.begin(), cubes.end(),
                                    [&](const Quantity& one) { return one.name == name; });
    if (found == cubes.end()) missing("cube '" + std::string(name) + "'");
    if (found->type != type)
        throw ResultError(ResultError::schema,
                          path.string() + ": cube '" + found->name +
                              (type == Quantity::Type::real ? "' is whole, use read_whole"
                                                            : "' is real, use read_real"));
    return *found;
}

template <class T>
Block<T> ResultReader::File::read(std::string_view name, const std::vector<std::size_t>& leading,
                                  Quantity::Type type) const {
    const Quiet quiet;
    const auto dataset = open(cube(name, type).name);
    auto extent = shape_of(dataset);
    std::vector<hsize_t> start(extent.size(), 0);
    if (leading.size() > extent.size()) missing("cube " + std::string(name) + " with so many axes");
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
        if (i >= leading.size()) block.shape.push_back(extent[i]);
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
ResultReader::ResultReader(ResultReader&&) noexcept = default;
const std::vector<Axis>& ResultReader::axes() const noexcept { return file_->axes; }
const std::vector<Quantity>& ResultReader::cubes() const noexcept { return file_->cubes; }
const std::vector<Table>& ResultReader::tables() const noexcept { return file_->tables; }
const std::vector<std::string>& ResultReader::texts() const noexcept { return file_->texts; }

Block<double> ResultReader::read_real(std::string_view cube,
                                      const std::vector<std::size_t>& leading) const {
    return file_->read<double>(cube, leading, Quantity::Type::real);
}

Block<std::int64_t> ResultReader::read_whole(std::string_view cube,
                                             const std::vector<std::size_t>& leading) const {
    return file_->read<std::int64_t>(cube, leading, Quantity::Type::whole);
}

template <class T>
std::vector<T> ResultReader::read_column(std::string_view group, std::string_view column) const {
    const Quiet quiet;
    const auto name = std::string(group) + "/" + std::string(column);
    for (const auto& table : file_->tables)
        for (const auto& one : table.columns) {
            if (table.group != group || one.name != column) continue;
            if (one.type != column_type<T>)
                throw ResultError(ResultError::schema,
                                  file_->path.string() + ": column " + name + " has another type");
            const auto dataset = file_->open(name);
            std::vector<T> rows(shape_of(dataset)[0]);
            if (!rows.empty() && H5Dread(dataset, memory_type(one.type), H5S_ALL, H5S_ALL,
                                         H5P_DEFAULT, rows.data()) < 0)
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
    const auto& texts = file_->texts;
    if (std::find(texts.begin(), texts.end(), name) == texts.end())
        file_->missing("text '" + name + "'");
    return file_->strings(file_->open(name), name).at(0);
}

std::vector<NamedAttribute> ResultReader::attributes(std::string_view object) const {
    const Quiet quiet;
    const std::string name = object.empty() ? "/" : std::string(object);
    if (!object.empty() && H5LTpath_valid(file_->file, name.c_str(), 1) <= 0)
        file_->missing("object '" + name + "'");
    const auto opened = file_->open(name);
    std::vector<NamedAttribute> attributes;
    const auto take = [](hid_t where, const char* one, const H5A_info_t*, void* out) -> herr_t {
        const std::string_view mine(one);
        if (mine == "CLASS" || mine == "NAME") return 0;  // HDF5's marks of a scale
        if (auto value = attribute_of(where, one))
            static_cast<std::vector<NamedAttribute>*>(out)->push_back({one, std::move(*value)});
        return 0;
    };
    hsize_t position = 0;
    H5Aiterate2(opened, H5_INDEX_NAME, H5_ITER_INC, &position, take, &attributes);
    return attributes;
}

}  // namespace sme::analysis
