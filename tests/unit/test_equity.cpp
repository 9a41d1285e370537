// How investors rank firms.
#include <doctest/doctest.h>

#include "models/equity.hpp"

using namespace sme;

TEST_CASE("growth, quality and R&D make a firm promising, within bounds") {
  CHECK(promise(0.2, 1, 0.05) > promise(0.1, 1, 0.05));
  CHECK(promise(0.2, 1.1, 0.05) > promise(0.2, 1, 0.05));
  CHECK(promise(0.2, 1, 0.1) > promise(0.2, 1, 0.05));
  CHECK(promise(50, 1, 9) == promise(1, 1, 0.5));
}

TEST_CASE("a ticket grows with revenue between the least and the largest deal") {
  const EquityParameters p;
  CHECK(ticket_of(1e6, p) == p.least_ticket);
  CHECK(ticket_of(100e6, p) == doctest::Approx(100e6 * p.ticket_per_revenue));
  CHECK(ticket_of(50e9, p) == p.most_ticket);
}
