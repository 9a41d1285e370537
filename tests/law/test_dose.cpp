// More of a programme does more: with the same chance, a more generous instrument moves its
// first-order quantity the right way, firm by firm where the mechanism is monotone; and an
// instrument without capacity is none.
#include <functional>
#include <map>
#include <set>

#include "tests/law/worlds.hpp"

using namespace sme;
using namespace sme::test;

namespace {

constexpr Quarter start = quarter_of(2019, 1);
constexpr Money plenty = 10'000'000'000;

Scenario only(const Policy &policy, std::vector<std::string> overrides = {}) {
  Scenario scenario = small_world(std::move(overrides));
  scenario.policies = {policy};
  return scenario;
}

/// The instrument at national size, open to every label, after `change(instrument, programme)`.
template <class I, class Change> Policy programme_with(Change change, Quarter from = start) {
  I instrument = made_visible(I{});
  Policy policy = programme_of(instrument, from);
  policy.programme.tiers = TierSet::all();
  change(instrument, policy.programme);
  policy.instrument = instrument;
  return policy;
}

/// The first-order quantity by firm (identity or handle), class or in total, and the more the
/// better.
using Quantity = std::map<std::uint64_t, double>;
using Measure = std::function<Quantity(const Economy &, const Support &)>;

struct Dose {
  std::string_view name;
  Quarter act; ///< the one quarter in which the programme is at work
  Measure measure;
  Policy less, more;
  std::vector<std::string> world = {}; ///< overrides that make it bind
  double slack = 0;                    ///< rounding of public money to whole yuan
  int ruined = 0; ///< firms that may close because the programme makes them spend more
};

template <class I, class Less, class More>
Dose dose(Quarter act, Measure measure, Less less, More more, std::vector<std::string> world = {},
          double slack = 0, int ruined = 0) {
  return {I::name,
          act,
          std::move(measure),
          programme_with<I>(less, act),
          programme_with<I>(more, act),
          std::move(world),
          slack,
          ruined};
}

template <class Column> Measure of_researchers(Column Researchers::*column) {
  return [column](const Economy &economy, const Support &) {
    Quantity q;
    for (const Block &block : economy.blocks) {
      for (std::size_t r = 0; r < block.researchers.size_rows(); ++r) {
        q[block.firms.id[static_cast<std::size_t>(block.researchers.firm[r])]] =
            static_cast<double>((block.researchers.*column)[r]);
      }
    }
    return q;
  };
}
Quantity digital_levels_of(const Economy &economy, const Support &) {
  Quantity q;
  for (const Block &block : economy.blocks) {
    for (std::size_t i = 0; i < block.firms.size_rows(); ++i) {
      q[block.firms.id[i]] = block.firms.digital[i];
    }
  }
  return q;
}
Quantity cash_received(const Economy &, const Support &support) {
  Quantity q;
  for (const Payment &payment : support.payments) {
    q[payment.handle] += static_cast<double>(payment.amount);
  }
  return q;
}
Quantity access_to_services(const Economy &, const Support &support) {
  Quantity q;
  for (std::uint32_t handle = 0; handle < support.access.size(); ++handle) {
    q[handle] = support.access[handle];
  }
  return q;
}
Quantity pairs_introduced(const Economy &, const Support &support) {
  return {{0, static_cast<double>(support.introductions.size())}};
}
Quantity who_answered(const Economy &economy, const Support &) {
  Quantity q;
  for (const Answer &answer : economy.answers) {
    q[answer.handle] = 1;
  }
  return q;
}
/// Loans that banks would make, by province and the highest class of risk taken.
Quantity fundable_loans(const Economy &economy, const Support &) {
  Quantity q;
  for (std::size_t p = 0; p < provinces; ++p) {
    double sum = 0;
    for (std::size_t k = 0; k < risk_classes; ++k) {
      sum += static_cast<double>(economy.credit_queue[p][k]);
      q[p * risk_classes + k] = sum;
    }
  }
  return q;
}

/// Where money is handed out down a list, a smaller project may fit into what a larger one leaves.
Measure in_total(Measure measure) {
  return [measure](const Economy &economy, const Support &support) {
    double sum = 0;
    for (const auto &[key, value] : measure(economy, support)) {
      sum += value;
    }
    return Quantity{{0, sum}};
  };
}

const std::vector<Dose> &doses() {
  static const std::vector<Dose> all = [] {
    const Quarter first = start;
    const Quarter second = quarter_of(2019, 2);
    const Quarter later = quarter_of(2020, 1); // after a season of certificates
    const Measure research = of_researchers(&Researchers::rnd_real_year);
    const auto voucher = [](double share) {
      return [share](LifeCycleService &i, Programme &) {
        i.voucher_share = share;
        i.voucher_most = plenty;
      };
    };
    const auto club = [](double share) {
      return [share](InnovationConsortium &i, Programme &) {
        i.co_funding = share;
        i.most = plenty;
      };
    };
    const auto platform = [](double share) {
      return [share](ClusterProgramme &i, Programme &) {
        i.service_share = share;
        i.most = plenty;
        i.platform = 10 * plenty;
        i.meetings = 0;
      };
    };
    const auto events = [](double number) {
      return [number](MatchingEvents &i, Programme &) { i.events = number; };
    };
    const auto prize = [](Money amount) {
      return [amount](OpenChallenge &i, Programme &) { i.prize = amount; };
    };
    const auto fund = [](Money budget) {
      return [budget](SpecialFund &, Programme &p) { p.yearly_budget = budget; };
    };
    const auto growth = [](Money amount) {
      return [amount](GrowthAward &i, Programme &) {
        i.award = amount;
        i.years = 1;
      };
    };
    const auto central = [](Money amount) {
      return [amount](CentralAward &i, Programme &) { i.award = amount; };
    };
    const auto label = [](Money amount) {
      return [amount](CertificationAward &i, Programme &) {
        i.innovative = i.srdi = i.little_giant = amount;
      };
    };
    const auto deduction = [](double extra) {
      return [extra](RndSuperDeduction &i, Programme &) { i.extra = i.micro_extra = extra; };
    };
    const auto line = [](double share) {
      return [share](SrdiLoan &i, Programme &) { i.guarantee_share = share; };
    };
    const auto guarantee = [](double share) {
      return [share](CreditGuarantee &i, Programme &) {
        i.share_innovative = i.share_srdi = i.share_little_giant = share;
      };
    };
    const auto relending = [](double refunded) {
      return [refunded](Relending &i, Programme &) {
        i.refunded = refunded;
        i.rate = 0;
      };
    };
    const auto stations = [](double capacity) {
      return [capacity](ServiceNetwork &i, Programme &) {
        i.station_capacity = capacity;
        i.build_years = 1;
      };
    };
    const auto city = [](double share) {
      return [share](DigitalPilot &i, Programme &) {
        i.share = share;
        i.most = plenty;
      };
    };
    const auto stake = [](double share) {
      return [share](EquityFund &i, Programme &) { i.share = share; };
    };
    return std::vector<Dose>{
        dose<LifeCycleService>(first, research, voucher(0.1), voucher(0.4)),
        dose<MatchingEvents>(first, pairs_introduced, events(5), events(20)),
        dose<OpenChallenge>(first, who_answered, prize(100'000), prize(10'000'000)),
        dose<InnovationConsortium>(first, research, club(0.1), club(0.5)),
        dose<SpecialFund>(first, in_total(cash_received), fund(1'000'000'000),
                          fund(10'000'000'000)),
        dose<GrowthAward>(second, cash_received, growth(200'000), growth(500'000)),
        dose<SrdiLoan>(first, fundable_loans, line(0.1), line(0.7)),
        dose<ServiceNetwork>(first, access_to_services, stations(0.1), stations(2)),
        dose<CentralAward>(second, cash_received, central(2'000'000), central(6'000'000)),
        dose<DigitalPilot>(second, digital_levels_of, city(0.1), city(0.6)),
        // A firm at the end of its funds that hires one more buys a little less: less than the
        // quarter's pay of a person.
        dose<ClusterProgramme>(second, research, platform(0.1), platform(0.5), {}, 20'000),
        dose<CertificationAward>(later, cash_received, label(100'000), label(300'000)),
        // Reported R&D: real R&D of a firm at a threshold may fall, since a larger base makes it
        // cheaper to relabel (research.hpp).
        dose<RndSuperDeduction>(first, of_researchers(&Researchers::rnd_reported_plan),
                                deduction(0.5), deduction(1), {}, 0, 2),
        // Where lenders ration and firms with a label are among the refused.
        dose<CreditGuarantee>(first, fundable_loans, guarantee(0.1), guarantee(0.7),
                              {"credit.ceiling_rate=0.06"}),
        dose<Relending>(first, fundable_loans, relending(0.1), relending(0.9)),
        dose<EquityFund>(later, of_researchers(&Researchers::equity_stock), stake(0.05), stake(0.6),
                         {"equity.meeting_chance=0.5", "equity.drawdown=0.03"})};
  }();
  return all;
}

/// The quantity at the end of the quarter in which the programme is at work. Nobody waits for a
/// loan when it begins, so that applications are what the rate makes of them and not of loans just
/// received.
Quantity measured(const Dose &d, const Policy &policy, std::uint32_t replicate = 0) {
  const Scenario scenario = only(policy, d.world);
  Economy economy = with_policies(settled(), scenario);
  economy.fate.replicate = replicate;
  Support offered;
  Executor executor = serial_executor();
  executor.offered = [&](Support &support) { offered = support; };
  while (economy.now < d.act) {
    if (economy.now + 1 == d.act) {
      for (Block &block : economy.blocks) {
        std::fill(block.firms.credit_wanted.begin(), block.firms.credit_wanted.end(), 0.0F);
      }
    }
    quarter(economy, scenario, executor);
  }
  return d.measure(economy, offered);
}

struct DoseResponse {
  double less = 0, more = 0;
  int against = 0; ///< firms that a higher dose moves the wrong way
  int gone = 0;    ///< firms for which a higher dose leaves nothing to measure
};
DoseResponse compare(const Quantity &less, const Quantity &more, double slack) {
  DoseResponse c;
  for (const auto &[key, value] : more) {
    const auto found = less.find(key);
    c.more += value;
    c.against += found != less.end() && found->second > value + slack ? 1 : 0;
  }
  for (const auto &[key, value] : less) {
    c.less += value;
    c.gone += more.count(key) == 0 && value > 0 ? 1 : 0;
  }
  return c;
}

} // namespace

TEST_CASE("a more generous programme moves what it aims at the right way for every firm") {
  for (const Dose &d : doses()) {
    const DoseResponse c = compare(measured(d, d.less), measured(d, d.more), d.slack);
    INFO(d.name, ": ", c.less, " against ", c.more);
    CHECK(c.more > c.less);
    CHECK(c.against == 0);
    CHECK(c.gone <= d.ruined);
  }
}

TEST_CASE("the law of doses speaks of every instrument") {
  std::set<std::string_view> spoken;
  for (const Dose &d : doses()) {
    spoken.insert(d.name);
  }
  each_instrument([&](auto instrument) {
    CAPTURE(decltype(instrument)::name);
    CHECK(spoken.count(decltype(instrument)::name) == 1);
  });
}

TEST_CASE("with other chances a more generous programme harms some firms") {
  // The wrong twin: only with the same chance can doses be compared firm by firm.
  int told_apart = 0;
  for (const Dose &d : doses()) {
    told_apart += compare(measured(d, d.less), measured(d, d.more, 1), d.slack).against > 0 ? 1 : 0;
  }
  CHECK(told_apart > 8);
}

TEST_CASE("a programme without capacity is no programme, to the last bit") {
  Scenario none = small_world();
  none.policies.clear();
  const Quarter until = quarter_of(2020, 2);
  Economy without = with_policies(settled(), none);
  pass(without, none, until);
  int tested = 0;
  each_instrument([&](auto instrument) {
    using I = decltype(instrument);
    // What shrinks with the scale is how much there is of it; the rest is how it works.
    const I visible = made_visible(instrument);
    I empty = visible;
    bool has_capacity = false;
    walk<I>([&](const auto &e) {
      if constexpr (std::is_arithmetic_v<typename std::remove_cvref_t<decltype(e)>::type>) {
        if (e.meaning.find("shrinks with run.scale") != std::string_view::npos) {
          empty.*(e.member) = 0;
          has_capacity = true;
        }
      }
    });
    Policy policy = programme_of(visible, start);
    policy.programme.tiers = TierSet::all();
    Economy open = with_policies(settled(), only(policy));
    Money spent = 0;
    for (const Measures &m : pass(open, only(policy), until)) {
      spent += nation(m.tally.activity.front()).spent;
    }
    if (!has_capacity) {
      policy.programme.yearly_budget = 0; // what it may spend is all there is of it
    }
    policy.instrument = empty;
    Economy with = with_policies(settled(), only(policy));
    pass(with, only(policy), until);
    CAPTURE(I::name);
    if (has_capacity || spent > 0) { // a right to deduct has no size
      CHECK(first_difference_of_worlds(with, without) == "");
      ++tested;
    }
    CHECK(first_difference_of_worlds(open, without) != "");
  });
  CHECK(tested >= static_cast<int>(std::variant_size_v<Instrument>) - 1);
}
