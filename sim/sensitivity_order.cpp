// What a study of sensitivity is computed from, as one text.
#include <nlohmann/json.hpp>

#include "sim/compare_jobs.hpp"
#include "sim/failure.hpp"
#include "sim/sensitivity_file.hpp"

namespace sme::sim {

using Json = nlohmann::ordered_json;

std::string sensitivity_order(const SensitivityText &text) {
  const Json order{{"path", text.path},
                   {"study", text.text},
                   {"overrides", text.overrides},
                   {"worlds", order_text(text.scenarios, {})}};
  return order.dump(1);
}

SensitivityText sensitivity_in(const std::string &text) {
  SensitivityText study;
  try {
    const Json order = Json::parse(text);
    order.at("path").get_to(study.path);
    order.at("study").get_to(study.text);
    order.at("overrides").get_to(study.overrides);
    study.scenarios = scenarios_from(order.at("worlds").get<std::string>());
  } catch (const Json::exception &error) {
    throw Failure(Exit::corrupt, std::string("the stored order cannot be read: ") + error.what());
  }
  return study;
}

} // namespace sme::sim
