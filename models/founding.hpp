// Founding: the population of firms at the start of the spin-up, by province, chain, size and age.
// Staff is Pareto above a floor a, with a steeper tail above b:
//     P(S > s) = (s/a)^-t up to b,   (b/a)^-t (s/b)^-u above
// (Axtell 2001, Science 293: tail 1.06 in the US; 1.0-1.5 in Chinese provinces [S112]; two
// exponents: Reed 2001, Economics Letters 74). The number of firms, their split and their ages come
// from scenarios/reference. Tests: tests/unit/test_founding.cpp.
#pragma once

#include "models/codebook.hpp"
#include "models/quantities.hpp"

namespace sme {

struct PopulationParameters {
  double firms = 2.84e6;
  double niches = 500e3;
  double tail = 1.03;
  double tail_large = 1.5;
  double least_staff = 5.9;
  double large_staff = 300;
  double most_staff = 30000;
  double mean_age = 6;
  double productivity_spread = 0.22;
  double quality_spread = 0.12;
  double cash_quarters = 0.8;
  double leverage = 0.45;
  double borrower_share = 0.35;

  static constexpr auto codebook() {
    using P = PopulationParameters;
    return Codebook{
        entry("firms", &P::firms, "1", 1, 1e9, "firms at the start of the spin-up at 1:1",
              "2.41m industrial legal entities at the end of 2013 (third census [recall]) and "
              "technology "
              "services as in 2023 [S87], assumed"),
        entry(
            "niches", &P::niches, "1", 20, 1e7, "niche markets of the nation at 1:1",
            "calibrated by scenarios/calibration.toml on facts to 2022, 95 %: 259,000-496,000; the "
            "form: assumed; about eight firms a niche, as narrow as firms say their markets are"),
        entry("tail", &P::tail, "1", 0.5, 5, "Pareto exponent of staff at founding, of small firms",
              "[S113] 1.03 in 1998; [S111] 1.06 in the US"),
        entry(
            "tail_large", &P::tail_large, "1", 0.5, 5, "the same from `large_staff` on",
            "upper end of [S112]; derived: of about 58,000 industrial firms of 300 staff and more "
            "9,200 have 1,000, with a mean of 3,000 (statistical yearbook, 2017 [recall])"),
        entry("least_staff", &P::least_staff, "person", 1, 1000, "lower end of that distribution",
              "assumed; 27 staff a firm in 2023 [S87]"),
        entry("large_staff", &P::large_staff, "person", 1, 1e6,
              "staff at which the exponent changes", "lower end of medium firms, 2011 size bands"),
        entry("most_staff", &P::most_staff, "person", 10, 1e6, "upper end of that distribution",
              "assumed"),
        entry("mean_age", &P::mean_age, "year", 0.1, 100,
              "mean age at the start of the spin-up (exponential)", "[S93] age structure 2012"),
        entry("productivity_spread", &P::productivity_spread, "1", 0, 2,
              "standard deviation of the logarithm of productivity at the start",
              "assumed; Hsieh & Klenow 2009 find more"),
        entry("quality_spread", &P::quality_spread, "1", 0, 2,
              "standard deviation of the logarithm of quality at the start and of founders",
              "assumed"),
        entry("cash_quarters", &P::cash_quarters, "quarter", 0, 20,
              "cash at the start in quarters of costs", "assumed"),
        entry("leverage", &P::leverage, "share", 0, 2,
              "debt of borrowers at the start per yuan of fixed capital and cash", "assumed"),
        entry("borrower_share", &P::borrower_share, "share", 0, 1,
              "share of firms with a loan at the start",
              "assumed; below the 44.6 % of science-tech SMEs [S66b]")};
  }
};
static_assert(well_described<PopulationParameters>());

} // namespace sme
