// Study files of calibrations: what is read, and what is refused with which words.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/calibration_file.hpp"
#include "sim/calibration_order.hpp"
#include "sim/failure.hpp"

using namespace sme;
using namespace sme::sim;
namespace fs = std::filesystem;

namespace {

const fs::path source_dir = SME_SOURCE_DIR;

std::string text_of(const fs::path &file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

const char *counts = R"(id,fact,scope,period,low,value,high,unit,source,grade,use,measure,remark
giants_2019,giants,nation,2019Q4,248,248,260,firms,a table,H,fit,firms[little_giant],
giants_2020,giants,nation,2020Q4,1800,1832,1900,firms,a table,M,fit,firms[little_giant],
giants_2022,giants,nation,2022Q4,8900,8997,9000,firms,a table,H,fit,firms[little_giant],
giants_2024,giants,nation,2024Q4,14600,14687,14700,firms,a table,H,test,firms[little_giant],
growth_2019,growth,nation,2019,1,2,3,ratio,a table,H,fit,firms[*] / firms[*]@-1,
access_2021,access,nation,2021Q4,0.4,0.5,0.6,share,a table,H,fit,access_high_tech[*],
unmeasured_2020,other,nation,2020Q4,1,2,3,share,a table,H,fit,,not modelled
)";
const char *averages = R"(id,fact,scope,period,low,value,high,unit,source,grade,use,measure,remark
staff_2022,staff,nation,2022Q4,240,250,260,persons,a table,H,test,staff[little_giant] / firms[little_giant],
wage_2020,wage,nation,2020Q4,1,2,3,CNY,a table,H,inform,,an input
)";

StudyText study_with(const std::string &text, std::vector<std::string> overrides = {}) {
  Messages messages;
  StudyText study{"study.toml", text, std::move(overrides), {}, {}};
  study.scenario =
      read_scenario_with_text(source_dir / "scenarios/baseline.toml", {}, messages)->text;
  study.tables = {{"reference/facts_averages.csv", averages},
                  {"reference/facts_counts.csv", counts}};
  return study;
}

std::string told(const fs::path &wrong) {
  StudyText study = study_with(text_of(wrong));
  study.path = wrong.filename().string();
  Messages messages;
  CHECK_FALSE(read_study(study, messages).has_value());
  return messages.render_all();
}

const std::string good = R"(scenario = "baseline.toml"
facts = "reference"
only = ["giants_2020", "giants_2019"]
[calibrate]
scale = "0.4 %"
until = "2020Q4"
[free."ladder.awareness_srdi"]
low = 0.0001
high = 0.01
scale = "log"
[free."ladder.hope"]
low = "10 %"
high = 0.9
)";

} // namespace

TEST_CASE("a study says which facts are fitted by which parameters, at which scale") {
  Messages messages;
  const auto study = read_study(study_with(good), messages);
  REQUIRE_MESSAGE(study, messages.render_all());
  CHECK(study->scenario.parameters.run.scale == 0.004);
  CHECK(study->scenario.parameters.run.until == quarter_of(2020, 4));
  REQUIRE(study->facts.size() == 2); // in the order asked for
  CHECK(study->facts[0].id == "giants_2020");
  REQUIRE(study->free.size() == 2);
  CHECK(study->free[0].knob.key == "ladder.awareness_srdi");
  CHECK(study->free[0].bounds.scale == analysis::Scale::logarithmic);
  CHECK(study->free[1].bounds.low == 0.1);
  CHECK(study->settings.replicates == CalibrationSettings{}.replicates);
}

TEST_CASE("--set changes the settings of a study, words with or without quotes") {
  Messages messages;
  const auto study = read_study(
      study_with(good, {"calibrate.until=2021Q4", "calibrate.waves=5", "calibrate.until='2020Q4'"}),
      messages);
  REQUIRE_MESSAGE(study, messages.render_all());
  CHECK(study->settings.waves == 5);
  CHECK(study->settings.until == quarter_of(2020, 4));
  CHECK_FALSE(read_study(study_with(good, {"calibrate.wave=5"}), messages));
  CHECK(messages.render_all().find("did you mean `waves`?") != std::string::npos);
}

TEST_CASE("a family stands for its facts to fit; one without any is refused") {
  const auto with = [&](const std::string &only) {
    std::string text = good;
    const auto at = text.find("[\"giants_2020\", \"giants_2019\"]");
    return text.replace(at, 30, only);
  };
  Messages messages;
  // growth of 2019 needs 2018, access needs the panel, 2022 comes after the runs
  CHECK_FALSE(read_study(study_with(with("[\"counts\"]")), messages));
  CHECK(messages.count() == 3);
  Messages of_averages;
  CHECK_FALSE(read_study(study_with(with("[\"averages\"]")), of_averages));
  CHECK(of_averages.render_all().find("facts to test with never enter a fit") != std::string::npos);
}

TEST_CASE("no study that is read has a fact to test in it") {
  // whatever is asked for: by name, by family or by asking for nothing
  for (const char *only : {"[\"giants_2024\"]", "[\"counts\"]", "[\"averages\", \"staff_2022\"]"}) {
    std::string text = good;
    text.replace(text.find("[\"giants_2020\", \"giants_2019\"]"), 30, only);
    Messages messages;
    const auto study = read_study(study_with(text, {"calibrate.until=2025Q4"}), messages);
    CHECK_FALSE(study.has_value());
  }
  std::string all = good;
  all.erase(all.find("only"), all.find("[calibrate]") - all.find("only"));
  StudyText study = study_with(all, {"calibrate.until=2025Q4"});
  study.tables = {{"reference/facts_counts.csv", counts}};
  std::string &table = study.tables.front().text;
  for (const char *row : {"growth_2019", "access_2021"}) { // which need what runs do not keep
    table.erase(table.find(row), table.find('\n', table.find(row)) + 1 - table.find(row));
  }
  Messages messages;
  const auto read = read_study(study, messages);
  REQUIRE_MESSAGE(read, messages.render_all());
  CHECK(read->facts.size() == 3);
  for (const analysis::Fact &fact : read->facts) {
    CHECK(fact.use == analysis::Use::fit);
  }
}

TEST_CASE("every wrong study is refused with its message") {
  int files = 0;
  for (const auto &entry : fs::directory_iterator(source_dir / "tests/wrong/calibration")) {
    if (entry.path().extension() != ".toml") {
      continue;
    }
    ++files;
    fs::path expected = entry.path();
    expected.replace_extension(".expected");
    CAPTURE(expected.string());
    if (std::getenv("SME_REWRITE_EXPECTED") != nullptr) { // after a change of meanings or defaults
      std::ofstream(expected, std::ios::binary) << told(entry.path());
    }
    CHECK(told(entry.path()) == text_of(expected));
  }
  CHECK(files >= 7);
}

TEST_CASE("the study of the repository can be read, from disk and from its order") {
  Messages messages;
  const StudyText text = gather_study(source_dir / "scenarios/calibration.toml", {}, messages);
  const auto study = read_study(text, messages);
  REQUIRE_MESSAGE(study, messages.render_all());
  CHECK(study->free.size() >= 5);
  CHECK(study->facts.size() >= 10);
  const std::string order = calibration_order(text);
  CHECK(order.find(source_dir.string()) == std::string::npos); // no path of this machine
  CHECK(calibration_order(study_in(order)) == order);
  const auto again = read_study(study_in(order), messages);
  REQUIRE(again);
  CHECK(again->facts.size() == study->facts.size());
  CHECK_THROWS_AS(study_in("{}"), Failure);
}
