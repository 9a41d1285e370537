#include "analysis/publish.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <memory>
#include <system_error>
#include <vector>

namespace sme::analysis {

namespace fs = std::filesystem;

namespace {

fs::path with(fs::path path, const char *end) { return path += end; }

fs::path folder_of(const fs::path &target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

void write_sidecar(const fs::path &path, const fs::path &target, const std::string &digest) {
  std::ofstream out(path, std::ios::binary);
  out << digest << "  " << target.filename().string() << '\n';
  out.close();
  if (!out) {
    unlink(path.c_str());
    fail_io(target, "writing " + path.string(), std::strerror(EIO));
  }
  sync_to_disk(path, target);
}

/// Keeps the former result as NAME.old until the new one is there.
std::error_code keep_old(const fs::path &target, const fs::path &old) {
  std::error_code error;
  if (!fs::exists(target, error)) {
    return {};
  }
  fs::remove(old, error);
  fs::create_hard_link(target, old, error);
  if (error) {
    fs::copy_file(target, old, error); // a file system without hard links
  }
  return error;
}

std::error_code rename(const fs::path &from, const fs::path &to, unsigned rule) {
  std::error_code error;
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), rule) == 0) {
    return {};
  }
  if (errno == EINVAL || errno == ENOSYS) { // a file system without this rule
    fs::rename(from, to, error);
    return error;
  }
  return {errno, std::generic_category()};
}

/// The process named at the end of a temporary file's name, or 0.
pid_t owner_of(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) {
    return 0;
  }
  name.remove_prefix(prefix.size());
  pid_t owner = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), owner);
  const bool whole = end == name.data() + name.size() || *end == '.'; // .sha256, .log
  return error == std::errc() && whole ? owner : 0;
}

/// Process numbers return, in containers at once: a file of this very process is abandoned when
/// nobody holds its mark.
bool abandoned(const fs::path &file, pid_t owner) {
  if (owner != getpid()) {
    return kill(owner, 0) != 0 && errno == ESRCH;
  }
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const bool free = descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0;
  if (descriptor >= 0) {
    close(descriptor);
  }
  return free;
}

/// SHA-256, piece by piece.
class Sha256 {
public:
  Sha256() : good_(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1) {}
  void add(std::string_view bytes) {
    good_ = good_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
  }
  void spoil() { good_ = false; }
  /// 64 hex digits, or nothing when the library failed.
  std::string text() {
    std::array<unsigned char, 32> hash{};
    std::string digits;
    if (!good_ || EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr) != 1) {
      return digits;
    }
    for (const unsigned byte : hash) {
      digits += "0123456789abcdef"[byte >> 4U];
      digits += "0123456789abcdef"[byte & 15U];
    }
    return digits;
  }

  [[nodiscard]] Sha256 copy() const {
    Sha256 other;
    other.good_ = good_ && EVP_MD_CTX_copy_ex(other.context_.get(), context_.get()) == 1;
    return other;
  }

private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX *)> context_{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  bool good_;
};

/// At most so many bytes of a stream.
void add_bytes(Sha256 &hash, std::ifstream &in, std::uintmax_t most) {
  std::vector<char> bytes(1U << 20U);
  while (in && most > 0) {
    in.read(bytes.data(),
            static_cast<std::streamsize>(std::min<std::uintmax_t>(most, bytes.size())));
    hash.add({bytes.data(), static_cast<std::size_t>(in.gcount())});
    most -= static_cast<std::uintmax_t>(in.gcount());
  }
  if (in.bad()) {
    hash.spoil();
  }
}

std::string digits_of(Sha256 &hash, const fs::path &file) {
  auto text = hash.text();
  if (text.empty()) {
    throw ResultError(ResultError::io, file.string() + ": reading failed");
  }
  return text;
}

} // namespace

void fail_io(const fs::path &target, const std::string &doing, const std::string &reason) {
  throw ResultError(ResultError::io, target.string() + ": " + doing + " failed: " +
                                         (reason.empty() ? "unknown reason" : reason) +
                                         "; free space or choose another folder, then run again");
}

void sync_to_disk(const fs::path &path, const fs::path &target) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool good = descriptor >= 0 && fsync(descriptor) == 0;
  const int reason = errno;
  if (descriptor >= 0) {
    close(descriptor);
  }
  if (!good) {
    fail_io(target, "saving " + path.string(), std::strerror(reason));
  }
}

