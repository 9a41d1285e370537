// The draws of chance.hpp for many entities at once: eight or sixteen of them in one instruction
// cost as much as one alone. Internal to models. Tests: tests/unit/test_lots.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "models/chance.hpp"
#include "models/processor.hpp"

namespace sme {

/// Four random words of each of many entities.
struct Lots {
  std::array<std::vector<std::uint32_t>, 4> word;
  Words operator[](std::size_t k) const { return {word[0][k], word[1][k], word[2][k], word[3][k]}; }
};

/// Fills `lots` with words(fate, now, purpose, ids[k], block) for every k.
void draw_lots(Processor processor, Fate fate, Quarter now, Purpose purpose,
               std::span<const std::uint64_t> ids, Lots &lots, std::uint32_t block = 0);

} // namespace sme
