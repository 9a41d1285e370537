// Entry and exit. Potential founders stand in pools by niche, the same in every world; each enters
// if its draw lies below a chance that moves with the margin of the niche. A firm leaves when it
// can pay neither out of cash nor out of its owner's pocket (insolvency), or when its owner closes
// it: a base hazard, higher after a row of losses. New firms live on their founding cash for a
// while, so the hazard should rise to a peak and fall as the weak have gone
// (Bruederl & Schuessler 1990, ASQ 35; Jovanovic 1982, Econometrica 50). No hazard by age is drawn.
// Not modelled: mergers, relocation, owners who start again.
// Tests: tests/unit/test_demography.cpp, tests/statistical/test_growth.cpp,
// tests/law/test_counts.cpp.
#pragma once

#include <algorithm>

#include "models/codebook.hpp"

namespace sme {

struct DemographyParameters {
  double founders_rate = 0.047;
  double founders_growth = 0.02;
  double entry_chance = 0.72;
  double entry_response = 0.5;
  double entry_staff = 6.07;
  double entry_staff_spread = 0.8;
  double entry_productivity = 0.96;
  double entry_productivity_spread = 0.16;
  double entry_cash = 3.0;
  double entry_cash_spread = 0.7;
  double closure_base = 0.003;
  double closure_loss = 0.04;
  double losses_before_closure = 5;
  double rescue_chance = 0.6;
  double rescue_limit = 0.25;

  static constexpr auto codebook() {
    using P = DemographyParameters;
    return Codebook{entry("founders_rate", &P::founders_rate, "1/quarter", 0, 1,
                          "potential founders per firm of the founding population",
                          "derived: entry of 12 % a year, which keeps industry growing at 4.2 % "
                          "[S87]; all sectors "
                          "together have 18-20 % [S94],[S95]"),
                    entry("founders_growth", &P::founders_growth, "1/year", -0.5, 0.5,
                          "growth of the pools of founders", "assumed"),
                    entry("entry_chance", &P::entry_chance, "share", 0, 1,
                          "chance that a potential founder enters at the normal margin", "assumed"),
                    entry("entry_response", &P::entry_response, "1", 0, 10,
                          "rise of that chance with the niche's margin relative to normal",
                          "assumed; Dunne, Roberts & Samuelson 1988 for the sign"),
                    entry("entry_staff", &P::entry_staff, "person", 1, 1000,
                          "mean staff of a new firm", "[S96]"),
                    entry("entry_staff_spread", &P::entry_staff_spread, "1", 0, 3,
                          "standard deviation of the logarithm of initial staff", "assumed"),
                    entry("entry_productivity", &P::entry_productivity, "1", 0.1, 3,
                          "median productivity of a founder relative to its niche",
                          "assumed; Foster, Haltiwanger & Syverson 2008 for the sign"),
                    entry("entry_productivity_spread", &P::entry_productivity_spread, "1", 0, 2,
                          "standard deviation of its logarithm",
                          "assumed; Hsieh & Klenow 2009 find more in China"),
                    entry("entry_cash", &P::entry_cash, "quarter", 0, 40,
                          "median founding cash in quarters of wages and a tenth of revenue",
                          "assumed; sets the age at which the hazard peaks"),
                    entry("entry_cash_spread", &P::entry_cash_spread, "1", 0, 3,
                          "standard deviation of its logarithm", "assumed"),
                    entry("closure_base", &P::closure_base, "1/quarter", 0, 1,
                          "chance that an owner closes a sound firm", "assumed"),
                    entry("closure_loss", &P::closure_loss, "1/quarter", 0, 1,
                          "chance that an owner closes after a row of losses", "assumed"),
                    entry("losses_before_closure", &P::losses_before_closure, "quarter", 0, 40,
                          "losses in a row after which an owner thinks of closing", "assumed"),
                    entry("rescue_chance", &P::rescue_chance, "share", 0, 1,
                          "chance that an owner puts money into a firm that cannot pay", "assumed"),
                    entry("rescue_limit", &P::rescue_limit, "year", 0, 5,
                          "most an owner puts in at once, per yuan of yearly revenue", "assumed")};
  }
};
static_assert(well_described<DemographyParameters>());

/// Chance that a potential founder enters a niche whose margin is `margin` where `normal` is usual.
inline double entry_chance(double margin, double normal, const DemographyParameters &p) {
  const double response = 1 + p.entry_response * (margin - normal) / std::max(normal, 0.01);
  return std::clamp(p.entry_chance * std::clamp(response, 0.3, 2.0), 0.0, 1.0);
}

/// Chance that an owner closes the firm this quarter after `losses` quarters of loss in a row.
inline double closure_chance(int losses, const DemographyParameters &p) {
  return p.closure_base + (losses > p.losses_before_closure ? p.closure_loss : 0.0);
}

} // namespace sme
