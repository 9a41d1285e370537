// Two worlds with the same chance, firm by firm: who reached a label under the policy only, in the
// baseline only, in both; how much firms gained and lost. Whole numbers that add up exactly to the
// difference of the totals (MODEL 6; COMPARISON 1.2). Knows no model: a firm is an identity, a
// state (0 the lowest ... states - 1), a group and some whole numbers.
// Tests: tests/unit/test_pairing.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sme::analysis {

inline constexpr int pairing_states = 5;      ///< none, innovative, srdi, little_giant, champion
inline constexpr int pairing_measures = 9;    ///< numbers of one firm
inline constexpr int absent = pairing_states; ///< the state of a firm that is not there

/// A firm as it stands at the end of a year. Sorted by `id` in all lists.
struct FirmYear {
  std::uint64_t id = 0;
  std::uint64_t print = 0; ///< of all its columns: equal prints, equal firms
  std::uint8_t state = 0;
  std::uint8_t group = 0; ///< province
  std::array<std::int64_t, pairing_measures> measure{};
};
using FirmYears = std::vector<FirmYear>;
using Identities = std::vector<std::uint64_t>; ///< sorted, none twice

/// Cells of the split of firms at or above a state, and the sign with which each enters the
/// difference of the totals.
enum class Part : std::uint8_t {
  held,
  deadweight,
  both_untreated,
  direct,
  spillover,
  displaced,
  harmed,
  policy_only_treated,
  policy_only_untreated,
  baseline_only_treated,
  baseline_only_untreated
};
inline constexpr int part_kinds = 11;
inline constexpr std::array<std::string_view, part_kinds> part_names{"held",
                                                                     "deadweight",
                                                                     "both_untreated",
                                                                     "direct",
                                                                     "spillover",
                                                                     "displaced",
                                                                     "harmed",
                                                                     "policy_only_treated",
                                                                     "policy_only_untreated",
                                                                     "baseline_only_treated",
                                                                     "baseline_only_untreated"};
inline constexpr std::array<std::int64_t, part_kinds> part_signs{0,  0, 0, 1,  1, -1,
                                                                 -1, 1, 1, -1, -1};

/// Terms of the additionality identity: gross - deadweight = direct; direct + displacement +
/// spillover = net = difference of the totals.
enum class Term : std::uint8_t { gross, deadweight, direct, displacement, spillover, net };
inline constexpr int term_kinds = 6;
inline constexpr std::array<std::string_view, term_kinds> term_names{
    "gross", "deadweight", "direct", "displacement", "spillover", "net"};

inline constexpr int directions = 3; ///< gains, same, loses
inline constexpr std::array<std::string_view, directions> direction_names{"gains", "same", "loses"};

/// What a year of two worlds comes to.
struct Pairing {
  explicit Pairing(int number_of_groups)
      : groups(number_of_groups), split(static_cast<std::size_t>(groups)),
        identity(static_cast<std::size_t>(groups)) {}
  int groups;
  /// [group][state][part]: firms at or above the state.
  std::vector<std::array<std::array<std::int64_t, part_kinds>, pairing_states>> split;
  /// [group][measure][term].
  std::vector<std::array<std::array<std::int64_t, term_kinds>, pairing_measures>> identity;
  /// [measure][state at the parting, absent last][direction]: firms, and the sum of their changes.
  std::array<std::array<std::array<std::int64_t, directions>, pairing_states + 1>, pairing_measures>
      affected{}, change{};
  std::int64_t treated = 0;   ///< firms in either world that were treated
  std::int64_t untreated = 0; ///< not treated, alive in both worlds
  std::int64_t identical = 0; ///< of these, equal in every column
};

/// `start`: all firms when the worlds part; `baseline`, `policy`: at the end of the year;
/// `treated`: whom the difference between the worlds has reached, in either world.
Pairing pair_worlds(std::span<const FirmYear> start, std::span<const FirmYear> baseline,
                    std::span<const FirmYear> policy, const Identities &treated, int groups);

/// [state at the parting][state now], absent last; nobody counts who is in neither.
using Moves = std::array<std::array<std::int64_t, pairing_states + 1>, pairing_states + 1>;
Moves moves_between(std::span<const FirmYear> start, std::span<const FirmYear> now);

/// Adds `more` (in any order, with repetitions) to a set.
void unite(Identities &set, Identities more);

/// How many of `firms` were in each state at the parting, absent last.
std::array<std::int64_t, pairing_states + 1> by_state(std::span<const FirmYear> start,
                                                      const Identities &firms);

} // namespace sme::analysis
