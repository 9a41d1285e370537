// Matching: who is assigned to whom when one side applies and the other side has few places.
//
// Deferred acceptance (Gale & Shapley 1962, Am. Math. Mon. 69; many-to-one: Roth & Sotomayor 1990).
// Each applicant applies down its list; a receiver keeps the best of those who have applied so far
// and turns the others away. The result is stable - no applicant and receiver would both rather
// have each other - and, as all orders are strict, it is the applicants' best stable matching
// whatever the order in which they apply. Equal scores are ordered by a lot that the caller draws
// for each applicant. Not modelled: strategic lists, couples, preferences over groups, transfers
// between the sides. Tests: tests/unit/test_matching.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sme {

/// One line of an applicant's list.
struct Application {
  std::uint32_t receiver;
  float score; ///< how the receiver values this applicant, the more the better
};

/// Lists of all applicants, one after the other: those of applicant i are
/// applications[first[i]] ... applications[first[i + 1] - 1], most wanted first.
struct Applications {
  std::vector<std::uint32_t> first{0};
  std::vector<Application> applications;
  std::vector<std::uint64_t> lots; ///< by applicant, all different: orders equal scores

  std::size_t applicants() const { return lots.size(); }
  std::span<const Application> list(std::size_t applicant) const {
    return {applications.data() + first[applicant], applications.data() + first[applicant + 1]};
  }
  /// Begins the list of a further applicant; `apply` adds to the list of the last one.
  void begin(std::uint64_t lot) {
    lots.push_back(lot);
    first.push_back(first.back());
  }
  void apply(Application application) {
    applications.push_back(application);
    ++first.back();
  }
};

inline constexpr std::uint32_t unmatched = 0xffffffffU;

/// The stable matching best for applicants: receiver by applicant, `unmatched` for none. `places`
/// is the number of applicants each receiver can take. Applications to receivers beyond `places`
/// are ignored.
std::vector<std::uint32_t> deferred_acceptance(const Applications &applications,
                                               std::span<const std::uint32_t> places);

/// Pairs that would both gain by leaving `matching` for each other; 0 in a stable matching.
std::size_t blocking_pairs(const Applications &applications, std::span<const std::uint32_t> places,
                           std::span<const std::uint32_t> matching);

} // namespace sme
