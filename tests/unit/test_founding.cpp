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

TEST_CASE("staff at founding is Pareto in two pieces, each with its exponent") {
  PopulationParameters p;
  const auto above = [&](double staff) {
    constexpr int draws = 200000;
    int count = 0;
    for (int k = 0; k < draws; ++k) {
      count += founding_staff(p, (k + 0.5) / draws) > staff ? 1 : 0;
    }
    return static_cast<double>(count) / draws;
  };
  CHECK(above(p.least_staff * 0.999) == 1);
  CHECK(above(p.most_staff * 1.001) == 0);
  // The tail is cut at most_staff, hence the tolerance.
  CHECK(std::log(above(30) / above(300)) / std::log(10.0) == doctest::Approx(p.tail).epsilon(0.02));
  CHECK(std::log(above(300) / above(1000)) / std::log(10.0 / 3) ==
        doctest::Approx(p.tail_large).epsilon(0.02));
  p.tail_large = p.tail; // one piece
  CHECK(std::log(above(300) / above(1000)) / std::log(10.0 / 3) ==
        doctest::Approx(p.tail).epsilon(0.05));
}

TEST_CASE(
    "the propensity to patent is a firm's own: mean one, exponential, and behind its patents") {
  const Economy economy = found(world("0.02"), {5, 0}, serial_executor());
  double firms = 0;
  double sum = 0;
  double below = 0;
  std::array<double, 2>
      without{}; // shares with no class-I right: propensity below and above one half
  std::array<double, 2> of{};
  for (const Block &block : economy.blocks) {
    for (std::size_t r = 0; r < block.researchers.size_rows(); ++r) {
      const double own = block.researchers.patenting[r];
      ++firms;
      sum += own;
      below += own < 0.5 ? 1 : 0;
      const std::size_t keen = own < 0.5 ? 0 : 1;
      ++of[keen];
      without[keen] += block.researchers.class1[r] == 0 ? 1 : 0;
    }
  }
  CHECK(firms > 5000);
  CHECK(sum / firms == doctest::Approx(1).epsilon(0.05));
  CHECK(below / firms == doctest::Approx(1 - std::exp(-0.5)).epsilon(0.05));
  CHECK(without[0] / of[0] > 1.5 * without[1] / of[1]);
}

TEST_CASE("opening balances sum to zero") {
  const Economy economy = found(world("0.002"), {5, 0}, serial_executor());
  Money sum = 0;
  for (const Money each : economy.balance) {
    sum += each;
  }
  CHECK(sum == 0);
}

TEST_CASE("a founder is the same whether its first words were drawn with others' or alone") {
  const Scenario scenario = world("0.002");
  const Nursery nursery(scenario);
  const Quarter now = quarter_of(2021, 3);
  const Fate fate{5, 1};
  for (std::uint64_t place = 0; place < 200; ++place) {
    const std::uint64_t id = identity(now, 4, 17, place);
    const std::array<Words, 2> first{words(fate, now, Purpose::founding, id, 0),
                                     words(fate, now, Purpose::founding, id, 1)};
    const Founder alone = nursery.founder(id, now, 4, 1.1, 0.9, fate);
    const Founder known = nursery.founder(id, now, 4, 1.1, 0.9, fate, first);
    CHECK(known.province == alone.province);
    CHECK(known.east == alone.east);
    CHECK(known.staff == alone.staff);
    CHECK(known.productivity == alone.productivity);
    CHECK(known.quality == alone.quality);
    CHECK(known.cash_quarters == alone.cash_quarters);
    CHECK(known.researches == alone.researches);
  }
}
