// The channels from policy to firms, one by one, so that tests can cut them: whatever a programme
// does, it does through one of these.
#pragma once

#include "tests/law/worlds.hpp"

namespace sme::test {

/// Standing terms, payments, helps by kind, and the rest of Support that reaches firms or banks.
/// Deliveries and proceeds are not among them: they move public money only.
enum Channel : int {
  deduction,
  guarantee,
  unsecured,
  interest,
  line,
  relending,
  payments,
  services,
  equipment,
  placement,
  grant,
  project,
  equity,
  introductions,
  challenges,
  access,
  channels
};
inline const std::array<std::string, channels> channel_names{
    "deduction", "guarantee",     "unsecured",  "interest",  "line",  "relending",
    "payments",  "services",      "equipment",  "placement", "grant", "project",
    "equity",    "introductions", "challenges", "access"};

/// A set of channels, bit by bit.
using Cut = unsigned;
inline constexpr Cut all_channels = (1U << channels) - 1;
constexpr Cut only_of(Channel channel) { return 1U << channel; }

/// Whether a programme has put anything on one channel.
inline bool used(const Support &support, Channel channel) {
  const auto any_term = [&](auto &&written) {
    return std::any_of(support.terms.begin(), support.terms.end(), written);
  };
  switch (channel) {
  case deduction:
    return any_term([](const Terms &t) { return t.super_deduction_by != no_programme; });
  case guarantee:
    return any_term([](const Terms &t) { return t.guarantee_by != no_programme; });
  case unsecured:
    return any_term([](const Terms &t) { return t.unsecured > 0; });
  case interest:
    return any_term([](const Terms &t) { return t.interest_by != no_programme; });
  case line:
    return any_term([](const Terms &t) { return t.line_by != no_programme; });
  case relending:
    return any_term([](const Terms &t) { return t.relending_by != no_programme; });
  case payments:
    return !support.payments.empty();
  case introductions:
    return !support.introductions.empty();
  case challenges:
    return !support.challenges.empty();
  case access:
    return !support.access.empty();
  default:
    return std::any_of(support.helps.begin(), support.helps.end(), [&](const Help &help) {
      return static_cast<int>(help.kind) == channel - services;
    });
  }
}
inline Cut used(const Support &support) {
  Cut all = 0;
  for (int c = 0; c < channels; ++c) {
    all |= used(support, static_cast<Channel>(c)) ? 1U << c : 0U;
  }
  return all;
}

/// Takes away what programmes have put on the channels of `what`.
inline void cut(Support &support, Cut what) {
  const auto has = [&](Channel channel) { return (what & only_of(channel)) != 0; };
  const Terms none;
  for (Terms &t : support.terms) {
    if (has(deduction)) {
      t.super_deduction = none.super_deduction;
      t.super_deduction_by = none.super_deduction_by;
    }
    if (has(guarantee)) {
      t.guarantee_share = none.guarantee_share;
      t.guarantee_counted = none.guarantee_counted;
      t.guarantee_fee = none.guarantee_fee;
      t.guarantee_cap = none.guarantee_cap;
      t.guarantee_by = none.guarantee_by;
    }
    if (has(unsecured)) {
      t.unsecured = none.unsecured;
    }
    if (has(interest)) {
      t.interest_subsidy = none.interest_subsidy;
      t.interest_by = none.interest_by;
    }
    if (has(line)) {
      t.line_limit = none.line_limit;
      t.line_by = none.line_by;
    }
    if (has(relending)) {
      t.relending_discount = none.relending_discount;
      t.relending_by = none.relending_by;
    }
  }
  if (has(payments)) {
    support.payments.clear();
  }
  std::erase_if(support.helps, [&](const Help &help) {
    return has(static_cast<Channel>(services + static_cast<int>(help.kind)));
  });
  if (has(introductions)) {
    support.introductions.clear();
  }
  if (has(challenges)) {
    support.challenges.clear();
  }
  if (has(access)) {
    support.access.clear();
  }
}

/// One thread; what policy has put on the table goes through `see` first.
template <class See> Executor watching(See see) {
  Executor executor = serial_executor();
  executor.offered = see;
  return executor;
}

/// The first difference in firms, banks, funds and markets; what public money did is left aside.
inline std::string first_difference_but_public_money(Economy a, const Economy &b) {
  a.balance = b.balance;
  a.province_balance = b.province_balance;
  return first_difference_of_worlds(a, b);
}

} // namespace sme::test
