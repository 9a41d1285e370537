// Scenario files: what is read, and who set it.
#include <algorithm>

#include <doctest/doctest.h>

#include "sim/explain.hpp"
#include "sim/scenario_values.hpp"
#include "tests/unit/scenario_texts.hpp"

namespace fs = std::filesystem;
using namespace sme;
using namespace sme::sim;
using namespace sme::test;

TEST_CASE("the committed manual of parameters is what the codebooks say") {
  CHECK(sim::parameters_markdown() == text_of(source_dir / "scenarios/PARAMETERS.md"));
}

TEST_CASE("a byte-order mark, Windows line ends and minus zero are accepted") {
  Messages messages;
  const auto scenario =
      read("\xEF\xBB\xBFname = \"x\"\r\n[market]\r\nreplicator_speed = -0.0\r\n", messages);
  CHECK(messages.render_all() == "");
  REQUIRE(scenario.has_value());
  CHECK(in_toml(scenario->scenario.parameters.market.replicator_speed) == "0.0");
}

TEST_CASE("units are converted to those of the codebook") {
  Messages messages;
  const auto read_units = read("name = \"x\"\n"
                               "[production]\ncash_target = \"0.5 years\"\n"
                               "[run]\nnetwork_every = \"3 years\"\nscale = \"10 %\"\n"
                               "[policy.a]\ninstrument = \"central_award\"\naward = \"6e6 CNY\"\n"
                               "years = \"12 quarters\"\nyearly_budget = 4e9\n"
                               "[policy.g]\ninstrument = \"credit_guarantee\"\n"
                               "fee = \"0.9 %/year\"\nshare_srdi = \"30 %\"\n",
                               messages);
  CHECK(messages.render_all() == "");
  REQUIRE(read_units.has_value());
  const Scenario &s = read_units->scenario;
  CHECK(s.parameters.production.cash_target == 2);
  CHECK(s.parameters.run.network_every == 12);
  CHECK(s.parameters.run.scale == 0.1);
  REQUIRE(s.policies.size() == 2);
  CHECK(s.policies[0].name == "a");
  CHECK(s.policies[0].programme.yearly_budget == 4'000'000'000);
  CHECK(std::get<CentralAward>(s.policies[0].instrument).award == 6'000'000);
  CHECK(std::get<CentralAward>(s.policies[0].instrument).years == 3);
  CHECK(std::get<CreditGuarantee>(s.policies[1].instrument).fee == 0.009);
  CHECK(std::get<CreditGuarantee>(s.policies[1].instrument).share_srdi == 0.3);
  CHECK(s.policies[1].programme.tiers == TierSet::of({1, 2, 3}));
}

TEST_CASE("a file overrides its base by key, and --set overrides both") {
  const std::map<std::string, std::string> base{
      {"base.toml", "name = \"base\"\ntitle = \"Base\"\n[run]\nseed = 1\nscale = 0.5\n"
                    "[policy.keep]\ninstrument = \"relending\"\nfrom = \"2024Q2\"\n"
                    "[policy.drop]\ninstrument = \"relending\"\n"}};
  Messages messages;
  const auto read_both =
      read("base = \"base.toml\"\nname = \"child\"\n[run]\nscale = 0.1\n"
           "[policy.keep]\nprovinces = [\"Shanghai\"]\n[policy.drop]\nremove = true\n",
           messages,
           {"run.until=2026Q2", "policy.keep.payer=province", "run.replicates=7",
            "run.panel_share=.25", "summary=./notes"},
           base);
  CHECK(messages.render_all() == "");
  REQUIRE(read_both.has_value());
  const Scenario &s = read_both->scenario;
  CHECK(s.name == "child");
  CHECK(read_both->text.summary == "./notes");
  CHECK(read_both->text.title == ""); // that of the base is not the child's
  CHECK(s.parameters.run.seed == 1);
  CHECK(s.parameters.run.scale == 0.1);
  CHECK(s.parameters.run.replicates == 7);
  CHECK(s.parameters.run.panel_share == 0.25);
  CHECK(s.parameters.run.until == quarter_of(2026, 2));
  REQUIRE(s.policies.size() == 1);
  CHECK(s.policies[0].programme.from == quarter_of(2024, 2));
  CHECK(s.policies[0].programme.provinces == ProvinceSet::of({8}));
  CHECK(s.policies[0].programme.payer == Payer::province);

  std::map<std::string, std::string> by;
  for (const Setting &setting : read_both->text.settings) {
    by[setting.key] = setting.by;
  }
  CHECK(by["run.seed"] == "base.toml:4");
  CHECK(by["run.scale"] == "s.toml:4");
  CHECK(by["run.until"] == "--set");
  CHECK(by["run.from"] == "default");
  CHECK(by["policy.keep.from"] == "base.toml:8");
  CHECK(by["policy.keep.rate"] == "default");

  Messages again;
  const auto repeated = read_scenario_again(read_both->text, again);
  CHECK(again.render_all() == "");
  REQUIRE(repeated.has_value());
  CHECK(repeated->text.resolved == read_both->text.resolved);
}

TEST_CASE("the resolved text and the template are scenarios with the same values") {
  Messages messages;
  const auto first = read(scenario_template(), messages);
  CHECK(messages.render_all() == "");
  REQUIRE(first.has_value());
  const auto second = read(first->text.resolved, messages);
  CHECK(messages.render_all() == "");
  REQUIRE(second.has_value());
  REQUIRE(first->text.settings.size() == second->text.settings.size());
  for (std::size_t i = 0; i < first->text.settings.size(); ++i) {
    CHECK(first->text.settings[i].value == second->text.settings[i].value);
  }
  std::string all = scenario_template();
  for (const char *mark : {"[policy.my_", "instrument", "from", "until", "provinces", "chains"}) {
    all = replaced(all, std::string("\n#") + mark, std::string("\n") + mark);
  }
  const auto third = read(all, messages);
  CHECK(messages.render_all() == "");
  REQUIRE(third.has_value());
  CHECK(third->scenario.policies.size() == std::variant_size_v<Instrument>);
}

TEST_CASE("the reference tables and rules of the project are read") {
  Messages messages;
  const auto found = read("name = \"x\"\nreference = \"reference\"\n"
                          "rules = [\"rules/R2026.toml\", \"rules/R2022.toml\"]\n",
                          messages, {}, real_files());
  CHECK(messages.render_all() == "");
  REQUIRE(found.has_value());
  CHECK(found->scenario.rules.size() == 2);
  CHECK(found->scenario.rules[0].from < found->scenario.rules[1].from);
  CHECK(found->scenario.reference.province[0].extent_km == 90);
  CHECK(found->scenario.reference.chain[3].revenue_per_worker == 3'140'000);
  CHECK(found->scenario.reference.input_output[3][5] == 0.28);
  CHECK(found->text.files.size() == 6);
}

TEST_CASE("every key can be explained and misspelt keys find the right one") {
  Messages messages;
  const Parameters parameters;
  sections(parameters, [&]<class Owner>(std::string_view section, const Owner &) {
    walk<Owner>([&](const auto &e) {
      const std::string key = std::string(section) + "." + std::string(e.key);
      const auto text = explain_key(key, messages);
      REQUIRE(text.has_value());
      CHECK(text->find(std::string(e.meaning)) != std::string::npos);
      CHECK(text->find(std::string(e.source)) != std::string::npos);

      Messages wrong;
      const std::string misspelt = std::string(e.key) + "x";
      CHECK_FALSE(
          read("name = \"x\"\n[" + std::string(section) + "]\n" + misspelt + " = 1\n", wrong)
              .has_value());
      REQUIRE(wrong.count() == 1);
      CHECK(wrong.all()[0].help.find("`" + std::string(e.key) + "`") != std::string::npos);

      Messages type; // no key takes a truth value
      CHECK_FALSE(
          read("name = \"x\"\n[" + std::string(section) + "]\n" + std::string(e.key) + " = true\n",
               type)
              .has_value());
      CHECK(type.count() == 1);
    });
  });
  CHECK(messages.empty());
  CHECK(explain_key("credit_guarantee", messages)->find("[policy.my_credit_guarantee]") !=
        std::string::npos);
  CHECK(explain_key("policy.credit_guarantee.fee", messages).has_value());
  CHECK(explain_key("policy.from", messages).has_value());
  CHECK(explain_key("instruments", messages).has_value());
  CHECK(explain_key("[market]", messages).has_value());
  CHECK_FALSE(explain_key("market.replicator_sped", messages).has_value());
  REQUIRE(messages.count() == 1);
  CHECK(messages.all()[0].help == "did you mean `market.replicator_speed`?");
  CHECK(parameters_markdown().find("| `replicator_speed` |") != std::string::npos);
}

TEST_CASE("every scenario that is shipped can be read, and begins in English and Chinese") {
  namespace fs = std::filesystem;
  int read = 0;
  for (const auto &file :
       fs::recursive_directory_iterator(std::string(SME_SOURCE_DIR) + "/scenarios")) {
    const std::string path = file.path().string();
    if (file.path().extension() != ".toml" || path.find("/rules/") != std::string::npos) {
      continue;
    }
    CAPTURE(path);
    // a study names a scenario and is none; test_calibration_file.cpp reads it
    if (text_of(file.path()).find("\nscenario = ") == std::string::npos) {
      sim::Messages messages;
      const auto scenario = sim::read_scenario(file.path(), {}, messages);
      INFO(messages.render_all());
      CHECK(scenario.has_value());
    }
    std::ifstream in(file.path());
    std::string line;
    bool chinese = false;
    std::getline(in, line);
    CHECK(line.starts_with("# "));
    while (line.starts_with("#") && std::getline(in, line)) {
      chinese =
          chinese || (line.starts_with("#") && line.find("\xe3\x80\x82") != std::string::npos);
    }
    CHECK(chinese);
    ++read;
  }
  CHECK(read >= 32);
}
