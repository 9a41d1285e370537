// What the writer and the reader of results share of HDF5: owned identifiers, reasons of failures,
// names inside a file and the types of numbers and texts. Not for other rooms.
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <string>
#include <utility>

#include "analysis/result.hpp"

namespace sme::analysis {

/// Owns any HDF5 identifier.
class Handle {
public:
  Handle() = default;
  explicit Handle(hid_t id) : id_(id) {}
  Handle(Handle &&other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Handle &operator=(Handle &&other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) {
      H5Idec_ref(id_);
    }
  }
  operator hid_t() const noexcept { return id_; }
  void release() noexcept { id_ = -1; }

private:
  hid_t id_ = -1;
};

/// HDF5 prints its error stack (a setting per thread); here the reason travels in ResultError.
class Quiet {
public:
  Quiet();
  ~Quiet() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }
  Quiet(const Quiet &) = delete;
  Quiet &operator=(const Quiet &) = delete;

private:
  H5E_auto2_t function_ = nullptr;
  void *data_ = nullptr;
};

/// The innermost reason HDF5 gives, or the operating system's words where it quotes them.
std::string hdf5_reason();

std::string group_of(const std::string &path);
std::string leaf_of(const std::string &path);
/// GROUP/LEAF; LEAF in the root, whose name is empty.
std::string path_in(const std::string &group, const std::string &leaf);

template <class T> inline constexpr auto column_type = Column::Type::f64;
template <> inline constexpr auto column_type<std::int8_t> = Column::Type::i8;
template <> inline constexpr auto column_type<std::int16_t> = Column::Type::i16;
template <> inline constexpr auto column_type<std::int32_t> = Column::Type::i32;
template <> inline constexpr auto column_type<std::int64_t> = Column::Type::i64;
template <> inline constexpr auto column_type<std::uint8_t> = Column::Type::u8;
template <> inline constexpr auto column_type<std::uint16_t> = Column::Type::u16;
template <> inline constexpr auto column_type<std::uint32_t> = Column::Type::u32;
template <> inline constexpr auto column_type<float> = Column::Type::f32;

/// Variable length with the UTF-8 tag: the only text that every reader opens.
Handle text_type();
/// The type of a column in the file and of its rows in memory.
hid_t stored_type(Column::Type type);
hid_t memory_type(Column::Type type);

} // namespace sme::analysis
