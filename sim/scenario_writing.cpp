// Values in writing: as a scenario file spells them, so that reading gives the same value.
#include "sim/scenario_values.hpp"

#include <vector>

#include <fmt/format.h>

namespace sme::sim {

std::string in_toml(double value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".en") == std::string::npos) {
    text += ".0";
  }
  return text;
}

std::string in_toml(std::int64_t value) {
  std::string text = fmt::format("{}", value);
  const std::size_t first = text[0] == '-' ? 1 : 0;
  if (text.size() - first > 4) {
    for (std::size_t at = text.size(); at > first + 3;) {
      at -= 3;
      text.insert(at, "_");
    }
  }
  return text;
}

std::string in_toml(Quarter value) {
  return fmt::format("\"{:04}Q{}\"", value.year(), value.of_year());
}

std::string in_toml(const std::string &text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      result += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      result += c;
    }
  }
  return result + "\"";
}

std::string in_toml(std::uint32_t bits, std::span<const std::string_view> words) {
  if (bits == static_cast<std::uint32_t>((std::uint64_t{1} << words.size()) - 1)) {
    return "[\"all\"]";
  }
  std::vector<std::string> named;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (((bits >> i) & 1U) != 0) {
      named.push_back(in_toml(std::string(words[i])));
    }
  }
  return fmt::format("[{}]", fmt::join(named, ", "));
}

} // namespace sme::sim
