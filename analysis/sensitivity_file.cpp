#include "analysis/sensitivity_file.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace sme::analysis {

namespace {

using Json = nlohmann::ordered_json;
using Names = std::vector<std::string>;

constexpr const char *words_path = "sensitivity/words";

Axis labels(const char *name, const char *meaning, Names names) {
  return {name, meaning, "", std::move(names), {}};
}
Axis places(const char *name, const char *meaning, std::size_t count) {
  Axis axis{name, meaning, "1", {}, {}};
  for (std::size_t i = 0; i < count; ++i)
    axis.values.push_back(static_cast<std::int32_t>(i));
  return axis;
}

Json words_of(const SensitivityFrame &frame) {
  const auto pair = [](const Words &words) { return Json{{"en", words.en}, {"zh", words.zh}}; };
  Json json{{"year", frame.year},
            {"scale", frame.scale},
            {"level", frame.level},
            {"seed", frame.seed},
            {"trajectories", frame.trajectories},
            {"replicates", frame.replicates},
            {"emulated", frame.emulated},
            {"primary", frame.primary},
            {"better", frame.better},
            {"assumptions", Json::array()},
            {"options", Json::array()},
            {"headlines", Json::array()}};
  for (const auto &one : frame.assumptions)
    json["assumptions"].push_back({{"key", one.key},
                                   {"unit", one.unit},
                                   {"meaning", one.meaning},
                                   {"source", one.source},
                                   {"logarithmic", one.bounds.scale == Scale::logarithmic}});
  for (const auto &one : frame.options)
    json["options"].push_back({{"name", one.name}, {"title", pair(one.title)}});
  for (const auto &one : frame.headlines)
    json["headlines"].push_back({{"key", one.key}, {"unit", one.unit}, {"title", pair(one.title)}});
  return json;
}

SensitivityFrame frame_from(const std::string &text) {
  SensitivityFrame frame;
  try {
    const Json json = Json::parse(text);
    const auto pair = [](const Json &words) {
      return Words{words.at("en").get<std::string>(), words.at("zh").get<std::string>()};
    };
    json.at("year").get_to(frame.year);
    json.at("scale").get_to(frame.scale);
    json.at("level").get_to(frame.level);
    json.at("seed").get_to(frame.seed);
    json.at("trajectories").get_to(frame.trajectories);
    json.at("replicates").get_to(frame.replicates);
    json.at("emulated").get_to(frame.emulated);
    json.at("primary").get_to(frame.primary);
    json.at("better").get_to(frame.better);
    for (const Json &one : json.at("assumptions")) {
      Assumption &a = frame.assumptions.emplace_back();
      one.at("key").get_to(a.key);
      one.at("unit").get_to(a.unit);
      one.at("meaning").get_to(a.meaning);
      one.at("source").get_to(a.source);
      a.bounds.scale = one.at("logarithmic").get<bool>() ? Scale::logarithmic : Scale::linear;
    }
    for (const Json &one : json.at("options"))
      frame.options.push_back({one.at("name").get<std::string>(), pair(one.at("title"))});
    for (const Json &one : json.at("headlines"))
      frame.headlines.push_back({one.at("key").get<std::string>(),
                                 one.at("unit").get<std::string>(), pair(one.at("title"))});
  } catch (const Json::exception &error) {
    throw ResultError(ResultError::corrupt, std::string("the text ") + words_path +
                                                " of the result cannot be read: " + error.what());
  }
  return frame;
}

class Cubes {
public:
  explicit Cubes(ResultWriter &into) : into_(into) {}
  void add(const char *name, const char *meaning, Names axes, const std::vector<double> &values) {
    into_.add_cube(
        {name, "1", meaning, "analysis/sensitivity.hpp", std::move(axes), Quantity::Type::real});
    into_.write(name, {}, std::span<const double>(values));
  }

private:
  ResultWriter &into_;
};

/// The values of a cube one after another.
class CubeValues {
public:
  CubeValues(const ResultReader &file, const char *name)
      : name_(name), values_(file.read_real(name).values) {}
  double next() {
    if (at_ == values_.size())
      throw ResultError(ResultError::corrupt, std::string("the cube ") + name_ + " is too short");
    return values_[at_++];
  }
  std::size_t count() { return static_cast<std::size_t>(next()); }
  Interval interval() {
    const double low = next();
    return {low, next()};
  }

private:
  const char *name_;
  std::vector<double> values_;
  std::size_t at_ = 0;
};

void append(std::vector<double> &to, const Eigen::MatrixXd &matrix) {
  for (Eigen::Index i = 0; i < matrix.rows(); ++i)
    to.insert(to.end(), matrix.row(i).begin(), matrix.row(i).end());
}
std::vector<double> rows_of(const std::vector<Eigen::MatrixXd> &all) {
  std::vector<double> out;
  for (const auto &one : all)
    append(out, one);
  return out;
}

void write_axes(ResultWriter &into, const Sensitivity &found, const SensitivityDesigns &designs) {
  const auto &frame = found.frame;
  Names keys, finalists, options, answers;
  for (const auto &one : frame.assumptions)
    keys.push_back(one.key);
  for (const auto one : found.indexed.finalists)
    finalists.push_back(frame.assumptions[one].key);
  for (const auto &one : frame.options)
    options.push_back(one.name);
  for (const auto &one : questions_of(frame))
    answers.push_back(one.key);
  into.add_axis(labels("parameter", "assumed parameter of the scenarios", keys));
  into.add_axis(labels("finalist", "assumed parameter of the second stage", finalists));
  into.add_axis(labels("option", "what is chosen between; first the baseline", options));
  into.add_axis(labels("answer",
                       "what is asked: level of the baseline, effect of a policy, effect "
                       "for a billion CNY, rank, being best",
                       answers));
  into.add_axis(labels("value_kind", "value of a parameter", {"low", "scenario", "high"}));
  into.add_axis(labels("screening_kind", "what screening states",
                       {"size", "size_low", "size_high", "mean", "deviation", "of_chance"}));
  into.add_axis(labels("index_kind", "share of the variance of one run",
                       {"first", "first_low", "first_high", "total", "total_low", "total_high"}));
  into.add_axis(labels("chance_kind", "share of pure chance, and what the shares are of",
                       {"share", "share_low", "share_high", "variance", "used", "explained"}));
  into.add_axis(labels("third", "third of the range of a parameter", {"low", "middle", "high"}));
  into.add_axis(labels("third_kind", "what is stated of an option in a third",
                       {"best", "effect", "ahead", "ahead_low", "ahead_high"}));
  into.add_axis(places("screening_point", "point of the first stage, by trajectories",
                       static_cast<std::size_t>(designs.screening.rows())));
  into.add_axis(places("index_point", "point of the second stage",
                       static_cast<std::size_t>(designs.indices.rows())));
  into.add_axis(places("replicate", "run at a point", frame.replicates));
}

} // namespace

