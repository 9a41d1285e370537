// A model of which everything is known: the level follows `pulls`, the choice follows `turns`,
// nothing follows `idle`.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

#include <unistd.h>

#include "analysis/sensitivity.hpp"
#include "analysis/sensitivity_file.hpp"
#include "analysis/stream.hpp"

using namespace sme::analysis;

namespace {

constexpr Eigen::Index replicates = 2;
enum : std::size_t { pulls, idle, turns };

SensitivityFrame frame_of() {
  SensitivityFrame frame;
  for (const char *key : {"pulls", "idle", "turns"})
    frame.assumptions.push_back({key, "1", "a number", "assumed", 0.5, {0, 1, Scale::linear}});
  frame.options = {
      {"base", {"Nothing", "无"}}, {"steady", {"Steady", "稳"}}, {"steep", {"Steep", "陡"}}};
  frame.headlines = {{"output", "1", {"Output", "产出"}}};
  frame.year = 2030;
  frame.trajectories = 8;
  frame.replicates = replicates;
  return frame;
}

/// Level 10 pulls and chance; one policy adds 1, the other 2.2 turns; each costs a billion.
Eigen::RowVectorXd run(double pull, double turn, double chance) {
  const double level = 10 * pull + chance;
  Eigen::RowVectorXd out(6);
  out << level, 0, level + 1, 1e9, level + 2.2 * turn, 1e9;
  return out;
}

/// Runs of a design; `stream_of` says which chance a point has.
template <class Which>
SensitivityRuns runs_of(const Eigen::MatrixXd &points, double spread, Which &&stream_of) {
  SensitivityRuns runs;
  for (Eigen::Index p = 0; p < points.rows(); ++p) {
    Stream stream(7, Resampling::synthetic, stream_of(static_cast<std::uint32_t>(p)));
    Eigen::MatrixXd one(replicates, 6);
    for (Eigen::Index r = 0; r < replicates; ++r)
      one.row(r) = run(points(p, pulls), points(p, turns), spread * stream.normal());
    runs.push_back(std::move(one));
  }
  return runs;
}

Sensitivity study(const SensitivityFrame &frame, Eigen::Index count = 128) {
  Sensitivity found{frame, {}, {}};
  const auto screening = morris_design(8, 3, 4, 1);
  found.screened =
      screen(frame, screening, runs_of(screening.points, 1, [](std::uint32_t p) { return p / 4; }));
  const auto points = frame.emulated ? sobol_points(count, 3, 1) : saltelli_design(count, 3, 1);
  found.indexed =
      index(frame, {0, 1, 2}, points, runs_of(points, 1, [](std::uint32_t p) { return 100 + p; }));
  return found;
}

std::size_t place(const SensitivityFrame &frame, const std::string &key) {
  const auto questions = questions_of(frame);
  for (std::size_t q = 0; q < questions.size(); ++q)
    if (questions[q].key == key)
      return q;
  FAIL("no answer is called so");
  return 0;
}

} // namespace

TEST_CASE("every answer is asked once: levels, effects, effects for money, ranks, being best") {
  std::string all;
  for (const auto &one : questions_of(frame_of()))
    all += one.key + " ";
  CHECK(all == "level.output effect.steady effect.steep per_yuan.steady per_yuan.steep rank.base "
               "rank.steady rank.steep best.base best.steady best.steep ");
  auto alone = frame_of();
  alone.options.resize(1);
  CHECK(questions_of(alone).size() == 1);
}

TEST_CASE("answers of a run are what its numbers say") {
  const auto frame = frame_of();
  Eigen::MatrixXd one(2, 6);
  one.row(0) = run(0.3, 0.25, 0);
  one.row(1) = run(0.3, 0.75, 0);
  const auto answers = answers_of(frame, {one});
  const auto of = [&](const char *key) { return answers[place(frame, key)]; };
  CHECK(of("level.output")(0, 0) == doctest::Approx(3));
  CHECK(of("effect.steep")(0, 1) == doctest::Approx(1.65));
  CHECK(of("per_yuan.steady")(0, 0) == doctest::Approx(1));
  CHECK(of("rank.steady")(0, 0) == 1);
  CHECK(of("rank.steady")(0, 1) == 2);
  CHECK(of("rank.base")(0, 0) == 3);
  CHECK(of("best.steep")(0, 0) == 0);
  CHECK(of("best.steep")(0, 1) == 1);
}

TEST_CASE("where less is better the lowest is the best") {
  auto frame = frame_of();
  frame.better = -1;
  Eigen::MatrixXd one(1, 6);
  one.row(0) = run(0.3, 0.25, 0);
  const auto answers = answers_of(frame, {one});
  CHECK(answers[place(frame, "best.base")](0, 0) == 1);
  CHECK(answers[place(frame, "effect.steady")](0, 0) == doctest::Approx(1));
}

