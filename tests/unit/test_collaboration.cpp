// Tests of the collaboration of a quarter on synthetic worlds of firms doing R&D.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "models/economy.hpp"
#include "models/measures.hpp"
#include "models/scenario.hpp"

using namespace sme;

namespace {

Executor serial() {
  return {1,
          [](std::size_t count, const auto &work) {
            for (std::size_t i = 0; i < count; ++i) {
              work(i, 0);
            }
          },
          [](std::string_view) {}};
}

/// Threads that take every third piece, from the last to the first.
Executor three_workers() {
  return {3,
          [](std::size_t count, const auto &work) {
            std::vector<std::thread> threads;
            for (std::size_t w = 0; w < 3; ++w) {
              threads.emplace_back([&, w] {
                for (std::size_t i = count; i-- > 0;) {
                  if (i % 3 == w) {
                    work(i, w);
                  }
                }
              });
            }
            for (std::thread &t : threads) {
              t.join();
            }
          },
          [](std::string_view) {}};
}

/// A firm doing R&D whose attributes depend on its number only.
void add_firm(Economy &economy, Block &block, std::uint64_t number) {
  Draws draws({3, 0}, {0}, Purpose::researcher, number);
  Draws centre({3, 0}, {0}, Purpose::niche, static_cast<std::uint64_t>(block.chain));
  each_column(block.firms, [](auto &column) { column.emplace_back(); });
  each_column(block.researchers, [](auto &column) { column.emplace_back(); });
  Firms &f = block.firms;
  Researchers &t = block.researchers;
  const std::size_t row = f.size_rows() - 1;
  const double u = draws.next();
  f.id[row] = 1000 + number;
  f.province[row] = static_cast<std::uint8_t>(provinces * u * u);
  f.revenue_last[row] = static_cast<float>(2e7 / draws.next());
  f.quality[row] = static_cast<float>(0.8 + 0.4 * draws.next());
  f.productivity[row] = static_cast<float>(0.7 + 0.6 * draws.next());
  t.firm[row] = static_cast<std::int32_t>(row);
  t.rnd_real_plan[row] = 0.03F;
  t.rnd_staff[row] = static_cast<std::int32_t>(3 / draws.next());
  for (float &k : t.knowledge[row]) {
    k = static_cast<float>(centre.next() + 0.5 * (draws.next() - 0.5));
  }
  t.handle[row] = static_cast<std::uint32_t>(economy.where.size());
  economy.where.push_back({});
}

void settle(Economy &economy) {
  for (std::size_t b = 0; b < economy.blocks.size(); ++b) {
    const Researchers &t = economy.blocks[b].researchers;
    for (std::size_t r = 0; r < t.size_rows(); ++r) {
      economy.where[t.handle[r]] = {static_cast<std::int32_t>(b), static_cast<std::int32_t>(r)};
    }
  }
}

/// `per_chain` firms in each chain; rows, handles and blocks in mirrored order if `order` is -1.
Economy world(const Scenario &scenario, int per_chain, double scale, int order = 1,
              std::uint64_t without = ~std::uint64_t{0}) {
  Economy economy;
  economy.scale = scale;
  economy.now = quarter_of(2018, 4);
  economy.fate = {11, 0};
  for (int c = 0; c < chains; ++c) {
    Block block;
    block.chain = order > 0 ? c : chains - 1 - c;
    for (int i = 0; i < per_chain; ++i) {
      const int place = order > 0 ? i : per_chain - 1 - i;
      const auto number = static_cast<std::uint64_t>(block.chain * 100000 + place);
      if (number != without) {
        add_firm(economy, block, number);
      }
    }
    economy.blocks.push_back(std::move(block));
  }
  settle(economy);
  economy.network =
      found_network(scenario.reference, scenario.parameters.collaboration, economy.fate, scale);
  return economy;
}

void live(Economy &economy, const Scenario &scenario, const Executor &executor, int quarters) {
  for (int q = 0; q < quarters; ++q) {
    collaborate(economy, scenario, {}, executor);
    economy.now = economy.now + 1;
  }
}

std::size_t firms_of(const Economy &economy) {
  std::size_t count = 0;
  for (const Block &b : economy.blocks) {
    count += b.firms.size_rows();
  }
  return count;
}

/// What a firm knows and has, by permanent identity.
using Outcome = std::tuple<float, float, int, Knowledge>;
std::map<std::uint64_t, Outcome> outcomes(const Economy &economy) {
  std::map<std::uint64_t, Outcome> all;
  for (const Block &b : economy.blocks) {
    const Researchers &t = b.researchers;
    for (std::size_t r = 0; r < t.size_rows(); ++r) {
      all[b.firms.id[static_cast<std::size_t>(t.firm[r])]] = {t.inflow[r], t.supply[r], t.ties[r],
                                                              t.knowledge[r]};
    }
  }
  return all;
}

bool same_ties(const Ties &a, const Ties &b) {
  return a.firm_id == b.firm_id && a.partner_id == b.partner_id && a.kind == b.kind &&
         a.strength == b.strength && a.formed == b.formed;
}

} // namespace

