// The codebook: one entry per quantity - key, unit, bounds, meaning, source - and the only
// reflection in the project. The same walk feeds the scenario reader, `sme explain`, the manual of
// parameters, the recorder of results and the firm panel.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sme {

/// One parameter: a member of `Owner` with its unit, bounds, meaning and source. `unit` is the unit
/// of the stored number ("CNY", "share", "person", "quarter", "km", "1"). `source` is a paper, an
/// S-code of scenarios/reference/SOURCES.md or the word `assumed` with a reason.
template <class Owner, class T> struct Entry {
  using owner = Owner;
  using type = T;
  std::string_view key;
  T Owner::*member;
  std::string_view unit;
  T low;
  T high;
  std::string_view meaning;
  std::string_view source;
};

template <class Owner, class T>
constexpr Entry<Owner, T> entry(std::string_view key, T Owner::*member, std::string_view unit,
                                std::type_identity_t<T> low, std::type_identity_t<T> high,
                                std::string_view meaning, std::string_view source) {
  return {key, member, unit, low, high, meaning, source};
}

/// One column of a table of firms (or one measured indicator): no bounds, as nobody sets it.
template <class Owner, class T> struct Column {
  using owner = Owner;
  using type = T;
  std::string_view key;
  T Owner::*member;
  std::string_view unit;
  std::string_view meaning;
};

template <class Owner, class T>
constexpr Column<Owner, T> column(std::string_view key, T Owner::*member, std::string_view unit,
                                  std::string_view meaning) {
  return {key, member, unit, meaning};
}

namespace codebook_detail {
template <std::size_t I, class Entry> struct Slot { Entry entry; };
template <class Indices, class... Entries> struct Slots;
template <std::size_t... I, class... Entries>
struct Slots<std::index_sequence<I...>, Entries...> : Slot<I, Entries>... {
  constexpr explicit Slots(const Entries &...entries) : Slot<I, Entries>{entries}... {}
  template <class Act> constexpr decltype(auto) apply(Act &&act) const {
    return act(static_cast<const Slot<I, Entries> &>(*this).entry...);
  }
};
} // namespace codebook_detail

/// The entries of one struct, in the order of the manual; a tuple that is cheap to compile.
template <class... Entries>
struct Codebook : codebook_detail::Slots<std::index_sequence_for<Entries...>, Entries...> {
  using codebook_detail::Slots<std::index_sequence_for<Entries...>, Entries...>::Slots;
  static constexpr std::size_t size = sizeof...(Entries);
};
template <class... Entries> Codebook(const Entries &...) -> Codebook<Entries...>;

/// The codebook of `Owner`, made once by the compiler.
template <class Owner> inline constexpr auto book_of = Owner::codebook();

/// Calls `visit(entry)` for every entry of the codebook of `Owner`, in order.
template <class Owner, class Visitor> constexpr void walk(Visitor &&visit) {
  book_of<Owner>.apply([&](const auto &...each) { (visit(each), ...); });
}

namespace codebook_detail {
struct Anything {
  template <class T> constexpr operator T() const noexcept;
};
template <class T, std::size_t... I> constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{((void)I, Anything{})...}; };
}
template <class T, std::size_t N = 0> constexpr std::size_t members() {
  if constexpr (takes<T>(std::make_index_sequence<N + 1>{})) {
    return members<T, N + 1>();
  } else {
    return N;
  }
}
template <class A, class B> constexpr bool same_member(const A &a, const B &b) {
  if constexpr (std::is_same_v<decltype(a.member), decltype(b.member)>) {
    return a.member == b.member;
  } else {
    return false;
  }
}
/// Whether `one` shares its key or member with an entry at another position than `at`.
template <class One, class Tuple>
constexpr bool clashes(const One &one, std::size_t at, const Tuple &book) {
  return book.apply([&](const auto &...other) {
    std::size_t i = 0;
    return ((i++ != at && (one.key == other.key || same_member(one, other))) || ...);
  });
}
template <class Tuple> constexpr bool unique(const Tuple &book) {
  return book.apply([&](const auto &...each) {
    std::size_t i = 0;
    return !(clashes(each, i++, book) || ...);
  });
}
} // namespace codebook_detail

/// True when every member of the aggregate `T` has exactly one entry and no key is used twice. Used
/// in static_asserts: a member left without an entry does not compile.
template <class T> constexpr bool complete() {
  constexpr auto book = T::codebook();
  return codebook_detail::members<T>() == decltype(book)::size && codebook_detail::unique(book);
}

/// True when every default lies inside its own bounds.
template <class T> constexpr bool defaults_in_bounds() {
  const T defaults{};
  bool inside = true;
  walk<T>([&](const auto &e) {
    const auto value = defaults.*(e.member);
    inside = inside && !(value < e.low) && !(e.high < value);
  });
  return inside;
}

/// The check every parameter struct states after its declaration.
template <class T> constexpr bool well_described() {
  return complete<T>() && defaults_in_bounds<T>();
}

} // namespace sme
