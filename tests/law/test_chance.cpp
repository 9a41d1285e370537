// MODEL 4.5: chance belongs to the firm.
#include <unordered_map>

#include "models/founder.hpp"
#include "sim/workers.hpp"
#include "tests/law/worlds.hpp"

using namespace sme;
using namespace sme::test;

namespace {

constexpr Quarter until = quarter_of(2020, 4);

Scenario busy() {
  Scenario scenario = small_world();
  scenario.policies = every_instrument(quarter_of(2019, 1));
  return scenario;
}

/// Blocks one after the other, the last one first.
Executor backwards() {
  Executor executor = serial_executor();
  executor.each = [](std::size_t count, const std::function<void(std::size_t, std::size_t)> &work) {
    while (count > 0) {
      work(--count, 0);
    }
  };
  return executor;
}

} // namespace

TEST_CASE("the instructions of the processor change no firm, no indicator and no yuan") {
  const Scenario scenario = busy();
  Economy plain = with_policies(settled(), scenario);
  Executor executor = serial_executor();
  executor.processor = Processor::plain;
  const auto expected = pass(plain, scenario, until, executor);
  for (const Processor processor : {Processor::avx2, Processor::avx512}) {
    if (processor > this_processor()) {
      continue;
    }
    CAPTURE(static_cast<int>(processor));
    executor.processor = processor;
    Economy economy = with_policies(settled(), scenario);
    const auto measured = pass(economy, scenario, until, executor);
    CHECK(first_difference_of_worlds(plain, economy) == "");
    CHECK(first_difference_of_indicators(expected, measured) == "");
  }
}

TEST_CASE("the number of threads changes no firm, no indicator and no yuan") {
  const Scenario scenario = busy();
  Economy serial = with_policies(settled(), scenario);
  const auto expected = pass(serial, scenario, until);
  for (const std::size_t threads : {1U, 2U, 3U, 7U}) {
    CAPTURE(threads);
    const sim::Workers workers(threads);
    Economy economy = with_policies(settled(), scenario);
    const auto measured = pass(economy, scenario, until, workers.executor());
    CHECK(first_difference_of_worlds(serial, economy) == "");
    CHECK(first_difference_of_indicators(expected, measured) == "");
  }
}

TEST_CASE("the order in which blocks are worked on changes nothing") {
  const Scenario scenario = busy();
  Economy forwards = with_policies(settled(), scenario);
  Economy reversed = forwards;
  const auto expected = pass(forwards, scenario, until);
  const auto measured = pass(reversed, scenario, until, backwards());
  CHECK(first_difference_of_worlds(forwards, reversed) == "");
  CHECK(first_difference_of_indicators(expected, measured) == "");
}

TEST_CASE("a world whose draws follow the order of work is found out") {
  // The wrong twin: the key of chance moves with every block that is worked on.
  const Scenario scenario = busy();
  const auto shuffled = [&](const Executor &executor) {
    Economy economy = with_policies(settled(), scenario);
    Executor wrong = executor;
    wrong.each = [&](std::size_t count, const std::function<void(std::size_t, std::size_t)> &work) {
      std::uint32_t turn = 0;
      executor.each(count, [&](std::size_t index, std::size_t worker) {
        economy.fate.replicate = turn++;
        work(index, worker);
      });
      economy.fate.replicate = 0;
    };
    pass(economy, scenario, quarter_of(2019, 1), wrong);
    return economy;
  };
  CHECK(first_difference_of_firms(shuffled(serial_executor()), shuffled(serial_executor())) == "");
  CHECK(first_difference_of_firms(shuffled(serial_executor()), shuffled(backwards())) != "");
}

