// Indicators of a small world as readable text: a change of any figure shows here as a line that
// differs. After a change that is meant, SME_REWRITE_EXPECTED=1 writes them anew; look at the
// difference before it is committed.
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/law/worlds.hpp"

using namespace sme;
using namespace sme::test;

namespace {

std::string quarter_in_words(Quarter quarter) {
  return fmt::format("{}Q{}", quarter.year(), quarter.of_year());
}

/// National indicators of the last quarter of each year by label, and what each programme did.
std::string golden_text() {
  Scenario scenario = small_world();
  Economy economy = with_policies(settled(), scenario);
  std::string text = "# scenarios/baseline.toml, run.scale = 0.002, seed 20190101, replicate 0\n";
  for (const Measures &m : pass(economy, scenario, quarter_of(2024, 4))) {
    if (m.quarter.of_year() != 4) {
      continue;
    }
    text += "\n" + quarter_in_words(m.quarter) + "\n";
    std::array<Indicators, tiers> by_tier;
    for (int t = 0; t < tiers; ++t) {
      by_tier[static_cast<std::size_t>(t)] = nation(m, t);
    }
    walk<Indicators>([&](const auto &i) {
      text += fmt::format("  {:<18}", i.key);
      for (const Indicators &tier : by_tier) {
        text += fmt::format(" {:>15}", tier.*(i.member));
      }
      text += "\n";
    });
    for (std::size_t p = 0; p < scenario.policies.size(); ++p) {
      const Activity a = nation(m.tally.activity[p]);
      text += fmt::format("  {:<30} admitted {:>5} spent {:>12} forgone {:>12} returned {:>10}\n",
                          scenario.policies[p].name, a.admitted, a.spent, a.forgone, a.returned);
    }
  }
  return text;
}

std::string contents(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The first line that differs, "7: old | new"; empty for none.
std::string first_line_that_differs(const std::string &expected, const std::string &found) {
  std::istringstream a(expected), b(found);
  std::string x, y;
  for (int line = 1;; ++line) {
    const bool more_a = static_cast<bool>(std::getline(a, x));
    const bool more_b = static_cast<bool>(std::getline(b, y));
    if (!more_a && !more_b) {
      return {};
    }
    if (more_a != more_b || x != y) {
      return fmt::format("{}: {} | {}", line, more_a ? x : "nothing", more_b ? y : "nothing");
    }
  }
}

} // namespace

TEST_CASE("the indicators of a small world are those on record") {
  const std::string path = std::string(SME_SOURCE_DIR) + "/tests/golden/baseline.txt";
  const std::string found = golden_text();
  if (std::getenv("SME_REWRITE_EXPECTED") != nullptr) {
    std::ofstream(path, std::ios::binary) << found;
  }
  CHECK(first_line_that_differs(contents(path), found) == "");
}

TEST_CASE("a figure that differs by one is found") {
  CHECK(first_line_that_differs("a\nfirms 7\n", "a\nfirms 8\n") == "2: firms 7 | firms 8");
  CHECK(first_line_that_differs("a\n", "a\nb\n") == "2: nothing | b");
}
