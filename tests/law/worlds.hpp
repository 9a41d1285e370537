// Small worlds for the tests of laws, and what they need to look at them: every instrument there
// is, differences between two economies to the last bit, national sums.
#pragma once

#include <doctest/doctest.h>

#include <cstring>
#include <map>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "models/quarter.hpp"
#include "sim/scenario_file.hpp"

namespace sme::test {

/// scenarios/baseline.toml at a scale of two firms in a thousand, with further overrides.
inline Scenario small_world(std::vector<std::string> overrides = {}) {
  overrides.insert(overrides.begin(), "run.scale=0.002");
  sim::Messages messages;
  auto read = sim::read_scenario(std::string(SME_SOURCE_DIR) + "/scenarios/baseline.toml",
                                 overrides, messages);
  if (!read) {
    FAIL(messages.render_all());
  }
  return std::move(*read);
}

/// Calls `act(instrument)` with the default of every alternative of `Instrument`.
template <class Act> void each_instrument(Act &&act) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (act(std::variant_alternative_t<I, Instrument>{}), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Instrument>>{});
}

/// A programme with the instrument's own terms, in force for ever from `from`.
template <class I> Policy programme_of(const I &instrument, Quarter from) {
  Policy policy{std::string(I::name), I::terms(), instrument};
  policy.programme.from = from;
  policy.programme.until = never;
  policy.programme.yearly_budget =
      std::min<Money>(100'000'000'000'000, 500 * policy.programme.yearly_budget);
  return policy;
}

/// The instrument at national size in a small world: what shrinks with the scale is as large as in
/// the nation, so that even seventeen consortia are there; terms that are counted in years are
/// shortest, so that promises come due in a short run.
template <class I> I made_visible(I instrument) {
  walk<I>([&](const auto &e) {
    using T = typename std::remove_cvref_t<decltype(e)>::type;
    if constexpr (std::is_arithmetic_v<T>) {
      if (e.meaning.find("shrinks with run.scale") != std::string_view::npos) {
        const double national = static_cast<double>(instrument.*(e.member)) / 0.002;
        instrument.*(e.member) = static_cast<T>(std::min<double>(e.high, national));
      } else if (e.unit == "year" && e.low > 0) { // a term; debt in years of revenue begins at none
        instrument.*(e.member) = e.low;
      }
    }
  });
  return instrument;
}

/// Every instrument once, visible in a small world.
inline std::vector<Policy> every_instrument(Quarter from) {
  std::vector<Policy> all;
  each_instrument(
      [&](auto instrument) { all.push_back(programme_of(made_visible(instrument), from)); });
  return all;
}

/// Lets another set of policies take over a world that has known none so far.
inline Economy with_policies(Economy economy, const Scenario &scenario) {
  economy.programmes.assign(scenario.policies.size(), {});
  economy.guarantee_wanted.assign(scenario.policies.size(), 0);
  return economy;
}

inline Fate fate_of(const Scenario &scenario, std::uint32_t replicate = 0) {
  return {static_cast<std::uint32_t>(scenario.parameters.run.seed), replicate};
}

/// The world of `scenario` without any policy at the end of 2018; all policies may begin after it.
inline Economy settled(Scenario scenario, std::uint32_t replicate = 0) {
  scenario.policies.clear();
  const Executor executor = serial_executor();
  Economy economy = found(scenario, fate_of(scenario, replicate), executor);
  while (economy.now < quarter_of(2018, 4)) {
    quarter(economy, scenario, executor);
  }
  return economy;
}
/// The same for the plain small world, computed once.
inline const Economy &settled() {
  static const Economy economy = settled(small_world());
  return economy;
}

inline std::vector<Measures> pass(Economy &economy, const Scenario &scenario, Quarter until,
                                  const Executor &executor = serial_executor()) {
  std::vector<Measures> all;
  while (economy.now < until) {
    all.push_back(quarter(economy, scenario, executor));
  }
  return all;
}

// ---- Differences, to the last bit ------------------------------------------------------------

template <class T> bool same_bits(const T &a, const T &b) {
  return std::memcmp(&a, &b, sizeof(T)) == 0;
}

template <class T> std::string shown(const T &value) {
  std::ostringstream out;
  out.precision(17);
  if constexpr (std::is_arithmetic_v<T>) {
    out << +value;
  } else {
    for (const auto each : value) {
      out << +each << ' ';
    }
  }
  return out.str();
}

/// The first difference between two tables, "column cash, row 7: 1 against 2"; empty for none.
template <class Table> std::string first_difference(const Table &a, const Table &b) {
  std::string found;
  walk<Table>([&](const auto &c) {
    const auto &left = a.*(c.member);
    const auto &right = b.*(c.member);
    if (found.empty() && left.size() != right.size()) {
      found = "rows: " + std::to_string(left.size()) + " against " + std::to_string(right.size());
    }
    for (std::size_t i = 0; found.empty() && i < left.size(); ++i) {
      if (!same_bits(left[i], right[i])) {
        found = "column " + std::string(c.key) + ", row " + std::to_string(i) + ": " +
                shown(left[i]) + " against " + shown(right[i]);
      }
    }
  });
  return found;
}

