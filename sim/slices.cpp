#include "sim/slices.hpp"

#include <cstring>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

#include "analysis/publish.hpp"
#include "analysis/result.hpp"
#include "sim/failure.hpp"

namespace sme::sim {

namespace {

constexpr std::string_view magic = "sme job 1\n";
constexpr std::size_t hash_digits = 64;

void put(std::string &out, std::uint64_t number) {
  out.append(reinterpret_cast<const char *>(&number), sizeof number);
}

template <class T>
void put(std::string &out, const std::map<std::string, std::vector<T>> &columns) {
  put(out, columns.size());
  for (const auto &[name, values] : columns) {
    put(out, name.size());
    out += name;
    put(out, values.size());
    out.append(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T));
  }
}

/// Takes what `put` has written; every step fails beyond the end.
class Taker {
public:
  explicit Taker(std::string_view text) : rest_(text) {}
  bool bytes(void *into, std::size_t count) {
    if (count > rest_.size()) {
      return false;
    }
    std::memcpy(into, rest_.data(), count);
    rest_.remove_prefix(count);
    return true;
  }
  bool number(std::uint64_t &value) { return bytes(&value, sizeof value); }
  template <class T> bool columns(std::map<std::string, std::vector<T>> &into) {
    std::uint64_t count = 0, length = 0, rows = 0;
    if (!number(count)) {
      return false;
    }
    for (; count > 0; --count) {
      if (!number(length) || length > rest_.size()) {
        return false;
      }
      std::string name(rest_.substr(0, length));
      rest_.remove_prefix(length);
      if (!number(rows) || rows > rest_.size() / sizeof(T)) {
        return false;
      }
      std::vector<T> values(rows);
      if (rows > 0 && !bytes(values.data(), rows * sizeof(T))) {
        return false;
      }
      into.emplace(std::move(name), std::move(values));
    }
    return true;
  }
  bool at_end() const { return rest_.empty(); }

private:
  std::string_view rest_;
};

} // namespace

void write_slices(const std::filesystem::path &file, const std::string &key, const Slices &slices) {
  std::string text(magic);
  text += analysis::sha256_of_text(key);
  put(text, slices.whole);
  put(text, slices.real);
  text += analysis::sha256_of_text(text);
  std::filesystem::path part = file;
  part += fmt::format(".part-{}", getpid());
  std::ofstream out(part, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  std::error_code error;
  if (!out.fail()) {
    analysis::sync_to_disk(part, file);
    std::filesystem::rename(part, file, error);
  }
  if (out.fail() || error) {
    std::filesystem::remove(part, error);
    throw Failure(Exit::io, fmt::format("{}: cannot be written; is the disk full?", file.string()));
  }
}

std::optional<Slices> read_slices(const std::filesystem::path &file, const std::string &key) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream whole;
  whole << in.rdbuf();
  const std::string text = whole.str();
  const std::string start = std::string(magic) + analysis::sha256_of_text(key);
  if (!in || text.size() < start.size() + hash_digits ||
      text.compare(0, start.size(), start) != 0) {
    return std::nullopt;
  }
  const std::string_view content(text.data(), text.size() - hash_digits);
  if (analysis::sha256_of_text(content) != text.substr(content.size())) {
    return std::nullopt;
  }
  Taker taker(content.substr(start.size()));
  Slices slices;
  return taker.columns(slices.whole) && taker.columns(slices.real) && taker.at_end()
             ? std::optional(std::move(slices))
             : std::nullopt;
}

} // namespace sme::sim