void write_sensitivity(ResultWriter &into, const Sensitivity &found,
                       const SensitivityDesigns &designs) {
  write_axes(into, found, designs);
  Cubes cubes(into);
  const auto &[frame, screened, indexed] = found;
  std::vector<double> values,
      trajectories(screened.trajectories.begin(), screened.trajectories.end());
  for (const auto &one : frame.assumptions)
    values.insert(values.end(), {one.bounds.low, one.value, one.bounds.high});
  cubes.add("values", "between what a parameter is moved, in its own unit",
            {"parameter", "value_kind"}, values);
  values.clear();
  for (const auto &answer : screened.effects)
    for (const auto &one : answer)
      values.insert(values.end(), {one.mean_size, one.interval.low, one.interval.high, one.mean,
                                   one.deviation, one.of_chance});
  cubes.add("screening", "elementary effects for a move across the whole range (Morris 1991)",
            {"answer", "parameter", "screening_kind"}, values);
  cubes.add("screening_trajectories", "trajectories without a failed point", {"answer"},
            trajectories);
  cubes.add("influence", "mean of effects beyond chance over the greatest", {"parameter"},
            screened.influence);
  cubes.add("switched", "share of moves after which another option is best", {"parameter"},
            screened.switched);
  values.clear();
  for (const auto &answer : indexed.indices)
    for (std::size_t k = 0; k < indexed.finalists.size(); ++k) {
      const SobolIndex one =
          answer.inputs.empty() ? SobolIndex{unknown, unknown, {}, {}} : answer.inputs[k];
      values.insert(values.end(), {one.first, one.first_interval.low, one.first_interval.high,
                                   one.total, one.total_interval.low, one.total_interval.high});
    }
  cubes.add("indices", "shares of the variance of one run (Sobol 1993)",
            {"answer", "finalist", "index_kind"}, values);
  values.clear();
  for (std::size_t q = 0; q < indexed.indices.size(); ++q) {
    const auto &one = indexed.indices[q];
    values.insert(values.end(),
                  {one.chance, one.chance_interval.low, one.chance_interval.high, one.variance,
                   static_cast<double>(indexed.used[q]), indexed.explained[q]});
  }
  cubes.add("chance", "pure chance, by replicates at a point", {"answer", "chance_kind"}, values);
  const bool chosen = !indexed.conditional.empty();
  if (chosen) {
    std::vector<double> counts;
    values.clear();
    for (std::size_t k = 0; k < indexed.finalists.size(); ++k)
      for (std::size_t third = 0; third < thirds; ++third) {
        counts.push_back(static_cast<double>(indexed.points_in[k][third]));
        for (const auto &one : indexed.conditional[k][third])
          values.insert(values.end(),
                        {one.best, one.effect, one.ahead, one.interval.low, one.interval.high});
      }
    cubes.add("choice", "options where a parameter is in a third of its range",
              {"finalist", "third", "option", "third_kind"}, values);
    cubes.add("choice_points", "points behind them", {"finalist", "third"}, counts);
    cubes.add("best", "share of points in which an option is the best", {"option"}, indexed.best);
    cubes.add("effect", "mean effect on the primary outcome", {"option"}, indexed.effect);
  }
  values.clear();
  append(values, designs.screening);
  cubes.add("screening_design", "parameters of each point, in their own units",
            {"screening_point", "parameter"}, values);
  cubes.add("screening_answers", "answers of each run", {"answer", "screening_point", "replicate"},
            rows_of(designs.screening_answers));
  values.clear();
  append(values, designs.indices);
  cubes.add("index_design", "parameters of each point, in their own units",
            {"index_point", "finalist"}, values);
  cubes.add("index_answers", "answers of each run", {"answer", "index_point", "replicate"},
            rows_of(designs.index_answers));
  into.add_attribute("", "sme_screening_failed", static_cast<std::int64_t>(screened.failed));
  into.add_attribute("", "sme_index_failed", static_cast<std::int64_t>(indexed.failed));
  into.add_text(words_path, words_of(frame).dump(1) + "\n");
}

