#include <doctest/doctest.h>
#include <stdlib.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>

#include "analysis/result.hpp"
#include "analysis/schema.hpp"
#include "sim/layout.hpp"
#include "sim/provenance.hpp"
#include "sim/recorder.hpp"

using namespace sme;
using namespace sme::sim;
using analysis::ResultReader;
using analysis::ResultWriter;
namespace fs = std::filesystem;

namespace {

constexpr auto missing = std::numeric_limits<std::int64_t>::min();
using Numbers = std::vector<std::int64_t>;

class Folder {
public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "sme-recorder-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;
  fs::path operator/(const char *name) const { return path_ / name; }

private:
  fs::path path_;
};

Scenario two_years(double panel_share = 1) {
  Scenario scenario;
  scenario.name = "two_years";
  RunParameters &run = scenario.parameters.run;
  run.from = quarter_of(2019, 1);
  run.until = quarter_of(2020, 4);
  run.replicates = 2;
  run.panel_share = panel_share;
  run.network_every = 4;
  Policy award{"award", {}, CentralAward{}};
  Policy guarantee{"guarantee", {}, CreditGuarantee{}};
  guarantee.programme.payer = Payer::province;
  scenario.policies = {award, guarantee};
  return scenario;
}

/// Three firms in two blocks; firm 20 does R&D.
Economy three_firms(Quarter now) {
  Economy economy;
  economy.now = now;
  economy.blocks.resize(2);
  const auto add = [&](std::size_t b, std::uint64_t id, std::int32_t researcher) {
    Block &block = economy.blocks[b];
    block.chain = static_cast<int>(b) + 3;
    block.niches.resize(1);
    block.niches[0].id = 1000 + b;
    each_column(block.firms, [](auto &column) { column.emplace_back(); });
    block.firms.id.back() = id;
    block.firms.cash.back() = static_cast<Money>(id) * 100;
    block.firms.tier.back() = 2;
    block.firms.researcher.back() = researcher;
  };
  add(0, 30, no_researcher);
  add(1, 10, no_researcher);
  add(1, 20, 0);
  Researchers &researchers = economy.blocks[1].researchers;
  each_column(researchers, [](auto &column) { column.emplace_back(); });
  researchers.knowledge[0] = {1, 2, 3, 4, 5, 6};
  researchers.expires[0] = {80, 81, 82, 83};
  researchers.class1[0] = 7;
  economy.network.ties.add({1, 2, 20, 30, PartnerKind::firm, TieKind::learning, 0.5F, now});
  return economy;
}

Measures some_measures(const Scenario &scenario, Quarter now) {
  Measures measures{now, Tally(scenario.policies.size()), {}};
  const auto value = static_cast<std::int64_t>(now.index);
  measures.tally.at(3, 8, 1, 2).firms = 5;
  measures.tally.at(3, 30, 1, 2).firms = 7;
  measures.tally.at(19, 8, 3, 4).revenue = value;
  if (!scenario.policies.empty()) {
    measures.tally.activity[1][8][2].spent = 40;
    measures.tally.activity[1][9][3].spent = 2;
    measures.tally.activity[0][0][0].applicants = 3;
  }
  measures.tally.ledger.transfer(Flow::wages, Account::firms, Account::households, 11);
  measures.balance[static_cast<std::size_t>(Account::banks)] = 13;
  return measures;
}

ReadScenario with_text(Scenario scenario) {
  ScenarioText text;
  text.main = "two years.toml";
  text.files = {{"two years.toml", "name = \"two_years\" # 两年\n"}, {"rules/r.toml", "\n"}};
  text.overrides = {"run.seed=7", "run.until='2020Q4'"};
  text.settings = {{"run.seed", "7", "--set"}};
  text.resolved = "seed = 7\n";
  return {std::move(scenario), std::move(text)};
}

void write_result(const fs::path &path, const ReadScenario &read, std::size_t replicates = 2) {
  ResultWriter result(path);
  Recorder recorder(result, read.scenario);
  write_provenance(result, read);
  const RunParameters &run = read.scenario.parameters.run;
  for (std::size_t r = 0; r < replicates; ++r) {
    for (Quarter q = run.from + -4; q <= run.until; q = q + 1) {
      recorder.record(r, some_measures(read.scenario, q), three_firms(q));
    }
    recorder.finish(r);
  }
  result.publish();
}

std::int64_t sum(const Numbers &values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

} // namespace

TEST_CASE("every view of an indicator adds up to the nation") {
  const Folder folder;
  write_result(folder / "r.h5", with_text(two_years()));
  const ResultReader in(folder / "r.h5");
  walk<Indicators>([&](const auto &c) {
    const auto nation = in.read_whole(cube_name(c.key, View::nation), {0, 1, 5}).values;
    REQUIRE(nation.size() == tiers);
    for (const View view : {View::by_province, View::by_chain, View::by_size}) {
      const auto part = in.read_whole(cube_name(c.key, view), {0, 1, 5}).values;
      for (std::size_t tier = 0; tier < tiers; ++tier) {
        std::int64_t total = 0;
        for (std::size_t i = tier; i < part.size(); i += tiers) {
          total += part[i];
        }
        REQUIRE(total == nation[tier]);
      }
    }
  });
  CHECK(in.read_whole("firms", {0, 0, 0}).values == Numbers{0, 0, 12, 0, 0});
  CHECK(in.read_whole("firms_by_province", {0, 0, 0, 30}).values == Numbers{0, 0, 7, 0, 0});
  CHECK(in.read_whole("firms_by_chain", {0, 0, 0, 3}).values == Numbers{0, 0, 12, 0, 0});
  const std::int64_t last = quarter_of(2020, 4).index;
  CHECK(in.read_whole("revenue_by_size", {0, 0, 7, 3}).values == Numbers{0, 0, 0, 0, last});
}

TEST_CASE("money shows up with whoever pays and receives it") {
  const Folder folder;
  write_result(folder / "r.h5", with_text(two_years()));
  const ResultReader in(folder / "r.h5");
  const auto wages = static_cast<std::size_t>(Flow::wages);
  CHECK(in.read_whole("flow_matrix", {0, 1, 7, wages}).values ==
        Numbers{-11, 11, 0, 0, 0, 0, 0, 0, 0});
  CHECK(sum(in.read_whole("flow_matrix").values) == 0);
  CHECK(in.read_whole("balance", {0, 0, 3}).values == Numbers{0, 0, 13, 0, 0, 0, 0, 0, 0});
  CHECK(in.read_whole("programme_payer").values == Numbers{0, 1});
  CHECK(in.read_whole("programme_spending_by_payer", {0, 0, 0}).values == Numbers{0, 0, 0, 42});
  CHECK(in.read_whole("programme_spent", {0, 0, 2, 1, 8}).values == Numbers{0, 0, 40, 0, 0});
  CHECK(in.read_whole("programme_applicants", {0, 0, 2, 0, 0}).values == Numbers{3, 0, 0, 0, 0});
  CHECK(sum(in.read_whole("programme_spent").values) == 42 * 2 * 8);
}

TEST_CASE("the panel has every firm once a year, in the order of identities") {
  const Folder folder;
  write_result(folder / "r.h5", with_text(two_years()), 1);
  const ResultReader in(folder / "r.h5");
  CHECK(in.read_column<std::int64_t>("panel", "firm") == Numbers{10, 20, 30, 10, 20, 30});
  CHECK(in.read_column<std::int16_t>("panel", "period") ==
        std::vector<std::int16_t>{79, 79, 79, 83, 83, 83}); // the spin-up is not in it
  CHECK(in.read_column<std::int64_t>("panel", "cash")[2] == 3000);
  CHECK(in.read_column<std::uint8_t>("panel", "industry")[2] == 3);
  CHECK(in.read_column<std::int64_t>("panel", "niche_identity")[0] == 1001);
  const auto patents = in.read_column<float>("panel", "class1");
  CHECK(std::isnan(patents[0])); // no R&D is not the same as no patents
  CHECK(patents[1] == 7);
  CHECK(in.read_column<float>("panel", "knowledge_3")[1] == 3);
  CHECK(in.read_column<float>("panel", "expires_champion")[1] == 83);
  CHECK(in.read_column<std::int64_t>("network", "firm_identity") == Numbers{20, 20});
  CHECK(in.read_column<float>("network", "strength")[0] == 0.5F);
}

TEST_CASE("the rows of one quarter are found in a table without reading the others") {
  const Folder folder;
  write_result(folder / "r.h5", with_text(two_years()));
  const ResultReader in(folder / "r.h5");
  // Two replicates, a panel of three firms each fourth quarter, one tie each first.
  CHECK(in.read_whole("panel_rows", {0, 1}).values == Numbers{0, 0, 0, 3, 0, 0, 0, 3});
  CHECK(in.read_whole("panel_first_row", {0, 1}).values == Numbers{6, 6, 6, 6, 9, 9, 9, 9});
  CHECK(in.read_whole("network_rows", {0, 0}).values == Numbers{1, 0, 0, 0, 1, 0, 0, 0});
  const auto period = in.read_column<std::int16_t>("panel", "period");
  const auto replicate = in.read_column<std::int32_t>("panel", "replicate_index");
  for (std::size_t r = 0; r < 2; ++r) {
    for (std::size_t q = 0; q < 8; ++q) {
      const auto first = in.read_whole("panel_first_row", {0, r, q}).values.at(0);
      const auto rows = in.read_whole("panel_rows", {0, r, q}).values.at(0);
      for (std::int64_t row = first; row < first + rows; ++row) {
        CHECK(period.at(static_cast<std::size_t>(row)) == quarter_of(2019, 1).index + int(q));
        CHECK(replicate.at(static_cast<std::size_t>(row)) == int(r));
      }
    }
  }
  write_result(folder / "one.h5", with_text(two_years()), 1);
  const auto places = ResultReader(folder / "one.h5").read_whole("panel_rows", {0, 1}).values;
  CHECK(places == Numbers(8, missing)); // nobody simulated the second replicate
}

TEST_CASE("the panel follows the same firms in every replicate, about as many as asked for") {
  RunParameters run = two_years(0.1).parameters.run;
  int followed = 0;
  for (std::uint64_t firm = 0; firm < 100000; ++firm) {
    followed += in_panel(firm, run) ? 1 : 0;
  }
  CHECK(std::abs(followed - 10000) < 4 * std::sqrt(100000 * 0.1 * 0.9)); // four standard errors
  run.panel_share = 0.2; // a larger panel keeps the firms of a smaller one
  for (std::uint64_t firm = 0; firm < 1000; ++firm) {
    CHECK((in_panel(firm, run) || !in_panel(firm, two_years(0.1).parameters.run)));
  }
  const Folder folder;
  write_result(folder / "none.h5", with_text(two_years(0)));
  CHECK(ResultReader(folder / "none.h5").read_column<std::int64_t>("panel", "firm").empty());
}

TEST_CASE("what has not been simulated is missing, and a world without policy has no programmes") {
  const Folder folder;
  auto read = with_text(two_years());
  read.scenario.policies.clear();
  write_result(folder / "r.h5", read, 1);
  const ResultReader in(folder / "r.h5");
  const auto values = in.read_whole("firms", {0, 1}).values;
  CHECK(std::all_of(values.begin(), values.end(), [](auto value) { return value == missing; }));
  const auto spent = in.read_whole("programme_spent", {0, 0}).values;
  CHECK(std::all_of(spent.begin(), spent.end(), [](auto value) { return value == missing; }));
  for (const auto &axis : in.axes()) {
    if (axis.name == "instrument") {
      CHECK(axis.labels == std::vector<std::string>{"none"});
    }
  }
}

TEST_CASE("a result holds the texts it was computed from, and the same texts give the same bytes") {
  const Folder folder;
  const auto read = with_text(two_years());
  write_result(folder / "a.h5", read);
  write_result(folder / "b.h5", read);
  CHECK(analysis::sha256_of_file(folder / "a.h5") == analysis::sha256_of_file(folder / "b.h5"));
  const ResultReader in(folder / "a.h5");
  const ScenarioText text = texts_in(in);
  CHECK(text.main == read.text.main);
  CHECK(text.overrides == read.text.overrides);
  REQUIRE(text.files.size() == 2);
  CHECK(text.files[0].path == "two years.toml");
  CHECK(text.files[0].text == read.text.files[0].text);
  CHECK(text.files[1].text == "\n");
  CHECK(in.text("provenance/settings") == "key\tvalue\tset by\nrun.seed\t7\t--set\n");
}

TEST_CASE("every indicator and column of the codebooks is on the page of the schema") {
  const Layout layout = layout_of(two_years());
  const auto page = analysis::schema_markdown(layout.axes, layout.cubes, layout.tables);
  const auto has = [&](std::string_view name) {
    return page.find("| `" + std::string(name) + "` |") != std::string::npos;
  };
  walk<Indicators>([&](const auto &c) { CHECK(has(c.key)); });
  walk<Activity>([&](const auto &c) { CHECK(has("programme_" + std::string(c.key))); });
  walk<Firms>([&](const auto &c) { CHECK(has(c.key)); });
  walk<Ties>([&](const auto &c) { CHECK(has(c.key)); });
  CHECK(has("expires_srdi"));
  CHECK(has("knowledge_6"));
}
