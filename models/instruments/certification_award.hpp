// One-off award on certification: paid when a firm gets a label it does not hold (again after a
// lapse). DOMAIN 4.2: Fujian 500,000 a little giant [S56]; elsewhere 0.2-1.0m a little giant,
// 0.1-0.5m an SRDI firm.
#pragma once

#include "models/policy.hpp"

namespace sme {

struct CertificationAward {
  Money innovative = 0;
  Money srdi = 200'000;
  Money little_giant = 500'000;
  Money champion = 1'000'000;

  static constexpr std::string_view name = "certification_award";
  static constexpr std::string_view mechanism =
      "cash paid once after a label is first granted; changes behaviour only through cash and "
      "expectation";
  static constexpr Programme terms() {
    Programme p;
    p.tiers = TierSet::of({1, 2, 3, 4});
    p.payer = Payer::province;
    return p;
  }
  static constexpr auto codebook() {
    using I = CertificationAward;
    return Codebook{entry("innovative", &I::innovative, "CNY", 0, 1'000'000'000,
                          "award for the label innovative", "assumed"),
                    entry("srdi", &I::srdi, "CNY", 0, 1'000'000'000, "award for the SRDI label",
                          "[S57]: 0.15-0.30m; typical 0.1-0.5m"),
                    entry("little_giant", &I::little_giant, "CNY", 0, 1'000'000'000,
                          "award for the little-giant label", "[S56],[S57]: 0.5m"),
                    entry("champion", &I::champion, "CNY", 0, 1'000'000'000,
                          "award for the single-champion label", "assumed")};
  }
  Money amount(Tier tier) const {
    switch (tier) {
    case Tier::innovative:
      return innovative;
    case Tier::srdi:
      return srdi;
    case Tier::little_giant:
      return little_giant;
    case Tier::champion:
      return champion;
    case Tier::none:
      break;
    }
    return 0;
  }
};
static_assert(well_described<CertificationAward>());

/// Pays each firm first certified in the last quarter; if money is short, lots decide.
inline void offer(const CertificationAward &award, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  std::vector<std::pair<Applicant, Money>> certified;
  for (const Certificate &certificate : view.economy.certificates) {
    const Money amount = award.amount(certificate.tier);
    if (certificate.renewal != 0 || amount == 0 || !alive(view.economy, certificate.handle)) {
      continue;
    }
    const FirmView firm = firm_of(view.economy, certificate.handle);
    if (programme.serves(firm.province(), firm.chain(), certificate.tier, firm.size())) {
      certified.push_back({{0, lot_of(firm, view, 8), firm.id(), certificate.handle}, amount});
    }
  }
  std::sort(certified.begin(), certified.end(), [](const auto &a, const auto &b) {
    return a.first.lot != b.first.lot ? a.first.lot < b.first.lot : a.first.id < b.first.id;
  });
  for (const auto &[firm, amount] : certified) {
    pay(firm_of(view.economy, firm.handle), firm.handle, amount, programme, index, view, book,
        support);
  }
}

} // namespace sme