TEST_CASE("joint work is worth most at the optimum distance and nothing at zero or far away") {
  for (const double optimum : {0.1, 0.3, 1.0}) {
    CHECK(joint_value(optimum, optimum) == 1);
    CHECK(joint_value(0, optimum) == 0);
    CHECK(joint_value(2 * optimum, optimum) == 0);
    CHECK(joint_value(5 * optimum, optimum) == 0);
    for (int i = 1; i < 40; ++i) {
      const double d = 0.05 * i * optimum;
      const double next = joint_value(d + 0.05 * optimum, optimum);
      CHECK((i < 20 ? next > joint_value(d, optimum) : next < joint_value(d, optimum)));
    }
  }
}

TEST_CASE("distance, closeness and use of ties behave as their equations say") {
  const CollaborationParameters p;
  const Knowledge here{};
  Knowledge there;
  there.fill(1);
  CHECK(distance(here, there) == 1);
  CHECK(distance(here, there) == distance(there, here));
  for (int a = 0; a < provinces; ++a) {
    for (int b = 0; b < provinces; ++b) {
      CHECK(closeness(a, b, p) == closeness(b, a, p));
      CHECK(closeness(a, b, p) <= closeness(a, a, p));
    }
  }
  CHECK(used_strength(0.5, p) > 0.5);
  CHECK(used_strength(1, p) <= 1);
  CHECK(unused_strength(0.5, p) < 0.5);
  CHECK(partner_weight(5, 5) == 1);
  CHECK(partner_weight(1e6, 3e6) == partner_weight(1, 3));
  CHECK(partner_weight(0, 0) == 0);
}

TEST_CASE("leaders and institutes are the same at every scale and never missing") {
  const Scenario scenario;
  const auto &p = scenario.parameters.collaboration;
  const Network whole = found_network(scenario.reference, p, {5, 2}, 1);
  const Network tiny = found_network(scenario.reference, p, {5, 2}, 1e-4);
  std::set<int> led, served;
  for (const Leader &l : tiny.leaders) {
    led.insert(l.chain);
    const auto twin = std::find_if(whole.leaders.begin(), whole.leaders.end(),
                                   [&](const Leader &o) { return o.id == l.id; });
    REQUIRE(twin != whole.leaders.end());
    CHECK(twin->demand == l.demand);
    CHECK(twin->province == l.province);
  }
  for (const Institute &s : tiny.institutes) {
    served.insert(region_of(s.province));
    const auto twin = std::find_if(whole.institutes.begin(), whole.institutes.end(),
                                   [&](const Institute &o) { return o.id == s.id; });
    REQUIRE(twin != whole.institutes.end());
    CHECK(twin->knowledge == s.knowledge);
  }
  CHECK(led.size() == chains);
  CHECK(served.size() == regions);
}

