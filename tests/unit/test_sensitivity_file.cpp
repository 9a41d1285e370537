// Studies of sensitivity as files: which assumptions are moved, and between what.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <unistd.h>

#include "sim/failure.hpp"
#include "sim/sensitivity_file.hpp"

using namespace sme;
using namespace sme::sim;

namespace {

namespace fs = std::filesystem;

/// A copy of the scenarios with a study file in it.
class Folder {
public:
  Folder() : path_(fs::temp_directory_path() / ("sme-study-" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::copy(fs::path(SME_SOURCE_DIR) / "scenarios", path_, fs::copy_options::recursive);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;

  fs::path put(const std::string &text) const {
    std::ofstream(path_ / "study.toml") << text;
    return path_ / "study.toml";
  }

private:
  fs::path path_;
};

const std::string head =
    "scenario = \"baseline.toml\"\npolicies = [\"equal-budget/special-fund.toml\"]\n";

SensitivityStudy study_of(const Folder &folder, const std::string &text,
                          const std::vector<std::string> &overrides = {}) {
  Messages messages;
  const auto gathered = gather_sensitivity(folder.put(text), overrides, messages);
  auto study = read_sensitivity_study(gathered, messages);
  INFO(messages.render_all());
  REQUIRE(study);
  return std::move(*study);
}

std::set<std::string> moved_in(const SensitivityStudy &study) {
  std::set<std::string> keys;
  for (const auto &one : study.frame.assumptions)
    keys.insert(one.key);
  return keys;
}

std::string why_left(const SensitivityStudy &study, const std::string &key) {
  for (const auto &[one, why] : study.left_out)
    if (one == key)
      return why;
  return "";
}

} // namespace

TEST_CASE("every number that is assumed is moved, or it is said why not") {
  const Folder folder;
  const auto study = study_of(folder, head);
  const auto moved = moved_in(study);
  std::size_t seen = 0;
  for (std::size_t w = 0; w < 2; ++w) {
    const Scenario &scenario = study.text.scenarios[w].read.scenario;
    for (const auto &knobs : {knobs_of(scenario), programme_knobs_of(scenario)})
      for (const Knob &knob : knobs) {
        CAPTURE(knob.key);
        const std::string key = knob.instrument.empty()
                                    ? knob.key
                                    : knob.instrument + knob.key.substr(knob.key.rfind('.'));
        const bool told = moved.contains(key) || !why_left(study, key).empty();
        CHECK(told == knob.assumed());
        seen += told ? 1 : 0;
      }
  }
  CHECK(seen > 100);
  CHECK(moved.contains("market.supply_weight"));
  CHECK(moved.contains("special_fund.application_rate"));
  for (const std::string &key : moved) {
    CHECK_FALSE(below(key, "run"));
    CHECK_FALSE(below(key, "compare"));
  }
}

TEST_CASE("what the file of a policy gives is the policy, no assumption; a range takes it in") {
  const Folder folder;
  const std::string clusters =
      "scenario = \"baseline.toml\"\npolicies = [\"equal-budget/clusters.toml\"]\n";
  const std::string key = "policy.equal_clusters.most";
  auto study = study_of(folder, clusters);
  CHECK(why_left(study, "cluster_programme.most").find("part of the policy") != std::string::npos);
  CHECK_FALSE(moved_in(study).contains(key));
  study = study_of(folder, clusters + "[range.\"" + key + "\"]\nlow = 1e5\nhigh = 3e5\n");
  CHECK(moved_in(study).contains(key));
}

TEST_CASE("ranges stay within the bounds of the codebook and hold the scenario's value") {
  const Folder folder;
  for (const auto &one : study_of(folder, head).frame.assumptions) {
    CAPTURE(one.key);
    CHECK(one.bounds.low < one.bounds.high);
    CHECK(one.bounds.low <= one.value);
    CHECK(one.value <= one.bounds.high);
    if (one.bounds.scale == analysis::Scale::logarithmic) {
      CHECK(one.bounds.low > 0);
    }
  }
}

TEST_CASE("a factor moves numbers on a logarithmic scale, shares and debts on a linear one") {
  using analysis::Scale;
  const auto of = [](const char *unit, double low, double high, double value) {
    return range_of({"key", unit, "", low, high, value, false, "", ""}, 1.5);
  };
  const auto number = of("1", 0, 100, 3);
  REQUIRE(number);
  CHECK(number->low == doctest::Approx(2));
  CHECK(number->high == doctest::Approx(4.5));
  CHECK(number->scale == Scale::logarithmic);
  const auto share = of("share", 0, 1, 0.9);
  REQUIRE(share);
  CHECK(share->low == doctest::Approx(0.6));
  CHECK(share->high == 1); // the bound of the codebook
  CHECK(share->scale == Scale::linear);
  const auto negative = of("1/year", -1, 1, -0.3);
  REQUIRE(negative);
  CHECK(negative->low == doctest::Approx(-0.45));
  CHECK(negative->high == doctest::Approx(-0.2));
  CHECK(negative->scale == Scale::linear);
  CHECK_FALSE(of("1", 0, 100, 0)); // zero times anything
}

TEST_CASE("sections and numbers are taken in or left out by name; a range takes in any number") {
  const Folder folder;
  const auto study = study_of(folder, head + "only = [\"market\", \"talent\"]\n"
                                             "without = [\"market.contract_rate\"]\n"
                                             "[range.\"demand.growth\"]\nlow = 0.01\nhigh = 0.1\n");
  const auto moved = moved_in(study);
  CHECK(moved.contains("market.supply_weight"));
  CHECK_FALSE(moved.contains("market.contract_rate"));
  CHECK(moved.contains("demand.growth"));
  for (const std::string &key : moved) {
    CAPTURE(key);
    const bool asked = below(key, "market") || below(key, "talent") || key == "demand.growth";
    CHECK(asked);
  }
}

TEST_CASE("what is assumed of an instrument moves in all its programmes that do not give it") {
  const Folder folder;
  const auto study = study_of(folder, head + "only = [\"special_fund\", \"relending\"]\n");
  REQUIRE(moved_in(study).contains("special_fund.application_rate"));
  for (std::size_t k = 0; k < study.frame.assumptions.size(); ++k) {
    const std::string &key = study.frame.assumptions[k].key;
    CAPTURE(key);
    const auto &targets = study.targets[k];
    if (below(key, "special_fund")) {
      CHECK(targets == std::vector{"policy.equal_special_fund" + key.substr(key.find('.'))});
    } else { // two programmes of the baseline, one after the other
      CHECK(targets == std::vector{"policy.relending_500" + key.substr(key.find('.')),
                                   "policy.relending_800" + key.substr(key.find('.'))});
    }
  }
}

TEST_CASE("a number of a programme is turned where the programme is, and nowhere else") {
  const Folder folder;
  const auto study = study_of(folder, head);
  const std::string key = "policy.equal_special_fund.application_rate";
  Scenario policy = study.text.scenarios[1].read.scenario;
  CHECK_FALSE(knob_of(study.text.scenarios[0].read.scenario, key));
  REQUIRE(knob_of(policy, key));
  turn(policy, key, 0.25);
  CHECK(knob_of(policy, key)->value == 0.25);
  CHECK_THROWS_AS(turn(policy, key, 1e9), std::logic_error);
  CHECK_THROWS_AS(turn(policy, "policy.none.application_rate", 0.25), std::logic_error);
}

TEST_CASE("a study is read again from its stored order, without the disk") {
  std::string order;
  std::set<std::string> moved;
  {
    const Folder folder;
    const auto study = study_of(folder, head, {"sensitivity.scale=0.001", "demand.growth=0.03"});
    CHECK(study.comparison.shape.run.scale == 0.001);
    order = sensitivity_order(study.text);
    moved = moved_in(study);
  }
  CHECK(order.find("/tmp") == std::string::npos);
  Messages messages;
  const auto text = sensitivity_in(order);
  const auto study = read_sensitivity_study(text, messages);
  REQUIRE(study);
  CHECK(sensitivity_order(study->text) == order);
  CHECK(moved_in(*study) == moved);
  CHECK(knob_of(study->comparison.scenario(1), "demand.growth")->value == 0.03);
}

TEST_CASE("a damaged order is a damaged file") {
  CHECK_THROWS_AS(sensitivity_in("{}"), Failure);
  CHECK_THROWS_AS(sensitivity_in("no JSON"), Failure);
}
