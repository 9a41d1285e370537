#pragma once
#include "models/codebook.hpp"
namespace sme {
struct LadderParameters { double awareness_innovation = 0.01;
  static constexpr auto codebook() { return std::tuple{entry("awareness_innovation", &LadderParameters::awareness_innovation, "1/quarter", 0, 1, "p", "assumed")}; }
};
}
