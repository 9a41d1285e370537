#include "sim/compare_replicate.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "analysis/pairing.hpp"
#include "models/branch.hpp"
#include "models/quarter.hpp"
#include "sim/year_book.hpp"

namespace sme::sim {

namespace {

using analysis::FirmYears;
using analysis::Identities;
using analysis::Pairing;

constexpr std::size_t states = analysis::pairing_states + 1;

/// What comes of pairing a world with the baseline, by year; a value that branches with it.
class PairBook {
public:
  explicit PairBook(const CompareShape &shape)
      : years_(static_cast<std::size_t>(shape.years)),
        programmes_(std::max<std::size_t>(1, shape.programmes.size())) {
    constexpr std::size_t measures = analysis::pairing_measures;
    constexpr std::size_t cells = analysis::pairing_states * analysis::part_kinds;
    size("split", cells);
    size("split_by_province", provinces * cells);
    size("identity", measures * analysis::term_kinds);
    size("identity_by_province", measures * provinces * analysis::term_kinds);
    size("affected_firms", measures * states * analysis::directions);
    size("affected_change", measures * states * analysis::directions);
    size("moves", states * states);
    size("helped_firms", programmes_ * states);
    size("treated_firms", 1);
    size("untreated_firms", 1);
    size("untreated_identical", 1);
    auto &moves = book_["moves"]; // nothing has moved before the worlds part
    std::fill(moves.begin(), moves.end(), analysis::no_whole);
  }

  void put(std::size_t year, const Pairing &pairing) {
    std::int64_t *split = at("split", year), *identity = at("identity", year);
    std::int64_t *split_in = at("split_by_province", year);
    std::int64_t *identity_in = at("identity_by_province", year);
    for (std::size_t p = 0; p < provinces; ++p) {
      std::size_t cell = 0;
      for (const auto &parts : pairing.split[p]) {
        for (const std::int64_t count : parts) {
          split[cell++] += count;
          *split_in++ = count;
        }
      }
      for (std::size_t m = 0; m < analysis::pairing_measures; ++m) {
        for (std::size_t t = 0; t < analysis::term_kinds; ++t) {
          const std::int64_t value = pairing.identity[p][m][t];
          identity[m * analysis::term_kinds + t] += value;
          identity_in[(m * provinces + p) * analysis::term_kinds + t] = value;
        }
      }
    }
    std::int64_t *firms = at("affected_firms", year), *change = at("affected_change", year);
    for (std::size_t m = 0; m < analysis::pairing_measures; ++m) {
      for (std::size_t s = 0; s < states; ++s) {
        firms = std::copy(pairing.affected[m][s].begin(), pairing.affected[m][s].end(), firms);
        change = std::copy(pairing.change[m][s].begin(), pairing.change[m][s].end(), change);
      }
    }
    *at("treated_firms", year) = pairing.treated;
    *at("untreated_firms", year) = pairing.untreated;
    *at("untreated_identical", year) = pairing.identical;
  }
  void put(std::size_t year, const analysis::Moves &moves) {
    std::int64_t *into = at("moves", year);
    for (const auto &row : moves) {
      into = std::copy(row.begin(), row.end(), into);
    }
  }
  void put(std::size_t year, std::size_t programme,
           const std::array<std::int64_t, states> &helped) {
    std::copy(helped.begin(), helped.end(), at("helped_firms", year) + programme * states);
  }
  void give(Slices &slices) const { slices.whole.insert(book_.begin(), book_.end()); }

private:
  void size(const char *cube, std::size_t width) { book_[cube].resize(years_ * width); }
  std::int64_t *at(const char *cube, std::size_t year) {
    auto &values = book_[cube];
    return values.data() + year * (values.size() / years_);
  }
  std::size_t years_, programmes_;
  std::map<std::string, std::vector<std::int64_t>> book_;
};

/// A world on its way. Copying it branches everything.
struct Course {
  Economy economy;
  YearBook years;
  PairBook pairs;
  std::vector<Identities> helped; ///< by programme, since the worlds part
};

/// The baseline as the other worlds need it.
struct Past {
  FirmYears start;                ///< when the worlds part
  std::map<int, FirmYears> firms; ///< at the ends of years
  std::map<int, std::vector<std::pair<std::size_t, std::uint64_t>>> helped; ///< by quarter index
};

class ComparedReplicate {
public:
  ComparedReplicate(const Comparison &comparison, const Executor &executor,
                    const ReplicateWatch &watch)
      : c_(comparison), executor_(executor), watch_(watch) {}

