// Open challenges (揭榜挂帅): a chain leader posts a problem with a prize and a deadline; firms
// weigh cost against chance and answer (challenge.hpp); the best fit is chosen and works at its own
// cost; success is uncertain. Who solves it gets the prize - part of it public money - and meets
// the leader as a supplier; the losers bear what their answers cost. DOMAIN: Jiangsu [seed], one
// case; volumes and money were not found.
#pragma once

#include "models/policy.hpp"

namespace sme {

struct OpenChallenge {
  double problems = 40;
  Money prize = 3'000'000;
  double public_share = 0.3;
  Money answer_cost = 50'000;
  Money project_cost = 300'000;
  std::int64_t quarters = 6;
  std::int64_t open_quarters = 4;

  static constexpr std::string_view name = "open_challenge";
  static constexpr std::string_view mechanism =
      "leaders post problems with prize and deadline; firms answer if the expected gain exceeds "
      "the "
      "sunk cost; the best fit is chosen, success is uncertain, the winner enters the supply chain";
  static constexpr Programme terms() {
    Programme p;
    p.sizes = SizeSet::of({0, 1, 2});
    p.payer = Payer::province;
    return p;
  }
  static constexpr auto codebook() {
    using I = OpenChallenge;
    return Codebook{
        entry("problems", &I::problems, "1/year", 0, 1'000'000,
              "problems posted in a year at 1:1; shrinks with run.scale",
              "assumed; volumes were not found (DOMAIN 4.5)"),
        entry("prize", &I::prize, "CNY", 0, 10'000'000'000, "prize for a solution", "assumed"),
        entry("public_share", &I::public_share, "share", 0, 1,
              "share of the prize from the payer, the rest from the leader", "assumed"),
        entry("answer_cost", &I::answer_cost, "CNY", 0, 10'000'000'000,
              "what an answer costs a firm, chosen or not", "assumed"),
        entry("project_cost", &I::project_cost, "CNY", 0, 10'000'000'000,
              "R&D that the chosen firm spends in a quarter", "assumed"),
        entry("quarters", &I::quarters, "quarter", 1, 40, "time for the solution", "assumed"),
        entry("open_quarters", &I::open_quarters, "quarter", 1, 40,
              "time a problem stays posted without an answer", "assumed")};
  }
};
static_assert(well_described<OpenChallenge>());

/// Chooses among last quarter's answers, pays for solutions, lets winners work on. Goes on after
/// the programme has closed to new problems.
inline void settle(const OpenChallenge &challenge, const Programme &programme, ProgrammeIndex index,
                   const PolicyView &view, ProgrammeBook &book, Support &support) {
  const Economy &economy = view.economy;
  std::vector<Contest> running;
  for (Contest &contest : book.contests) {
    if (contest.winner == nowhere) {
      double answers = 0;
      std::uint64_t best = 0;
      for (const Answer &answer : economy.answers) {
        if (answer.by != index || answer.number != contest.number) {
          continue;
        }
        ++answers;
        const FirmView firm = firm_of(economy, answer.handle);
        Activity &activity = activity_of(firm, book);
        ++activity.applicants;
        ++activity.refused;
        if (contest.winner == nowhere || answer.fit > contest.fit ||
            (answer.fit == contest.fit && firm.id() < best)) {
          contest.winner = answer.handle;
          contest.fit = answer.fit;
          best = firm.id();
        }
      }
      book.answers += 0.2 * (answers - book.answers);
      if (contest.winner == nowhere) {
        if (view.now.index - contest.posted < challenge.open_quarters) {
          running.push_back(contest);
        }
        continue;
      }
      Activity &activity = activity_of(firm_of(economy, contest.winner), book);
      --activity.refused;
      ++activity.admitted;
      contest.since = view.now.index;
    }
    if (contest.winner == abandoned) {
      continue;
    }
    const FirmView firm = firm_of(economy, contest.winner);
    const auto solved = [&](const Solution &s) {
      return s.by == index && s.number == contest.number;
    };
    if (std::any_of(economy.solutions.begin(), economy.solutions.end(), solved)) {
      const Money part = yuan(challenge.public_share * static_cast<double>(challenge.prize));
      Activity &activity = activity_of(firm, book);
      ++activity.solved;
      ++activity.introduced;
      if (part <= budget_left(programme, book, view) && part > 0) {
        book.reserved += part;
        support.payments.push_back({contest.winner, index, part});
      } else {
        activity.unmet += part;
      }
      activity.matched += challenge.prize - part;
      support.payments.push_back({contest.winner, index, challenge.prize - part, Flow::prizes});
      support.introductions.push_back(
          {index, static_cast<std::uint8_t>(PartnerKind::leader), contest.winner, contest.leader});
      continue;
    }
    if (view.now.index - contest.since >= challenge.quarters) {
      continue; // the deadline has passed
    }
    const auto block = static_cast<std::int32_t>(&firm.block - economy.blocks.data());
    support.helps.push_back({block, firm.row, index, HelpKind::project, contest.fit,
                             challenge.project_cost, contest.number});
    running.push_back(contest);
  }
  book.contests = std::move(running);
}

/// Posts the quarter's problems and shows all that still wait for an answer.
inline void offer(const OpenChallenge &challenge, const Programme &programme, ProgrammeIndex index,
                  const PolicyView &view, ProgrammeBook &book, Support &support) {
  const auto &leaders = view.economy.network.leaders;
  const Words first = lot_of(OpenChallenge::name, programme, view);
  std::int64_t count = scaled(challenge.problems / 4, uniform(first[0]), view);
  if (programme.provinces.bits == 0 || programme.tiers.bits == 0 || programme.sizes.bits == 0) {
    count = 0;
  }
  // Leaders at home post; where the places served have none, others do.
  std::vector<std::uint32_t> home, away;
  for (std::size_t i = 0; i < leaders.size(); ++i) {
    if (programme.chains.has(leaders[i].chain)) {
      (programme.provinces.has(leaders[i].province) ? home : away)
          .push_back(static_cast<std::uint32_t>(i));
    }
  }
  const std::vector<std::uint32_t> &open = home.empty() ? away : home;
  for (std::int64_t k = 0; k < count && !open.empty(); ++k) {
    const Words w = lot_of(OpenChallenge::name, programme, view, static_cast<std::uint64_t>(k) + 1);
    const std::uint32_t leader =
        open[static_cast<std::size_t>(uniform(w[0]) * static_cast<double>(open.size()))];
    // Its number is its own: more problems elsewhere leave the chance to solve this one alone.
    const auto number = static_cast<std::int32_t>((view.now.index << 20) + k);
    Contest contest{number, leader, view.now.index, leaders[leader].demand[w[1] % 3]};
    // A problem lies near what the leader wants supplied, yet beyond what is bought today.
    const Words shift =
        lot_of(OpenChallenge::name, programme, view, (static_cast<std::uint64_t>(k) + 1) << 32U);
    for (std::size_t d = 0; d < contest.problem.size(); ++d) {
      contest.problem[d] += static_cast<float>(view.parameters.collaboration.knowledge_spread *
                                               (uniform(shift[d % 4]) - 0.5));
    }
    book.contests.push_back(contest);
    ++book.activity[leaders[leader].province][0].posted;
  }
  for (const Contest &contest : book.contests) {
    if (contest.winner == nowhere) {
      support.challenges.push_back({index, leaders[contest.leader].chain, contest.number,
                                    contest.problem, challenge.prize, challenge.answer_cost,
                                    challenge.project_cost, book.answers,
                                    static_cast<std::int32_t>(challenge.quarters)});
    }
  }
}

} // namespace sme
