#include "analysis/facts.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "analysis/measure.hpp"

namespace sme::analysis {

namespace {

int number(const std::string &text, std::size_t begin, std::size_t size) {
  if (begin + size > text.size() ||
      !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin),
                   text.begin() + static_cast<std::ptrdiff_t>(begin + size),
                   [](char letter) { return letter >= '0' && letter <= '9'; })) {
    throw std::invalid_argument(text);
  }
  return std::stoi(text.substr(begin, size));
}

Period one_period(const std::string &text) {
  Period period{number(text, 0, 4), 4};
  if (text.size() == 6 && text[4] == 'Q' && text[5] >= '1' && text[5] <= '4') {
    period.quarter = text[5] - '0';
  } else if (text.size() != 4) {
    throw std::invalid_argument(text);
  }
  return period;
}

Verdict verdict_of(const Fact &fact, const std::vector<History> &replicates) {
  Verdict verdict{fact, {}, false, false, false};
  if (fact.measure.empty()) {
    return verdict;
  }
  const Measure measure(fact.measure);
  auto &numbers = verdict.model.replicates;
  for (const History &history : replicates) {
    try {
      if (const auto number = measure.of(history, period_in(fact, history))) {
        numbers.push_back(*number);
      }
    } catch (const MeasureError &error) {
      throw MeasureError("the measure of `" + fact.id + "`: " + error.what(), error.at);
    }
  }
  if (numbers.empty()) {
    return verdict;
  }
  for (const double one : numbers) {
    verdict.model.mean += one;
  }
  verdict.model.mean /= static_cast<double>(numbers.size()); // last, so that a mean of signs is one
  const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
  verdict.model.low = *low;
  verdict.model.high = *high;
  verdict.measured = true;
  const double room = fact.unit.starts_with("sign") ? 0 : fact_tolerance;
  verdict.inside = verdict.model.mean >= fact.low - room * std::abs(fact.low) &&
                   verdict.model.mean <= fact.high + room * std::abs(fact.high);
  verdict.touches = verdict.model.low <= fact.high && verdict.model.high >= fact.low;
  return verdict;
}

} // namespace

std::optional<Period> period_of(const std::string &text) {
  if (text == "undated") {
    return std::nullopt;
  }
  const auto slash = text.find('/');
  if (slash == std::string::npos) {
    return one_period(text);
  }
  const Period from = one_period(text.substr(0, slash));
  const Period until = one_period(text.substr(slash + 1));
  if (until.year < from.year) {
    throw std::invalid_argument(text);
  }
  return until;
}

Period period_in(const Fact &fact, const History &history) {
  const Period period = period_of(fact.period).value_or(Period{});
  const int quarter = 4 * (period.year - 2000) + period.quarter - 1;
  return quarter < history.first ? Period{usual_year, 4} : period;
}

std::vector<Verdict> verdicts_of(const std::vector<Fact> &facts,
                                 const std::vector<History> &replicates) {
  std::vector<Verdict> verdicts;
  verdicts.reserve(facts.size());
  for (const Fact &fact : facts) {
    verdicts.push_back(verdict_of(fact, replicates));
  }
  return verdicts;
}

Score score_of(const std::vector<Verdict> &verdicts, Use use) {
  Score score;
  for (const Verdict &verdict : verdicts) {
    if (verdict.fact.use == use) {
      ++score.facts;
      score.measured += verdict.measured ? 1 : 0;
      score.inside += verdict.inside ? 1 : 0;
      score.touching += verdict.touches ? 1 : 0;
    }
  }
  return score;
}

} // namespace sme::analysis
