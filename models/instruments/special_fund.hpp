// Special fund for SMEs: competitive grants for R&D projects. The fund bears a share of a project,
// firms the rest; part of the money is reserved for SRDI firms and above. Shanghai: a larger fund
// with a higher share for SRDI firms [seed]; neither figure is published. What a winner must show
// is reported R&D above last year's by the project: it may do more, relabel expenses, or have meant
// to do it anyway (research.hpp: meet_notch). Additionality is modest (Dimos & Pugh 2016 [S123]),
// misuse common (Boeing & Peters 2022 [S125]). Who falls short pays back.
#pragma once

#include "models/policy.hpp"

namespace sme {

struct SpecialFund {
  double share = 0.3;
  double project = 0.4;
  Money most = 1'000'000;
  double reserved = 0.6;
  double application_rate = 0.3;
  double tolerance = 0.8;

  static constexpr std::string_view name = "special_fund";
  static constexpr std::string_view mechanism =
      "yearly call for R&D projects: the best are co-funded within a budget of which a share is "
      "reserved for SRDI firms and above; reported R&D must rise or the money comes back";
  static constexpr Programme terms() {
    Programme p;
    p.payer = Payer::province;
    p.sizes = SizeSet::of({0, 1, 2});
    p.yearly_budget = 1'000'000'000;
    return p;
  }
  static constexpr auto codebook() {
    using I = SpecialFund;
    return Codebook{
        entry("share", &I::share, "share", 0, 1, "share of a project that the fund bears",
              "assumed; 30-50 % is usual"),
        entry("project", &I::project, "share", 0, 10,
              "cost of a project per yuan of last year's R&D", "assumed"),
        entry("most", &I::most, "CNY", 0, 10'000'000'000, "largest grant", "assumed"),
        entry("reserved", &I::reserved, "share", 0, 1,
              "share of the budget for firms with the SRDI label or a higher one",
              "assumed; [seed] says only that it rose"),
        entry("application_rate", &I::application_rate, "1/year", 0, 1,
              "share of eligible firms that apply in a year", "assumed; files cost time"),
        entry("tolerance", &I::tolerance, "share", 0, 1,
              "part of the promised rise of reported R&D that keeps the grant", "assumed")};
  }
};
static_assert(well_described<SpecialFund>());

/// In the first quarter of the year after: who reported too little pays back.
inline void settle(const SpecialFund &fund, const Programme &, ProgrammeIndex index,
                   const PolicyView &view, ProgrammeBook &book, Support &support) {
  if (view.now.of_year() != 1) {
    return;
  }
  for (const Commitment &commitment : book.commitments) {
    const FirmView firm = firm_of(view.economy, commitment.handle);
    const double reported =
        firm.block.researchers.rnd_last[static_cast<std::size_t>(firm.researcher)];
    const double asked = static_cast<double>(commitment.reference) +
                         fund.tolerance * static_cast<double>(commitment.promised);
    if (reported < asked) {
      support.payments.push_back({commitment.handle, index, -commitment.paid});
    }
  }
  book.commitments.clear();
}

/// The call of a year: applicants by merit (R&D intensity, patents, error of the panel).
inline void offer(const SpecialFund &fund, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  if (view.now.of_year() != 1) {
    return;
  }
  std::vector<Applicant> applicants =
      gather<Applicant>(programme, view, [&](const FirmView &firm, std::vector<Applicant> &found) {
        const auto r = static_cast<std::size_t>(firm.researcher);
        const Researchers &t = firm.block.researchers;
        const double revenue = firm.block.firms.revenue_last[firm.row];
        const Words w = words(view.fate, view.now, Purpose::instrument, firm.id(), 1);
        if (t.rnd_last[r] > 0 && revenue > 0 && uniform(w[0]) < fund.application_rate) {
          const double merit = std::min(0.3, t.rnd_last[r] / revenue) +
                               0.02 * std::min<int>(10, t.class1[r]) + 0.2 * uniform(w[1]);
          found.push_back({merit, w[2], firm.id(), firm.handle()});
        }
      });
  rank(applicants);
  const Money open =
      yuan((1 - fund.reserved) * static_cast<double>(budget_left(programme, book, view)));
  Money spent_open = 0;
  for (const Applicant &applicant : applicants) {
    const FirmView firm = firm_of(view.economy, applicant.handle);
    const auto last = static_cast<double>(
        firm.block.researchers.rnd_last[static_cast<std::size_t>(firm.researcher)]);
    const Money grant = std::min(fund.most, yuan(fund.share * fund.project * last));
    const bool reserved = firm.tier() >= Tier::srdi;
    if (!reserved && spent_open + grant > open) {
      Activity &activity = activity_of(firm, book);
      ++activity.applicants;
      ++activity.unserved;
      activity.unmet += grant;
      continue;
    }
    if (pay(firm, applicant.handle, grant, programme, index, view, book, support) == 0) {
      continue;
    }
    spent_open += reserved ? 0 : grant;
    const auto block = static_cast<std::int32_t>(&firm.block - view.economy.blocks.data());
    support.helps.push_back(
        {block, firm.row, index, HelpKind::grant, static_cast<float>(fund.share), grant});
    book.commitments.push_back({applicant.handle, view.now.index,
                                yuan(static_cast<double>(grant) / fund.share), grant, yuan(last)});
  }
}

} // namespace sme
