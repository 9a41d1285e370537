// Two levels of uncertainty: how much of the spread of an effect is between draws of the
// parameters, how much is chance within them.
#include "analysis/statement_parts.hpp"
#include "analysis/variance_split.hpp"

namespace sme::analysis {

void state_two_levels(const Comparison &c, Statements &out) {
  if (c.data.per_draw < 2 || c.replicates < 2)
    return;
  const std::string end = " of the effect at the horizon, in squared units of the outcome";
  const std::vector<std::string> axes{"world", "outcome"};
  Plane parameters(c, out, "variance_parameters", "1",
                   "variance between draws of the parameters, (MS between - MS within) / "
                   "replicates per draw, not below zero," +
                       end,
                   axes);
  Plane chance(c, out, "variance_chance", "1",
               "variance between replicates that share a draw, MS within," + end, axes);
  Ranged share(c, out, "variance_share", "1",
               "share of the parameters in the variance of one replicate; exact F interval", axes);
  for (std::size_t w = 1; w < c.worlds; ++w)
    for (std::size_t o = 0; o < c.outcomes; ++o) {
      const auto change =
          differences(c.outcome.each(0, {c.horizon, o}), c.outcome.each(w, {c.horizon, o}));
      const Eigen::MatrixXd table =
          Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
              change.data(), static_cast<Eigen::Index>(c.replicates),
              static_cast<Eigen::Index>(c.data.per_draw));
      if (table.hasNaN())
        continue;
      const auto split = split_variance(table, c.data.settings.level);
      parameters.at({w, o}) = split.of_parameters;
      chance.at({w, o}) = split.of_chance;
      const double all = split.of_parameters + split.of_chance;
      share.set({w, o}, all > 0 ? split.of_parameters / all : unknown, split.share);
    }
}

} // namespace sme::analysis
