#include "sim/repeat.hpp"

#include <cstring>
#include <type_traits>

#include <fmt/format.h>
#include <unistd.h>

#include "analysis/sensitivity_file.hpp"
#include "sim/calibrate.hpp"
#include "sim/calibration_order.hpp"
#include "sim/compare.hpp"
#include "sim/failure.hpp"
#include "sim/messages.hpp"
#include "sim/provenance.hpp"
#include "sim/run.hpp"
#include "sim/scenario_file.hpp"
#include "sim/sensitivity.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;
using analysis::Column;
using analysis::Quantity;
using analysis::ResultReader;

/// Equal bits; a missing value is equal to a missing value.
template <class T> bool same(const std::vector<T> &one, const std::vector<T> &other) {
  return one.size() == other.size() &&
         (one.empty() || std::memcmp(one.data(), other.data(), one.size() * sizeof(T)) == 0);
}

bool same_cube(const ResultReader &one, const ResultReader &other, const Quantity &cube) {
  if (cube.type == Quantity::Type::real) {
    return same(one.read_real(cube.name).values, other.read_real(cube.name).values);
  }
  return same(one.read_whole(cube.name).values, other.read_whole(cube.name).values);
}

bool same_column(const ResultReader &one, const ResultReader &other, const std::string &group,
                 const Column &column) {
  const auto compare = [&]<class T>(T) {
    return same(one.read_column<T>(group, column.name), other.read_column<T>(group, column.name));
  };
  switch (column.type) {
  case Column::Type::i8:
    return compare(std::int8_t{});
  case Column::Type::i16:
    return compare(std::int16_t{});
  case Column::Type::i32:
    return compare(std::int32_t{});
  case Column::Type::i64:
    return compare(std::int64_t{});
  case Column::Type::u8:
    return compare(std::uint8_t{});
  case Column::Type::u16:
    return compare(std::uint16_t{});
  case Column::Type::u32:
    return compare(std::uint32_t{});
  case Column::Type::f32:
    return compare(float{});
  case Column::Type::f64:
    return compare(double{});
  }
  return false;
}

/// Removes a result with what belongs to it when it is not wanted any more.
class Temporary {
public:
  explicit Temporary(fs::path path) : path_(std::move(path)) {}
  ~Temporary() {
    std::error_code error;
    for (const char *end : {"", ".sha256", ".log.json", ".toml", ".html"}) {
      fs::remove(path_.string() + end, error);
    }
  }
  Temporary(const Temporary &) = delete;
  Temporary &operator=(const Temporary &) = delete;

private:
  fs::path path_;
};

/// Where a result that is computed again goes, and how.
struct Again {
  fs::path target;
  std::size_t threads;
  analysis::Existing existing;
  std::string command;
};

std::string run_again(const ResultReader &former, const Again &again) {
  const ScenarioText texts = texts_in(former);
  Messages messages;
  const auto read = read_scenario_again(texts, messages);
  if (!read) {
    throw Failure(Exit::corrupt, "the texts in the result are no scenario for this program\n\n" +
                                     messages.render_all());
  }
  return run(*read, {texts.main, again.target, again.threads, again.existing, again.command,
                     uncertainty_in(former)});
}

std::string compare_again(const ResultReader &former, const Again &again) {
  CompareOrder order = order_in(former);
  order.output = again.target;
  order.threads = again.threads;
  order.existing = again.existing;
  order.command = again.command;
  return compare(std::move(order));
}

std::string calibrate_again(const ResultReader &former, const Again &again) {
  calibrate({study_in(former.text("calibration/order")), again.target, again.threads,
             again.existing, again.command});
  return analysis::sha256_of_file(again.target);
}

std::string sensitivity_again(const ResultReader &former, const Again &again) {
  sensitivity({sensitivity_in(former.text("sensitivity/order")), again.target, again.threads,
               again.existing, again.command});
  return analysis::sha256_of_file(again.target);
}

std::string again_of_its_kind(const ResultReader &former, const Again &again) {
  return is_calibration(former)             ? calibrate_again(former, again)
         : analysis::is_sensitivity(former) ? sensitivity_again(former, again)
         : is_comparison(former)            ? compare_again(former, again)
                                            : run_again(former, again);
}

} // namespace

std::string first_difference(const ResultReader &one, const ResultReader &other) {
  if (one.axes() != other.axes()) {
    return "the axes";
  }
  if (one.cubes() != other.cubes()) {
    return "the list of cubes";
  }
  if (one.tables() != other.tables()) {
    return "the list of columns";
  }
  for (const Quantity &cube : one.cubes()) {
    if (!same_cube(one, other, cube)) {
      return "cube " + cube.name;
    }
  }
  for (const auto &table : one.tables()) {
    for (const Column &column : table.columns) {
      if (!same_column(one, other, table.group, column)) {
        return "column " + table.group + "/" + column.name;
      }
    }
  }
  if (one.texts() != other.texts()) {
    return "the list of texts";
  }
  for (const std::string &text : one.texts()) {
    if (one.text(text) != other.text(text)) {
      return "text " + text;
    }
  }
  const auto here = one.attributes(), there = other.attributes();
  for (std::size_t i = 0; i < here.size(); ++i) {
    if (i >= there.size() || here[i].name != there[i].name || here[i].value != there[i].value) {
      return "attribute " + here[i].name;
    }
  }
  return here.size() == there.size() ? "" : "the attributes";
}

std::string repeat(const fs::path &result, const std::optional<fs::path> &output,
                   std::size_t threads, analysis::Existing existing, const std::string &command) {
  if (!fs::is_regular_file(result)) {
    throw Failure(Exit::io, fmt::format("{}: no such file", result.string()));
  }
  const ResultReader former(result); // its bytes have been checked against NAME.sha256, if there
  require_true_texts(former);
  fs::path target = result;
  target += fmt::format(".repeat-{}", getpid());
  target = output.value_or(target);
  std::optional<Temporary> temporary;
  if (!output) {
    temporary.emplace(target);
  }
  const std::string before = analysis::sha256_of_file(result);
  const std::string after = again_of_its_kind(former, {target, threads, existing, command});
  if (before == after) {
    return fmt::format("same bytes: {}\n", before);
  }
  const std::string where = first_difference(former, ResultReader(target));
  std::string why;
  if (former.text("provenance/manifest") != ResultReader(target).text("provenance/manifest")) {
    why = "\n  another program, compiler or processor computed it: compare provenance/manifest";
  }
  throw Failure(Exit::corrupt,
                fmt::format("{} differs when it is computed again: first in {}{}", result.string(),
                            where.empty() ? "the layout of its bytes" : where, why));
}

} // namespace sme::sim
