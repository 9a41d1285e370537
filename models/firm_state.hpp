// One firm while its quarter passes: its row, what it sees, what it has done so far. Internal to
// models.
#pragma once

#include "models/passing.hpp"

namespace sme {

// The columns of one firm that a quarter needs, held in registers while the quarter passes: writing
// a narrow column would otherwise make the compiler read everything again.
struct Row {
  std::uint64_t id;
  Money cash;
  Money loan;
  Money capital;
  Money revenue_year;
  Money profit_year;
  double share;
  float revenue_last;
  float profit_last;
  float productivity;
  float quality;
  float loan_rate;
  float credit_wanted;
  float credit_offer;
  std::int32_t staff;
  std::int16_t founded;
  std::uint8_t province;
  std::uint8_t tier;
  std::uint8_t size;
  std::uint8_t digital;
  std::uint8_t digital_age;
  std::uint8_t losses;

  Row(const Firms &f, std::size_t i)
      : id(f.id[i]), cash(f.cash[i]), loan(f.loan[i]), capital(f.capital[i]),
        revenue_year(f.revenue_year[i]), profit_year(f.profit_year[i]), share(f.share[i]),
        revenue_last(f.revenue_last[i]), profit_last(f.profit_last[i]),
        productivity(f.productivity[i]), quality(f.quality[i]), loan_rate(f.loan_rate[i]),
        credit_wanted(f.credit_wanted[i]), credit_offer(f.credit_offer[i]), staff(f.staff[i]),
        founded(f.founded[i]), province(f.province[i]), tier(f.tier[i]), size(f.size[i]),
        digital(f.digital[i]), digital_age(f.digital_age[i]), losses(f.losses[i]) {}
  void store(Firms &f, std::size_t i) const {
    f.cash[i] = cash;
    f.loan[i] = loan;
    f.capital[i] = capital;
    f.revenue_last[i] = revenue_last;
    f.profit_last[i] = profit_last;
    f.revenue_year[i] = revenue_year;
    f.profit_year[i] = profit_year;
    f.share[i] = share;
    f.productivity[i] = productivity;
    f.quality[i] = quality;
    f.loan_rate[i] = loan_rate;
    f.credit_wanted[i] = credit_wanted;
    f.credit_offer[i] = credit_offer;
    f.staff[i] = staff;
    f.size[i] = size;
    f.digital[i] = digital;
    f.digital_age[i] = digital_age;
    f.losses[i] = losses;
  }
};

/// What a firm earned and spent in the quarter, CNY.
struct Accounts {
  Money revenue, purchases, wages, interest, wear, tax, profit;
};

/// One firm in one quarter; reads and writes its own row only.
class FirmState {
public:
  FirmState(Block &block, std::size_t i, const Niche &niche, const Passing &q, Tally &tally,
            Scratch &s, BlockFlows &block_flows)
      : block_(block), f_(block.firms), t_(block.researchers), i_(i), r_(f_.researcher[i]),
        firm_(block.firms, i), niche_(niche), q_(q), tally_(tally), s_(s), flows_(block_flows),
        province_(f_.province[i]), cell_(tally.at(block.chain, province_, f_.size[i], f_.tier[i])) {
    if (!s.helps->empty()) {
      helps_ = helps_of(*s.helps, i);
    }
  }

protected:
  [[gnu::always_inline]] const Terms &terms() const {
    return q_.support.terms[cell(province_, block_.chain, static_cast<Tier>(firm_.tier),
                                 static_cast<Size>(firm_.size))];
  }
  /// The firm's help of one kind, null for none; of several the one of the first programme.
  const Help *find(HelpKind kind) const {
    for (const Help &help : helps_) {
      if (help.kind == kind) {
        return &help;
      }
    }
    return nullptr;
  }
  Money debt() const { return firm_.loan + (r_ >= 0 ? t_.guaranteed_loan[r_] : 0); }

  Block &block_;
  Firms &f_;
  Researchers &t_;
  std::size_t i_;
  std::int32_t r_; ///< row in the table of researchers, or -1
  Row firm_;
  const Niche &niche_;
  const Passing &q_;
  Tally &tally_;
  Scratch &s_;
  BlockFlows &flows_;
  int province_;
  Indicators &cell_;
  std::span<const Help> helps_;
  Accounts a_{};
  RndOutcome rnd_{};
  double demand_ = 0;
  double per_unit_ = 0; ///< 1 / (price x productivity)
  double gap_ = 0;      ///< investment planned but not affordable, CNY
  Money costs_ = 0;     ///< of the quarter
};

} // namespace sme