TEST_CASE("an entrant is the same firm in every scenario") {
  Scenario plain = small_world();
  plain.policies.clear();
  Scenario other = small_world(
      {"demography.rescue_chance=0", "credit.ceiling_rate=0.05", "market.replicator_speed=0.3"});
  other.policies = every_instrument(quarter_of(2019, 1));
  Economy a = with_policies(settled(), plain);
  Economy b = with_policies(settled(), other);
  pass(a, plain, quarter_of(2021, 4));
  pass(b, other, quarter_of(2021, 4));
  struct Birth {
    int chain;
    std::uint64_t niche;
    int founded, province, east, north;
    bool operator==(const Birth &) const = default;
  };
  const auto births = [](const Economy &economy) {
    std::unordered_map<std::uint64_t, Birth> all;
    for (const Block &block : economy.blocks) {
      const Firms &f = block.firms;
      for (std::size_t i = 0; i < f.size_rows(); ++i) {
        if (f.founded[i] >= quarter_of(2019, 1).index) {
          all[f.id[i]] = {block.chain,  block.niches[f.niche[i]].id,
                          f.founded[i], f.province[i],
                          f.east[i],    f.north[i]};
        }
      }
    }
    return all;
  };
  const auto here = births(a);
  const auto there = births(b);
  std::size_t both = 0, only_here = 0;
  for (const auto &[id, birth] : here) {
    const auto found = there.find(id);
    if (found == there.end()) {
      ++only_here;
      continue;
    }
    ++both;
    REQUIRE(birth == found->second);
  }
  CHECK(both > 500);
  CHECK(only_here > 0); // the scenarios do differ
}

TEST_CASE("one firm less in a niche changes no firm of any other niche in the quarter") {
  // Minimally different worlds: a firm without loan, R&D or application is taken away.
  Scenario scenario = small_world();
  scenario.policies.clear();
  const Economy whole = with_policies(settled(), scenario);
  int tried = 0;
  for (std::size_t b = 0; b < whole.blocks.size() && tried < 3; b += 7) {
    const Block &block = whole.blocks[b];
    std::size_t row = 0;
    while (row < block.firms.size_rows() &&
           (block.firms.researcher[row] >= 0 || block.firms.loan[row] > 0 ||
            block.firms.credit_wanted[row] > 0)) {
      ++row;
    }
    REQUIRE(row < block.firms.size_rows());
    ++tried;
    const std::uint16_t niche = block.firms.niche[row];
    const std::uint64_t gone = block.firms.id[row];
    Economy less = whole;
    Block &cut = less.blocks[b];
    const Money cash = cut.firms.cash[row];
    less.balance[static_cast<int>(Account::firms)] -= cash;
    less.balance[static_cast<int>(Account::households)] += cash;
    each_column(cut.firms, [&](auto &column) {
      column.erase(column.begin() + static_cast<std::ptrdiff_t>(row));
    });
    for (std::size_t n = niche + 1U; n < cut.first_row.size(); ++n) {
      --cut.first_row[n];
    }
    for (std::int32_t &firm : cut.researchers.firm) {
      firm -= firm > static_cast<std::int32_t>(row) ? 1 : 0;
    }
    Economy all = whole;
    const Measures full = quarter(all, scenario, serial_executor());
    const Measures missing = quarter(less, scenario, serial_executor());
    std::int64_t differences = 0, compared = 0;
    for (std::size_t k = 0; k < all.blocks.size(); ++k) {
      const Firms &x = all.blocks[k].firms;
      const Firms &y = less.blocks[k].firms;
      std::unordered_map<std::uint64_t, std::size_t> at;
      for (std::size_t j = 0; j < y.size_rows(); ++j) {
        at[y.id[j]] = j;
      }
      for (std::size_t i = 0; i < x.size_rows(); ++i) {
        if (k == b && x.niche[i] == niche) {
          continue;
        }
        const auto found = at.find(x.id[i]);
        REQUIRE(found != at.end());
        ++compared;
        walk<Firms>([&](const auto &c) {
          if (c.key != "researcher" &&
              !same_bits((x.*(c.member))[i], (y.*(c.member))[found->second])) {
            ++differences;
          }
        });
      }
    }
    CHECK(compared > 1000);
    CHECK(differences == 0);
    // Exactly one firm fewer to begin with; its neighbours keep their names, entrants included.
    for (const std::uint64_t id : less.blocks[b].firms.id) {
      REQUIRE(id != gone);
    }
    CHECK(nation(full).entrants == nation(missing).entrants);
  }
  CHECK(tried > 0);
}
