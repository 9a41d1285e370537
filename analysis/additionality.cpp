#include "analysis/additionality.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace sme::analysis {

std::vector<MatchedFirm> match_firms(const WorldFirms &before, const WorldFirms &baseline,
                                     const WorldFirms &policy) {
  std::map<std::int64_t, MatchedFirm> found;
  const auto enter = [&](const WorldFirms &world, double MatchedFirm::*where) {
    if (world.identity.size() != world.outcome.size())
      throw std::invalid_argument("matching firms: identities and outcomes differ in number");
    std::vector<std::int64_t> sorted(world.identity.begin(), world.identity.end());
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
      throw std::invalid_argument("matching firms: an identity comes twice in one world");
    for (std::size_t i = 0; i < world.identity.size(); ++i) {
      auto &firm = found[world.identity[i]];
      firm.identity = world.identity[i];
      firm.*where = world.outcome[i];
    }
  };
  enter(before, &MatchedFirm::before);
  enter(baseline, &MatchedFirm::baseline);
  enter(policy, &MatchedFirm::policy);
  std::vector<MatchedFirm> out;
  out.reserve(found.size());
  for (const auto &[identity, firm] : found)
    out.push_back(firm);
  return out;
}

Additionality additionality(std::span<const MatchedFirm> firms) {
  Additionality sums;
  for (const auto &firm : firms) {
    const double change = firm.policy - firm.baseline;
    if (firm.in_area)
      sums.net += change;
    if (firm.treated) {
      sums.gross += firm.policy - firm.before;
      sums.deadweight += firm.baseline - firm.before;
      (firm.in_area ? sums.inside : sums.outside) += change;
    } else if (firm.in_area) {
      (change < 0 ? sums.displacement : sums.spillover) += change;
    }
  }
  return sums;
}

AdditionalityRates rates(const Additionality &sums) {
  const auto ratio = [](double above, double below) {
    return below != 0 ? above / below : unknown;
  };
  AdditionalityRates out;
  const double direct = sums.direct();
  out.deadweight = ratio(sums.deadweight, sums.gross);
  out.leakage = ratio(sums.outside, direct);
  out.displacement = ratio(-sums.displacement, sums.inside);
  out.multiplier = 1 + ratio(sums.spillover, sums.inside + sums.displacement);
  out.guides = direct * (1 - out.leakage) * (1 - out.displacement) * out.multiplier;
  return out;
}

std::vector<GainersLosers> gainers_losers(std::span<const MatchedFirm> firms, std::size_t groups) {
  std::vector<GainersLosers> out(groups);
  for (const auto &firm : firms) {
    auto &group = out.at(firm.group);
    const double change = firm.policy - firm.baseline;
    auto &side = change > 0 ? group.gains : change < 0 ? group.loses : group.same;
    ++group.firms;
    side.share += 1; // counts first
    side.mean += change;
  }
  for (auto &group : out)
    for (auto *side : {&group.gains, &group.same, &group.loses})
      if (side->share > 0) {
        side->mean /= side->share;
        side->share /= static_cast<double>(group.firms);
      }
  return out;
}

ProductivityChange productivity_change(std::span<const WeightedFirm> firms) {
  struct Side {
    double weight = 0, sum = 0;
    [[nodiscard]] double mean() const { return weight > 0 ? sum / weight : unknown; }
    void add(double w, double p) {
      weight += w;
      sum += w * p;
    }
  };
  Side all_before, all_after, both_before, both_after, entered, left;
  double simple_before = 0, simple_after = 0, count = 0;
  for (const auto &firm : firms) {
    const bool in_before = firm.weight_baseline > 0, in_after = firm.weight_policy > 0;
    if (in_before)
      all_before.add(firm.weight_baseline, firm.productivity_baseline);
    if (in_after)
      all_after.add(firm.weight_policy, firm.productivity_policy);
    if (in_before && in_after) {
      both_before.add(firm.weight_baseline, firm.productivity_baseline);
      both_after.add(firm.weight_policy, firm.productivity_policy);
      simple_before += firm.productivity_baseline;
      simple_after += firm.productivity_policy;
      ++count;
    } else if (in_after) {
      entered.add(firm.weight_policy, firm.productivity_policy);
    } else if (in_before) {
      left.add(firm.weight_baseline, firm.productivity_baseline);
    }
  }
  ProductivityChange out;
  out.total = all_after.mean() - all_before.mean();
  out.within = count > 0 ? (simple_after - simple_before) / count : unknown;
  out.between = both_after.mean() - both_before.mean() - out.within; // change of the covariance
  if (entered.weight > 0)
    out.entry = entered.weight / all_after.weight * (entered.mean() - both_after.mean());
  if (left.weight > 0)
    out.exit = left.weight / all_before.weight * (both_before.mean() - left.mean());
  return out;
}

Timing timing(std::span<const double> net_by_year) {
  Timing out;
  if (net_by_year.empty())
    return out;
  out.at_end = net_by_year.back();
  const double most = *std::max_element(net_by_year.begin(), net_by_year.end());
  for (const double net : net_by_year) {
    out.unit_years += net;
    out.persistence.push_back(most > 0 ? net / most : unknown);
  }
  return out;
}

} // namespace sme::analysis
