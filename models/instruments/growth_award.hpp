// Ex-post award on growth: cash for firms that grew fast, years in a row. Shanghai, April 2025
// [S31]: 500,000 CNY for a little giant whose output grew by more than 20 % two years running.
// Behaviour changes only through cash: nobody grows faster for the chance of it (not modelled:
// output shifted between years to pass the test).
#pragma once

#include "models/policy.hpp"

namespace sme {

struct GrowthAward {
  Money award = 500'000;
  double growth = 0.20;
  std::int64_t years = 2;

  static constexpr std::string_view name = "growth_award";
  static constexpr std::string_view mechanism =
      "cash after the fact for firms whose revenue grew fast enough years running";
  static constexpr Programme terms() {
    Programme p;
    p.tiers = TierSet::of({3});
    p.payer = Payer::province;
    return p;
  }
  static constexpr auto codebook() {
    using I = GrowthAward;
    return Codebook{entry("award", &I::award, "CNY", 0, 1'000'000'000, "award of a year", "[S31]"),
                    entry("growth", &I::growth, "1/year", -1, 10,
                          "growth of revenue that each of the years must exceed",
                          "[S31]: output above 20 %"),
                    entry("years", &I::years, "year", 1, 2, "years in a row", "[S31]: two")};
  }
};
static_assert(well_described<GrowthAward>());

/// In the second quarter of a year, when last year's books are known: pays the fastest first.
inline void offer(const GrowthAward &award, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  if (view.now.of_year() != 2 || award.award == 0) {
    return;
  }
  const double factor = 1 + award.growth;
  std::vector<Applicant> applicants =
      gather<Applicant>(programme, view, [&](const FirmView &firm, std::vector<Applicant> &found) {
        const Firms &f = firm.block.firms;
        const double last = f.revenue_last[firm.row];
        const double before = f.revenue_before[firm.row];
        const double third = f.revenue_third[firm.row];
        const bool once = before > 0 && last > factor * before;
        const bool twice = award.years < 2 || (third > 0 && before > factor * third);
        if (once && twice) {
          found.push_back({last / before, lot_of(firm, view, 0), firm.id(), firm.handle()});
        }
      });
  rank(applicants);
  for (const Applicant &applicant : applicants) {
    pay(firm_of(view.economy, applicant.handle), applicant.handle, award.award, programme, index,
        view, book, support);
  }
}

} // namespace sme