void put_in_place(const fs::path &temporary, const fs::path &target, const std::string &digest,
                  Existing existing) {
  const auto sidecar = with(target, ".sha256");
  const auto old = with(target, ".old");
  const auto new_sidecar = with(temporary, ".sha256");
  const auto need = [&](const std::error_code &error, const std::string &doing) {
    if (error) {
      unlink(new_sidecar.c_str());
      fail_io(target, doing, error.message());
    }
  };
  write_sidecar(new_sidecar, target, digest);
  if (existing == Existing::keep_as_old) {
    need(keep_old(target, old), "keeping the former result as " + old.string());
  }
  std::error_code error;
  if (existing == Existing::refuse && fs::exists(fs::symlink_status(target, error))) {
    unlink(new_sidecar.c_str());
    throw ResultError(ResultError::exists,
                      target.string() + ": appeared while this run was writing; move it away");
  }
  fs::remove(sidecar, error);
  need(rename(temporary, target, existing == Existing::refuse ? RENAME_NOREPLACE : 0),
       "renaming to " + target.string());
  fs::rename(new_sidecar, sidecar, error);
  need(error, "renaming to " + sidecar.string());
  sync_to_disk(folder_of(target), target);
  if (existing == Existing::keep_as_old) {
    fs::remove(old, error);
  }
}

fs::path temporary_of(const fs::path &target) {
  return with(target, (".part-" + std::to_string(getpid())).c_str());
}

int mark_in_use(const fs::path &temporary) {
  const int descriptor = open(temporary.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor >= 0) {
    flock(descriptor, LOCK_EX | LOCK_NB);
  }
  return descriptor;
}

void sweep_abandoned(const fs::path &target) noexcept {
  try {
    const auto prefix = target.filename().string() + ".part-";
    std::vector<fs::path> found;
    for (const auto &entry : fs::directory_iterator(folder_of(target))) {
      const pid_t owner = owner_of(entry.path().filename().string(), prefix);
      if (owner > 0 && abandoned(entry.path(), owner)) {
        found.push_back(entry.path());
      }
    }
    for (const auto &path : found) {
      unlink(path.c_str());
    }
  } catch (const std::exception &) { // the new file will meet the same trouble and say so
  }
}

std::string sha256_of_file(const fs::path &file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    throw ResultError(ResultError::io, file.string() + ": cannot be opened for reading");
  }
  Sha256 hash;
  add_bytes(hash, in, std::numeric_limits<std::uintmax_t>::max());
  return digits_of(hash, file);
}

std::string seal(const fs::path &temporary, const fs::path &target) {
  std::ifstream in(temporary, std::ios::binary);
  if (!in) {
    fail_io(target, "reading it for its checksum", std::strerror(errno));
  }
  Sha256 whole;
  add_bytes(whole, in, std::numeric_limits<std::uintmax_t>::max());
  Sha256 before = whole.copy();
  const std::string line = std::string(seal_words) + digits_of(before, temporary) + "\n";
  std::ofstream out(temporary, std::ios::binary | std::ios::app);
  out << line;
  out.close();
  if (!out) {
    fail_io(target, "writing its checksum", std::strerror(errno));
  }
  whole.add(line);
  return digits_of(whole, temporary);
}

Seal seal_of(const fs::path &file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !in) {
    throw ResultError(ResultError::io, file.string() + ": cannot be opened for reading");
  }
  if (size < seal_size) {
    return Seal::none;
  }
  std::string line(seal_size, ' ');
  in.seekg(static_cast<std::streamoff>(size - seal_size));
  in.read(line.data(), static_cast<std::streamsize>(line.size()));
  if (!line.starts_with(seal_words) || line.back() != '\n') {
    return Seal::none;
  }
  in.seekg(0);
  Sha256 hash;
  add_bytes(hash, in, size - seal_size);
  const bool same = line.substr(seal_words.size(), 64) == digits_of(hash, file);
  return same ? Seal::holds : Seal::broken;
}

std::string sha256_of_text(std::string_view text) {
  Sha256 hash;
  hash.add(text);
  return hash.text();
}

} // namespace sme::analysis
