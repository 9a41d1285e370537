#include "sim/files.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

namespace sme::sim {
namespace {

namespace fs = std::filesystem;
constexpr std::uintmax_t largest_file = std::uintmax_t{4} * 1024 * 1024;

FileAnswer refuse(std::string refusal, std::string help) {
  return {std::nullopt, std::move(refusal), std::move(help)};
}

bool lies_below(const fs::path &path, const fs::path &root) {
  const auto [in_root, in_path] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return in_root == root.end() || (in_root->empty() && std::next(in_root) == root.end());
}

} // namespace

DiskFiles::DiskFiles(fs::path root) : root_(std::move(root)) {}

std::string DiskFiles::shown(const std::string &path) const {
  return root_.empty() ? path : (root_ / path).generic_string();
}

std::string DiskFiles::identity(const std::string &path) const {
  std::error_code error;
  const fs::path real = fs::canonical(root_ / path, error);
  return error ? path : real.generic_string();
}

FileAnswer DiskFiles::read(const std::string &path) const {
  const fs::path full = root_ / path;
  std::error_code error;
  const fs::file_status status = fs::status(full, error);
  switch (status.type()) {
  case fs::file_type::regular:
    break;
  case fs::file_type::not_found:
    return refuse("does not exist", "check the spelling of the path");
  case fs::file_type::directory:
    return refuse("is a folder, not a file", "name a file in it");
  case fs::file_type::fifo:
    return refuse("is a pipe, not a file", "save the text as a file");
  case fs::file_type::socket:
    return refuse("is a socket, not a file", "save the text as a file");
  case fs::file_type::character:
  case fs::file_type::block:
    return refuse("is a device, not a file", "name an ordinary file");
  default:
    return refuse(fmt::format("cannot be read: {}", error.message()),
                  "check the rights of the path");
  }
  const fs::path root = fs::canonical(root_.empty() ? fs::path(".") : root_, error);
  const fs::path real = error ? fs::path{} : fs::canonical(full, error);
  if (error) {
    return refuse(fmt::format("cannot be read: {}", error.message()),
                  "check the rights of the path");
  }
  if (!lies_below(real, root)) {
    return refuse("leads out of the folder of the scenario (by a symbolic link)",
                  "copy the file below the folder of the scenario");
  }
  const std::uintmax_t size = fs::file_size(real, error);
  if (error || size > largest_file) {
    return refuse(fmt::format("has {} bytes; at most {} (4 MiB) are read", size, largest_file),
                  "is this the right file?");
  }
  std::ifstream stream(real, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  if (!stream || !stream.read(text.data(), static_cast<std::streamsize>(size))) {
    return refuse("cannot be opened", "check the rights of the file");
  }
  return {std::move(text), {}, {}};
}

FileAnswer MemoryFiles::read(const std::string &path) const {
  const auto found = texts_.find(path);
  if (found == texts_.end()) {
    return refuse("is not among the stored texts", "the result was written without it");
  }
  if (found->second.size() > largest_file) {
    return refuse("has more than 4 MiB", "is this the right file?");
  }
  return {found->second, {}, {}};
}

std::optional<std::string> path_from(const std::string &from, std::string_view written,
                                     std::string &reason) {
  if (written.empty() || written.size() > 1000) {
    reason = written.empty() ? "is empty" : "is longer than 1000 characters";
  } else if (std::any_of(written.begin(), written.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
             })) {
    reason = "contains a control character";
  } else if (written.find(':') != std::string_view::npos) {
    reason = "contains a colon; neither drives nor addresses of the web are read";
  } else if (written.front() == '/' || written.find('\\') != std::string_view::npos) {
    reason = written.front() == '/' ? "is absolute" : "contains a backslash";
  } else {
    const fs::path joined = (fs::path(from).parent_path() / fs::path(written)).lexically_normal();
    if (joined.empty() || *joined.begin() == "..") {
      reason = "leads out of the folder of the scenario";
    } else {
      return joined.generic_string();
    }
  }
  return std::nullopt;
}

std::string content_of(const fs::path &file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return in ? text.str() : std::string();
}

bool is_result(const std::filesystem::path &path) {
  std::ifstream in(path, std::ios::binary);
  std::string start(8, '\0');
  in.read(start.data(), 8);
  return start == "\x89HDF\r\n\x1a\n";
}

} // namespace sme::sim
