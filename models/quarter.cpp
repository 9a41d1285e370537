// THE QUARTER: the ordered list of what happens in one step. Each line names its sub-model's
// header.
#include "models/quarter.hpp"

#include <algorithm>
#include <utility>

#include "models/passing.hpp"

namespace sme {

namespace {

// What every open programme puts on the table (instruments/*.hpp). They read the economy as it
// stood and write only the support and their own book.
Support gather_support(Economy &economy, const Scenario &scenario, Quarter now,
                       const Executor &executor) {
  Support support;
  if (now < scenario.parameters.run.from) {
    return support;
  }
  const PolicyView view{
      economy, now, economy.fate, economy.scale, scenario.parameters, scenario.reference, executor};
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    const Policy &policy = scenario.policies[i];
    ProgrammeBook &book = economy.programmes[i];
    book.activity = {};
    book.room = 0;
    book.reserved = 0;
    std::visit(
        [&](const auto &instrument) {
          const auto index = static_cast<ProgrammeIndex>(i);
          if constexpr (requires {
                          settle(instrument, policy.programme, index, view, book, support);
                        }) {
            settle(instrument, policy.programme, index, view, book, support);
          }
          if (policy.programme.open(now)) {
            offer(instrument, policy.programme, index, view, book, support);
          }
        },
        policy.instrument);
  }
  return support;
}

Passing prepare(const Economy &economy, const Scenario &scenario, const Support &support,
                const Nursery &nursery, Quarter now, Processor processor) {
  const Parameters &p = scenario.parameters;
  Passing q{scenario,
            p,
            economy,
            support,
            nursery,
            now,
            processor,
            years_since_2019(now),
            1,
            1,
            1,
            credit_in(years_since_2019(now), p.credit),
            LabourNeeds(p.production),
            {},
            {},
            {},
            {},
            {}};
  q.wage_index = portable_pow(1 + p.production.wage_growth, q.years);
  q.trend = portable_pow(1 + p.production.trend_productivity, q.years);
  q.founders_growth =
      portable_pow(1 + p.demography.founders_growth, (now.index - p.run.spin_up.index) / 4.0);
  require_countable("the wage of a quarter times 1e6", 1e6 * p.production.wage * q.wage_index);
  for (int i = 0; i < provinces; ++i) {
    q.wage[i] = p.production.wage * scenario.reference.province[i].wage_index * q.wage_index / 4;
  }
  for (int level = 0; level < digital_levels; ++level) {
    for (int age = 0; age < digital_ages; ++age) {
      q.digital[level][age] = digital_effect(level, age, p.digital);
    }
  }
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    const double wanted = static_cast<double>(economy.guarantee_wanted[i]);
    const double room = static_cast<double>(economy.programmes[i].room);
    q.guarantee_chance.push_back(wanted > room ? room / wanted : 1);
  }
  q.payments.resize(economy.blocks.size());
  for (const Payment &payment : support.payments) {
    q.payments[static_cast<std::size_t>(economy.where[payment.handle].block)].push_back(payment);
  }
  q.helps.resize(economy.blocks.size());
  for (const Help &help : support.helps) {
    q.helps[static_cast<std::size_t>(help.block)].push_back(help);
  }
  for (auto &helps : q.helps) {
    std::stable_sort(helps.begin(), helps.end(),
                     [](const Help &a, const Help &b) { return a.row < b.row; });
  }
  return q;
}

// What the next quarter's meetings start from.
void remember(Economy &economy, const Scenario &scenario, const Tally &tally) {
  economy.credit_queue = tally.credit_queue;
  economy.equity_queue = tally.equity_queue;
  economy.guarantee_wanted = tally.guarantee_wanted;
  const PlaceParameters &place = scenario.parameters.place;
  for (int p = 0; p < provinces; ++p) {
    economy.talent[p].employed = 0;
    economy.talent[p].vacancies = static_cast<double>(tally.rnd_vacancies[p]);
  }
  for (int c = 0; c < chains; ++c) {
    std::array<std::int64_t, provinces> neighbours{};
    std::int64_t all = 0;
    for (int p = 0; p < provinces; ++p) {
      for (int s = 0; s < sizes; ++s) {
        for (int t = 0; t < tiers; ++t) {
          const Indicators &cell = tally.at(c, p, s, t);
          neighbours[p] += cell.firms;
          economy.talent[p].employed += cell.rnd_staff;
        }
      }
      all += neighbours[p];
    }
    for (int p = 0; p < provinces; ++p) {
      const double relative =
          all > 0 ? static_cast<double>(neighbours[p]) * provinces / static_cast<double>(all) : 1;
      economy.agglomeration[p][c] = static_cast<float>(agglomeration(relative, place));
    }
  }
}

// Firms that programmes serve, introduce or set to work without paying them, by identity.
std::vector<HelpedFirm> served(const Economy &economy, const Support &support) {
  std::vector<HelpedFirm> helped;
  const auto note = [&](std::uint32_t handle, ProgrammeIndex by) {
    helped.push_back({firm_of(economy, handle).id(), by});
  };
  for (const Reached &reached : support.reached) {
    note(reached.firm, reached.by);
  }
  for (const Introduction &introduction : support.introductions) {
    note(introduction.firm, introduction.by);
    if (static_cast<PartnerKind>(introduction.partner_kind) == PartnerKind::firm) {
      note(introduction.partner, introduction.by);
    }
  }
  for (const Help &help : support.helps) {
    if (help.kind == HelpKind::placement || help.kind == HelpKind::project) {
      const Block &block = economy.blocks[static_cast<std::size_t>(help.block)];
      helped.push_back({block.firms.id[static_cast<std::size_t>(help.row)], help.by});
    }
  }
  return helped;
}

