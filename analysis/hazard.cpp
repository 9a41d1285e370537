#include "analysis/hazard.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "analysis/distributions.hpp"

namespace sme::analysis {

namespace {

constexpr std::int32_t quarters = 4;

void require(const Stock &stock) {
  if (stock.firm.size() != stock.founded.size())
    throw std::invalid_argument("stock of firms: as many founding quarters as firms are needed");
  for (const auto founded : stock.founded)
    if (founded > stock.quarter)
      throw std::invalid_argument("stock of firms: a firm is founded after its quarter");
}

std::vector<std::uint64_t> sorted(const Stock &stock) {
  auto out = stock.firm;
  std::sort(out.begin(), out.end());
  if (std::adjacent_find(out.begin(), out.end()) != out.end())
    throw std::invalid_argument("stock of firms: a firm is in it twice");
  return out;
}

} // namespace

std::vector<YearAtRisk> firm_years(std::span<const Stock> stocks) {
  std::vector<YearAtRisk> out;
  for (std::size_t s = 0; s < stocks.size(); ++s) {
    require(stocks[s]);
    const auto here = sorted(stocks[s]);
    if (s == 0 || stocks[s].quarter - stocks[s - 1].quarter != quarters)
      continue;
    const auto &before = stocks[s - 1];
    for (std::size_t i = 0; i < before.firm.size(); ++i) {
      const bool stays = std::binary_search(here.begin(), here.end(), before.firm[i]);
      out.push_back({before.quarter - before.founded[i],
                     stays ? YearAtRisk::Fate::stays : YearAtRisk::Fate::leaves});
    }
  }
  return out;
}

Interval wilson(std::uint64_t hits, std::uint64_t trials, double alpha) {
  if (trials == 0)
    return {};
  const double z = normal_quantile(1 - alpha / 2);
  const auto n = static_cast<double>(trials);
  const double share = static_cast<double>(hits) / n, more = z * z / n;
  const double middle = (share + more / 2) / (1 + more);
  const double half = z / (1 + more) * std::sqrt(share * (1 - share) / n + more / (4 * n));
  // none and all are their own ends, whatever rounding says
  return {hits == 0 ? 0 : middle - half, hits == trials ? 1 : middle + half};
}

Share share_of(std::uint64_t hits, std::uint64_t trials, double alpha) {
  Share out{hits, trials, unknown, wilson(hits, trials, alpha)};
  if (trials > 0)
    out.value = static_cast<double>(hits) / static_cast<double>(trials);
  return out;
}

std::optional<ExitFacts> exit_facts(std::span<const YearAtRisk> all, std::int32_t years,
                                    std::uint64_t least, double alpha) {
  struct Count {
    std::uint64_t gone = 0, at_risk = 0;
  };
  std::vector<Count> by_year(static_cast<std::size_t>(std::max(0, years)));
  std::uint64_t gone = 0, young = 0;
  std::vector<double> ages;
  for (const auto &one : all) {
    if (one.age < 0)
      throw std::invalid_argument("hazard by age: an age is below zero");
    const bool leaves = one.fate == YearAtRisk::Fate::leaves;
    const auto year = static_cast<std::size_t>((one.age + quarters / 2) / quarters);
    if (year < by_year.size()) {
      ++by_year[year].at_risk;
      by_year[year].gone += leaves;
    }
    if (!leaves)
      continue;
    const double age = (one.age + 0.5 * quarters) / quarters;
    ages.push_back(age);
    ++gone;
    young += age < 5;
  }
  if (gone == 0)
    return std::nullopt;
  ExitFacts out;
  double alive = 1;
  bool seen = true;
  for (std::size_t k = 0; k < by_year.size(); ++k) {
    out.hazard.push_back(share_of(by_year[k].gone, by_year[k].at_risk, alpha));
    seen = seen && by_year[k].at_risk > 0;
    if (seen)
      out.survival.push_back(alive *= 1 - out.hazard[k].value);
    const auto best = out.peak ? out.hazard[static_cast<std::size_t>(*out.peak - 1)].value : -1;
    if (by_year[k].at_risk >= least && out.hazard[k].value > best)
      out.peak = static_cast<std::int32_t>(k + 1);
  }
  out.of_stock = share_of(gone, all.size(), alpha);
  out.within_five = share_of(young, gone, alpha);
  const auto age = moments(ages);
  out.age_at_exit = {age.mean, age.deviation / std::sqrt(static_cast<double>(gone)),
                     static_cast<double>(gone) - 1};
  return out;
}

std::optional<std::vector<Share>> age_bands(std::span<const std::int32_t> ages,
                                            std::span<const std::int32_t> edges) {
  if (ages.empty())
    return std::nullopt;
  std::vector<std::uint64_t> counts(edges.size() + 1);
  for (const auto age : ages) {
    const auto above = std::partition_point(
        edges.begin(), edges.end(), [&](std::int32_t edge) { return edge * quarters <= age; });
    ++counts[static_cast<std::size_t>(above - edges.begin())];
  }
  std::vector<Share> out;
  out.reserve(counts.size());
  for (const auto count : counts)
    out.push_back(share_of(count, ages.size()));
  return out;
}

} // namespace sme::analysis
