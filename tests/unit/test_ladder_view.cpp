// What firms of a province can know of labels before any of them asks.
#include <doctest/doctest.h>

#include <cmath>

#include "models/ladder.hpp"

using namespace sme;

namespace {

/// A world of one block: `first` firms doing R&D in province 0, `second` in province 1.
Economy two_provinces(std::size_t first, std::size_t second) {
  Economy economy;
  economy.blocks.resize(1);
  Block &block = economy.blocks.front();
  each_column(block.firms, [&](auto &column) { column.resize(first + second); });
  each_column(block.researchers, [&](auto &column) { column.resize(first + second); });
  for (std::size_t i = 0; i < first + second; ++i) {
    block.firms.province[i] = i < first ? 0 : 1;
    block.researchers.firm[i] = static_cast<std::int32_t>(i);
  }
  return economy;
}

} // namespace

TEST_CASE("an office reaches a smaller share of its firms where there are many") {
  const Economy economy = two_provinces(90, 10);
  LadderParameters parameters;
  parameters.office_dilution = 0.5;
  const auto office = ladder_view(economy, parameters, {}, quarter_of(2020, 1)).office;
  CHECK(office[1] / office[0] == doctest::Approx(3));
  CHECK((90 * office[0] + 10 * office[1]) / 100 == doctest::Approx(1));
  parameters.office_dilution = 0;
  const auto alike = ladder_view(economy, parameters, {}, quarter_of(2020, 1)).office;
  CHECK(alike[0] == doctest::Approx(1));
  CHECK(alike[1] == doctest::Approx(1));
}
