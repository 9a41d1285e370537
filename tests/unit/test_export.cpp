// Results as tables of plain text and of Stata; other programs' readers are in tests/readers.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include "analysis/export.hpp"

using namespace sme::analysis;
namespace fs = std::filesystem;

namespace {

/// A folder with a small result, gone with the test.
class Small {
public:
  Small() : folder(fs::temp_directory_path() / "sme-test-export") {
    fs::remove_all(folder);
    fs::create_directories(folder);
    ResultWriter out(folder / "small.h5");
    out.add_axis({"world", "world", "", {"baseline", "grants, \"big\""}, {}});
    out.add_axis({"year", "year", "year", {}, {2025, 2026}});
    out.add_cube(
        {"jobs", "person", "jobs at the year's end", "", {"world", "year"}, Quantity::Type::whole});
    out.add_cube({"share_by_province", "1", "a view", "", {"world"}, Quantity::Type::real});
    out.add_cube(
        {"comparison/effect_mean", "1", "difference", "", {"world"}, Quantity::Type::real});
    out.write("jobs", {}, std::vector<std::int64_t>{1, 2, no_whole, 4});
    out.write("share_by_province", {}, std::vector<double>{0.1, 0.2});
    out.write("comparison/effect_mean", {},
              std::vector<double>{std::numeric_limits<double>::quiet_NaN(), 1.0 / 3});
    out.add_table(
        {"panel",
         "observation",
         {{"world_index", "1", "position on the axis `world`", Column::Type::i32, {}, {}},
          {"firm", "1", "permanent identity", Column::Type::i64, {}, {}},
          {"label", "1", "label of the ladder", Column::Type::u8, {0, 3}, {"none", "little_giant"}},
          {"revenue", "CNY", "sales", Column::Type::f64, {}, {}}}});
    out.append("panel", "world_index", std::vector<std::int32_t>{0, 1});
    out.append("panel", "firm", std::vector<std::int64_t>{(std::int64_t{1} << 60) + 1, 7});
    out.append("panel", "label", std::vector<std::uint8_t>{3, 0});
    out.append("panel", "revenue",
               std::vector<double>{0.1, std::numeric_limits<double>::quiet_NaN()});
    out.publish();
  }
  ~Small() { fs::remove_all(folder); }
  Small(const Small &) = delete;
  Small &operator=(const Small &) = delete;
  fs::path folder;
};

std::string bytes_of(const fs::path &path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("a panel as plain text has words for codes, all digits and nothing for missing") {
  const Small small;
  const ResultReader result(small.folder / "small.h5");
  CHECK(csv_of(table_for_export(result, "panel")) ==
        "world_index,firm,label,revenue\n"
        "baseline,1152921504606846977,little_giant,0.1\n"
        "\"grants, \"\"big\"\"\",7,none,\n");
}

TEST_CASE("a cube as plain text is long: a row for each number") {
  const Small small;
  const ResultReader result(small.folder / "small.h5");
  CHECK(csv_of(table_for_export(result, "jobs")) == "world,year,value\n"
                                                    "baseline,2025,1\n"
                                                    "baseline,2026,2\n"
                                                    "\"grants, \"\"big\"\"\",2025,\n"
                                                    "\"grants, \"\"big\"\"\",2026,4\n");
  try {
    (void)table_for_export(result, "happiness");
    FAIL("happiness is no cube");
  } catch (const ResultError &error) { // all names, views and statements too
    CHECK(error.kind() == ResultError::asked);
    CHECK(std::string(error.what())
              .ends_with("it has panel, jobs, share_by_province, comparison/effect_mean"));
  }
}

TEST_CASE("a folder of plain text holds tables, cubes, the tidy statements and a codebook") {
  const Small small;
  const auto folder = small.folder / "tables";
  const auto files = export_csv(small.folder / "small.h5", folder, "", Existing::refuse);
  CHECK(files.size() == 4); // no view by group
  CHECK(bytes_of(folder / "comparison.csv") ==
        "world,outcome,year,group,statistic,value,low,high\n"
        "\"grants, \"\"big\"\"\",,,,effect,0.3333333333333333,,\n");
  const auto codebook = bytes_of(folder / "codebook.csv");
  CHECK(codebook.find("panel.csv,revenue,CNY,sales\n") != std::string::npos);
  CHECK_THROWS_AS(export_csv(small.folder / "small.h5", folder, "", Existing::refuse), ResultError);
  CHECK(export_csv(small.folder / "small.h5", folder, "share_by_province", Existing::keep_as_old)
            .size() == 2);
  CHECK(fs::exists(folder / "share_by_province.csv"));
}

TEST_CASE("a file for Stata is the same bytes each time and is never half there") {
  const Small small;
  const auto first = small.folder / "a.dta", second = small.folder / "b.dta";
  export_dta(small.folder / "small.h5", first, "", Existing::refuse);
  export_dta(small.folder / "small.h5", second, "panel", Existing::refuse);
  CHECK(bytes_of(first) == bytes_of(second));
  CHECK(bytes_of(first).starts_with("<stata_dta><header><release>118</release>"));
  CHECK_THROWS_AS(export_dta(small.folder / "small.h5", first, "", Existing::refuse), ResultError);
  CHECK_THROWS_AS(
      export_dta(small.folder / "small.h5", small.folder / "no" / "c.dta", "", Existing::refuse),
      ResultError);
  CHECK_FALSE(fs::exists(small.folder / "a.dta.part"));
}
