#include "analysis/hdf5_handles.hpp"

namespace sme::analysis {

Quiet::Quiet() {
  H5dont_atexit(); // result_write.cpp, abandon(), says why
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

std::string hdf5_reason() {
  std::string reason;
  const auto visit = [](unsigned, const H5E_error2_t *error, void *out) -> herr_t {
    auto &text = *static_cast<std::string *>(out);
    const std::string said = error->desc != nullptr ? error->desc : "";
    const std::string mark = "error message = '";
    if (const auto at = said.find(mark); at != std::string::npos) {
      const auto start = at + mark.size();
      text = said.substr(start, said.find('\'', start) - start);
    } else if (text.empty()) {
      text = said;
    }
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, visit, &reason);
  return reason;
}

std::string group_of(const std::string &path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string leaf_of(const std::string &path) { return path.substr(path.rfind('/') + 1); }

std::string path_in(const std::string &group, const std::string &leaf) {
  return group.empty() ? leaf : group + "/" + leaf;
}

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

hid_t stored_type(Column::Type type) {
  const hid_t types[] = {H5T_STD_I8LE,  H5T_STD_I16LE, H5T_STD_I32LE,  H5T_STD_I64LE, H5T_STD_U8LE,
                         H5T_STD_U16LE, H5T_STD_U32LE, H5T_IEEE_F32LE, H5T_IEEE_F64LE};
  return types[static_cast<std::size_t>(type)];
}

hid_t memory_type(Column::Type type) {
  const hid_t types[] = {H5T_NATIVE_INT8,   H5T_NATIVE_INT16, H5T_NATIVE_INT32,
                         H5T_NATIVE_INT64,  H5T_NATIVE_UINT8, H5T_NATIVE_UINT16,
                         H5T_NATIVE_UINT32, H5T_NATIVE_FLOAT, H5T_NATIVE_DOUBLE};
  return types[static_cast<std::size_t>(type)];
}

} // namespace sme::analysis
