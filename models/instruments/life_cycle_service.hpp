// Life-cycle service: officers help firms that ask, within their caseload. Beijing (Haidian,
// Zhongguancun) [seed]: "no disturbance without need, an answer to every request": talent, R&D
// services. Jiangsu named an officer for every SRDI firm in 2022 [S108]. An officer knows the
// labels' rules and files (access to services, ladder.hpp, credit.hpp), finds candidates for open
// R&D posts, and hands out vouchers for shared laboratories. Not modelled: quality of officers.
#pragma once

#include <cmath>

#include "models/policy.hpp"

namespace sme {

struct LifeCycleService {
  double officers = 300;
  double caseload = 30;
  Money officer_cost = 300'000;
  double placement = 0.3;
  double voucher_share = 0.3;
  Money voucher_most = 100'000;

  static constexpr std::string_view name = "life_cycle_service";
  static constexpr std::string_view mechanism =
      "officers with a limited caseload help firms that ask: rules and files, candidates for open "
      "R&D posts, vouchers for shared laboratories";
  static constexpr Programme terms() {
    Programme p;
    p.tiers = TierSet::of({1, 2, 3, 4});
    p.payer = Payer::province;
    return p;
  }
  static constexpr auto codebook() {
    using I = LifeCycleService;
    return Codebook{entry("officers", &I::officers, "person", 0, 1'000'000,
                          "service officers at 1:1; shrinks with run.scale",
                          "assumed; an officer for every SRDI firm in Jiangsu [S108]"),
                    entry("caseload", &I::caseload, "1/quarter", 0, 10'000,
                          "firms that an officer can help in a quarter", "assumed"),
                    entry("officer_cost", &I::officer_cost, "CNY", 0, 1'000'000'000,
                          "yearly public cost of an officer", "assumed"),
                    entry("placement", &I::placement, "share", 0, 1,
                          "share of R&D posts left open by the market that officers fill",
                          "assumed"),
                    entry("voucher_share", &I::voucher_share, "share", 0, 1,
                          "share of R&D services that a voucher bears", "assumed"),
                    entry("voucher_most", &I::voucher_most, "CNY", 0, 10'000'000'000,
                          "most that a voucher bears in a quarter", "assumed")};
  }
};
static_assert(well_described<LifeCycleService>());

/// Firms with open R&D posts, a loan in view or unknown rules ask; if officers are too few, lots
/// decide.
inline void offer(const LifeCycleService &service, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  std::vector<Applicant> asking = gather<
      Applicant>(programme, view, [&](const FirmView &firm, std::vector<Applicant> &found) {
    const auto r = static_cast<std::size_t>(firm.researcher);
    const Researchers &t = firm.block.researchers;
    const auto next = static_cast<Tier>(std::min(tiers - 1, static_cast<int>(firm.tier()) + 1));
    const bool open_posts = t.rnd_vacancies[r] >= 1;
    const bool loan = firm.block.firms.credit_wanted[firm.row] > 0;
    const bool unknown = (t.known[r] & bit_of(next)) == 0;
    if (open_posts || loan || unknown) {
      found.push_back({open_posts ? 1.0 : 0.0, lot_of(firm, view, 3), firm.id(), firm.handle()});
    }
  });
  std::array<std::int64_t, provinces> asked{};
  for (const Applicant &each : asking) {
    ++asked[static_cast<std::size_t>(firm_of(view.economy, each.handle).province())];
  }
  if (asking.empty() || service.officers == 0) {
    return;
  }
  // Officers are paid whether all come or not; money short, there are fewer of them.
  const double staff = service.officers * view.scale;
  const Money wages = yuan(staff * static_cast<double>(service.officer_cost) / 4);
  const Money paid = std::clamp<Money>(budget_left(programme, book, view), 0, wages);
  for (int p = 0; p < provinces; ++p) {
    const double part = static_cast<double>(asked[static_cast<std::size_t>(p)]) /
                        static_cast<double>(asking.size());
    deliver(p, yuan(part * static_cast<double>(paid)), programme, index, view, book, support);
  }
  const double at_work =
      wages > 0 ? staff * std::min(1.0, static_cast<double>(paid) / static_cast<double>(wages))
                : staff;
  const auto capacity = static_cast<std::size_t>(std::llround(at_work * service.caseload));
  std::sort(asking.begin(), asking.end(), [](const Applicant &a, const Applicant &b) {
    return a.lot != b.lot ? a.lot < b.lot : a.id < b.id;
  });
  for (std::size_t k = 0; k < asking.size(); ++k) {
    const FirmView firm = firm_of(view.economy, asking[k].handle);
    Activity &activity = activity_of(firm, book);
    ++activity.applicants;
    if (k >= capacity) {
      ++activity.unserved;
      continue;
    }
    ++activity.admitted;
    grant_access(support, asking[k].handle, 1, index, view);
    if (asking[k].merit > 0 && service.placement > 0) {
      offer_help(firm, HelpKind::placement, service.placement, 0, programme, index, view, book,
                 support);
    }
    if (service.voucher_share > 0 && service.voucher_most > 0) {
      offer_help(firm, HelpKind::services, service.voucher_share, service.voucher_most, programme,
                 index, view, book, support);
    }
  }
}

} // namespace sme
