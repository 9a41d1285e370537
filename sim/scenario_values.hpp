// Values of scenario files: numbers with units, quarters, words; and the same in writing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "models/codebook.hpp"
#include "models/comparison.hpp"
#include "models/quantities.hpp"
#include "sim/toml_text.hpp"

namespace sme::sim {

/// The words of an enum of scenario files.
template <class Kind> struct WordsOf;
template <> struct WordsOf<Payer> : PayerWords {};
template <> struct WordsOf<Tier> : TierWords {};
template <> struct WordsOf<Size> : SizeWords {};
template <> struct WordsOf<Outcome> : OutcomeWords {};

template <class T> struct is_set : std::false_type {};
template <class Kind> struct is_set<SetOf<Kind>> : std::true_type { using words = Kind; };

/// A value as a scenario file spells it; reading it gives the same value.
std::string in_toml(double value);
std::string in_toml(std::int64_t value);
std::string in_toml(Quarter value);
std::string in_toml(const std::string &text);
std::string in_toml(std::uint32_t bits, std::span<const std::string_view> words);
template <class Kind> std::string in_toml(SetOf<Kind> set) {
  return in_toml(set.bits, std::span<const std::string_view>(Kind::words));
}
template <class Kind>
requires std::is_enum_v<Kind> std::string in_toml(Kind word) {
  return in_toml(std::string(WordsOf<Kind>::words[static_cast<std::size_t>(word)]));
}

/// "2025Q2" → the quarter; nothing for other text.
std::optional<Quarter> quarter_from(std::string_view text);

/// What an entry asks of a value, for the reader and for messages. Numbers are erased to text here,
/// so that one function serves all entries of a type.
struct Asked {
  std::string path; ///< "market.replicator_speed"
  std::string_view unit;
  std::string_view meaning;
  std::string standard; ///< the default, in TOML
  std::string low;      ///< in TOML; empty for words
  std::string high;
};

/// "meaning; unit CNY; 0 to 5; default 1": the help of most messages.
std::string described(const Asked &asked);
/// The unit in words: "share (0.3 or \"30 %\")", "CNY" ...
std::string unit_in_words(std::string_view unit);

/// Each reads one value; on a mistake it says so in `messages` and returns nothing.
std::optional<double> read_number(const TomlNode &node, const Asked &asked, double low, double high,
                                  Messages &messages);
std::optional<std::int64_t> read_whole(const TomlNode &node, const Asked &asked, std::int64_t low,
                                       std::int64_t high, Messages &messages);
std::optional<Quarter> read_quarter(const TomlNode &node, const Asked &asked, Quarter low,
                                    Quarter high, Messages &messages);
std::optional<int> read_word(const TomlNode &node, const Asked &asked,
                             std::span<const std::string_view> words, Messages &messages);
std::optional<std::uint32_t> read_words(const TomlNode &node, const Asked &asked,
                                        std::span<const std::string_view> words,
                                        Messages &messages);

/// Calls `visit(std::type_identity<I>{})` for every instrument I of the variant.
template <class Variant, class Visitor> void each_instrument(Visitor &&visit) {
  const auto all = [&]<std::size_t... I>(std::index_sequence<I...>) {
    (visit(std::type_identity<std::variant_alternative_t<I, Variant>>{}), ...);
  };
  all(std::make_index_sequence<std::variant_size_v<Variant>>{});
}

/// The keys of a codebook, in its order.
template <class Owner> std::vector<std::string_view> keys_of() {
  std::vector<std::string_view> keys;
  walk<Owner>([&](const auto &e) { keys.push_back(e.key); });
  return keys;
}

/// What the entry asks, with the default taken from `defaults`.
template <class Owner, class T>
Asked asked_by(const Entry<Owner, T> &e, const Owner &defaults, std::string path) {
  Asked asked{std::move(path), e.unit, e.meaning, in_toml(defaults.*(e.member)), {}, {}};
  if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, Quarter>) {
    asked.low = in_toml(e.low);
    asked.high = in_toml(e.high);
  }
  return asked;
}

/// Reads the value of an entry into `owner`. False when it is wrong.
template <class Owner, class T>
bool read_entry(const TomlNode &node, const Entry<Owner, T> &e, const Asked &asked, Owner &owner,
                Messages &messages) {
  const auto put = [&](const auto &value) {
    if (value) {
      owner.*(e.member) = T(*value);
    }
    return value.has_value();
  };
  if constexpr (std::is_same_v<T, double>) {
    return put(read_number(node, asked, e.low, e.high, messages));
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return put(read_whole(node, asked, e.low, e.high, messages));
  } else if constexpr (std::is_same_v<T, Quarter>) {
    return put(read_quarter(node, asked, e.low, e.high, messages));
  } else if constexpr (is_set<T>::value) {
    const auto bits = read_words(node, asked, is_set<T>::words::words, messages);
    return put(bits ? std::optional<T>(T{*bits}) : std::nullopt);
  } else {
    static_assert(std::is_enum_v<T>, "a type that scenario files cannot spell yet");
    return put(read_word(node, asked, WordsOf<T>::words, messages));
  }
}

} // namespace sme::sim
