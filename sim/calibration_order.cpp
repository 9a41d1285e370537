#include "sim/calibration_order.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "sim/failure.hpp"
#include "sim/fingerprint.hpp"
#include "sim/provenance.hpp"

namespace sme::sim {

using Json = nlohmann::ordered_json;

std::string calibration_order(const StudyText &study) {
  Json order;
  order["program_version"] = program_version();
  order["chance_version"] = chance_version;
  order["platform"] = fingerprint().text();
  order["path"] = study.path;
  order["study"] = study.text;
  order["overrides"] = study.overrides;
  const auto put = [](const std::vector<FileText> &files) {
    Json list = Json::array();
    for (const FileText &file : files) {
      list.push_back({{"path", file.path}, {"text", file.text}});
    }
    return list;
  };
  order["scenario"] = {{"main", study.scenario.main},
                       {"overrides", study.scenario.overrides},
                       {"files", put(study.scenario.files)}};
  order["tables"] = put(study.tables);
  return order.dump(1);
}

StudyText study_in(const std::string &text) {
  StudyText study;
  try {
    const Json order = Json::parse(text);
    const auto files = [](const Json &list) {
      std::vector<FileText> all;
      for (const Json &file : list) {
        all.push_back({file.at("path").get<std::string>(), file.at("text").get<std::string>()});
      }
      return all;
    };
    study.path = order.at("path").get<std::string>();
    study.text = order.at("study").get<std::string>();
    study.overrides = order.at("overrides").get<std::vector<std::string>>();
    const Json &scenario = order.at("scenario");
    study.scenario.main = scenario.at("main").get<std::string>();
    study.scenario.overrides = scenario.at("overrides").get<std::vector<std::string>>();
    study.scenario.files = files(scenario.at("files"));
    study.tables = files(order.at("tables"));
  } catch (const Json::exception &error) {
    throw Failure(Exit::corrupt, std::string("the stored order cannot be read: ") + error.what());
  }
  return study;
}

bool is_calibration(const analysis::ResultReader &result) {
  const auto &texts = result.texts();
  return std::find(texts.begin(), texts.end(), "calibration/order") != texts.end();
}

} // namespace sme::sim