bool is_sensitivity(const ResultReader &file) {
  const auto &texts = file.texts();
  return std::find(texts.begin(), texts.end(), words_path) != texts.end();
}

Sensitivity read_sensitivity(const ResultReader &file) {
  if (!is_sensitivity(file))
    throw ResultError(ResultError::missing, "the result is no study of sensitivity; `sme "
                                            "sensitivity STUDY.toml -o OUT.h5` writes one");
  Sensitivity found;
  auto &[frame, screened, indexed] = found;
  frame = frame_from(file.text(words_path));
  const auto questions = questions_of(frame);
  CubeValues values(file, "values"), screening(file, "screening"),
      used(file, "screening_trajectories");
  for (auto &one : frame.assumptions) {
    one.bounds.low = values.next();
    one.value = values.next();
    one.bounds.high = values.next();
  }
  for (std::size_t q = 0; q < questions.size(); ++q) {
    screened.trajectories.push_back(used.count());
    auto &effects = screened.effects.emplace_back();
    for (std::size_t k = 0; k < frame.assumptions.size(); ++k) {
      ElementaryEffect one;
      one.mean_size = screening.next();
      one.interval = screening.interval();
      one.mean = screening.next();
      one.deviation = screening.next();
      one.of_chance = screening.next();
      effects.push_back(one);
    }
  }
  screened.influence = file.read_real("influence").values;
  screened.switched = file.read_real("switched").values;
  for (const auto &axis : file.axes()) {
    if (axis.name == "finalist")
      for (const auto &key : axis.labels)
        for (std::size_t k = 0; k < frame.assumptions.size(); ++k)
          if (frame.assumptions[k].key == key)
            indexed.finalists.push_back(k);
    screened.points = axis.name == "screening_point" ? axis.size() : screened.points;
    indexed.points = axis.name == "index_point" ? axis.size() : indexed.points;
  }
  CubeValues indices(file, "indices"), chance(file, "chance");
  for (std::size_t q = 0; q < questions.size(); ++q) {
    auto &one = indexed.indices.emplace_back();
    for (std::size_t k = 0; k < indexed.finalists.size(); ++k) {
      SobolIndex input;
      input.first = indices.next();
      input.first_interval = indices.interval();
      input.total = indices.next();
      input.total_interval = indices.interval();
      one.inputs.push_back(input);
    }
    one.chance = chance.next();
    one.chance_interval = chance.interval();
    one.variance = chance.next();
    indexed.used.push_back(chance.count());
    indexed.explained.push_back(chance.next());
  }
  for (const auto &one : file.attributes()) {
    const auto *count = std::get_if<std::int64_t>(&one.value);
    if (count != nullptr && one.name == "sme_screening_failed")
      screened.failed = static_cast<std::size_t>(*count);
    if (count != nullptr && one.name == "sme_index_failed")
      indexed.failed = static_cast<std::size_t>(*count);
  }
  const auto &cubes = file.cubes();
  if (std::none_of(cubes.begin(), cubes.end(), [](const auto &c) { return c.name == "choice"; }))
    return found;
  CubeValues choice(file, "choice"), points(file, "choice_points");
  indexed.best = file.read_real("best").values;
  indexed.effect = file.read_real("effect").values;
  for (std::size_t k = 0; k < indexed.finalists.size(); ++k) {
    auto &cells = indexed.conditional.emplace_back();
    auto &counts = indexed.points_in.emplace_back();
    for (std::size_t third = 0; third < thirds; ++third) {
      counts[third] = points.count();
      for (std::size_t o = 0; o < frame.options.size(); ++o) {
        InThird one;
        one.best = choice.next();
        one.effect = choice.next();
        one.ahead = choice.next();
        one.interval = choice.interval();
        cells[third].push_back(one);
      }
    }
  }
  return found;
}

} // namespace sme::analysis