/// The first difference between the firms of two worlds.
inline std::string first_difference_of_firms(const Economy &a, const Economy &b) {
  if (a.blocks.size() != b.blocks.size()) {
    return "another number of blocks";
  }
  for (std::size_t i = 0; i < a.blocks.size(); ++i) {
    std::string what = first_difference(a.blocks[i].firms, b.blocks[i].firms);
    if (what.empty()) {
      what = first_difference(a.blocks[i].researchers, b.blocks[i].researchers);
    }
    if (!what.empty()) {
      return "block " + std::to_string(i) + ", " + what;
    }
  }
  return {};
}

/// The first difference between two worlds in firms, banks, funds and balances.
inline std::string first_difference_of_worlds(const Economy &a, const Economy &b) {
  const std::string what = first_difference_of_firms(a, b);
  if (!what.empty()) {
    return what;
  }
  for (int p = 0; p < provinces; ++p) {
    const Bank &x = a.banks[p];
    const Bank &y = b.banks[p];
    const std::string name(ProvinceWords::words[p]);
    if (x.capital != y.capital || x.loans != y.loans || x.guaranteed != y.guaranteed ||
        x.relent != y.relent || x.losses != y.losses) {
      return "the bank of " + name + ": capital " + std::to_string(x.capital) + " against " +
             std::to_string(y.capital);
    }
    if (a.funds[p].free != b.funds[p].free) {
      return "the fund of " + name;
    }
    if (a.province_balance[p] != b.province_balance[p]) {
      return "the money of the government of " + name;
    }
    if (!same_bits(a.talent[p].fill, b.talent[p].fill)) {
      return "the R&D labour market of " + name;
    }
  }
  return a.balance == b.balance ? std::string() : "the money of the accounts";
}

/// The first indicator in which two quarters differ.
inline std::string first_difference_of_indicators(const Measures &a, const Measures &b) {
  std::string found;
  for (int c = 0; c < chains; ++c) {
    for (int p = 0; p < provinces; ++p) {
      for (int s = 0; s < sizes; ++s) {
        for (int t = 0; t < tiers; ++t) {
          const Indicators &x = a.tally.at(c, p, s, t);
          const Indicators &y = b.tally.at(c, p, s, t);
          if (!same_bits(x, y) && found.empty()) {
            walk<Indicators>([&](const auto &i) {
              if (found.empty() && x.*(i.member) != y.*(i.member)) {
                found = std::string(i.key) + " of " + std::string(ChainWords::words[c]) + ", " +
                        std::string(ProvinceWords::words[p]) + ": " +
                        std::to_string(x.*(i.member)) + " against " + std::to_string(y.*(i.member));
              }
            });
          }
        }
      }
    }
  }
  return found;
}
inline std::string first_difference_of_indicators(const std::vector<Measures> &a,
                                                  const std::vector<Measures> &b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const std::string what = first_difference_of_indicators(a[i], b[i]);
    if (!what.empty()) {
      return std::to_string(a[i].quarter.year()) + "Q" + std::to_string(a[i].quarter.of_year()) +
             ": " + what;
    }
  }
  return a.size() == b.size() ? std::string() : "another number of quarters";
}

// ---- National sums ---------------------------------------------------------------------------

/// Sums over the nation of one tier's firms (of all for tier -1).
inline Indicators nation(const Measures &measures, int tier = -1) {
  Indicators sum;
  for (int c = 0; c < chains; ++c) {
    for (int p = 0; p < provinces; ++p) {
      for (int s = 0; s < sizes; ++s) {
        for (int t = 0; t < tiers; ++t) {
          if (tier < 0 || tier == t) {
            walk<Indicators>([&](const auto &i) {
              sum.*(i.member) += measures.tally.at(c, p, s, t).*(i.member);
            });
          }
        }
      }
    }
  }
  return sum;
}

/// What a programme did in a quarter, over provinces and tiers.
inline Activity nation(const ActivityTable &table) {
  Activity sum;
  for (const auto &province : table) {
    for (const Activity &each : province) {
      sum.add(each);
    }
  }
  return sum;
}

inline std::int64_t firms_in(const Economy &economy, int tier) {
  std::int64_t count = 0;
  for (const Block &block : economy.blocks) {
    for (const std::uint8_t t : block.firms.tier) {
      count += t == tier ? 1 : 0;
    }
  }
  return count;
}

inline Money flow(const Measures &m, Flow f, Account a) {
  return m.tally.ledger.amount[static_cast<std::size_t>(f)][static_cast<std::size_t>(a)];
}

/// The rows of the matrix that only policy uses.
inline constexpr std::array policy_flows{Flow::grants,
                                         Flow::returned_grants,
                                         Flow::guarantee_calls,
                                         Flow::guarantee_fees,
                                         Flow::interest_subsidies,
                                         Flow::relending,
                                         Flow::programme_services,
                                         Flow::prizes};

} // namespace sme::test