// What programmes spent through their firms counts against their budgets.
void count_spending(Economy &economy, const Tally &tally) {
  for (std::size_t i = 0; i < economy.programmes.size(); ++i) {
    for (const auto &province : tally.activity[i]) {
      for (const Activity &activity : province) {
        economy.programmes[i].spent_year += activity.spent;
      }
    }
  }
}

// Answers and solutions wait for the next quarter. Firms that have gone free their handles and end
// the programmes' commitments to them.
void forget(Economy &economy, std::vector<BlockNews> &news) {
  economy.answers.clear();
  economy.solutions.clear();
  economy.stakes.clear();
  for (BlockNews &block : news) {
    economy.answers.insert(economy.answers.end(), block.answers.begin(), block.answers.end());
    economy.solutions.insert(economy.solutions.end(), block.solutions.begin(),
                             block.solutions.end());
    economy.stakes.insert(economy.stakes.end(), block.stakes.begin(), block.stakes.end());
    for (const std::uint32_t handle : block.freed) {
      economy.where[handle] = {};
      economy.free_handles.push_back(handle);
    }
  }
  const auto gone = [&](std::uint32_t handle) { return !alive(economy, handle); };
  for (ProgrammeBook &book : economy.programmes) {
    std::erase_if(book.commitments, [&](const Commitment &c) { return gone(c.handle); });
    for (Club &club : book.clubs) {
      std::erase_if(club.firms, gone);
    }
    for (Contest &contest : book.contests) {
      if (contest.winner != nowhere && gone(contest.winner)) {
        contest.winner = abandoned;
      }
    }
  }
  std::erase_if(economy.answers, [&](const Answer &a) { return gone(a.handle); });
  std::erase_if(economy.solutions, [&](const Solution &s) { return gone(s.handle); });
  std::erase_if(economy.stakes, [&](const Stake &s) { return gone(s.handle); });
}

} // namespace

Measures quarter(Economy &economy, const Scenario &scenario, const Executor &executor) {
  const Quarter now = economy.now + 1;
  const Parameters &p = scenario.parameters;
  const Nursery nursery(scenario);
  std::vector<Tally> tallies(executor.workers, Tally(scenario.policies.size()));
  std::vector<Scratch> scratch(executor.workers);

  executor.phase("policy"); // 1. what programmes offer and pay: instruments/*.hpp
  Support support = gather_support(economy, scenario, now, executor);
  if (executor.offered) {
    executor.offered(support);
  }
  const std::vector<HelpedFirm> helped = served(economy, support);
  economy.certificates.clear();

  executor.phase("demand"); // 2. final demand through the input-output table: demand.hpp
  for (int c = 0; c < chains; ++c) {
    const ChainFacts &facts = scenario.reference.chain[c];
    economy.technique[c] =
        technique(facts.input_share, facts.revenue_per_worker, years_since_2019(now), p.production);
  }
  spread_demand(economy, scenario, now);

  executor.phase(
      "meetings"); // 3. who gets loans, equity, R&D staff: credit.hpp, equity.hpp, talent.hpp
  meet_banks(economy, scenario);
  meet_investors(economy, scenario, support);
  meet_talent(economy, scenario);

  executor.phase("collaboration"); // 4. ties form, are used and decay: collaboration.hpp
  collaborate(economy, scenario, support, executor);

  executor.phase("ladder"); // 5. labels lapse, are reviewed, are granted: rules.hpp, ladder.hpp
  const LadderView ladder = ladder_view(economy, p.ladder, scenario.rules, now, support.access);
  ladder_season(economy, ladder, tallies, executor);

  const Passing passing = prepare(economy, scenario, support, nursery, now, executor.processor);

  executor.phase("firms"); // 6. all of it block by block while a block is in the cache
  std::vector<BlockNews> news(economy.blocks.size());
  executor.each(economy.blocks.size(), [&](std::size_t b, std::size_t worker) {
    Block &block = economy.blocks[b];
    Tally &tally = tallies[worker];
    Scratch &s = scratch[worker];
    receive_payments(block, b, passing, tally); //    grants and claw-backs
    prepare_for_labels(block, ladder, tally);   //      awareness, preparation: ladder.hpp
    if (now.of_year() == 1) {
      plan_research(block, b, passing, tally); //     user cost and notches: research.hpp
    }
    firms_quarter(block, b, passing, tally, s); //    market, production, credit, R&D, digital
    turn_over(block, passing, tally, s);        //           exit and entry: demography.hpp
    news[b] = std::exchange(s.news, {});
  });

  executor.phase("books"); // 7. the books close: accounts.hpp, books.cpp
  Measures measures{now, std::move(tallies.front()), {}};
  for (std::size_t w = 1; w < tallies.size(); ++w) {
    measures.tally.add(tallies[w]);
  }
  measures.tally.helped.insert(measures.tally.helped.end(), helped.begin(), helped.end());
  count_spending(economy, measures.tally);
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    for (int province = 0; province < provinces; ++province) {
      for (int tier = 0; tier < tiers; ++tier) {
        measures.tally.activity[i][province][tier].add(
            economy.programmes[i].activity[province][tier]);
      }
    }
  }
  pay_deliveries(scenario, support, measures.tally);
  close_books(economy, scenario, now, measures.tally);
  remember(economy, scenario, measures.tally);
  give_handles(economy);
  forget(economy, news);
  measures.balance = economy.balance;
  economy.now = now;
  return measures;
}

} // namespace sme
