// Scenario files with mistakes: each is told with its place, in words that help.
#include <algorithm>
#include <cstdlib>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/scenario_texts.hpp"

namespace fs = std::filesystem;
using namespace sme;
using namespace sme::sim;
using namespace sme::test;

namespace {

void write(const fs::path &path, const std::string &text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// What a planner sees for a file on disk; the folder is left out of paths.
std::string told(const fs::path &path) {
  Messages messages;
  const auto scenario = read_scenario(path, {}, messages);
  CHECK(scenario.has_value() == messages.empty());
  return replaced(messages.render_all(), path.parent_path().generic_string() + "/", "");
}

/// A folder of its own for faults that cannot be kept in the repository.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("sme_hostile_" + std::to_string(::getpid()));
  Folder() {
    fs::remove_all(path);
    fs::create_directories(path / "inside");
  }
  ~Folder() { fs::remove_all(path); }
};

} // namespace

TEST_CASE("every wrong file is told as the message beside it says") {
  int cases = 0;
  std::vector<fs::path> paths;
  for (const auto &entry : fs::directory_iterator(source_dir / "tests/wrong")) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const fs::path &expected : paths) {
    if (expected.extension() != ".expected") {
      continue;
    }
    fs::path wrong = expected;
    wrong.replace_extension("");
    wrong = fs::is_directory(wrong) ? wrong / "main.toml" : fs::path(wrong.string() + ".toml");
    CAPTURE(wrong.string());
    if (std::getenv("SME_REWRITE_EXPECTED") != nullptr) { // after a change of meanings or defaults
      std::ofstream(expected, std::ios::binary) << told(wrong);
    }
    CHECK(told(wrong) == text_of(expected));
    ++cases;
  }
  CHECK(cases >= 40);
}

