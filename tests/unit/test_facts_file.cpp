#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "sim/facts_file.hpp"
#include "sim/failure.hpp"

using namespace sme;
using namespace sme::sim;
namespace fs = std::filesystem;

namespace {

const fs::path source_dir = SME_SOURCE_DIR;

std::string text_of(const fs::path &file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// What a folder of facts is told, with paths from the root of the project.
std::string told(const fs::path &folder) {
  Messages messages;
  (void)read_facts(folder, messages);
  std::string text = messages.render_all();
  const std::string root = source_dir.string() + "/";
  for (std::size_t at = text.find(root); at != std::string::npos; at = text.find(root)) {
    text.erase(at, root.size());
  }
  return text;
}

} // namespace

TEST_CASE("the facts of the repository can be read, and each has a measure or a reason") {
  Messages messages;
  const auto facts = read_facts(source_dir / "scenarios/reference", messages);
  REQUIRE_MESSAGE(messages.empty(), messages.render_all());
  CHECK(facts.size() > 300);
  for (const analysis::Fact &fact : facts) {
    CHECK((fact.measure.empty() ? !fact.remark.empty() : fact.low <= fact.high));
    CHECK(!fact.source.empty());
  }
}

TEST_CASE("no fact from after 2022 may be fitted") {
  Messages messages;
  for (const auto &fact : read_facts(source_dir / "scenarios/reference", messages)) {
    if (fact.use == analysis::Use::fit) {
      CHECK(analysis::period_of(fact.period)->year <= last_year_to_fit);
    }
  }
}

TEST_CASE("every wrong table of facts is refused with its message") {
  int folders = 0;
  for (const auto &entry : fs::directory_iterator(source_dir / "tests/wrong/facts")) {
    if (!entry.is_directory()) {
      continue;
    }
    ++folders;
    const fs::path expected = entry.path().string() + ".expected";
    CAPTURE(expected.string());
    if (std::getenv("SME_REWRITE_EXPECTED") != nullptr) {
      std::ofstream(expected, std::ios::binary) << told(entry.path());
    }
    CHECK(told(entry.path()) == text_of(expected));
  }
  CHECK(folders >= 4);
}

TEST_CASE("a folder without tables of facts is no folder of facts") {
  Messages messages;
  CHECK_THROWS_AS((void)read_facts(source_dir / "scenarios/rules", messages), Failure);
}