  void run(std::size_t number, const std::vector<bool> &wanted);

private:
  /// One quarter of a world; what its programmes did for whom, as (place of programme, firm).
  std::vector<std::pair<std::size_t, std::uint64_t>> pass(Course &course, std::size_t world);
  void note_helped(Course &course,
                   const std::vector<std::pair<std::size_t, std::uint64_t>> &helped) const;
  void close_year(Course &course, const FirmYears &baseline, const FirmYears &own,
                  const Identities &treated);
  void go(Course &course, std::size_t world);
  bool differs_somewhere(std::size_t programme) const {
    return std::any_of(c_.worlds.begin(), c_.worlds.end(), [&](const CompareWorld &world) {
      const auto &all = world.differing;
      return std::find(all.begin(), all.end(), programme) != all.end();
    });
  }
  bool recorded(Quarter quarter) const {
    return quarter.of_year() == 4 && quarter.year() >= c_.shape.first_year &&
           quarter.year() < c_.shape.first_year + c_.shape.years;
  }
  void give(const Course &course, std::size_t world) {
    Slices slices;
    course.years.give(slices, c_.shape.run.scale);
    course.pairs.give(slices);
    watch_.done(world, slices);
  }

  const Comparison &c_;
  const Executor &executor_;
  const ReplicateWatch &watch_;
  Past past_;
};

std::vector<std::pair<std::size_t, std::uint64_t>> ComparedReplicate::pass(Course &course,
                                                                           std::size_t world) {
  watch_.go_on();
  const Scenario &scenario = c_.scenario(world);
  const Measures measures = quarter(course.economy, scenario, executor_);
  course.years.record(measures, course.economy, scenario);
  watch_.passed(firms_in(course.economy), world, measures.quarter);
  const std::vector<std::size_t> places = programme_places(scenario, c_.shape);
  std::vector<std::pair<std::size_t, std::uint64_t>> helped;
  for (const HelpedFirm &one : measures.tally.helped) {
    helped.emplace_back(places[one.programme], one.firm);
  }
  return helped;
}

void ComparedReplicate::note_helped(
    Course &course, const std::vector<std::pair<std::size_t, std::uint64_t>> &helped) const {
  std::vector<Identities> more(c_.shape.programmes.size());
  for (const auto &[programme, firm] : helped) {
    more[programme].push_back(firm);
  }
  for (std::size_t p = 0; p < more.size(); ++p) {
    if (!more[p].empty()) {
      analysis::unite(course.helped[p], std::move(more[p]));
    }
  }
}

void ComparedReplicate::close_year(Course &course, const FirmYears &baseline, const FirmYears &own,
                                   const Identities &treated) {
  const Quarter now = course.economy.now;
  const auto year = static_cast<std::size_t>(now.year() - c_.shape.first_year);
  const bool parted = now >= c_.parting;
  course.pairs.put(year, analysis::pair_worlds(parted ? past_.start : baseline, baseline, own,
                                               treated, provinces));
  if (parted) {
    course.pairs.put(year, analysis::moves_between(past_.start, own));
    for (std::size_t p = 0; p < course.helped.size(); ++p) {
      course.pairs.put(year, p, analysis::by_state(past_.start, course.helped[p]));
    }
  }
  course.years.follow(course.economy, treated, c_.scenario(0).parameters.compare);
}

/// A world other than the baseline, from its branch to the end.
void ComparedReplicate::go(Course &course, std::size_t world) {
  const CompareWorld &one = c_.worlds[world];
  Identities treated, more;
  const auto treat = [&](const std::vector<std::pair<std::size_t, std::uint64_t>> &helped) {
    for (const auto &[programme, firm] : helped) {
      if (std::find(one.differing.begin(), one.differing.end(), programme) != one.differing.end()) {
        more.push_back(firm);
      }
    }
  };
  course.economy = branch(std::move(course.economy), c_.scenario(0), c_.scenario(world));
  while (course.economy.now < c_.shape.run.until) {
    const auto helped = pass(course, world);
    note_helped(course, helped);
    treat(helped);
    treat(past_.helped[course.economy.now.index]);
    if (recorded(course.economy.now)) {
      analysis::unite(treated, std::exchange(more, {}));
      close_year(course, past_.firms.at(course.economy.now.year()), firms_of(course.economy),
                 treated);
    }
  }
  give(course, world);
}

void ComparedReplicate::run(std::size_t number, const std::vector<bool> &wanted) {
  const Scenario &baseline = c_.scenario(0);
  const RunParameters &run = c_.shape.run;
  const auto kept = static_cast<std::size_t>(baseline.parameters.compare.panel_replicates);
  const Fate fate{static_cast<std::uint32_t>(run.seed), static_cast<std::uint32_t>(number)};
  watch_.go_on();
  Course course{found(baseline, fate, executor_),
                YearBook(c_.shape, number < kept ? YearBook::Panel::kept : YearBook::Panel::none),
                PairBook(c_.shape), std::vector<Identities>(c_.shape.programmes.size())};
  std::map<int, std::unique_ptr<Course>> branches; // by quarter index
  while (course.economy.now < run.until) {
    const Quarter next = course.economy.now + 1;
    if (next == c_.parting) {
      past_.start = firms_of(course.economy);
    }
    for (std::size_t w = 1; w < c_.worlds.size(); ++w) {
      if (wanted[w] && c_.worlds[w].parting.first == next && !branches.contains(next.index)) {
        branches.emplace(next.index, std::make_unique<Course>(course));
      }
    }
    auto helped = pass(course, 0);
    const Quarter now = course.economy.now;
    if (now >= c_.parting) {
      note_helped(course, helped);
      std::erase_if(helped, [&](const auto &one) { return !differs_somewhere(one.first); });
      past_.helped.emplace(now.index, std::move(helped));
    }
    if (recorded(now)) {
      FirmYears firms = firms_of(course.economy);
      close_year(course, firms, firms, {});
      if (now >= c_.parting) {
        past_.firms.emplace(now.year(), std::move(firms));
      }
    }
  }
  for (std::size_t w = 0; w < c_.worlds.size(); ++w) {
    if (wanted[w] && c_.worlds[w].parting.first == never) {
      give(course, w); // the baseline, and worlds that never part from it
    }
  }
  for (std::size_t w = 1; w < c_.worlds.size(); ++w) {
    const Quarter first = c_.worlds[w].parting.first;
    if (!wanted[w] || first == never) {
      continue;
    }
    bool last = true; // to branch there: it takes the branch itself, not a copy
    for (std::size_t later = w + 1; later < c_.worlds.size(); ++later) {
      last = last && !(wanted[later] && c_.worlds[later].parting.first == first);
    }
    const auto at = branches.find(first.index);
    Course own = last ? std::move(*at->second) : *at->second;
    go(own, w);
    if (last) {
      branches.erase(at);
    }
  }
}

} // namespace

void run_replicate(const Comparison &comparison, std::size_t replicate,
                   const std::vector<bool> &wanted, const Executor &executor,
                   const ReplicateWatch &watch) {
  ComparedReplicate(comparison, executor, watch).run(replicate, wanted);
}

std::uint64_t quarters_of(const Comparison &comparison, const std::vector<bool> &wanted) {
  const RunParameters &run = comparison.shape.run;
  std::uint64_t quarters = 0;
  for (std::size_t w = 0; w < wanted.size(); ++w) {
    const Quarter first = w == 0 ? run.spin_up : comparison.worlds[w].parting.first;
    if ((w == 0 || wanted[w]) && first <= run.until) {
      quarters += static_cast<std::uint64_t>(run.until.index - first.index + 1);
    }
  }
  return quarters;
}

} // namespace sme::sim
