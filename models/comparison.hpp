// What is asked of a comparison of worlds before it is made: the outcome that decides, by when, how
// precisely, at what price. Nothing in the economy reads it.
#pragma once

#include "models/codebook.hpp"
#include "models/quantities.hpp"

namespace sme {

/// What a comparison states its findings about (sim/compare_outcomes.cpp computes them).
enum class Outcome : std::uint8_t {
  firms,
  innovative,
  srdi,
  little_giants,
  champions,
  staff,
  rnd_staff,
  revenue,
  value_added,
  rnd_real,
  rnd_reported,
  innovations,
  class1_filed,
  productivity,
  digital,
  loans,
  equity,
  tax,
  credit_access,
  supplying,
  entrants,
  exits,
  insolvencies,
  survival,
  public_spent,
  public_forgone,
  public_returned,
  public_called,
  public_cost
};
inline constexpr int outcome_kinds = 29;

struct OutcomeWords {
  static constexpr int count = outcome_kinds;
  static constexpr std::array<std::string_view, outcome_kinds> words{
      "firms",          "innovative",      "srdi",          "little_giants", "champions",
      "staff",          "rnd_staff",       "revenue",       "value_added",   "rnd_real",
      "rnd_reported",   "innovations",     "class1_filed",  "productivity",  "digital",
      "loans",          "equity",          "tax",           "credit_access", "supplying",
      "entrants",       "exits",           "insolvencies",  "survival",      "public_spent",
      "public_forgone", "public_returned", "public_called", "public_cost"};
};

struct ComparisonParameters {
  Outcome primary = Outcome::little_giants;
  std::int64_t horizon = 0;
  double smallest_effect = 0;
  double level = 0.05;
  double power = 0.8;
  double precision = 0;
  std::int64_t first_replicates = 20;
  std::int64_t batch = 10;
  std::int64_t most_replicates = 200;
  Money willingness_low = 0;
  Money willingness_high = 20'000'000;
  double least_gain = 0;
  Money most_cost = 0;
  double discount = 0.08;
  std::int64_t discount_base = 2025;
  std::int64_t price_base = 2019;
  double cost_bias = 0;
  double uptake_bias = 0;
  double delay_bias = 0;
  std::int64_t panel_replicates = 1;
  double panel_share = 0.2;

  static constexpr auto codebook() {
    using P = ComparisonParameters;
    return Codebook{
        entry("primary", &P::primary, "word", Outcome::firms, Outcome::public_cost,
              "outcome that decides, named beforehand", "definition"),
        entry("horizon", &P::horizon, "year", 0, 2100,
              "year in which the primary outcome is judged; 0 for the last", "definition"),
        entry("smallest_effect", &P::smallest_effect, "1", 0, 1e15,
              "smallest effect of interest, in units of the primary outcome at 1:1; 0 for none",
              "definition"),
        entry("level", &P::level, "share", 0.0001, 0.5,
              "chance that an interval misses the mean effect", "definition"),
        entry("power", &P::power, "share", 0.5, 0.999,
              "chance of seeing the smallest detectable effect", "definition"),
        entry("precision", &P::precision, "1", 0, 1e15,
              "half-width of the intervals that ends --replicates auto, in units of the primary "
              "outcome at 1:1; 0 for half of smallest_effect or, when that is 0 too, for 1 % of "
              "the baseline's mean in the first look",
              "definition"),
        entry("first_replicates", &P::first_replicates, "1", 20, 100000,
              "replicates before the first look at the precision", "COMPARISON 1.3: at least 20"),
        entry("batch", &P::batch, "1", 1, 100000, "replicates between looks", "definition"),
        entry("most_replicates", &P::most_replicates, "1", 20, 100000,
              "replicates at which --replicates auto ends in any case", "definition"),
        entry("willingness_low", &P::willingness_low, "CNY", 0, 1'000'000'000'000,
              "least that a unit of the primary outcome may be worth", "definition"),
        entry("willingness_high", &P::willingness_high, "CNY", 0, 1'000'000'000'000,
              "most that a unit of the primary outcome may be worth", "assumed, to be chosen"),
        entry("least_gain", &P::least_gain, "1", -1e15, 1e15,
              "least effect on the primary outcome that counts as success", "definition"),
        entry("most_cost", &P::most_cost, "CNY", 0, 1'000'000'000'000'000,
              "most net public cost, discounted, that counts as success; 0 for no limit",
              "definition"),
        entry("discount", &P::discount, "share", 0, 0.5, "discount rate of a year",
              "social discount rate of 2006 (国家发展改革委、建设部): 8 %, from memory"),
        entry("discount_base", &P::discount_base, "year", 2000, 2100,
              "year to which money is discounted", "definition"),
        entry("price_base", &P::price_base, "year", 2000, 2100,
              "year of the prices; the model knows no inflation of its own", "definition"),
        entry("cost_bias", &P::cost_bias, "share", 0, 5,
              "optimism bias: public cost is this much higher, shown as a step of its own",
              "definition"),
        entry("uptake_bias", &P::uptake_bias, "share", 0, 1,
              "optimism bias: effects are this much lower", "definition"),
        entry("delay_bias", &P::delay_bias, "year", 0, 20,
              "optimism bias: effects come this much later", "definition"),
        entry("panel_replicates", &P::panel_replicates, "1", 0, 1000,
              "replicates of which the comparison keeps a panel of firms", "definition"),
        entry("panel_share", &P::panel_share, "share", 0, 1,
              "share of the firms doing R&D that this panel follows, beside the treated",
              "definition")};
  }
};
static_assert(well_described<ComparisonParameters>());

} // namespace sme
