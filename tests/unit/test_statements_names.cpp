// What worlds and programmes are called, so that nobody takes one for the other.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "analysis/statement_parts.hpp"
#include "tests/unit/small_comparison.hpp"

using namespace sme::analysis;
using namespace sme::analysis::test;

namespace {

/// The small comparison with its worlds' texts changed.
template <class Change> ComparisonData changed(const Change &change) {
  auto data = small();
  auto worlds = nlohmann::json::parse(data.worlds);
  change(worlds);
  data.worlds = worlds.dump();
  return data;
}

} // namespace

TEST_CASE("titles that stand alone are shown as they are") {
  const auto data = small();
  const Comparison c(data);
  CHECK(c.world_title(2).en == "Grants");
  CHECK(c.world_title(2).zh == "补助");
}

TEST_CASE("two worlds of one title bear their scenarios' names, in both languages") {
  for (const char *key : {"title", "title_zh"}) { // one language is enough
    const auto data = changed([&](auto &worlds) { worlds[3][key] = worlds[2][key]; });
    const Comparison c(data);
    CHECK(c.world_title(2).en == "Grants (grant)");
    CHECK(c.world_title(2).zh == "补助（grant）");
    CHECK(c.world_title(3).en.ends_with(" (advice, \"free\")"));
    CHECK(c.world_title(3).zh.ends_with("（advice, \"free\"）"));
    CHECK(c.world_title(4).en == "Package");
    const auto findings = nlohmann::json::parse(statements_of(data).texts.at(0).second);
    const std::string first = findings["primary"][1]["en"];
    CHECK(first.starts_with("Grants (grant) raises"));
  }
}

TEST_CASE("a policy without a title of its own is not taken for the baseline") {
  const auto data = changed([](auto &worlds) {
    worlds[1]["title"] = worlds[0]["title"];
    worlds[1]["title_zh"] = worlds[0]["title_zh"];
  });
  CHECK(Comparison(data).world_title(0).zh == "照旧（baseline）");
  CHECK(Comparison(data).world_title(1).zh == "照旧（null）");
}

TEST_CASE("a programme is called what its instrument is, and by its name where two have one") {
  const auto data = changed([](auto &worlds) {
    worlds[2]["programmes"][0]["instrument"] = "special_fund";
    worlds[2]["programmes"][1]["instrument"] = "srdi_loan";
    worlds[3]["programmes"][0]["instrument"] = "special_fund";
  });
  const Comparison c(data);
  CHECK(c.programme_title("old").en == "SRDI loan");
  CHECK(c.programme_title("grant").en == "special fund (`grant`)");
  CHECK(c.programme_title("advice").zh == "专项资金（`advice`）");
  CHECK(c.programme_title("nobody").en == "nobody");
  CHECK(c.programme_title("nil").zh == "nil"); // whose instrument is not told
}
