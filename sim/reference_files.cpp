#include "sim/reference_files.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario_layers.hpp"
#include "sim/scenario_values.hpp"
#include "sim/sheet.hpp"

namespace sme::sim {
namespace {

constexpr double tolerance_of_shares = 1e-3;
constexpr double largest_coefficient = 0.95;

/// One table of the reference folder while it is read.
struct ReferenceTable {
  std::string name;
  Sheet sheet;
  std::vector<const std::vector<Cell> *> row_of; ///< by word
};

/// Column of a header, or none. Says so when it is missing or there twice.
std::optional<std::size_t> column_of(const ReferenceTable &table, std::string_view key,
                                     std::string_view meaning, Messages &messages) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < table.sheet.header.size(); ++i) {
    if (table.sheet.header[i].text == key) {
      if (found) {
        messages.add(fmt::format("column `{}` is there twice", key), table.sheet.header[i].span,
                     "keep one of the two");
        return std::nullopt;
      }
      found = i;
    }
  }
  if (!found) {
    std::vector<std::string_view> names;
    for (const Cell &cell : table.sheet.header) {
      names.push_back(cell.text);
    }
    const std::string near = nearest(key, names);
    messages.add(
        fmt::format("column `{}` is missing", key), table.sheet.header[0].span,
        fmt::format("{}{}", meaning, near.empty() ? "" : fmt::format("; is `{}` meant?", near)));
  }
  return found;
}

std::optional<double> number_in(const Cell &cell, const std::string &path, std::string_view unit,
                                std::string_view meaning, double low, double high,
                                Messages &messages) {
  double value = 0;
  const char *end = cell.text.data() + cell.text.size();
  const auto read = std::from_chars(cell.text.data(), end, value);
  const std::string help = fmt::format("{}; in {}, from {} to {}", meaning, unit_in_words(unit),
                                       in_toml(low), in_toml(high));
  if (cell.text.empty() || read.ptr != end || read.ec != std::errc{} || !std::isfinite(value)) {
    messages.add(fmt::format("`{} = {}` is not a number", path, cell.text), cell.span, help);
    return std::nullopt;
  }
  if (value < low || value > high) {
    messages.add(fmt::format("`{} = {}` is {} {}", path, cell.text,
                             value < low ? "below the lowest value allowed,"
                                         : "above the highest value allowed,",
                             in_toml(value < low ? low : high)),
                 cell.span, help);
    return std::nullopt;
  }
  return value + 0.0;
}

/// Fetches, splits and orders the rows of one file by word.
std::optional<ReferenceTable> open_table(const Files &files, const std::string &path,
                                         std::string_view kind,
                                         std::span<const std::string_view> words,
                                         const std::optional<Span> &asked_at, ScenarioText &text,
                                         Messages &messages) {
  const auto content = fetch(files, path, asked_at, text, messages);
  const std::string shown = files.shown(path);
  if (!content || !check_characters(*content, shown, messages)) {
    return std::nullopt;
  }
  auto sheet = read_sheet(*content, shown, messages);
  if (!sheet) {
    return std::nullopt;
  }
  ReferenceTable table{path, std::move(*sheet), {}};
  table.row_of.resize(words.size());
  if (table.sheet.header[0].text != kind) {
    messages.add(
        fmt::format("the first column is `{}`; it names the {}", table.sheet.header[0].text, kind),
        table.sheet.header[0].span, fmt::format("call it `{}`", kind));
    return std::nullopt;
  }
  const std::size_t before = messages.count();
  for (const auto &row : table.sheet.rows) {
    const auto found = std::find(words.begin(), words.end(), row[0].text);
    if (found == words.end()) {
      const std::string near = nearest(row[0].text, words);
      messages.add(fmt::format("unknown {} `{}`", kind, row[0].text), row[0].span,
                   near.empty() ? list(words) : fmt::format("did you mean `{}`?", near));
      continue;
    }
    auto &place = table.row_of[static_cast<std::size_t>(found - words.begin())];
    if (place != nullptr) {
      messages.add(fmt::format("{} `{}` has two rows", kind, row[0].text), row[0].span,
                   "keep one of the two");
    }
    place = &row;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (table.row_of[i] == nullptr) {
      messages.add(fmt::format("the row of {} `{}` is missing", kind, words[i]),
                   table.sheet.header[0].span, fmt::format("{} lists all {}", shown, words.size()));
    }
  }
  return messages.count() == before ? std::optional(std::move(table)) : std::nullopt;
}