TEST_CASE("a policy that costs nothing has no effect for money") {
  const auto frame = frame_of();
  Eigen::MatrixXd one(1, 6);
  one << 3, 0, 4, 0, 5, -1e9;
  const auto answers = answers_of(frame, {one});
  CHECK(std::isnan(answers[place(frame, "per_yuan.steady")](0, 0)));
  CHECK(std::isnan(answers[place(frame, "per_yuan.steep")](0, 0)));
}

TEST_CASE("screening finds what an outcome follows, and nothing where nothing follows") {
  const auto found = study(frame_of());
  const auto level = found.screened.effects[place(found.frame, "level.output")];
  CHECK(level[pulls].mean_size == doctest::Approx(10));
  CHECK(level[idle].mean_size == doctest::Approx(0).epsilon(1e-9)); // chance is shared
  CHECK(level[idle].of_chance == doctest::Approx(0).epsilon(1e-9));
  CHECK(found.screened.influence[idle] == doctest::Approx(0).epsilon(1e-6));
  CHECK(found.screened.switched[turns] == 1); // half of a range is always across the middle
  CHECK(found.screened.switched[idle] == 0);
  CHECK(most_influential(found.screened, 2) == std::vector<std::size_t>{pulls, turns});
}

TEST_CASE("the size that chance alone gives is seen when chance is not shared") {
  const auto frame = frame_of();
  const auto design = morris_design(200, 3, 4, 1);
  const auto found =
      screen(frame, design, runs_of(design.points, 1, [](std::uint32_t p) { return p; }));
  const auto &one = found.effects[place(frame, "level.output")][idle];
  // A mean of two replicates has variance 1/2, a difference 1: mu* is sqrt(2/pi) over the step.
  const double expected = std::sqrt(2 / std::acos(-1.0)) / design.step;
  CHECK(one.of_chance == doctest::Approx(expected).epsilon(0.1)); // 200 differences
  CHECK(one.mean_size == doctest::Approx(expected).epsilon(0.2));
}

TEST_CASE("shares of the variance: the level's, chance as a term of its own") {
  for (const bool emulated : {false, true}) {
    CAPTURE(emulated);
    auto frame = frame_of();
    frame.emulated = emulated;
    const auto found = study(frame, emulated ? 60 : 128);
    const auto &level = found.indexed.indices[place(frame, "level.output")];
    const double all = 100.0 / 12 + 1; // of 10 pulls, of chance
    CHECK(level.inputs[pulls].total == doctest::Approx(100.0 / 12 / all).epsilon(0.15));
    CHECK(level.chance == doctest::Approx(1 / all).epsilon(0.4));
    CHECK(level.chance > 0);
    CHECK(level.inputs[idle].total == doctest::Approx(0).epsilon(0.05));
    if (!emulated) {
      CHECK(level.inputs[idle].total_interval.contains(0));
      CHECK(level.chance_interval.low > 0);
    }
    const auto &effect = found.indexed.indices[place(frame, "effect.steep")];
    CHECK(effect.inputs[turns].total == doctest::Approx(1).epsilon(0.15));
    CHECK(effect.chance == doctest::Approx(0).epsilon(1e-6)); // worlds share their chance
  }
}

TEST_CASE("the assumption that turns the choice changes the advice, the others do not") {
  for (const bool emulated : {false, true}) {
    CAPTURE(emulated);
    auto frame = frame_of();
    frame.emulated = emulated;
    const auto found = study(frame, emulated ? 60 : 128);
    CHECK(found.frame.options[advised(found)].name == "steep"); // 1.1 on average against 1
    const auto findings = advice_findings(found);
    REQUIRE(findings.size() == 3);
    CHECK(findings[turns].bearing == Bearing::changes);
    CHECK(findings[turns].third == 0);
    CHECK(findings[turns].option == 1);
    CHECK(findings[pulls].bearing != Bearing::changes);
    CHECK(findings[idle].bearing != Bearing::changes);
    const auto &low = found.indexed.conditional[turns][0];
    CHECK(low[1].best == doctest::Approx(1));
    CHECK(low[1].effect == doctest::Approx(1));
    std::string words;
    for (const auto &one : advice_in_words(found))
      words += one.en + one.zh;
    CHECK(words.find("turns changes the advice: from 0 to 0.333") != std::string::npos);
    CHECK(words.find("turns会改变建议") != std::string::npos);
    CHECK(words.find("pulls changes the advice") == std::string::npos);
  }
}