TEST_CASE("hostile texts are refused with a place and never end the program") {
  struct Hostile {
    std::string text, first;
  };
  std::string dots = "a";
  for (int i = 0; i < 20'000; ++i) {
    dots += ".a";
  }
  std::string many_dots = "[run]\n";
  for (int i = 0; i < 100'000; ++i) {
    many_dots += "a" + std::to_string(i) + ".b = 1\n";
  }
  const std::string number = "name = \"x\"\n[market]\nreplicator_speed = ";
  const std::vector<Hostile> all{
      {dots + " = 1\n", "key nested too deeply (limit 64), line 1"},
      {"[" + dots + "]\n", "key nested too deeply (limit 64), line 1"},
      {dots + dots + " = 1\n", "line 1 is longer than 65536 bytes"},
      {"x = " + std::string(10'000, '['), "brackets nested too deeply (limit 64)"},
      {"x = " + std::string(64, '[') + std::string(64, ']'), "unknown key `x`"},
      {std::string("name = \"a\0b\"\n", 13), "control character 0x00 in the text"},
      {std::string("\xFF\xFEn\0", 4), "s.toml is not UTF-8 text (it looks like UTF-16)"},
      {std::string("\0n", 2), "s.toml is not UTF-8 text (it looks like UTF-16)"},
      {"name = \"a\"\rtitle = \"b\"\n", "a carriage return without a line feed"},
      {"name = \"\x1b[31m\"\n", "control character 0x1b in the text"},
      {"[!]", "not valid TOML: "},
      {"[[[x]]]", "not valid TOML: "},
      {"[=]", "not valid TOML: "},
      {"name = \"\xC3\"", "not valid TOML: "},
      {"name = \"\\ud800\"", "not valid TOML: "},
      {number + "1e400", "`market.replicator_speed = 1e400` is beyond the range of numbers"},
      {number + "-1e400", "`market.replicator_speed = -1e400` is beyond the range of numbers"},
      {number + "1e-320", "`market.replicator_speed = 1e-320` is beyond the range of numbers"},
      {number + "9223372036854775808",
       "`market.replicator_speed = 9223372036854775808` is beyond the range of numbers"},
      {number + "0xFFFFFFFFFFFFFFFFF",
       "`market.replicator_speed = 0xFFFFFFFFFFFFFFFFF` is beyond the range of numbers"},
      {number + "inf", "`market.replicator_speed = inf` is not a finite number"},
      {number + "-inf", "`market.replicator_speed = -inf` is not a finite number"},
      {number + "nan", "`market.replicator_speed = nan` is not a finite number"},
      {number + "\"1e400 1/quarter\"",
       "`market.replicator_speed = \"1e400 1/quarter\"` is beyond the range of numbers"}};
  for (const Hostile &hostile : all) {
    CAPTURE(hostile.first);
    Messages messages;
    CHECK_FALSE(read(hostile.text, messages).has_value());
    REQUIRE_FALSE(messages.empty());
    CHECK(messages.all()[0].what.substr(0, hostile.first.size()) == hostile.first);
    CHECK(messages.all()[0].where.has_value());
    CHECK(messages.render_all().size() < 20'000);
  }
  Messages messages;
  CHECK_FALSE(read(many_dots, messages).has_value());
  CHECK_FALSE(messages.empty());
}

TEST_CASE("what is not an ordinary file in the folder of the scenario is refused") {
  const Folder folder;
  const fs::path outside = folder.path / "outside.toml";
  write(outside, "name = \"outside\"\n");
  const fs::path at = folder.path / "inside";
  fs::create_directory(at / "folder.toml");
  CHECK(told(at / "folder.toml").find("is a folder, not a file") != std::string::npos);
  REQUIRE(::mkfifo((at / "pipe.toml").c_str(), 0600) == 0);
  CHECK(told(at / "pipe.toml").find("is a pipe, not a file") != std::string::npos);
  CHECK(told("/dev/null").find("is a device, not a file") != std::string::npos);
  CHECK(told(at / "none.toml").find("does not exist") != std::string::npos);
  write(at / "huge.toml", "");
  fs::resize_file(at / "huge.toml", 10'000'000'000);
  CHECK(told(at / "huge.toml").find("at most 4194304 (4 MiB) are read") != std::string::npos);
  fs::resize_file(at / "huge.toml", 0);
  write(at / "up.toml", "name = \"x\"\nbase = \"../outside.toml\"\n");
  CHECK(told(at / "up.toml").find("leads out of the folder") != std::string::npos);
  write(at / "absolute.toml", "name = \"x\"\nbase = \"" + outside.string() + "\"\n");
  CHECK(told(at / "absolute.toml").find("is absolute") != std::string::npos);
  fs::create_symlink(outside, at / "link.toml");
  write(at / "through.toml", "name = \"x\"\nbase = \"link.toml\"\n");
  CHECK(told(at / "through.toml").find("by a symbolic link") != std::string::npos);
  fs::create_directory_symlink(folder.path, at / "linked");
  write(at / "deep.toml", "name = \"x\"\nbase = \"linked/outside.toml\"\n");
  CHECK(told(at / "deep.toml").find("by a symbolic link") != std::string::npos);
}

TEST_CASE("mistakes in reference tables are told with their cell") {
  const std::string main = "name = \"x\"\nreference = \"reference\"\n";
  const auto wrong = [&](const std::string &file, const std::string &from, const std::string &to) {
    auto files = real_files();
    const std::size_t at = files[file].find(from);
    REQUIRE(at != std::string::npos);
    files[file].replace(at, from.size(), to);
    Messages messages;
    CHECK_FALSE(read(main, messages, {}, files).has_value());
    return messages.render_all();
  };
  const auto has = [](const std::string &text, const std::string &part) {
    CAPTURE(text);
    CHECK(text.find(part) != std::string::npos);
  };
  const std::string p = "reference/provinces.csv", c = "reference/chains.csv";
  has(wrong(p, "0.0120", "0,0120"), "cells; the header has");
  has(wrong(p, "0.0120", "abc"), "`Beijing.firm_share = abc` is not a number");
  has(wrong(p, "0.0120", "abc"), "reference/provinces.csv:2:");
  has(wrong(p, "0.0120", "0.1120"), "sums to 1.1");
  has(wrong(p, "0.0120", "1.5"), "above the highest value allowed, 1.0");
  has(wrong(p, "\nBeijing", "\nBejing"), "did you mean `Beijing`?");
  has(wrong(p, "\nBeijing", "\nTianjin"), "has two rows");
  has(wrong(p, "\nBeijing", "\nTianjin"), "the row of province `Beijing` is missing");
  has(wrong(p, "extent_km", "extent"), "column `extent_km` is missing");
  has(wrong(p, "extent_km", "wage_index"), "column `wage_index` is there twice");
  has(wrong(p, "province,", "place,"), "the first column is `place`");
  has(wrong(c, "\"firm_share assumed", "firm_share \"assumed"), "a quote in the middle of a cell");
  has(wrong("reference/input_output.csv", "0.130", "0.93"), "not below its input_share");
  has(wrong("reference/input_output.csv", "0.130", "-0.1"), "below the lowest value allowed");
}

TEST_CASE("carets stand below wide letters and tabs") {
  const Message message{"wrong", Span{"f", 1, 5, 2}, "right"};
  CHECK(render(message, "\t上=\"ab\"\n") == "wrong\nf:1:5\n  1 |     上=\"ab\"\n"
                                            "    |         ^^\nhelp: right\n");
}
