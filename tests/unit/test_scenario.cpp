// Scenario files: what is read, who set it, and that every mistake is told in a useful way.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/explain.hpp"
#include "sim/scenario_file.hpp"
#include "sim/scenario_values.hpp"

namespace fs = std::filesystem;
using namespace sme;
using namespace sme::sim;

namespace {

const fs::path source_dir = SME_SOURCE_DIR;

std::string text_of(const fs::path &path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path &path, const std::string &text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// Reads one text in memory; extra files by path.
std::optional<ReadScenario> read(const std::string &text, Messages &messages,
                                 std::vector<std::string> overrides = {},
                                 std::map<std::string, std::string> others = {}) {
  others["s.toml"] = text;
  return read_scenario_with_text(MemoryFiles(others), "s.toml", overrides, messages);
}

std::string replaced(std::string text, const std::string &from, const std::string &to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

/// What a planner sees for a file on disk; the folder is left out of paths.
std::string told(const fs::path &path) {
  Messages messages;
  const auto scenario = read_scenario(path, {}, messages);
  CHECK(scenario.has_value() == messages.empty());
  return replaced(messages.render_all(), path.parent_path().generic_string() + "/", "");
}

std::map<std::string, std::string> real_files() {
  std::map<std::string, std::string> files;
  for (const char *name : {"reference/provinces.csv", "reference/chains.csv",
                           "reference/input_output.csv", "rules/R2022.toml", "rules/R2026.toml"}) {
    files[name] = text_of(source_dir / "scenarios" / name);
  }
  return files;
}

/// A folder of its own for faults that cannot be kept in the repository.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("sme_hostile_" + std::to_string(::getpid()));
  Folder() {
    fs::remove_all(path);
    fs::create_directories(path / "inside");
  }
  ~Folder() { fs::remove_all(path); }
};

} // namespace

TEST_CASE("every wrong file is told as the message beside it says") {
  int cases = 0;
  std::vector<fs::path> paths;
  for (const auto &entry : fs::directory_iterator(source_dir / "tests/wrong")) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const fs::path &expected : paths) {
    if (expected.extension() != ".expected") {
      continue;
    }
    fs::path wrong = expected;
    wrong.replace_extension("");
    wrong = fs::is_directory(wrong) ? wrong / "main.toml" : fs::path(wrong.string() + ".toml");
    CAPTURE(wrong.string());
    if (std::getenv("SME_REWRITE_EXPECTED") != nullptr) { // after a change of meanings or defaults
      std::ofstream(expected, std::ios::binary) << told(wrong);
    }
    CHECK(told(wrong) == text_of(expected));
    ++cases;
  }
  CHECK(cases >= 40);
}

TEST_CASE("the committed manual of parameters is what the codebooks say") {
  CHECK(sim::parameters_markdown() == text_of(source_dir / "scenarios/PARAMETERS.md"));
}

