#include <doctest/doctest.h>

#include "analysis/backtest.hpp"
#include "analysis/facts.hpp"
#include "analysis/measure.hpp"
#include "analysis/validation.hpp"

using namespace sme::analysis;

namespace {

/// Two years of two tiers in two provinces: 10 firms a cell and quarter, at a scale of a half.
History village() {
  History history;
  history.first = 4 * 19;
  history.rows = 8;
  history.scale = 0.5;
  history.labels = {{"tier", {"none", "srdi"}},
                    {"province", {"Beijing", "Jiangsu"}},
                    {"chain", {"food"}},
                    {"size", {"small"}}};
  for (std::int64_t quarter = 0; quarter < 8; ++quarter) {
    for (const std::int64_t tier : {0, 1}) {
      history.cubes["firms"].push_back(10 * (quarter + 1) * (tier + 1));
      history.cubes["certified"].push_back(tier);
    }
    for (const std::int64_t province : {0, 1}) {
      for (const std::int64_t tier : {0, 1}) {
        history.cubes["firms_by_province"].push_back(5 * (quarter + 1) * (tier + 1) +
                                                     (province == 0 ? 1 : -1));
      }
    }
  }
  return history;
}

double value(const char *measure, Period period = {2020, 4}) {
  return Measure(measure).of(village(), period).value();
}

Fact fact(std::string id, std::string period, double number, Use use, std::string measure) {
  Fact f;
  f.id = std::move(id);
  f.family = "counts";
  f.fact = f.id;
  f.period = std::move(period);
  f.low = f.value = f.high = number;
  f.unit = "firms";
  f.use = use;
  f.measure = std::move(measure);
  return f;
}

} // namespace

TEST_CASE("a measure takes stocks at the end of the quarter and flows over the calendar year") {
  CHECK(value("firms[none]") == 160);
  CHECK(value("firms[none]", {2020, 1}) == 100);
  CHECK(value("mean_firms[none]") == 2 * (50 + 60 + 70 + 80) / 4.0);
  CHECK(value("certified[srdi]") == 8);
  CHECK(value("firms[*]") == 480);
  CHECK(value("firms[none+]") == 480);
}

TEST_CASE("a measure knows places, years back and arithmetic with the usual precedence") {
  CHECK(value("firms[none|Beijing]") == 82);
  CHECK(value("firms[none|Beijing] + firms[none|Jiangsu]") == value("firms[none]"));
  CHECK(value("firms[none] / firms[none]@-1") == 2);
  CHECK(value("1 + 2 * 3 ^ 2 - 4 / 2") == 17);
  CHECK(value("(1 + 2) * 3") == 9);
}

TEST_CASE("a measure outside the history, or divided by nothing, has no value") {
  CHECK_FALSE(Measure("firms[*]").of(village(), {2031, 4}));
  CHECK_FALSE(Measure("firms[*] / certified[none]").of(village(), {2020, 4}));
  CHECK_FALSE(Measure("certified[srdi]@-2").of(village(), {2020, 4}));
  CHECK_FALSE(Measure("mean_age[*]").of(village(), {2020, 4})); // no panel
}

TEST_CASE("a wrong measure is refused with its place") {
  const auto place = [](const char *text) {
    try {
      const Measure measure(text);
      (void)measure.of(village(), {2020, 4});
    } catch (const MeasureError &error) {
      return static_cast<int>(error.at);
    }
    return -1;
  };
  CHECK(place("firms[none") == 10);
  CHECK(place("firms[none] firms[none]") == 12);
  CHECK(place("1 + turnover[none]") == 4);
  CHECK(place("firms[giant]") == 0);
  CHECK(place("firms[none|Atlantis]") == 0);
  CHECK(place("firms[none] * (2") == 16);
  CHECK(place("") == 0);
  CHECK(place("firms[none]") == -1);
}

TEST_CASE("a fact is within its range widened by a tenth, a direction only when hit") {
  Fact f = fact("stock", "2020Q4", 150, Use::test, "firms[none]");
  CHECK(verdicts_of({f}, {village()}).front().inside);
  CHECK_FALSE(verdicts_of({f}, {village()}).front().touches);
  f.low = f.value = f.high = 140;
  CHECK_FALSE(verdicts_of({f}, {village()}).front().inside);
  f.high = 170;
  CHECK(verdicts_of({f}, {village()}).front().touches);
  f.unit = "sign";
  f.low = f.value = f.high = 159;
  CHECK_FALSE(verdicts_of({f}, {village()}).front().inside);
  f.low = f.value = f.high = -1;
  f.measure = "0 - firms[none] / firms[none]"; // the mean of six ones is one, to the last bit
  CHECK(verdicts_of({f}, std::vector<History>(6, village())).front().inside);
}

TEST_CASE("a fact that the model has no number for counts neither as a hit nor as a miss") {
  const auto verdicts = verdicts_of({fact("none", "2020Q4", 1, Use::test, "")}, {village()});
  const Score score = score_of(verdicts, Use::test);
  CHECK(score.facts == 1);
  CHECK(score.measured == 0);
  CHECK(validation_markdown(verdicts, {}).find("not modelled") != std::string::npos);
}

TEST_CASE("the backtest holds the model against growth that goes on and the line") {
  // Known: 100 and 200, a year apart. Later 320: growth says 400, the line 300, the model 160.
  std::vector<Verdict> verdicts = verdicts_of({fact("a", "2018Q4", 100, Use::fit, "firms[none]"),
                                               fact("b", "2019Q4", 200, Use::fit, "firms[none]"),
                                               fact("c", "2020Q4", 320, Use::test, "firms[none]")},
                                              {village()});
  const Backtest test = backtest_of(verdicts);
  REQUIRE(test.predictions.size() == 1);
  CHECK(test.predictions[0].last_growth == doctest::Approx(400));
  CHECK(test.predictions[0].linear_trend == doctest::Approx(300));
  CHECK(test.predictions[0].model == 160);
  CHECK(test.model_error == doctest::Approx(0.5));
  CHECK(test.covered == 0);
}

TEST_CASE("what is known from one year alone is not forecast naively") {
  const auto verdicts = verdicts_of({fact("b", "2019Q4", 200, Use::fit, "firms[none]"),
                                     fact("c", "2020Q4", 320, Use::test, "firms[none]")},
                                    {village()});
  CHECK(backtest_of(verdicts).predictions.empty());
}

TEST_CASE("periods are years, quarters, spans by their end, or undated") {
  CHECK(period_of("2021/2022")->year == 2022);
  CHECK(period_of("2019Q3")->quarter == 3);
  CHECK(period_of("2024")->quarter == 4);
  CHECK_FALSE(period_of("undated"));
  CHECK_THROWS(period_of("2019Q5"));
  CHECK_THROWS(period_of("spring"));
  CHECK_THROWS(period_of("2022/2021"));
}
