// The books: every flow of money leaves one account and enters another, in whole yuan.
// Transaction-flow matrix after Godley & Lavoie (2007), Monetary Economics, ch. 2.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "models/quantities.hpp"

namespace sme {

/// The sectors that hold money (columns of the matrix).
enum class Account : std::uint8_t {
  firms,
  households,
  banks,
  investors,
  centre,
  provincial,
  institutes,
  leaders,
  world
};
inline constexpr int accounts = 9;

/// The kinds of flow (rows of the matrix). Each row sums to zero over the accounts.
enum class Flow : std::uint8_t {
  final_goods,
  intermediate_goods,
  wages,
  research_services,
  profit_tax,
  interest,
  new_loans,
  repayments,
  recoveries,
  owners_equity,
  institutional_equity,
  dividends,
  asset_sales,
  liquidation,
  grants,
  returned_grants,
  guarantee_calls,
  guarantee_fees,
  interest_subsidies,
  relending,
  programme_services,
  prizes
};
inline constexpr int flows = 22;

struct AccountWords {
  static constexpr int count = accounts;
  static constexpr std::array<std::string_view, accounts> words{
      "firms",     "households", "banks",   "investors", "centre",
      "provinces", "institutes", "leaders", "world"};
};
struct FlowWords {
  static constexpr int count = flows;
  static constexpr std::array<std::string_view, flows> words{"final_goods",
                                                             "intermediate_goods",
                                                             "wages",
                                                             "research_services",
                                                             "profit_tax",
                                                             "interest",
                                                             "new_loans",
                                                             "repayments",
                                                             "recoveries",
                                                             "owners_equity",
                                                             "institutional_equity",
                                                             "dividends",
                                                             "asset_sales",
                                                             "liquidation",
                                                             "grants",
                                                             "returned_grants",
                                                             "guarantee_calls",
                                                             "guarantee_fees",
                                                             "interest_subsidies",
                                                             "relending",
                                                             "programme_services",
                                                             "prizes"};
};

/// The account of a payer of policy.
constexpr Account account_of(Payer payer) {
  return payer == Payer::centre ? Account::centre : Account::provincial;
}

/// Flows of one quarter, CNY: [flow][account], positive = received. Integer sums, so that ledgers
/// of blocks add up to the same figures in any order.
struct Ledger {
  std::array<std::array<Money, accounts>, flows> amount{};

  void transfer(Flow flow, Account from, Account to, Money yuan) {
    auto &row = amount[static_cast<std::size_t>(flow)];
    row[static_cast<std::size_t>(from)] -= yuan;
    row[static_cast<std::size_t>(to)] += yuan;
  }
  Money net(Account account) const {
    Money sum = 0;
    for (const auto &row : amount) {
      sum += row[static_cast<std::size_t>(account)];
    }
    return sum;
  }
  void add(const Ledger &other) {
    for (int f = 0; f < flows; ++f) {
      for (int a = 0; a < accounts; ++a) {
        amount[f][a] += other.amount[f][a];
      }
    }
  }
};

} // namespace sme
