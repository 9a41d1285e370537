// Public equity fund: co-invests with private investors in firms of the ladder and sells its stakes
// when firms are listed. DOMAIN: Jiangsu's funds 21bn in about 300 SRDI firms, mean 70m [S35]; the
// national SME fund 35.75bn [recall]; Beijing Stock Exchange 300 firms, mean revenue 731m [S45].
// The fund bears a share of the tickets that private investors are to decide on this quarter, the
// most promising first; what it bears leaves private money for others (equity.hpp). No private
// investor, no public money. A stake of a firm that goes under is lost. Not modelled: valuation
// other than revenue, control, boards of regional exchanges as places of search.
#pragma once

#include "models/equity.hpp"
#include "models/policy.hpp"

namespace sme {

struct EquityFund {
  double share = 0.3;
  Money most = 20'000'000;
  std::int64_t hold_years = 4;
  Money listing_revenue = 300'000'000;
  double listing_margin = 0.05;

  static constexpr std::string_view name = "equity_fund";
  static constexpr std::string_view mechanism =
      "bears a share of tickets that private investors take, the most promising firms first; sells "
      "its stake when the firm is fit to be listed";
  static constexpr Programme terms() {
    Programme p;
    p.tiers = TierSet::of({1, 2, 3});
    p.payer = Payer::province;
    p.yearly_budget = 5'000'000'000;
    return p;
  }
  static constexpr auto codebook() {
    using I = EquityFund;
    return Codebook{
        entry("share", &I::share, "share", 0, 0.9, "share of a ticket that the fund bears",
              "assumed; guidance funds hold a minority"),
        entry("most", &I::most, "CNY", 0, 100'000'000'000, "largest stake in one firm",
              "assumed; mean ticket of Jiangsu's funds 70m with partners [S35]"),
        entry("hold_years", &I::hold_years, "year", 1, 30, "years a stake is held at least",
              "assumed"),
        entry("listing_revenue", &I::listing_revenue, "CNY", 0, 10'000'000'000'000,
              "yearly revenue from which a firm is fit to be listed",
              "assumed; mean of the Beijing exchange 731m [S45]"),
        entry("listing_margin", &I::listing_margin, "share", 0, 1,
              "profit over revenue from which it is", "assumed; 43.3m of 731m there [S45]")};
  }
};
static_assert(well_described<EquityFund>());

/// Takes up stakes placed last quarter; once a year sells those of firms fit to be listed, at what
/// was paid times the growth of revenue since.
inline void settle(const EquityFund &fund, const Programme &, ProgrammeIndex index,
                   const PolicyView &view, ProgrammeBook &book, Support &support) {
  for (const Stake &stake : view.economy.stakes) {
    if (stake.by == index) {
      const FirmView firm = firm_of(view.economy, stake.handle);
      book.commitments.push_back({stake.handle, view.now.index, stake.amount, stake.amount,
                                  yuan(firm.block.firms.revenue_last[firm.row])});
    }
  }
  if (view.now.of_year() != 2) {
    return;
  }
  std::erase_if(book.commitments, [&](const Commitment &stake) {
    const FirmView firm = firm_of(view.economy, stake.handle);
    const double revenue = firm.block.firms.revenue_last[firm.row];
    const double profit = firm.block.firms.profit_last[firm.row];
    if (view.now.index - stake.since < 4 * fund.hold_years ||
        revenue < static_cast<double>(fund.listing_revenue) ||
        profit < fund.listing_margin * revenue) {
      return false;
    }
    const auto bought_at = static_cast<double>(stake.reference);
    const double growth = bought_at > 0 ? revenue / bought_at : 1;
    const Money amount = yuan(std::min(20.0, growth) * static_cast<double>(stake.paid));
    support.proceeds.push_back(
        {index, static_cast<std::uint8_t>(firm.province()), firm.tier(), amount});
    return true;
  });
}

/// Offers to bear a share of the tickets that are to be decided on, the most promising first.
inline void offer(const EquityFund &fund, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  std::vector<Applicant> applicants = gather<
      Applicant>(programme, view, [&](const FirmView &firm, std::vector<Applicant> &found) {
    const auto r = static_cast<std::size_t>(firm.researcher);
    if (firm.block.researchers.equity_wanted[r] > 0) {
      found.push_back({promise_of(firm.block, r), lot_of(firm, view, 5), firm.id(), firm.handle()});
    }
  });
  rank(applicants);
  for (const Applicant &applicant : applicants) {
    const FirmView firm = firm_of(view.economy, applicant.handle);
    const auto r = static_cast<std::size_t>(firm.researcher);
    const double ticket = firm.block.researchers.equity_wanted[r];
    const Money most = std::min(fund.most, yuan(fund.share * ticket));
    Activity &activity = activity_of(firm, book);
    ++activity.applicants;
    if (most > 0 && offer_help(firm, HelpKind::equity, fund.share, most, programme, index, view,
                               book, support)) {
      ++activity.admitted;
    } else {
      ++activity.unserved;
    }
  }
}

} // namespace sme
