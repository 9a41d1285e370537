// How far answers rest on assumptions: every assumed parameter screened, the most influential ones
// with their shares of the variance, for outcomes, for effects of policies and for the choice
// between them. Tests: tests/unit/test_sensitivity.cpp.
#pragma once

#include <Eigen/Dense>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/design.hpp"
#include "analysis/findings.hpp"
#include "analysis/screening.hpp"
#include "analysis/sobol_indices.hpp"

namespace sme::analysis {

/// An assumed parameter and between what it is moved.
struct Assumption {
  std::string key, unit, meaning, source;
  double value = 0; ///< in the scenario
  Bounds bounds;
};

/// What is chosen between; the first is the baseline: to do nothing, with an effect of zero.
struct Option {
  std::string name;
  Words title;
};

/// A number of one run.
struct Headline {
  std::string key, unit;
  Words title;
};

/// What a study asks. A run at a point leaves, for each option, its headlines in the year of the
/// answer and then its public cost up to it; all at 1:1.
struct SensitivityFrame {
  std::vector<Assumption> assumptions;
  std::vector<Option> options;
  std::vector<Headline> headlines;
  std::size_t primary = 0; ///< place of the outcome that decides
  int better = 1;          ///< of the primary outcome: 1 more, -1 less
  int year = 0;            ///< of the answer
  double scale = 1, level = 0.05;
  std::uint32_t seed = 1;
  std::size_t trajectories = 0, replicates = 0;
  bool emulated = false;
  [[nodiscard]] std::size_t numbers() const { return options.size() * (headlines.size() + 1); }
};

enum class Answer : std::uint8_t {
  level,    ///< a headline of the baseline
  effect,   ///< of a policy on the primary outcome
  per_yuan, ///< that effect for a billion CNY of public cost
  rank,     ///< of a policy among the options, 1 for the best
  best,     ///< 1 if the option is the best in a run, else 0
};
inline constexpr std::array<std::string_view, 5> answer_names{"level", "effect", "per_yuan", "rank",
                                                              "best"};
/// One thing that is asked, of a headline or of an option.
struct Question {
  std::string key; ///< "level.staff", "effect.special-fund"
  Answer kind = Answer::level;
  std::size_t of = 0; ///< place of the headline or option
  std::string unit;
};
/// Without policies only levels.
[[nodiscard]] std::vector<Question> questions_of(const SensitivityFrame &frame);

/// Runs of a design: for each point a row for each replicate of all numbers, NaN if it failed.
using SensitivityRuns = std::vector<Eigen::MatrixXd>;
/// One matrix for each answer: points x replicates; NaN where a run failed or there is no answer.
[[nodiscard]] std::vector<Eigen::MatrixXd> answers_of(const SensitivityFrame &frame,
                                                      const SensitivityRuns &runs);

/// First stage: all assumptions.
struct Screened {
  std::vector<std::vector<ElementaryEffect>> effects; ///< [answer][assumption]
  std::vector<std::size_t> trajectories;              ///< of each answer, without failed points
  std::vector<double> influence; ///< 0 to 1: mean over levels, effects, ranking of mu* beyond
                                 ///< chance over the greatest of them
  std::vector<double> switched;  ///< share of moves after which another option is best on average
  std::size_t points = 0, failed = 0;
};
/// Points of a trajectory share their chance, replicate by replicate, so that what chance does to
/// an effect is seen in its spread between replicates.
[[nodiscard]] Screened screen(const SensitivityFrame &frame, const MorrisDesign &design,
                              const SensitivityRuns &runs);
/// The places of the most influential assumptions, at most `count`, in the frame's order.
[[nodiscard]] std::vector<std::size_t> most_influential(const Screened &screened,
                                                        std::size_t count);

/// The option in one third of an assumption's range, on average over all others.
struct InThird {
  double best = unknown;   ///< share of points in which it is the best on average
  double effect = unknown; ///< mean effect on the primary outcome
  double ahead = unknown;  ///< utility beyond that of the choice at all points, and its
  Interval interval;       ///< interval, simultaneous over everything that could change the choice
};
inline constexpr std::size_t thirds = 3;

/// Second stage: few assumptions, each point with chance of its own.
struct Indexed {
  std::vector<std::size_t> finalists; ///< places of assumptions
  std::vector<SobolIndices> indices;  ///< by answer; without inputs where there are no answers
  std::vector<std::size_t> used;      ///< base points (of a sample: points) of each answer
  std::vector<double> explained;      ///< by the emulator, points left out; NaN without one
  std::vector<double> best, effect;   ///< by option, over all points
  std::vector<std::array<std::vector<InThird>, thirds>> conditional; ///< [finalist][third][option]
  std::vector<std::array<std::size_t, thirds>> points_in;            ///< points behind these
  std::size_t points = 0, failed = 0;
};
/// `design` is a saltelli_design, or any sample when frame.emulated.
[[nodiscard]] Indexed index(const SensitivityFrame &frame,
                            const std::vector<std::size_t> &finalists,
                            const Eigen::MatrixXd &design, const SensitivityRuns &runs);

/// All that a study found.
struct Sensitivity {
  SensitivityFrame frame;
  Screened screened;
  Indexed indexed;
};

/// How an assumption bears upon the advice, by fixed rules.
enum class Bearing : std::uint8_t {
  none,    ///< the same option is the best on average in every third
  may,     ///< another one is in a third, but by less than is sure
  changes, ///< another one is in a third, surely
};
struct AdviceFinding {
  std::size_t finalist = 0;
  Bearing bearing = Bearing::none;
  std::size_t third = 0, option = 0; ///< where it is most ahead, and who
};
/// The option with the best mean effect over all points of the second stage.
[[nodiscard]] std::size_t advised(const Sensitivity &found);
/// One for each finalist; none without policies.
[[nodiscard]] std::vector<AdviceFinding> advice_findings(const Sensitivity &found);
/// The bounds of a third of an assumption in its own unit.
[[nodiscard]] Interval third_of(const Assumption &assumption, std::size_t third);

/// Sentences by fixed rules: on the choice as a whole, and on each assumption that bears upon it.
[[nodiscard]] std::vector<Words> advice_in_words(const Sensitivity &found);
/// How much of a set of answers (levels, effects, ...) is chance and how much assumptions, and how
/// far the effect of each policy moves with either.
[[nodiscard]] std::vector<Words> sources_in_words(const Sensitivity &found);
/// Title of an answer in words.
[[nodiscard]] Words title_of(const SensitivityFrame &frame, const Question &question);
/// Plain tables for a terminal.
[[nodiscard]] std::string sensitivity_tables(const Sensitivity &found);

/// The self-contained page of a study, in English and Chinese.
[[nodiscard]] std::string sensitivity_page(const Sensitivity &found);

} // namespace sme::analysis
