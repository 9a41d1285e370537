// Central support of key little giants: 6m a firm over three years, half at the start, the rest
// after a review; a firm whose plan investment falls short pays back. DOMAIN [S52]
// (财建〔2024〕148号), [S54] (财建〔2021〕2号): 50 % at start; below 20m of plan investment the
// money is clawed back; with it but targets missed there is no second half.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/policy.hpp"

namespace sme {

struct CentralAward {
  Money award = 6'000'000;
  double first_share = 0.5;
  std::int64_t years = 3;
  std::int64_t firms_per_year = 1000;
  Money least_investment = 20'000'000;
  double target_growth = 0.0;

  static constexpr std::string_view name = "central_award";
  static constexpr std::string_view mechanism =
      "selects little giants by R&D within a yearly number of places, pays half at once and half "
      "after review, claws back where investment falls short";
  static constexpr Programme terms() {
    Programme p;
    p.tiers = TierSet::of({3});
    return p;
  }
  static constexpr auto codebook() {
    using I = CentralAward;
    return Codebook{
        entry("award", &I::award, "CNY", 0, 10'000'000'000,
              "money for one firm over the whole term", "[S52],[S54]"),
        entry("first_share", &I::first_share, "share", 0, 1, "share paid at the start", "[S52]"),
        entry("years", &I::years, "year", 1, 10, "term", "[S52]"),
        entry("firms_per_year", &I::firms_per_year, "1", 0, 1'000'000,
              "firms admitted in a year at 1:1; shrinks with run.scale",
              "[S53]: 1,039 in 2024 and 1,241 in 2025"),
        entry("least_investment", &I::least_investment, "CNY", 0, 10'000'000'000,
              "investment over the term below which the money is paid back", "[S52]"),
        entry("target_growth", &I::target_growth, "1/year", -1, 10,
              "growth of revenue over the last year that releases the second half",
              "assumed; targets are set firm by firm")};
  }
};
static_assert(well_described<CentralAward>());

/// Reviews ending terms: the second half where investment and growth are as promised, claw-back
/// where investment falls short. Goes on after the programme has closed to newcomers.
inline void settle(const CentralAward &award, const Programme &programme, ProgrammeIndex index,
                   const PolicyView &view, ProgrammeBook &book, Support &support) {
  const Economy &economy = view.economy;
  const auto term = static_cast<std::int32_t>(4 * award.years);
  std::vector<Commitment> running;
  for (const Commitment &commitment : book.commitments) {
    if (!alive(economy, commitment.handle)) {
      continue;
    }
    if (view.now.index - commitment.since < term) {
      running.push_back(commitment);
      continue;
    }
    const FirmView firm = firm_of(economy, commitment.handle);
    const Firms &f = firm.block.firms;
    const double wear =
        view.parameters.production.depreciation * term * static_cast<double>(commitment.reference);
    const Money invested = f.capital[firm.row] - commitment.reference + yuan(wear);
    if (invested < award.least_investment) {
      support.payments.push_back({commitment.handle, index, -commitment.paid});
    } else if (f.revenue_last[firm.row] >= (1 + award.target_growth) * f.revenue_before[firm.row]) {
      pay(firm, commitment.handle, commitment.promised - commitment.paid, programme, index, view,
          book, support);
    }
  }
  book.commitments = std::move(running);
}

/// In the second quarter of a year admits the little giants with most R&D that it does not yet
/// support, up to places and budget, and pays the first part.
inline void offer(const CentralAward &award, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  const Economy &economy = view.economy;
  if (view.now.of_year() != 2) {
    return;
  }
  std::vector<std::uint32_t> supported;
  for (const Commitment &commitment : book.commitments) {
    supported.push_back(commitment.handle);
  }
  std::sort(supported.begin(), supported.end());
  auto candidates =
      gather<Applicant>(programme, view, [&](const FirmView &firm, std::vector<Applicant> &found) {
        if (firm.tier() != Tier::none &&
            !std::binary_search(supported.begin(), supported.end(), firm.handle())) {
          const auto r = static_cast<std::size_t>(firm.researcher);
          found.push_back({firm.block.researchers.rnd_last[r], 0, firm.id(), firm.handle()});
        }
      });
  rank(candidates);
  auto places = std::llround(static_cast<double>(award.firms_per_year) * view.scale);
  for (const Applicant &candidate : candidates) {
    const FirmView firm = firm_of(economy, candidate.handle);
    if (places <= 0) {
      Activity &a = book.activity[static_cast<std::size_t>(firm.province())]
                                 [static_cast<std::size_t>(firm.tier())];
      ++a.applicants;
      ++a.unserved;
      continue;
    }
    const Money first = yuan(static_cast<double>(award.award) * award.first_share);
    const Money paid = pay(firm, candidate.handle, first, programme, index, view, book, support);
    if (paid > 0) {
      --places;
      book.commitments.push_back({candidate.handle, view.now.index, award.award, paid,
                                  firm.block.firms.capital[firm.row]});
    }
  }
}

} // namespace sme