TEST_CASE("ties are conserved: every tie is counted at both ends, once, within the room of each") {
  const Scenario scenario;
  const auto &p = scenario.parameters.collaboration;
  Economy economy = world(scenario, 300, 0.01);
  live(economy, scenario, serial(), 12);
  const Ties &ties = economy.network.ties;
  CHECK(ties.size_rows() > 3000);
  std::map<std::uint64_t, int> ends;
  std::set<std::pair<std::uint64_t, std::uint64_t>> pairs;
  for (std::size_t i = 0; i < ties.size_rows(); ++i) {
    CHECK(pairs.insert({ties.firm_id[i], ties.partner_id[i]}).second);
    CHECK(ties.strength[i] >= p.least_strength);
    CHECK(ties.strength[i] <= 1);
    ++ends[ties.firm_id[i]];
    ++ends[ties.partner_id[i]];
  }
  std::size_t supplying = 0, learning = 0;
  for (const Block &b : economy.blocks) {
    for (std::size_t r = 0; r < b.researchers.size_rows(); ++r) {
      const auto id = b.firms.id[static_cast<std::size_t>(b.researchers.firm[r])];
      CHECK(b.researchers.ties[r] == (ends.contains(id) ? ends[id] : 0));
      CHECK(b.researchers.supply[r] <= 1);
      CHECK(b.researchers.inflow[r] <= p.inflow_limit);
      supplying += b.researchers.supply[r] > 0 ? 1 : 0;
      learning += b.researchers.inflow[r] > 0 ? 1 : 0;
    }
  }
  CHECK(supplying > 50);
  CHECK(learning > 2000);
  for (const Leader &l : economy.network.leaders) {
    CHECK(ends[l.id] <= static_cast<int>(l.places));
  }
  for (const Institute &s : economy.network.institutes) {
    CHECK(ends[s.id] <= static_cast<int>(s.places));
  }
}

TEST_CASE("neither workers nor the order of rows, blocks and handles change the network") {
  const Scenario scenario;
  Economy one = world(scenario, 500, 0.02);
  Economy many = one;
  Economy mirrored = world(scenario, 500, 0.02, -1);
  live(one, scenario, serial(), 8);
  live(many, scenario, three_workers(), 8);
  live(mirrored, scenario, three_workers(), 8);
  REQUIRE(one.network.ties.size_rows() > 1000);
  CHECK(same_ties(one.network.ties, many.network.ties));
  CHECK(same_ties(one.network.ties, mirrored.network.ties));
  CHECK(outcomes(one) == outcomes(many));
  CHECK(outcomes(one) == outcomes(mirrored));
}

TEST_CASE("a firm that is gone loses its ties and a later firm with its handle inherits none") {
  const Scenario scenario;
  Economy economy = world(scenario, 300, 0.01);
  live(economy, scenario, serial(), 10);
  const Ties &ties = economy.network.ties;
  Block &block = economy.blocks[3];
  std::size_t gone = 0;
  while (block.researchers.ties[gone] == 0) {
    ++gone;
  }
  const std::uint64_t id = block.firms.id[gone];
  const auto ends = [&](std::uint64_t who) {
    return std::count(ties.firm_id.begin(), ties.firm_id.end(), who) +
           std::count(ties.partner_id.begin(), ties.partner_id.end(), who);
  };
  REQUIRE(ends(id) > 0);
  SUBCASE("its row is gone") {
    economy.where[block.researchers.handle[gone]] = {};
    block.researchers.handle[gone] = nowhere;
    live(economy, scenario, serial(), 1);
    CHECK(ends(id) == 0);
  }
  SUBCASE("its handle has gone to another firm") {
    block.firms.id[gone] = 999999999;
    block.researchers.rnd_real_plan[gone] = 0; // looks for nobody, and others do not find it
    live(economy, scenario, serial(), 1);
    CHECK(ends(id) == 0);
    CHECK(ends(999999999) == 0);
    CHECK(block.researchers.ties[gone] == 0);
  }
}

