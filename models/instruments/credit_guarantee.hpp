// Guarantee plan by label: a public guarantor bears a share of a lender's loss, up to a ceiling,
// for a fee. DOMAIN [S73]-[S75] (财金〔2024〕60号): national fund 40 % for SRDI and little giants,
// 30 % for innovative SMEs; at most 30m a firm; loss ceiling 5 % of the guaranteed balance; fee
// under 1 %.
#pragma once

#include "models/policy.hpp"

namespace sme {

struct CreditGuarantee {
  double share_innovative = 0.30;
  double share_srdi = 0.40;
  double share_little_giant = 0.40;
  double fee = 0.008;
  double loss_ceiling = 0.05;
  Money firm_cap = 30'000'000;
  Money capacity = 50'000'000'000;

  static constexpr std::string_view name = "credit_guarantee";
  static constexpr std::string_view mechanism =
      "bears a share of the lender's loss by label, up to a yearly volume of guaranteed loans and "
      "a ceiling on losses, for a fee";
  static constexpr Programme terms() {
    Programme p;
    p.tiers = TierSet::of({1, 2, 3});
    return p;
  }
  static constexpr auto codebook() {
    using I = CreditGuarantee;
    return Codebook{
        entry("share_innovative", &I::share_innovative, "share", 0, 0.8,
              "share of loss borne for innovative SMEs", "[S73]"),
        entry("share_srdi", &I::share_srdi, "share", 0, 0.8, "share of loss borne for SRDI firms",
              "[S73]"),
        entry("share_little_giant", &I::share_little_giant, "share", 0, 0.8,
              "share of loss borne for little giants", "[S73]"),
        entry("fee", &I::fee, "1/year", 0, 0.1, "fee on the guaranteed balance",
              "[S73]: under 1 %"),
        entry("loss_ceiling", &I::loss_ceiling, "share", 0, 1,
              "calls paid in a year at most, per yuan of guaranteed balance", "[S73]"),
        entry("firm_cap", &I::firm_cap, "CNY", 0, 100'000'000'000,
              "most guaranteed debt of one firm", "[S73],[S74]: 30m"),
        entry("capacity", &I::capacity, "CNY", 0, 100'000'000'000'000,
              "new guaranteed lending in a year at most, at 1:1; shrinks with run.scale",
              "assumed; the plan's volume is not in the sources")};
  }
  double share(Tier tier) const {
    switch (tier) {
    case Tier::innovative:
      return share_innovative;
    case Tier::srdi:
      return share_srdi;
    case Tier::little_giant:
      return share_little_giant;
    default:
      return 0;
    }
  }
};
static_assert(well_described<CreditGuarantee>());

/// Writes share and fee by label into the terms; new guaranteed lending is limited per quarter. A
/// guarantor with nothing left to pay this year guarantees no new loan; with less than claims are
/// likely to need, lenders count on part of its share only.
inline void offer(const CreditGuarantee &guarantee, const Programme &programme,
                  ProgrammeIndex index, const PolicyView &view, ProgrammeBook &book,
                  Support &support) {
  book.room = yuan(static_cast<double>(guarantee.capacity) * view.scale / 4);
  const double counted = counted_share(guarantee.loss_ceiling, programme, book, view);
  if (book.room <= 0 || counted <= 0) {
    return;
  }
  each_cell_served(programme, support, [&](Terms &terms, Tier tier, Size) {
    const auto share = static_cast<float>(guarantee.share(tier));
    if (share > terms.guarantee_share && terms.line_by == no_programme) {
      terms.guarantee_share = share;
      terms.guarantee_counted = static_cast<float>(counted);
      terms.guarantee_fee = static_cast<float>(guarantee.fee);
      terms.guarantee_cap = static_cast<float>(guarantee.firm_cap);
      terms.guarantee_by = index;
    }
  });
}

} // namespace sme
