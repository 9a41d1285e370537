// Demand of the quarter: final demand through the input-output table to niches.
#include "models/demand.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <string>

#include "models/passing.hpp"
#include "models/quarter.hpp"

namespace sme {

ChainVector leontief(const ChainMatrix &coefficients, const ChainVector &final_demand) {
  using Vector = Eigen::Matrix<double, chains, 1>;
  using Matrix = Eigen::Matrix<double, chains, chains, Eigen::RowMajor>;
  const Eigen::Map<const Matrix> a(coefficients.front().data());
  const Eigen::Map<const Vector> f(final_demand.data());
  ChainVector output{};
  Eigen::Map<Vector>(output.data()) = (Matrix::Identity() - a).partialPivLu().solve(f);
  return output;
}

namespace {

double total_of(const ChainVector &vector) {
  double sum = 0;
  for (const double each : vector) {
    sum += each;
  }
  return sum;
}

// What the firms of each chain can make at founding, CNY of 2019 a quarter. A niche is as large as
// what its founding firms can make.
ChainVector size_niches(Economy &economy, const ProductionParameters &p) {
  ChainVector supply{};
  for (Block &block : economy.blocks) {
    const Firms &f = block.firms;
    for (std::size_t n = 0; n < block.niches.size(); ++n) {
      double made = 0;
      for (auto i = block.first_row[n]; i < block.first_row[n + 1]; ++i) {
        const std::int32_t r = f.researcher[i];
        const double makers = f.staff[i] - (r >= 0 ? block.researchers.rnd_staff[r] : 0);
        made += makers / labour_need(makers, p) * f.productivity[i];
      }
      block.niches[n].weight = made;
      supply[block.chain] += made;
    }
  }
  for (Block &block : economy.blocks) {
    for (Niche &niche : block.niches) {
      niche.weight /= supply[block.chain];
    }
  }
  for (int c = 0; c < chains; ++c) {
    supply[c] *= economy.technique[c].labour;
  }
  return supply;
}

} // namespace

void require_countable(const char *what, double yuan) {
  // Sums over all firms and flows of a quarter stay below 9.2e18 with room to spare.
  if (!(yuan < 1e17)) {
    throw Uncountable(std::string(what) + " has grown beyond what the books can count (1e17 CNY)");
  }
}

// Final demand at founding: the shares of chains.csv, in total as much as the founding population
// can serve at its mean revenue per worker.
void open_demand(Economy &economy, const Scenario &scenario) {
  const Parameters &p = scenario.parameters;
  ChainVector shares{};
  for (int c = 0; c < chains; ++c) {
    shares[c] = scenario.reference.chain[c].final_demand_share;
  }
  const ChainVector wanted = leontief(scenario.reference.input_output, shares);
  const double index = portable_pow(1 + p.production.wage_growth, years_since_2019(economy.now));
  const double total = p.demand.revenue_scale * index *
                       total_of(size_niches(economy, p.production)) / total_of(wanted);
  for (int c = 0; c < chains; ++c) {
    economy.final_demand[c] = total * shares[c];
  }
}

void spread_demand(Economy &economy, const Scenario &scenario, Quarter now) {
  const DemandParameters &p = scenario.parameters.demand;
  const auto shock = [&](std::uint64_t entity, Purpose purpose) {
    return Draws(economy.fate, now, purpose, entity).bell();
  };
  economy.cycle = p.cycle_persistence * economy.cycle + p.cycle_spread * shock(0, Purpose::macro);
  const double years = (now.index - scenario.parameters.run.spin_up.index + 1) / 4.0;
  double mean_trend = p.growth;
  for (int c = 0; c < chains; ++c) {
    mean_trend +=
        scenario.reference.chain[c].final_demand_share * scenario.reference.chain[c].growth_trend;
  }
  const double level = beyond_trend(now, mean_trend, p);
  ChainVector final_demand{};
  for (int c = 0; c < chains; ++c) {
    economy.chain_shock[c] =
        p.chain_persistence * economy.chain_shock[c] +
        p.chain_spread * shock(static_cast<std::uint64_t>(c), Purpose::chain_shock);
    const double trend =
        portable_pow(1 + p.growth + scenario.reference.chain[c].growth_trend, years);
    final_demand[c] = economy.final_demand[c] * trend * level *
                      portable_exp(economy.cycle + economy.chain_shock[c]);
  }
  const ChainVector output = leontief(scenario.reference.input_output, final_demand);
  require_countable("demand of all chains in a quarter", total_of(output));
  for (Block &block : economy.blocks) {
    for (Niche &niche : block.niches) {
      niche.demand = std::max(0.0, output[block.chain]) * niche.weight;
    }
  }
}

} // namespace sme
