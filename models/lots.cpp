#include "models/lots.hpp"

namespace sme {

namespace {

// One entity in each of `count` places, a multiple of what the widest instruction takes.
void draw(Processor processor, Fate fate, Quarter now, Purpose purpose, std::uint32_t block,
          const std::uint64_t *id, std::size_t count, std::size_t first, Lots &lots) {
  each_row(processor, [=, a = &lots.word[0][first], b = &lots.word[1][first],
                       c = &lots.word[2][first], d = &lots.word[3][first]] {
#pragma omp simd
    for (std::size_t i = 0; i < count; ++i) {
      const Philox w(fate, now, purpose, id[i], block);
      a[i] = w.a;
      b[i] = w.b;
      c[i] = w.c;
      d[i] = w.d;
    }
  });
}

} // namespace

void draw_lots(Processor processor, Fate fate, Quarter now, Purpose purpose,
               std::span<const std::uint64_t> ids, Lots &lots, std::uint32_t block) {
  constexpr std::size_t widest = 16;
  const std::size_t full = ids.size() / widest * widest;
  for (auto &column : lots.word) {
    column.resize(full + widest);
  }
  draw(processor, fate, now, purpose, block, ids.data(), full, 0, lots);
  std::array<std::uint64_t, widest> rest{}; // filled up with nobody
  std::copy(ids.begin() + static_cast<std::ptrdiff_t>(full), ids.end(), rest.begin());
  draw(processor, fate, now, purpose, block, rest.data(), full < ids.size() ? widest : 0, full,
       lots);
}

} // namespace sme
