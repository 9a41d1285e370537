// R&D super-deduction: firms deduct more than they spent on R&D from taxable profit, which lowers
// the user cost of R&D of firms that pay tax. Loss makers get nothing. Reported R&D counts,
// relabelled expenses too (Chen et al. 2021). DOMAIN rows [S104], [S104b]: 75 %, manufacturing 100
// % from 2021, all from 2023.
#pragma once

#include "models/policy.hpp"

namespace sme {

struct RndSuperDeduction {
  double extra = 1.0;
  double micro_extra = 1.0;

  static constexpr std::string_view name = "rnd_super_deduction";
  static constexpr std::string_view mechanism =
      "lowers the user cost of R&D of firms that pay profit tax; the tax forgone is booked";
  static constexpr Programme terms() { return {}; }
  static constexpr auto codebook() {
    using I = RndSuperDeduction;
    return Codebook{entry("extra", &I::extra, "share", 0, 3,
                          "share of R&D deducted beyond the expense itself", "[S104],[S104b]"),
                    entry("micro_extra", &I::micro_extra, "share", 0, 3, "the same for micro firms",
                          "[S104],[S104b]")};
  }
};
static_assert(well_described<RndSuperDeduction>());

/// Writes the extra deduction into the terms of every cell it serves; the best of several holds.
inline void offer(const RndSuperDeduction &deduction, const Programme &programme,
                  ProgrammeIndex index, const PolicyView &, ProgrammeBook &, Support &support) {
  each_cell_served(programme, support, [&](Terms &terms, Tier, Size size) {
    const auto extra =
        static_cast<float>(size == Size::micro ? deduction.micro_extra : deduction.extra);
    if (extra > terms.super_deduction) {
      terms.super_deduction = extra;
      terms.super_deduction_by = index;
    }
  });
}

} // namespace sme
