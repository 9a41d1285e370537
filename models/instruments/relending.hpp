// Central-bank re-lending: the central bank refunds part of the principal of eligible loans
// cheaply, so that banks lend to those firms at lower funding cost. DOMAIN rows [S68]-[S72]: 60 %
// of principal at 1.75 % (1.5 % from May 2025), 500bn in April 2024, 800bn in May 2025, 1.2trn in
// January 2026.
#pragma once

#include "models/policy.hpp"

namespace sme {

struct Relending {
  double refunded = 0.60;
  double rate = 0.0175;
  double market_rate = 0.022;
  Money quota = 500'000'000'000;

  static constexpr std::string_view name = "relending";
  static constexpr std::string_view mechanism = "refunds part of the principal of eligible loans "
                                                "to banks below their funding cost, up to a quota";
  static constexpr Programme terms() {
    Programme p;
    p.tiers = TierSet::of({1, 2, 3, 4});
    return p;
  }
  static constexpr auto codebook() {
    using I = Relending;
    return Codebook{entry("refunded", &I::refunded, "share", 0, 1,
                          "share of principal the central bank refunds", "[S68],[S69]"),
                    entry("rate", &I::rate, "1/year", 0, 0.2, "rate banks pay on what is refunded",
                          "[S68]; 1.5 % after May 2025 [S72]"),
                    entry("market_rate", &I::market_rate, "1/year", 0, 0.2,
                          "what the same money costs banks elsewhere", "assumed"),
                    entry("quota", &I::quota, "CNY", 0, 100'000'000'000'000,
                          "most that may be outstanding at 1:1; shrinks with run.scale",
                          "[S68],[S70],[S71]")};
  }
};
static_assert(well_described<Relending>());

/// Cuts the lenders' funding cost on eligible loans by refunded share times rate gap, while the
/// quota lasts. The forgone interest of the central bank is the cost.
inline void offer(const Relending &relending, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  const Money quota = yuan(static_cast<double>(relending.quota) * view.scale);
  book.room = quota - book.outstanding;
  const double gap = relending.market_rate - relending.rate;
  if (book.room <= 0 || gap <= 0) {
    return;
  }
  const auto discount = static_cast<float>(relending.refunded * gap);
  each_cell_served(programme, support, [&](Terms &terms, Tier, Size) {
    if (discount > terms.relending_discount) {
      terms.relending_discount = discount;
      terms.relending_by = index;
    }
  });
}

} // namespace sme
