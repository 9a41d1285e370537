// Where the texts of a scenario come from: a folder on disk, or texts stored in a result.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sme::sim {

/// One file: its text, or why it cannot be read and what to do.
struct FileAnswer {
  std::optional<std::string> text;
  std::string refusal; ///< reads after "NAME ": "is a folder, not a file"
  std::string help;
};

/// Read access to the files of one scenario. Paths are relative to the root, with '/'.
class Files {
public:
  virtual ~Files() = default;
  virtual FileAnswer read(const std::string &path) const = 0;
  /// The path as messages show it.
  virtual std::string shown(const std::string &path) const = 0;
  /// The same for two paths of the same file.
  virtual std::string identity(const std::string &path) const = 0;
};

/// Files below a folder; nothing outside it is ever opened, by symbolic link or otherwise.
class DiskFiles : public Files {
public:
  explicit DiskFiles(std::filesystem::path root);
  FileAnswer read(const std::string &path) const override;
  std::string shown(const std::string &path) const override;
  std::string identity(const std::string &path) const override;

private:
  std::filesystem::path root_;
};

/// Texts by path, as a result stores them.
class MemoryFiles : public Files {
public:
  explicit MemoryFiles(std::map<std::string, std::string> texts) : texts_(std::move(texts)) {}
  FileAnswer read(const std::string &path) const override;
  std::string shown(const std::string &path) const override { return path; }
  std::string identity(const std::string &path) const override { return path; }

private:
  std::map<std::string, std::string> texts_;
};

/// The path `written` in the file `from`, relative to the root; nothing when it is absolute or
/// leaves the root or is not a path at all. `reason` then reads after the path: "is absolute".
std::optional<std::string> path_from(const std::string &from, std::string_view written,
                                     std::string &reason);

/// All bytes of a file; none when it cannot be read.
std::string content_of(const std::filesystem::path &file);

/// Whether a file begins as HDF5 files do: --force replaces nothing else.
bool is_result(const std::filesystem::path &path);

} // namespace sme::sim