TEST_CASE("a firm that was never there changes the network only near its place") {
  const Scenario scenario;
  Economy with = world(scenario, 1000, 0.04);
  Economy without = world(scenario, 1000, 0.04, 1, 700042);
  live(with, scenario, serial(), 1);
  live(without, scenario, serial(), 1);
  const auto pairs = [](const Ties &ties) {
    std::set<std::pair<std::uint64_t, std::uint64_t>> all;
    for (std::size_t i = 0; i < ties.size_rows(); ++i) {
      all.insert({ties.firm_id[i], ties.partner_id[i]});
    }
    return all;
  };
  const auto a = pairs(with.network.ties);
  const auto b = pairs(without.network.ties);
  std::size_t differ = 0;
  for (const auto &pair : a) {
    differ += b.contains(pair) ? 0 : 1;
  }
  REQUIRE(a.size() > 500);
  CHECK(differ <= 10);
}

TEST_CASE("mean degree does not depend on the scale of the world") {
  const Scenario scenario;
  Economy small = world(scenario, 600, 0.02);
  Economy large = world(scenario, 6000, 0.2);
  live(small, scenario, serial(), 30);
  live(large, scenario, serial(), 30);
  const double one = mean_degree(small.network.ties, firms_of(small));
  const double other = mean_degree(large.network.ties, firms_of(large));
  MESSAGE("mean degree " << one << " at a tenth, " << other << "; clustering "
                         << clustering(large.network.ties, 7) << ", share in the 4-core "
                         << core_share(large.network.ties, 4));
  CHECK(one > 1.5);
  CHECK(one / other == doctest::Approx(1).epsilon(0.07));
}

TEST_CASE("newcomers attach to established firms more than chance would have it") {
  Scenario scenario;
  const auto attachment = [&](double newcomer_established) {
    scenario.parameters.collaboration.newcomer_established = newcomer_established;
    Economy economy = world(scenario, 1500, 0.05);
    live(economy, scenario, serial(), 16);
    std::map<std::uint64_t, int> before;
    for (const auto &[id, outcome] : outcomes(economy)) {
      before[id] = std::get<2>(outcome);
    }
    const Quarter last = economy.now;
    live(economy, scenario, serial(), 1);
    double sum = 0, count = 0;
    const Ties &ties = economy.network.ties;
    for (std::size_t i = 0; i < ties.size_rows(); ++i) {
      const bool firm = ties.partner_kind[i] == static_cast<std::uint8_t>(PartnerKind::firm);
      if (ties.formed[i] == last.index + 1 && firm) {
        const int a = before[ties.firm_id[i]];
        const int b = before[ties.partner_id[i]];
        if ((a == 0) != (b == 0)) {
          sum += a + b;
          count += 1;
        }
      }
    }
    REQUIRE(count > 20);
    return sum / count;
  };
  CHECK(attachment(0.9) > 1.3 * attachment(0));
}

TEST_CASE("the measures of a network are right for networks one can draw") {
  const auto tie = [](std::uint64_t a, std::uint64_t b) {
    return Tie{0, 0, a, b, PartnerKind::firm, TieKind::joint_rnd, 0.5F, {0}};
  };
  Ties ties;
  ties.add(tie(1, 2));
  ties.add(tie(2, 3));
  ties.add(tie(1, 3));
  CHECK(clustering(ties, 1) == 1);
  CHECK(core_share(ties, 2) == 1);
  ties.add(tie(3, 4));
  CHECK(degree_distribution(ties) == std::vector<std::int64_t>{0, 1, 2, 1});
  CHECK(mean_degree(ties, 4) == 2);
  CHECK(clustering(ties, 1) == doctest::Approx(0.6));
  CHECK(core_share(ties, 2) == 0.75);
  CHECK(core_share(Ties{}, 2) == 0);
}