TEST_CASE("words say how far an effect moves with assumptions and with chance") {
  const auto found = study(frame_of());
  std::string words;
  for (const auto &one : sources_in_words(found))
    words += one.en + "\n" + one.zh + "\n";
  // 2.2 turns: a mean of 1.1 and a deviation of 2.2 / sqrt(12) = 0.635; worlds share their chance.
  CHECK(words.find("Steep: the effect is 1.1 on average; the assumptions move it by 0.6") !=
        std::string::npos);
  CHECK(words.find("the chance of one run by 0") != std::string::npos);
  CHECK(words.find("陡：平均效果为1.1；假设使其变动0.6") != std::string::npos);
  CHECK(words.find("emulator") == std::string::npos);
  auto frame = frame_of();
  frame.emulated = true;
  const auto last = sources_in_words(study(frame, 60)).back();
  CHECK(last.en.find("whose own error is in no interval") != std::string::npos);
  CHECK(last.zh.find("代理模型") != std::string::npos);
}

TEST_CASE("points that failed are left out and counted") {
  const auto frame = frame_of();
  const auto screening = morris_design(8, 3, 4, 1);
  auto runs = runs_of(screening.points, 1, [](std::uint32_t p) { return p / 4; });
  runs[5].row(1).setConstant(unknown);
  const auto screened = screen(frame, screening, runs);
  CHECK(screened.failed == 1);
  CHECK(screened.trajectories[0] == 7);
  CHECK(screened.effects[0][pulls].mean_size == doctest::Approx(10));
  const auto points = saltelli_design(64, 3, 1);
  runs = runs_of(points, 1, [](std::uint32_t p) { return p; });
  runs[70].setConstant(unknown); // one of B
  runs[150].setConstant(unknown);
  const auto indexed = index(frame, {0, 1, 2}, points, runs);
  CHECK(indexed.failed == 2);
  CHECK(indexed.used[0] == 62);
  CHECK(indexed.points_in[0][0] + indexed.points_in[0][1] + indexed.points_in[0][2] == 127);
}

TEST_CASE("thirds of a logarithmic range are equal factors") {
  const Assumption one{"a", "1", "", "", 1, {0.001, 1, Scale::logarithmic}};
  CHECK(third_of(one, 1).low == doctest::Approx(0.01));
  CHECK(third_of(one, 1).high == doctest::Approx(0.1));
}

TEST_CASE("a study without policies has nothing to choose and says so") {
  auto frame = frame_of();
  frame.options.resize(1);
  const auto design = saltelli_design(16, 3, 1);
  SensitivityRuns runs = runs_of(design, 1, [](std::uint32_t p) { return p; });
  for (auto &one : runs)
    one = one.leftCols(2).eval();
  const Sensitivity found{frame, {}, index(frame, {0, 1, 2}, design, runs)};
  CHECK(advice_findings(found).empty());
  CHECK(advice_in_words(found).front().en.find("no policies") != std::string::npos);
}

TEST_CASE("what is read from the file gives the same page and tables, in both languages") {
  const auto file =
      std::filesystem::temp_directory_path() / ("sensitivity-" + std::to_string(getpid()) + ".h5");
  for (const bool emulated : {false, true}) {
    auto frame = frame_of();
    frame.emulated = emulated;
    frame.options[1].title = {"<b>Steady</b>", "稳"};
    const auto found = study(frame, emulated ? 40 : 16);
    SensitivityDesigns designs{
        Eigen::MatrixXd::Zero(32, 3), Eigen::MatrixXd::Zero(emulated ? 40 : 80, 3), {}, {}};
    for (std::size_t q = 0; q < questions_of(frame).size(); ++q) {
      designs.screening_answers.emplace_back(Eigen::MatrixXd::Zero(32, 2));
      designs.index_answers.emplace_back(Eigen::MatrixXd::Zero(emulated ? 40 : 80, 2));
    }
    {
      ResultWriter writer(file, Existing::keep_as_old);
      write_sensitivity(writer, found, designs);
      writer.publish();
    }
    const auto read = read_sensitivity(ResultReader(file));
    const auto page = sensitivity_page(found);
    CHECK(sensitivity_page(read) == page);
    CHECK(sensitivity_tables(read) == sensitivity_tables(found));
    CHECK(page.find("<b>Steady") == std::string::npos);
    CHECK(page.find("Which assumptions could change the advice") != std::string::npos);
    CHECK(page.find("哪些假设可能改变建议") != std::string::npos);
    CHECK(page.find("default-src 'none'") != std::string::npos);
  }
  std::filesystem::remove(file);
  std::filesystem::remove(file.string() + ".sha256");
}