/// Reads the columns of the codebook of `Facts` into `facts`, and checks that shares sum to one.
template <class Facts, std::size_t N>
void read_facts(const ReferenceTable &table, std::span<const std::string_view> words,
                std::span<const std::string_view> shares, std::array<Facts, N> &facts,
                Messages &messages) {
  walk<Facts>([&](const auto &e) {
    const auto column = column_of(table, e.key, e.meaning, messages);
    if (!column) {
      return;
    }
    double sum = 0;
    bool right = true;
    for (std::size_t i = 0; i < N; ++i) {
      const auto value =
          number_in((*table.row_of[i])[*column], fmt::format("{}.{}", words[i], e.key), e.unit,
                    e.meaning, e.low, e.high, messages);
      right = right && value;
      facts[i].*(e.member) = value.value_or(0);
      sum += value.value_or(0);
    }
    const bool share = std::find(shares.begin(), shares.end(), e.key) != shares.end();
    if (right && share && std::abs(sum - 1) > tolerance_of_shares) {
      messages.add(fmt::format("column `{}` sums to {:.6f}; shares sum to 1", e.key, sum),
                   table.sheet.header[*column].span,
                   fmt::format("{}; a difference up to {} is taken as rounding", e.meaning,
                               tolerance_of_shares));
    }
  });
}

/// Coefficients, and that each chain buys less than its input share: with column sums below one the
/// economy needs finite inputs (the spectral radius of a non-negative matrix is at most its largest
/// column sum).
void read_coefficients(const ReferenceTable &table, Reference &reference, bool chains_known,
                       Messages &messages) {
  for (int to = 0; to < chains; ++to) {
    const std::string_view buyer = ChainWords::words[static_cast<std::size_t>(to)];
    const auto column = column_of(table, buyer, "inputs that this chain buys per yuan", messages);
    if (!column) {
      continue;
    }
    double sum = 0;
    for (int from = 0; from < chains; ++from) {
      const auto value = number_in(
          (*table.row_of[static_cast<std::size_t>(from)])[*column],
          fmt::format("{}.{}", ChainWords::words[static_cast<std::size_t>(from)], buyer), "share",
          "input from the chain of the row per yuan of output of the chain of the column", 0,
          largest_coefficient, messages);
      reference.input_output[from][to] = value.value_or(0);
      sum += value.value_or(0);
    }
    const double most = reference.chain[static_cast<std::size_t>(to)].input_share;
    if (chains_known && !(sum < most)) {
      messages.add(fmt::format("column `{}` sums to {:.4f}, not below its input_share {}", buyer,
                               sum, in_toml(most)),
                   table.sheet.header[*column].span,
                   "a chain buys inputs of the model's chains for less than all its purchases; "
                   "lower the coefficients or raise input_share in chains.csv");
    }
  }
  for (std::size_t i = 1; i < table.sheet.header.size(); ++i) {
    const Cell &cell = table.sheet.header[i];
    if (std::find(ChainWords::words.begin(), ChainWords::words.end(), cell.text) ==
        ChainWords::words.end()) {
      messages.add(fmt::format("unknown chain `{}` among the columns", cell.text), cell.span,
                   list(ChainWords::words));
    }
  }
}

} // namespace

std::optional<Reference> read_reference(const Files &files, const std::string &folder,
                                        const std::optional<Span> &asked_at, ScenarioText &text,
                                        Messages &messages) {
  const std::size_t before = messages.count();
  Reference reference;
  const std::string start = folder == "." || folder.empty() ? "" : folder + "/";
  const auto open = [&](std::string_view name, std::string_view kind,
                        std::span<const std::string_view> words) {
    return open_table(files, fmt::format("{}{}", start, name), kind, words, asked_at, text,
                      messages);
  };
  const std::vector<std::string_view> of_provinces{"firm_share", "service_share"};
  const std::vector<std::string_view> of_chains{"firm_share", "final_demand_share", "niche_share"};
  if (const auto table = open("provinces.csv", "province", ProvinceWords::words)) {
    read_facts(*table, ProvinceWords::words, of_provinces, reference.province, messages);
  }
  const auto chains_table = open("chains.csv", "chain", ChainWords::words);
  if (chains_table) {
    read_facts(*chains_table, ChainWords::words, of_chains, reference.chain, messages);
  }
  if (const auto table = open("input_output.csv", "chain", ChainWords::words)) {
    read_coefficients(*table, reference, chains_table.has_value(), messages);
  }
  return messages.count() == before ? std::optional(reference) : std::nullopt;
}

} // namespace sme::sim
