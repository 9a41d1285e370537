// What is measured each quarter: whole numbers summed over firms, so that no order of adding can
// change a result. Real quantities are kept in thousandths.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "models/accounts.hpp"
#include "models/codebook.hpp"
#include "models/processor.hpp"
#include "models/quantities.hpp"
#include "models/support.hpp"

namespace sme {

/// Indicators of one cell of firms (chain, province, size, tier) in one quarter.
struct Indicators {
  std::int64_t firms = 0, staff = 0, revenue = 0, value_added = 0, profit = 0, loans = 0,
               borrowers = 0, digital_levels = 0;
  std::int64_t wages = 0, tax = 0, investment = 0, productivity = 0, credit_wanted = 0,
               credit_granted = 0, entrants = 0, insolvencies = 0, closures = 0, written_off = 0;
  std::int64_t researchers = 0, rnd_staff = 0, rnd_reported = 0, rnd_real = 0, innovations = 0,
               class1_filed = 0, class2_filed = 0, class1_stock = 0, class1_bought = 0, equity = 0,
               guaranteed_loans = 0, ties = 0, supplying = 0;
  std::int64_t aware = 0, preparing = 0, applied = 0, refused = 0, certified = 0, renewed = 0,
               left_promoted = 0, left_failed = 0, left_unrenewed = 0, left_outgrown = 0,
               left_exited = 0, fell_in = 0, unreviewed = 0;

