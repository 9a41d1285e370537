// The founding population.
#include <cmath>

#include <doctest/doctest.h>

#include <set>

#include "models/founder.hpp"
#include "models/quarter.hpp"
#include "sim/scenario_file.hpp"

using namespace sme;

namespace {
Scenario world(const std::string &scale) {
  sim::Messages messages;
  const std::vector<std::string> overrides{"run.scale=" + scale};
  auto read = sim::read_scenario(SME_SOURCE_DIR "/scenarios/baseline.toml", overrides, messages);
  REQUIRE(read.has_value());
  return *read;
}
} // namespace

TEST_CASE("every founder has one identity, stands in its niche, and shares sum to one") {
  const Scenario scenario = world("0.002");
  const Economy economy = found(scenario, {5, 0}, serial_executor());
  std::set<std::uint64_t> ids;
  std::size_t firms = 0;
  for (const Block &block : economy.blocks) {
    for (std::size_t n = 0; n < block.niches.size(); ++n) {
      double share = 0;
      for (auto i = block.first_row[n]; i < block.first_row[n + 1]; ++i) {
        CHECK(block.firms.niche[i] == n);
        share += block.firms.share[i];
        ids.insert(block.firms.id[i]);
        ++firms;
      }
      CHECK(share == doctest::Approx(1));
    }
  }
  CHECK(ids.size() == firms);
  const double expected = scenario.parameters.population.firms * scenario.parameters.run.scale;
  CHECK(std::abs(static_cast<double>(firms) / expected - 1) < 0.1);
}

TEST_CASE("provinces and chains get their share of firms") {
  const Scenario scenario = world("0.01");
  const Economy economy = found(scenario, {5, 0}, serial_executor());
  struct Sector {
    std::array<double, provinces> by_province{};
    double firms = 0;
  };
  std::array<Sector, 2> sectors{};
  for (const Block &block : economy.blocks) {
    Sector &sector = sectors[serves(block.chain) ? 1 : 0];
    for (const std::uint8_t p : block.firms.province) {
      ++sector.by_province[p];
      ++sector.firms;
    }
  }
  for (int p = 0; p < provinces; ++p) {
    const ProvinceFacts &facts = scenario.reference.province[p];
    const std::array<double, 2> shares{facts.firm_share, facts.service_share};
    for (std::size_t s = 0; s < 2; ++s) {
      const double error = std::sqrt(shares[s] / sectors[s].firms);
      CHECK(std::abs(sectors[s].by_province[p] / sectors[s].firms - shares[s]) < 5 * error);
    }
  }
}

TEST_CASE("opening balances sum to zero") {
  const Economy economy = found(world("0.002"), {5, 0}, serial_executor());
  Money sum = 0;
  for (const Money each : economy.balance) {
    sum += each;
  }
  CHECK(sum == 0);
}
