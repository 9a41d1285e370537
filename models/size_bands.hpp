// Size bands of industry (工信部联企业〔2011〕300号): staff and revenue must both reach the band.
// Tests: tests/unit/test_size_bands.cpp.
#pragma once

#include "models/codebook.hpp"
#include "models/quantities.hpp"

namespace sme {

struct SizeBandParameters {
  double small_staff = 20;
  double medium_staff = 300;
  double large_staff = 1000;
  double small_revenue = 3e6;
  double medium_revenue = 20e6;
  double large_revenue = 400e6;

  static constexpr auto codebook() {
    using P = SizeBandParameters;
    return Codebook{
        entry("small_staff", &P::small_staff, "person", 1, 1e6,
              "staff from which a firm is small rather than micro", "工信部联企业〔2011〕300号"),
        entry("medium_staff", &P::medium_staff, "person", 1, 1e6,
              "staff from which a firm is medium", "工信部联企业〔2011〕300号"),
        entry("large_staff", &P::large_staff, "person", 1, 1e6, "staff from which a firm is large",
              "工信部联企业〔2011〕300号"),
        entry("small_revenue", &P::small_revenue, "CNY", 1, 1e13,
              "yearly revenue from which a firm is small", "工信部联企业〔2011〕300号"),
        entry("medium_revenue", &P::medium_revenue, "CNY", 1, 1e13,
              "yearly revenue from which a firm is medium; also the line of statistics, above "
              "scale [S92]",
              "工信部联企业〔2011〕300号"),
        entry("large_revenue", &P::large_revenue, "CNY", 1, 1e13,
              "yearly revenue from which a firm is large", "工信部联企业〔2011〕300号")};
  }
};
static_assert(well_described<SizeBandParameters>());

/// The size band of a firm by staff (person) and yearly revenue (CNY): the lower of the two.
inline Size size_of(double staff, double yearly_revenue, const SizeBandParameters &p) {
  const Size by_staff = staff >= p.large_staff    ? Size::large
                        : staff >= p.medium_staff ? Size::medium
                        : staff >= p.small_staff  ? Size::small
                                                  : Size::micro;
  const Size by_revenue = yearly_revenue >= p.large_revenue    ? Size::large
                          : yearly_revenue >= p.medium_revenue ? Size::medium
                          : yearly_revenue >= p.small_revenue  ? Size::small
                                                               : Size::micro;
  return by_staff < by_revenue ? by_staff : by_revenue;
}

} // namespace sme