  static constexpr auto codebook() {
    using I = Indicators;
    return Codebook{
        column("firms", &I::firms, "1", "firms at the end of the quarter"),
        column("staff", &I::staff, "person", "employees"),
        column("revenue", &I::revenue, "CNY", "sales of the quarter"),
        column("value_added", &I::value_added, "CNY", "sales less purchases and overheads"),
        column("profit", &I::profit, "CNY", "profit after tax, interest and R&D"),
        column("loans", &I::loans, "CNY",
               "bank debt at the end of the quarter, guaranteed debt included"),
        column("borrowers", &I::borrowers, "1", "firms with bank debt"),
        column("digital_levels", &I::digital_levels, "1", "sum of digital maturity levels"),
        column("wages", &I::wages, "CNY", "wages paid, R&D staff included"),
        column("tax", &I::tax, "CNY", "profit tax paid"),
        column("investment", &I::investment, "CNY", "investment in fixed capital"),
        column("productivity", &I::productivity, "0.001",
               "sum over firms of productivity relative to trend, thousandths"),
        column("credit_wanted", &I::credit_wanted, "CNY", "loans applied for"),
        column("credit_granted", &I::credit_granted, "CNY", "loans paid out"),
        column("entrants", &I::entrants, "1", "firms founded in the quarter"),
        column("insolvencies", &I::insolvencies, "1", "firms that left because they could not pay"),
        column("closures", &I::closures, "1", "firms closed by their owners"),
        column("written_off", &I::written_off, "CNY", "bank debt written off"),
        column("researchers", &I::researchers, "1", "firms doing R&D"),
        column("rnd_staff", &I::rnd_staff, "person", "R&D staff"),
        column("rnd_reported", &I::rnd_reported, "CNY", "R&D reported"),
        column("rnd_real", &I::rnd_real, "CNY",
               "R&D that is real; the rest of the reported is relabelled expense"),
        column("innovations", &I::innovations, "1", "successful innovations"),
        column("class1_filed", &I::class1_filed, "1", "class-I intellectual property gained"),
        column("class2_filed", &I::class2_filed, "1", "class-II intellectual property gained"),
        column("class1_stock", &I::class1_stock, "1",
               "class-I intellectual property held, bought included"),
        column("class1_bought", &I::class1_bought, "1",
               "class-I intellectual property held that was bought"),
        column("equity", &I::equity, "CNY", "institutional equity raised"),
        column("guaranteed_loans", &I::guaranteed_loans, "CNY",
               "bank debt with a public guarantee"),
        column("ties", &I::ties, "1", "ends of collaboration ties"),
        column("supplying", &I::supplying, "1", "firms with a supply tie to a chain leader"),
        column("aware", &I::aware, "1", "firms that know the rules of the next label"),
        column("preparing", &I::preparing, "1", "firms preparing for the next label"),
        column("applied", &I::applied, "1",
               "applications decided, re-reviews included; by the label applied for"),
        column("refused", &I::refused, "1", "applications turned down; by the label applied for"),
        column("certified", &I::certified, "1", "labels first granted; by the label"),
        column("renewed", &I::renewed, "1", "labels renewed at re-review; by the label"),
        column("left_promoted", &I::left_promoted, "1",
               "firms that left the tier for a higher one"),
        column("left_failed", &I::left_failed, "1",
               "firms that left the tier at a failed re-review"),
        column("left_unrenewed", &I::left_unrenewed, "1",
               "firms that left the tier without applying again"),
        column("left_outgrown", &I::left_outgrown, "1",
               "firms that left the tier because they are no SME any more"),
        column("left_exited", &I::left_exited, "1",
               "firms that left the tier by leaving the market"),
        column("fell_in", &I::fell_in, "1",
               "firms that came down into the tier when a higher label ended"),
        column("unreviewed", &I::unreviewed, "1",
               "applications left aside for want of reviewers; by the label applied for")};
  }
};
static_assert(complete<Indicators>());

inline constexpr int risk_classes = 64;
/// Applications for credit or searches for equity gathered in a quarter: CNY by [province][class].
using CreditQueue = std::array<std::array<Money, risk_classes>, provinces>;
using EquityQueue = CreditQueue;
/// Calls on one guarantor: CNY by [province][tier].
using Claims = std::array<std::array<Money, tiers>, provinces>;

/// A firm that a programme has helped this quarter: it was paid, or used what it was entitled to.
/// Who compares worlds calls such firms treated.
struct HelpedFirm {
  std::uint64_t firm; ///< permanent identity
  ProgrammeIndex programme;
  auto operator<=>(const HelpedFirm &) const = default;
};

/// Sums of one worker or of the nation in one quarter.
class Tally {
public:
  explicit Tally(std::size_t programmes = 0)
      : table_(static_cast<std::size_t>(chains) * provinces * sizes * tiers), activity(programmes),
        guarantee_wanted(programmes), guaranteed_balance(programmes), relent(programmes),
        claims(programmes), called(programmes) {}
  Indicators &at(int chain, int province, int size, int tier) {
    return table_[((static_cast<std::size_t>(chain) * provinces +
                    static_cast<std::size_t>(province)) *
                       sizes +
                   static_cast<std::size_t>(size)) *
                      tiers +
                  static_cast<std::size_t>(tier)];
  }
  const Indicators &at(int chain, int province, int size, int tier) const {
    return const_cast<Tally &>(*this).at(chain, province, size, tier);
  }
  void add(const Tally &other);

private:
  std::vector<Indicators> table_;

public:
  Ledger ledger;
  std::vector<ActivityTable> activity; ///< by programme
  std::array<Money, provinces> loans_new{}, guaranteed_new{}, repaid{}, guaranteed_repaid{},
      written_off{}, bank_interest{}, province_tax{}, equity_placed{};
  std::array<std::int64_t, provinces> rnd_vacancies{};
  Money firm_cash = 0, firm_loans = 0, firm_guaranteed = 0; ///< stocks of all firms, for the books
  CreditQueue credit_queue{};
  EquityQueue equity_queue{};
  std::vector<Money> guarantee_wanted;   ///< guaranteed lending applied for, by programme
  std::vector<Money> guaranteed_balance; ///< outstanding guaranteed debt, by programme
  std::vector<Claims> relent;            ///< new lending under re-lending, by programme
  std::vector<Claims> claims;            ///< guarantors' shares of losses, by programme
  std::vector<Money> called;             ///< of these, paid by the guarantors, by programme
  std::vector<HelpedFirm> helped;        ///< in no order; a firm may be there more than once
};

/// Everything measured in one quarter.
struct Measures {
  Quarter quarter{};
  Tally tally;
  std::array<Money, accounts> balance{};
};

/// Who does the work and who watches it. `each(count, work)` calls work(index, worker) for every
/// index, worker < workers; `phase(name)` is told when a phase of the quarter begins. `offered`, if
/// set, sees what policy has put on the table before anybody else does: tests cut channels there.
struct Executor {
  std::size_t workers = 1;
  std::function<void(std::size_t count,
                     const std::function<void(std::size_t index, std::size_t worker)> &work)>
      each;
  std::function<void(std::string_view phase)> phase;
  std::function<void(Support &support)> offered = {};
  Processor processor = this_processor(); ///< results never depend on it
};

/// One thread, no watcher.
Executor serial_executor();

} // namespace sme
