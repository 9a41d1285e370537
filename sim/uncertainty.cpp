#include "sim/uncertainty.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/result.hpp"
#include "sim/calibration_order.hpp"
#include "sim/failure.hpp"
#include "sim/knobs.hpp"

namespace sme::sim {

using Json = nlohmann::ordered_json;

void Uncertainty::apply(std::size_t replicate, Scenario &scenario) const {
  for (std::size_t k = 0; k < keys.size(); ++k) {
    turn(scenario, keys[k], draws(draw_of(replicate), static_cast<Eigen::Index>(k)));
  }
}

Uncertainty read_uncertainty(const std::filesystem::path &calibration) {
  const analysis::ResultReader result(calibration);
  if (!is_calibration(result)) {
    throw Failure(Exit::usage, fmt::format("{}: is no calibration; --uncertainty takes the result "
                                           "of sme calibrate",
                                           calibration.string()));
  }
  Uncertainty uncertainty;
  uncertainty.calibration = analysis::sha256_of_file(calibration);
  for (const analysis::Axis &axis : result.axes()) {
    if (axis.name == "parameter") {
      uncertainty.keys = axis.labels;
    }
  }
  const auto posterior = result.read_real("posterior");
  uncertainty.draws =
      Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
          posterior.values.data(), static_cast<Eigen::Index>(posterior.shape.at(0)),
          static_cast<Eigen::Index>(posterior.shape.at(1)));
  return uncertainty;
}

void require_draws(const Uncertainty &uncertainty, const Scenario &scenario,
                   std::size_t replicates) {
  if (uncertainty.none()) {
    return;
  }
  for (std::size_t k = 0; k < uncertainty.keys.size(); ++k) {
    const std::string &key = uncertainty.keys[k];
    const auto knob = knob_of(scenario, key);
    const auto column = uncertainty.draws.col(static_cast<Eigen::Index>(k));
    if (!knob) {
      throw Failure(Exit::scenario,
                    fmt::format("the calibration has estimated `{}`, which scenarios of this "
                                "program do not know\nhelp: calibrate again with this program",
                                key));
    }
    if (!(column.minCoeff() >= knob->low && column.maxCoeff() <= knob->high)) {
      throw Failure(Exit::scenario,
                    fmt::format("the calibration has draws of `{}` outside its bounds, {} to {}\n"
                                "help: calibrate again with this program",
                                key, knob->low, knob->high));
    }
  }
  if (replicates % uncertainty.per_draw != 0) {
    throw Failure(Exit::usage, fmt::format("{} replicates cannot be shared out by {} to a draw of "
                                           "the parameters; give a multiple of --per-draw",
                                           replicates, uncertainty.per_draw));
  }
  if (replicates / uncertainty.per_draw > static_cast<std::size_t>(uncertainty.draws.rows())) {
    throw Failure(Exit::usage,
                  fmt::format("{} replicates need {} draws of the parameters, and the "
                              "calibration keeps {}\n  calibrate.posterior_points says how many",
                              replicates, replicates / uncertainty.per_draw,
                              uncertainty.draws.rows()));
  }
}

std::string uncertainty_text(const Uncertainty &uncertainty) {
  Json draws = Json::array();
  for (Eigen::Index d = 0; d < uncertainty.draws.rows(); ++d) {
    Json row = Json::array();
    for (Eigen::Index k = 0; k < uncertainty.draws.cols(); ++k) {
      row.push_back(uncertainty.draws(d, k));
    }
    draws.push_back(std::move(row));
  }
  return Json{{"calibration", uncertainty.calibration},
              {"keys", uncertainty.keys},
              {"per_draw", uncertainty.per_draw},
              {"draws", std::move(draws)}}
      .dump();
}

Uncertainty uncertainty_of(const std::string &text) {
  const Json json = Json::parse(text);
  Uncertainty uncertainty;
  uncertainty.calibration = json.at("calibration").get<std::string>();
  uncertainty.keys = json.at("keys").get<std::vector<std::string>>();
  uncertainty.per_draw = std::max<std::size_t>(1, json.at("per_draw").get<std::size_t>());
  const Json &draws = json.at("draws");
  uncertainty.draws.resize(static_cast<Eigen::Index>(draws.size()),
                           static_cast<Eigen::Index>(uncertainty.keys.size()));
  for (Eigen::Index d = 0; d < uncertainty.draws.rows(); ++d) {
    for (Eigen::Index k = 0; k < uncertainty.draws.cols(); ++k) {
      uncertainty.draws(d, k) =
          draws.at(static_cast<std::size_t>(d)).at(static_cast<std::size_t>(k)).get<double>();
    }
  }
  return uncertainty;
}

namespace {
constexpr const char *draws_path = "provenance/uncertainty";
}

void write_draws(analysis::ResultWriter &result, const Uncertainty &uncertainty,
                 std::size_t replicates) {
  if (uncertainty.none()) {
    return;
  }
  result.add_axis(
      {"uncertain_parameter", "parameter drawn from a calibration", "", uncertainty.keys, {}});
  result.add_cube({"parameter_draws",
                   "1",
                   "parameters of each replicate",
                   "sim/uncertainty.hpp",
                   {"replicate", "uncertain_parameter"},
                   analysis::Quantity::Type::real});
  for (std::size_t r = 0; r < replicates; ++r) {
    const Eigen::RowVectorXd draw = uncertainty.draws.row(uncertainty.draw_of(r));
    result.write("parameter_draws", {r},
                 std::span<const double>(draw.data(), uncertainty.keys.size()));
  }
}

void keep_draws(analysis::ResultWriter &result, const Uncertainty &uncertainty) {
  if (!uncertainty.none()) {
    result.add_text(draws_path, uncertainty_text(uncertainty));
  }
}

Uncertainty uncertainty_in(const analysis::ResultReader &result) {
  const auto texts = result.texts();
  if (std::find(texts.begin(), texts.end(), draws_path) == texts.end()) {
    return {};
  }
  try {
    return uncertainty_of(result.text(draws_path));
  } catch (const Json::exception &) {
    throw Failure(Exit::corrupt, fmt::format("{}: is no list of draws", draws_path));
  }
}

} // namespace sme::sim
