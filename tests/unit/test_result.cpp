#include <doctest/doctest.h>
#include <hdf5.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <thread>

#include "analysis/result.hpp"
#include "analysis/schema.hpp"

using namespace sme::analysis;
namespace fs = std::filesystem;

namespace {

/// An empty folder that disappears with its test.
class Folder {
public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "sme-result-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;
  [[nodiscard]] fs::path operator/(const char *name) const { return path_ / name; }
  [[nodiscard]] long files() const {
    return std::distance(fs::directory_iterator(path_), fs::directory_iterator());
  }

private:
  fs::path path_;
};

const Axis scenario{"scenario", "policy world", "", {"baseline", "grant_€", "贷款担保"}, {}};
const Axis replicate{"replicate", "independent repetition", "1", {}, {0, 1, 2, 3}};
const Axis quarter{"quarter", "calendar quarter", "", {"2019Q1", "2019Q2", "2019Q3"}, {}};
const Quantity employment{"employment",
                          "person",
                          "people employed by SMEs",
                          "MODEL 3.2",
                          {"scenario", "replicate", "quarter"},
                          Quantity::Type::real};
const Quantity exits{"exits",
                     "1",
                     "firms that left",
                     "",
                     {"scenario", "replicate", "quarter"},
                     Quantity::Type::whole};
const Quantity strength{"network/strength",       "CNY",
                        "sales over supply ties", "MODEL 3.7",
                        {"scenario", "tier"},     Quantity::Type::real};
const Table panel{
    "panel",
    "row",
    {{"period", "1", "index of the quarter", Column::Type::u16, {}, {}},
     {"revenue", "CNY", "sales in the quarter", Column::Type::f64, {}, {}},
     {"size_class", "1", "size class", Column::Type::i8, {0, 1}, {"micro", "small"}}}};

/// The file that tests/readers check too: replicate 3 is never written.
void fill(ResultWriter &out) {
  for (const auto &axis : {scenario, replicate, quarter})
    out.add_axis(axis);
  out.add_axis({"network/tier", "place in the supply chain", "", {"first", "second"}, {}});
  for (const auto &cube : {employment, exits, strength})
    out.add_cube(cube);
  for (std::size_t s = 0; s < 3; ++s)
    for (std::size_t r = 0; r < 3; ++r) {
      std::vector<double> people;
      std::vector<std::int64_t> firms;
      for (std::size_t q = 0; q < 3; ++q) {
        people.push_back(100.0 * double(s) + 10.0 * double(r) + double(q) + 0.25);
        firms.push_back(std::int64_t(100 * s + 10 * r + q));
      }
      out.write("employment", {s, r}, people);
      out.write("exits", {s, r}, firms);
    }
  out.write("network/strength", {1}, std::vector<double>{1.5, 2.5});
  out.add_table(panel);
  for (int part = 0; part < 2; ++part) {
    out.append("panel", "period", std::vector<std::uint16_t>{0, 1});
    out.append("panel", "revenue",
               std::vector<double>{1e6 + part, std::numeric_limits<double>::quiet_NaN()});
    out.append("panel", "size_class", std::vector<std::int8_t>{0, 1});
  }
  out.add_text("provenance/scenario_as_given", "# 情景\nbase = \"baseline.toml\"\n");
  out.add_attribute("", "title", "SME result for tests");
  out.add_attribute("", "sme_seed", std::int64_t{1} << 40);
  out.add_attribute("employment", "sme_tolerance", 0.5);
}

void write_result(const fs::path &path, Existing existing = Existing::refuse) {
  ResultWriter out(path, existing);
  fill(out);
  out.publish();
}

std::string bytes_of(const fs::path &path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

template <class Action> ResultError::Kind failure(const Action &action) {
  try {
    action();
  } catch (const ResultError &error) {
    MESSAGE(std::string(error.what()));
    return error.kind();
  }
  FAIL("no ResultError");
  return ResultError::io;
}

} // namespace

TEST_CASE("a result comes back as it was written") {
  const Folder folder;
  write_result(folder / "r.h5");
  const ResultReader in(folder / "r.h5");

  REQUIRE(in.axes().size() == 5);
  CHECK(in.axes()[0] == scenario); // UTF-8 labels among them
  CHECK(in.axes()[1] == replicate);
  CHECK(in.axes()[2] == quarter);
  CHECK(in.axes()[3].name == "network/tier");
  CHECK(in.axes()[4].name == "network/scenario");
  CHECK(in.axes()[4].labels == scenario.labels);
  CHECK(in.cubes() == std::vector{employment, exits, strength});
  REQUIRE(in.tables().size() == 1);
  CHECK(in.tables()[0] == panel);

  const auto people = in.read_real("employment");
  CHECK(people.shape == std::vector<std::size_t>{3, 4, 3});
  CHECK(people.values[(2 * 4 + 1) * 3 + 2] == 212.25);
  CHECK(in.read_real("employment", {2, 1}).values == std::vector{210.25, 211.25, 212.25});
  CHECK(in.read_whole("exits", {1, 2}).values == std::vector<std::int64_t>{120, 121, 122});
  CHECK(in.read_real("network/strength", {1}).values == std::vector{1.5, 2.5});

  CHECK(in.read_column<std::uint16_t>("panel", "period") == std::vector<std::uint16_t>{0, 1, 0, 1});
  const auto revenue = in.read_column<double>("panel", "revenue");
  REQUIRE(revenue.size() == 4);
  CHECK(revenue[2] == 1e6 + 1);
  CHECK(std::isnan(revenue[3]));

  CHECK(in.texts() == std::vector<std::string>{"provenance/scenario_as_given"});
  CHECK(in.text("provenance/scenario_as_given") == "# 情景\nbase = \"baseline.toml\"\n");
  std::size_t seen = 0;
  for (const auto &[name, value] : in.attributes()) {
    if (name == "Conventions")
      seen += value == Attribute("CF-1.10, ACDD-1.3");
    if (name == "title")
      seen += value == Attribute("SME result for tests");
    if (name == "sme_seed")
      seen += value == Attribute(std::int64_t{1} << 40);
    if (name == "sme_schema_version")
      seen += value == Attribute(std::int64_t{result_schema_version});
  }
  CHECK(seen == 4);
}

TEST_CASE("a replicate that never ran reads as missing, not as zero") {
  const Folder folder;
  write_result(folder / "r.h5");
  const ResultReader in(folder / "r.h5");
  for (const double value : in.read_real("employment", {0, 3}).values)
    CHECK(std::isnan(value));
  for (const auto value : in.read_whole("exits", {0, 3}).values)
    CHECK(value == no_whole);
}

TEST_CASE("texts carry the UTF-8 tag without which xarray refuses the file") {
  const Folder folder;
  write_result(folder / "r.h5");
  const auto file = H5Fopen((folder / "r.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const auto labels = H5Dopen2(file, "scenario", H5P_DEFAULT);
  const auto type = H5Dget_type(labels);
  CHECK(H5Tis_variable_str(type) > 0);
  CHECK(H5Tget_cset(type) == H5T_CSET_UTF8);
  H5Tclose(type);
  H5Dclose(labels);
  H5Fclose(file);
}

TEST_CASE("the same content gives the same bytes, whenever it is written") {
  const Folder folder;
  write_result(folder / "a.h5");
  std::this_thread::sleep_for(std::chrono::milliseconds(1100)); // HDF5 times have seconds
  write_result(folder / "b.h5");
  CHECK(bytes_of(folder / "a.h5") == bytes_of(folder / "b.h5"));
  const auto digest = sha256_of_file(folder / "a.h5");
  CHECK(bytes_of(folder / "a.h5.sha256") == digest + "  a.h5\n");
  { // and the comparison can fail
    ResultWriter out(folder / "c.h5");
    fill(out);
    out.write("employment", {0, 0}, std::vector<double>{1, 2, 3});
    CHECK(out.publish() != digest);
  }
}

TEST_CASE("an existing result is refused and left alone, or replaced whole") {
  const Folder folder;
  write_result(folder / "r.h5");
  const auto before = bytes_of(folder / "r.h5");
  CHECK(failure([&] { ResultWriter out(folder / "r.h5"); }) == ResultError::exists);

  ResultWriter late(folder / "late.h5");
  std::ofstream(folder / "late.h5") << "somebody else's";
  CHECK(failure([&] { late.publish(); }) == ResultError::exists);
  CHECK(bytes_of(folder / "late.h5") == "somebody else's");

  {
    ResultWriter out(folder / "r.h5", Existing::keep_as_old);
    out.add_axis(scenario);
    CHECK(bytes_of(folder / "r.h5") == before); // until the new one is complete
    out.publish();
  }
  CHECK(ResultReader(folder / "r.h5").axes().size() == 1);
  CHECK_FALSE(fs::exists(folder / "r.h5.old"));
}

TEST_CASE("a writer that does not publish leaves nothing") {
  const Folder folder;
  {
    ResultWriter out(folder / "r.h5");
    fill(out);
    CHECK(folder.files() == 1);
  }
  CHECK(folder.files() == 0);
  write_result(folder / "r.h5");
  CHECK(folder.files() == 2); // the result and its checksum
  CHECK(failure([&] { ResultWriter out(folder / "no/r.h5"); }) == ResultError::io);
  CHECK(failure([&] { ResultWriter out(folder / "r.h5/below"); }) == ResultError::io);
}

TEST_CASE("no changed byte goes unnoticed") {
  const Folder folder;
  const auto path = folder / "r.h5";
  write_result(path);
  const auto good = bytes_of(path);
  for (std::size_t at = 0; at < good.size(); at += 997) {
    auto bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    std::ofstream(path, std::ios::binary) << bad;
    REQUIRE_THROWS_AS(ResultReader{path}, ResultError);
  }
  std::ofstream(path, std::ios::binary) << good.substr(0, good.size() / 2);
  CHECK(failure([&] { ResultReader in(path); }) == ResultError::corrupt);
  fs::remove(folder / "r.h5.sha256"); // then the checksum at the end of the file must tell
  CHECK(failure([&] { ResultReader in(path); }) == ResultError::corrupt);
  std::ofstream(path, std::ios::binary) << good;
  CHECK(ResultReader(path).axes().size() == 5);
  CHECK(good.find("sme-content-sha256 = " + sha256_of_text(good.substr(0, good.size() - 87))) ==
        good.size() - 86);
  for (std::size_t at = 0; at < good.size(); at += at + 150 < good.size() ? 997 : 1) {
    auto bad = good; // texts and attributes, which HDF5 does not check itself, and the line itself
    bad[at] = static_cast<char>(bad[at] ^ 1);
    std::ofstream(path, std::ios::binary) << bad;
    REQUIRE(failure([&] { ResultReader in(path); }) == ResultError::corrupt);
  }
  CHECK(failure([&] { ResultReader in(folder / "none.h5"); }) == ResultError::io);
}

TEST_CASE("a newer schema is refused by name") {
  const Folder folder;
  const auto path = folder / "r.h5";
  write_result(path);
  fs::remove(folder / "r.h5.sha256");
  const auto set_version = [&](std::int64_t version) {
    const auto file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const auto attribute = H5Aopen(file, "sme_schema_version", H5P_DEFAULT);
    H5Awrite(attribute, H5T_NATIVE_INT64, &version);
    H5Aclose(attribute);
    H5Fclose(file);
  };
  set_version(3); // HDF5 cuts off what it does not know: the checksum at the end
  CHECK(failure([&] { ResultReader in(path); }) == ResultError::schema);
  set_version(2);
  CHECK(failure([&] { ResultReader in(path); }) == ResultError::corrupt);
  set_version(1); // results of earlier programs have none
  CHECK(ResultReader(path).cubes().size() == 3);
}

TEST_CASE("declarations that some reader could not open are refused") {
  const Folder folder;
  ResultWriter out(folder / "r.h5");
  fill(out);
  const auto refused = [&](const auto &action) { CHECK(failure(action) == ResultError::schema); };
  refused([&] { out.add_axis({"year", "", "years since 1970", {}, {1}}); });
  refused([&] { out.add_axis({"kind", "", "", {"\xe2\x82"}, {}}); });
  refused([&] { out.add_axis({"kind", "", "", {}, {}}); });
  refused([&] { out.add_axis({"kind", "", "", {"a", "a"}, {}}); });
  refused([&] { out.add_axis({"revenue", "", "1", {}, {1}}); });
  refused([&] { out.add_axis(scenario); });
  refused([&] { out.add_cube({"wait", "days", "", "", {"scenario"}, Quantity::Type::real}); });
  refused([&] { out.add_cube({"a-b", "1", "", "", {"scenario"}, Quantity::Type::real}); });
  refused([&] { out.add_cube({"panel", "1", "", "", {"scenario"}, Quantity::Type::real}); });
  refused([&] { out.add_cube({"network/quarter", "1", "", "", {"tier"}, Quantity::Type::real}); });
  refused([&] {
    out.add_table({"firms", "row", {{"quarter", "", "", Column::Type::u8, {}, {}}}});
  });
  refused([&] { out.write("employment", {0, 0}, std::vector<double>{1, 2}); });
  refused([&] { out.write("employment", {0, 4}, std::vector<double>{1, 2, 3}); });
  refused([&] { out.write("exits", {0, 0}, std::vector<double>{1, 2, 3}); });
  refused([&] { out.append("panel", "period", std::vector<double>{1}); });
  CHECK(failure([&] { out.write("sales", {}, std::vector<double>{1}); }) == ResultError::missing);
  CHECK(failure([&] {
          out.add_cube({"sales", "CNY", "", "", {"city"}, Quantity::Type::real});
        }) == ResultError::missing);
  out.append("panel", "period", std::vector<std::uint16_t>{7});
  refused([&] { out.publish(); }); // columns of unequal length
}

TEST_CASE("a full disk is an input-output failure and the program still ends in order") {
  const Folder folder;
  const auto attempt = [&](rlim_t limit, const char *name) {
    const pid_t child = fork();
    if (child == 0) {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit bytes{limit, limit};
      setrlimit(RLIMIT_FSIZE, &bytes);
      try {
        ResultWriter out(folder / name);
        fill(out);
        out.add_axis({"firm", "", "1", {}, std::vector<std::int32_t>(100000, 1)});
        std::vector<double> noise(100000);
        for (std::size_t i = 0; i < noise.size(); ++i)
          noise[i] = std::sin(double(i));
        out.add_cube({"noise", "1", "", "", {"firm"}, Quantity::Type::real});
        out.write("noise", {}, noise);
        out.publish();
      } catch (const ResultError &error) {
        std::exit(error.kind() == ResultError::io ? 4 : 5);
      }
      std::exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  };
  for (const rlim_t limit : {1000, 10000, 50000, 300000, 500000, 1000000})
    CHECK(attempt(limit, "full.h5") == 4);
  CHECK(folder.files() == 0);
  CHECK(attempt(RLIM_INFINITY, "roomy.h5") == 0);
}

TEST_CASE("the page of the schema names every axis, cube and column") {
  const auto page = schema_markdown({scenario, quarter}, {employment, strength}, {panel});
  for (const char *part : {"| `scenario` | text |", "| `employment` | person |", "reversed",
                           "MODEL 3.7", "## Table `panel` over `row`", "0 micro, 1 small"})
    CHECK(page.find(part) != std::string::npos);
}

TEST_CASE("the file for the readers" * doctest::skip(std::getenv("SME_READERS_FILE") == nullptr)) {
  write_result(std::getenv("SME_READERS_FILE"), Existing::keep_as_old);
}

TEST_CASE("what a killed run left is swept up by the next one, what a living one writes is not") {
  const Folder folder;
  const pid_t child = fork();
  if (child == 0) {
    auto *lost = new ResultWriter(folder / "r.h5"); // killed before it can tidy up
    fill(*lost);
    raise(SIGKILL);
  }
  waitpid(child, nullptr, 0);
  CHECK(folder.files() == 1);
  std::ofstream(folder / "r.h5.part-1") << "init never ends";
  std::ofstream(folder / "r.h5.part-x") << "not ours";
  std::ofstream(folder / ("r.h5.part-" + std::to_string(getpid())).c_str())
      << "of a process that had our number";
  write_result(folder / "r.h5");
  CHECK(folder.files() == 4); // the result, its checksum and two files of others
  ResultWriter one(folder / "s.h5");
  CHECK(failure([&] { ResultWriter other(folder / "s.h5"); }) == ResultError::exists);
}
