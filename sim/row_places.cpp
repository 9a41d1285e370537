#include "sim/row_places.hpp"

#include <span>
#include <utility>

namespace sme::sim {

namespace {

std::string first_cube(const std::string &table) { return table + "_first_row"; }
std::string rows_cube(const std::string &table) { return table + "_rows"; }

} // namespace

std::vector<analysis::Quantity> row_place_cubes(const std::string &table, const std::string &source,
                                                const std::vector<std::string> &axes) {
  const auto cube = [&](std::string name, std::string meaning) {
    return analysis::Quantity{std::move(name), "1",  std::move(meaning),
                              source,          axes, analysis::Quantity::Type::whole};
  };
  const std::string &period = axes.back();
  return {cube(first_cube(table), "first row in the table `" + table + "` of those of the " +
                                      period + ", counted from 0"),
          cube(rows_cube(table), "rows of the " + period + " in the table `" + table +
                                     "`, one after the other; 0 when none were recorded")};
}

RowPlaces::RowPlaces(std::string table, std::size_t periods)
    : table_(std::move(table)), first_(periods, analysis::no_whole),
      rows_(periods, analysis::no_whole) {}

void RowPlaces::note(std::size_t period, std::size_t rows) {
  first_.at(period) = end_;
  rows_.at(period) = static_cast<std::int64_t>(rows);
  end_ += rows_[period];
}

void RowPlaces::finish_run(analysis::ResultWriter &result,
                           const std::vector<std::size_t> &leading) {
  result.write(first_cube(table_), leading, std::span<const std::int64_t>(first_));
  result.write(rows_cube(table_), leading, std::span<const std::int64_t>(rows_));
  first_.assign(first_.size(), analysis::no_whole);
  rows_.assign(rows_.size(), analysis::no_whole);
}

} // namespace sme::sim