TEST_CASE("hostile texts are refused with a place and never end the program") {
  struct Hostile {
    std::string text, first;
  };
  std::string dots = "a";
  for (int i = 0; i < 20'000; ++i) {
    dots += ".a";
  }
  std::string many_dots = "[run]\n";
  for (int i = 0; i < 100'000; ++i) {
    many_dots += "a" + std::to_string(i) + ".b = 1\n";
  }
  const std::string number = "name = \"x\"\n[market]\nreplicator_speed = ";
  const std::vector<Hostile> all{
      {dots + " = 1\n", "key nested too deeply (limit 64), line 1"},
      {"[" + dots + "]\n", "key nested too deeply (limit 64), line 1"},
      {dots + dots + " = 1\n", "line 1 is longer than 65536 bytes"},
      {"x = " + std::string(10'000, '['), "brackets nested too deeply (limit 64)"},
      {"x = " + std::string(64, '[') + std::string(64, ']'), "unknown key `x`"},
      {std::string("name = \"a\0b\"\n", 13), "control character 0x00 in the text"},
      {std::string("\xFF\xFEn\0", 4), "s.toml is not UTF-8 text (it looks like UTF-16)"},
      {std::string("\0n", 2), "s.toml is not UTF-8 text (it looks like UTF-16)"},
      {"name = \"a\"\rtitle = \"b\"\n", "a carriage return without a line feed"},
      {"name = \"\x1b[31m\"\n", "control character 0x1b in the text"},
      {"[!]", "not valid TOML: "},
      {"[[[x]]]", "not valid TOML: "},
      {"[=]", "not valid TOML: "},
      {"name = \"\xC3\"", "not valid TOML: "},
      {"name = \"\\ud800\"", "not valid TOML: "},
      {number + "1e400", "`market.replicator_speed = 1e400` is beyond the range of numbers"},
      {number + "-1e400", "`market.replicator_speed = -1e400` is beyond the range of numbers"},
      {number + "1e-320", "`market.replicator_speed = 1e-320` is beyond the range of numbers"},
      {number + "9223372036854775808",
       "`market.replicator_speed = 9223372036854775808` is beyond the range of numbers"},
      {number + "0xFFFFFFFFFFFFFFFFF",
       "`market.replicator_speed = 0xFFFFFFFFFFFFFFFFF` is beyond the range of numbers"},
      {number + "inf", "`market.replicator_speed = inf` is not a finite number"},
      {number + "-inf", "`market.replicator_speed = -inf` is not a finite number"},
      {number + "nan", "`market.replicator_speed = nan` is not a finite number"},
      {number + "\"1e400 1/quarter\"",
       "`market.replicator_speed = \"1e400 1/quarter\"` is beyond the range of numbers"}};
  for (const Hostile &hostile : all) {
    CAPTURE(hostile.first);
    Messages messages;
    CHECK_FALSE(read(hostile.text, messages).has_value());
    REQUIRE_FALSE(messages.empty());
    CHECK(messages.all()[0].what.substr(0, hostile.first.size()) == hostile.first);
    CHECK(messages.all()[0].where.has_value());
    CHECK(messages.render_all().size() < 20'000);
  }
  Messages messages;
  CHECK_FALSE(read(many_dots, messages).has_value());
  CHECK_FALSE(messages.empty());
}

TEST_CASE("what is not an ordinary file in the folder of the scenario is refused") {
  const Folder folder;
  const fs::path outside = folder.path / "outside.toml";
  write(outside, "name = \"outside\"\n");
  const fs::path at = folder.path / "inside";
  fs::create_directory(at / "folder.toml");
  CHECK(told(at / "folder.toml").find("is a folder, not a file") != std::string::npos);
  REQUIRE(::mkfifo((at / "pipe.toml").c_str(), 0600) == 0);
  CHECK(told(at / "pipe.toml").find("is a pipe, not a file") != std::string::npos);
  CHECK(told("/dev/null").find("is a device, not a file") != std::string::npos);
  CHECK(told(at / "none.toml").find("does not exist") != std::string::npos);
  write(at / "huge.toml", "");
  fs::resize_file(at / "huge.toml", 10'000'000'000);
  CHECK(told(at / "huge.toml").find("at most 4194304 (4 MiB) are read") != std::string::npos);
  fs::resize_file(at / "huge.toml", 0);
  write(at / "up.toml", "name = \"x\"\nbase = \"../outside.toml\"\n");
  CHECK(told(at / "up.toml").find("leads out of the folder") != std::string::npos);
  write(at / "absolute.toml", "name = \"x\"\nbase = \"" + outside.string() + "\"\n");
  CHECK(told(at / "absolute.toml").find("is absolute") != std::string::npos);
  fs::create_symlink(outside, at / "link.toml");
  write(at / "through.toml", "name = \"x\"\nbase = \"link.toml\"\n");
  CHECK(told(at / "through.toml").find("by a symbolic link") != std::string::npos);
  fs::create_directory_symlink(folder.path, at / "linked");
  write(at / "deep.toml", "name = \"x\"\nbase = \"linked/outside.toml\"\n");
  CHECK(told(at / "deep.toml").find("by a symbolic link") != std::string::npos);
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
  const auto read_both = read(
      "base = \"base.toml\"\nname = \"child\"\n[run]\nscale = 0.1\n"
      "[policy.keep]\nprovinces = [\"Shanghai\"]\n[policy.drop]\nremove = true\n",
      messages,
      {"run.until=2026Q2", "policy.keep.payer=province", "run.replicates=7", "run.panel_share=.25"},
      base);
  CHECK(messages.render_all() == "");
  REQUIRE(read_both.has_value());
  const Scenario &s = read_both->scenario;
  CHECK(s.name == "child");
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

TEST_CASE("mistakes in reference tables are told with their cell") {
  const std::string main = "name = \"x\"\nreference = \"reference\"\n";
  const auto wrong = [&](const std::string &file, const std::string &from, const std::string &to) {
    auto files = real_files();
    const std::size_t at = files[file].find(from);
    REQUIRE(at != std::string::npos);
    files[file].replace(at, from.size(), to);
    Messages messages;
    CHECK_FALSE(read(main, messages, {}, files).has_value());
    return messages.render_all();
  };
  const auto has = [](const std::string &text, const std::string &part) {
    CAPTURE(text);
    CHECK(text.find(part) != std::string::npos);
  };
  const std::string p = "reference/provinces.csv", c = "reference/chains.csv";
  has(wrong(p, "0.0120", "0,0120"), "cells; the header has");
  has(wrong(p, "0.0120", "abc"), "`Beijing.firm_share = abc` is not a number");
  has(wrong(p, "0.0120", "abc"), "reference/provinces.csv:2:");
  has(wrong(p, "0.0120", "0.1120"), "sums to 1.1");
  has(wrong(p, "0.0120", "1.5"), "above the highest value allowed, 1.0");
  has(wrong(p, "\nBeijing", "\nBejing"), "did you mean `Beijing`?");
  has(wrong(p, "\nBeijing", "\nTianjin"), "has two rows");
  has(wrong(p, "\nBeijing", "\nTianjin"), "the row of province `Beijing` is missing");
  has(wrong(p, "extent_km", "extent"), "column `extent_km` is missing");
  has(wrong(p, "extent_km", "wage_index"), "column `wage_index` is there twice");
  has(wrong(p, "province,", "place,"), "the first column is `place`");
  has(wrong(c, "\"firm_share assumed", "firm_share \"assumed"), "a quote in the middle of a cell");
  has(wrong("reference/input_output.csv", "0.130", "0.93"), "not below its input_share");
  has(wrong("reference/input_output.csv", "0.130", "-0.1"), "below the lowest value allowed");
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

TEST_CASE("carets stand below wide letters and tabs") {
  const Message message{"wrong", Span{"f", 1, 5, 2}, "right"};
  CHECK(render(message, "\t上=\"ab\"\n") == "wrong\nf:1:5\n  1 |     上=\"ab\"\n"
                                            "    |         ^^\nhelp: right\n");
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
