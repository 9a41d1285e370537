#pragma once
#include "models/codebook.hpp"
namespace sme {
struct CollaborationParameters { double optimum = 0.5;
  static constexpr auto codebook() { return std::tuple{entry("optimum", &CollaborationParameters::optimum, "1", 0, 3, "cognitive distance of highest value", "assumed")}; }
};
struct Network {};
}
